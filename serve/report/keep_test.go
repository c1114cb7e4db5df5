package report_test

import (
	"testing"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/file"
)

func TestPicturesOfADraftWaitForItAndGoAlong(t *testing.T) {
	each(t, func(b *bench) {
		const key = "draft-0001"
		first, second := b.keep(picture(1)), b.keep(picture(2))
		for _, f := range []file.File{first, second, first} { // the line broke off, and the first was sent again
			if err := b.rs.Keep(t.Context(), key, f); err != nil {
				t.Fatal(err)
			}
			b.clock.Advance(time.Second)
		}
		if list, err := b.rs.Kept(t.Context(), key); err != nil || len(list) != 2 || list[0].SHA != first.SHA {
			t.Fatalf("%+v, %v", list, err)
		}
		if list, err := b.rs.Kept(t.Context(), "draft-0002"); err != nil || len(list) != 0 {
			t.Fatalf("of another draft: %+v, %v", list, err)
		}
		if err := b.rs.Drop(t.Context(), key, second.SHA); err != nil {
			t.Fatal(err)
		}
		d := draft()
		d.Key = key
		r := b.receive(d)
		if again := b.receive(d); again.ID != r.ID {
			t.Error("the same draft is another report")
		}
		seen, err := b.rs.ByCode(t.Context(), r.Code)
		if err != nil || len(seen.Photos) != 1 || seen.Photos[0].SHA != first.SHA {
			t.Errorf("%+v, %v", seen.Photos, err)
		}
		if list, _ := b.rs.Kept(t.Context(), key); len(list) != 0 {
			t.Errorf("%+v are kept still", list)
		}
	})
}

func TestWhatIsNotKeptForADraft(t *testing.T) {
	each(t, func(b *bench) {
		f := b.keep(picture(1))
		wantField(t, "a key that can be guessed", b.rs.Keep(t.Context(), "short", f), "key", "report.bad_key")
		f.Type = "application/pdf"
		wantFault(t, "no picture", b.rs.Keep(t.Context(), "draft-0001", f), fault.Unsupported, "report.not_picture")
		for i := range uint8(6) {
			if err := b.rs.Keep(t.Context(), "draft-0001", b.keep(picture(i+1))); err != nil {
				t.Fatal(err)
			}
		}
		wantFault(t, "too many", b.rs.Keep(t.Context(), "draft-0001", b.keep(picture(9))), fault.Conflict, "report.many_photos")
		b.clock.Advance(8 * 24 * time.Hour)
		if err := b.rs.ForgetDrafts(t.Context()); err != nil {
			t.Fatal(err)
		}
		if list, err := b.rs.Kept(t.Context(), "draft-0001"); err != nil || len(list) != 0 {
			t.Errorf("a draft that was never sent: %+v, %v", list, err)
		}
	})
}
