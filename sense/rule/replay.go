package rule

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/sense/observation"
)

// Point is one observation of a series given as data. Received is when it came;
// zero means at once.
type Point struct {
	At       time.Time
	Received time.Time
	Value    *float64
	Unit     string
	Status   uint8
	Feed     string
}

// Series is what a case says about its station: points in the order in which
// they came, how often its feed sends, and when the story ends.
type Series struct {
	Points  []Point
	Cadence time.Duration
	Period  time.Duration // that a derived value stands for; zero: an hour
	Until   time.Time
	Beside  []Beside
}

// Beside is another series of the same story: another parameter of the station,
// or what a neighbour sends. Every station that a story names is a neighbour.
type Beside struct {
	Station   string // empty: the station that is judged
	Parameter string // empty: the rule's
	Points    []Point
	Cadence   time.Duration
}

// Fired is one finding of a replay. Resolved is zero while it still lives.
type Fired struct {
	At       time.Time // when it fired, by the clock
	Since    time.Time // when the condition became true, by observation time
	Observed time.Time // the figure it fired on
	Value    float64
	Highest  float64 // while it lived
	Resolved time.Time
}

// Replay judges a series with the rule, exactly as the running system would: by
// the same functions, with the timers at their instants. It touches no store.
func Replay(r Rule, series Series) ([]Fired, error) {
	r = r.Normal()
	t := newTale()
	t.stands = series.Period
	run, err := play(r, "", series.Cadence, t)
	if err != nil {
		return nil, err
	}
	own := seriesKey{"", r.Parameter}
	t.every[own] = series.Cadence
	var all []came
	for _, p := range series.Points {
		all = append(all, p.came(own))
	}
	for _, b := range series.Beside {
		s := seriesKey{b.Station, observation.NormalParameter(b.Parameter)}
		if b.Parameter == "" {
			s.parameter = r.Parameter
		}
		t.add(s, b.Cadence)
		for _, p := range b.Points {
			all = append(all, p.came(s))
		}
	}
	// Stable: at one instant the neighbours' values are in before the own is
	// judged, as when a file brings them together.
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i], all[j]
		return a.Received.Before(b.Received) || a.Received.Equal(b.Received) && a.series != own && b.series == own
	})
	for _, p := range all {
		run.advance(p.Received)
		t.put(p.series, p.Point)
		if p.series == own {
			run.take(p.Point)
		}
	}
	run.advance(series.Until)
	return run.fired, nil
}

// came is a point with the series it belongs to.
type came struct {
	Point
	series seriesKey
}

func (p Point) came(s seriesKey) came {
	if p.Received.IsZero() {
		p.Received = p.At
	}
	return came{p, s}
}

// player judges one station as time goes by; it is the clock and the timers.
type player struct {
	rule       Rule
	conditions Conditions
	station    string
	every      time.Duration
	h          history
	state      State
	feed       string      // of the newest value
	hours      []time.Time // period ends waited for, in order
	timer      time.Time   // hold or silence
	fired      []Fired
}

func play(r Rule, station string, cadence time.Duration, h history) (*player, error) {
	run := &player{rule: r, station: station, every: cadence, h: h}
	if r.Kind == Value {
		var problems []fault.Field
		if run.conditions, problems = r.compile(); len(problems) > 0 {
			return nil, fault.Fields("rule.invalid", problems...)
		}
	}
	return run, nil
}

func (run *player) take(p Point) {
	if run.rule.Feed != "" && p.Feed != run.rule.Feed {
		return
	}
	if run.rule.Kind == Silence {
		if p.Feed != DeriveFeed {
			s, m := Heard(run.rule, run.state, p.sample(), p.Received)
			run.apply(s, m, p.Received)
		}
		return
	}
	period := periodOf(run.h, run.rule, p.Feed)
	if period == 0 {
		run.judge(p.sample(), p.Received)
		return
	}
	end := beginOf(period, p.At).Add(period)
	if !end.After(p.Received) {
		run.period(end, p.Feed, p.Received)
		return
	}
	if i, found := slices.BinarySearchFunc(run.hours, end, time.Time.Compare); !found {
		run.hours = slices.Insert(run.hours, i, end)
	}
	run.feed = p.Feed
}

// period judges the figure of the period that ended at end.
func (run *player) period(end time.Time, feed string, now time.Time) {
	list := run.h.values(seriesKey{run.station, run.rule.Parameter}, end.Add(-periodOf(run.h, run.rule, feed)), end)
	list = run.rule.sameKind(list, feed)
	if f, ok := periodFigure(run.rule, list, run.every, end, feed); ok {
		run.judge(f, now)
	}
}

// periodFigure is the figure of one period from its valid values: the mean of an
// hour, or the derived value that stands for an hour or a day; false when there is too little.
func periodFigure(r Rule, list []valid, cadence time.Duration, end time.Time, feed string) (Sample, bool) {
	f := Sample{At: end, Feed: feed}
	switch {
	case len(list) == 0 || r.Over == Hourly && !enough(len(list), cadence):
		return f, false
	case r.Over == Hourly:
		mean := meanOf(list)
		f.Value = &mean
	default:
		f.Value = &list[len(list)-1].value
	}
	return f, true
}

