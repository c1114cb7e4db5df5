package body

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/fault"
	"thanhdong/sense/observation"
)

// Read reads a body by the mapping. What does not make a row is refused as a
// whole; a bad row is a reading with its reason, and spoils no other. skipped
// counts what was left out on purpose: empty cells, rows that nobody asked for.
func (p *Mapper) Read(b []byte, origin string, most int) (readings []Reading, skipped int, err error) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	r := &mapped{Mapper: p, origin: origin, most: most, keep: reader{names: map[string]string{}}}
	if len(trim(b)) == 0 {
		return nil, 0, fault.New(fault.Invalid, "push.empty")
	}
	if p.m.Format == "json" {
		err = r.json(b)
	} else {
		err = r.csv(b)
	}
	return r.out, r.skipped, err
}

// Row reads one row again that was kept with its form and head.
func (p *Mapper) Row(form, head string, raw []byte) []Reading {
	r := &mapped{Mapper: p, most: maxValues, keep: reader{names: map[string]string{}}}
	var err error
	switch {
	case form == FormJSON && p.m.Format == "json":
		err = r.element(raw, 0)
	case form == FormCSV && p.m.Format == "csv":
		t := table{}
		if err = r.head(&t, []byte(head)); err == nil {
			err = r.line(&t, raw, head, 0)
		}
	default:
		return bad(form, head, raw)
	}
	if err != nil {
		return bad(form, head, raw)
	}
	return r.out
}

// Row reads one row of the plain form again that was kept with its form and head.
func Row(form, head string, raw []byte) []Reading {
	switch form {
	case FormCSV:
		t := table{r: reader{names: map[string]string{}}}
		if t.head([]byte(head)) != nil {
			return bad(form, head, raw)
		}
		e := t.row(raw)
		e.Raw, e.Form, e.Head = raw, form, head
		return []Reading{e}
	case FormJSON:
		r := reader{names: map[string]string{}}
		e := r.read(raw)
		e.Raw, e.Form = raw, form
		return []Reading{e}
	case FormCircular:
		return []Reading{parseLine(raw).reading(head, "")}
	}
	return bad(form, head, raw)
}

func bad(form, head string, raw []byte) []Reading {
	return []Reading{{Reason: BadLine, Raw: raw, Form: form, Head: head}}
}

// mapped is one body on its way through a mapping.
type mapped struct {
	*Mapper
	origin  string
	most    int
	keep    reader // texts that repeat
	out     []Reading
	skipped int
}

// csv reads a table by the names of its columns.
func (r *mapped) csv(b []byte) error {
	no := 1
	var line []byte
	next := func() bool {
		if len(b) == 0 {
			return false
		}
		line, b = cutLine(b)
		no++
		return true
	}
	for range r.m.Skip {
		next()
	}
	t, head := table{}, ""
	if len(r.m.Names) == 0 {
		for next() && len(trim(line)) == 0 {
		}
		head = string(line)
	}
	if err := r.head(&t, []byte(head)); err != nil {
		return err
	}
	for next() {
		if len(trim(line)) == 0 {
			continue
		}
		if err := r.line(&t, line, head, no-1); err != nil {
			return err
		}
	}
	return nil
}

// head learns where the columns lie: from the line of names, or from the mapping.
func (r *mapped) head(t *table, line []byte) error {
	t.separator = r.delimiter
	names := r.m.Names
	if t.separator == 0 {
		t.separator = ','
		for _, c := range []byte{';', '\t', '|'} {
			if bytes.IndexByte(line, c) >= 0 {
				t.separator = c
			}
		}
	}
	if len(names) == 0 {
		if len(line) > maxHead || !utf8.Valid(line) || !t.split(line) || len(t.fields) > maxColumns {
			return fault.New(fault.Invalid, "push.csv_head")
		}
		for _, f := range t.fields {
			names = append(names, string(f))
		}
	}
	t.names = make(map[string]int, len(names))
	doubled := map[string]bool{}
	for i, n := range names {
		if _, twice := t.names[n]; twice {
			doubled[n] = true
		}
		t.names[n] = i
	}
	t.width = len(names)
	var fs []fault.Field
	for _, n := range r.needed {
		shown := shorten(n)
		if _, ok := t.names[n]; !ok {
			fs = append(fs, fault.At(shown, "push.csv_no_column", "name", shown))
		} else if doubled[n] {
			fs = append(fs, fault.At(shown, "push.csv_double_column", "name", shown))
		}
	}
	if len(fs) > 0 {
		return fault.Fields("push.csv_head", fs[:min(len(fs), maxFaults)]...)
	}
	return nil
}

