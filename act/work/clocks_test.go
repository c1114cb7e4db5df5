package work_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// withReasons gives the queue two listed reasons and the units that the tests speak of.
func withReasons(b *bench) {
	b.t.Helper()
	b.reorganised()
	err := b.d.Do(as(b.t, actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
		for _, r := range []work.Reason{
			{Code: "cho-vat-tu", Use: work.ForPause, Name: text.L{VI: "Chờ vật tư", EN: "Waiting for parts"}, Longest: 16 * time.Hour, Mark: "PROJECT CHOICE"},
			{Code: "nhieu-co-quan", Use: work.ForExtension, Name: text.L{VI: "Cần nhiều cơ quan", EN: "Several bodies"}, Longest: 40 * time.Hour, Mark: "PROJECT CHOICE"},
		} {
			if err := work.PutReason(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// head leads one department.
var (
	head   = person("head", actor.Leader, stnmt, stnmtPath)
	healer = person("healer", actor.Officer, "H23.SYT", "/H23/H23.SYT/")
)

func july(day, hour int) time.Time { return time.Date(2024, 7, day, hour, 0, 0, 0, text.Zone) }

func TestAPausedClockStandsStillAndGoesOnByItself(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.clock.Set(july(3, 8)) // Wednesday
		item := b.open(newItem("0001"))
		b.clock.Set(july(3, 10)) // two of eight hours are used
		paused, err := b.queue.Pause(as(b.t, officer), item.ID, "cho-vat-tu", "Chờ cảm biến", july(4, 10))
		if err != nil {
			b.t.Fatal(err)
		}
		if paused.Clock.State != work.ClockPause || paused.Clock.Working != 6*time.Hour || !paused.Due.Equal(july(5, 8).Add(0)) && !paused.Due.After(july(4, 17)) {
			b.t.Errorf("paused, the clock is %+v, due %s", paused.Clock, paused.Due.In(text.Zone))
		}
		b.clock.Set(july(3, 16))
		if got := b.get(item.ID).Clock.Working; got != 6*time.Hour {
			b.t.Errorf("while it stands still %s are left, want 6 h", got)
		}
		_, err = b.queue.Pause(as(b.t, officer), item.ID, "cho-vat-tu", "", july(5, 10))
		wantKind(b.t, err, fault.Conflict, "work.paused")
		b.clock.Set(july(4, 10))
		b.settle()
		going := b.get(item.ID)
		if going.Clock.State == work.ClockPause || going.Clock.Working != 6*time.Hour || !going.Due.Equal(paused.Due) {
			b.t.Errorf("after the pause the clock is %+v, due %s, want due %s", going.Clock, going.Due, paused.Due)
		}
		pauses, err := b.queue.Pauses(as(b.t, officer), item.ID)
		if err != nil || len(pauses) != 1 || !pauses[0].Ended.Equal(july(4, 10)) || pauses[0].Name.VI != "Chờ vật tư" {
			b.t.Errorf("shown are %+v, %v", pauses, err)
		}
	})
}

func TestResumingEarlyCountsFromThatMoment(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.clock.Set(july(3, 8))
		item := b.open(newItem("0001"))
		if _, err := b.queue.Pause(as(b.t, officer), item.ID, "cho-vat-tu", "", july(4, 8)); err != nil {
			b.t.Fatal(err)
		}
		b.clock.Set(july(3, 10))
		going, err := b.queue.Resume(as(b.t, officer), item.ID)
		if err != nil {
			b.t.Fatal(err)
		}
		// Eight working hours from Wednesday 10:00: six are left of the day.
		if want := july(4, 10); !going.Due.Equal(want) {
			b.t.Errorf("due %s, want %s", going.Due.In(text.Zone), want)
		}
		_, err = b.queue.Resume(as(b.t, officer), item.ID)
		wantKind(b.t, err, fault.Conflict, "work.not_paused")
		pauses, err := b.queue.Pauses(as(b.t, officer), item.ID)
		if err != nil || len(pauses) != 1 || !pauses[0].Ended.Equal(july(3, 10)) {
			b.t.Errorf("the pause is shown as %+v, %v", pauses, err)
		}
		// What was paused counts against what the reason allows: 2 of 16 hours.
		_, err = b.queue.Pause(as(b.t, officer), item.ID, "cho-vat-tu", "", july(5, 10))
		wantKind(b.t, err, fault.Invalid, "work.invalid")
		if _, err = b.queue.Pause(as(b.t, officer), item.ID, "cho-vat-tu", "", july(4, 16)); err != nil {
			b.t.Errorf("14 hours are left for the reason: %v", err)
		}
	})
}

func TestAPauseIsRefusedWithEveryFaultAndNeverHidesLateness(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.clock.Set(july(3, 8))
		item := b.open(newItem("0001"))
		_, err := b.queue.Pause(as(b.t, officer), item.ID, "nghi-le", "", july(3, 8))
		wantKind(b.t, err, fault.Invalid, "work.invalid")
		if f, _ := fault.As(err); len(f.Fields) != 2 {
			b.t.Errorf("an unlisted reason and a past time give %v", err)
		}
		_, err = b.queue.Pause(as(b.t, other), item.ID, "cho-vat-tu", "", july(4, 8))
		wantKind(b.t, err, fault.NotFound, "work.not_found")
		_, err = b.queue.Pause(as(b.t, leader), item.ID, "cho-vat-tu", "", july(4, 8))
		wantKind(b.t, err, fault.Forbidden, "actor.forbidden")
		b.clock.Set(july(8, 8))
		_, err = b.queue.Pause(as(b.t, officer), item.ID, "cho-vat-tu", "", july(9, 8))
		wantKind(b.t, err, fault.Conflict, "work.late_no_pause")
	})
}

