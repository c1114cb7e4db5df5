package work

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// A phone that closes work where there is no line sends it later, and again when
// the answer was lost on the way: the key that it made tells that it is the same.

var keyForm = regexp.MustCompile(`^[A-Za-z0-9-]{8,64}$`)

// keysKept is how long a key is known; a phone gives up earlier. PROJECT CHOICE.
const keysKept = 60 * 24 * time.Hour

// CloseOnce is [Work.Close] for a sender that may send again: the same key of the
// same person gives the item as it stands, whatever became of it since. A key that
// was used for another item is [fault.Invalid].
func (w *Work) CloseOnce(ctx context.Context, id, reason, key string) (item Item, err error) {
	if !keyForm.MatchString(key) {
		return Item{}, fault.Fields("work.invalid", fault.At("key", "work.bad_key"))
	}
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		// The item is locked first, so that of two sendings at once the second finds the key.
		if item, err = w.readable(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		var of string
		err := tx.QueryRow(ctx, `SELECT item FROM work_key WHERE account = ? AND key = ?`, by.ID, key).Scan(&of)
		switch {
		case err == nil && of == id:
			return nil
		case err == nil:
			return fault.Fields("work.invalid", fault.At("key", "work.bad_key"))
		case !fault.Is(err, fault.NotFound):
			return err
		}
		if item, err = w.Close(ctx, id, reason); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM work_key WHERE at < ?`, db.Micros(tx.Now().Add(-keysKept))); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO work_key (account, key, item, at) VALUES (?, ?, ?, ?)`, by.ID, key, id, db.Micros(tx.Now()))
		return err
	})
	if err != nil {
		return Item{}, fmt.Errorf("close work %s once: %w", id, err)
	}
	return item, nil
}
