package db_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
)

// Many write at once, and the embedded engine lets them share a commit. Some refuse what they did, some are given up by their caller in the middle of a statement,
// which makes that engine end the whole transaction; what Do said is what is there all the same.
func TestWhatDoSaidIsWhatIsThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		do := func(ctx context.Context, fn func(ctx context.Context, tx *db.Tx) error) error { return d.Do(ctx, fn) }
		if err := do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `CREATE TABLE written (who BIGINT PRIMARY KEY, rest BIGINT)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		refused := errors.New("refused")
		const many = 200
		said := make([]error, many)
		var all sync.WaitGroup
		for i := range many {
			all.Go(func() {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				said[i] = do(ctx, func(ctx context.Context, tx *db.Tx) error {
					if _, err := tx.Exec(ctx, `INSERT INTO written (who, rest) VALUES (?, 0)`, i); err != nil {
						return err
					}
					switch i % 5 {
					case 1:
						return refused
					case 2: // given up at any moment of a long statement
						go func() {
							for range rand.N(2000) {
								_ = ctx.Err()
							}
							cancel()
						}()
						_, err := tx.Exec(ctx, `INSERT INTO written (who, rest) WITH RECURSIVE n (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < 20000) SELECT ? + k, 1 FROM n`, 1_000_000*(i+1))
						return err
					}
					return nil
				})
			})
		}
		all.Wait()
		there := map[int64]int{}
		if err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return tx.Each(ctx, `SELECT CASE WHEN rest = 0 THEN who ELSE who / 1000000 - 1 END AS of, COUNT(*) FROM written GROUP BY 1`, nil, func(scan func(...any) error) error {
				var who int64
				var n int
				err := scan(&who, &n)
				there[who] = n
				return err
			})
		}); err != nil {
			t.Fatal(err)
		}
		for i, err := range said {
			want := map[bool]int{true: 1, false: 0}[err == nil]
			if i%5 == 2 && err == nil {
				want += 20_000
			}
			if got := there[int64(i)]; got != want {
				t.Errorf("writer %d was told %v and %d of its rows are there, not %d", i, err, got, want)
			}
			if (i%5 == 1) != errors.Is(err, refused) {
				t.Errorf("writer %d was told %v", i, err)
			}
			if i%5 != 1 && i%5 != 2 && err != nil {
				t.Errorf("writer %d did nothing wrong and was told %v", i, err)
			}
		}
	})
}

func TestOneWhoWaitsForTheWriterMayGiveUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		inside, goOn := make(chan struct{}), make(chan struct{})
		var first, second, third error
		var all sync.WaitGroup
		next := func(ctx context.Context, tx *db.Tx) error { _, err := tx.Number(ctx, "SC"); return err }
		all.Go(func() {
			first = d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				close(inside)
				<-goOn
				return next(ctx, tx)
			})
		})
		<-inside
		gone, cancel := context.WithCancel(t.Context())
		all.Go(func() { second = d.Do(gone, next) })
		all.Go(func() { third = d.Do(t.Context(), next) })
		cancel()
		close(goOn)
		all.Wait()
		if first != nil || third != nil {
			t.Errorf("the others were told %v and %v", first, third)
		}
		want := "SC-24-0003"
		if second == nil {
			want = "SC-24-0004"
		}
		if got := number(t, d, "SC"); got != want {
			t.Errorf("the next number is %s, not %s (who gave up was told %v)", got, want, second)
		}
	})
}

// Who gives up in the moment in which their transaction begins leaves no open one behind, in which nobody else could begin theirs.
func TestWhoGivesUpWhileBeginningLeavesNothingOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		one := func(ctx context.Context, tx *db.Tx) error {
			var n int
			return tx.QueryRow(ctx, `SELECT 1`).Scan(&n)
		}
		times := 2000
		if d.Engine() == db.Postgres {
			times = 50 // each takes a connection along, and a new one is a process of the server
		}
		for _, do := range []func(context.Context, func(context.Context, *db.Tx) error) error{d.View, d.Do} {
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					for range times {
						ctx, cancel := context.WithCancel(t.Context())
						gone := make(chan struct{})
						go func() {
							for range rand.N(400) {
								_ = ctx.Err()
							}
							cancel()
							close(gone)
						}()
						_ = do(ctx, one)
						<-gone
					}
				})
			}
			all.Wait()
			for range 20 { // every connection has its turn
				if err := do(t.Context(), one); err != nil {
					t.Fatalf("after those who gave up: %v", err)
				}
			}
		}
	})
}
