package dataset

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Form is what units hand in for each period of a kind, as a pack says it.
type Form struct {
	Code       string     `json:"code"`
	Name       text.L     `json:"name"`
	Owner      string     `json:"owner"` // code of the unit that asks, answers questions and locks
	Period     PeriodKind `json:"period"`
	Units      []string   `json:"units"`  // codes of those that owe it
	From       text.Day   `json:"from"`   // of the first period that is asked
	To         text.Day   `json:"to"`     // the day after the last; open: none
	Due        Deadline   `json:"due"`    // after the period's end
	Levels     []Level    `json:"levels"` // that approve in turn; at least one
	Categories []Category `json:"categories"`
	Elements   []Element  `json:"elements"`         // in the order of the grid
	Former     []Element  `json:"former,omitempty"` // asked no more; what was handed in for them is still read by them
	Rules      []Rule     `json:"rules"`
	Basis      string     `json:"basis"`
	Mark       string     `json:"mark"`
	Version    int        `json:"-"` // counts changes
	Ended      bool       `json:"-"`
}

// Deadline is a number of working days after the period's end, the hour of that day (15:04), and how long before it the unit's people are reminded.
type Deadline struct {
	Days   int    `json:"days"`
	Hour   string `json:"hour"`
	Remind *int   `json:"remind,omitempty"` // hours of working time; nil: [usualRemind]; 0: nobody is reminded
}

// Level approves. Empty Unit: the unit above the one that hands in; else the form's owner, for nobody else is shown what units hand in.
type Level struct {
	Name text.L `json:"name"`
	Unit string `json:"unit"`
}

// Category splits an element into cells.
type Category struct {
	Code    string   `json:"code"`
	Name    text.L   `json:"name"`
	Options []Option `json:"options"`
}

// Option is one of a category.
type Option struct {
	Code string `json:"code"`
	Name text.L `json:"name"`
}

// Datatype of an element's values.
type Datatype string

const (
	Number Datatype = "number"
	Words  Datatype = "text"
)

// Aggregation says what values of units, or of periods, are together.
type Aggregation string

const (
	Sum     Aggregation = "sum"
	Average Aggregation = "average" // weighted by nothing: of what is no count
	Last    Aggregation = "last"    // over periods the last, over units the sum: a stock
	Never   Aggregation = "none"
)

// Element is one thing that is asked.
type Element struct {
	Code        string      `json:"code"` // an identifier, for it is a name in rules
	Name        text.L      `json:"name"`
	Section     text.L      `json:"section"` // heading above it
	Type        Datatype    `json:"type"`
	Unit        string      `json:"unit"`     // of measure: người, %, đồng
	Decimals    int         `json:"decimals"` // of a number; it is kept as a whole number of 10^-decimals
	Min, Max    *float64    `json:",omitempty"`
	Aggregation Aggregation `json:"aggregation"`
	Categories  []string    `json:"categories"` // whose options, combined, are its cells; none: one cell
	Compulsory  bool        `json:"compulsory"`
	From        *Origin     `json:"from,omitempty"` // where the value is held already; the cell is filled in
}

// Origin is where a value is held: an element of another form, or a parameter of a station of a feed.
type Origin struct {
	Form    string `json:"form,omitempty"`
	Element string `json:"element,omitempty"`
	Station string `json:"station,omitempty"`
	Param   string `json:"parameter,omitempty"`
}

// Rule must hold over the values of a set, see [Compile].
type Rule struct {
	Code string `json:"code"`
	When string `json:"when"`
	Name text.L `json:"name"` // what people read when it does not hold
	Hard bool   `json:"hard"` // nothing is submitted against it; a soft one takes a comment
	Zero bool   `json:"zero"` // what is missing counts as nothing; else the rule waits until it is there
}

// Cell is one value of the grid: an element, and the options of its categories joined by dots; none where it has none.
type Cell struct {
	Element string
	Option  string
}

// String is "element" or "element.option".
func (c Cell) String() string {
	if c.Option == "" {
		return c.Element
	}
	return c.Element + "." + c.Option
}

