package report

import "regexp"

// between is what people put between the digits of one number; the joiner is what clean leaves.
const between = "[ .\u00a0\u200d\u2010-\u2015·_()-]{0,3}"

// What could name or reach a person: addresses of e-mail; numbers of eight digits and more, as telephones and identity papers
// have; plates of vehicles; what follows a title like a full name.
var personal = []*regexp.Regexp{
	regexp.MustCompile(`[\p{L}\p{N}._%+-]+(?:@|＠)[\p{L}\p{N}.-]+\.\p{L}{2,}`),
	regexp.MustCompile(`\+?\p{Nd}(?:` + between + `\p{Nd}){7,}`),
	regexp.MustCompile(`\b\p{Nd}{2}[ -]?[A-Z]{1,2}\p{Nd}?[ .-]{0,2}(?:\p{Nd}{3}[.-]?\p{Nd}{2}|\p{Nd}{4})\b`),
}

var named = regexp.MustCompile(`((?:^|[^\p{L}])(?i:ông|bà|anh|chị|cô|chú|bác|cụ|em|cháu|mr\.?|mrs\.?|ms\.?))((?: \p{Lu}\p{Ll}*){2,5})`)

// mask covers telephone numbers, e-mail addresses, numbers of identity papers, plates, and full names behind a title in words
// that are published. What it does not know is for whoever approves to see.
func mask(words string) string {
	for _, p := range personal {
		words = p.ReplaceAllString(words, "•••")
	}
	return named.ReplaceAllString(words, "$1 •••")
}