// maxHead bounds the line of names, which is kept with every refused row.
const maxHead = 8000

func (r *mapped) line(t *table, line []byte, head string, no int) error {
	base := Reading{Raw: line, Origin: r.origin, Line: no, Form: FormCSV, Head: head}
	if !utf8.Valid(line) || bytes.IndexByte(line, 0) >= 0 || !t.split(line) || len(t.fields) != t.width {
		base.Reason = BadLine
		return r.put(base)
	}
	return r.row(base, func(name string) (string, bool) {
		i, ok := t.names[name]
		if !ok || len(t.fields[i]) > maxText {
			return "", false
		}
		return r.keep.keep(t.fields[i]), true
	})
}

func (r *mapped) put(e Reading) error {
	if len(r.out) == r.most {
		return fault.New(fault.TooLarge, "push.too_many_rows", "max", r.most)
	}
	r.out = append(r.out, e)
	return nil
}

// row makes the readings of one row.
func (r *mapped) row(base Reading, get func(string) (string, bool)) error {
	for _, w := range r.m.Where {
		if v, ok := get(w.Column); !ok || !slices.Contains(w.In, v) {
			r.skipped++
			return nil
		}
	}
	base.Station = r.m.Station.Constant
	if base.Station == "" {
		key, ok := get(r.m.Station.Column)
		if !ok {
			base.Reason = BadLine
			return r.put(base)
		}
		base.Station = key
		if r.m.Station.Prefix != "" {
			base.Station = r.keep.keep([]byte(r.m.Station.Prefix + key))
		}
	}
	var ok bool
	if base.At, ok = r.moment(get); !ok {
		base.Reason = BadTime
		return r.put(base)
	}
	if s := r.m.Status; s != nil {
		word, there := get(s.Column)
		if status, known := s.Words[word]; known {
			word = status
		}
		if base.Status, ok = ParseStatus(word); !ok || !there {
			base.Reason = BadStatus
			return r.put(base)
		}
	}
	for i := range r.values {
		if err := r.value(base, &r.values[i], get); err != nil {
			return err
		}
	}
	return nil
}

// value makes the reading of one cell.
func (r *mapped) value(e Reading, v *value, get func(string) (string, bool)) error {
	e.Cell = v.Column
	cell, ok := get(v.Column)
	switch empty := ok && r.missing[cell]; {
	case empty && (r.m.Empty == "" || r.m.Empty == "skip"):
		r.skipped++
		return nil
	case empty && r.m.Empty == "keep":
		e.Status = observation.Faulty
	case !ok || empty:
		e.Reason = NotANumber
	default:
		x, ok := r.number(cell)
		if !ok {
			e.Reason = NotANumber
		} else {
			e.Value = &x
		}
	}
	e.Parameter, e.Unit = v.Parameter, v.Unit
	factor, offset, known := v.factor, v.offset, v.converted
	to := v.unit
	if v.ParameterColumn != "" {
		word, _ := get(v.ParameterColumn)
		e.Parameter = word
		if name, mapped := v.Parameters[word]; mapped {
			e.Parameter = name
		}
		to = r.units[observation.NormalParameter(e.Parameter)]
		if e.Unit == "" {
			e.Unit = to
		}
	}
	if v.UnitColumn != "" {
		if e.Unit, _ = get(v.UnitColumn); e.Unit == "" {
			e.Unit = v.Unit
		}
	}
	if !known && to != "" {
		factor, offset, known = observation.Conversion(e.Parameter, e.Unit, to, v.celsius)
	}
	if known { // else the contract says that the unit is wrong
		e.Unit = to
		if e.Value != nil {
			x := observation.Converted(*e.Value, factor, offset)
			e.Value = &x
		}
	}
	return r.put(e)
}

// number reads a number with the mapping's decimal sign. Separators of thousands
// are not guessed at.
func (r *mapped) number(s string) (float64, bool) {
	if r.comma {
		if strings.Contains(s, ".") || strings.Count(s, ",") > 1 {
			return 0, false
		}
		s = strings.Replace(s, ",", ".", 1)
	}
	if strings.Trim(s, "0123456789+-.eE") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && !math.IsInf(v, 0) && !math.IsNaN(v)
}
