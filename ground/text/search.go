package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// SearchKey is the form under which names are stored for search and typed words are looked up:
// lower case, without diacritics, đ as d, single spaces. Both placements of a tone mark (Hoà, Hòa)
// and both Unicode forms of a letter give the same key, and so does a name typed without any marks.
func SearchKey(s string) string {
	key := fold(s)
	// A few foreign letters gain marks or case while being folded (İ, ǰ); folding again settles them.
	for range 3 {
		again := fold(key)
		if again == key {
			break
		}
		key = again
	}
	return key
}

// longestWord of a full-text index, in letters: what is longer is no word, and PostgreSQL takes none above 2 kB.
const longestWord = 64

// SearchWords are the words of the search key of s, for a full-text index and for what is looked up in it: cut at all that is neither a letter nor
// a number.
func SearchWords(s string) []string {
	words := strings.FieldsFunc(SearchKey(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	for i, w := range words {
		if r := []rune(w); len(r) > longestWord {
			words[i] = string(r[:longestWord])
		}
	}
	return words
}

func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		switch r = unicode.ToLower(r); r {
		case 'đ', 'ð': // eth is what some old converters made of đ
			r = 'd'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// NameKey is the form under which two writings of one name are equal but different names are not:
// it keeps diacritics, and only folds case, spaces, Unicode form and where the tone mark is placed
// (Việt Hoà and Việt Hòa). To do so the tone mark of each syllable moves to its end.
func NameKey(s string) string {
	var b strings.Builder
	var tone rune
	flush := func() {
		if tone != 0 {
			b.WriteRune(tone)
			tone = 0
		}
	}
	space := false
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case isTone(r):
			tone = r
			continue
		case unicode.IsSpace(r):
			flush()
			space = b.Len() > 0
			continue
		case !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r):
			flush()
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	flush()
	return norm.NFC.String(b.String())
}

// isTone says whether r is one of the five tone marks: huyền, sắc, ngã, hỏi, nặng. The other marks
// (circumflex, breve, horn) make letters and stay where they are.
func isTone(r rune) bool {
	switch r {
	case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323':
		return true
	}
	return false
}
