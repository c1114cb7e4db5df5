package derive

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// The two forms in which groups IV and V may meet the others. Which of them the
// decision prescribes could not be read from its own text; a table says which it
// takes, and each value keeps it.
const (
	FormCubic  = "cubic"  // P × (A² × B)^⅓
	FormSquare = "square" // P × √(A × B)
)

// Groups of Decision 1460/QĐ-TCMT: pH; pesticides; heavy metals; organic matter
// and nutrients; microbes.
var groups = []string{"I", "II", "III", "IV", "V"}

func validateWater(t Table, fs *faults) {
	fs.inputs(t, DayMean)
	if t.Form != FormCubic && t.Form != FormSquare {
		fs.add("form", "derive.unknown_form", "form", t.Form)
	}
	for i, in := range t.Inputs {
		at := "inputs/" + strconv.Itoa(i) + "/"
		if !slices.Contains(groups, in.Group) {
			fs.add(at+"group", "derive.unknown_group", "group", in.Group)
		}
		if len(in.Breakpoints) == 0 || len(in.Breakpoints) != len(in.Levels) || !rising(in.Breakpoints) {
			fs.add(at+"breakpoints", "derive.not_rising")
		}
		if in.Below == nil {
			fs.add(at+"below", "derive.missing")
		}
		if in.Above == nil {
			fs.add(at+"above", "derive.missing")
		}
	}
	for g := range t.NeedsGroups {
		if !slices.Contains(groups, g) {
			fs.add("needs_groups", "derive.unknown_group", "group", g)
		}
	}
}

// waterIndex is VN_WQI of a day from the means of the day (Decision 1460/QĐ-TCMT,
// §2 of our facts).
func waterIndex(t Table, in sources, day time.Time) (Index, bool) {
	values := make([]float64, len(t.Inputs))
	for i, input := range t.Inputs {
		values[i] = missing
		s, ok := in[i]
		if !ok {
			continue
		}
		v := s.day(day, t.MinHours)
		if input.Saturation != "" {
			temperature, ok := in[saturation(i)]
			if !ok {
				continue
			}
			v = v / oxygenSaturation(temperature.day(day, t.MinHours)) * 100
		}
		values[i] = v
	}
	return t.WaterIndex(values)
}

// WaterIndex computes the index from one value for each input, in the input's
// unit, dissolved oxygen in percent of saturation; NaN where missing.
func (t Table) WaterIndex(values []float64) (ix Index, ok bool) {
	ix = Index{Form: t.Form, Sub: map[string]Sub{}}
	by := map[string][]float64{}
	least := math.Inf(1)
	for i, in := range t.Inputs {
		if math.IsNaN(values[i]) {
			continue
		}
		q := in.quality(values[i])
		ix.Sub[in.Parameter] = Sub{Index: q, Concentration: values[i], Mean: in.Mean, Group: in.Group}
		by[in.Group] = append(by[in.Group], q)
		if q < least {
			least, ix.Parameter = q, in.Parameter
		}
	}
	if len(by) < t.MinGroups {
		return Index{}, false
	}
	for g, n := range t.NeedsGroups {
		if len(by[g]) < n {
			return Index{}, false
		}
	}
	if len(by["IV"]) == 0 {
		return Index{}, false // every form is built on it
	}
	// A missing group I, II or III counts as 1.
	p := 1.0
	for _, g := range []string{"I", "II", "III"} {
		if len(by[g]) > 0 {
			p *= geometric(by[g]) / 100
		}
	}
	a := mean(by["IV"])
	switch b := by["V"]; {
	case len(b) == 0:
		ix.Form = "without-v" // P × A
		ix.Value = round(p * a)
	case t.Form == FormSquare:
		ix.Value = round(p * math.Sqrt(a*mean(b)))
	default:
		ix.Value = round(p * math.Cbrt(a*a*mean(b)))
	}
	return ix, true
}

// quality is the index of one parameter: the straight line between its points,
// and what the table says beyond them.
func (in Input) quality(c float64) float64 {
	last := len(in.Breakpoints) - 1
	switch {
	case c < in.Breakpoints[0]:
		return *in.Below
	case c > in.Breakpoints[last]:
		return *in.Above
	case last == 0:
		return in.Levels[0]
	}
	i := 0
	for i < last-1 && c > in.Breakpoints[i+1] {
		i++
	}
	return in.Levels[i] + (in.Levels[i+1]-in.Levels[i])/(in.Breakpoints[i+1]-in.Breakpoints[i])*(c-in.Breakpoints[i])
}

// oxygenSaturation is the dissolved oxygen, mg/L, that water of a temperature
// holds at most (Decision 1460/QĐ-TCMT).
func oxygenSaturation(celsius float64) float64 {
	return 14.652 - 0.41022*celsius + 0.0079910*celsius*celsius - 0.000077774*celsius*celsius*celsius
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

func geometric(v []float64) float64 {
	p := 1.0
	for _, x := range v {
		p *= x
	}
	return math.Pow(p, 1/float64(len(v)))
}
