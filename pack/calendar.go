package pack

import (
	"cmp"
	"slices"
	"time"

	"thanhdong/ground/calendar"
	"thanhdong/ground/text"
)

// Calendar is the part calendar: rules from which the days off of each year follow.
// The room calendar keeps explicit years; Years writes them out.
type Calendar struct {
	Week      WorkWeek                    `yaml:"week"`
	MakeUp    MakeUp                      `yaml:"make_up"`
	FirstYear int                         `yaml:"first_year"`
	LastYear  int                         `yaml:"last_year"`
	Holidays  []Holiday                   `yaml:"holidays"`
	LunarMark string                      `yaml:"lunar_mark"`
	Lunar     map[string]map[int]text.Day `yaml:"lunar"` // lunar day by year, in the public calendar
	Swapped   []Swap                      `yaml:"swapped"`
}

// WorkWeek is the working time of an ordinary week.
type WorkWeek struct {
	Days  []string `yaml:"days"`
	Hours []string `yaml:"hours"` // "07:30-11:30"
	Mark  string   `yaml:"mark"`
	Note  text.L   `yaml:"note"`
}

// MakeUp says what happens to a holiday on a weekly day off. The one rule known is
// next_working_day (Labour Code 2019, Điều 111).
type MakeUp struct {
	Rule   string `yaml:"rule"`
	Act    string `yaml:"act"`
	Clause string `yaml:"clause"`
	Mark   string `yaml:"mark"`
}

// Holiday is a rule for one holiday: a fixed date, or a lunar day with an offset.
// Dates overrides single years where the yearly decision is known.
type Holiday struct {
	Code     string           `yaml:"code"`
	Name     text.L           `yaml:"name"`
	Date     string           `yaml:"date"` // "09-02"
	Lunar    string           `yaml:"lunar"`
	Offset   int              `yaml:"offset"`
	Days     int              `yaml:"days"`
	FromYear int              `yaml:"from_year"`
	ToYear   int              `yaml:"to_year"`
	Dates    map[int]text.Day `yaml:"dates"`
	Enabled  *bool            `yaml:"enabled"`
	Act      string           `yaml:"act"`
	Clause   string           `yaml:"clause"`
	Mark     string           `yaml:"mark"`
	Note     text.L           `yaml:"note"`
}

// Swap is a working day given off and the day off worked in its place.
type Swap struct {
	Off  text.Day `yaml:"off"`
	Work text.Day `yaml:"work"`
	Mark string   `yaml:"mark"`
	Note text.L   `yaml:"note"`
}

var makeUpName = text.L{VI: "Nghỉ bù", EN: "Day off in lieu"}

// Years writes the rules out as the room calendar wants them. Each holiday that
// falls on a weekly day off moves the next working day off, in order of date.
func (c *Calendar) Years() calendar.Data {
	data := calendar.Data{Weeks: []calendar.Week{{Mark: c.Week.Mark}}}
	for _, hours := range c.Week.Hours {
		p := calendar.Period{}
		if len(hours) == len("07:30-11:30") {
			p.From, p.To = hours[:5], hours[6:]
		}
		for _, d := range c.Week.Days {
			p.Days = append(p.Days, d[:min(3, len(d))])
		}
		data.Weeks[0].Periods = append(data.Weeks[0].Periods, p)
	}
	for y := c.FirstYear; y <= c.LastYear; y++ {
		data.Years = append(data.Years, c.year(y))
	}
	return data
}

func (c *Calendar) year(y int) calendar.Year {
	out := calendar.Year{Year: y, Mark: or(c.LunarMark, c.Week.Mark)}
	off := map[text.Day]bool{}
	for _, h := range c.Holidays {
		first, ok := h.first(y, c.Lunar)
		if !ok {
			continue
		}
		for i := range max(h.Days, 1) {
			day := first.Add(i)
			if off[day] || day.Year() != y {
				continue
			}
			off[day] = true
			out.Holidays = append(out.Holidays, calendar.Holiday{Day: day, Name: h.Name, Mark: h.Mark})
		}
	}
	slices.SortFunc(out.Holidays, func(a, b calendar.Holiday) int { return cmp.Compare(a.Day, b.Day) })
	for _, s := range c.Swapped {
		if s.Off.Year() == y {
			off[s.Off] = true
			out.Swaps = append(out.Swaps, calendar.Swap{Off: s.Off, Work: s.Work, Name: s.Note, Mark: s.Mark})
		}
	}
	if c.MakeUp.Rule != "next_working_day" {
		return out
	}
	for _, h := range slices.Clone(out.Holidays) {
		if c.works(h.Day) {
			continue
		}
		next := h.Day.Add(1)
		for n := 0; n < 60 && (off[next] || !c.works(next)); n++ {
			next = next.Add(1)
		}
		off[next] = true
		if next.Year() == y {
			out.Holidays = append(out.Holidays, calendar.Holiday{Day: next, Name: makeUpName, Mark: c.MakeUp.Mark})
		}
	}
	slices.SortFunc(out.Holidays, func(a, b calendar.Holiday) int { return cmp.Compare(a.Day, b.Day) })
	return out
}

// first is the holiday's first day in the year; ok is false when there is none.
func (h Holiday) first(year int, lunar map[string]map[int]text.Day) (text.Day, bool) {
	switch {
	case h.Enabled != nil && !*h.Enabled, h.FromYear > year, h.ToYear != 0 && h.ToYear < year:
		return "", false
	case !h.Dates[year].Open():
		return h.Dates[year], true
	case h.Lunar != "":
		day, ok := lunar[h.Lunar][year]
		return day.Add(h.Offset), ok
	}
	day := text.DayOf(time.Date(year, 1, 1, 12, 0, 0, 0, text.Zone))[:5] + text.Day(h.Date)
	return day, day.Valid()
}

// works says whether the weekday of the day is one of the working week.
func (c *Calendar) works(d text.Day) bool {
	name := [...]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}[d.Start().Weekday()]
	return slices.Contains(c.Week.Days, name)
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
