package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
)

func TestDoJoinsTheTransactionInContext(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		refused := errors.New("refused")
		err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := d.Do(ctx, func(ctx context.Context, inner *db.Tx) error {
				_, err := inner.Number(ctx, "SC")
				return err
			}); err != nil {
				return err
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatalf("got %v", err)
		}
		if got := number(t, d, "SC"); got != "SC-24-0001" {
			t.Errorf("the refused command used up a number: next is %s", got)
		}
	})
}

func TestNumbersAreGaplessUnderManyWriters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var mu sync.Mutex
		var got []string
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				n := number(t, d, "VI")
				mu.Lock()
				defer mu.Unlock()
				got = append(got, n)
			})
		}
		wg.Wait()
		slices.Sort(got)
		for i, n := range got {
			if want := fmt.Sprintf("VI-24-%04d", i+1); n != want {
				t.Fatalf("number %d is %s, want %s", i, n, want)
			}
		}
	})
}

func TestIdsSortByTime(t *testing.T) {
	c := dbtest.NewClock(dbtest.Start)
	a := db.NewID("inc", c.Now())
	c.Advance(1e6)
	if b := db.NewID("inc", c.Now()); a >= b {
		t.Errorf("%s made before %s does not sort before it", a, b)
	}
}

func TestDriverErrorsBecomeKinds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		insert := func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO lease (duty, holder, until) VALUES (?, ?, ?)`, "a", "b", 1)
			return err
		}
		if err := d.Do(t.Context(), insert); err != nil {
			t.Fatal(err)
		}
		if err := d.Do(t.Context(), insert); !fault.Is(err, fault.Conflict) {
			t.Errorf("a repeated key is %v, want a conflict", err)
		}
		err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			var s string
			return tx.QueryRow(ctx, `SELECT holder FROM lease WHERE duty = ?`, "none").Scan(&s)
		})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("no row is %v, want not found", err)
		}
		err = d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error { return d.Do(ctx, insert) })
		if !fault.Is(err, fault.Internal) {
			t.Errorf("writing inside a view is %v, want a refusal", err)
		}
	})
}

func TestANewerDatabaseIsRefusedAndUntouched(t *testing.T) {
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		d := dbtest.Open(t, c)
		err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, ?)`, 9999, true)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		d.Close()
		if _, err := db.Open(t.Context(), c); !fault.Is(err, fault.Conflict) {
			t.Fatalf("got %v, want a refusal", err)
		}
	})
}

func TestTwoProcessesMayMigrateAtOnce(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		c := db.Config{Dir: t.TempDir()}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				d, err := db.Open(context.Background(), c)
				if err != nil {
					t.Error(err)
					return
				}
				d.Close()
			})
		}
		wg.Wait()
	})
}

func number(t *testing.T, d *db.DB, kind string) (n string) {
	t.Helper()
	err := d.Do(context.WithoutCancel(t.Context()), func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = tx.Number(ctx, kind)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return n
}

func TestAStoreThatTakesNothingSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write := func(err error) error {
			return d.Do(t.Context(), func(context.Context, *db.Tx) error { return err })
		}
		if write(nil) != nil || d.Trouble() != nil {
			t.Errorf("in order: %v", d.Trouble())
		}
		if write(fault.New(fault.Conflict, "db.duplicate")) == nil || d.Trouble() != nil {
			t.Errorf("a refused command is no trouble: %v", d.Trouble())
		}
		if write(fault.New(fault.Unavailable, "db.no_room")) == nil || !fault.Is(d.Trouble(), fault.Unavailable) {
			t.Errorf("full: %v", d.Trouble())
		}
		if write(nil) != nil || d.Trouble() != nil {
			t.Errorf("in order again: %v", d.Trouble())
		}
	})
}
