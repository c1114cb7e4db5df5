package derive

import (
	"math"
	"time"
)

func validateDaily(t Table, fs *faults) {
	fs.inputs(t, Day, MaxHour, MaxEight)
	fs.points(t)
}

// dailyIndex is VN_AQI of a day (Decision 1459/QĐ-TCMT, §1.5 of our facts). The
// decision's day is its hours 01:00 to 00:00, each named by its end: the local
// day. Dust counts by the mean of the day, gases by their largest hour, ozone also
// by its largest mean of eight hours, which for the first hours reaches into the
// day before.
func dailyIndex(t Table, in sources, day time.Time) (Index, bool) {
	values := make([]float64, len(t.Inputs))
	for i, input := range t.Inputs {
		values[i] = missing
		s, ok := in[i]
		if !ok {
			continue
		}
		mean := func(at time.Time) float64 { return s.hour(at, t.MinMinutes) }
		if input.Mean == MaxEight {
			mean = func(at time.Time) float64 { return s.eight(at, t.MinMinutes, t.MinEight) }
		}
		sum, most, n := 0.0, math.Inf(-1), 0
		for h := range 24 {
			if v := mean(day.Add(time.Duration(h) * time.Hour)); !math.IsNaN(v) {
				sum, most, n = sum+v, max(most, v), n+1
			}
		}
		switch {
		case n == 0 || n < t.MinHours:
		case input.Mean == Day:
			values[i] = sum / float64(n)
		default:
			values[i] = most
		}
	}
	return t.worst(values)
}

func validateEight(t Table, fs *faults) {
	fs.inputs(t, EightH)
	if len(t.Inputs) > 1 {
		fs.add("inputs", "derive.one_input")
	}
}

// eightHourMean is the mean of the eight hourly means that end with the hour
// (Decision 1459/QĐ-TCMT, §1.5 of our facts; QCVN 05:2023/BTNMT limits it for CO
// and O3). It is kept to the thousandth, beyond what instruments tell.
func eightHourMean(t Table, in sources, at time.Time) (Index, bool) {
	s, ok := in[0]
	if !ok {
		return Index{}, false
	}
	v := s.eight(at, t.MinMinutes, t.MinEight)
	if math.IsNaN(v) {
		return Index{}, false
	}
	p := t.Inputs[0].Parameter
	return Index{Value: math.Round(v*1000) / 1000, Parameter: p, Sub: map[string]Sub{p: {Concentration: v, Mean: EightH}}}, true
}
