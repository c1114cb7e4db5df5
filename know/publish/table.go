package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

// Quality says what a value is worth, or why there is none.
type Quality string

const (
	Final      Quality = "final"
	Incomplete Quality = "incomplete" // some that owe have not handed in
	Carried    Quality = "carried"    // a part of it is of an earlier period
	TooSmall   Quality = "small"      // hidden: a count from 1 to k-1
	Guarded    Quality = "guarded"    // hidden: it would tell a small one
	Derived    Quality = "derived"    // hidden: it rests on a hidden count
	Waiting    Quality = "waiting"    // not approved by all levels yet
	Missing    Quality = "missing"    // there is none
)

// Qualities is the closed list.
var Qualities = []Quality{Final, Incomplete, Carried, TooSmall, Guarded, Derived, Waiting, Missing}

// Hidden tells whether there is a value that is not shown for the rule of small counts.
func (q Quality) Hidden() bool { return q == TooSmall || q == Guarded || q == Derived }

// Table is what is public of a data set: its files and its page are made of it alone.
type Table struct {
	Columns []TableColumn `json:"columns"`
	Areas   []TableArea   `json:"areas"`
	Periods []string      `json:"periods"`
	Rows    []Row         `json:"rows"` // by period, area and column
}

// TableColumn is a column as it is said.
type TableColumn struct {
	Code     string `json:"code"`
	Name     text.L `json:"name"`
	Unit     string `json:"unit"`
	Decimals int    `json:"decimals"`
	Method   text.L `json:"method"`
}

// TableArea is an area as it was called last.
type TableArea struct {
	Code  string `json:"code"`
	Name  text.L `json:"name"`
	Level int    `json:"level"` // 0: the whole
}

// Row is one value. Period, Area and Column are places in the table's lists.
type Row struct {
	Period  int     `json:"p"`
	Area    int     `json:"a"`
	Column  int     `json:"c"`
	Value   string  `json:"v,omitempty"` // as machines write it; empty where none is shown
	Quality Quality `json:"q"`
	Why     string  `json:"w,omitempty"` // key of why there is none
}

// Hidden counts the values that are not shown for the rule of small counts.
func (t Table) Hidden() (n int) {
	for _, r := range t.Rows {
		if r.Quality.Hidden() {
			n++
		}
	}
	return n
}

// Last is the last period with a value that is shown; false where there is none.
func (t Table) Last() (p dataset.Period, ok bool) {
	for i := len(t.Rows) - 1; i >= 0; i-- {
		if t.Rows[i].Value != "" {
			p, err := dataset.ParsePeriod(t.Periods[t.Rows[i].Period])
			return p, err == nil
		}
	}
	return p, false
}

// Note says a row's quality in words; empty for a final value.
func (r Row) Note(lang text.Lang, below int64) string {
	switch r.Quality {
	case Final:
		return ""
	case Missing:
		return text.T(lang, r.Why, nil)
	}
	return text.T(lang, "publish.note_"+string(r.Quality), map[string]any{"below": below})
}

// digest names a table together with the definition that it was made by: what is approved is both.
func digest(d Definition, t Table) (sum string, body []byte, err error) {
	if body, err = json.Marshal(t); err != nil {
		return "", nil, err
	}
	def, err := json.Marshal(d)
	h := sha256.New()
	h.Write(def)
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil)), body, err
}

// Said writes a value of a table as people do: 1.234,5.
func Said(lang text.Lang, value string, decimals int) string {
	v, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return value
	}
	return text.Fixed(lang, v, decimals)
}

// Span is the first and the last day that the table tells of; false where it tells of none.
func (t Table) Span() (from, to text.Day, ok bool) {
	if len(t.Periods) == 0 {
		return "", "", false
	}
	first, err1 := dataset.ParsePeriod(t.Periods[0])
	last, err2 := dataset.ParsePeriod(t.Periods[len(t.Periods)-1])
	return first.Start, last.End.Add(-1), err1 == nil && err2 == nil
}
