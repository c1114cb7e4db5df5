package account_test

import (
	"context"
	"strings"
	"testing"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

func TestAPersonIsFoundAndErasedAfterLeavingOffice(t *testing.T) {
	each(t, func(b *bench) {
		id := b.add("Nguyễn Văn Đạt", actor.Officer, "H23.SYT")
		b.add("Nguyễn Văn Đại", actor.Officer, "H23.SYT")
		c := consent.New(b.d)
		c.Hold(b.accounts.Holder())
		who := consent.Person{Name: "nguyễn  văn ĐẠT"}
		ref := consent.Ref{Kind: account.PersonKind, ID: id}
		do := func(fn func(ctx context.Context, tx *db.Tx) error) error { return b.d.Do(b.root, fn) }
		err := do(func(ctx context.Context, tx *db.Tx) error {
			found, err := c.Find(ctx, tx, who)
			if err != nil || len(found) != 1 || found[0].Ref != ref || found[0].Keeps == nil {
				t.Errorf("found %+v, %v", found, err)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		erase := func(ctx context.Context, tx *db.Tx) error { return c.Erase(ctx, tx, ref, "YC-1") }
		if err := do(erase); !fault.Is(err, fault.Conflict) {
			t.Fatalf("somebody in office was erased: %v", err)
		}
		if err := b.accounts.Suspend(b.root, id); err != nil {
			t.Fatal(err)
		}
		if err := do(erase); err != nil {
			t.Fatal(err)
		}
		if err := do(erase); err != nil {
			t.Fatalf("a second time: %v", err)
		}
		err = do(func(ctx context.Context, tx *db.Tx) error {
			found, err := c.Find(ctx, tx, who)
			if len(found) != 0 {
				t.Errorf("still found: %+v", found)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		lines, err := ledger.List(b.root, b.d, ledger.Filter{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			if strings.Contains(string(l.Payload), "Đạt") {
				t.Errorf("the ledger still tells the name: %s %s", l.Verb, l.Payload)
			}
		}
		if err := ledger.Seal(b.root, b.d); err != nil {
			t.Fatal(err)
		}
		if r, err := ledger.Check(b.root, b.d); err != nil || !r.OK() || r.Erased == 0 {
			t.Errorf("%+v %v", r, err)
		}
	})
}
