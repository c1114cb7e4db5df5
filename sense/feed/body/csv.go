package body

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/fault"
)

// table reads CSV (RFC 4180) whose first line names the columns, in any order.
// The separator is the one that the first line uses: comma, semicolon (as
// spreadsheets write in Viet Nam) or tab. A quoted field may hold the separator
// and doubled quotes, but no end of line: no field of ours has one, and a quote
// that is never closed must not swallow the lines behind it.
type table struct {
	separator byte
	columns   []uint8 // field of each column
	names     map[string]int
	width     int
	r         reader
	fields    [][]byte
}

// columns in the order in which missing ones are named.
var columns = []string{"station", "parameter", "value", "unit", "at", "status"}

// named tells whether a body begins with a line of our names: then it is CSV,
// whatever the sender calls it.
func named(b []byte) bool {
	line, _ := cutLine(b)
	t := table{}
	return len(line) < 200 && t.head(line) == nil
}

// readCSV reads all rows of a table.
func readCSV(b []byte, origin string) ([]Reading, error) {
	line, rest := cutLine(b)
	t := table{r: reader{names: map[string]string{}}}
	if err := t.head(line); err != nil {
		return nil, err
	}
	head := string(line)
	readings := make([]Reading, 0, min(MaxRows, len(rest)/40+1))
	for no := 2; len(rest) > 0; no++ {
		if line, rest = cutLine(rest); len(trim(line)) == 0 {
			continue
		}
		if len(readings) == MaxRows {
			return nil, fault.New(fault.TooLarge, "push.too_many_rows", "max", MaxRows)
		}
		x := t.row(line)
		x.Raw, x.Origin, x.Line, x.Form, x.Head = line, origin, no, FormCSV, head
		readings = append(readings, x)
	}
	return readings, nil
}

// cutLine takes the first line without its end.
func cutLine(b []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(b, []byte{'\n'})
	return bytes.TrimSuffix(line, []byte{'\r'}), rest
}

// head reads the line of names.
func (t *table) head(line []byte) error {
	t.separator = ','
	for _, c := range []byte{';', '\t'} {
		if bytes.IndexByte(line, c) >= 0 {
			t.separator = c
		}
	}
	if !utf8.Valid(line) || !t.split(line) {
		return fault.New(fault.Invalid, "push.csv_head")
	}
	var seen uint8
	var faults []fault.Field
	t.columns = make([]uint8, 0, len(columns))
	for _, name := range t.fields {
		f, known := fields[string(name)]
		switch shown := shorten(string(name)); {
		case len(faults) == maxFaults:
		case !known:
			faults = append(faults, fault.At(shown, "push.csv_unknown_column", "name", shown))
		case seen&f != 0:
			faults = append(faults, fault.At(shown, "push.csv_double_column", "name", shown))
		}
		seen |= f
		t.columns = append(t.columns, f)
	}
	for _, name := range columns {
		if f := fields[name]; f&required != 0 && seen&f == 0 {
			faults = append(faults, fault.At(name, "push.csv_no_column", "name", name))
		}
	}
	if len(faults) > 0 {
		return fault.Fields("push.csv_head", faults...)
	}
	return nil
}

// maxFaults bounds how much is said about a first line that is something else.
const maxFaults = 10

func shorten(s string) string {
	if utf8.RuneCountInString(s) <= 40 {
		return s
	}
	return string([]rune(s)[:40]) + "…"
}

// row reads one line. What can be read is there even when reason is set, so that
// quarantine can show the station.
func (t *table) row(line []byte) (e Reading) {
	if !utf8.Valid(line) || !t.split(line) || len(t.fields) != len(t.columns) {
		return t.r.bad(e)
	}
	for i, f := range t.fields {
		if len(f) > maxText || slices.Contains(f, 0) {
			return t.r.bad(e)
		}
		t.field(t.columns[i], f, &e)
	}
	return e
}

func (t *table) field(f uint8, b []byte, e *Reading) {
	if f == fValue {
		t.number(string(b), e)
		return
	}
	s := t.r.keep(b)
	ok := true
	switch f {
	case fStation:
		e.Station = s
	case fParameter:
		e.Parameter = s
	case fUnit:
		e.Unit = s
	case fAt:
		if e.At, ok = instant(s); !ok {
			t.r.because(e, BadTime)
		}
	case fStatus:
		if e.Status, ok = ParseStatus(s); !ok {
			t.r.because(e, BadStatus)
		}
	}
}

// number reads a number as JSON writes it; empty is no value. A decimal comma is
// not guessed at: "1,234" has two meanings.
func (t *table) number(s string, e *Reading) {
	if s == "" {
		return
	}
	if isNumber(s) {
		if v, err := strconv.ParseFloat(s, 64); err == nil && !math.IsInf(v, 0) {
			e.Value = &v
			return
		}
	}
	t.r.because(e, NotANumber)
}

// split cuts a line into its fields; false when its quotes do not match. White
// space around a field without quotes does not count.
func (t *table) split(line []byte) bool {
	t.fields = t.fields[:0]
	for {
		line = trimLeft(line, t.separator)
		if len(line) > 0 && line[0] == '"' {
			field, rest, ok := unquote(line[1:])
			if !ok {
				return false
			}
			t.fields = append(t.fields, field)
			if line = trimLeft(rest, t.separator); len(line) == 0 {
				return true
			}
			if line[0] != t.separator {
				return false
			}
			line = line[1:]
			continue
		}
		n := bytes.IndexByte(line, t.separator)
		field := line
		if n >= 0 {
			field = line[:n]
		}
		if bytes.IndexByte(field, '"') >= 0 {
			return false
		}
		t.fields = append(t.fields, trim(field))
		if n < 0 {
			return true
		}
		line = line[n+1:]
	}
}

// trimLeft passes over white space that is not the separator.
func trimLeft(b []byte, separator byte) []byte {
	for len(b) > 0 && isSpace(b[0]) && b[0] != separator {
		b = b[1:]
	}
	return b
}

// unquote reads up to the quote that closes a field and gives what is behind it.
func unquote(b []byte) (field, rest []byte, ok bool) {
	n := bytes.IndexByte(b, '"')
	if n < 0 {
		return nil, nil, false
	}
	if n+1 == len(b) || b[n+1] != '"' {
		return b[:n], b[n+1:], true
	}
	var s strings.Builder
	for i := 0; i < len(b); i++ {
		if b[i] == '"' {
			if i+1 == len(b) || b[i+1] != '"' {
				return []byte(s.String()), b[i+1:], true
			}
			i++
		}
		s.WriteByte(b[i])
	}
	return nil, nil, false
}
