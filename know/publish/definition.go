package publish

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
)

// Definition is an open data set as a pack proposes it.
type Definition struct {
	Code     string   `json:"code"` // in its address, so lower case: benh-truyen-nhiem
	Title    text.L   `json:"title"`
	About    text.L   `json:"about"`
	Easy     text.L   `json:"easy"`  // the same in easy words
	Theme    string   `json:"theme"` // see Themes
	Keywords []text.L `json:"keywords"`
	Licence  string   `json:"licence"` // see Licences
	Rhythm   string   `json:"rhythm"`  // see Rhythms
	Unit     string   `json:"unit"`    // that publishes
	Contact  Contact  `json:"contact"`
	Area     string   `json:"area"`   // whose figures
	Levels   int      `json:"levels"` // of areas below it, 0 to 2
	From     text.Day `json:"from"`   // of the first period
	Columns  []Column `json:"columns"`
	Small    Small    `json:"small"`
	Basis    string   `json:"basis"`
	Mark     string   `json:"mark"`
}

// Contact is whom readers may ask.
type Contact struct {
	Name  text.L `json:"name"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// Dialled is the telephone number without what people put between its digits: an address has no spaces (RFC 3966).
func (c Contact) Dialled() string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' || r == '*' || r == '#' {
			return r
		}
		return -1
	}, c.Phone)
}

// Column is an indicator, or what a form asks: an element whole, or one option of it.
type Column struct {
	Indicator string `json:"indicator,omitempty"`
	Form      string `json:"form,omitempty"`
	Element   string `json:"element,omitempty"`
	Option    string `json:"option,omitempty"`
}

func (c Column) asked() indicator.Column {
	return indicator.Column{Indicator: c.Indicator, Form: c.Form, Cell: dataset.Cell{Element: c.Element, Option: c.Option}}
}

// Small is the rule of small counts.
type Small struct {
	Below int64    `json:"below"` // counts of 1 to Below-1 are hidden
	Units []string `json:"units"` // of measure, that count people or what leads to them: ca, người
	Basis string   `json:"basis"`
	Mark  string   `json:"mark"`
}

// Counts tells whether a value that was asked for is under the rule.
func (s Small) Counts(a indicator.Asked) bool {
	return a.Decimals == 0 && slices.ContainsFunc(s.Units, func(u string) bool { return text.NameKey(u) == text.NameKey(a.Unit) })
}

// Themes are those of DCAT-AP, of the EU's authority table data-theme.
var Themes = []string{"AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN"}

// Rhythms are those of the EU's authority table frequency that fit kinds of periods.
var Rhythms = []string{"DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "ANNUAL_2", "ANNUAL", "IRREG"}

// Licences that a data set may be given under, with the address that defines each.
var Licences = map[string]string{
	"CC-BY-4.0":  "https://creativecommons.org/licenses/by/4.0/",
	"CC0-1.0":    "https://creativecommons.org/publicdomain/zero/1.0/",
	"ODC-By-1.0": "https://opendatacommons.org/licenses/by/1-0/",
}

var codeForm = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?$`)

const (
	mostColumns  = 40
	mostKeywords = 20
	mostLevels   = 2
	// leastBelow: a rule of 2 would hide the 1 alone, and "<2" says 1.
	leastBelow, mostBelow = 3, 100
	longestTitle          = 200
	longestAbout          = 4000
)

// Validate tells all that is wrong with it by itself.
func (d Definition) Validate() error {
	var fs []fault.Field
	bad := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	words := func(path string, l text.L, longest int) {
		switch {
		case !l.Complete():
			bad(path, "publish.both_languages")
		case len([]rune(l.VI)) > longest || len([]rune(l.EN)) > longest:
			bad(path, "publish.too_long", "max", longest)
		}
	}
	if !codeForm.MatchString(d.Code) || d.Code == "catalog" {
		bad("code", "publish.bad_code", "code", d.Code)
	}
	words("title", d.Title, longestTitle)
	words("about", d.About, longestAbout)
	words("easy", d.Easy, longestAbout)
	words("contact/name", d.Contact.Name, longestTitle)
	if len(d.Keywords) > mostKeywords {
		bad("keywords", "publish.too_many", "max", mostKeywords)
	}
	for i, k := range d.Keywords {
		words(fmt.Sprintf("keywords/%d", i), k, longestTitle)
	}
	if !slices.Contains(Themes, d.Theme) {
		bad("theme", "publish.bad_choice", "given", d.Theme, "known", strings.Join(Themes, ", "))
	}
	if !slices.Contains(Rhythms, d.Rhythm) {
		bad("rhythm", "publish.bad_choice", "given", d.Rhythm, "known", strings.Join(Rhythms, ", "))
	}
	if Licences[d.Licence] == "" {
		bad("licence", "publish.bad_licence", "given", d.Licence)
	}
	for path, s := range map[string]string{"unit": d.Unit, "area": d.Area, "mark": d.Mark, "small/mark": d.Small.Mark} {
		if s == "" {
			bad(path, "publish.needed")
		}
	}
	if d.Contact.Email == "" && d.Contact.Phone == "" {
		bad("contact", "publish.no_contact")
	}
	if a, err := mail.ParseAddress(d.Contact.Email); d.Contact.Email != "" && (err != nil || a.Address != d.Contact.Email) {
		bad("contact/email", "publish.bad_email")
	}
	if d.Levels < 0 || d.Levels > mostLevels {
		bad("levels", "publish.bad_levels", "max", mostLevels)
	}
	if d.From.Open() || !d.From.Valid() {
		bad("from", "publish.needed")
	}
	if d.Small.Below < leastBelow || d.Small.Below > mostBelow || len(d.Small.Units) == 0 {
		bad("small", "publish.bad_small", "min", leastBelow, "max", mostBelow)
	}
	if len(d.Columns) == 0 || len(d.Columns) > mostColumns {
		bad("columns", "publish.bad_columns", "max", mostColumns)
	}
	once := map[string]bool{}
	for i, c := range d.Columns {
		code := c.asked().Code()
		if (c.Indicator == "") == (c.Form == "" || c.Element == "") || c.Indicator != "" && c.Form+c.Element+c.Option != "" || once[code] {
			bad(fmt.Sprintf("columns/%d", i), "publish.bad_column", "column", code)
		}
		once[code] = true
	}
	if len(fs) > 0 {
		return fault.Fields("publish.invalid", fs...)
	}
	return nil
}

func (d Definition) asked() (list []indicator.Column) {
	for _, c := range d.Columns {
		list = append(list, c.asked())
	}
	return list
}

// search is by what it is found, with and without diacritics.
func (d Definition) search() string {
	parts := []string{d.Code, d.Title.VI, d.Title.EN, d.About.VI, d.About.EN}
	for _, k := range d.Keywords {
		parts = append(parts, k.VI, k.EN)
	}
	return text.SearchKey(strings.Join(parts, " "))
}
