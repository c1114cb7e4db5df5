package derive

import (
	"strconv"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Table is an index by breakpoints as a pack brings it: which parameters count,
// how each is averaged, which concentration means which index, and which act
// says so. The procedure itself is one of the closed list [Methods].
type Table struct {
	Method     string     `json:"method" yaml:"method"`           // "VN_AQI-1459/2019"; kept with every value
	Procedure  string     `json:"procedure" yaml:"procedure"`     // one of Methods
	Parameter  string     `json:"parameter" yaml:"parameter"`     // the series that is written: "VN_AQI"
	Title      text.L     `json:"title" yaml:"title"`             //
	Act        string     `json:"act" yaml:"act"`                 // code of the act in ground/law
	Clause     string     `json:"clause" yaml:"clause"`           //
	Source     string     `json:"source" yaml:"source"`           // where the figures were read
	Mark       string     `json:"mark" yaml:"mark"`               //
	Levels     []float64  `json:"levels" yaml:"levels"`           // index at each breakpoint
	Inputs     []Input    `json:"inputs" yaml:"inputs"`           //
	NeedsOne   []string   `json:"needs_one" yaml:"needs_one"`     // without any of these there is no index
	MinMinutes int        `json:"min_minutes" yaml:"min_minutes"` // valid minutes that make an hour count
	Categories []Category `json:"categories" yaml:"categories"`   //
}

// Input is one parameter of an index.
type Input struct {
	Parameter   string    `json:"parameter" yaml:"parameter"`
	Unit        string    `json:"unit" yaml:"unit"`               // of the breakpoints; values are converted
	Mean        Mean      `json:"mean" yaml:"mean"`               //
	Breakpoints []float64 `json:"breakpoints" yaml:"breakpoints"` // as many as levels
}

// Mean says how an input is averaged before it meets its breakpoints.
type Mean string

const (
	OneHour Mean = "1h"
	NowCast Mean = "nowcast"
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

// Hourly is the hourly index with NowCast for dust (Decision 1459/QĐ-TCMT).
const Hourly = "hourly-nowcast"

// Methods is the closed list of procedures; tables and limits come from packs.
var Methods = []string{Hourly}

// DefaultMinMinutes makes an hour of five-minute values count from nine values
// on. The decision gives no percentage; 75 % is the usual practice.
const DefaultMinMinutes = 45

// Validate reports all faults of the table at once.
func (t Table) Validate() error {
	var fs []fault.Field
	need := func(path, v string) {
		if v == "" {
			fs = append(fs, fault.At(path, "derive.missing"))
		}
	}
	need("method", t.Method)
	need("parameter", t.Parameter)
	need("act", t.Act)
	need("mark", t.Mark)
	if t.Procedure != Hourly {
		fs = append(fs, fault.At("procedure", "derive.unknown_procedure", "procedure", t.Procedure))
	}
	if len(t.Levels) < 2 || !rising(t.Levels) {
		fs = append(fs, fault.At("levels", "derive.not_rising"))
	}
	if len(t.Inputs) == 0 {
		fs = append(fs, fault.At("inputs", "derive.missing"))
	}
	if t.MinMinutes < 0 || t.MinMinutes > 60 {
		fs = append(fs, fault.At("min_minutes", "derive.bad_minutes"))
	}
	known := map[string]bool{}
	for i, in := range t.Inputs {
		at := "inputs/" + strconv.Itoa(i) + "/"
		need(at+"parameter", in.Parameter)
		need(at+"unit", in.Unit)
		known[in.Parameter] = true
		if in.Mean != OneHour && in.Mean != NowCast {
			fs = append(fs, fault.At(at+"mean", "derive.unknown_mean", "mean", string(in.Mean)))
		}
		if len(in.Breakpoints) != len(t.Levels) || !rising(in.Breakpoints) {
			fs = append(fs, fault.At(at+"breakpoints", "derive.not_rising"))
		}
	}
	for i, p := range t.NeedsOne {
		if !known[p] {
			fs = append(fs, fault.At("needs_one/"+strconv.Itoa(i), "derive.unknown_input", "parameter", p))
		}
	}
	for i, c := range t.Categories {
		at := "categories/" + strconv.Itoa(i)
		if c.To < c.From || i > 0 && c.From != t.Categories[i-1].To+1 {
			fs = append(fs, fault.At(at, "derive.category_gap"))
		}
		need(at+"/code", c.Code)
		need(at+"/name", c.Name.VI)
	}
	if len(fs) > 0 {
		return fault.Fields("derive.bad_table", fs...)
	}
	return nil
}

// Category gives the range a value lies in; ok is false for a table without one.
func (t Table) Category(value int) (c Category, ok bool) {
	for _, c := range t.Categories {
		if value >= c.From && value <= c.To {
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
