package body

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxText bounds each text of a row. The longest code of ours has 100 bytes.
const maxText = 200

// reader reads elements into readings. What an element gets wrong becomes its
// reason, one of the feed's, because a person mends all quarantine in one place.
// It is written by hand because this is the busiest path of the product: rows of
// one known flat shape, with names that repeat. A fuzz test holds it against
// encoding/json.
type reader struct {
	b     []byte
	i     int
	names map[string]string // texts seen in this request, so that each is kept once
}

// read reads one element. What can be read is there even when reason is set, so
// that quarantine can show the station.
func (r *reader) read(b []byte) (e Reading) {
	r.b, r.i = b, 0
	if !utf8.Valid(b) || !r.take('{') {
		return r.bad(e)
	}
	var seen uint8
	for more := !r.take('}'); more; {
		key, ok := r.text()
		if !ok || !r.take(':') {
			return r.bad(e)
		}
		field, known := fields[key]
		if !known || seen&field != 0 || !r.field(field, &e) {
			return r.bad(e) // an unknown or doubled name is a mistake that nobody should guess at
		}
		seen |= field
		if more = r.take(','); !more && !r.take('}') {
			return r.bad(e)
		}
	}
	if r.skip(); r.i < len(b) || seen&required != required {
		return r.bad(e)
	}
	return e
}

func (r *reader) bad(e Reading) Reading {
	e.Reason = BadLine
	return e
}

const (
	fStation = 1 << iota
	fParameter
	fValue
	fUnit
	fAt
	fStatus

	required = fStation | fParameter | fValue | fUnit | fAt
)

var fields = map[string]uint8{"station": fStation, "parameter": fParameter, "value": fValue, "unit": fUnit, "at": fAt, "status": fStatus}

// field reads the value of a field. false means that the element is no JSON of
// this shape; a value that is JSON but wrong sets the reason and goes on.
func (r *reader) field(f uint8, e *Reading) bool {
	if f == fValue {
		return r.number(e)
	}
	s, ok := r.text()
	if !ok {
		return false
	}
	switch f {
	case fStation:
		e.Station = s
	case fParameter:
		e.Parameter = s
	case fUnit:
		e.Unit = s
	case fAt:
		if e.At, ok = instant(s); !ok {
			r.because(e, BadTime)
		}
	case fStatus:
		if e.Status, ok = ParseStatus(s); !ok {
			r.because(e, BadStatus)
		}
	}
	return true
}

// instant reads RFC 3339. The library also takes an hour of one digit, a comma
// before the fraction and an offset of 99 hours, which are none.
func instant(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || s[13] != ':' || s[19] == ',' {
		return time.Time{}, false
	}
	if s[len(s)-1] != 'Z' && (s[len(s)-6:] > "+23:59" && s[len(s)-6] == '+' || s[len(s)-6:] > "-23:59" || s[len(s)-2] > '5') {
		return time.Time{}, false
	}
	return t.UTC(), true
}

// because keeps the first reason.
func (r *reader) because(e *Reading, reason string) {
	if e.Reason == "" {
		e.Reason = reason
	}
}

// number reads a JSON number or null. NaN and Infinity are no JSON, but some
// languages write them: they get the reason that helps. So do texts.
func (r *reader) number(e *Reading) bool {
	r.skip()
	start := r.i
	for r.i < len(r.b) && r.b[r.i] != ',' && r.b[r.i] != '}' && !isSpace(r.b[r.i]) {
		if r.b[r.i] == '"' || r.b[r.i] == '[' || r.b[r.i] == '{' {
			if r.i > start {
				return false
			}
			r.because(e, NotANumber)
			return r.jump()
		}
		r.i++
	}
	switch s := string(r.b[start:r.i]); {
	case s == "null":
		return true
	case isNumber(s):
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsInf(v, 0) {
			r.because(e, NotANumber)
			return true
		}
		e.Value = &v
		return true
	case s == "NaN", s == "Infinity", s == "-Infinity", s == "true", s == "false":
		r.because(e, NotANumber)
		return true
	}
	return false
}

// isNumber is the grammar of RFC 8259: no plus, no leading zero, no bare point.
func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole := digits(s)
	if whole == 0 || whole > 1 && s[0] == '0' {
		return false
	}
	s = s[whole:]
	if len(s) > 0 && s[0] == '.' {
		n := digits(s[1:])
		if n == 0 {
			return false
		}
		s = s[1+n:]
	}
	if len(s) > 0 && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if len(s) > 0 && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		n := digits(s)
		return n > 0 && n == len(s)
	}
	return s == ""
}

func digits(s string) (n int) {
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// jump passes over a text, an object or an array in the place of a number.
func (r *reader) jump() bool {
	d := json.NewDecoder(bytes.NewReader(r.b[r.i:]))
	depth := 0
	for {
		t, err := d.Token()
		if err != nil {
			return false
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			if depth++; depth > MaxDepth {
				return false
			}
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			r.i += int(d.InputOffset())
			return true
		}
	}
}

// text reads a JSON string. A text with a NUL is refused: PostgreSQL cannot keep
// it and no name has one.
func (r *reader) text() (string, bool) {
	r.skip()
	if r.i == len(r.b) || r.b[r.i] != '"' {
		return "", false
	}
	n := closing(r.b[r.i+1:])
	if n < 0 {
		return "", false
	}
	quoted := r.b[r.i : r.i+n+2]
	r.i += n + 2
	inner := quoted[1 : n+1]
	for _, c := range inner {
		if c == '\\' || c < 0x20 {
			var s string
			if json.Unmarshal(quoted, &s) != nil || strings.ContainsRune(s, 0) || len(s) > maxText {
				return "", false
			}
			return s, true
		}
	}
	if len(inner) > maxText {
		return "", false
	}
	return r.keep(inner), true
}

// keep makes a text of bytes, the same text for the same bytes.
func (r *reader) keep(b []byte) string {
	if s, ok := r.names[string(b)]; ok {
		return s
	}
	s := string(b)
	if len(r.names) < maxNames {
		r.names[s] = s
	}
	return s
}

// maxNames bounds what is kept of one request's texts.
const maxNames = 10_000

func (r *reader) take(c byte) bool {
	r.skip()
	if r.i < len(r.b) && r.b[r.i] == c {
		r.i++
		return true
	}
	return false
}

func (r *reader) skip() { r.i += space(r.b[r.i:]) }
