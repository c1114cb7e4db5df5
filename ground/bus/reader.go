package bus

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

const (
	poll    = 250 * time.Millisecond // a commit of another process is seen within this time
	gather  = 20 * time.Millisecond  // from news to the look at it: thousands of commits a second need not wake anybody as often
	rush    = 100 * time.Millisecond // the same while news never ends: each look is a commit that senders wait for
	batch   = 200                    // events a transaction; keeps it far under five seconds
	longest = 30 * time.Second       // longest pause of a failing reader
)

// Handler is called inside the transaction that moves the reader's position.
type Handler func(ctx context.Context, tx *db.Tx, events []Event) error

type reader struct {
	name  string
	kinds []string
	h     Handler
}

// Bus runs the readers of one process.
type Bus struct {
	d       *db.DB
	readers []reader
}

// New makes a bus without readers.
func New(d *db.DB) *Bus { return &Bus{d: d} }

// Read registers a durable reader before [Bus.Run]. name keeps its position
// over restarts, so it never changes.
func (b *Bus) Read(name string, kinds []string, h Handler) {
	b.readers = append(b.readers, reader{name, kinds, h})
}

// Run serves all readers until ctx ends.
func (b *Bus) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, r := range b.readers {
		g.Go(func() error { b.serve(ctx, r); return nil })
	}
	return g.Wait()
}

func (b *Bus) serve(ctx context.Context, r reader) {
	pause := poll
	var rest gathering
	for ctx.Err() == nil {
		woken := b.d.Woken(topic)
		n, err := b.step(ctx, r)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			pause = min(2*pause, longest)
			slog.Error("reader failed", "reader", r.name, "again in", pause, "err", err)
			b.failed(ctx, r, err)
			woken = nil // news do not mend a failure
		case n == batch:
			pause = poll
			continue // there is more
		default:
			pause = poll
		}
		rest.wait(ctx, woken, pause)
	}
}

// gathering is how long news is gathered before it is looked at: longer the
// longer news has been coming without a break.
type gathering time.Duration

// wait ends after the pause, or soon after something new was committed: not at
// once, so that what comes in a rush is looked at together.
func (g *gathering) wait(ctx context.Context, woken <-chan struct{}, pause time.Duration) {
	began := time.Now()
	select {
	case <-woken:
		if *g = 2 * *g; *g == 0 || time.Since(began) > gather {
			*g = gathering(gather)
		}
		*g = min(*g, gathering(rush))
		select {
		case <-time.After(time.Duration(*g)):
		case <-ctx.Done():
		}
	case <-time.After(pause):
		*g = 0
	case <-ctx.Done():
	}
}

// Drain runs all readers until none has work left. Tests use it in place of Run.
func (b *Bus) Drain(ctx context.Context) error {
	for {
		total := 0
		for _, r := range b.readers {
			n, err := b.step(ctx, r)
			if err != nil {
				return fmt.Errorf("reader %s: %w", r.name, err)
			}
			total += n
		}
		if total == 0 {
			return nil
		}
	}
}

// step handles one batch and gives its size.
func (b *Bus) step(ctx context.Context, r reader) (n int, err error) {
	if idle, err := b.idle(ctx, r); idle || err != nil {
		return 0, err
	}
	ctx = actor.With(ctx, actor.System(r.name))
	err = b.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		pos, mine, err := b.position(ctx, tx, r)
		if err != nil || !mine {
			return err
		}
		events, err := since(ctx, tx, pos, r.kinds, batch)
		if err != nil || len(events) == 0 {
			return err
		}
		if err := r.h(ctx, tx, events); err != nil {
			return err
		}
		n = len(events)
		last := events[n-1].Pos
		_, err = tx.Exec(ctx, `UPDATE reader SET xid = ?, seq = ?, at = ?, failures = 0, fault = '' WHERE name = ?`,
			last.Xid, last.Seq, db.Micros(tx.Now()), r.name)
		return err
	})
	return n, err
}

// idle looks without writing whether there is anything to do.
func (b *Bus) idle(ctx context.Context, r reader) (idle bool, err error) {
	err = b.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		var pos Pos
		err := tx.QueryRow(ctx, `SELECT xid, seq FROM reader WHERE name = ?`, r.name).Scan(&pos.Xid, &pos.Seq)
		if fault.Is(err, fault.NotFound) {
			return nil // its row is written by the first step
		}
		if err != nil {
			return err
		}
		events, err := since(ctx, tx, pos, r.kinds, 1)
		idle = len(events) == 0
		return err
	})
	return idle, err
}

// position locks the reader's row. On PostgreSQL another node may hold it: then
// that node is at work and this one has nothing to do.
func (b *Bus) position(ctx context.Context, tx *db.Tx, r reader) (p Pos, mine bool, err error) {
	if _, err := tx.Exec(ctx, `INSERT INTO reader (name, xid, seq, at) VALUES (?, 0, 0, ?) ON CONFLICT (name) DO NOTHING`,
		r.name, db.Micros(tx.Now())); err != nil {
		return p, false, err
	}
	lock := tx.Lock()
	if lock != "" {
		lock += " SKIP LOCKED"
	}
	err = tx.QueryRow(ctx, `SELECT xid, seq FROM reader WHERE name = ?`+lock, r.name).Scan(&p.Xid, &p.Seq)
	if fault.Is(err, fault.NotFound) {
		return p, false, nil
	}
	return p, err == nil, err
}

// failed keeps the failure where health can show it.
func (b *Bus) failed(ctx context.Context, r reader, cause error) {
	err := b.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE reader SET failures = failures + 1, fault = ? WHERE name = ?`, cause.Error(), r.name)
		return err
	})
	if err != nil && ctx.Err() == nil {
		slog.Error("cannot keep a reader's failure", "reader", r.name, "err", err)
	}
}

// Lag tells how far a reader is behind.
type Lag struct {
	Reader   string
	Events   int64         // events of its kinds that wait, settled or not
	Oldest   time.Duration // age of the oldest of them
	Failures int64         // in a row
}

// Behind gives each reader's lag, for health.
func (b *Bus) Behind(ctx context.Context) (all []Lag, err error) {
	err = b.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, r := range b.readers {
			l := Lag{Reader: r.name}
			var pos Pos
			err := tx.QueryRow(ctx, `SELECT xid, seq, failures FROM reader WHERE name = ?`, r.name).Scan(&pos.Xid, &pos.Seq, &l.Failures)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			args := []any{db.Micros(tx.Now()), pos.Xid, pos.Seq}
			in := ""
			for _, k := range r.kinds {
				in += ", ?"
				args = append(args, k)
			}
			var oldest int64
			if err := tx.QueryRow(ctx, `SELECT count(*), coalesce(min(at), ?) FROM event WHERE (xid, seq) > (?, ?) AND kind IN (`+in[2:]+`)`,
				args...).Scan(&l.Events, &oldest); err != nil {
				return err
			}
			l.Oldest = tx.Now().Sub(db.Time(oldest))
			all = append(all, l)
		}
		return nil
	})
	return all, err
}
