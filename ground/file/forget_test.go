package file_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
)

func TestForgottenBytesGoUnlessTheyAreMeantAgain(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, files *file.Files, dir string) {
		put := func(b string) string {
			t.Helper()
			f, err := files.Put(t.Context(), bytes.NewReader([]byte(b)), "a.txt", "", 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			return f.SHA
		}
		gone, meant, again := put("gone"), put("another row means it"), put("handed in again")
		if err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, sha := range []string{gone, meant, again, gone} {
				if err := file.Forget(ctx, tx, sha); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		sweep := func() {
			t.Helper()
			if err := files.Sweep(t.Context(), func(_ context.Context, _ *db.Tx, sha string) (bool, error) { return sha == meant, nil }); err != nil {
				t.Fatal(err)
			}
		}
		sweep()
		if names := onDisk(t, dir); len(names) != 3 {
			t.Fatalf("gone before the hour: %v", names)
		}
		put("handed in again")
		dbtest.ClockOf(d).Advance(time.Hour)
		sweep()
		sweep()
		if _, err := files.Get(t.Context(), gone); !fault.Is(err, fault.NotFound) {
			t.Errorf("still known: %v", err)
		}
		for _, sha := range []string{meant, again} {
			f, _, err := files.Open(t.Context(), sha)
			if err != nil {
				t.Fatal(err)
			}
			f.Close()
		}
		if names := onDisk(t, dir); len(names) != 2 {
			t.Errorf("on the disk: %v", names)
		}
		if r, err := files.Verify(t.Context()); err != nil || !r.OK() || r.Spare != 0 {
			t.Errorf("%+v, %v", r, err)
		}
		if put("gone") != gone { // and it may come back
			t.Error("another name for the same bytes")
		}
	})
}
