package warning_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"thanhdong/act/warning"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

// A unit ends while it has warnings on their way: whoever takes over goes on with them as they stand,
// and what a second person must not do is still forbidden.
func TestWarningsFollowTheirUnit(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		events, timers, heirs := bus.New(b.d), timer.New(b.d), unit.NewHeirs()
		heirs.Follow(events, timers)
		heirs.Register(b.Estate())
		const old, heir = "H23.STNMT", "H23.NNMT"
		write := func() warning.Warning { return b.must(b.Write(b.as(duty), old, b.content())) }
		draft, checked, gone := write(), b.must(b.Check(b.as(chief), write().ID)), b.must(b.Withdraw(b.as(duty), write().ID, "nhầm"))
		out := b.published(write())

		root := actor.With(t.Context(), actor.System("test"))
		whole := 1.0
		err := b.d.Do(root, func(ctx context.Context, tx *db.Tx) error {
			return unit.Succeed(ctx, tx, unit.Succession{Decree: unit.Decree{Day: text.DayOf(tx.Now()), Act: "Nghị quyết 1", Mark: "PROJECT CHOICE"}, Old: []string{old},
				New:   []unit.Unit{{Code: heir, Kind: "department", Parent: "H23", Area: "30", Name: text.L{VI: "Sở mới", EN: "New"}, Mark: "PROJECT CHOICE"}},
				Lines: []unit.Lineage{{Old: old, New: heir, Share: &whole}}})
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := events.Drain(root); err != nil {
				t.Fatal(err)
			}
			if err := timers.RunDue(root); err != nil {
				t.Fatal(err)
			}
		}
		for _, was := range []warning.Warning{draft, checked, out} {
			w := b.must(b.Get(b.as(leader), was.ID))
			if w.Unit != heir || w.UnitPath != "/H23/"+heir+"/" || w.State != was.State || w.Version != was.Version {
				t.Errorf("%s, %s: lies with %s (%s), state %s, version %d", was.Number, was.State, w.Unit, w.UnitPath, w.State, w.Version)
			}
			if line := w.Moves[len(w.Moves)-1]; !strings.Contains(line.Words, "giao Sở mới") {
				t.Errorf("%s: its history ends with %+v", was.Number, line)
			}
		}
		if w := b.must(b.Get(b.as(leader), gone.ID)); w.Unit != old {
			t.Errorf("one that was given up went to %s", w.Unit)
		}
		_, err = b.Approve(b.as(chief), checked.ID)
		wants(t, err, fault.Forbidden, "warning.second_person")
		b.must(b.Publish(b.as(leader), b.must(b.Approve(b.as(leader), checked.ID)).ID))
		b.clock.Advance(time.Minute)
		if w := b.must(b.Follow(b.as(duty), out.ID, "Cancel")); w.Unit != heir {
			t.Errorf("the Cancel of a published one belongs to %s", w.Unit)
		}
	})
}
