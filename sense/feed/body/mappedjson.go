package body

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/fault"
)

// json reads an array, objects on lines, one object, or the array at which the
// mapping points inside an object.
func (r *mapped) json(b []byte) error {
	if r.m.Rows != "" {
		b = trim(b)
		for name := range strings.SplitSeq(r.m.Rows, "/") {
			var o map[string]json.RawMessage
			if err := json.Unmarshal(b, &o); err != nil {
				return fault.New(fault.Invalid, "push.not_json").With(err)
			}
			if b = o[name]; b == nil {
				return fault.New(fault.Invalid, "feed.map_rows_missing", "path", r.m.Rows)
			}
		}
	}
	f, err := open(b, false)
	if err != nil {
		return err
	}
	for {
		e, err := f.next()
		if err != nil || e == nil {
			return err
		}
		if err := r.element(e, f.rows); err != nil {
			return err
		}
	}
}

// element reads one object.
func (r *mapped) element(raw []byte, no int) error {
	base := Reading{Raw: raw, Origin: r.origin, Line: no, Form: FormJSON}
	var o map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if !utf8.Valid(raw) || !shallow(raw) || d.Decode(&o) != nil || o == nil || len(trim(raw[d.InputOffset():])) > 0 {
		base.Reason = BadLine
		return r.put(base)
	}
	return r.row(base, func(path string) (string, bool) {
		v, there := at(o, path)
		if !there {
			return "", true // left out is empty
		}
		s, ok := word(v)
		if !ok || len(s) > maxText || strings.ContainsRune(s, 0) {
			return "", false
		}
		return r.keep.keep([]byte(s)), true
	})
}

// shallow refuses what is nested deeper than any row, before somebody builds it.
func shallow(b []byte) bool {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			n := closing(b[i+1:])
			if n < 0 {
				return false
			}
			i += 1 + n
		case '{', '[':
			if depth++; depth > MaxDepth {
				return false
			}
		case '}', ']':
			depth--
		}
	}
	return true
}

// at follows a path such as "wind/speed"; a name may itself hold a slash.
func at(o map[string]any, path string) (any, bool) {
	if v, ok := o[path]; ok {
		return v, true
	}
	first, rest, more := strings.Cut(path, "/")
	inner, ok := o[first].(map[string]any)
	if !more || !ok {
		return nil, false
	}
	return at(inner, rest)
}

// word is a value as it would stand in a table.
func word(v any) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "", true
	case string:
		return strings.TrimSpace(v), true
	case json.Number:
		return v.String(), true
	case bool:
		if v {
			return "true", true
		}
		return "false", true
	}
	return "", false
}
