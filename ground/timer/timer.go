package timer

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// topic wakes the runners of this process.
const topic = "timer"

// Due is a timer whose time has come.
type Due struct {
	Duty string
	Key  string
	At   time.Time // when it was due; the handler may run later
	Body json.RawMessage
}

// Handler does what was asked for, in the transaction that removes the timer.
type Handler func(ctx context.Context, tx *db.Tx, due Due) error

// Set asks to be called at a time. One timer lives per duty and key: setting it
// again moves it.
func Set(ctx context.Context, tx *db.Tx, duty, key string, at time.Time, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("set timer %s %s: %w", duty, key, err)
	}
	us := db.Micros(at)
	if err := tx.Queue(ctx, `INSERT INTO timer (duty, key, at, due, body) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (duty, key) DO UPDATE SET at = excluded.at, due = excluded.due, body = excluded.body, failures = 0, fault = ''`,
		duty, key, us, us, string(b)); err != nil {
		return fmt.Errorf("set timer %s %s: %w", duty, key, err)
	}
	tx.Wake(topic)
	return nil
}

// Cancel forgets a timer. One that does not exist is no fault.
func Cancel(ctx context.Context, tx *db.Tx, duty, key string) error {
	if err := tx.Queue(ctx, `DELETE FROM timer WHERE duty = ? AND key = ?`, duty, key); err != nil {
		return fmt.Errorf("cancel timer %s %s: %w", duty, key, err)
	}
	return nil
}

// next gives the time at which a duty has something to do.
func (t *Timers) next(ctx context.Context, duty string) (at time.Time, found bool, err error) {
	err = t.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		var us *int64
		if err := tx.QueryRow(ctx, `SELECT min(due) FROM timer WHERE duty = ?`, duty).Scan(&us); err != nil || us == nil {
			return err
		}
		at, found = db.Time(*us), true
		return nil
	})
	return at, found, err
}

// due gives the keys of a duty whose time has come, oldest first.
func (t *Timers) due(ctx context.Context, duty string) (keys []string, err error) {
	err = t.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		keys = nil
		rows, err := tx.Query(ctx, `SELECT key FROM timer WHERE duty = ? AND due <= ? ORDER BY due, key LIMIT 200`, duty, db.Micros(tx.Now()))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var k string
			if err := rows.Scan(&k); err != nil {
				return err
			}
			keys = append(keys, k)
		}
		return rows.Err()
	})
	return keys, err
}

// handle removes one timer and calls its handler in the same transaction.
func (t *Timers) handle(ctx context.Context, duty, key string, h Handler) error {
	return t.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		due := Due{Duty: duty, Key: key}
		var at int64
		var body string
		err := tx.QueryRow(ctx, `SELECT at, body FROM timer WHERE duty = ? AND key = ? AND due <= ?`+tx.Lock(),
			duty, key, db.Micros(tx.Now())).Scan(&at, &body)
		if fault.Is(err, fault.NotFound) {
			return nil // cancelled or moved meanwhile
		}
		if err != nil {
			return err
		}
		if err := Cancel(ctx, tx, duty, key); err != nil {
			return err
		}
		due.At, due.Body = db.Time(at), json.RawMessage(body)
		return h(ctx, tx, due)
	})
}

// later keeps a failure and the time of the next try.
func (t *Timers) later(ctx context.Context, duty, key string, cause error) error {
	return t.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		var n int64
		err := tx.QueryRow(ctx, `SELECT failures FROM timer WHERE duty = ? AND key = ?`+tx.Lock(), duty, key).Scan(&n)
		if err != nil {
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			return err
		}
		pause := min(time.Second<<min(n, 10), 5*time.Minute)
		_, err = tx.Exec(ctx, `UPDATE timer SET failures = ?, fault = ?, due = ? WHERE duty = ? AND key = ?`,
			n+1, cause.Error(), db.Micros(tx.Now().Add(pause)), duty, key)
		return err
	})
}

// Clear forgets all pending timers of a duty.
func Clear(ctx context.Context, tx *db.Tx, duty string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM timer WHERE duty = ?`, duty); err != nil {
		return fmt.Errorf("clear timers %s: %w", duty, err)
	}
	return nil
}
