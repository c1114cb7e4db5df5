package derive

import (
	"math"
	"time"

	"thanhdong/ground/db"
)

func validateComplete(t Table, fs *faults) {
	if len(t.Inputs) > 0 {
		fs.add("inputs", "derive.no_inputs")
	}
}

// completeness is the share, in percent, of the valid values that came among those
// that should have come by the cadence of their feed; of a station it is the mean
// over its parameters. A parameter is expected in a period when it spoke in it or
// in the day before: one that has just gone silent counts as missing, one that was
// taken away does not for ever.
func completeness(t Table, in sources, at time.Time) (Index, bool) {
	period := t.Period()
	ix := Index{Sub: map[string]Sub{}}
	sum, least := 0.0, math.Inf(1)
	for _, s := range in {
		if s.cadence <= 0 || s.cadence > period {
			continue // nothing says how many there should be
		}
		expected := float64(period) / float64(s.cadence)
		got, spoke := 0, false
		for h := at.Add(-procedures[t.Procedure].reach); h.Before(at.Add(period)); h = h.Add(time.Hour) {
			x := s.hours[db.Micros(h)]
			spoke = spoke || x.came
			if !h.Before(at) {
				got += x.slots
			}
		}
		if !spoke {
			continue
		}
		share := min(1, float64(got)/expected) * 100
		ix.Sub[s.parameter] = Sub{Index: share, Count: got, Expected: expected}
		sum += share
		if share < least || share == least && s.parameter < ix.Parameter {
			least, ix.Parameter = share, s.parameter
		}
	}
	if len(ix.Sub) == 0 {
		return Index{}, false
	}
	ix.Value = math.Round(sum/float64(len(ix.Sub))*10) / 10
	return ix, true
}
