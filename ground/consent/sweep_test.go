package consent_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
)

const kind = "account.person"

// drawer is a holder that keeps its rows beside the store.
type drawer struct {
	began map[string]time.Time
	law   map[string]bool // keeps these
}

func (*drawer) Kinds() []string { return []string{kind} }

func (d *drawer) Find(context.Context, *db.Tx, consent.Person) ([]consent.Piece, error) {
	return nil, nil
}

func (d *drawer) Export(_ context.Context, _ *db.Tx, ref consent.Ref) (consent.Piece, error) {
	at, is := d.began[ref.ID]
	if !is {
		return consent.One(nil, nil)
	}
	p := consent.Piece{Ref: ref, At: at, Title: ref.ID, Scope: actor.Scope{UnitPath: "H23/", AreaPath: "30/"}, Fields: []consent.Field{{Key: "name", Value: "Ai đó"}}}
	if d.law[ref.ID] {
		p.Keeps = fault.New(fault.Conflict, "account.in_office")
	}
	return p, nil
}

func (d *drawer) Erase(_ context.Context, _ *db.Tx, ref consent.Ref) error {
	delete(d.began, ref.ID)
	return nil
}

func (d *drawer) Old(_ context.Context, _ *db.Tx, kind string, before time.Time, most int) (refs []consent.Ref, err error) {
	for i := 0; i < 1000 && len(refs) < most; i++ {
		if at, is := d.began[id(i)]; is && at.Before(before) {
			refs = append(refs, consent.Ref{Kind: kind, ID: id(i)})
		}
	}
	return refs, nil
}

func id(i int) string { return fmt.Sprintf("row_%03d", i) }

type bench struct {
	t      *testing.T
	d      *db.DB
	c      *consent.Consent
	timers *timer.Timers
	rows   *drawer
	clock  *dbtest.Clock
}

func each(t *testing.T, fn func(b *bench)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := &bench{t: t, d: d, c: consent.New(d), timers: timer.New(d), rows: &drawer{map[string]time.Time{}, map[string]bool{}}, clock: dbtest.ClockOf(d)}
		b.c.Hold(b.rows)
		b.c.Register(b.timers)
		fn(b)
	})
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) do(fn func(ctx context.Context, tx *db.Tx) error) {
	b.t.Helper()
	b.must(b.d.Do(actor.With(b.t.Context(), actor.System("test")), fn))
}

func (b *bench) keep(days int) {
	b.t.Helper()
	b.do(func(ctx context.Context, tx *db.Tx) error {
		return consent.PutKeeping(ctx, tx, consent.Keeping{Kind: kind, Keep: time.Duration(days) * day, Notice: 7 * day, Mark: "PROJECT CHOICE"})
	})
}

const day = 24 * time.Hour

// pass lets days go by, with what is due each night.
func (b *bench) pass(days int) {
	b.t.Helper()
	for range days {
		b.clock.Advance(day)
		b.must(b.timers.RunDue(b.t.Context()))
	}
}

func (b *bench) as(role actor.Role) context.Context {
	return actor.With(b.t.Context(), actor.Actor{ID: "acc_1", Name: "An", Kind: actor.Person, Grants: []actor.Grant{{Role: role, UnitPath: "H23/", AreaPath: "30/"}}})
}

func (b *bench) plan() consent.Kept {
	b.t.Helper()
	list, next, err := b.c.Plan(b.as(actor.Steward))
	b.must(err)
	if len(list) != 1 || list[0].Rule != nil && next.Before(b.clock.Now()) {
		b.t.Fatalf("%+v next %v", list, next)
	}
	return list[0]
}

func TestWhatHasGrownOldIsPlannedFirstAndThenErased(t *testing.T) {
	each(t, func(b *bench) {
		for i := range 250 { // more than one slice
			b.rows.began[id(i)] = b.clock.Now().Add(-400 * day)
		}
		b.rows.began[id(300)] = b.clock.Now()
		b.rows.law[id(3)] = true
		if k := b.plan(); k.Rule != nil || k.Sweep != nil {
			t.Fatalf("nobody said how long: %+v", k)
		}
		b.keep(365)
		b.pass(1)
		k := b.plan()
		if k.Rule == nil || k.Sweep == nil || k.Sweep.Found != 250 || k.Sweep.Due.Sub(k.Sweep.PlannedAt) != 7*day {
			t.Fatalf("the plan: %+v %+v", k.Rule, k.Sweep)
		}
		ref := consent.Ref{Kind: kind, ID: id(5)}
		if err := b.c.HoldBack(b.as(actor.Inspector), ref, "Đang tranh chấp"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an inspector holds back: %v", err)
		}
		if err := b.c.HoldBack(b.as(actor.Officer), ref, "Đang tranh chấp"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an officer holds back: %v", err)
		}
		b.must(b.c.HoldBack(b.as(actor.Steward), ref, "Đang tranh chấp"))
		_, list, err := b.c.Pieces(b.as(actor.Steward), k.Sweep.ID)
		b.must(err)
		if len(list) != 201 || list[5].Held == nil || list[5].Held.Words != "Đang tranh chấp" || list[4].Held != nil || list[0].Fields != nil {
			t.Errorf("%d listed, %+v", len(list), list[5])
		}
		b.pass(5)
		if len(b.rows.began) != 251 {
			t.Fatalf("erased before its day: %d left", len(b.rows.began))
		}
		b.pass(2)
		if len(b.rows.began) != 3 || b.plan().Last.Erased != 248 || b.plan().Held != 2 {
			t.Fatalf("left %v, %+v", b.rows.began, b.plan().Last)
		}
		b.must(b.c.LetGo(b.as(actor.Steward), ref))
		delete(b.rows.law, id(3))
		b.pass(40) // the night plans the first, and later what the law kept
		if len(b.rows.began) != 1 {
			t.Errorf("left %v", b.rows.began)
		}
		b.must(ledger.Seal(t.Context(), b.d))
		if r, err := ledger.Check(t.Context(), b.d); err != nil || !r.OK() {
			t.Errorf("the ledger: %+v %v", r, err)
		}
	})
}

