package report_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/serve/report"
)

func TestWhoReportedIsFoundGivenAndErased(t *testing.T) {
	each(t, func(b *bench) {
		c := consent.New(b.d)
		c.Hold(b.rs.Holder())
		find := func(who consent.Person) (found []consent.Piece) {
			b.t.Helper()
			if err := b.d.View(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
				found, err = c.Find(ctx, tx, who)
				slices.SortFunc(found, func(a, b consent.Piece) int { return strings.Compare(a.Kind+a.Title, b.Kind+b.Title) })
				return err
			}); err != nil {
				b.t.Fatal(err)
			}
			return found
		}
		erase := func(ref consent.Ref) error {
			return b.d.Do(as(t, actor.System("test")), func(ctx context.Context, tx *db.Tx) error { return c.Erase(ctx, tx, ref, "DL-24-0001") })
		}
		d := draft()
		d.Reporter = report.Reporter{Name: "Trần Thị Hoà", Phone: "0912 345 678", Email: "hoa@example.vn"}
		hers := b.assigned(d)
		d = draft()
		d.Words = "Gọi tôi số +84 912.345.678, Trần Thị Hoà"
		named := b.receive(d)
		other := b.receive(draft())
		seen, proof := b.keep(picture(1)), picture(2)
		if err := b.rs.AddPhoto(t.Context(), hers.Code, seen); err != nil {
			t.Fatal(err)
		}

		who := consent.Person{Name: "Trần Thị Hoà", Phones: []string{"0912345678"}}
		found := find(who)
		var ids []string
		for _, p := range found {
			ids = append(ids, p.Kind+" "+p.Title)
			if p.Keeps == nil {
				t.Errorf("%s may be erased while somebody acts", p.Title)
			}
		}
		want := strings.Join([]string{report.ContactHeld + " " + hers.Number, report.WordsHeld + " " + hers.Number, report.WordsHeld + " " + named.Number}, ", ")
		if got := strings.Join(ids, ", "); got != want {
			t.Fatalf("found %s, want %s", got, want)
		}
		wantFault(t, "erase what is in hand", erase(found[0].Ref), fault.Conflict, "report.in_hand")
		if by := find(consent.Person{Codes: []string{other.Number}}); len(by) != 1 || by[0].ID != other.ID {
			t.Errorf("by number: %+v", by)
		}

		b.prove(hers.ID, proof)
		b.must(b.rs.Resolve(as(t, officer), hers.ID, "Đã vá", "Xong"))
		b.must(b.rs.Deny(t.Context(), hers.Code, "Hoà đây, vẫn hỏng"))
		b.prove(hers.ID, picture(3))
		b.must(b.rs.Resolve(as(t, officer), hers.ID, "Đã vá lại", "Xong"))
		b.must(b.rs.Confirm(t.Context(), hers.Code, 3))
		b.must(b.rs.Reject(as(t, clerk), named.ID, "spam", "Rác"))
		found = find(who)
		if len(found) != 3 || len(found[1].Files) != 1 || !strings.Contains(fieldsOf(found[1]), "vẫn hỏng") {
			t.Fatalf("given: %+v", found)
		}
		for _, p := range found {
			if err := erase(p.Ref); err != nil {
				t.Fatal(err)
			}
		}
		if left := find(who); len(left) != 0 {
			t.Errorf("still held: %+v", left)
		}
		now := b.get(hers.ID)
		if now.Words != "" || now.Address != "" || now.Lon != nil || !now.Reporter.Anonymous() || len(now.Photos) != 0 || now.Outcome != report.Confirmed || now.Answer != "Đã vá lại" || len(now.Proof) == 0 {
			t.Errorf("what is left: %+v", now)
		}
		for _, l := range now.Log {
			if strings.Contains(l.Words, "hỏng") {
				t.Errorf("the history still tells %q", l.Words)
			}
		}
		if n := b.count(`work_item WHERE subject_id = '` + hers.ID + `' AND (title_vi LIKE '%Thanh%' OR search LIKE '%thanh nien%')`); n != 0 {
			t.Errorf("%d items of the queue still name the place", n)
		}
		b.clock.Advance(time.Hour)
		if err := b.files.Sweep(t.Context(), b.rs.Uses); err != nil {
			t.Fatal(err)
		}
		if _, err := b.files.Get(t.Context(), seen.SHA); !fault.Is(err, fault.NotFound) {
			t.Errorf("the bytes of the picture are still there: %v", err)
		}
		if f, _, err := b.files.Open(t.Context(), b.keep(proof).SHA); err != nil {
			t.Errorf("the proof went too: %v", err)
		} else {
			f.Close()
		}
		if list, _, err := b.rs.List(as(t, clerk), report.Filter{Q: "cổng trường"}); err != nil || len(list) != 1 || list[0].ID != other.ID {
			t.Errorf("the search still finds %d %v", len(list), err)
		}
		if n := b.count(`ledger_payload WHERE payload LIKE '%912%345%678%' OR payload LIKE '%Hoà%' OR payload LIKE '%hỏng%'`); n != 0 {
			t.Errorf("%d entries of the ledger still tell", n)
		}
		if err := ledger.Seal(t.Context(), b.d); err != nil {
			t.Fatal(err)
		}
		if check, err := ledger.Check(t.Context(), b.d); err != nil || !check.OK() {
			t.Errorf("the ledger: %+v %v", check, err)
		}
	})
}

