package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Bare writes Vietnamese without its marks, for what can show only plain letters: the case, spaces
// and signs stay; quotation marks and dashes become those of ASCII.
func Bare(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return plainSigns.Replace(b.String())
}

var plainSigns = strings.NewReplacer("đ", "d", "Đ", "D", "“", `"`, "”", `"`, "‘", "'", "’", "'", "–", "-", "—", "-", "…", "...", "\u00a0", " ")
