package rule

import (
	"slices"
	"sort"
	"time"
)

// valid is one value of status 00.
type valid struct {
	at    time.Time
	value float64
	feed  string
}

type seriesKey struct{ station, parameter string }

// history is where inputs are computed from: what was fetched from the store, or
// a story told as data. Both judge by the same functions.
type history interface {
	// values gives the valid values with from <= at < to, oldest first.
	values(s seriesKey, from, to time.Time) []valid
	// cadence is how often a series sends; zero when that is unknown.
	cadence(s seriesKey) time.Duration
	// period is how long a derived value of a parameter stands for.
	period(parameter string) time.Duration
	// near gives the other stations that a comparison with neighbours means.
	near(station string, in Input) []string
	// pastMean gives the mean of an hour of a past week, which the store remembers
	// while the present hour lasts; remembers tells whether it need not be read.
	pastMean(p pastHour, r Rule) (float64, bool)
	remembers(p pastHour) bool
}

// pastHour names an hour of a series as one rule sees it.
type pastHour struct {
	seriesKey
	from   int64  // microseconds
	feed   string // of the rule
	plain  bool   // without derived values
	hourly bool
}

func (r Rule) pastHour(station, feed string, hour time.Time, weeks int) pastHour {
	return pastHour{seriesKey{station, r.Parameter}, hour.Add(-time.Duration(weeks) * week).UnixMicro(), r.Feed, feed != DeriveFeed, r.Over == Hourly}
}

// meanOfHour computes what pastMean gives.
func meanOfHour(h history, p pastHour, r Rule) (float64, bool) {
	feed, every := "", h.cadence(p.seriesKey)
	if !p.plain {
		feed, every = DeriveFeed, h.period(p.parameter)
	}
	from := time.UnixMicro(p.from).UTC()
	list := r.sameKind(h.values(p.seriesKey, from, from.Add(time.Hour)), feed)
	if !enough(len(list), every) {
		return 0, false
	}
	return meanOf(list), true
}

// inputs computes everything that a condition asks for beside the figure. What is
// missing is left out.
func inputs(h history, c Conditions, r Rule, station string, f Sample) map[string]float64 {
	asked := c.inputs()
	if len(asked) == 0 {
		return nil
	}
	m := make(map[string]float64, len(asked))
	for _, in := range asked {
		if v, ok := in.of(h, r, station, f); ok {
			m[in.Key()] = v
		}
	}
	return m
}

// of computes one input for a figure; false when it is missing.
func (in Input) of(h history, r Rule, station string, f Sample) (float64, bool) {
	switch in.Fn {
	case "neighbours":
		return in.compare(h, r, station, f)
	case "past_weeks":
		return in.usual(h, r, station, f)
	}
	s := seriesKey{station, r.Parameter}
	if in.Parameter != "" {
		s.parameter = in.Parameter
	}
	from, to := in.span(r, periodOf(h, r, f.Feed), f.At, f.At)
	list := h.values(s, from, to)
	if s.parameter == r.Parameter {
		list = r.sameKind(list, f.Feed)
	}
	switch in.Fn {
	case "count":
		return float64(len(list)), true
	case "last":
		if len(list) == 0 {
			return 0, false
		}
		return list[len(list)-1].value, true
	case "rate":
		if len(list) < 2 {
			return 0, false
		}
		first, last := list[0], list[len(list)-1]
		took := last.at.Sub(first.at)
		return (last.value - first.value) / took.Hours(), took >= in.Window*3/4
	}
	every := h.cadence(s)
	if s.parameter == r.Parameter && f.Feed == DeriveFeed {
		every = h.period(s.parameter) // whatever else sends this parameter
	}
	if !covers(len(list), every, in.Window) {
		return 0, false
	}
	switch in.Fn {
	case "min":
		return slices.MinFunc(list, byValue).value, true
	case "max":
		return slices.MaxFunc(list, byValue).value, true
	}
	return meanOf(list), true
}

// span is the time that a windowed input looks at, for figures that speak of
// first to last. Windows end with the figure and include it; a figure that stands
// for a period is labelled with the period's start, so its window ends before
// the instant it speaks of. A change is measured between both ends.
func (in Input) span(r Rule, period time.Duration, first, last time.Time) (from, to time.Time) {
	from, to = first.Add(-in.Window+time.Microsecond), last.Add(time.Microsecond)
	if period > 0 {
		from, to = from.Add(-time.Microsecond), to.Add(-time.Microsecond)
	}
	if in.Fn == "rate" {
		from = first.Add(-in.Window)
		if r.Over != Hourly {
			from = from.Add(-period)
		}
	}
	return from, to
}

// fewest is how many neighbours a comparison needs: against one alone nobody can
// tell which of the two is wrong. PROJECT CHOICE.
const fewest = 2

