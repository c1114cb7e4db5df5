package file

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"thanhdong/ground/db"
)

// forgetAfter is how long bytes that were given up wait, for whoever is handing in the same ones now.
const forgetAfter = time.Hour

// Forget says that a room means these bytes no longer: they hold a person's data and were erased there. They go with the next [Files.Sweep]
// after an hour, unless somebody hands the same in again or another row means them.
func Forget(ctx context.Context, tx *db.Tx, sha string) error {
	if _, err := tx.Exec(ctx, `INSERT INTO file_forgotten (sha, at) VALUES (?, ?) ON CONFLICT (sha) DO NOTHING`, sha, db.Micros(tx.Now())); err != nil {
		return fmt.Errorf("forget file %s: %w", sha, err)
	}
	return nil
}

// Sweep takes away the rows and bytes of what was forgotten. used tells whether a row of any room still means them; then they stay.
func (f *Files) Sweep(ctx context.Context, used func(ctx context.Context, tx *db.Tx, sha string) (bool, error)) error {
	var due []string
	err := f.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		due = nil
		return tx.Each(ctx, `SELECT sha FROM file_forgotten WHERE at <= ? ORDER BY at, sha`, []any{db.Micros(tx.Now().Add(-forgetAfter))}, func(scan func(...any) error) error {
			var sha string
			err := scan(&sha)
			due = append(due, sha)
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("files that were forgotten: %w", err)
	}
	for _, sha := range due {
		if err := f.drop(ctx, sha, used); err != nil {
			return fmt.Errorf("take file %s away: %w", sha, err)
		}
	}
	return nil
}

// drop removes the bytes inside the transaction that removes the row: whoever puts the same ones waits for the line of file_forgotten, and then
// looks whether the bytes are there. When it does not commit, it is done again: bytes that are gone are no fault.
func (f *Files) drop(ctx context.Context, sha string, used func(context.Context, *db.Tx, string) (bool, error)) error {
	return f.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM file_forgotten WHERE sha = ?`, sha)
		if err != nil || n == 0 { // it was put again
			return err
		}
		if still, err := used(ctx, tx, sha); err != nil || still {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM file WHERE sha = ?`, sha); err != nil {
			return err
		}
		if err := os.Remove(f.path(sha)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}
