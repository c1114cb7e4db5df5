package account_test

import (
	"context"
	"slices"
	"testing"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
)

func TestWhoHasARoleIsFoundByUnitAndArea(t *testing.T) {
	each(t, func(b *bench) {
		leader, clerk := b.add("lãnh đạo", actor.Leader, "H23"), b.add("công chức", actor.Clerk, "H23.SYT")
		officer := b.add("chuyên viên", actor.Officer, "H23.SYT")
		gone := b.add("đã nghỉ", actor.Clerk, "H23.SYT")
		if err := b.accounts.Suspend(b.root, gone); err != nil {
			t.Fatal(err)
		}
		if err := b.accounts.Grant(b.root, officer, account.Given{Role: actor.Clerk, Unit: "H23.SYT", Area: "30"}); err != nil {
			t.Fatal(err)
		}
		is := func(what string, want []string, ask func(ctx context.Context, tx *db.Tx) ([]string, error)) {
			t.Helper()
			if err := b.d.View(b.root, func(ctx context.Context, tx *db.Tx) error {
				got, err := ask(ctx, tx)
				if err == nil && !slices.Equal(got, want) {
					t.Errorf("%s: %v, not %v", what, got, want)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		both := []string{clerk, officer}
		slices.Sort(both)
		is("below the province, by role and each once", append([]string{leader, officer}, clerk), func(ctx context.Context, tx *db.Tx) ([]string, error) {
			return account.Below(ctx, tx, "/H23/", actor.Leader, actor.Officer, actor.Clerk)
		})
		is("below the department", nil, func(ctx context.Context, tx *db.Tx) ([]string, error) {
			return account.Below(ctx, tx, "/H23/H23.SYT/", actor.Leader)
		})
		is("no role", nil, func(ctx context.Context, tx *db.Tx) ([]string, error) { return account.Below(ctx, tx, "/H23/") })
		is("granted for an area within", both, func(ctx context.Context, tx *db.Tx) ([]string, error) {
			return account.Granted(ctx, tx, "H23.SYT", "/30/288/", actor.Clerk)
		})
		is("granted for another province", nil, func(ctx context.Context, tx *db.Tx) ([]string, error) {
			return account.Granted(ctx, tx, "H23.SYT", "/31/", actor.Clerk)
		})
	})
}
