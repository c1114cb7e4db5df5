package docx

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Placeholder is what stands between two pairs of braces.
type Placeholder struct {
	Raw  string   // as it stands in the document: {{chi_tieu: SXH-100K}}
	Name string   // chi_tieu
	Args []string // SXH-100K
}

// Arg gives an argument, or nothing.
func (p Placeholder) Arg(n int) string {
	if n < len(p.Args) {
		return p.Args[n]
	}
	return ""
}

// Words answers what placeholders stand for.
type Words struct {
	Value func(p Placeholder) (string, bool) // the words of one; false where nobody knows it
	List  func(p Placeholder) (List, bool)   // what {{#name}} repeats; false where nobody knows it
}

// List is a repeated part.
type List struct {
	Columns map[string]bool // names that stand for something within it; what is none of them is asked of [Words]
	Rows    []map[string]string
	None    string // said in the first column of the one row that an empty list has
}

// State of a placeholder that was found.
type State string

const (
	Known     State = "known"
	Unknown   State = "unknown"
	Malformed State = "malformed"
)

// Found is a placeholder where it stands.
type Found struct {
	Raw   string
	State State
	Part  string // word/header1.xml
	Near  string // words of its paragraph
	Now   string // what it gives
}

// Bad gives those that are not known.
func Bad(all []Found) (bad []Found) {
	for _, f := range all {
		if f.State != Known {
			bad = append(bad, f)
		}
	}
	return bad
}

const longestPlaceholder = 200

// token is one thing between braces within the words of a paragraph: a placeholder, the beginning or the end of a list, or a brace that has no partner.
type token struct {
	Placeholder
	from, to int // within the words of the paragraph
	kind     byte
	list     string // of an end: the name behind the slash
}

const (
	isValue = 'v'
	isOpen  = '#'
	isEnd   = '/'
	isBad   = '!'
)

var (
	braces = regexp.MustCompile(`\{\{[^{}]*\}\}|\{\{|\}\}`)
	naming = regexp.MustCompile(`^[\p{L}\p{N}_]+$`)
	// typed are signs that Word puts in the place of what was typed.
	typed = strings.NewReplacer("\u00a0", " ", "\u2011", "-", "\u2013", "-", "\u2014", "-", "\u200b", "")
)

// tokens takes the words of a paragraph apart.
func tokens(words string) (list []token) {
	for _, at := range braces.FindAllStringIndex(words, -1) {
		list = append(list, readToken(words[at[0]:at[1]], at[0], at[1]))
	}
	return list
}

func readToken(raw string, from, to int) token {
	t := token{Placeholder: Placeholder{Raw: raw}, from: from, to: to, kind: isBad}
	if len(raw) < 4 || len(raw) > longestPlaceholder || strings.ContainsAny(raw, "\t\n") {
		return t
	}
	inside := strings.TrimSpace(typed.Replace(norm.NFC.String(raw[2 : len(raw)-2])))
	kind := byte(isValue)
	if rest, is := strings.CutPrefix(inside, "#"); is {
		kind, inside = isOpen, strings.TrimSpace(rest)
	} else if rest, is := strings.CutPrefix(inside, "/"); is {
		if t.list = strings.ToLower(strings.TrimSpace(rest)); t.list == "" || naming.MatchString(strings.Split(t.list, ":")[0]) {
			t.kind = isEnd
		}
		return t
	}
	words := strings.Split(inside, ":")
	for i := range words {
		if words[i] = strings.TrimSpace(words[i]); words[i] == "" {
			return t
		}
	}
	if t.Name = strings.ToLower(words[0]); !naming.MatchString(t.Name) {
		return t
	}
	t.Args, t.kind = words[1:], kind
	return t
}

// PartKind says what a part is to its reader: body, header, footer, footnotes or endnotes.
func PartKind(part string) string {
	base := part[strings.LastIndexByte(part, '/')+1:]
	for _, kind := range []string{"header", "footer", "footnotes", "endnotes"} {
		if strings.HasPrefix(base, kind) {
			return kind
		}
	}
	return "body"
}
