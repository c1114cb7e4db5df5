package calendar_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

func person(role actor.Role) actor.Actor {
	return actor.Actor{ID: "acc_a", Name: "Lan", Kind: actor.Person,
		Grants: []actor.Grant{{Role: role, Unit: "H23", Area: "30", UnitPath: "/H23/", AreaPath: "/30/"}}}
}

var steward = person(actor.Steward)

// change shows a plan and does it.
func change(d *db.DB, who actor.Actor, e calendar.Edit) error {
	return d.Do(actor.With(context.Background(), who), func(ctx context.Context, tx *db.Tx) error {
		before, _, err := calendar.Plan(ctx, tx, e)
		if err != nil {
			return err
		}
		return calendar.Change(ctx, tx, e, before.Digest())
	})
}

func days(d ...calendar.Day) calendar.Edit {
	return calendar.Edit{Days: d, Source: "Thông báo của tỉnh", Mark: "KNOWLEDGE high"}
}

var (
	tet   = text.L{VI: "Tết Nguyên đán", EN: "Lunar New Year"}
	extra = text.L{VI: "Nghỉ thêm", EN: "One more day"}
)

func words(t *testing.T, d *db.DB) (all []calendar.Word) {
	t.Helper()
	err := d.View(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = calendar.Words(ctx, tx, 2024)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func mustLoad(t *testing.T, d *db.DB) *calendar.Calendar {
	t.Helper()
	c, err := load(t, d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// changed gives the days of every event so far.
func changed(t *testing.T, d *db.DB) (all []text.Day) {
	t.Helper()
	events, err := bus.New(d).Since(t.Context(), bus.Pos{}, []string{calendar.ChangedEvent}, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		var c calendar.Changed
		if err := json.Unmarshal(e.Body, &c); err != nil {
			t.Fatal(err)
		}
		all = append(all, c.Days...)
	}
	return all
}

// The Government gives one more day at Tết 2024, and National Day is bridged by a swap; both are said
// by a person, and taken back.
func TestPeopleEditDaysOverWhatPacksSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		was := len(changed(t, d))
		err := change(d, steward, days(
			calendar.Day{Day: "2024-02-15", Kind: calendar.Off, Name: tet},
			calendar.Day{Day: "2024-08-30", Kind: calendar.Swapped, Other: "2024-08-24", Name: extra},
			calendar.Day{Day: "2024-09-03", Kind: calendar.Ordinary}))
		if err != nil {
			t.Fatal(err)
		}
		c := mustLoad(t, d)
		for day, works := range map[text.Day]bool{"2024-02-15": false, "2024-02-16": true, "2024-08-30": false, "2024-08-24": true, "2024-09-03": true, "2024-09-02": false} {
			if c.IsWorkingDay(day) != works {
				t.Errorf("%s is worked: %v", day, !works)
			}
		}
		want := []text.Day{"2024-02-15", "2024-08-24", "2024-08-30", "2024-09-03"}
		if got := changed(t, d)[was:]; !slices.Equal(got, want) {
			t.Errorf("the event names %v, want %v", got, want)
		}
		w := words(t, d)
		if len(w) != 4 || w[0].ByName != "Lan" || w[0].Source != "Thông báo của tỉnh" || w[0].Given.Kind != calendar.Ordinary || w[3].Given.Name.VI != "Quốc khánh" {
			t.Errorf("words are %+v", w)
		}
		// A word about one half of the swap breaks the whole of it.
		if err := change(d, steward, calendar.Edit{Days: []calendar.Day{{Day: "2024-08-24", Kind: calendar.Given}, {Day: "2024-09-03", Kind: calendar.Given}, {Day: "2024-02-15", Kind: calendar.Given}}}); err != nil {
			t.Fatal(err)
		}
		office, err := calendar.New(calendartest.Office())
		if err != nil {
			t.Fatal(err)
		}
		c = mustLoad(t, d)
		for day := text.Day("2024-01-01"); day < "2025-01-01"; day = day.Add(1) {
			if c.IsWorkingDay(day) != office.IsWorkingDay(day) {
				t.Errorf("%s is not as packs say after every word was taken back", day)
			}
		}
		if w := words(t, d); len(w) != 0 {
			t.Errorf("words stay: %+v", w)
		}
	})
}

func TestOnlyStewardsAndAdministratorsEditAndNothingUnseenHappens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		one := days(calendar.Day{Day: "2024-08-30", Kind: calendar.Off, Name: extra})
		for _, role := range actor.Everyone {
			err := change(d, person(role), one)
			if may := role == actor.Steward || role == actor.Admin; may != (err == nil) || !may && !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
		var seen string
		err := d.View(actor.With(t.Context(), steward), func(ctx context.Context, tx *db.Tx) error {
			before, _, err := calendar.Plan(ctx, tx, one)
			seen = before.Digest()
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := change(d, steward, days(calendar.Day{Day: "2024-08-29", Kind: calendar.Off, Name: extra})); err != nil {
			t.Fatal(err)
		}
		err = d.Do(actor.With(t.Context(), steward), func(ctx context.Context, tx *db.Tx) error {
			return calendar.Change(ctx, tx, days(calendar.Day{Day: "2024-08-28", Kind: calendar.Off, Name: extra}), seen)
		})
		if !fault.Is(err, fault.Conflict) || !mustLoad(t, d).IsWorkingDay("2024-08-28") {
			t.Errorf("a change that was planned on an older calendar: %v", err)
		}
		var entries int
		err = d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM ledger WHERE verb = 'calendar.edit' AND unit_path = '/H23/' AND area_path = '/30/'`).Scan(&entries)
		})
		if err != nil || entries != 3 {
			t.Errorf("%d ledger entries, %v", entries, err)
		}
		if err := ledger.Seal(t.Context(), d); err != nil {
			t.Error(err)
		}
	})
}

func TestAWrongEditTellsEveryFaultAtItsField(t *testing.T) {
	dbtest.SQLite(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		err := change(d, steward, calendar.Edit{Mark: "sure", Days: []calendar.Day{
			{Day: "2024-02-30", Kind: calendar.Off, Name: extra},
			{Day: "2031-09-02", Kind: calendar.Ordinary},
			{Day: "2024-08-30", Kind: calendar.Swapped, Name: text.L{VI: "Hoán đổi"}},
			{Day: "2024-08-29", Kind: "maybe"},
		}})
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid {
			t.Fatalf("got %v", err)
		}
		got := map[string]string{}
		for _, x := range f.Fields {
			got[x.Path] = x.Key
		}
		for path, key := range map[string]string{"days/0/day": "calendar.bad_day", "days/1/day": "calendar.year_unknown", "days/2/other": "calendar.bad_day",
			"days/2/name": "calendar.no_name", "days/3/kind": "calendar.bad_kind", "source": "calendar.no_source", "mark": "calendar.no_mark"} {
			if got[path] != key {
				t.Errorf("%s: %q, want %q (all: %v)", path, got[path], key, got)
			}
		}
		// Two entries about one day contradict each other wherever they come from.
		err = change(d, steward, days(calendar.Day{Day: "2024-08-30", Kind: calendar.Swapped, Other: "2024-08-30", Name: extra}))
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("a day swapped for itself: %v", err)
		}
	})
}

func TestANewerPackKeepsWhatPeopleSaidAndSaysWhereItDisagrees(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		if err := change(d, steward, days(calendar.Day{Day: "2024-02-15", Kind: calendar.Off, Name: extra}, calendar.Day{Day: "2024-08-30", Kind: calendar.Off, Name: extra})); err != nil {
			t.Fatal(err)
		}
		newer := calendartest.Office()
		newer.Years[0].Holidays[1].Last = "2024-02-15" // the pack now has the day too
		newer.Years[0].Holidays = append(newer.Years[0].Holidays, calendar.Holiday{Day: "2024-11-25", Name: extra})
		if done, err := put(t, d, newer); err != nil || !done {
			t.Fatalf("%v, %v", done, err)
		}
		w := words(t, d)
		if len(w) != 2 || !w[0].Contradicted || w[0].Given.Name != tet || w[1].Contradicted {
			t.Errorf("words are %+v", w)
		}
		c := mustLoad(t, d)
		if name, _ := c.Holiday("2024-02-15"); name != extra || c.IsWorkingDay("2024-08-30") || c.IsWorkingDay("2024-11-25") {
			t.Error("the pack overwrote what people said, or brought nothing")
		}
		if at := time.Date(2024, 2, 7, 16, 0, 0, 0, text.Zone); c.Working(at, at.AddDate(0, 0, 9)) != 8*time.Hour {
			t.Errorf("from the eve of Tết 16:00 to the sixteenth 16:00 are %s", c.Working(at, at.AddDate(0, 0, 9)))
		}
	})
}
