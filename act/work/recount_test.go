package work_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/calendar"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

var steward = person("steward", actor.Steward, "H23", "/H23/")

// edit changes one day of the calendar, and lets the news be read.
func (b *bench) edit(day calendar.Day) {
	b.t.Helper()
	err := b.d.Do(as(b.t, steward), func(ctx context.Context, tx *db.Tx) error {
		e := calendar.Edit{Days: []calendar.Day{day}, Source: "Thông báo", Mark: "VERIFIED"}
		before, _, err := calendar.Plan(ctx, tx, e)
		if err != nil {
			return err
		}
		return calendar.Change(ctx, tx, e, before.Digest())
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.settle()
}

func (b *bench) settle() {
	b.t.Helper()
	if err := b.bus.Drain(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	if err := b.timers.RunDue(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func at(year int, month time.Month, day, hour int) time.Time {
	return time.Date(year, month, day, hour, 0, 0, 0, text.Zone)
}

// moved is how often an item's log says that its due time moved, with the last line.
func (b *bench) moved(id string) (n int, last string) {
	b.t.Helper()
	lines, err := b.queue.Log(as(b.t, officer), id)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, l := range lines {
		if l.Kind == "due_moved" {
			n, last = n+1, l.In(text.VI)
		}
	}
	return n, last
}

// An item opened on the eve of National Day 2024 (Monday 2 and Tuesday 3 September off) with eight
// working hours is due on Wednesday. The second day is taken from it, given back, and the item follows.
func TestDueTimesFollowTheCalendarOverNationalDay(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(at(2024, 8, 30, 16)) // Friday, an hour before the end
		item, urgent := b.open(newItem("0001")), newItem("0002")
		urgent.WorkingTime = false
		other := b.open(urgent)
		if want := at(2024, 9, 4, 16); !item.Due.Equal(want) {
			t.Fatalf("due %s, want %s", item.Due.In(text.Zone), want)
		}
		b.edit(calendar.Day{Day: "2024-09-03", Kind: calendar.Ordinary})
		if got, want := b.get(item.ID).Due, at(2024, 9, 3, 16); !got.Equal(want) {
			t.Errorf("due %s, want %s", got.In(text.Zone), want)
		}
		n, last := b.moved(item.ID)
		for _, words := range []string{"16:00 04/09/2024", "16:00 03/09/2024", "(03/09/2024)"} {
			if n != 1 || !strings.Contains(last, words) {
				t.Errorf("%d lines, the last %q without %q", n, last, words)
			}
		}
		if n, _ := b.moved(other.ID); n != 0 || !b.get(other.ID).Due.Equal(other.Due) {
			t.Error("an item by the clock moved")
		}
		b.edit(calendar.Day{Day: "2024-09-03", Kind: calendar.Given})
		if got := b.get(item.ID).Due; !got.Equal(item.Due) {
			t.Errorf("taken back it is due %s", got.In(text.Zone))
		}
		// A day off that does not lie in its way leaves the item alone.
		b.edit(calendar.Day{Day: "2024-09-06", Kind: calendar.Off, Name: text.L{VI: "Nghỉ", EN: "Off"}})
		if n, _ := b.moved(item.ID); n != 2 {
			t.Errorf("%d moves", n)
		}
	})
}

// Over Tết 2024 (8 to 14 February off): one more day off moves what is due after it; the warnings move
// with it and nothing is said to be late that is not.
func TestWarningsMoveWithTheDueTimeOverTet(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(at(2024, 2, 7, 16))
		item := b.open(newItem("0001"))
		if want := at(2024, 2, 15, 16); !item.Due.Equal(want) {
			t.Fatalf("due %s", item.Due.In(text.Zone))
		}
		b.edit(calendar.Day{Day: "2024-02-15", Kind: calendar.Off, Name: text.L{VI: "Tết", EN: "Tết"}})
		to := at(2024, 2, 16, 16)
		if got := b.get(item.ID).Due; !got.Equal(to) {
			t.Fatalf("due %s, want %s", got.In(text.Zone), to)
		}
		before := len(b.events())
		b.clock.Set(item.Due.Add(time.Minute)) // late by the old calendar: only the warning a day before is said
		b.settle()
		if got := b.events()[before:]; len(got) != 1 || got[0] != work.DueSoon {
			t.Errorf("events %v", got)
		}
		b.clock.Set(to.Add(time.Minute))
		b.settle()
		if got := b.events(); !slices.Equal(got[len(got)-2:], []string{work.Late, work.Raised}) {
			t.Errorf("events %v", got)
		}
		// Late it stays late, and is said so once; a day more and it has time again.
		b.edit(calendar.Day{Day: "2024-02-16", Kind: calendar.Off, Name: text.L{VI: "Tết", EN: "Tết"}})
		if got := b.get(item.ID); got.Clock.State != work.ClockOK && got.Clock.State != work.ClockSoon || !got.Due.Equal(at(2024, 2, 19, 16)) {
			t.Errorf("item is %+v", got.Clock)
		}
	})
}

func TestAPacksNewerCalendarMovesDueTimesAsWell(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(at(2024, 8, 30, 16))
		item := b.open(newItem("0001"))
		newer := calendartest.Office()
		newer.Years[0].Holidays[4].Last = "2024-09-04"
		err := b.d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := calendar.Put(ctx, tx, newer)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b.settle()
		if got, want := b.get(item.ID).Due, at(2024, 9, 5, 16); !got.Equal(want) {
			t.Errorf("due %s, want %s", got.In(text.Zone), want)
		}
	})
}

func TestAPlanSaysWhatItMovesAndCountsWhatTheReaderMayNotSee(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(at(2024, 8, 30, 16))
		for n := range 601 { // more than a slice
			x := newItem("a" + time.Duration(n).String())
			if n%3 == 0 {
				x.Unit, x.UnitPath = "H23.SYT", "/H23/H23.SYT/"
			}
			b.open(x)
		}
		newer := calendartest.Office()
		newer.Years[0].Holidays[4].Last = ""
		cal, err := calendar.New(newer)
		if err != nil {
			t.Fatal(err)
		}
		err = b.d.View(as(t, officer), func(ctx context.Context, tx *db.Tx) error {
			moves, all, err := b.queue.Moves(ctx, tx, cal)
			if len(moves) != 400 || all != 601 || !moves[0].To.Equal(at(2024, 9, 3, 16)) {
				t.Errorf("%d of %d move", len(moves), all)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b.edit(calendar.Day{Day: "2024-09-03", Kind: calendar.Ordinary})
		b.settle()
		var left int
		err = b.d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM work_item WHERE due_at <> ?`, db.Micros(at(2024, 9, 3, 16))).Scan(&left)
		})
		if err != nil || left != 0 {
			t.Errorf("%d items did not move, %v", left, err)
		}
	})
}

// Items of a store from before limits were kept get theirs from the calendar that made their due time.
func TestOlderItemsGetTheirLimitFromTheirDueTime(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(at(2024, 8, 30, 16))
		item := b.open(newItem("0001"))
		err := b.d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `UPDATE work_item SET limit_us = NULL`); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `INSERT INTO timer (duty, key, at, due, body) VALUES ('work.limit', 'all', 0, 0, '{}')`) // as the migration does
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b.settle()
		if got := b.get(item.ID).Limit; got != 8*time.Hour {
			t.Errorf("the limit is %s", got)
		}
	})
}