func (run *player) judge(f Sample, now time.Time) {
	f.Inputs = inputs(run.h, run.conditions, run.rule, run.station, f)
	s, m := Judge(run.rule, run.conditions, run.state, f, now, run.limit(f.Feed))
	run.apply(s, m, now)
}

func (run *player) limit(feed string) time.Duration {
	return limitOf(periodOf(run.h, run.rule, feed), run.every)
}

func (run *player) apply(s State, m Move, now time.Time) {
	run.state = s
	switch m {
	case Fire:
		run.timer = time.Time{}
		run.fired = append(run.fired, Fired{At: now, Since: s.Since, Observed: s.Judged, Value: s.Value, Highest: s.Value})
	case Resolve:
		run.fired[len(run.fired)-1].Resolved = now
	case Release:
		run.timer = time.Time{}
	}
	if s.Phase == Firing {
		last := &run.fired[len(run.fired)-1]
		last.Highest = max(last.Highest, s.Value)
	}
	if m != Fire && s.Phase == Pending {
		run.timer = timerAt(run.rule, s)
	}
}

// advance runs the timers that are due up to the instant, in order; period ends
// come before a hold at the same instant, as in the running system.
func (run *player) advance(to time.Time) {
	for {
		end := len(run.hours) > 0 && !run.hours[0].After(to)
		hold := !run.timer.IsZero() && !run.timer.After(to)
		switch {
		case end && (!hold || !run.hours[0].After(run.timer)):
			at := run.hours[0]
			run.hours = run.hours[1:]
			run.period(at, run.feed, at)
		case hold:
			at := run.timer
			run.timer = time.Time{}
			if run.rule.Kind == Silence {
				s, m := Missed(run.rule, run.state, at)
				run.apply(s, m, at)
				break
			}
			s, m := Elapse(run.rule, run.state, at, run.limit(run.state.Feed))
			if m == Fire {
				run.apply(s, m, at)
			}
		default:
			return
		}
	}
}

// tale is the history of a story told as data.
type tale struct {
	points map[seriesKey][]valid
	every  map[seriesKey]time.Duration
	stands time.Duration // a derived value for this long
	others []string
}

func newTale() *tale {
	return &tale{points: map[seriesKey][]valid{}, every: map[seriesKey]time.Duration{}}
}

func (t *tale) add(s seriesKey, cadence time.Duration) {
	t.every[s] = cadence
	if s.station != "" && !slices.Contains(t.others, s.station) {
		t.others = append(t.others, s.station)
	}
}

// put keeps a value; the last received counts.
func (t *tale) put(s seriesKey, p Point) {
	list := t.points[s]
	i := sort.Search(len(list), func(i int) bool { return !list[i].at.Before(p.At) })
	if i < len(list) && list[i].at.Equal(p.At) {
		list = slices.Delete(list, i, i+1)
	}
	if p.Status == 0 && p.Value != nil {
		list = slices.Insert(list, i, valid{p.At, *p.Value, p.Feed})
	}
	t.points[s] = list
}

func (t *tale) values(s seriesKey, from, to time.Time) []valid { return within(t.points[s], from, to) }

func (t *tale) cadence(s seriesKey) time.Duration { return t.every[s] }

func (t *tale) period(string) time.Duration { return cmp.Or(t.stands, time.Hour) }

func (t *tale) pastMean(p pastHour, r Rule) (float64, bool) { return meanOfHour(t, p, r) }

func (t *tale) remembers(pastHour) bool { return false }

func (t *tale) near(string, Input) []string { return t.others }

func (p Point) sample() Sample {
	return Sample{At: p.At, Value: p.Value, Unit: p.Unit, Status: p.Status, Feed: p.Feed}
}

// periodOf is the length of the period that a figure stands for; zero for a
// plain value. A derived value stands for what its table says, whatever the rule
// would like to see: there is no hour in a day's index.
func periodOf(h history, r Rule, feed string) time.Duration {
	switch {
	case feed == DeriveFeed:
		return h.period(r.Parameter)
	case r.Over == Hourly:
		return time.Hour
	}
	return 0
}

// beginOf is the start of the period in which an instant lies. Days are local
// ones; Vietnam's offset is whole hours, so local hours are those of UTC.
func beginOf(period time.Duration, at time.Time) time.Time {
	return at.Add(offset).Truncate(period).Add(-offset)
}

// offset is Vietnam's time; there is no summer time.
const offset = 7 * time.Hour

// enough tells whether an hour holds three quarters of the values that its
// cadence promises; a mean of fewer says little about the hour. The share is a
// PROJECT CHOICE after common practice: Decision 1459/QĐ-TCMT names none.
func enough(n int, cadence time.Duration) bool {
	return n > 0 && time.Duration(n)*cadence >= 45*time.Minute || n > 0 && cadence > 45*time.Minute
}

// limitOf is how old a figure may be and still be judged: twice the cadence of
// its feed; for means and derived values twice their own period, counted from
// the period's end, which is where [Sample.At] stands for them.
func limitOf(period, cadence time.Duration) time.Duration {
	if period > 0 {
		return 2 * period
	}
	return 2 * cadence
}

// timerAt is when the hold or the silence is over.
func timerAt(r Rule, s State) time.Time {
	if r.Kind == Silence {
		return s.Judged.Add(r.Silence)
	}
	return s.Since.Add(r.Hold)
}
