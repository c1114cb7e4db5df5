package indicator

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

// Definition is what a figure is.
type Definition struct {
	Code      string             `json:"code"`
	Name      text.L             `json:"name"`
	Group     text.L             `json:"group"` // under which it is listed
	Owner     string             `json:"owner"` // unit that answers for it
	Unit      string             `json:"unit"`  // of measure; its factor is applied to the formula
	Decimals  int                `json:"decimals"`
	Period    dataset.PeriodKind `json:"period"`
	Formula   string             `json:"formula"`
	Direction Direction          `json:"direction"`
	Targets   []Target           `json:"targets"`
	Method    text.L             `json:"method"` // what it says and what not
	Basis     string             `json:"basis"`
	Mark      string             `json:"mark"`
	Version   int                `json:"-"`
	Ended     bool               `json:"-"`
}

// Direction is what is wanted.
type Direction string

const (
	Up   Direction = "up"
	Down Direction = "down"
	None Direction = "none" // no light: more is neither better nor worse
)

// Target is what a figure should be in an area, for periods that begin on or after From and before To.
type Target struct {
	Area  string   `json:"area"` // its code; empty: every area that has no target of its own
	From  text.Day `json:"from"`
	To    text.Day `json:"to"` // open: until another is set
	Value float64  `json:"value"`
	Near  float64  `json:"near"` // how far from the target is still amber, in the figure's unit
	Hold  float64  `json:"hold"` // how far beyond a threshold it must be to improve: hysteresis
	Basis string   `json:"basis"`
}

// Frame is another's list of figures.
type Frame struct {
	Code  string      `json:"code"`
	Name  text.L      `json:"name"`
	Items []FrameItem `json:"items"`
	Basis string      `json:"basis"`
	Mark  string      `json:"mark"`
}

// FrameItem is one figure of it; without an indicator it is missing here.
type FrameItem struct {
	Code      string `json:"code"`
	Name      text.L `json:"name"`
	Indicator string `json:"indicator"`
}

var codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$`)

const (
	mostDecimals = 6
	mostTargets  = 500
	mostItems    = 500
)

// Validate tells all that is wrong with it by itself; what its formula names is checked by [Put].
func (d Definition) Validate() error {
	var fs []fault.Field
	bad := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	if !codeForm.MatchString(d.Code) {
		bad("code", "indicator.bad_code", "code", d.Code)
	}
	if d.Name.Empty() {
		bad("name", "indicator.needed")
	}
	if d.Method.Empty() {
		bad("method", "indicator.needed")
	}
	if d.Owner == "" {
		bad("owner", "indicator.needed")
	}
	if d.Formula == "" {
		bad("formula", "indicator.needed")
	}
	if !slices.Contains(dataset.PeriodKinds, d.Period) {
		bad("period", "indicator.bad_kind", "kind", string(d.Period))
	}
	if !slices.Contains([]Direction{Up, Down, None}, d.Direction) {
		bad("direction", "indicator.bad_kind", "kind", string(d.Direction))
	}
	if d.Decimals < 0 || d.Decimals > mostDecimals {
		bad("decimals", "indicator.bad_decimals", "max", mostDecimals)
	}
	if _, err := parseMeasure(d.Unit); err != nil {
		bad("unit", "indicator.bad_formula", "cause", err.Error())
	}
	if len(d.Targets) > mostTargets || len(d.Targets) > 0 && d.Direction == None {
		bad("targets", "indicator.bad_targets", "max", mostTargets)
	}
	for i, t := range d.Targets {
		if t.From.Open() || !t.From.Valid() || !t.To.Valid() || t.Near < 0 || t.Hold < 0 {
			bad(fmt.Sprintf("targets/%d", i), "indicator.bad_target")
		}
	}
	if len(fs) > 0 {
		return fault.Fields("indicator.invalid", fs...)
	}
	return nil
}

// Validate tells all that is wrong with it by itself.
func (f Frame) Validate() error {
	var fs []fault.Field
	if !codeForm.MatchString(f.Code) || f.Name.Empty() || len(f.Items) == 0 || len(f.Items) > mostItems {
		fs = append(fs, fault.At("code", "indicator.bad_frame", "max", mostItems))
	}
	for i, x := range f.Items {
		if x.Code == "" || x.Name.Empty() || slices.IndexFunc(f.Items, func(o FrameItem) bool { return o.Code == x.Code }) != i {
			fs = append(fs, fault.At(fmt.Sprintf("items/%d", i), "indicator.bad_code", "code", x.Code))
		}
	}
	if len(fs) > 0 {
		return fault.Fields("indicator.invalid", fs...)
	}
	return nil
}

// target is that of an area for a period: its own, else that of all.
func (d Definition) target(area string, p dataset.Period) *Target {
	var found *Target
	for i, t := range d.Targets {
		if (t.Area == area || t.Area == "") && p.Start >= t.From && (t.To.Open() || p.Start < t.To) {
			if found == nil || found.Area == "" && t.Area != "" || found.Area == t.Area && t.From >= found.From {
				found = &d.Targets[i]
			}
		}
	}
	return found
}

// Light is a traffic light. Colour is never alone: screens say the word.
type Light string

const (
	Green Light = "green"
	Amber Light = "amber"
	Red   Light = "red"
	Dark  Light = "" // no target, or no value
)

// next is the light after a value when it was before: it worsens at the threshold, and improves only when the value is beyond it by the target's hold.
func (t Target) next(before Light, v float64, dir Direction) Light {
	good := v - t.Value
	if dir == Down {
		good = t.Value - v
	}
	at := func(slack float64) Light {
		switch {
		case good >= slack:
			return Green
		case good >= slack-t.Near:
			return Amber
		}
		return Red
	}
	plain, strict := at(0), at(t.Hold)
	rank := map[Light]int{Dark: 3, Red: 0, Amber: 1, Green: 2}
	if rank[plain] <= rank[before] || before == Dark {
		return plain
	}
	if rank[strict] > rank[before] {
		return strict
	}
	return before
}

// round gives whole steps of 10^-decimals, half away from zero.
func round(v *big.Rat, decimals int) *big.Int {
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
	scaled := new(big.Rat).Mul(v, new(big.Rat).SetInt(ten))
	twice := new(big.Int).Mul(scaled.Num(), big.NewInt(2))
	if v.Sign() >= 0 {
		twice.Add(twice, scaled.Denom())
	} else {
		twice.Sub(twice, scaled.Denom())
	}
	return new(big.Int).Quo(twice, new(big.Int).Mul(scaled.Denom(), big.NewInt(2)))
}
