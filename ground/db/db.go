package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"thanhdong/ground/fault"
)

// Engine names one of the two stores.
type Engine int

const (
	SQLite Engine = iota
	Postgres
)

func (e Engine) String() string {
	if e == Postgres {
		return "postgres"
	}
	return "sqlite"
}

// Clock tells the time. Rooms never ask the machine: they use [Tx.Now], so that
// a test can move a whole product forward.
type Clock interface{ Now() time.Time }

// SystemClock is the machine's clock.
type SystemClock struct{}

// Now gives the machine's time.
func (SystemClock) Now() time.Time { return time.Now() }

// Config says where the store is.
type Config struct {
	Dir   string // data folder; holds the embedded database, files and the ledger's head
	URL   string // PostgreSQL URL; empty means the embedded database in Dir
	Clock Clock  // nil means the machine's clock
	Mark  string // stands before every number that people say, in a store that is not the real one
}

// DB is the open store.
type DB struct {
	engine Engine
	dir    string
	url    string
	mark   string
	clock  Clock
	lite   *lite   // SQLite only
	pool   *sql.DB // PostgreSQL only
	wakers wakers

	trouble atomic.Pointer[error] // of the newest writing transaction
}

// Open opens the store, creates it where it is missing, and migrates it. It
// refuses a database of a newer program with [fault.Conflict].
func Open(ctx context.Context, c Config) (*DB, error) {
	if c.Clock == nil {
		c.Clock = SystemClock{}
	}
	d := &DB{dir: c.Dir, url: c.URL, mark: c.Mark, clock: c.Clock}
	var err error
	if c.URL == "" {
		d.engine = SQLite
		d.lite, err = openLite(ctx, c.Dir)
	} else {
		d.engine = Postgres
		d.pool, err = openPostgres(ctx, c.URL)
	}
	if err != nil {
		return nil, fmt.Errorf("open store: %w", mapError(err))
	}
	if err := d.migrate(ctx); err != nil {
		d.Close()
		return nil, fmt.Errorf("migrate store: %w", mapError(err))
	}
	return d, nil
}

// Close ends all connections. Running transactions are rolled back.
func (d *DB) Close() error {
	if d.lite != nil {
		return d.lite.close()
	}
	return d.pool.Close()
}

// Engine tells which store this is.
func (d *DB) Engine() Engine { return d.engine }

// Dir is the data folder.
func (d *DB) Dir() string { return d.dir }

// Clock is the clock that was passed in.
func (d *DB) Clock() Clock { return d.clock }

// Now is the clock's time in UTC, cut to the microsecond that the store keeps.
func (d *DB) Now() time.Time { return d.clock.Now().UTC().Truncate(time.Microsecond) }

// Micros gives the stored form of an instant: microseconds UTC since 1970.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Time is the inverse of [Micros].
func Time(us int64) time.Time { return time.UnixMicro(us).UTC() }

// TimeOf is [Time] of a column that may be NULL: the zero time then.
func TimeOf(us *int64) time.Time {
	if us == nil {
		return time.Time{}
	}
	return Time(*us)
}

type txKey struct{ d *DB }

// attempts bounds how often one function is run again after the engine asked
// for it. Six attempts with growing pauses span about half a second, longer than
// any transaction of ours should hold a row.
const attempts = 6

// Do runs fn in a writing transaction: a new one, or the one that ctx already
// carries. fn may run more than once, so it must have no effect outside the
// transaction.
func (d *DB) Do(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if tx, ok := ctx.Value(txKey{d}).(*Tx); ok {
		if !tx.writes {
			return fault.New(fault.Internal, "db.write_in_view")
		}
		return fn(ctx, tx)
	}
	for try := 0; ; try++ {
		err := d.once(ctx, true, fn)
		if err == nil || !retryable(err) || try+1 == attempts && errors.Is(err, driver.ErrBadConn) {
			err = mapError(err)
			d.note(err)
			return err
		}
		if try+1 == attempts {
			return fault.New(fault.Unavailable, "db.busy").Retry(time.Second).With(err)
		}
		pause := time.Duration(5<<try)*time.Millisecond + rand.N(10*time.Millisecond)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// note remembers whether the store took what it was given.
func (d *DB) note(err error) {
	switch f, _ := fault.As(err); {
	case err == nil:
		d.trouble.Store(nil)
	case f != nil && f.Kind == fault.Unavailable && strings.HasPrefix(f.Key, "db."):
		d.trouble.Store(&err)
	}
}

// Trouble tells why the store took nothing when it was last asked to write, and
// nil when it took it. A full disk is not seen by reading; and duties write every
// few seconds, so a server that runs knows soon, both ways.
func (d *DB) Trouble() error {
	if err := d.trouble.Load(); err != nil {
		return *err
	}
	return nil
}

// View runs fn in a reading transaction, or in the one that ctx carries.
func (d *DB) View(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if tx, ok := ctx.Value(txKey{d}).(*Tx); ok {
		return fn(ctx, tx)
	}
	return mapError(d.once(ctx, false, fn))
}

// Ping tells whether the store answers.
func (d *DB) Ping(ctx context.Context) error {
	return d.View(ctx, func(ctx context.Context, tx *Tx) error {
		var one int
		return tx.QueryRow(ctx, `SELECT 1`).Scan(&one)
	})
}

func (d *DB) once(ctx context.Context, writes bool, fn func(ctx context.Context, tx *Tx) error) (err error) {
	tx := &Tx{d: d, now: d.Now(), writes: writes}
	var commit, rollback func() error
	if d.engine == SQLite {
		commit, rollback, err = d.lite.begin(ctx, tx, writes)
	} else {
		commit, rollback, err = beginPostgres(ctx, d.pool, tx, writes)
	}
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // fn failed or panicked
			if rerr := rollback(); rerr != nil && err != nil {
				err = fmt.Errorf("%w (and rollback: %v)", err, rerr)
			}
		}
	}()
	if err := fn(context.WithValue(ctx, txKey{d}, tx), tx); err != nil {
		return err
	}
	done = true
	if err := commit(); err != nil {
		return err
	}
	for _, f := range tx.after {
		f()
	}
	return nil
}
