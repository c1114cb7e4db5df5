package text

import (
	"slices"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Collators keep buffers and are not safe for concurrent use, so each sort borrows one.
var collators = sync.Pool{New: func() any {
	return collate.New(language.Vietnamese, collate.IgnoreWidth, collate.Numeric)
}}

// Compare orders two names as a Vietnamese dictionary does (a ă â b c d đ e ê …, then tones), with
// numbers inside by their value, so that "Khu 2" comes before "Khu 10".
func Compare(a, b string) int {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	return c.CompareString(a, b)
}

// SortBy sorts items by the Vietnamese order of the name that key gives, keeping equal ones in place.
func SortBy[E any](items []E, key func(E) string) {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	slices.SortStableFunc(items, func(a, b E) int { return c.CompareString(key(a), key(b)) })
}

// CollationKey is a byte string that orders as Compare does, to be stored beside a name.
func CollationKey(s string) []byte {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	var buffer collate.Buffer
	return slices.Clone(c.KeyFromString(&buffer, s))
}
