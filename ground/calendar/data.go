package calendar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Data is a calendar as a pack carries it.
type Data struct {
	Weeks []Week `json:"weeks" yaml:"weeks"`
	Years []Year `json:"years" yaml:"years"`
}

// Week says what is worked on each weekday on the days From <= day < To.
type Week struct {
	From    text.Day `json:"from,omitempty" yaml:"from,omitempty"`
	To      text.Day `json:"to,omitempty" yaml:"to,omitempty"`
	Mark    string   `json:"mark" yaml:"mark"`
	Periods []Period `json:"periods" yaml:"periods"`
}

// Period is one stretch of work on some weekdays, from one time of day to another ("07:30" to
// "11:30"); "24:00" ends a day.
type Period struct {
	Days []string `json:"days" yaml:"days"` // mon tue wed thu fri sat sun
	From string   `json:"from" yaml:"from"`
	To   string   `json:"to" yaml:"to"`
}

// Year lists what differs from the week in one year. A year without entries is known to have none.
type Year struct {
	Year     int       `json:"year" yaml:"year"`
	Mark     string    `json:"mark" yaml:"mark"`
	Source   string    `json:"source,omitempty" yaml:"source,omitempty"`
	Holidays []Holiday `json:"holidays,omitempty" yaml:"holidays,omitempty"`
	Swaps    []Swap    `json:"swaps,omitempty" yaml:"swaps,omitempty"`
}

// Holiday is a day, or with Last a run of days, on which nobody works. Days off in place of a
// holiday on a weekend are listed too. Mark is the year's when empty.
type Holiday struct {
	Day  text.Day `json:"day" yaml:"day"`
	Last text.Day `json:"last,omitempty" yaml:"last,omitempty"`
	Name text.L   `json:"name" yaml:"name"`
	Mark string   `json:"mark,omitempty" yaml:"mark,omitempty"`
}

// Swap gives the day Off and works the day Work in its place.
type Swap struct {
	Off  text.Day `json:"off" yaml:"off"`
	Work text.Day `json:"work" yaml:"work"`
	Name text.L   `json:"name" yaml:"name"`
	Mark string   `json:"mark,omitempty" yaml:"mark,omitempty"`
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// longest bounds a run of holidays: a longer one is a slip of the pen in Last.
const longest = 31

// Validate collects every fault of the data. It does not look at what is stored.
func (d Data) Validate() error {
	v := &validator{days: map[text.Day]string{}}
	for i, week := range d.Weeks {
		v.week(fmt.Sprintf("weeks/%d", i), week)
		switch {
		case i == 0 && !week.From.Open():
			v.fail(fmt.Sprintf("weeks/%d/from", i), "calendar.first_week_open")
		case i > 0 && (week.From.Open() || week.From != d.Weeks[i-1].To):
			v.fail(fmt.Sprintf("weeks/%d/from", i), "calendar.week_gap")
		}
		if i == len(d.Weeks)-1 && !week.To.Open() {
			v.fail(fmt.Sprintf("weeks/%d/to", i), "calendar.last_week_open")
		}
	}
	seen := map[int]bool{}
	for i, year := range d.Years {
		path := fmt.Sprintf("years/%d", i)
		if seen[year.Year] {
			v.fail(path+"/year", "calendar.year_twice", "year", strconv.Itoa(year.Year))
		}
		seen[year.Year] = true
		v.year(path, year)
	}
	if len(v.faults) > 0 {
		return fault.Fields("calendar.invalid", v.faults...)
	}
	return nil
}

type validator struct {
	faults []fault.Field
	days   map[text.Day]string // every day that a year speaks about, with where
}

func (v *validator) fail(path, key string, kv ...any) {
	v.faults = append(v.faults, fault.At(path, key, kv...))
}

func (v *validator) week(path string, w Week) {
	if !w.From.Valid() || !w.To.Valid() || !w.To.Open() && w.To <= w.From {
		v.fail(path+"/to", "calendar.bad_days")
	}
	if strings.TrimSpace(w.Mark) == "" {
		v.fail(path+"/mark", "calendar.no_mark")
	}
	if len(w.Periods) == 0 {
		v.fail(path+"/periods", "calendar.no_period")
	}
	type span struct{ from, to time.Duration }
	worked := map[string][]span{}
	for i, p := range w.Periods {
		at := fmt.Sprintf("%s/periods/%d", path, i)
		from, ok1 := timeOfDay(p.From)
		to, ok2 := timeOfDay(p.To)
		if !ok1 || !ok2 || from >= to {
			v.fail(at, "calendar.bad_period", "from", p.From, "to", p.To)
			continue
		}
		if len(p.Days) == 0 {
			v.fail(at+"/days", "calendar.no_weekday")
		}
		for _, day := range p.Days {
			if !slices.Contains(weekdays, day) {
				v.fail(at+"/days", "calendar.bad_weekday", "day", day)
			}
			for _, other := range worked[day] {
				if from < other.to && other.from < to {
					v.fail(at, "calendar.overlap", "day", day)
				}
			}
			worked[day] = append(worked[day], span{from, to})
		}
	}
}

func (v *validator) year(path string, y Year) {
	if y.Year < 1900 || y.Year > 2999 {
		v.fail(path+"/year", "calendar.bad_year")
	}
	if strings.TrimSpace(y.Mark) == "" {
		v.fail(path+"/mark", "calendar.no_mark")
	}
	for i, h := range y.Holidays {
		at := fmt.Sprintf("%s/holidays/%d", path, i)
		if !h.Name.Complete() {
			v.fail(at+"/name", "calendar.no_name")
		}
		if !v.day(at+"/day", h.Day) {
			continue
		}
		if h.Day.Year() != y.Year {
			v.fail(at+"/day", "calendar.other_year", "year", strconv.Itoa(y.Year))
		}
		if !h.Last.Valid() || !h.Last.Open() && (h.Last < h.Day || h.Last > h.Day.Add(longest)) {
			v.fail(at+"/last", "calendar.bad_days")
			continue
		}
		for _, day := range h.run() {
			v.once(at, day)
		}
	}
	for i, s := range y.Swaps {
		at := fmt.Sprintf("%s/swaps/%d", path, i)
		if !s.Name.Complete() {
			v.fail(at+"/name", "calendar.no_name")
		}
		if v.day(at+"/off", s.Off) {
			v.once(at+"/off", s.Off)
			if s.Off.Year() != y.Year {
				v.fail(at+"/off", "calendar.other_year", "year", strconv.Itoa(y.Year))
			}
		}
		if v.day(at+"/work", s.Work) {
			v.once(at+"/work", s.Work)
		}
	}
}

func (v *validator) day(path string, d text.Day) bool {
	if d.Open() || !d.Valid() {
		v.fail(path, "calendar.bad_day", "day", string(d))
		return false
	}
	return true
}

// once refuses a day that is spoken about twice, because the two entries could contradict each other.
func (v *validator) once(path string, d text.Day) {
	if other, taken := v.days[d]; taken {
		v.fail(path, "calendar.day_twice", "day", d, "other", other)
	}
	v.days[d] = path
}

// run lists the days of a holiday.
func (h Holiday) run() []text.Day {
	days := []text.Day{h.Day}
	for d := h.Day.Add(1); d <= h.Last; d = d.Add(1) {
		days = append(days, d)
	}
	return days
}

// timeOfDay reads "07:30" as a length of time since midnight.
func timeOfDay(s string) (time.Duration, bool) {
	if s == "24:00" {
		return 24 * time.Hour, true
	}
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return 0, false
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, true
}
