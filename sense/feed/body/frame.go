package body

import (
	"bytes"

	"thanhdong/ground/fault"
)

// Limits of one request. They bound memory and the length of one transaction; a
// sender with more to say sends again.
const (
	MaxBytes = 16 << 20
	MaxRows  = 50_000
	MaxDepth = 16 // an element needs one level; more is nonsense, a thousand an attack
)

// frame cuts a request into its elements without reading what is inside them, so
// that one bad element cannot spoil its neighbours. Only the frame itself is
// refused as a whole: brackets that do not match, text behind the end.
type frame struct {
	rest  []byte
	lines bool // NDJSON; otherwise a JSON array
	first bool
	rows  int
}

// open tells an array from NDJSON by its first byte. What else the sender's
// headers say is not asked, because many loggers cannot set them; only where the
// first byte says nothing, ndjson lets the lines speak for themselves.
func open(b []byte, ndjson bool) (*frame, error) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	b = b[space(b):]
	switch {
	case len(b) == 0:
		return nil, fault.New(fault.Invalid, "push.empty")
	case b[0] == '[' && !ndjson:
		return &frame{rest: b[1:], first: true}, nil
	case b[0] == '{' || ndjson:
		return &frame{rest: b, lines: true}, nil
	}
	return nil, fault.New(fault.Invalid, "push.not_json")
}

// next gives the bytes of the next element, nil at the end.
func (f *frame) next() ([]byte, error) {
	e, err := f.element()
	if e == nil || err != nil {
		return nil, err
	}
	if f.rows++; f.rows > MaxRows {
		return nil, fault.New(fault.TooLarge, "push.too_many_rows", "max", MaxRows)
	}
	return e, nil
}

func (f *frame) element() ([]byte, error) {
	if f.lines {
		for len(f.rest) > 0 {
			line, rest, _ := bytes.Cut(f.rest, []byte{'\n'})
			f.rest = rest
			if line = trim(line); len(line) > 0 {
				return line, nil
			}
		}
		return nil, nil
	}
	if f.rest == nil {
		return nil, nil
	}
	n, end, err := span(f.rest, f.rows+1)
	if err != nil {
		return nil, err
	}
	e := trim(f.rest[:n])
	f.rest = f.rest[n+1:]
	if end == ']' {
		if len(trim(f.rest)) > 0 {
			return nil, broken(f.rows + 1)
		}
		f.rest = nil
		if len(e) == 0 && f.first {
			return nil, nil // the empty array
		}
	}
	f.first = false
	if len(e) == 0 {
		return nil, broken(f.rows + 1)
	}
	return e, nil
}

// span finds where the first element of an array's inside ends: at a comma or at
// the bracket that closes the array. It counts depth instead of calling itself,
// so a depth bomb costs nothing.
func span(b []byte, row int) (n int, end byte, err error) {
	var opened [MaxDepth]byte
	depth := 1 // the array itself
	for i := 0; i < len(b); i++ {
		switch c := b[i]; c {
		case '"':
			k := closing(b[i+1:])
			if k < 0 {
				return 0, 0, broken(row)
			}
			i += 1 + k
		case '{', '[':
			if depth == MaxDepth {
				return 0, 0, fault.New(fault.TooLarge, "push.too_deep", "max", MaxDepth)
			}
			opened[depth] = c
			depth++
		case '}', ']':
			if depth == 1 {
				if c == ']' {
					return i, c, nil
				}
				return 0, 0, broken(row)
			}
			depth--
			if (opened[depth] == '{') != (c == '}') {
				return 0, 0, broken(row)
			}
		case ',':
			if depth == 1 {
				return i, c, nil
			}
		}
	}
	return 0, 0, broken(row)
}

// closing gives the index of the quote that ends a string, or -1.
func closing(b []byte) int {
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			return i
		case '\\':
			i++
		}
	}
	return -1
}

func broken(row int) error { return fault.New(fault.Invalid, "push.broken", "row", row) }

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// space counts leading white space.
func space(b []byte) int {
	i := 0
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	return i
}

func trim(b []byte) []byte {
	b = b[space(b):]
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}
