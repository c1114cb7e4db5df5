package publish

import (
	"net/url"
	"slices"
	"strings"

	"thanhdong/ground/fault"
	"thanhdong/know/dataset"
)

// Filter narrows the rows of a table. Its zero value is the whole.
type Filter struct {
	Area   string // and no other
	Column string // code of a column, and no other
	From   string // code of the first period
	To     string // and of the last
}

// names of the query, in the order in which they name a narrowed file.
var filterNames = []string{"area", "column", "from", "to"}

// ParseFilter reads a query. What it does not know is refused: a file that silently holds everything would be believed to be narrowed.
func ParseFilter(q url.Values) (f Filter, err error) {
	var fs []fault.Field
	for name, given := range q {
		if !slices.Contains(filterNames, name) {
			fs = append(fs, fault.At(cut(name), "publish.no_filter", "known", strings.Join(filterNames, ", ")))
		} else if len(given) != 1 || len(given[0]) > 120 {
			fs = append(fs, fault.At(name, "publish.one_value"))
		}
	}
	f = Filter{Area: q.Get("area"), Column: q.Get("column"), From: q.Get("from"), To: q.Get("to")}
	for name, code := range map[string]string{"from": f.From, "to": f.To} {
		if _, err := dataset.ParsePeriod(code); code != "" && err != nil {
			fs = append(fs, fault.At(name, "dataset.bad_period", "period", cut(code)))
		}
	}
	if len(fs) > 0 {
		slices.SortFunc(fs, func(a, b fault.Field) int { return strings.Compare(a.Path, b.Path) })
		return Filter{}, fault.Fields("publish.bad_filter", fs...)
	}
	return f, nil
}

func cut(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// Whole tells whether nothing is left out.
func (f Filter) Whole() bool { return f == Filter{} }

// String is the query of the filter, always the same for the same rows.
func (f Filter) String() string {
	q := url.Values{}
	for name, v := range map[string]string{"area": f.Area, "column": f.Column, "from": f.From, "to": f.To} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return q.Encode()
}

// Narrow gives the rows of a table that a filter leaves; [fault.Invalid] for an area or a column that the table has not, and for periods of another kind.
func (t Table) Narrow(f Filter) (Table, error) {
	if f.Whole() {
		return t, nil
	}
	var fs []fault.Field
	if f.Area != "" && !slices.ContainsFunc(t.Areas, func(a TableArea) bool { return a.Code == f.Area }) {
		fs = append(fs, fault.At("area", "publish.not_there", "given", cut(f.Area)))
	}
	if f.Column != "" && !slices.ContainsFunc(t.Columns, func(c TableColumn) bool { return c.Code == f.Column }) {
		fs = append(fs, fault.At("column", "publish.not_there", "given", cut(f.Column)))
	}
	var first, last dataset.Period
	for name, to := range map[string]struct {
		code string
		p    *dataset.Period
	}{"from": {f.From, &first}, "to": {f.To, &last}} {
		if to.code == "" {
			continue
		}
		p, err := dataset.ParsePeriod(to.code)
		if err != nil || len(t.Periods) > 0 && kindOf(t.Periods[0]) != p.Kind {
			fs = append(fs, fault.At(name, "publish.not_there", "given", cut(to.code)))
		}
		*to.p = p
	}
	if len(fs) > 0 {
		slices.SortFunc(fs, func(a, b fault.Field) int { return strings.Compare(a.Path, b.Path) })
		return Table{}, fault.Fields("publish.bad_filter", fs...)
	}
	out := t
	out.Rows = []Row{}
	for _, r := range t.Rows {
		p, err := dataset.ParsePeriod(t.Periods[r.Period])
		if err != nil {
			return Table{}, err
		}
		if (f.Area == "" || t.Areas[r.Area].Code == f.Area) && (f.Column == "" || t.Columns[r.Column].Code == f.Column) && (f.From == "" || p.Start >= first.Start) && (f.To == "" || p.Start <= last.Start) {
			out.Rows = append(out.Rows, r)
		}
	}
	return out, nil
}

func kindOf(code string) dataset.PeriodKind {
	p, _ := dataset.ParsePeriod(code)
	return p.Kind
}
