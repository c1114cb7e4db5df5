package work_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// reorganised gives the queue a province whose units may end.
func (b *bench) reorganised() *unit.Heirs {
	b.t.Helper()
	heirs := unit.NewHeirs()
	heirs.Follow(b.bus, b.timers)
	heirs.Register(b.queue.Estate())
	b.order(func(ctx context.Context, tx *db.Tx) error {
		a := func(code, kind, parent string) area.Area {
			return area.Area{Code: code, Kind: kind, Parent: parent, Name: text.L{VI: code, EN: code}, Mark: "VERIFIED"}
		}
		if _, err := area.Put(ctx, tx, []area.Area{a("30", "province", ""), a("288", "city", "30")}); err != nil {
			return err
		}
		_, err := unit.Put(ctx, tx, []unit.Unit{department("H23", ""), department(stnmt, "H23"), department("H23.SYT", "H23")})
		return err
	})
	return heirs
}

func department(code, parent string) unit.Unit {
	return unit.Unit{Code: code, Kind: "department", Parent: parent, Area: "30", Name: text.L{VI: "Sở " + code, EN: "Department " + code}, Mark: "PROJECT CHOICE"}
}

func (b *bench) order(fn func(ctx context.Context, tx *db.Tx) error) {
	b.t.Helper()
	if err := b.d.Do(as(b.t, actor.System("test")), fn); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) succeed(day text.Day, s unit.Succession) {
	b.t.Helper()
	s.Decree = unit.Decree{Day: day, Act: "Nghị quyết 1", Mark: "PROJECT CHOICE"}
	b.order(func(ctx context.Context, tx *db.Tx) error { return unit.Succeed(ctx, tx, s) })
	b.settle()
	b.settle() // a timer makes news
}

// lines are the log of an item in Vietnamese.
func (b *bench) lines(id string) (all []string) {
	b.t.Helper()
	log, err := b.queue.Log(as(b.t, leader), id)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, l := range log {
		all = append(all, l.In(text.VI))
	}
	return all
}

