package notify_test

import (
	"context"
	"testing"

	"thanhdong/act/notify"
	"thanhdong/ground/actor"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

func TestAddressesAndWhatWasSentThereAreFoundAndErased(t *testing.T) {
	each(t, func(b *bench) {
		a, err := b.AddAddress(b.as("an"), "email", "an@tinh.test", "máy ở nhà")
		b.must(err)
		b.must(b.ConfirmAddress(b.as("an"), a.ID, codeIn(b.mail.sent()[0])))
		b.must(b.SendTest(b.as("an"), a.ID))
		c := consent.New(b.d)
		c.Hold(b.Holder())
		find := func(who consent.Person) (found []consent.Piece) {
			b.must(b.d.View(b.t.Context(), func(ctx context.Context, tx *db.Tx) error {
				found, err = c.Find(ctx, tx, who)
				return err
			}))
			return found
		}
		who := consent.Person{Emails: []string{"AN@tinh.test"}}
		erase := func(ref consent.Ref) error {
			return b.d.Do(actor.With(b.t.Context(), actor.System("test")), func(ctx context.Context, tx *db.Tx) error { return c.Erase(ctx, tx, ref, "DL-1") })
		}
		found := find(who)
		if len(found) != 2 || found[1].Kind != notify.DeliveryKind || found[1].Keeps == nil {
			b.t.Fatalf("found %+v", found)
		}
		b.refused(erase(found[1].Ref), fault.Conflict, "notify.under_way")
		b.settle()
		if got := b.mail.sent(); len(got) != 1 {
			b.t.Fatalf("sent %+v", got)
		}
		for _, p := range find(who) {
			b.must(erase(p.Ref))
		}
		if left := find(who); len(left) != 0 {
			b.t.Errorf("still held: %+v", left)
		}
		if left := find(consent.Person{Codes: []string{b.people["an"]}}); len(left) != 0 {
			b.t.Errorf("still held for the person: %+v", left)
		}
	})
}
