package observation

import (
	"context"
	"time"

	"thanhdong/ground/db"
)

// FoldUntil folds everything before an instant, however young it is, and has the
// head forget it.
func FoldUntil(ctx context.Context, o *Observations, d *db.DB, at time.Time) error {
	err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE observation_commit SET frozen = ? WHERE frozen < ?`, db.Micros(at), db.Micros(at))
		return err
	})
	if err != nil {
		return err
	}
	o.store.(*lite).head = newHead()
	return o.Fold(ctx)
}