func (b *bench) seen(id string) work.Item {
	b.t.Helper()
	item, err := b.queue.Get(as(b.t, leader), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return item
}

func TestOpenWorkFollowsItsUnitFromTheDayOfSuccession(t *testing.T) {
	each(t, func(b *bench) {
		b.reorganised()
		item := b.open(newItem("1"))
		day := text.DayOf(b.d.Now()).Add(3)
		whole := 1.0
		b.succeed(day, unit.Succession{Old: []string{stnmt}, New: []unit.Unit{department("H23.NNMT", "H23")}, Lines: []unit.Lineage{{Old: stnmt, New: "H23.NNMT", Share: &whole}}})
		if now := b.seen(item.ID); now.Unit != stnmt {
			t.Errorf("before the day the work lies with %s", now.Unit)
		}
		b.clock.Set(day.Start().Add(time.Minute))
		b.settle()
		now := b.seen(item.ID)
		if now.Unit != "H23.NNMT" || now.UnitPath != "/H23/H23.NNMT/" || !now.Due.Equal(item.Due) {
			t.Errorf("the work lies with %s (%s), due %s", now.Unit, now.UnitPath, now.Due)
		}
		log := b.lines(item.ID)
		if all := strings.Join(log, "\n"); !strings.Contains(all, "Sở "+stnmt+" đã kết thúc; giao Sở H23.NNMT") {
			t.Errorf("the log says %q", log)
		}
		said := len(log)
		b.clock.Advance(24 * time.Hour)
		b.settle()
		b.succeed(text.DayOf(b.d.Now()), unit.Succession{New: []unit.Unit{department("H23.KHAC", "H23")}})
		for _, l := range b.lines(item.ID)[said:] {
			if strings.Contains(l, "kế thừa") {
				t.Errorf("another change handed it on again: %q", l)
			}
		}
	})
}

func TestWorkWithoutAStatedSuccessorIsATaskForThoseAbove(t *testing.T) {
	each(t, func(b *bench) {
		b.reorganised()
		item := b.open(newItem("1"))
		day := text.DayOf(b.d.Now())
		b.succeed(day, unit.Succession{Old: []string{stnmt}})
		if now := b.seen(item.ID); now.Unit != stnmt {
			t.Errorf("nobody stated a successor, and the work went to %s", now.Unit)
		}
		if log := b.lines(item.ID); !strings.Contains(strings.Join(log, "\n"), "chưa rõ đơn vị kế thừa") {
			t.Errorf("the log says %q", log)
		}
		tasks, _, err := b.queue.List(as(b.t, leader), work.Filter{Kind: "succession"})
		if err != nil || len(tasks) != 1 || tasks[0].Unit != "H23" || !strings.Contains(tasks[0].Title.VI, "Sở "+stnmt) {
			t.Fatalf("the task of the superior unit is %+v, %v", tasks, err)
		}
		boss := person("boss", actor.ShiftLeader, "H23", "/H23/")
		_, err = b.queue.Close(as(b.t, boss), tasks[0].ID, "xong")
		wantKind(t, err, fault.Conflict, "work.orphan_undecided")

		whole := 1.0
		b.succeed(day, unit.Succession{Lines: []unit.Lineage{{Old: stnmt, New: "H23.SYT", Share: &whole}}})
		if now := b.seen(item.ID); now.Unit != "H23.SYT" {
			t.Errorf("once it was stated the work lies with %s", now.Unit)
		}
		if _, err := b.queue.Close(as(b.t, boss), tasks[0].ID, "đã ghi"); err != nil {
			t.Error(err)
		}
	})
}

// A view that a unit shares is its successor's from that day: its people find it under its name and may change it.
func TestSharedViewsFollowTheirUnitAndOwnOnesTheirPerson(t *testing.T) {
	each(t, func(b *bench) {
		b.reorganised().Register(b.queue.ViewEstate())
		b.clock.Set(july(3, 8))
		shared, err := b.queue.Keep(as(b.t, head), work.Saved{Name: "Chưa ai nhận", Unit: stnmt, Filter: work.Filter{Untaken: true}})
		if err != nil {
			b.t.Fatal(err)
		}
		own, err := b.queue.Keep(as(b.t, officer), work.Saved{Name: "Của tôi", Filter: work.Filter{View: work.Mine}})
		if err != nil {
			b.t.Fatal(err)
		}
		whole := 1.0
		b.succeed(text.DayOf(b.clock.Now()), unit.Succession{Old: []string{stnmt}, New: []unit.Unit{department("H23.NNMT", "H23")}, Lines: []unit.Lineage{{Old: stnmt, New: "H23.NNMT", Share: &whole}}})
		heir := person("heir", actor.Leader, "H23.NNMT", "/H23/H23.NNMT/")
		list, err := b.queue.Saved(as(b.t, heir))
		if err != nil || len(list) != 1 || list[0].ID != shared.ID || list[0].Unit != "H23.NNMT" || list[0].UnitPath != "/H23/H23.NNMT/" || list[0].Name != shared.Name || !list[0].Filter.Untaken {
			b.t.Fatalf("the successor has %+v (%v)", list, err)
		}
		list[0].Name = "Chưa ai nhận, sở mới"
		if _, err := b.queue.Keep(as(b.t, heir), list[0]); err != nil {
			b.t.Errorf("the successor may not change it: %v", err)
		}
		wantKind(b.t, b.queue.Drop(as(b.t, head), shared.ID), fault.NotFound, "work.no_such_view") // of the unit that is no more
		if list, err = b.queue.Saved(as(b.t, officer)); err != nil || len(list) != 1 || list[0].ID != own.ID {
			b.t.Errorf("the person has %+v (%v)", list, err)
		}
	})
}
