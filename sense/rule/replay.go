package rule

import (
	"sort"
	"time"
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
	Until   time.Time
}

// Fired is one finding of a replay. Resolved is zero while it still lives.
type Fired struct {
	At       time.Time // when it fired, by the clock
	Since    time.Time // when the condition became true, by observation time
	Observed time.Time // the figure it fired on
	Value    float64
	Resolved time.Time
}

// Replay judges a series with the rule, exactly as the running system would: by
// the same functions, with the timers at their instants. It touches no store.
func Replay(r Rule, series Series) ([]Fired, error) {
	r = r.Normal()
	run := &replay{rule: r, cadence: series.Cadence, values: map[time.Time]Point{}, hours: map[time.Time]bool{}}
	if r.Kind == Value {
		c, problems := Compile(r.When, r.Over)
		if len(problems) > 0 {
			return nil, r.Validate()
		}
		run.condition = c
	}
	for _, p := range series.Points {
		if p.Received.IsZero() {
			p.Received = p.At
		}
		run.advance(p.Received)
		run.take(p)
	}
	run.advance(series.Until)
	return run.fired, nil
}

// replay is the store and the clock of one Replay.
type replay struct {
	rule      Rule
	condition *Condition
	cadence   time.Duration
	state     State
	values    map[time.Time]Point // last received counts
	hours     map[time.Time]bool  // period ends waited for
	timer     time.Time           // hold or silence
	fired     []Fired
}

func (run *replay) take(p Point) {
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
	run.values[p.At] = p
	period := periodOf(run.rule, p.Feed)
	if period == 0 {
		run.judge(p.sample(), p.Received)
		return
	}
	end := p.At.Truncate(period).Add(period)
	if end.After(p.Received) {
		run.hours[end] = true
		return
	}
	run.period(end, p.Received)
}

// period judges the figure of the period that ended at end.
func (run *replay) period(end, now time.Time) {
	start := end.Add(-time.Hour)
	var last Point
	sum, n := 0.0, 0
	for at, p := range run.values {
		if at.Before(start) || !at.Before(end) || p.Status != 0 || p.Value == nil {
			continue
		}
		if sum, n = sum+*p.Value, n+1; !at.Before(last.At) {
			last = p
		}
	}
	if n == 0 || run.rule.Over == Hourly && !enough(n, run.cadence) {
		return
	}
	f := last.sample()
	f.At = end
	if run.rule.Over == Hourly {
		mean := sum / float64(n)
		f.Value = &mean
	}
	run.judge(f, now)
}

func (run *replay) judge(f Sample, now time.Time) {
	s, m := Judge(run.rule, run.condition, run.state, f, now, limitOf(run.rule, f.Feed, run.cadence))
	run.apply(s, m, now)
}

func (run *replay) apply(s State, m Move, now time.Time) {
	run.state = s
	switch m {
	case Fire:
		run.timer = time.Time{}
		run.fired = append(run.fired, Fired{At: now, Since: s.Since, Observed: s.Judged, Value: s.Value})
	case Resolve:
		run.fired[len(run.fired)-1].Resolved = now
	case Release:
		run.timer = time.Time{}
	}
	if m != Fire && s.Phase == Pending {
		run.timer = timerAt(run.rule, s)
	}
}

// advance runs the timers that are due up to the instant, in order; period ends
// come before a hold at the same instant, as in the running system.
func (run *replay) advance(to time.Time) {
	for {
		var ends []time.Time
		for end := range run.hours {
			if !end.After(to) {
				ends = append(ends, end)
			}
		}
		sort.Slice(ends, func(i, j int) bool { return ends[i].Before(ends[j]) })
		hold := !run.timer.IsZero() && !run.timer.After(to)
		switch {
		case len(ends) > 0 && (!hold || !ends[0].After(run.timer)):
			delete(run.hours, ends[0])
			run.period(ends[0], ends[0])
		case hold:
			at := run.timer
			run.timer = time.Time{}
			if run.rule.Kind == Silence {
				s, m := Missed(run.rule, run.state, at)
				run.apply(s, m, at)
				break
			}
			s, m := Elapse(run.rule, run.state, at, limitOf(run.rule, run.state.Feed, run.cadence))
			if m == Fire {
				run.apply(s, m, at)
			}
		default:
			return
		}
	}
}

func (p Point) sample() Sample {
	return Sample{At: p.At, Value: p.Value, Unit: p.Unit, Status: p.Status, Feed: p.Feed}
}

// periodOf is the length of the period that a figure stands for; zero for a
// plain value.
func periodOf(r Rule, feed string) time.Duration {
	if r.Over == Hourly || feed == DeriveFeed {
		return time.Hour
	}
	return 0
}

// enough tells whether an hour holds three quarters of the values that its
// cadence promises; a mean of fewer says little about the hour. The share is a
// PROJECT CHOICE after common practice: Decision 1459/QĐ-TCMT names none.
func enough(n int, cadence time.Duration) bool {
	return n > 0 && time.Duration(n)*cadence >= 45*time.Minute || n > 0 && cadence > 45*time.Minute
}

// limitOf is how old a figure may be and still be judged: twice the cadence of
// its feed; for means and derived values twice their own period, counted from
// the period's end, which is where [Sample.At] stands for them.
func limitOf(r Rule, feed string, cadence time.Duration) time.Duration {
	if period := periodOf(r, feed); period > 0 {
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
