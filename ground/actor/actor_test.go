package actor_test

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
)

var (
	byBoth = actor.Declare("test.both", actor.ByUnit|actor.ByArea, actor.Duty, actor.Officer)
	byArea = actor.Declare("test.area", actor.ByArea, actor.Everyone...)
	free   = actor.Declare("test.free", actor.Anywhere, actor.Admin)
)

var (
	units = []string{"", "/H23/", "/H23/H23.STNMT/", "/H23/H23.STNMT/H23.STNMT.TT/", "/H23/H23.STN/", "/H24/"}
	areas = []string{"", "/30/", "/30/288/", "/30/288/10507/", "/30/2880/", "/31/"}
)

func TestTheCheckAndThePredicateAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rapid.Check(t, func(rt *rapid.T) {
			var a actor.Actor
			for range rapid.IntRange(0, 3).Draw(rt, "grants") {
				a.Grants = append(a.Grants, actor.Grant{
					Role:     rapid.SampledFrom(actor.Everyone).Draw(rt, "role"),
					UnitPath: rapid.SampledFrom(units).Draw(rt, "unit root"),
					AreaPath: rapid.SampledFrom(areas).Draw(rt, "area root"),
				})
			}
			s := actor.Scope{UnitPath: rapid.SampledFrom(units[1:]).Draw(rt, "unit"), AreaPath: rapid.SampledFrom(areas[1:]).Draw(rt, "area")}
			for _, v := range []actor.Verb{byBoth, byArea, free} {
				if may, listed := a.May(v, s), listed(t, d, a, v, s); may != listed {
					rt.Fatalf("%s of %+v to %+v: may %v, listed %v", v.Name(), a.Grants, s, may, listed)
				}
			}
		})
	})
}

func listed(t *testing.T, d *db.DB, a actor.Actor, v actor.Verb, s actor.Scope) bool {
	t.Helper()
	var n int
	err := d.View(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		where, args := a.Where(v, "x.u", "x.a")
		from := `(SELECT CAST(? AS TEXT) AS u, CAST(? AS TEXT) AS a) x`
		if tx.Engine() == db.Postgres {
			from = `(SELECT CAST(? AS TEXT) COLLATE "C" AS u, CAST(? AS TEXT) COLLATE "C" AS a) x`
		}
		q := fmt.Sprintf(`SELECT count(*) FROM %s WHERE %s`, from, where)
		return tx.QueryRow(ctx, q, append([]any{s.UnitPath, s.AreaPath}, args...)...).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n == 1
}

func TestNobodyIsAskedToSignInAndOthersAreRefused(t *testing.T) {
	s := actor.Scope{UnitPath: "/H23/", AreaPath: "/30/"}
	if err := actor.From(t.Context()).Check(byBoth, s); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("nobody got %v", err)
	}
	if err := (actor.Actor{ID: "acc_1"}).Check(byBoth, s); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a stranger got %v", err)
	}
	if err := actor.System("rule").Check(byBoth, s); err != nil {
		t.Errorf("the product got %v", err)
	}
}
