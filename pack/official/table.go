package official

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

const (
	maxRows    = 200_000
	maxColumns = 200
	maxCell    = 2000 // characters
)

// table is a list as an office writes it: a line of headings and rows. Headings may be ours or
// Vietnamese words for them.
type table struct {
	columns map[string]int // heading to its column
	heads   []string       // as they are written
	used    map[string]bool
	rows    []record
	xlsx    bool
}

type record struct {
	line  int
	cells []string
}

// headings are the words by which offices call the columns, without diacritics.
var headings = map[string][]string{
	"code":       {"ma", "ma dia ban", "ma don vi", "ma tram", "ma dvhc", "ma so"},
	"name":       {"ten", "name vi", "ten dia ban", "ten don vi", "ten tram", "ten dvhc"},
	"name_en":    {"ten tieng anh", "english name"},
	"kind":       {"loai", "cap", "loai don vi"},
	"parent":     {"cap tren", "ma cap tren", "truc thuoc", "thuoc"},
	"km2":        {"area km2", "dien tich", "dien tich km2"},
	"from":       {"valid from", "tu ngay", "hieu luc tu", "ngay bat dau"},
	"to":         {"valid to", "den ngay", "het hieu luc", "ngay ket thuc"},
	"act":        {"van ban", "so van ban", "quyet dinh", "nghi quyet"},
	"mark":       {"dau nguon goc"},
	"area":       {"dia ban", "ma xa", "ma huyen"},
	"replaces":   {"thay cho", "thay the ma", "thanh lap tu", "sap nhap tu"},
	"type":       {"loai tram", "station type"},
	"owner":      {"owner unit", "don vi", "don vi quan ly", "don vi chu quan", "unit"},
	"lon":        {"longitude", "kinh do", "lng", "x"},
	"lat":        {"latitude", "vi do", "y"},
	"feeds":      {"feed", "nguon", "nguon du lieu"},
	"parameters": {"thong so", "chi tieu"},
	"old_code":   {"ma cu"},
	"new_code":   {"ma moi"},
	"date":       {"ngay", "day"},
	"share_area": {"ty le dien tich"},
	"share_pop":  {"ty le dan so"},
	"source":     {"nguon goc"},
	"as_of":      {"tinh den ngay"},
}

var notWord = regexp.MustCompile(`[^\p{L}\p{N}]+`)

func heading(s string) string {
	s = strings.TrimSpace(notWord.ReplaceAllString(text.SearchKey(s), " "))
	for name, words := range headings {
		if s == strings.ReplaceAll(name, "_", " ") || slices.Contains(words, s) {
			return name
		}
	}
	return strings.ReplaceAll(s, " ", "_")
}

func refuse(key string, kv ...any) error {
	return fault.Fields("official.refused", fault.At("file", key, kv...))
}

// readTable reads CSV or xlsx, whichever the bytes are.
func readTable(r io.Reader) (*table, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	start, _ := in.Peek(8)
	t := &table{columns: map[string]int{}, used: map[string]bool{}}
	var err error
	switch {
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		t.xlsx = true
		err = t.readXLSX(in)
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0")):
		return nil, refuse("official.old_xls")
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return nil, refuse("official.not_utf8")
	default:
		err = t.readCSV(in)
	}
	if err != nil {
		return nil, err
	}
	if len(t.heads) == 0 {
		return nil, refuse("official.empty")
	}
	return t, nil
}

func (t *table) readCSV(in *bufio.Reader) error {
	if start, _ := in.Peek(3); bytes.Equal(start, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3)
	}
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	head, _ := in.Peek(16 << 10)
	if i := bytes.IndexByte(head, '\n'); i >= 0 {
		head = head[:i]
	}
	r.Comma = ','
	for _, c := range ";\t" {
		if bytes.Count(head, []byte(string(c))) > bytes.Count(head, []byte(string(r.Comma))) {
			r.Comma = c
		}
	}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			var at *csv.ParseError
			if errors.As(err, &at) {
				return refuse("official.bad_csv", "line", at.Line)
			}
			return err
		}
		at, _ := r.FieldPos(0)
		if err := t.add(at, cells); err != nil {
			return err
		}
	}
}

