package account_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// The clock of the bench stands in July 2024.
func (b *bench) order(fn func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	if err := b.d.Do(b.root, fn); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) may(id string, s actor.Scope) bool {
	b.Helper()
	acc, err := b.accounts.Get(b.root, id)
	if err != nil {
		b.Fatal(err)
	}
	who := acc.Actor()
	return who.May(unit.Change, s)
}

func share(f float64) *float64 { return &f }

func department(code string) unit.Unit {
	return unit.Unit{Code: code, Kind: "department", Parent: "H23", Area: "30", Name: text.L{VI: code, EN: code}}
}

func TestFromTheDayOfSuccessionAGrantReachesTheSuccessor(t *testing.T) {
	each(t, func(b *bench) {
		day := text.DayOf(b.d.Now().Add(48 * time.Hour))
		id := b.add("quản trị", actor.Admin, "H23.SYT")
		b.order(func(ctx context.Context, tx *db.Tx) error {
			return unit.Succeed(ctx, tx, unit.Succession{Decree: unit.Decree{Day: day, Act: "QĐ 1", Mark: "PROJECT CHOICE"}, Old: []string{"H23.SYT"},
				New: []unit.Unit{department("H23.YTXH")}, Lines: []unit.Lineage{{Old: "H23.SYT", New: "H23.YTXH", Share: share(1)}}})
		})
		old, heir := actor.Scope{UnitPath: "/H23/H23.SYT/", AreaPath: "/30/"}, actor.Scope{UnitPath: "/H23/H23.YTXH/", AreaPath: "/30/"}
		if !b.may(id, old) || b.may(id, heir) {
			t.Error("before the day the grant is for the old unit alone")
		}
		b.clock.Advance(72 * time.Hour)
		if !b.may(id, heir) || !b.may(id, old) {
			t.Error("from the day on it reaches the successor and what the old one left")
		}
		if b.may(id, actor.Scope{UnitPath: "/H23/H23.STNMT/", AreaPath: "/30/"}) {
			t.Error("it reaches a stranger")
		}
		acc, err := b.accounts.Get(b.root, id)
		if err != nil || !slices.ContainsFunc(acc.Grants, func(g actor.Grant) bool { return g.Unit == "H23.YTXH" && g.For == "H23.SYT 30" }) {
			t.Errorf("the grant does not say whose place was taken: %+v, %v", acc.Grants, err)
		}
	})
}

func TestADivisionReachesItsPartsOnlyAsItWasStated(t *testing.T) {
	each(t, func(b *bench) {
		divide := func(old string, shares ...*float64) {
			v := unit.Division{Decree: unit.Decree{Day: "2024-01-01", Act: "QĐ 2", Mark: "PROJECT CHOICE"}, Old: old}
			for i, s := range shares {
				v.Into = append(v.Into, unit.Piece{Unit: department(old + "." + string(rune('A'+i))), Share: s})
			}
			b.order(func(ctx context.Context, tx *db.Tx) error { return unit.Split(ctx, tx, v) })
		}
		stated, unstated := b.add("rõ", actor.Admin, "H23.SYT"), b.add("chưa rõ", actor.Admin, "H23.STNMT")
		divide("H23.SYT", share(0.6), share(0.4))
		divide("H23.STNMT", nil, nil)
		for _, part := range []string{"A", "B"} {
			if !b.may(stated, actor.Scope{UnitPath: "/H23/H23.SYT." + part + "/", AreaPath: "/30/"}) {
				t.Errorf("the stated part %s is not reached", part)
			}
			if b.may(unstated, actor.Scope{UnitPath: "/H23/H23.STNMT." + part + "/", AreaPath: "/30/"}) {
				t.Errorf("part %s is reached though nobody stated how the unit was divided", part)
			}
		}
		acc, err := b.accounts.Get(b.root, unstated)
		if err != nil || len(acc.Grants) != 1 || !acc.Grants[0].Undecided {
			t.Errorf("the administrator is not told: %+v, %v", acc.Grants, err)
		}
		b.order(func(ctx context.Context, tx *db.Tx) error {
			_, err := unit.PutLineage(ctx, tx, []unit.Lineage{{Old: "H23.STNMT", New: "H23.STNMT.A", Day: "2024-01-01", Share: share(1), Source: "QĐ 3"},
				{Old: "H23.STNMT", New: "H23.STNMT.B", Day: "2024-01-01", Share: share(0), Source: "QĐ 3"}})
			return err
		})
		if !b.may(unstated, actor.Scope{UnitPath: "/H23/H23.STNMT.A/", AreaPath: "/30/"}) {
			t.Error("once it is stated it does not hold")
		}
	})
}

func TestAGrantFollowsItsAreaAndThroughSeveralSuccessions(t *testing.T) {
	each(t, func(b *bench) {
		id := b.add("quản trị", actor.Admin, "H23.SYT")
		b.order(func(ctx context.Context, tx *db.Tx) error {
			d := area.Decree{Day: "2024-02-01", Act: "NQ 1", Mark: "PROJECT CHOICE"}
			next := area.Area{Code: "31", Kind: "city", Name: text.L{VI: "31", EN: "31"}}
			if err := area.Succeed(ctx, tx, area.Succession{Decree: d, Old: []string{"30"}, New: []area.Area{next}, Lines: []area.Lineage{{Old: "30", New: "31", ShareArea: share(1)}}}); err != nil {
				return err
			}
			for i, step := range [][2]string{{"H23.SYT", "Y1"}, {"Y1", "Y2"}} {
				u := department(step[1])
				u.Area = "31"
				d := unit.Decree{Day: text.Day([]string{"2024-03-01", "2024-04-01"}[i]), Act: "QĐ", Mark: "PROJECT CHOICE"}
				if err := unit.Succeed(ctx, tx, unit.Succession{Decree: d, Old: []string{step[0]}, New: []unit.Unit{u}, Lines: []unit.Lineage{{Old: step[0], New: step[1]}}}); err != nil {
					return err
				}
			}
			return nil
		})
		if !b.may(id, actor.Scope{UnitPath: "/H23/Y2/", AreaPath: "/31/288/"}) {
			t.Error("the successor of the successor in the successor of the area is not reached")
		}
	})
}
