//go:build bench

package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/sense/observation"
)

// moving is a clock that the load moves, so that a day passes in seconds.
type moving struct{ us atomic.Int64 }

func (m *moving) Now() time.Time { return time.UnixMicro(m.us.Load()) }

// measureFold lets a day of some stations pass, folding as the server does, and
// looks at what is on disk and how it reads.
func measureFold(dir string) error {
	const many, minutes = 500, 1440
	ctx := actor.With(context.Background(), actor.System("bench"))
	clock := &moving{}
	began := time.Now().Truncate(time.Hour).Add(-48 * time.Hour)
	clock.us.Store(began.UnixMicro())
	d, err := db.Open(ctx, db.Config{Dir: dir, Clock: clock})
	if err != nil {
		return err
	}
	defer d.Close()
	o, err := observation.New(ctx, d)
	if err != nil {
		return err
	}
	values := make([]float64, many)
	all := make([]*observation.Series, many)
	var folding time.Duration
	for m := range minutes + 120 {
		at := began.Add(time.Duration(m) * time.Minute)
		clock.us.Store(at.Add(2*time.Second + rand.N(time.Second)).UnixMicro())
		if err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			rows := make([]observation.Row, many)
			now := make([]float64, many)
			for i := range rows {
				if all[i] == nil {
					if all[i], err = o.Ensure(ctx, tx, fmt.Sprintf("S%d", i), "X", "1", time.Minute); err != nil {
						return err
					}
				}
				values[i] += rand.NormFloat64() / 2
				now[i] = math.Round(values[i]*100) / 100
				rows[i] = observation.Row{Series: all[i], At: at, Value: &now[i]}
			}
			_, err = o.Write(ctx, tx, "bench", rows)
			return err
		}); err != nil {
			return err
		}
		if m%5 == 0 {
			from := time.Now()
			if err := o.Fold(ctx); err != nil {
				return err
			}
			folding += time.Since(from)
		}
	}
	var points, bytes, body int64
	if err := d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT sum(points), sum(length(body)) FROM observation_chunk`).Scan(&points, &body); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT sum(pgsize) FROM dbstat WHERE name = 'observation_chunk'`).Scan(&bytes)
	}); err != nil {
		return err
	}
	fmt.Printf("folding  %d points in %s; %.2f bytes an observation on disk, %.2f without the table\n",
		points, folding.Round(10*time.Millisecond), float64(bytes)/float64(points), float64(body)/float64(points))
	var took []time.Duration
	for range 300 {
		s := all[rand.N(many)]
		from := time.Now()
		got, _, err := o.Range(ctx, observation.Query{Station: s.Station, Parameter: "X", From: began, To: began.Add(minutes * time.Minute)})
		if err != nil || len(got) != minutes {
			return fmt.Errorf("%d points, %w", len(got), err)
		}
		took = append(took, time.Since(from))
	}
	fmt.Printf("folding  1,440 folded points p95 %s\n\n", p(took, 95).Round(10*time.Microsecond))
	return nil
}

// whileFolding gives the rate of accepting rows of the present minutes, and of
// late ones, while all that came before is folded.
func (r *rooms) whileFolding(span time.Duration) (live, late float64, err error) {
	folded := make(chan error, 1)
	began := time.Now()
	go func() {
		err := r.o.Fold(r.ctx)
		fmt.Printf("rooms on %-8s folding what was sent took %s beside the load\n", r.d.Engine(), time.Since(began).Round(10*time.Millisecond))
		folded <- err
	}()
	day := start
	defer func() { start = day }()
	start = time.Now().Truncate(time.Minute).Add(-40*time.Minute + time.Second).UnixMicro() // beside the instants of ranges
	var next atomic.Int64
	if live, err = r.accept(&next, 2, 1000, min(span, 2*time.Second)); err != nil {
		return 0, 0, err
	}
	start = day - 10*24*60*minute
	next.Store(0)
	if late, err = r.accept(&next, 2, 1000, span); err != nil {
		return 0, 0, err
	}
	return live, late, <-folded
}

// foldBeside folds what a running server has, as another process.
func foldBeside(dir string) error {
	ctx := actor.With(context.Background(), actor.System("bench"))
	d, err := db.Open(ctx, db.Config{Dir: dir})
	if err != nil {
		return err
	}
	defer d.Close()
	o, err := observation.New(ctx, d)
	if err != nil {
		return err
	}
	return o.Fold(ctx)
}