func TestMoreTimeIsAskedForAndGrantedByAnotherPersonOnce(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.clock.Set(july(3, 8))
		item := b.open(newItem("0001"))
		_, err := b.queue.AskTime(as(b.t, officer), item.ID, "nhieu-co-quan", " ", 41*time.Hour)
		if f, _ := fault.As(err); f == nil || len(f.Fields) != 2 {
			b.t.Errorf("no words and too many hours give %v", err)
		}
		if _, err := b.queue.AskTime(as(b.t, officer), item.ID, "nhieu-co-quan", "Chờ Sở Y tế", 8*time.Hour); err != nil {
			b.t.Fatal(err)
		}
		_, err = b.queue.AskTime(as(b.t, officer), item.ID, "nhieu-co-quan", "lại", 8*time.Hour)
		wantKind(b.t, err, fault.Conflict, "work.asked_already")
		asked, err := b.queue.Requests(as(b.t, head), item.ID)
		if err != nil || len(asked) != 1 || asked[0].State != "asked" {
			b.t.Fatalf("asked is %+v, %v", asked, err)
		}
		waiting, _, err := b.queue.List(as(b.t, head), work.Filter{Kind: "work-request"})
		if err != nil || len(waiting) != 1 {
			b.t.Fatalf("in the head's queue stand %+v, %v", waiting, err)
		}
		_, err = b.queue.Close(as(b.t, officer), waiting[0].ID, "xong")
		wantKind(b.t, err, fault.Conflict, "work.decide_it")
		_, err = b.queue.Decide(as(b.t, officer), waiting[0].ID, true, "")
		wantKind(b.t, err, fault.Forbidden, "actor.forbidden")
		_, err = b.queue.Decide(as(b.t, head), waiting[0].ID, false, "")
		wantKind(b.t, err, fault.Invalid, "work.invalid")
		if _, err = b.queue.Decide(as(b.t, head), waiting[0].ID, true, ""); err != nil {
			b.t.Fatal(err)
		}
		if got := b.get(item.ID).Clock.Working; got != 16*time.Hour {
			b.t.Errorf("%s are left, want 16 h", got)
		}
		_, err = b.queue.Decide(as(b.t, head), waiting[0].ID, true, "")
		wantKind(b.t, err, fault.Conflict, "work.decided_already")
		_, err = b.queue.AskTime(as(b.t, officer), item.ID, "nhieu-co-quan", "nữa", 8*time.Hour)
		wantKind(b.t, err, fault.Conflict, "work.extended_already")
		if waiting, _, _ = b.queue.List(as(b.t, head), work.Filter{Kind: "work-request"}); len(waiting) != 0 {
			b.t.Errorf("the decided request still waits: %+v", waiting)
		}
	})
}

