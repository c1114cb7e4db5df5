package derive

import (
	"slices"
	"strconv"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Table is what a pack says of a derived series: which parameters count, how each
// is averaged, which concentration means which index, and which act says so. The
// procedure itself is one of the closed list [Methods].
type Table struct {
	Method     string     `json:"method" yaml:"method"`           // "VN_AQI-1459/2019"; kept with every value
	Procedure  string     `json:"procedure" yaml:"procedure"`     // one of Methods
	Parameter  string     `json:"parameter" yaml:"parameter"`     // the series that is written: "VN_AQI"
	Unit       string     `json:"unit,omitempty" yaml:"unit"`     // of the series; "1" when empty
	Title      text.L     `json:"title" yaml:"title"`             //
	Act        string     `json:"act" yaml:"act"`                 // code of the act in ground/law; may be empty for a PROJECT CHOICE
	Clause     string     `json:"clause" yaml:"clause"`           //
	Source     string     `json:"source" yaml:"source"`           // where the figures were read
	Mark       string     `json:"mark" yaml:"mark"`               //
	Levels     []float64  `json:"levels" yaml:"levels"`           // index at each breakpoint
	Inputs     []Input    `json:"inputs" yaml:"inputs"`           // none: every parameter that the station sends
	NeedsOne   []string   `json:"needs_one" yaml:"needs_one"`     // without any of these there is no index
	Categories []Category `json:"categories" yaml:"categories"`   //
	MinMinutes int        `json:"min_minutes" yaml:"min_minutes"` // valid minutes that make an hour count
	MinHours   int        `json:"min_hours,omitempty" yaml:"min_hours"`
	MinEight   int        `json:"min_hours_8,omitempty" yaml:"min_hours_8"`

	// Of the water quality index only.
	Form        string         `json:"form,omitempty" yaml:"form"`                 // how groups become one index: FormCubic or FormSquare
	MinGroups   int            `json:"min_groups,omitempty" yaml:"min_groups"`     // groups that must be present
	NeedsGroups map[string]int `json:"needs_groups,omitempty" yaml:"needs_groups"` // group: how many of its parameters must be present

	version int64 // counts what was put under the method
}

// Input is one parameter of a table.
type Input struct {
	Parameter   string    `json:"parameter" yaml:"parameter"`
	Unit        string    `json:"unit" yaml:"unit"`                       // of the breakpoints; values are converted
	Mean        Mean      `json:"mean" yaml:"mean"`                       //
	Breakpoints []float64 `json:"breakpoints" yaml:"breakpoints"`         // as many as levels
	NotAbove    float64   `json:"not_above,omitempty" yaml:"not_above"`   // a mean above it has no index; 0 for none
	Group       string    `json:"group,omitempty" yaml:"group"`           // I to V of the water quality index
	Levels      []float64 `json:"levels,omitempty" yaml:"levels"`         // its own index at each breakpoint
	Below       *float64  `json:"below,omitempty" yaml:"below"`           // its index below the first breakpoint
	Above       *float64  `json:"above,omitempty" yaml:"above"`           // its index above the last
	Saturation  string    `json:"saturation,omitempty" yaml:"saturation"` // the temperature by which it becomes a share of saturation
}

// Mean says how an input is averaged before it meets its breakpoints.
type Mean string

const (
	OneHour  Mean = "1h"
	NowCast  Mean = "nowcast"
	EightH   Mean = "8h"    // of the eight hours that end with the hour
	Day      Mean = "24h"   // of the hours of the day
	MaxHour  Mean = "max1h" // the largest hour of the day
	MaxEight Mean = "max8h" // the largest of the day's twenty-four means of eight hours
	DayMean  Mean = "1d"    // of all values of the day
)

// Category is a named range of the index. Colour is never the only sign: screens
// show the name and the number with it.
type Category struct {
	Code   string `json:"code" yaml:"code"`
	From   int    `json:"from" yaml:"from"`
	To     int    `json:"to" yaml:"to"`
	Name   text.L `json:"name" yaml:"name"`
	Colour string `json:"colour" yaml:"colour"`
	Effect text.L `json:"effect" yaml:"effect"`
	Advice text.L `json:"advice" yaml:"advice"`
	// AdviceSensitive is for the old, children, and people with respiratory or
	// heart disease.
	AdviceSensitive text.L `json:"advice_sensitive" yaml:"advice_sensitive"`
}

// How much must be there for a mean to count. The decisions give no percentage;
// three quarters is the usual practice (PROJECT CHOICE), and a table may say
// otherwise.
const (
	DefaultMinMinutes = 45 // of an hour: nine of twelve values of five minutes
	DefaultMinEight   = 6  // hours of eight
	DefaultMinHours   = 18 // hours of a day
)

// normal gives the table as it is kept: names spelled as stored, defaults said.
func (t Table) normal() Table {
	t.Inputs = slices.Clone(t.Inputs)
	for i := range t.Inputs {
		t.Inputs[i].Parameter = normalParameter(t.Inputs[i].Parameter)
		t.Inputs[i].Unit = normalUnit(t.Inputs[i].Unit)
		if s := t.Inputs[i].Saturation; s != "" {
			t.Inputs[i].Saturation = normalParameter(s)
		}
	}
	if t.Unit != "" {
		t.Unit = normalUnit(t.Unit)
	}
	if t.MinMinutes == 0 {
		t.MinMinutes = DefaultMinMinutes
	}
	p, ok := procedures[t.Procedure]
	if !ok {
		return t
	}
	if t.MinEight == 0 && p.eight {
		t.MinEight = DefaultMinEight
	}
	if t.MinHours == 0 && p.daily && p.days {
		t.MinHours = DefaultMinHours
	}
	return t
}

func (t Table) unit() string {
	if t.Unit == "" {
		return "1"
	}
	return t.Unit
}

// Period is how long one value of the table stands for, from its instant on.
func (t Table) Period() time.Duration {
	if procedures[t.Procedure].daily {
		return 24 * time.Hour
	}
	return time.Hour
}

// Validate reports all faults of the table at once.
func (t Table) Validate() error {
	var fs faults
	fs.need("method", t.Method)
	fs.need("parameter", t.Parameter)
	fs.need("mark", t.Mark)
	if t.Mark != "PROJECT CHOICE" {
		fs.need("act", t.Act)
	}
	if t.MinMinutes < 0 || t.MinMinutes > 60 {
		fs.add("min_minutes", "derive.bad_minutes")
	}
	if t.MinHours < 0 || t.MinHours > 24 {
		fs.add("min_hours", "derive.bad_hours", "most", 24)
	}
	if t.MinEight < 0 || t.MinEight > 8 {
		fs.add("min_hours_8", "derive.bad_hours", "most", 8)
	}
	if p, ok := procedures[t.Procedure]; ok {
		p.validate(t, &fs)
	} else {
		fs.add("procedure", "derive.unknown_procedure", "procedure", t.Procedure)
		if len(t.Levels) > 0 {
			fs.points(t)
		}
	}
	known := map[string]bool{}
	for _, in := range t.Inputs {
		known[in.Parameter] = true
	}
	for i, p := range t.NeedsOne {
		if !known[p] {
			fs.add("needs_one/"+strconv.Itoa(i), "derive.unknown_input", "parameter", p)
		}
	}
	for i, c := range t.Categories {
		at := "categories/" + strconv.Itoa(i)
		if c.To < c.From || i > 0 && c.From != t.Categories[i-1].To+1 {
			fs.add(at, "derive.category_gap")
		}
		fs.need(at+"/code", c.Code)
		fs.need(at+"/name", c.Name.VI)
	}
	if len(fs) > 0 {
		return fault.Fields("derive.bad_table", fs...)
	}
	return nil
}

// faults collects what is wrong with a table.
type faults []fault.Field

func (fs *faults) add(path, key string, args ...any) { *fs = append(*fs, fault.At(path, key, args...)) }

func (fs *faults) need(path, v string) {
	if v == "" {
		fs.add(path, "derive.missing")
	}
}

// inputs checks what all procedures ask of their inputs.
func (fs *faults) inputs(t Table, means ...Mean) {
	if len(t.Inputs) == 0 {
		fs.add("inputs", "derive.missing")
	}
	for i, in := range t.Inputs {
		at := "inputs/" + strconv.Itoa(i) + "/"
		fs.need(at+"parameter", in.Parameter)
		fs.need(at+"unit", in.Unit)
		if !slices.Contains(means, in.Mean) {
			fs.add(at+"mean", "derive.unknown_mean", "mean", string(in.Mean))
		}
	}
}

// points checks breakpoints against the levels of the table.
func (fs *faults) points(t Table) {
	if len(t.Levels) < 2 || !rising(t.Levels) {
		fs.add("levels", "derive.not_rising")
	}
	for i, in := range t.Inputs {
		// A column that ends early, as the decision's for ozone over eight hours, says
		// above which mean it does not speak.
		short := in.NotAbove > 0 && len(in.Breakpoints) >= 2 && len(in.Breakpoints) < len(t.Levels) && in.NotAbove == in.Breakpoints[len(in.Breakpoints)-1]
		if len(in.Breakpoints) != len(t.Levels) && !short || !rising(in.Breakpoints) {
			fs.add("inputs/"+strconv.Itoa(i)+"/breakpoints", "derive.not_rising")
		}
	}
}

// Category gives the range a value lies in; ok is false for a table without one.
func (t Table) Category(value float64) (c Category, ok bool) {
	for _, c := range t.Categories {
		if value >= float64(c.From) && value <= float64(c.To) {
			return c, true
		}
	}
	return Category{}, false
}

func rising(v []float64) bool {
	for i := 1; i < len(v); i++ {
		if !(v[i] > v[i-1]) {
			return false
		}
	}
	return true
}
