package simulate

import (
	"hash/fnv"
	"math"
	"time"

	"thanhdong/ground/text"
	"thanhdong/pack"
)

// Value is one value that a station says.
type Value struct {
	Station   string    `json:"station"`
	Parameter string    `json:"parameter"`
	Value     float64   `json:"value"`
	Unit      string    `json:"unit"`
	At        time.Time `json:"at"`
	Status    string    `json:"status"`
}

// Model computes what the stations would measure.
type Model struct {
	plan  pack.Simulation
	start time.Time // when the episodes' clocks begin; zero: no episode
}

// NewModel makes the model; a zero start leaves the episodes out.
func NewModel(plan pack.Simulation, start time.Time) Model { return Model{plan, start} }

// Station gives everything a station says at an instant.
func (m Model) Station(st pack.SimStation, at time.Time) []Value {
	at = at.Truncate(time.Second)
	values := make([]Value, 0, len(m.plan.Series))
	for _, s := range m.plan.Series {
		values = append(values, Value{
			Station: st.Code, Parameter: s.Parameter, Unit: s.Unit, At: at.In(text.Zone), Status: "00",
			Value: m.Value(st, s, at),
		})
	}
	return values
}

// Value is the invented measurement: a daily curve, weather that drifts over hours,
// jitter from one value to the next, and the episode if one is on.
func (m Model) Value(st pack.SimStation, s pack.SimSeries, at time.Time) float64 {
	local := at.In(text.Zone)
	hour := float64(local.Hour()) + float64(local.Minute())/60 + float64(local.Second())/3600
	v := s.Base + s.Swing*day(hour, s.Sun)
	v += s.Noise * 2 * m.drift(st.Code, s.Parameter, at, 3*time.Hour)
	v += s.Noise * m.drift(st.Code, s.Parameter, at, 10*time.Minute)
	v += s.Noise / 3 * m.drift(st.Code, s.Parameter, at, 5*time.Second)
	v *= st.Factor
	v = m.episode(st, s, at, v)
	scale := math.Pow(10, float64(s.Decimals))
	return math.Max(0, math.Round(v*scale)/scale)
}

// day is the shape of a day between about -1 and 1: two rush hours, or the sun.
func day(hour float64, sun bool) float64 {
	if sun {
		return 2*math.Max(0, math.Sin((hour-6)/12*math.Pi)) - 0.7
	}
	bell := func(centre, width float64) float64 {
		d := (hour - centre) / width
		return math.Exp(-d * d)
	}
	return 1.6*(bell(7.5, 1.8)+bell(18.5, 2.2)) - 0.6
}

// drift is smooth noise between -1 and 1: a random value per step of time, with the
// steps joined by a cosine. The same seed gives the same noise for ever.
func (m Model) drift(station, parameter string, at time.Time, step time.Duration) float64 {
	n := at.UnixNano() / int64(step)
	t := float64(at.UnixNano()%int64(step)) / float64(step)
	a, b := m.random(station, parameter, step, n), m.random(station, parameter, step, n+1)
	w := (1 - math.Cos(t*math.Pi)) / 2
	return a*(1-w) + b*w
}

func (m Model) random(station, parameter string, step time.Duration, n int64) float64 {
	h := fnv.New64a()
	var b [24]byte
	for i := range 8 {
		b[i] = byte(m.plan.Seed >> (8 * i))
		b[8+i] = byte(uint64(n) >> (8 * i))
		b[16+i] = byte(uint64(step) >> (8 * i))
	}
	_, _ = h.Write(b[:])
	_, _ = h.Write([]byte(station + "/" + parameter))
	// FNV mixes its last bytes badly; one round of splitmix spreads them.
	x := h.Sum64()
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11)/float64(1<<52) - 1
}

// episode lifts the value towards the peak while an episode of the station is on.
func (m Model) episode(st pack.SimStation, s pack.SimSeries, at time.Time, v float64) float64 {
	if m.start.IsZero() {
		return v
	}
	for _, e := range m.plan.Episodes {
		if e.Station != st.Code {
			continue
		}
		share := shape(e, at.Sub(m.start))
		switch more, also := e.Also[s.Parameter]; {
		case share == 0:
		case s.Parameter == e.Parameter:
			v += share * math.Max(0, e.Peak-v)
		case also:
			v += share * more * math.Max(0, e.Peak-v)
		}
	}
	return v
}

// shape is how much of an episode is on: up, stay, down.
func shape(e pack.Episode, since time.Duration) float64 {
	since -= e.After.Std()
	if again := e.Again.Std(); again > 0 && since > 0 {
		since %= again
	}
	rise, stay, fall := e.Rise.Std(), e.Stay.Std(), e.Fall.Std()
	switch {
	case since <= 0 || since >= rise+stay+fall:
		return 0
	case since < rise:
		return float64(since) / float64(rise)
	case since < rise+stay:
		return 1
	}
	return 1 - float64(since-rise-stay)/float64(fall)
}
