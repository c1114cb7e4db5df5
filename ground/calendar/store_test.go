package calendar_test

import (
	"context"
	"testing"

	"thanhdong/ground/calendar"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

func put(t *testing.T, d *db.DB, data calendar.Data) (changed bool, err error) {
	t.Helper()
	err = d.Do(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		changed, err = calendar.Put(ctx, tx, data)
		return err
	})
	return changed, err
}

func load(t *testing.T, d *db.DB) (c *calendar.Calendar, err error) {
	t.Helper()
	err = d.View(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = calendar.Load(ctx, tx)
		return err
	})
	return c, err
}

func TestACalendarComesBackAsItWasPutAndTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := load(t, d); !fault.Is(err, fault.NotFound) {
			t.Fatalf("a store without calendar says %v", err)
		}
		for i, want := range []bool{true, false, false} {
			if changed, err := put(t, d, calendartest.Office()); err != nil || changed != want {
				t.Fatalf("put number %d: changed %v, %v", i+1, changed, err)
			}
		}
		c, err := load(t, d)
		if err != nil {
			t.Fatal(err)
		}
		if c.IsWorkingDay("2024-02-10") || c.IsWorkingDay("2024-04-29") || !c.IsWorkingDay("2024-05-04") || !c.Known(2024) {
			t.Error("holidays or swaps are lost")
		}
	})
}

func TestAYearIsReplacedWholeAndOthersStay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := put(t, d, calendartest.Office()); err != nil {
			t.Fatal(err)
		}
		culture := text.L{VI: "Ngày Văn hoá Việt Nam", EN: "Day of Vietnamese Culture"}
		next := calendar.Data{Years: []calendar.Year{{Year: 2026, Mark: "KNOWLEDGE low", Holidays: []calendar.Holiday{{Day: "2026-11-24", Name: culture}}}}}
		if changed, err := put(t, d, next); err != nil || !changed {
			t.Fatalf("changed %v, %v", changed, err)
		}
		c, err := load(t, d)
		if err != nil {
			t.Fatal(err)
		}
		if !c.Known(2024) || !c.Known(2026) || c.IsWorkingDay("2026-11-24") || c.IsWorkingDay("2024-02-10") {
			t.Error("a year is lost")
		}
		// The amendment turns out not to be in force: the year is put again without the day.
		next.Years[0].Holidays = nil
		if changed, err := put(t, d, next); err != nil || !changed {
			t.Fatalf("changed %v, %v", changed, err)
		}
		if c, err = load(t, d); err != nil || !c.Known(2026) || !c.IsWorkingDay("2026-11-24") {
			t.Errorf("the withdrawn holiday stays: %v", err)
		}
	})
}

func TestDataThatContradictsWhatStaysIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := put(t, d, calendartest.Office()); err != nil {
			t.Fatal(err)
		}
		// A swap of 2023 would work a day that 2024 already gives off.
		bad := calendar.Data{Years: []calendar.Year{{Year: 2023, Mark: "x", Swaps: []calendar.Swap{
			{Off: "2023-12-29", Work: "2024-01-01", Name: text.L{VI: "Hoán đổi", EN: "Swap"}}}}}}
		if _, err := put(t, d, bad); !fault.Is(err, fault.Invalid) {
			t.Fatalf("got %v", err)
		}
		if c, err := load(t, d); err != nil || c.Known(2023) || c.IsWorkingDay("2024-01-01") {
			t.Errorf("a refused put left traces: %v", err)
		}
	})
}