// compare is the comparison with neighbours: their figures of the same time.
func (in Input) compare(h history, r Rule, station string, f Sample) (float64, bool) {
	var figures []valid
	for _, other := range h.near(station, in) {
		s := seriesKey{other, r.Parameter}
		from, to := r.freshSpan(periodOf(h, r, f.Feed), h.cadence(s), f.At, f.At)
		list := r.sameKind(h.values(s, from, to), f.Feed)
		switch {
		case len(list) == 0:
		case r.Over == Hourly:
			if enough(len(list), h.cadence(s)) {
				figures = append(figures, valid{value: meanOf(list)})
			}
		default:
			figures = append(figures, list[len(list)-1])
		}
	}
	if in.Stat == "count" {
		return float64(len(figures)), true
	}
	if len(figures) < fewest {
		return 0, false
	}
	if in.Stat == "mean" {
		return meanOf(figures), true
	}
	slices.SortFunc(figures, byValue)
	middle := len(figures) / 2
	if len(figures)%2 == 1 {
		return figures[middle].value, true
	}
	return (figures[middle-1].value + figures[middle].value) / 2, true
}

// freshSpan is where a neighbour's figure may lie to be as fresh as an own one.
func (r Rule) freshSpan(period, cadence time.Duration, first, last time.Time) (from, to time.Time) {
	switch {
	case r.Over == Hourly:
		return first.Add(-period), last
	case period > 0: // labelled with its start, fresh for two periods after its end
		return first.Add(-3 * period), last
	}
	return first.Add(-2*cadence + time.Microsecond), last.Add(time.Microsecond)
}

const week = 7 * 24 * time.Hour

// hourOf is the start of the hour in which a figure lies, or with which the
// period begins that it stands for.
func hourOf(period time.Duration, at time.Time) time.Time {
	return at.Add(-period).Truncate(time.Hour)
}

// usual is the mean of the same hour of past weeks. Half of the weeks must have
// their hour, or one bad week would be "as usual". PROJECT CHOICE.
func (in Input) usual(h history, r Rule, station string, f Sample) (float64, bool) {
	hour := hourOf(periodOf(h, r, f.Feed), f.At)
	sum, n := 0.0, 0
	for w := 1; w <= in.Weeks; w++ {
		if mean, ok := h.pastMean(r.pastHour(station, f.Feed, hour, w), r); ok {
			sum, n = sum+mean, n+1
		}
	}
	if n == 0 || 2*n < in.Weeks {
		return 0, false
	}
	return sum / float64(n), true
}

// sameKind keeps the values that the rule itself would judge: of its feed, and
// plain values apart from derived ones.
func (r Rule) sameKind(list []valid, feed string) []valid {
	keep := func(v valid) bool {
		return (r.Feed == "" || v.feed == r.Feed) && (r.Over == Hourly || (v.feed == DeriveFeed) == (feed == DeriveFeed))
	}
	for i := range list {
		if !keep(list[i]) {
			return slices.DeleteFunc(slices.Clone(list), func(v valid) bool { return !keep(v) })
		}
	}
	return list
}

// covers tells whether a time holds three quarters of the values that its cadence
// promises, as [enough] asks of an hour.
func covers(n int, cadence, length time.Duration) bool {
	return n > 0 && (time.Duration(n)*cadence >= length*3/4 || cadence > length*3/4)
}

func byValue(a, b valid) int {
	switch {
	case a.value < b.value:
		return -1
	case a.value > b.value:
		return 1
	}
	return 0
}

func meanOf(list []valid) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v.value
	}
	return sum / float64(len(list))
}

// within gives the part of a rising list with from <= at < to.
func within(list []valid, from, to time.Time) []valid {
	i := sort.Search(len(list), func(i int) bool { return !list[i].at.Before(from) })
	j := sort.Search(len(list), func(j int) bool { return !list[j].at.Before(to) })
	return list[i:max(i, j)]
}

// ask is a part of a series that must be there before judging.
type ask struct {
	seriesKey
	from, to time.Time
}

// asks lists what the inputs of figures from first to last look at.
func asks(h history, c Conditions, r Rule, station, feed string, first, last time.Time) (list []ask) {
	period := periodOf(h, r, feed)
	for _, in := range c.inputs() {
		own := seriesKey{station, r.Parameter}
		switch in.Fn {
		case "neighbours":
			for _, other := range h.near(station, in) {
				s := seriesKey{other, r.Parameter}
				from, to := r.freshSpan(period, h.cadence(s), first, last)
				list = append(list, ask{s, from, to})
			}
		case "past_weeks":
			from, to := hourOf(period, first), hourOf(period, last)
			for w := 1; w <= in.Weeks; w++ {
				if from.Equal(to) && h.remembers(r.pastHour(station, feed, from, w)) {
					continue
				}
				back := time.Duration(w) * week
				list = append(list, ask{own, from.Add(-back), to.Add(time.Hour - back)})
			}
		default:
			if in.Parameter != "" {
				own.parameter = in.Parameter
			}
			from, to := in.span(r, period, first, last)
			list = append(list, ask{own, from, to})
		}
	}
	return list
}
