package publish

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

// Fields are the columns of every file, in this order: they never change their names. period_start and period_end are the first and the last day.
var Fields = []string{"area", "area_name", "period", "period_start", "period_end", "column", "column_name", "value", "unit", "quality", "note"}

// Record is a row as files hold it.
type Record struct {
	Area        string  `json:"area"`
	AreaName    string  `json:"area_name"`
	Period      string  `json:"period"`
	PeriodStart string  `json:"period_start"`
	PeriodEnd   string  `json:"period_end"`
	Column      string  `json:"column"`
	ColumnName  string  `json:"column_name"`
	Value       *Number `json:"value"` // null where none is shown
	Unit        string  `json:"unit"`
	Quality     Quality `json:"quality"`
	Note        string  `json:"note"`
}

// Number is a number as it was rounded, written as it is in every file: 12, 0.5.
type Number string

// MarshalJSON writes it as a number.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n), nil }

func (r Record) strings() []string {
	value := ""
	if r.Value != nil {
		value = string(*r.Value)
	}
	return []string{r.Area, r.AreaName, r.Period, r.PeriodStart, r.PeriodEnd, r.Column, r.ColumnName, value, r.Unit, string(r.Quality), r.Note}
}

// records calls do for each row of a table.
func (t Table) records(lang text.Lang, below int64, do func(Record) error) error {
	spans := make([][2]string, len(t.Periods))
	for i, code := range t.Periods {
		p, err := dataset.ParsePeriod(code)
		if err != nil {
			return err
		}
		spans[i] = [2]string{string(p.Start), string(p.End.Add(-1))}
	}
	for _, r := range t.Rows {
		a, c := t.Areas[r.Area], t.Columns[r.Column]
		out := Record{Area: a.Code, AreaName: a.Name.In(lang), Period: t.Periods[r.Period], PeriodStart: spans[r.Period][0], PeriodEnd: spans[r.Period][1], Column: c.Code, ColumnName: c.Name.In(lang),
			Unit: c.Unit, Quality: r.Quality, Note: r.Note(lang, below)}
		if r.Value != "" {
			n := Number(r.Value)
			out.Value = &n
		}
		if err := do(out); err != nil {
			return err
		}
	}
	return nil
}

// WriteCSV writes RFC 4180 in UTF-8, without a byte order mark.
func (t Table) WriteCSV(w io.Writer, lang text.Lang, below int64) error {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	if err := c.Write(Fields); err != nil {
		return err
	}
	if err := t.records(lang, below, func(r Record) error {
		row := r.strings()
		for i := range row {
			row[i] = harmless(row[i])
		}
		return c.Write(row)
	}); err != nil {
		return err
	}
	c.Flush()
	return c.Error()
}

// harmless keeps a spreadsheet from taking a text for a formula, by an apostrophe before it. A number stays a number.
func harmless(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return s
	}
	return "'" + s
}

// Meta is what a file says of itself.
type Meta struct {
	Code      string            `json:"code"`
	Title     string            `json:"title"`
	About     string            `json:"description"`
	Publisher string            `json:"publisher"`
	Licence   string            `json:"licence"`
	Rhythm    string            `json:"accrual_periodicity"`
	Issued    time.Time         `json:"issued"`
	Modified  time.Time         `json:"modified"`
	Address   string            `json:"landing_page"`
	Below     int64             `json:"hidden_below"`
	Qualities map[string]string `json:"qualities"`
	Columns   []MetaColumn      `json:"columns"`
	Sample    bool              `json:"sample,omitempty"` // invented: of no real place
}

// MetaColumn is what a column is.
type MetaColumn struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Unit   string `json:"unit"`
	Method string `json:"method"`
}

