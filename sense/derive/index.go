package derive

import (
	"math"
	"time"
)

// Index is one derived value with what made it.
type Index struct {
	Value     float64        `json:"value"`
	Parameter string         `json:"parameter"`      // the dominant one: highest sub-index, or what pulls a share or an index of water down most
	Form      string         `json:"form,omitempty"` // how groups became one index, where the act leaves it open
	Sub       map[string]Sub `json:"sub"`            // by parameter; where a table asks twice for one, with the mean behind it
}

// Sub is the part of one parameter. The concentration is kept because the index
// is capped at its highest level and people must see by how much it was passed.
type Sub struct {
	Index         float64 `json:"index"` // before rounding
	Concentration float64 `json:"concentration"`
	Mean          Mean    `json:"mean,omitempty"`
	Group         string  `json:"group,omitempty"`
	Count         int     `json:"count,omitempty"`    // values that came; of a completeness
	Expected      float64 `json:"expected,omitempty"` // values that should have come
}

// missing stands for a mean that does not exist.
var missing = math.NaN()

// nowcastHours is the window of NowCast (Decision 1459/QĐ-TCMT, §2.2): c1 is the
// hour itself, c12 eleven hours earlier.
const nowcastHours = 12

// Hour computes the index of one hour. means holds for each input its hourly
// means in the input's unit, newest first, NaN where missing. ok is false when
// none of the parameters that must be present has a sub-index.
func (t Table) Hour(means map[string][nowcastHours]float64) (ix Index, ok bool) {
	values := make([]float64, len(t.Inputs))
	for i, in := range t.Inputs {
		c, has := means[in.Parameter]
		switch {
		case !has:
			values[i] = missing
		case in.Mean == NowCast:
			values[i] = nowcast(c)
		default:
			values[i] = c[0]
		}
	}
	return t.worst(values)
}

// worst gives the index of which the highest sub-index decides. values holds the
// mean of each input, NaN where missing.
func (t Table) worst(values []float64) (ix Index, ok bool) {
	ix.Sub = map[string]Sub{}
	best := math.Inf(-1)
	has := map[string]bool{}
	for i, in := range t.Inputs {
		v := values[i]
		if math.IsNaN(v) || in.NotAbove > 0 && v > in.NotAbove {
			continue
		}
		s := Sub{Index: subIndex(t.Levels[:len(in.Breakpoints)], in.Breakpoints, v), Concentration: v, Mean: in.Mean}
		ix.Sub[t.name(i)] = s
		has[in.Parameter] = true
		if s.Index > best {
			best, ix.Parameter = s.Index, in.Parameter
		}
	}
	ok = len(t.NeedsOne) == 0 && len(ix.Sub) > 0
	for _, p := range t.NeedsOne {
		ok = ok || has[p]
	}
	if !ok {
		return Index{}, false
	}
	ix.Value = round(best)
	return ix, true
}

// name is under which an input stands in [Index.Sub].
func (t Table) name(i int) string {
	for k, in := range t.Inputs {
		if k != i && in.Parameter == t.Inputs[i].Parameter {
			return in.Parameter + " " + string(t.Inputs[i].Mean)
		}
	}
	return t.Inputs[i].Parameter
}

func validateHourly(t Table, fs *faults) {
	fs.inputs(t, OneHour, NowCast)
	fs.points(t)
}

func hourlyIndex(t Table, in sources, at time.Time) (Index, bool) {
	means := map[string][nowcastHours]float64{}
	for i := range t.Inputs {
		if s, ok := in[i]; ok {
			var c [nowcastHours]float64
			for k := range c {
				c[k] = s.hour(at.Add(-time.Duration(k)*time.Hour), t.MinMinutes)
			}
			means[t.Inputs[i].Parameter] = c
		}
	}
	return t.Hour(means)
}

// subIndex is the straight line between two breakpoints (Decision 1459/QĐ-TCMT,
// §1.3 of our facts). Levels meet, so either neighbour gives the same value at a
// breakpoint. Above the last one the index stays at the last level, because the
// table says only "from there on"; below the first (a sensor's small negative
// noise) it stays at the first.
func subIndex(levels, points []float64, c float64) float64 {
	last := len(points) - 1
	if c <= points[0] {
		return levels[0]
	}
	if c >= points[last] {
		return levels[last]
	}
	i := 0
	for c > points[i+1] {
		i++
	}
	return (levels[i+1]-levels[i])/(points[i+1]-points[i])*(c-points[i]) + levels[i]
}

// nowcast weighs the last twelve hourly means; c[0] is the newest, NaN is
// missing. It needs two of the newest three. The decision gives for w = 1/2 a sum
// without division; the normalised form is used for both cases, because it equals
// that sum within 0.03 % when complete and does not bias low when hours are
// missing.
func nowcast(c [nowcastHours]float64) float64 {
	lo, hi, recent := math.Inf(1), math.Inf(-1), 0
	for i, v := range c {
		if math.IsNaN(v) {
			continue
		}
		lo, hi = min(lo, v), max(hi, v)
		if i < 3 {
			recent++
		}
	}
	if recent < 2 {
		return missing
	}
	if hi <= 0 {
		return 0 // clean air, and no 0/0
	}
	w := max(lo/hi, 0.5)
	var sum, weights float64
	for i, p := 0, 1.0; i < nowcastHours; i, p = i+1, p*w {
		if !math.IsNaN(c[i]) {
			sum += p * c[i]
			weights += p
		}
	}
	return sum / weights
}

// round rounds half up. The tolerance takes back what binary fractions lose:
// 109.4999999 is the decimal 109.5 and becomes 110.
func round(v float64) float64 { return math.Floor(v + 0.5 + 1e-6) }
