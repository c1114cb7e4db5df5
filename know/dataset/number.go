package dataset

import (
	"regexp"
	"strings"

	"thanhdong/ground/fault"
)

var (
	grouped = map[string]*regexp.Regexp{".": regexp.MustCompile(`^\d{1,3}(\.\d{3})+$`), ",": regexp.MustCompile(`^\d{1,3}(,\d{3})+$`)}
	digits  = regexp.MustCompile(`^\d+$`)
)

// FromPeople reads a number as people in Viet Nam write it, 1.234,5, into one as machines do, 1234.5. A comma is the decimal sign and points stand between
// thousands; where both are there the last one is the decimal sign, whatever it is. One point alone before three digits stands between thousands, unless the element
// has three decimals or more: then nobody knows, and it is refused. Spaces between thousands are taken. The browser has the same function (web/src/data/cellnumber.ts)
// and both are held to testdata/numbers.json.
func FromPeople(said string, decimals int) (string, error) {
	bad := func(key string) error { return fault.New(fault.Invalid, key, "value", cut(said)) }
	s := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "−", "-").Replace(strings.TrimSpace(said))
	if s == "" {
		return "", nil
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	points, commas := strings.Count(s, "."), strings.Count(s, ",")
	whole, part := s, ""
	switch {
	case points == 0 && commas == 0:
	case points > 0 && commas > 0:
		mark, group := ",", "."
		if strings.LastIndex(s, ".") > strings.LastIndex(s, ",") {
			mark, group = ".", ","
		}
		whole, part, _ = strings.Cut(s, mark)
		if strings.Contains(part, mark) || part == "" || !grouped[group].MatchString(whole) {
			return "", bad("dataset.no_number")
		}
		whole = strings.ReplaceAll(whole, group, "")
	case commas == 1:
		if whole, part, _ = strings.Cut(s, ","); part == "" {
			return "", bad("dataset.no_number")
		}
	case commas > 1:
		if !grouped[","].MatchString(s) {
			return "", bad("dataset.no_number")
		}
		whole = strings.ReplaceAll(s, ",", "")
	case points == 1 && grouped["."].MatchString(s) && decimals >= 3 && !strings.HasPrefix(s, "0"):
		return "", bad("dataset.unsure_number")
	case grouped["."].MatchString(s) && !strings.HasPrefix(s, "0"):
		whole = strings.ReplaceAll(s, ".", "")
	case points == 1:
		if whole, part, _ = strings.Cut(s, "."); part == "" {
			return "", bad("dataset.no_number")
		}
	default:
		return "", bad("dataset.no_number")
	}
	if !digits.MatchString(whole) || part != "" && !digits.MatchString(part) {
		return "", bad("dataset.no_number")
	}
	if part != "" {
		whole += "." + part
	}
	return sign + whole, nil
}
