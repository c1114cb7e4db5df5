//go:build bench

package main

import (
	"context"
	"database/sql"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
	_ "modernc.org/sqlite"
)

// The shape of the load: many series that speak in turn, as stations do.
const (
	series = 10_000
	minute = int64(60_000_000) // microseconds
	tick   = int64(1_000_000)  // between two values of a series
)

// start lets the load begin where nothing is folded yet: what is measured is the
// present. Late rows are measured of their own.
var start = time.Now().Truncate(time.Minute).Add(-45 * time.Minute).UnixMicro()

// bareLoop is the engine alone: one prepared insert a row, rows in the order of
// time, a thousand to a durable transaction. It gives rows a second.
func bareLoop(dir string, d time.Duration) (float64, error) {
	pool, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "bare.db")+
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(10000)&_pragma=cache_size(-32000)")
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	if _, err := pool.Exec(`CREATE TABLE o (at INT, series INT, value REAL, status INT, PRIMARY KEY (at, series)) WITHOUT ROWID`); err != nil {
		return 0, err
	}
	insert, err := pool.Prepare(`INSERT INTO o VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`)
	if err != nil {
		return 0, err
	}
	n, began := 0, time.Now()
	for time.Since(began) < d {
		tx, err := pool.BeginTx(context.Background(), nil)
		if err != nil {
			return 0, err
		}
		st := tx.Stmt(insert)
		for range 1000 {
			if _, err := st.Exec(start+int64(n/series)*tick, int64(n%series), float64(n%977)/10, int64(0)); err != nil {
				return 0, err
			}
			n++
		}
		if err := tx.Commit(); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

// bareSingles is what senders reach when each of their values is a commit of its
// own. It gives rows a second.
func bareSingles(dir string, senders int, d time.Duration) (float64, error) {
	pool, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(10000)")
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1) // they queue for the one writer
	insert, err := pool.Prepare(`INSERT INTO o VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`)
	if err != nil {
		return 0, err
	}
	var n atomic.Int64
	var g errgroup.Group
	began := time.Now()
	for range senders {
		g.Go(func() error {
			for time.Since(began) < d {
				k := n.Add(1)
				if _, err := insert.Exec(start-k*tick, k%series, float64(k%977)/10, int64(0)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err = g.Wait()
	return float64(n.Load()) / time.Since(began).Seconds(), err
}

// barePostgres is PostgreSQL alone: one upsert of a thousand rows through arrays
// to a durable transaction, into one partition.
func barePostgres(url string, d time.Duration) (float64, error) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, err
	}
	defer conn.Close(ctx)
	for _, q := range []string{
		`DROP TABLE IF EXISTS bench_bare`,
		`CREATE TABLE bench_bare (at TIMESTAMPTZ, series BIGINT, value DOUBLE PRECISION, status SMALLINT, PRIMARY KEY (series, at)) PARTITION BY RANGE (at)`,
		`CREATE TABLE bench_bare_all PARTITION OF bench_bare DEFAULT`,
	} {
		if _, err := conn.Exec(ctx, q); err != nil {
			return 0, err
		}
	}
	n, began := 0, time.Now()
	for time.Since(began) < d {
		var at []time.Time
		var ids []int64
		var values []float64
		for range 1000 {
			at = append(at, time.UnixMicro(start+int64(n/series)*tick))
			ids = append(ids, int64(n%series))
			values = append(values, float64(n%977)/10)
			n++
		}
		if _, err := conn.Exec(ctx, `INSERT INTO bench_bare SELECT *, 0 FROM unnest($1::timestamptz[], $2::bigint[], $3::double precision[])
			ON CONFLICT (series, at) DO UPDATE SET value = excluded.value`, at, ids, values); err != nil {
			return 0, err
		}
	}
	rate := float64(n) / time.Since(began).Seconds()
	_, err = conn.Exec(ctx, `DROP TABLE bench_bare`)
	return rate, err
}
