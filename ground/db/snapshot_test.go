package db_test

import (
	"context"
	"strings"
	"testing"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
)

func TestASnapshotIsAWorldOfItsOwn(t *testing.T) {
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		d := dbtest.Open(t, c)
		number := func(d *db.DB) (n string) {
			t.Helper()
			if err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) { n, err = tx.Number(ctx, "SC"); return err }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if got := number(d); got != "SC-24-0001" {
			t.Fatal(got)
		}
		to := d.Beside("exr_1")
		to.Clock, to.Mark = c.Clock, "DT-"
		if n, err := d.Size(t.Context(), to); n != 0 || err != nil {
			t.Errorf("what is not there takes %d: %v", n, err)
		}
		if err := d.Snapshot(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		if err := d.Snapshot(t.Context(), to); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second one over the first: %v", err)
		}
		second, err := db.Open(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		if got := number(second); got != "DT-SC-24-0002" {
			t.Errorf("the second world numbers %s", got)
		}
		if got := number(d); got != "SC-24-0002" {
			t.Errorf("the real one numbers %s: it saw what the second did", got)
		}
		if n, err := d.Size(t.Context(), to); n == 0 || err != nil {
			t.Errorf("it takes %d: %v", n, err)
		}
		if err := second.Close(); err != nil {
			t.Fatal(err)
		}
		if err := d.Discard(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		if n, err := d.Size(t.Context(), to); n != 0 || err != nil {
			t.Errorf("what was discarded takes %d: %v", n, err)
		}
		if err := d.Discard(t.Context(), db.Config{Dir: c.Dir, URL: c.URL}); err == nil || !strings.Contains(err.Error(), "beside") {
			t.Errorf("the real store may be discarded: %v", err)
		}
	})
}
