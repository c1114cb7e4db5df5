package calendar

import (
	"cmp"
	"slices"
	"time"

	"thanhdong/ground/text"
)

// Calendar answers questions about working time. It never changes after it was made.
type Calendar struct {
	weeks []week
	years map[int]bool
	off   map[text.Day]text.L   // holidays and days given by a swap, with their names
	work  map[text.Day]text.Day // days worked in place of another
}

type week struct {
	from, to text.Day
	days     [7][]span // by time.Weekday, in order of time
	longest  time.Duration
}

// span is a stretch of a day, as time since midnight.
type span struct{ from, to time.Duration }

// New makes a calendar of valid data with at least one week.
func New(d Data) (*Calendar, error) {
	if err := d.Validate(); err != nil {
		return nil, err
	}
	if len(d.Weeks) == 0 {
		return nil, none()
	}
	c := &Calendar{years: map[int]bool{}, off: map[text.Day]text.L{}, work: map[text.Day]text.Day{}}
	for _, w := range d.Weeks {
		c.weeks = append(c.weeks, compile(w))
	}
	for _, y := range d.Years {
		c.years[y.Year] = true
		for _, h := range y.Holidays {
			for _, day := range h.run() {
				c.off[day] = h.Name
			}
		}
		for _, s := range y.Swaps {
			c.off[s.Off] = s.Name
			c.work[s.Work] = s.Off
		}
	}
	return c, nil
}

func compile(w Week) week {
	out := week{from: w.From, to: w.To}
	for _, p := range w.Periods {
		from, _ := timeOfDay(p.From)
		to, _ := timeOfDay(p.To)
		for _, name := range p.Days {
			i := slices.Index(weekdays, name)
			out.days[i] = append(out.days[i], span{from, to})
		}
	}
	for i := range out.days {
		slices.SortFunc(out.days[i], func(a, b span) int { return cmp.Compare(a.from, b.from) })
		var sum time.Duration
		for _, s := range out.days[i] {
			sum += s.to - s.from
		}
		out.longest = max(out.longest, sum)
	}
	return out
}

// Known says whether the holidays of year were put. Times in other years follow the week alone, and
// whoever shows them says so.
func (c *Calendar) Known(year int) bool { return c.years[year] }

// Covers says whether every year from a to b is known.
func (c *Calendar) Covers(a, b time.Time) bool {
	if b.Before(a) {
		a, b = b, a
	}
	for year := a.In(text.Zone).Year(); year <= b.In(text.Zone).Year(); year++ {
		if !c.years[year] {
			return false
		}
	}
	return true
}

// IsWorkingDay says whether anything is worked on day.
func (c *Calendar) IsWorkingDay(day text.Day) bool { return len(c.spans(day)) > 0 }

// IsWorkingTime says whether t lies in a period, its ends included.
func (c *Calendar) IsWorkingTime(t time.Time) bool {
	day := text.DayOf(t)
	for _, p := range c.periods(day) {
		if !t.Before(p.from) && !t.After(p.to) {
			return true
		}
	}
	// A period that ends at 24:00 ends on the next date.
	for _, p := range c.periods(day.Add(-1)) {
		if t.Equal(p.to) {
			return true
		}
	}
	return false
}

// Holiday names why day is off although its weekday is worked: the holiday, or the swap.
func (c *Calendar) Holiday(day text.Day) (text.L, bool) {
	name, ok := c.off[day]
	return name, ok
}

// DayLength is the length of the longest working day of the week in force on day. Limits given in
// working days count this much for each.
func (c *Calendar) DayLength(day text.Day) time.Duration { return c.week(day).longest }

// NextWorking is the earliest instant, not before t, from which working time runs.
func (c *Calendar) NextWorking(t time.Time) time.Time {
	for day := text.DayOf(t); ; day = day.Add(1) {
		for _, p := range c.periods(day) {
			if t.Before(p.from) {
				return p.from
			}
			if t.Before(p.to) {
				return t
			}
		}
	}
}

// Working is the working time between a and b, negative when b is before a.
func (c *Calendar) Working(a, b time.Time) time.Duration {
	if b.Before(a) {
		return -c.Working(b, a)
	}
	var sum time.Duration
	last := text.DayOf(b)
	for day := text.DayOf(a); day <= last; day = day.Add(1) {
		for _, p := range c.periods(day) {
			from, to := later(p.from, a), earlier(p.to, b)
			if from.Before(to) {
				sum += to.Sub(from)
			}
		}
	}
	return sum
}

// AddWorking is the earliest instant, not before t, with d of working time between; with d < 0 the
// latest one, not after t, with as much between.
func (c *Calendar) AddWorking(t time.Time, d time.Duration) time.Time {
	switch {
	case d < 0:
		return c.back(t, -d)
	case d == 0:
		return t
	}
	for day := text.DayOf(t); ; day = day.Add(1) {
		for _, p := range c.periods(day) {
			from := later(p.from, t)
			if !from.Before(p.to) {
				continue
			}
			if d <= p.to.Sub(from) {
				return from.Add(d)
			}
			d -= p.to.Sub(from)
		}
	}
}

func (c *Calendar) back(t time.Time, d time.Duration) time.Time {
	for day := text.DayOf(t); ; day = day.Add(-1) {
		for _, p := range slices.Backward(c.periods(day)) {
			to := earlier(p.to, t)
			if !p.from.Before(to) {
				continue
			}
			if d <= to.Sub(p.from) {
				return to.Add(-d)
			}
			d -= to.Sub(p.from)
		}
	}
}

// AddDays is the n-th working day after day, the last one before it for n = -1, and day itself for 0.
func (c *Calendar) AddDays(day text.Day, n int) text.Day {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		day = day.Add(step)
		if c.IsWorkingDay(day) {
			n--
		}
	}
	return day
}

func (c *Calendar) week(day text.Day) *week {
	for i := range c.weeks {
		if w := &c.weeks[i]; w.to.Open() || day < w.to {
			return w
		}
	}
	return &c.weeks[len(c.weeks)-1]
}

// spans gives what is worked on day. A day worked in place of another takes its periods.
func (c *Calendar) spans(day text.Day) []span {
	if _, off := c.off[day]; off {
		return nil
	}
	like := day
	if instead, ok := c.work[day]; ok {
		like = instead
	}
	return c.week(day).days[like.Start().Weekday()]
}

type period struct{ from, to time.Time }

func (c *Calendar) periods(day text.Day) []period {
	spans := c.spans(day)
	if len(spans) == 0 {
		return nil
	}
	midnight := day.Start()
	out := make([]period, len(spans))
	for i, s := range spans {
		out[i] = period{midnight.Add(s.from), midnight.Add(s.to)}
	}
	return out
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
