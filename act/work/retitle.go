package work

import (
	"context"
	"fmt"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Retitle gives every item of a subject, open or done, another title, and takes the old one from what was asked about them: for rooms that erase what a title
// told of a person. The room that owns the subject writes the ledger.
func (w *Work) Retitle(ctx context.Context, kind, subject string, title text.L) error {
	return w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := selectItems(ctx, tx, `kind = ? AND subject_id = ? ORDER BY id`+tx.Lock(), kind, subject)
		if err != nil {
			return fmt.Errorf("items of %s: %w", subject, err)
		}
		for _, i := range list {
			asked, err := selectItems(ctx, tx, `kind = ? AND subject_id IN (SELECT id FROM work_request WHERE item = ?) ORDER BY id`+tx.Lock(), requestKind, i.ID)
			if err != nil {
				return fmt.Errorf("what was asked about %s: %w", i.Number, err)
			}
			for _, one := range append(asked, i) {
				one.Title = title
				if _, err := tx.Exec(ctx, `UPDATE work_item SET title_vi = ?, title_en = ?, search = ? WHERE id = ?`, title.VI, title.EN, searchKey(one), one.ID); err != nil {
					return fmt.Errorf("title of %s: %w", one.Number, err)
				}
			}
		}
		return nil
	})
}
