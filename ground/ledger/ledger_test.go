package ledger_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/ledger"
)

func write(t *testing.T, d *db.DB, subject string) {
	t.Helper()
	ctx := actor.With(context.WithoutCancel(t.Context()), actor.Actor{ID: "acc_1", Name: "A"})
	err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "test.write", Subject: subject, UnitPath: "/H23/", AreaPath: "/30/", Payload: map[string]string{"words": subject}})
	})
	if err != nil {
		t.Error(err)
	}
}

func exec(t *testing.T, d *db.DB, q string, args ...any) {
	t.Helper()
	err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, q, args...)
		if err == nil && n == 0 {
			err = fmt.Errorf("no row was touched")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func check(t *testing.T, d *db.DB) ledger.Report {
	t.Helper()
	r, err := ledger.Check(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sealed is a store with ten sealed entries.
func sealedStore(t *testing.T, d *db.DB) {
	t.Helper()
	for i := range 10 {
		write(t, d, fmt.Sprint("s", i))
	}
	if err := ledger.Seal(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if r := check(t, d); !r.OK() || r.Entries != 10 {
		t.Fatalf("an untouched ledger: %+v", r)
	}
}

func TestTamperingIsFound(t *testing.T) {
	for _, c := range []struct{ name, sql, want string }{
		{"a changed byte of an entry", `UPDATE ledger SET subject = 's3x' WHERE subject = 's3'`, "ledger.row_changed"},
		{"a changed time", `UPDATE ledger SET at = at + 1 WHERE subject = 's3'`, "ledger.row_changed"},
		{"a changed byte of a payload", `UPDATE ledger_payload SET payload = '{"words":"S3"}' WHERE payload = '{"words":"s3"}'`, "ledger.payload_changed"},
		{"a removed row", `DELETE FROM ledger WHERE subject = 's3'`, "ledger.row_missing"},
		{"a removed payload", `DELETE FROM ledger_payload WHERE payload = '{"words":"s3"}'`, "ledger.payload_missing"},
		{"a cut tail", `DELETE FROM ledger WHERE position > 7`, "ledger.tail_cut"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				sealedStore(t, d)
				exec(t, d, c.sql)
				r := check(t, d)
				if r.OK() || r.Findings[0].Key != c.want {
					t.Errorf("findings %+v, want %s first", r.Findings, c.want)
				}
			})
		})
	}
}

func TestALostHeadFileAndAForgottenSealAreFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		sealedStore(t, d)
		write(t, d, "late")
		if r := check(t, d); !r.OK() || r.Waiting != 1 {
			t.Errorf("an entry may wait for a moment: %+v", r)
		}
		dbtest.ClockOf(d).Advance(2 * time.Minute)
		if r := check(t, d); r.OK() || r.Findings[0].Key != "ledger.not_sealed" {
			t.Errorf("findings %+v", r.Findings)
		}
		if err := ledger.Seal(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(ledger.HeadFile(d)); err != nil {
			t.Fatal(err)
		}
		if r := check(t, d); r.OK() || r.Findings[0].Key != "ledger.head_missing" {
			t.Errorf("findings %+v", r.Findings)
		}
	})
}

// The end of the process, or of the disk's room, may come between the seal and
// the file.
func TestAHeadFileThatStayedBehindIsBroughtUpToDate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		sealedStore(t, d)
		behind, err := os.ReadFile(ledger.HeadFile(d))
		if err != nil {
			t.Fatal(err)
		}
		write(t, d, "newer")
		seal := func() {
			t.Helper()
			if err := ledger.Seal(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		seal()
		if err := os.WriteFile(ledger.HeadFile(d), behind, 0o600); err != nil {
			t.Fatal(err)
		}
		seal()
		exec(t, d, `DELETE FROM ledger WHERE subject = 'newer'`)
		seal() // what was cut is not made good
		if r := check(t, d); r.OK() || r.Findings[0].Key != "ledger.tail_cut" {
			t.Errorf("findings %+v", r.Findings)
		}
	})
}

func TestAPersonsPayloadCanBeErasedAndTheChainStillVerifies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		sealedStore(t, d)
		err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return ledger.Erase(ctx, tx, 4, "yêu cầu của chủ thể dữ liệu")
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := ledger.Seal(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if r := check(t, d); !r.OK() || r.Erased != 1 {
			t.Errorf("got %+v", r)
		}
	})
}

func TestManyWritersAndSealersMakeOneChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		for w := range 6 {
			wg.Go(func() {
				for i := range 10 {
					write(t, d, fmt.Sprintf("%d-%d", w, i))
					if err := ledger.Seal(context.WithoutCancel(t.Context()), d); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if err := ledger.Seal(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if r := check(t, d); r.Entries != 60 || !r.OK() {
			t.Errorf("got %+v", r)
		}
	})
}

func TestAListShowsOnlyWhatTheActorMayRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write(t, d, "s")
		for _, c := range []struct {
			role actor.Role
			area string
			want int
		}{{actor.Inspector, "/30/", 1}, {actor.Inspector, "/30/288/", 0}, {actor.Officer, "/30/", 0}} {
			ctx := actor.With(t.Context(), actor.Actor{ID: "acc_2", Grants: []actor.Grant{{Role: c.role, UnitPath: "/H23/", AreaPath: c.area}}})
			lines, err := ledger.List(ctx, d, ledger.Filter{Limit: 10})
			if err != nil || len(lines) != c.want {
				t.Errorf("%s in %s sees %d entries, want %d (%v)", c.role, c.area, len(lines), c.want, err)
			}
		}
	})
}