// Meta says a public set; address is that of its page.
func (s Set) Meta(t Table, lang text.Lang, publisher, address string, sample bool) Meta {
	d := s.Public
	m := Meta{Code: d.Code, Title: d.Title.In(lang), About: d.About.In(lang), Publisher: publisher, Licence: Licences[d.Licence], Rhythm: d.Rhythm, Issued: s.IssuedAt.UTC().Truncate(time.Second),
		Modified: s.ChangedAt.UTC().Truncate(time.Second), Address: address, Below: d.Small.Below, Qualities: map[string]string{}, Sample: sample}
	for _, q := range Qualities {
		m.Qualities[string(q)] = text.T(lang, "publish.quality_"+string(q), map[string]any{"below": d.Small.Below})
	}
	for _, c := range t.Columns {
		m.Columns = append(m.Columns, MetaColumn{c.Code, c.Name.In(lang), c.Unit, c.Method.In(lang)})
	}
	return m
}

// WriteJSON writes what the file says of itself, then the rows one by one.
func (t Table) WriteJSON(w io.Writer, m Meta, lang text.Lang) error {
	head, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "{\"meta\":%s,\n\"data\":[", head); err != nil {
		return err
	}
	between := "\n"
	if err := t.records(lang, m.Below, func(r Record) error {
		b, err := json.Marshal(r)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s%s", between, b)
		between = ",\n"
		return err
	}); err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n]}\n")
	return err
}

// WriteXLSX writes a workbook of two sheets: data, and what the file says of itself. Texts are written as texts and never as formulas.
func (t Table) WriteXLSX(w io.Writer, m Meta, lang text.Lang) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	if err := book.SetSheetName("Sheet1", "data"); err != nil {
		return err
	}
	sheet, err := book.NewStreamWriter("data")
	if err != nil {
		return err
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	row := 0
	put := func(cells []any) error {
		row++
		return sheet.SetRow("A"+strconv.Itoa(row), cells)
	}
	head := make([]any, len(Fields))
	for i, f := range Fields {
		head[i] = excelize.Cell{StyleID: bold, Value: f}
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := put(head); err != nil {
		return err
	}
	if err := t.records(lang, m.Below, func(r Record) error {
		cells := make([]any, len(Fields))
		for i, s := range r.strings() {
			cells[i] = s
		}
		if cells[7] = nil; r.Value != nil {
			v, err := strconv.ParseFloat(string(*r.Value), 64)
			if err != nil {
				return err
			}
			cells[7] = v
		}
		return put(cells)
	}); err != nil {
		return err
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	if err := m.sheet(book, bold); err != nil {
		return err
	}
	return book.Write(w)
}

// sheet is the second sheet of a workbook.
func (m Meta) sheet(book *excelize.File, bold int) error {
	if _, err := book.NewSheet("about"); err != nil {
		return err
	}
	lines := [][2]string{{"title", m.Title}, {"description", m.About}, {"publisher", m.Publisher}, {"licence", m.Licence}, {"accrual_periodicity", m.Rhythm}, {"issued", m.Issued.Format(time.RFC3339)},
		{"modified", m.Modified.Format(time.RFC3339)}, {"landing_page", m.Address}, {"hidden_below", strconv.FormatInt(m.Below, 10)}}
	if m.Sample {
		lines = append(lines, [2]string{"sample", "true"})
	}
	for _, q := range Qualities {
		lines = append(lines, [2]string{"quality " + string(q), m.Qualities[string(q)]})
	}
	for _, c := range m.Columns {
		lines = append(lines, [2]string{"column " + c.Code, c.Name + " (" + c.Unit + "): " + c.Method})
	}
	for i, l := range lines {
		n := strconv.Itoa(i + 1)
		if err := book.SetCellStr("about", "A"+n, l[0]); err != nil {
			return err
		}
		if err := book.SetCellStyle("about", "A"+n, "A"+n, bold); err != nil {
			return err
		}
		if err := book.SetCellStr("about", "B"+n, l[1]); err != nil {
			return err
		}
	}
	if err := book.SetColWidth("about", "A", "A", 24); err != nil {
		return err
	}
	return book.SetColWidth("about", "B", "B", 90)
}
