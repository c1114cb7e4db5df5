package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/fault"
)

// MaxDepth is how deep a value may be nested. Nothing we read is deeper than ten;
// a parser that follows a million brackets runs out of stack.
const MaxDepth = 32

// Check refuses bytes that are not exactly one JSON value in UTF-8, nested at
// most [MaxDepth] deep, without a field named twice in one object (also not in
// another case: readers differ in which one counts). It reads the bytes once and
// does not recurse.
func Check(b []byte) error {
	if len(bytes.TrimSpace(b)) == 0 {
		return fault.New(fault.Invalid, "wire.empty")
	}
	if !utf8.Valid(b) {
		return fault.New(fault.Invalid, "wire.not_utf8")
	}
	// The depth first: json.Valid itself is bounded, but at ten thousand.
	if err := depth(b); err != nil {
		return err
	}
	if !json.Valid(b) {
		return notJSON(b)
	}
	return names(b)
}

// depth counts brackets outside strings.
func depth(b []byte) error {
	level, inside := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case inside && c == '\\':
			i++
		case c == '"':
			inside = !inside
		case inside:
		case c == '{' || c == '[':
			if level++; level > MaxDepth {
				return fault.New(fault.TooLarge, "wire.too_deep", "max", MaxDepth)
			}
		case c == '}' || c == ']':
			level--
		}
	}
	return nil
}

// names finds a field that is there twice. b is valid JSON.
func names(b []byte) error {
	type level struct {
		object bool
		name   bool // the next string is a name
		seen   []string
	}
	var levels []level
	for i := 0; i < len(b); i++ {
		var top *level
		if len(levels) > 0 {
			top = &levels[len(levels)-1]
		}
		switch b[i] {
		case '{':
			levels = append(levels, level{object: true, name: true})
		case '[':
			levels = append(levels, level{})
		case '}', ']':
			levels = levels[:len(levels)-1]
		case ',':
			if top != nil {
				top.name = top.object
			}
		case '"':
			start := i
			for i++; b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
			if top == nil || !top.name {
				continue
			}
			top.name = false
			var name string
			if err := json.Unmarshal(b[start:i+1], &name); err != nil {
				return notJSON(b)
			}
			folded := strings.ToLower(name)
			for _, s := range top.seen {
				if s == folded {
					return fault.Fields("wire.bad_body", fault.At(name, "wire.field_twice", "name", name))
				}
			}
			if len(top.seen) >= maxFields {
				return fault.New(fault.TooLarge, "wire.too_many_fields", "max", maxFields)
			}
			top.seen = append(top.seen, folded)
		}
	}
	return nil
}

// maxFields bounds one object: looking for repeated names is quadratic, and no
// form of ours has more than a few dozen.
const maxFields = 200

// notJSON says where the text stops being JSON.
func notJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	var v json.RawMessage
	err := d.Decode(&v)
	if err == nil {
		return fault.New(fault.Invalid, "wire.more_than_one")
	}
	at := int64(len(b))
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = syntax.Offset
	}
	line := 1 + bytes.Count(b[:min(at, int64(len(b)))], []byte("\n"))
	return fault.New(fault.Invalid, "wire.not_json", "line", line, "offset", at)
}