func TestALongerTimeOfKeepingCountsForAPlanThatStands(t *testing.T) {
	each(t, func(b *bench) {
		b.rows.began[id(1)] = b.clock.Now().Add(-400 * day)
		b.rows.began[id(2)] = b.clock.Now().Add(-900 * day)
		b.keep(365)
		b.pass(1)
		b.keep(700)
		b.pass(8)
		if _, is := b.rows.began[id(1)]; !is || len(b.rows.began) != 1 {
			t.Errorf("left %v", b.rows.began)
		}
		b.keep(365)
		b.pass(1)
		b.do(func(ctx context.Context, tx *db.Tx) error { return consent.EndKeeping(ctx, tx, kind) })
		b.pass(8)
		if len(b.rows.began) != 1 || b.lastState() != consent.Stopped {
			t.Errorf("erased although it is kept without limit: %v", b.rows.began)
		}
	})
}

func (b *bench) lastState() consent.SweepState {
	b.t.Helper()
	list, _, err := b.c.Plan(b.as(actor.Steward))
	b.must(err)
	return list[0].Last.State
}

func TestConsentIsGivenShownAndWithdrawn(t *testing.T) {
	each(t, func(b *bench) {
		b.rows.began[id(1)] = b.clock.Now()
		ref, scope := consent.Ref{Kind: kind, ID: id(1)}, actor.Scope{UnitPath: "H23/", AreaPath: "30/"}
		purpose := consent.Purpose{Code: "nhan-tin", Name: text.L{VI: "Nhận tin", EN: "News"}, Words: text.L{VI: "Tôi đồng ý nhận tin", EN: "I agree to get news"}, Kinds: []string{kind}, Mark: "PROJECT CHOICE"}
		if err := b.c.Give(t.Context(), ref, scope, "nhan-tin", "web", text.VI); !fault.Is(err, fault.Invalid) {
			t.Errorf("agreed to what nobody asks: %v", err)
		}
		b.do(func(ctx context.Context, tx *db.Tx) error { return consent.PutPurpose(ctx, tx, purpose) })
		agreed := func() (is bool) {
			b.do(func(ctx context.Context, tx *db.Tx) (err error) {
				is, err = consent.Agreed(ctx, tx, ref, "nhan-tin")
				return err
			})
			return is
		}
		of := func() (list []consent.Given) {
			b.do(func(ctx context.Context, tx *db.Tx) (err error) {
				list, err = consent.Of(ctx, tx, ref)
				return err
			})
			return list
		}
		if agreed() {
			t.Error("silence was taken for consent")
		}
		b.must(b.c.Give(t.Context(), ref, scope, "nhan-tin", "web", text.VI))
		b.must(b.c.Give(t.Context(), ref, scope, "nhan-tin", "web", text.VI)) // again: it stands
		purpose.Words = text.L{VI: "Lời khác", EN: "Other words"}
		b.do(func(ctx context.Context, tx *db.Tx) error { return consent.PutPurpose(ctx, tx, purpose) })
		if list := of(); len(list) != 1 || list[0].Words != "Tôi đồng ý nhận tin" || list[0].By != "" || !list[0].Stands() || !agreed() {
			t.Errorf("%+v", list)
		}
		b.must(b.c.Withdraw(b.as(actor.Steward), ref, scope, "nhan-tin", "phone"))
		if list := of(); len(list) != 1 || list[0].Stands() || list[0].WithdrawnHow != "phone" || list[0].WithdrawnBy != "An" || agreed() {
			t.Errorf("withdrawn: %+v", list)
		}
		b.clock.Advance(time.Hour)
		b.must(b.c.Give(t.Context(), ref, scope, "nhan-tin", "paper", text.EN))
		b.do(func(ctx context.Context, tx *db.Tx) error { return b.c.Erase(ctx, tx, ref, "DL-1") })
		if list := of(); len(list) != 2 || list[0].Stands() || list[0].WithdrawnHow != "erased" {
			t.Errorf("after erasing: %+v", list)
		}
	})
}
