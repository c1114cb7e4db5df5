package calendar_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"thanhdong/ground/calendar"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

func office(t testing.TB) *calendar.Calendar {
	t.Helper()
	c, err := calendar.New(calendartest.Office())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, text.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWorkingTimeIsAddedOverNightsWeekendsAndHolidays(t *testing.T) {
	c := office(t)
	due := func(why, from string, d time.Duration, want string) {
		t.Helper()
		if got := c.AddWorking(at(t, from), d); !got.Equal(at(t, want)) {
			t.Errorf("%s: %s + %s = %s, want %s", why, from, d, got.In(text.Zone).Format("2006-01-02 15:04"), want)
		}
	}
	due("within a period", "2024-07-03 08:00", 2*time.Hour, "2024-07-03 10:00")
	due("over noon", "2024-07-03 08:00", 4*time.Hour, "2024-07-03 13:30")
	due("the end of a period belongs to it", "2024-07-03 07:30", 8*time.Hour, "2024-07-03 17:00")
	due("the end of a morning too", "2024-07-03 07:30", 4*time.Hour, "2024-07-03 11:30")
	due("one minute more is the next morning", "2024-07-03 07:30", 8*time.Hour+time.Minute, "2024-07-04 07:31")
	due("from the night", "2024-07-03 22:00", time.Hour, "2024-07-04 08:30")
	due("from noon", "2024-07-03 12:00", time.Hour, "2024-07-03 14:00")
	due("over a weekend", "2024-07-05 16:00", 2*time.Hour, "2024-07-08 08:30")
	due("over Tết", "2024-02-07 16:00", 2*time.Hour, "2024-02-15 08:30")
	due("started during Tết", "2024-02-10 09:00", 8*time.Hour, "2024-02-15 17:00")
	due("over 30 April with the swapped Monday", "2024-04-26 16:00", 2*time.Hour, "2024-05-02 08:30")
	due("onto the swapped Saturday", "2024-05-03 16:00", 2*time.Hour, "2024-05-04 08:30")
	due("nothing added moves nothing", "2024-07-06 12:00", 0, "2024-07-06 12:00")
	due("back within a period", "2024-07-03 10:00", -2*time.Hour, "2024-07-03 08:00")
	due("back over a weekend", "2024-07-08 08:30", -2*time.Hour, "2024-07-05 16:00")
	due("back over Tết", "2024-02-15 08:30", -2*time.Hour, "2024-02-07 16:00")
}

func TestWorkingTimeBetweenCountsOnlyPeriods(t *testing.T) {
	c := office(t)
	between := func(a, b string, want time.Duration) {
		t.Helper()
		if got := c.Working(at(t, a), at(t, b)); got != want {
			t.Errorf("working between %s and %s is %s, want %s", a, b, got, want)
		}
		if got := c.Working(at(t, b), at(t, a)); got != -want {
			t.Errorf("working between %s and %s is %s, want %s", b, a, got, -want)
		}
	}
	between("2024-07-01 00:00", "2024-07-08 00:00", 40*time.Hour)
	between("2024-02-07 17:00", "2024-02-15 07:30", 0)
	between("2024-07-03 11:00", "2024-07-03 13:15", 45*time.Minute)
	between("2024-04-28 00:00", "2024-05-05 00:00", 24*time.Hour) // Thursday, Friday and the swapped Saturday
}

func TestDaysAndInstantsOfWorkAreRecognised(t *testing.T) {
	c := office(t)
	for day, want := range map[text.Day]bool{
		"2024-07-03": true, "2024-07-06": false, "2024-02-10": false, "2024-02-15": true,
		"2024-04-29": false, "2024-05-04": true, "2024-09-03": false,
	} {
		if got := c.IsWorkingDay(day); got != want {
			t.Errorf("working day %s is %v", day, got)
		}
	}
	for when, want := range map[string]bool{
		"2024-07-03 07:29": false, "2024-07-03 07:30": true, "2024-07-03 11:30": true, "2024-07-03 11:31": false,
		"2024-07-03 17:00": true, "2024-07-03 17:01": false,
	} {
		if got := c.IsWorkingTime(at(t, when)); got != want {
			t.Errorf("working time %s is %v", when, got)
		}
	}
	for when, want := range map[string]string{
		"2024-07-03 06:00": "2024-07-03 07:30", "2024-07-03 09:00": "2024-07-03 09:00",
		"2024-07-03 17:00": "2024-07-04 07:30", "2024-02-08 09:00": "2024-02-15 07:30",
	} {
		if got := c.NextWorking(at(t, when)); !got.Equal(at(t, want)) {
			t.Errorf("work after %s begins at %s, want %s", when, got, want)
		}
	}
	if got := c.AddDays("2024-02-07", 1); got != "2024-02-15" {
		t.Errorf("the working day after 7 February 2024 is %s", got)
	}
	if got := c.AddDays("2024-02-15", -1); got != "2024-02-07" {
		t.Errorf("the working day before 15 February 2024 is %s", got)
	}
	if got := c.DayLength("2024-07-03"); got != 8*time.Hour {
		t.Errorf("a working day has %s", got)
	}
	if name, off := c.Holiday("2024-02-10"); !off || name.VI != "Tết Nguyên đán" {
		t.Errorf("10 February 2024 is %q, %v", name, off)
	}
}

func TestAYearThatWasNotPutIsSaidToBeUnknown(t *testing.T) {
	c := office(t)
	if !c.Known(2024) || c.Known(2025) {
		t.Errorf("known: 2024 %v, 2025 %v", c.Known(2024), c.Known(2025))
	}
	if !c.Covers(at(t, "2024-01-01 00:00"), at(t, "2024-12-31 23:59")) {
		t.Error("2024 is not covered")
	}
	if c.Covers(at(t, "2025-01-02 00:00"), at(t, "2024-12-31 23:59")) {
		t.Error("a span into 2025 is covered")
	}
	// Without its holidays the year follows the week: Tết 2025 counts as work until it is put.
	if !c.IsWorkingDay("2025-01-29") {
		t.Error("an unknown year does not follow the week")
	}
}

func TestHoursChangeOnTheirDay(t *testing.T) {
	d := calendartest.Office()
	summer := d.Weeks[0]
	summer.From = "2024-07-04"
	summer.Periods = []calendar.Period{{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "07:00", To: "14:00"}}
	d.Weeks[0].To = summer.From
	d.Weeks = append(d.Weeks, summer)
	c, err := calendar.New(d)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.AddWorking(at(t, "2024-07-03 16:00"), 2*time.Hour); !got.Equal(at(t, "2024-07-04 08:00")) {
		t.Errorf("due at %s", got)
	}
	if c.DayLength("2024-07-03") != 8*time.Hour || c.DayLength("2024-07-04") != 7*time.Hour {
		t.Error("the length of a day does not follow the week in force")
	}
}

func TestWorkingTimeAddedIsWorkingTimeBetween(t *testing.T) {
	c := office(t)
	start := at(t, "2023-12-20 00:00")
	instant := func(t *rapid.T, name string) time.Time {
		return start.Add(time.Duration(rapid.Int64Range(0, 400*24*60).Draw(t, name)) * time.Minute)
	}
	rapid.Check(t, func(t *rapid.T) {
		from := instant(t, "from")
		d := time.Duration(rapid.Int64Range(-200*60, 200*60).Draw(t, "minutes")) * time.Minute
		due := c.AddWorking(from, d)
		if got := c.Working(from, due); got != d {
			t.Fatalf("%s + %s = %s, between them is %s", from, d, due, got)
		}
		// The earliest such instant: a second less holds less working time.
		if d > 0 && c.Working(from, due.Add(-time.Second)) != d-time.Second {
			t.Fatalf("%s + %s = %s is not the earliest", from, d, due)
		}
		if d != 0 && !c.IsWorkingTime(due) {
			t.Fatalf("due outside working time: %s", due)
		}
		more := d + time.Duration(rapid.Int64Range(0, 1000).Draw(t, "more"))*time.Minute
		if c.AddWorking(from, more).Before(due) {
			t.Fatalf("more working time falls due earlier")
		}
		if later := from.Add(time.Duration(rapid.Int64Range(0, 5000).Draw(t, "later")) * time.Minute); c.AddWorking(later, d).Before(due) {
			t.Fatalf("a later start falls due earlier")
		}
		a, b, m := instant(t, "a"), instant(t, "b"), instant(t, "m")
		if c.Working(a, m)+c.Working(m, b) != c.Working(a, b) {
			t.Fatalf("working time does not add up over %s", m)
		}
	})
}

func TestEveryFaultOfACalendarIsToldAtOnce(t *testing.T) {
	d := calendar.Data{
		Weeks: []calendar.Week{{From: "2024-01-01", To: "2023-01-01", Periods: []calendar.Period{
			{Days: []string{"mon", "Monday"}, From: "11:30", To: "07:30"},
			{Days: []string{"tue"}, From: "07:30", To: "11:30"},
			{Days: []string{"tue", "funday"}, From: "11:00", To: "24:00"},
			{From: "7:30", To: "8:00"}, {From: "07:30", To: "08:00"},
		}}},
		Years: []calendar.Year{
			{Year: 2024, Mark: "x", Holidays: []calendar.Holiday{
				{Day: "2024-02-30", Name: text.L{VI: "a", EN: "a"}},
				{Day: "2023-01-01", Name: text.L{VI: "a", EN: "a"}},
				{Day: "2024-01-01", Last: "2024-12-31", Name: text.L{VI: "a"}},
				{Day: "2024-03-01", Last: "2024-03-03", Name: text.L{VI: "a", EN: "a"}},
				{Day: "2024-03-02", Name: text.L{VI: "a", EN: "a"}},
			}, Swaps: []calendar.Swap{{Off: "2024-03-03", Work: ""}}},
			{Year: 2024},
		},
	}
	err := d.Validate()
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid {
		t.Fatalf("got %v", err)
	}
	told := map[string]bool{}
	for _, field := range f.Fields {
		told[field.Path+" "+field.Key] = true
		if !text.Has(field.Key) {
			t.Errorf("no words for %s", field.Key)
		}
	}
	for _, want := range []string{
		"weeks/0/from calendar.first_week_open", "weeks/0/to calendar.last_week_open", "weeks/0/to calendar.bad_days", "weeks/0/mark calendar.no_mark",
		"weeks/0/periods/0 calendar.bad_period", "weeks/0/periods/2 calendar.overlap", "weeks/0/periods/2/days calendar.bad_weekday",
		"weeks/0/periods/3 calendar.bad_period", "weeks/0/periods/4/days calendar.no_weekday",
		"years/0/holidays/0/day calendar.bad_day", "years/0/holidays/1/day calendar.other_year", "years/0/holidays/2/last calendar.bad_days",
		"years/0/holidays/2/name calendar.no_name", "years/0/holidays/4 calendar.day_twice", "years/0/swaps/0/off calendar.day_twice",
		"years/0/swaps/0/work calendar.bad_day", "years/0/swaps/0/name calendar.no_name", "years/1/year calendar.year_twice", "years/1/mark calendar.no_mark",
	} {
		if !told[want] {
			t.Errorf("not told: %s", want)
		}
	}
	if t.Failed() {
		t.Log(strings.Join(strings.Split(err.Error(), "; "), "\n"))
	}
}
