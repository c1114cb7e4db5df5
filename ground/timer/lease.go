package timer

import (
	"context"
	"log/slog"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// keep renews the leases until ctx ends.
func (t *Timers) keep(ctx context.Context) {
	for {
		select {
		case <-time.After(lease / 3):
		case <-ctx.Done():
			return
		}
		if err := t.renew(ctx); err != nil && ctx.Err() == nil {
			// Without the store nobody can work anyway; the lease runs out by itself.
			slog.Error("renew timer leases", "err", err)
		}
	}
}

// renew takes every duty that is free or ours.
func (t *Timers) renew(ctx context.Context) error {
	held := map[string]bool{}
	names := make([]string, 0, len(t.duties)+len(t.every))
	for duty := range t.duties {
		names = append(names, duty)
	}
	for _, p := range t.every {
		names = append(names, p.name)
	}
	err := t.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		clear(held)
		for _, name := range names {
			var holder string
			err := tx.QueryRow(ctx, `INSERT INTO lease (duty, holder, until) VALUES (?, ?, ?)
				ON CONFLICT (duty) DO UPDATE SET holder = excluded.holder, until = excluded.until
				WHERE lease.holder = excluded.holder OR lease.until < ? OR lease.until > ? RETURNING holder`,
				name, t.holder, db.Micros(tx.Now().Add(lease)), db.Micros(tx.Now()), db.Micros(tx.Now().Add(beyond))).Scan(&holder)
			if fault.Is(err, fault.NotFound) {
				continue // another node holds it
			}
			if err != nil {
				return err
			}
			held[name] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.held = held
	return nil
}

func (t *Timers) release(ctx context.Context) error {
	return t.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM lease WHERE holder = ?`, t.holder)
		return err
	})
}

func (t *Timers) holds(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.held[name]
}