var (
	identifier = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)
	formCode   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`)
	hourForm   = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
)

const (
	mostElements = 2000
	mostCells    = 5000
	mostDecimals = 6
)

// Validate tells all that is wrong with a form by itself.
func (f Form) Validate() error {
	var fs []fault.Field
	bad := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	if !formCode.MatchString(f.Code) {
		bad("code", "dataset.bad_code", "code", f.Code)
	}
	if f.Name.Empty() {
		bad("name", "dataset.needed")
	}
	if f.Owner == "" {
		bad("owner", "dataset.needed")
	}
	if !slices.Contains(PeriodKinds, f.Period) {
		bad("period", "dataset.bad_kind", "kind", string(f.Period))
	}
	if len(f.Units) == 0 {
		bad("units", "dataset.needed")
	}
	if f.From.Open() || !f.From.Valid() || !f.To.Valid() {
		bad("from", "dataset.needed")
	}
	if f.Due.Days < 0 || f.Due.Days > 250 || !hourForm.MatchString(f.Due.Hour) || f.Due.Remind != nil && (*f.Due.Remind < 0 || *f.Due.Remind > mostRemind) {
		bad("due", "dataset.bad_due")
	}
	if len(f.Levels) == 0 || len(f.Levels) > 5 {
		bad("levels", "dataset.bad_levels", "max", 5)
	}
	for i, l := range f.Levels {
		if l.Unit != "" && l.Unit != f.Owner {
			bad(fmt.Sprintf("levels/%d/unit", i), "dataset.bad_level")
		}
	}
	fs = append(fs, f.gridFaults()...)
	for i, r := range f.Rules {
		at := fmt.Sprintf("rules/%d", i)
		if !identifier.MatchString(r.Code) || slices.IndexFunc(f.Rules, func(o Rule) bool { return o.Code == r.Code }) != i {
			bad(at+"/code", "dataset.bad_code", "code", r.Code)
		}
		if r.Name.Empty() {
			bad(at+"/name", "dataset.needed")
		}
		if _, err := Compile(f, r); err != nil {
			bad(at+"/when", "dataset.bad_rule", "cause", err.Error())
		}
	}
	if len(fs) > 0 {
		return fault.Fields("dataset.invalid", fs...)
	}
	return nil
}

func (f Form) gridFaults() (fs []fault.Field) {
	bad := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	once := map[string]bool{}
	for i, c := range f.Categories {
		at := fmt.Sprintf("categories/%d", i)
		if !identifier.MatchString(c.Code) || once["category "+c.Code] {
			bad(at+"/code", "dataset.bad_code", "code", c.Code)
		}
		once["category "+c.Code] = true
		if len(c.Options) == 0 {
			bad(at+"/options", "dataset.needed")
		}
		for j, o := range c.Options {
			if !identifier.MatchString(o.Code) || once[c.Code+"."+o.Code] || o.Name.Empty() {
				bad(fmt.Sprintf("%s/options/%d", at, j), "dataset.bad_code", "code", o.Code)
			}
			once[c.Code+"."+o.Code] = true
		}
	}
	if len(f.Elements) == 0 || len(f.Elements) > mostElements {
		bad("elements", "dataset.bad_elements", "max", mostElements)
	}
	for i, e := range f.Elements {
		at := fmt.Sprintf("elements/%d", i)
		if !identifier.MatchString(e.Code) || once[e.Code] || reserved[e.Code] {
			bad(at+"/code", "dataset.bad_code", "code", e.Code)
		}
		once[e.Code] = true
		if e.Name.Empty() {
			bad(at+"/name", "dataset.needed")
		}
		if e.Type != Number && e.Type != Words {
			bad(at+"/type", "dataset.bad_kind", "kind", string(e.Type))
		}
		if e.Decimals < 0 || e.Decimals > mostDecimals {
			bad(at+"/decimals", "dataset.bad_decimals", "max", mostDecimals)
		}
		if e.Min != nil && e.Max != nil && *e.Min > *e.Max {
			bad(at+"/min", "dataset.bad_range")
		}
		if e.Type == Number && !slices.Contains([]Aggregation{Sum, Average, Last, Never}, e.Aggregation) {
			bad(at+"/aggregation", "dataset.bad_kind", "kind", string(e.Aggregation))
		}
		for _, c := range e.Categories {
			if !slices.ContainsFunc(f.Categories, func(o Category) bool { return o.Code == c }) {
				bad(at+"/categories", "dataset.no_category", "code", c)
			}
		}
	}
	if len(fs) == 0 {
		if n := len(f.Cells()); n > mostCells {
			bad("elements", "dataset.many_cells", "n", n, "max", mostCells)
		}
	}
	return fs
}

// Element finds one by its code.
func (f Form) Element(code string) (Element, bool) {
	i := slices.IndexFunc(f.Elements, func(e Element) bool { return e.Code == code })
	if i < 0 {
		return Element{}, false
	}
	return f.Elements[i], true
}

// Known finds an element that is asked, or was.
func (f Form) Known(code string) (Element, bool) {
	if e, ok := f.Element(code); ok {
		return e, true
	}
	i := slices.IndexFunc(f.Former, func(e Element) bool { return e.Code == code })
	if i < 0 {
		return Element{}, false
	}
	return f.Former[i], true
}

// Options are the combinations of an element's categories in the order of the grid; one empty one where it has none.
func (f Form) Options(e Element) []string {
	combos := []string{""}
	for _, code := range e.Categories {
		i := slices.IndexFunc(f.Categories, func(c Category) bool { return c.Code == code })
		if i < 0 {
			continue
		}
		var next []string
		for _, before := range combos {
			for _, o := range f.Categories[i].Options {
				next = append(next, strings.TrimPrefix(before+"."+o.Code, "."))
			}
		}
		if combos = next; len(combos) > mostCells {
			return combos
		}
	}
	return combos
}

// Cells are all cells in the order of the grid.
func (f Form) Cells() (list []Cell) {
	for _, e := range f.Elements {
		for _, o := range f.Options(e) {
			list = append(list, Cell{e.Code, o})
		}
		if len(list) > mostCells {
			return list
		}
	}
	return list
}

// Has tells whether a cell is one of the form's.
func (f Form) Has(c Cell) bool {
	e, ok := f.Element(c.Element)
	return ok && slices.Contains(f.Options(e), c.Option)
}

// OptionName says a combination to people.
func (f Form) OptionName(e Element, option string, lang text.Lang) string {
	parts := strings.Split(option, ".")
	var words []string
	for i, code := range e.Categories {
		c := slices.IndexFunc(f.Categories, func(c Category) bool { return c.Code == code })
		if c < 0 || i >= len(parts) {
			continue
		}
		for _, o := range f.Categories[c].Options {
			if o.Code == parts[i] {
				words = append(words, o.Name.In(lang))
			}
		}
	}
	return strings.Join(words, ", ")
}

// Asks tells whether the form is asked for a period.
func (f Form) Asks(p Period) bool {
	return p.Kind == f.Period && p.Start >= f.From && (f.To.Open() || p.Start < f.To)
}