func TestAnItemGoesToAnotherUnitByConsentOrByWhoLeadsBoth(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		item := b.open(newItem("0001"))
		due := item.Due
		_, err := b.queue.HandOn(as(b.t, officer), item.ID, "H23.KHONG", "")
		if f, _ := fault.As(err); f == nil || len(f.Fields) != 2 {
			b.t.Errorf("an unknown unit without words gives %v", err)
		}
		if _, err := b.queue.HandOn(as(b.t, officer), item.ID, "H23.SYT", "Bệnh viện gần đó"); err != nil {
			b.t.Fatal(err)
		}
		if got := b.get(item.ID).Unit; got != stnmt {
			b.t.Errorf("before consent it is %s's", got)
		}
		asked, err := b.queue.Requests(as(b.t, officer), item.ID)
		if err != nil || len(asked) != 1 {
			b.t.Fatal(asked, err)
		}
		waiting, _, err := b.queue.List(as(b.t, healer), work.Filter{Kind: "work-request"})
		if err != nil || len(waiting) != 1 {
			b.t.Fatal(waiting, err)
		}
		_, err = b.queue.Decide(as(b.t, healer), item.ID, true, "")
		wantKind(b.t, err, fault.NotFound, "work.not_found")
		if _, err := b.queue.Decide(as(b.t, healer), waiting[0].ID, true, ""); err != nil {
			b.t.Fatal(err)
		}
		got, err := b.queue.Get(as(b.t, healer), item.ID)
		if err != nil || got.Unit != "H23.SYT" || !got.Due.Equal(due) || got.Person != "" {
			b.t.Errorf("taken on it is %+v, %v", got, err)
		}
		_, err = b.queue.Get(as(b.t, officer), item.ID)
		wantKind(b.t, err, fault.NotFound, "work.not_found")
		// Who leads both decides at once, also back again.
		if _, err := b.queue.HandOn(as(b.t, leader), item.ID, stnmt, "Thuộc môi trường"); err != nil {
			b.t.Fatal(err)
		}
		if got := b.get(item.ID).Unit; got != stnmt {
			b.t.Errorf("by the leader's decision it is %s's", got)
		}
		if entries, err := ledger.List(as(b.t, actor.System("test")), b.d, ledger.Filter{Subject: item.ID, Limit: 10}); err != nil || len(entries) != 4 {
			b.t.Errorf("the ledger has %d entries of opening, asking, deciding, handing on: %v", len(entries), err)
		}
	})
}

func TestLateWorkIsRaisedUnitByUnitUntilTheTop(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.clock.Set(july(3, 8))
		n := newItem("0001")
		n.Unit, n.UnitPath = "H23.STNMT", stnmtPath
		item := b.open(n)
		b.clock.Set(item.Due.Add(time.Second))
		b.settle()
		raised := b.get(item.ID)
		if raised.RaisedTo != "H23" {
			b.t.Errorf("late work is raised to %q", raised.RaisedTo)
		}
		seen, _, err := b.queue.List(as(b.t, leader), work.Filter{View: work.ToMe})
		if err != nil || len(seen) != 1 || seen[0].ID != item.ID {
			b.t.Errorf("the leader sees %+v, %v", seen, err)
		}
		if n := len(slices.DeleteFunc(b.events(), func(k string) bool { return k != work.Raised })); n != 1 {
			b.t.Errorf("%d times told, want 1", n)
		}
		b.clock.Advance(14 * 24 * time.Hour) // above the top is nobody
		b.settle()
		if n := len(slices.DeleteFunc(b.events(), func(k string) bool { return k != work.Raised })); n != 1 {
			b.t.Errorf("%d times told after two weeks, want 1", n)
		}
	})
}

func TestReopenedWorkGetsItsTimeAndItsSubjectBack(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.clock.Set(july(3, 8))
		item := b.open(newItem("0001"))
		_, err := b.queue.Reopen(as(b.t, officer), item.ID, "sai")
		wantKind(b.t, err, fault.Conflict, "work.is_open")
		b.evidence(officer, item.ID, "aa")
		b.clock.Set(july(3, 15))
		if _, err := b.queue.Close(as(b.t, officer), item.ID, "xong"); err != nil {
			b.t.Fatal(err)
		}
		closed := b.get(item.ID)
		b.kind.reopen = fault.New(fault.Conflict, "work.stays_closed", "number", item.Number)
		_, err = b.queue.Reopen(as(b.t, officer), item.ID, "chưa xong")
		wantKind(b.t, err, fault.Conflict, "work.stays_closed")
		if diff := cmp.Diff(closed, b.get(item.ID)); diff != "" {
			b.t.Errorf("a refused reopening changed it:\n%s", diff)
		}
		b.kind.reopen = nil
		again, err := b.queue.Reopen(as(b.t, officer), item.ID, "chưa xong")
		if err != nil {
			b.t.Fatal(err)
		}
		if again.State != work.Open || again.Reopened != 1 || again.Clock.Working != 8*time.Hour || again.Reason != "" {
			b.t.Errorf("reopened it is %+v", again)
		}
		if _, err := b.queue.Close(as(b.t, officer), item.ID, "nay đã xong"); err != nil {
			b.t.Errorf("closing it again: %v", err)
		}
	})
}
