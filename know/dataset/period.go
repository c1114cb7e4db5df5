package dataset

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// PeriodKind is how long the periods of a form are.
type PeriodKind string

const (
	Daily      PeriodKind = "day"
	Weekly     PeriodKind = "week" // from Monday, as ISO 8601 counts weeks
	Monthly    PeriodKind = "month"
	Quarterly  PeriodKind = "quarter"
	HalfYearly PeriodKind = "half"
	Yearly     PeriodKind = "year"
	SchoolYear PeriodKind = "school-year" // from 1 September. KNOWLEDGE
)

// PeriodKinds is the closed list.
var PeriodKinds = []PeriodKind{Daily, Weekly, Monthly, Quarterly, HalfYearly, Yearly, SchoolYear}

// Period is a span of whole days in the zone of the province. Its code is that of DHIS2: 20240703, 2024W27, 202407, 2024Q3, 2024S2, 2024, 2023Sep.
type Period struct {
	Kind  PeriodKind
	Start text.Day
	End   text.Day // the day after the last
}

var periodForms = []struct {
	kind PeriodKind
	form *regexp.Regexp
}{
	{Daily, regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)},
	{Weekly, regexp.MustCompile(`^(\d{4})W([1-9]|[1-4]\d|5[0-3])$`)},
	{Monthly, regexp.MustCompile(`^(\d{4})(0[1-9]|1[0-2])$`)},
	{Quarterly, regexp.MustCompile(`^(\d{4})Q([1-4])$`)},
	{HalfYearly, regexp.MustCompile(`^(\d{4})S([12])$`)},
	{Yearly, regexp.MustCompile(`^(\d{4})$`)},
	{SchoolYear, regexp.MustCompile(`^(\d{4})Sep$`)},
}

// ParsePeriod reads a code. The form of it says the kind.
func ParsePeriod(code string) (Period, error) {
	for _, f := range periodForms {
		m := f.form.FindStringSubmatch(code)
		if m == nil {
			continue
		}
		var n [3]int
		for i, s := range m[1:] {
			n[i], _ = strconv.Atoi(s) // digits alone
		}
		if n[0] < 1900 || n[0] > 2200 {
			break
		}
		var at time.Time
		switch f.kind {
		case Daily:
			at = day(n[0], n[1], n[2])
		case Weekly:
			at = monday(n[0], n[1])
		case Monthly:
			at = day(n[0], n[1], 1)
		case Quarterly:
			at = day(n[0], n[1]*3-2, 1)
		case HalfYearly:
			at = day(n[0], n[1]*6-5, 1)
		case Yearly:
			at = day(n[0], 1, 1)
		case SchoolYear:
			at = day(n[0], 9, 1)
		}
		if p := PeriodAt(f.kind, text.DayOf(at)); p.Code() == code { // 20240231 is none, nor is the 53rd week of most years
			return p, nil
		}
		break
	}
	return Period{}, fault.New(fault.Invalid, "dataset.bad_period", "period", code)
}

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, text.Zone) }

// monday begins an ISO week.
func monday(year, week int) time.Time {
	fourth := day(year, 1, 4) // is always in week 1
	return fourth.AddDate(0, 0, (week-1)*7-int(fourth.Weekday()+6)%7)
}

// PeriodAt is the period of a kind that holds a day.
func PeriodAt(kind PeriodKind, on text.Day) Period {
	t := on.Start()
	y, m := t.Year(), int(t.Month())
	var from, to time.Time
	switch kind {
	case Daily:
		from, to = t, t.AddDate(0, 0, 1)
	case Weekly:
		from = t.AddDate(0, 0, -int(t.Weekday()+6)%7)
		to = from.AddDate(0, 0, 7)
	case Monthly:
		from = day(y, m, 1)
		to = from.AddDate(0, 1, 0)
	case Quarterly:
		from = day(y, (m-1)/3*3+1, 1)
		to = from.AddDate(0, 3, 0)
	case HalfYearly:
		from = day(y, (m-1)/6*6+1, 1)
		to = from.AddDate(0, 6, 0)
	case SchoolYear:
		if m < 9 {
			y--
		}
		from, to = day(y, 9, 1), day(y+1, 9, 1)
	default:
		from, to = day(y, 1, 1), day(y+1, 1, 1)
	}
	return Period{Kind: kind, Start: text.DayOf(from), End: text.DayOf(to)}
}

// Code is what machines call it.
func (p Period) Code() string {
	t := p.Start.Start()
	switch p.Kind {
	case Daily:
		return t.Format("20060102")
	case Weekly:
		y, w := t.ISOWeek()
		return fmt.Sprintf("%dW%d", y, w)
	case Monthly:
		return t.Format("200601")
	case Quarterly:
		return fmt.Sprintf("%dQ%d", t.Year(), (int(t.Month())+2)/3)
	case HalfYearly:
		return fmt.Sprintf("%dS%d", t.Year(), (int(t.Month())+5)/6)
	case SchoolYear:
		return fmt.Sprintf("%dSep", t.Year())
	}
	return t.Format("2006")
}

// In says it to people.
func (p Period) In(lang text.Lang) string {
	t := p.Start.Start()
	args := map[string]any{"year": t.Year(), "next": t.Year() + 1, "day": p.Start.In(lang), "last": p.End.Add(-1).In(lang), "n": int(t.Month())}
	switch p.Kind {
	case Weekly:
		args["year"], args["n"] = t.ISOWeek()
	case Quarterly:
		args["n"] = (int(t.Month()) + 2) / 3
	case HalfYearly:
		args["n"] = (int(t.Month()) + 5) / 6
	}
	// Years stand without a mark of thousands.
	for _, k := range []string{"year", "next", "n"} {
		args[k] = fmt.Sprint(args[k])
	}
	return text.T(lang, "dataset.period_"+string(p.Kind), args)
}

// Add is the period n later, or earlier.
func (p Period) Add(n int) Period {
	for ; n > 0; n-- {
		p = PeriodAt(p.Kind, p.End)
	}
	for ; n < 0; n++ {
		p = PeriodAt(p.Kind, p.Start.Add(-1))
	}
	return p
}

// Ended tells whether it is over.
func (p Period) Ended(now time.Time) bool { return !p.End.Start().After(now) }

// Holds tells whether another period lies within it.
func (p Period) Holds(o Period) bool { return p.Start <= o.Start && o.End <= p.End }