func fieldsOf(p consent.Piece) string {
	s := ""
	for _, f := range p.Fields {
		s += f.Value + "\n"
	}
	return s
}

func TestWhatIsOldIsOfReportsThatEnded(t *testing.T) {
	each(t, func(b *bench) {
		d := draft()
		d.Reporter.Phone = "0912345678"
		main, same, ended := b.assigned(d), b.receive(d), b.receive(d)
		b.must(b.rs.Merge(as(t, clerk), same.ID, main.ID))
		b.must(b.rs.Reject(as(t, clerk), ended.ID, "spam", "Rác"))
		old := func(want ...string) {
			t.Helper()
			for _, kind := range []string{report.ContactHeld, report.WordsHeld} {
				var got []string
				b.order(func(ctx context.Context, tx *db.Tx) error {
					got = nil
					refs, err := b.rs.Holder().Old(ctx, tx, kind, tx.Now().Add(-24*time.Hour), 10)
					for _, r := range refs {
						got = append(got, r.ID)
					}
					return err
				})
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Errorf("%s: %v are old, want %v", kind, got, want)
				}
			}
		}
		old()
		b.clock.Advance(25 * time.Hour)
		old(ended.ID) // who sent the other asks about the one that goes on
		b.prove(main.ID, picture(1))
		b.must(b.rs.Resolve(as(t, officer), main.ID, "Đã vá", "Xong"))
		b.must(b.rs.Confirm(t.Context(), same.Code, 3))
		b.clock.Advance(23 * time.Hour)
		old(ended.ID)
		b.clock.Advance(2 * time.Hour)
		old(main.ID, same.ID, ended.ID)
	})
}

func TestWhatHasGrownOldIsErasedByItself(t *testing.T) {
	each(t, func(b *bench) {
		const day = 24 * time.Hour
		c := consent.New(b.d)
		c.Hold(b.rs.Holder())
		c.Register(b.timers)
		b.order(func(ctx context.Context, tx *db.Tx) error {
			return consent.PutKeeping(ctx, tx, consent.Keeping{Kind: report.ContactHeld, Keep: 365 * day, Notice: 7 * day, Mark: "PROJECT CHOICE"})
		})
		d := draft()
		d.Reporter.Phone = "0912345678"
		ended, open := b.receive(d), b.receive(d)
		b.must(b.rs.Reject(as(t, clerk), ended.ID, "spam", "Rác"))
		b.clock.Advance(366 * day)
		b.settle()
		if r := b.get(ended.ID); r.Reporter.Phone == "" {
			t.Error("erased before it stood in a plan")
		}
		b.clock.Advance(9 * day)
		for range 3 {
			b.settle()
		}
		if r := b.get(ended.ID); !r.Reporter.Anonymous() || r.Words == "" {
			t.Errorf("after its time: %+v, %q", r.Reporter, r.Words)
		}
		if r := b.get(open.ID); r.Reporter.Phone == "" {
			t.Error("somebody still has to answer")
		}
	})
}
