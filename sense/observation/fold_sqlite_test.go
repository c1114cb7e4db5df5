package observation

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/timer"
)

// opened is a room on SQLite with one series.
func opened(t *testing.T, f func(ctx context.Context, d *db.DB, o *Observations, l *lite, s *Series)) {
	t.Helper()
	dbtest.SQLite(t, func(t *testing.T, d *db.DB) {
		ctx := actor.With(t.Context(), actor.System("test"))
		o, err := New(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		var s *Series
		if err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			s, err = o.Ensure(ctx, tx, "a", "PM10", "ug/Nm3", 0)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		f(ctx, d, o, o.store.(*lite), s)
	})
}

// put writes n values, a minute apart, the last one minute before the end.
func put(t *testing.T, ctx context.Context, d *db.DB, o *Observations, s *Series, end time.Time, n int) {
	t.Helper()
	for n > 0 {
		rows := make([]Row, min(n, 5000))
		for i := range rows {
			v := float64(i)
			rows[i] = Row{Series: s, At: end.Add(time.Duration(i-n) * time.Minute), Value: &v}
		}
		if err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := o.Write(ctx, tx, "air", rows)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		n -= len(rows)
	}
}

func count(t *testing.T, ctx context.Context, d *db.DB, q string, args ...any) (n int) {
	t.Helper()
	if err := d.View(ctx, func(ctx context.Context, tx *db.Tx) error { return tx.QueryRow(ctx, q, args...).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

// Points of one series are packed in any order and any number; chunks never
// overlap, none outgrows its page, and together they hold what came last.
func TestChunksOfASeriesNeverOverlap(t *testing.T) {
	opened(t, func(ctx context.Context, d *db.DB, _ *Observations, l *lite, _ *Series) {
		rng := rand.New(rand.NewPCG(rand.Uint64(), 1))
		model := map[int64]point{}
		for step := range 120 {
			batch := map[int64]point{}
			from, wide := rng.Int64N(4000), 1+rng.Int64N(600)
			if step%2 == 0 {
				from = int64(step) * 30 // mostly it grows at the end
			}
			for range 1 + rng.IntN(300) {
				at := from + rng.Int64N(wide)
				batch[at*second] = point{at: at * second, value: rng.Float64() * float64(rng.IntN(2)), source: 1, received: at * second}
			}
			var fresh []point
			for at, p := range batch {
				fresh = append(fresh, p)
				model[at] = p
			}
			slices.SortFunc(fresh, func(a, b point) int { return cmpInt(a.at, b.at) })
			if err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error { return packInto(ctx, tx, 7, fresh) }); err != nil {
				t.Fatal(err)
			}
			last, seen := int64(-1), 0
			err := d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
				return eachChunk(ctx, tx, 7, 0, 1<<50, func(c *chunk) (bool, error) {
					list, err := c.unpack(nil, true)
					if len(list) == 0 || c.first <= last || list[0].at != c.first || list[len(list)-1].at != c.last || len(list) != c.points || len(c.body) > chunkBytes {
						t.Fatalf("chunk %+v after %d, %v", c, last, err)
					}
					for _, p := range list {
						seen++
						if !like(p, model[p.at]) {
							t.Fatalf("%+v, want %+v", p, model[p.at])
						}
					}
					last = c.last
					return true, err
				})
			})
			if err != nil || seen != len(model) {
				t.Fatalf("%d points of %d, %v", seen, len(model), err)
			}
		}
		if n := count(t, ctx, d, `SELECT count(*) FROM observation_chunk`); n > len(model)/40 {
			t.Errorf("%d points lie in %d chunks", len(model), n)
		}
	})
}

func TestTheDutyFoldsWhatIsOldAndLeavesTheNewest(t *testing.T) {
	opened(t, func(ctx context.Context, d *db.DB, o *Observations, _ *lite, s *Series) {
		put(t, ctx, d, o, s, d.Now(), 90)
		tm := timer.New(d)
		o.Register(tm)
		if err := tm.RunDue(ctx); err != nil {
			t.Fatal(err)
		}
		if n := count(t, ctx, d, `SELECT count(*) FROM observation_chunk`); n != 0 {
			t.Errorf("%d chunks before it was time", n)
		}
		dbtest.ClockOf(d).Advance(15 * time.Minute)
		if err := tm.RunDue(ctx); err != nil {
			t.Fatal(err)
		}
		if n := count(t, ctx, d, `SELECT count(*) FROM observation_recent`); n != 35 {
			t.Errorf("%d rows stay, want those of the last 50 minutes", n)
		}
		if n := count(t, ctx, d, `SELECT sum(points) FROM observation_chunk`); n != 55 {
			t.Errorf("%d points folded", n)
		}
	})
}

// Means over many rows above many chunks are taken in parts.
func TestMeansAreTheSameBeforeAndAfterFolding(t *testing.T) {
	opened(t, func(ctx context.Context, d *db.DB, o *Observations, l *lite, s *Series) {
		l.head.budget = 100
		const n = 2*part + 500
		end := dbtest.Start.Truncate(24 * time.Hour)
		put(t, ctx, d, o, s, end, n)
		q := Query{Station: "a", Parameter: "PM10", From: end.Add(-n*time.Minute - time.Hour), To: end.Add(time.Hour)}
		ask := func(every time.Duration) string {
			means, _, _, err := o.Means(ctx, q, every)
			if err != nil {
				t.Fatal(err)
			}
			return sums(means)
		}
		hours, days := ask(time.Hour), ask(24*time.Hour)
		for _, until := range []time.Time{end.Add(-20_000 * time.Minute), end} {
			if err := FoldUntil(ctx, o, d, until); err != nil {
				t.Fatal(err)
			}
			if ask(time.Hour) != hours || ask(24*time.Hour) != days {
				t.Errorf("other means after folding until %v", until)
			}
		}
		// A correction counts at once, though its chunk has sums.
		v := 1e6
		if err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := o.Write(ctx, tx, "air", []Row{{Series: s, At: end.Add(-5000 * time.Minute), Value: &v}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		corrected := ask(24 * time.Hour)
		if corrected == days {
			t.Error("the correction does not count")
		}
		if err := o.Fold(ctx); err != nil || ask(24*time.Hour) != corrected {
			t.Errorf("folding changed it, %v", err)
		}
	})
}

// A late row must not be folded while recent still has an older value of its
// instant to fold: that would come after it and win.
func TestALateRowWaitsForTheRowsItCorrects(t *testing.T) {
	opened(t, func(ctx context.Context, d *db.DB, o *Observations, l *lite, s *Series) {
		put(t, ctx, d, o, s, dbtest.Start, 10)
		if err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `UPDATE observation_commit SET frozen = ?`, db.Micros(dbtest.Start)); err != nil {
				return err
			}
			v := 99.0
			_, err := o.Write(ctx, tx, "air", []Row{{Series: s, At: dbtest.Start.Add(-5 * time.Minute), Value: &v}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		batch, err := l.frozenRows(ctx, d)
		if err != nil || len(batch) != 10 {
			t.Fatalf("%d rows, %v", len(batch), err)
		}
		if err := l.foldLate(ctx, d); err != nil || count(t, ctx, d, `SELECT count(*) FROM observation_late`) != 1 {
			t.Fatalf("the late row did not wait, %v", err)
		}
		if err := o.Fold(ctx); err != nil || count(t, ctx, d, `SELECT count(*) FROM observation_late`) != 0 {
			t.Fatalf("the late row was not folded, %v", err)
		}
		// A fold that read the rows earlier finds them gone and changes nothing.
		if err := l.foldRows(ctx, d, batch); err != nil {
			t.Fatal(err)
		}
		l.head = newHead()
		rows, _, err := o.Range(ctx, Query{Station: "a", Parameter: "PM10", From: dbtest.Start.Add(-5 * time.Minute), To: dbtest.Start.Add(-4 * time.Minute)})
		if err != nil || len(rows) != 1 || *rows[0].Value != 99 {
			t.Errorf("read %+v, %v", rows, err)
		}
	})
}

// BenchmarkHourlyMeans reads eight years of minutes, 4.3 million points, as
// hourly and as daily means.
func BenchmarkHourlyMeans(b *testing.B) {
	ctx := actor.With(b.Context(), actor.System("test"))
	d, err := db.Open(ctx, db.Config{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	o, err := New(ctx, d)
	if err != nil {
		b.Fatal(err)
	}
	const n = 4_320_000
	began := time.Date(2015, 12, 31, 17, 0, 0, 0, time.UTC).UnixMicro()
	rng := rand.New(rand.NewPCG(1, 1))
	for at := 0; at < n; at += 12_000 {
		points := make([]point, 12_000)
		for i := range points {
			us := began + int64(at+i)*60*second
			points[i] = point{at: us, received: us + 2*second + rng.Int64N(second), value: float64(rng.IntN(5000)) / 100, source: 1}
		}
		if err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			s, err := o.Ensure(ctx, tx, "a", "PM10", "ug/Nm3", 0)
			if err != nil {
				return err
			}
			return packInto(ctx, tx, s.ID, points)
		}); err != nil {
			b.Fatal(err)
		}
	}
	if err := FoldUntil(ctx, o, d, db.Time(began+n*60*second)); err != nil {
		b.Fatal(err)
	}
	for _, every := range []time.Duration{time.Hour, 24 * time.Hour} {
		b.Run(every.String(), func(b *testing.B) {
			for b.Loop() {
				count := 0
				for q := (Query{Station: "a", Parameter: "PM10", From: db.Time(began), To: db.Time(began + n*60*second)}); !q.From.IsZero(); {
					means, _, next, err := o.Means(ctx, q, every)
					if err != nil {
						b.Fatal(err)
					}
					count, q.From = count+len(means), next
				}
				if count != n*int(time.Minute)/int(every) {
					b.Fatalf("%d means", count)
				}
			}
		})
	}
}