// readXLSX reads the first sheet. A fault inside the library on a stranger's file is that file's fault
// and must not end the process.
func (t *table) readXLSX(in io.Reader) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Fields("official.refused", fault.At("file", "official.bad_xlsx")).With(fmt.Errorf("%v", p))
		}
	}()
	f, err := excelize.OpenReader(in, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxBytes, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return fault.Fields("official.refused", fault.At("file", "official.bad_xlsx")).With(err)
	}
	defer f.Close()
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return fault.Fields("official.refused", fault.At("file", "official.bad_xlsx")).With(err)
	}
	defer rows.Close()
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return fault.Fields("official.refused", fault.At("file", "official.bad_xlsx")).With(err)
		}
		if n > 2*maxRows {
			return refuse("official.too_many_rows", "max", maxRows)
		}
		if err := t.add(n, cells); err != nil {
			return err
		}
	}
	if rows.Error() != nil {
		return fault.Fields("official.refused", fault.At("file", "official.bad_xlsx")).With(rows.Error())
	}
	return nil
}

func (t *table) add(at int, cells []string) error {
	if len(cells) > maxColumns {
		return refuse("official.too_many_columns", "line", at, "max", maxColumns)
	}
	blank := true
	for i, c := range cells {
		if !utf8.ValidString(c) {
			return refuse("official.not_utf8")
		}
		if utf8.RuneCountInString(c) > maxCell {
			return refuse("official.cell_too_long", "line", at, "max", maxCell)
		}
		cells[i] = strings.TrimSpace(c)
		blank = blank && cells[i] == ""
	}
	if blank {
		return nil
	}
	if t.heads == nil {
		t.heads = cells
		for i, c := range cells {
			name := heading(c)
			if _, twice := t.columns[name]; twice && name != "" {
				return refuse("official.column_twice", "column", c)
			}
			t.columns[name] = i
		}
		return nil
	}
	if len(t.rows) >= maxRows {
		return refuse("official.too_many_rows", "max", maxRows)
	}
	t.rows = append(t.rows, record{at, cells})
	return nil
}

func (t *table) has(names ...string) bool {
	for _, n := range names {
		if _, ok := t.columns[n]; !ok {
			return false
		}
	}
	return true
}

// need gives a fault for each column that is missing.
func (t *table) need(names ...string) (faults []fault.Field) {
	for _, n := range names {
		if !t.has(n) {
			faults = append(faults, fault.At("file", "official.column_missing", "column", n))
		}
	}
	return faults
}

// unused gives the headings that nobody asked for.
func (t *table) unused() (heads []string) {
	for name, i := range t.columns {
		if !t.used[name] && t.heads[i] != "" {
			heads = append(heads, t.heads[i])
		}
	}
	slices.Sort(heads)
	return heads
}

// reader reads the cells of one row and collects what is wrong with them.
type reader struct {
	t      *table
	r      record
	faults *[]fault.Field
}

func (r reader) fail(column, key string, kv ...any) {
	*r.faults = append(*r.faults, fault.At(fmt.Sprintf("line %d/%s", r.r.line, column), key, kv...))
}

func (r reader) str(column string) string {
	r.t.used[column] = true
	if i, ok := r.t.columns[column]; ok && i < len(r.r.cells) {
		return r.r.cells[i]
	}
	return ""
}

// number reads both ways of writing a decimal, 111.64 and 111,64.
func (r reader) number(column string) float64 {
	s := r.str(column)
	if s == "" {
		return 0
	}
	if strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		s = strings.Replace(s, ",", ".", 1)
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		r.fail(column, "official.bad_number", "value", s)
		return 0
	}
	return v
}

// day reads 2019-12-01, 01/12/2019 and, in xlsx, the number of a date cell.
func (r reader) day(column string) text.Day {
	s := r.str(column)
	if s == "" {
		return ""
	}
	for _, form := range []string{time.DateOnly, "02/01/2006", "2/1/2006"} {
		if d, err := time.ParseInLocation(form, s, text.Zone); err == nil && d.Year() >= 1800 {
			return text.DayOf(d)
		}
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil && r.t.xlsx && n > 1 && n < 110_000 {
		if d, err := excelize.ExcelDateToTime(n, false); err == nil {
			return text.Day(d.Format(time.DateOnly))
		}
	}
	r.fail(column, "official.bad_day", "value", s)
	return ""
}

// list reads several codes in one cell.
func (r reader) list(column string) []string {
	return strings.FieldsFunc(r.str(column), func(c rune) bool { return c == ',' || c == ';' || c == '|' || c == ' ' || c == '\n' })
}

// name reads a name in both languages; the English one may be missing.
func (r reader) name() text.L {
	l := text.L{VI: r.str("name"), EN: r.str("name_en")}
	if l.VI == "" {
		r.fail("name", "official.no_name")
	}
	return l
}
