package alert_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/sense/alert"
	"thanhdong/sense/rule/ruletest"
)

// A unit ends while one of its alerts stands: its successor sees it, acknowledges it, and it resolves as
// it would have. One that was resolved before stays where it was.
func TestAnAlertThatStandsFollowsItsUnit(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		heirs := unit.NewHeirs()
		heirs.Follow(b.Bus, b.Timers)
		heirs.Register(b.alerts.Estate())
		b.send(0, 200)
		b.send(time.Minute, 10) // resolved
		b.send(time.Minute, 200)
		whole := 1.0
		err := b.D.Do(b.Ctx(), func(ctx context.Context, tx *db.Tx) error {
			return unit.Succeed(ctx, tx, unit.Succession{Decree: unit.Decree{Day: text.DayOf(tx.Now()), Act: "Nghị quyết 1", Mark: "PROJECT CHOICE"}, Old: []string{ruletest.Owner},
				New:   []unit.Unit{{Code: "H23.NNMT", Kind: "department", Parent: "H23", Area: "30", Name: text.L{VI: "Sở mới", EN: "New"}, Mark: "PROJECT CHOICE"}},
				Lines: []unit.Lineage{{Old: ruletest.Owner, New: "H23.NNMT", Share: &whole}}})
		})
		if err != nil {
			t.Fatal(err)
		}
		b.Advance(b.Clock.Now())
		list := b.list(alert.Filter{})
		if len(list) != 2 || list[0].Unit != "H23.NNMT" || list[0].UnitPath != "/H23/H23.NNMT/" || list[0].State != alert.Firing || list[1].Unit != ruletest.Owner {
			t.Fatalf("got %+v", list)
		}
		if !slices.Contains(b.events(), alert.HandedOnEvent) {
			t.Error("no screen is told")
		}
		heir := person("heir", actor.Duty, "/H23/H23.NNMT/", "/30/")
		if _, err := b.alerts.Acknowledge(as(t, heir), list[0].ID, ""); err != nil {
			t.Error(err)
		}
		b.send(time.Minute, 10)
		if a := b.list(alert.Filter{})[0]; a.State != alert.Resolved {
			t.Errorf("after it was handed on it is %s", a.State)
		}
	})
}

// A unit ends while it silences something: the silence is its successor's, goes on muting, and may be ended by it
// alone. What had ended stays where it was.
func TestASilenceFollowsItsUnitAndGoesOnMuting(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		heirs := unit.NewHeirs()
		heirs.Follow(b.Bus, b.Timers)
		heirs.Register(b.alerts.SilenceEstate())
		heirs.Register(b.alerts.Estate())
		n := alert.NewSilence{Matchers: matchers(`rule="AIR-PM25"`), Comment: "hiệu chuẩn", Unit: ruletest.Owner, Area: "30", Ends: b.Clock.Now().Add(6 * time.Hour)}
		over, err := b.alerts.Silence(as(t, duty), n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.alerts.EndSilence(as(t, duty), over.ID); err != nil {
			t.Fatal(err)
		}
		s, err := b.alerts.Silence(as(t, duty), n)
		if err != nil {
			t.Fatal(err)
		}
		b.send(0, 200)
		whole := 1.0
		err = b.D.Do(b.Ctx(), func(ctx context.Context, tx *db.Tx) error {
			return unit.Succeed(ctx, tx, unit.Succession{Decree: unit.Decree{Day: text.DayOf(tx.Now()), Act: "Nghị quyết 1", Mark: "PROJECT CHOICE"}, Old: []string{ruletest.Owner},
				New:   []unit.Unit{{Code: "H23.NNMT", Kind: "department", Parent: "H23", Area: "30", Name: text.L{VI: "Sở mới", EN: "New"}, Mark: "PROJECT CHOICE"}},
				Lines: []unit.Lineage{{Old: ruletest.Owner, New: "H23.NNMT", Share: &whole}}})
		})
		if err != nil {
			t.Fatal(err)
		}
		b.Advance(b.Clock.Now())
		if list := b.list(alert.Filter{Muted: true}); len(list) != 1 || list[0].Unit != "H23.NNMT" {
			t.Errorf("muted are %+v", list)
		}
		heir := person("heir", actor.Duty, "/H23/H23.NNMT/", "/30/")
		list, err := b.alerts.Silences(as(t, heir), true)
		if err != nil {
			t.Fatal(err)
		}
		for _, each := range list {
			if want := map[string]string{s.ID: "H23.NNMT", over.ID: ruletest.Owner}[each.ID]; each.Unit != want {
				t.Errorf("silence %s is of %s, want %s", each.Number, each.Unit, want)
			}
		}
		if _, err := b.alerts.EndSilence(as(t, officer), s.ID); err == nil {
			t.Error("the unit that is no more ended it")
		}
		if ended, err := b.alerts.EndSilence(as(t, heir), s.ID); err != nil || ended.State != alert.Ended {
			t.Errorf("the successor may not end it: %v", err)
		}
		if list := b.list(alert.Filter{Muted: true}); len(list) != 0 {
			t.Errorf("after its end muted are %+v", list)
		}
	})
}
