package text

import (
	"strings"

	"golang.org/x/text/language"
)

// Lang is a language the product speaks. Vietnamese is the language of the house.
type Lang string

const (
	VI Lang = "vi"
	EN Lang = "en"
)

// Langs lists every language, the one of the house first.
var Langs = []Lang{VI, EN}

// matcher falls back to its first tag, Vietnamese, when nothing asked for is spoken here.
var matcher = language.NewMatcher([]language.Tag{language.Vietnamese, language.English})

// FromAcceptLanguage picks the language for an Accept-Language header. A missing, malformed or
// overlong header gives Vietnamese: a bad header is never a reason to refuse a reader.
func FromAcceptLanguage(header string) Lang {
	if header == "" || len(header) > 1000 {
		return VI
	}
	tags, weights, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return VI
	}
	wanted := tags[:0]
	for i, tag := range tags {
		if weights[i] > 0 {
			wanted = append(wanted, tag)
		}
	}
	_, index, confidence := matcher.Match(wanted...)
	if confidence == language.No {
		return VI
	}
	return Langs[index]
}

// L is a text in every language, as packs and tables carry it.
type L struct {
	VI string `json:"vi" yaml:"vi"`
	EN string `json:"en" yaml:"en"`
}

// In returns the text in lang, or in the other language when that one is missing: a name in the
// wrong language still tells the reader more than none.
func (l L) In(lang Lang) string {
	if lang == EN && l.EN != "" || l.VI == "" {
		return l.EN
	}
	return l.VI
}

// Empty says whether no language has a text.
func (l L) Empty() bool { return strings.TrimSpace(l.VI) == "" && strings.TrimSpace(l.EN) == "" }

// Complete says whether both languages have a text.
func (l L) Complete() bool { return strings.TrimSpace(l.VI) != "" && strings.TrimSpace(l.EN) != "" }

// String is the text in the language of the house, for logs.
func (l L) String() string { return l.In(VI) }
