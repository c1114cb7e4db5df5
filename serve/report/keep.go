package report

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
)

// keptFor is how long pictures of a draft wait for it to be sent.
const keptFor = 7 * 24 * time.Hour

// Keep keeps a picture that ground/file has for a draft that was not sent yet, so that who mends the draft, or loses the line, need not send
// it again. The key of the draft is known to its writer alone. Receive takes what is kept under the key along.
func (rs *Reports) Keep(ctx context.Context, key string, f file.File) error {
	if !keys.MatchString(key) {
		return fault.Fields("report.invalid", fault.At("key", "report.bad_key"))
	}
	if !Types[f.Type] {
		return fault.New(fault.Unsupported, "report.not_picture", "type", f.Type)
	}
	return rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		have, err := heldPhotos(ctx, tx, key)
		if err != nil {
			return err
		}
		for _, h := range have {
			if h.SHA == f.SHA {
				return nil
			}
		}
		if len(have) >= mostPhotos {
			return fault.New(fault.Conflict, "report.many_photos", "max", mostPhotos)
		}
		_, err = tx.Exec(ctx, `INSERT INTO report_draft_photo (key, sha, at) VALUES (?, ?, ?)`, key, f.SHA, db.Micros(tx.Now()))
		return err
	})
}

// Kept gives the pictures that are kept for a draft, in the order in which they came.
func (rs *Reports) Kept(ctx context.Context, key string) (list []file.File, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = heldPhotos(ctx, tx, key)
		return err
	})
	return list, err
}

func heldPhotos(ctx context.Context, tx *db.Tx, key string) (list []file.File, err error) {
	err = tx.Each(ctx, `SELECT f.sha, f.size, f.media_type, f.name FROM report_draft_photo d JOIN file f ON f.sha = d.sha WHERE d.key = ? ORDER BY d.at, d.sha`, []any{key}, func(scan func(...any) error) error {
		var f file.File
		err := scan(&f.SHA, &f.Size, &f.Type, &f.Name)
		list = append(list, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("pictures of a draft: %w", err)
	}
	return list, nil
}

// Drop takes a picture from a draft.
func (rs *Reports) Drop(ctx context.Context, key, sha string) error {
	return rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM report_draft_photo WHERE key = ? AND sha = ?`, key, sha)
		if err != nil || n == 0 {
			return err
		}
		return file.Forget(ctx, tx, sha)
	})
}

// attach gives the new report the pictures that were kept for its draft.
func (rs *Reports) attach(ctx context.Context, tx *db.Tx, r Report, key string) error {
	list, err := heldPhotos(ctx, tx, key)
	if err != nil || len(list) == 0 {
		return err
	}
	for _, f := range list {
		if err := rs.AddPhoto(ctx, r.Code, f); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `DELETE FROM report_draft_photo WHERE key = ?`, key)
	return err
}

// ForgetDrafts forgets pictures of drafts that were never sent.
func (rs *Reports) ForgetDrafts(ctx context.Context) error {
	return rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		before := db.Micros(tx.Now().Add(-keptFor))
		var old []string
		err := tx.Each(ctx, `SELECT DISTINCT sha FROM report_draft_photo WHERE at < ?`, []any{before}, func(scan func(...any) error) error {
			var sha string
			err := scan(&sha)
			old = append(old, sha)
			return err
		})
		if err != nil {
			return err
		}
		for _, sha := range old {
			if err := file.Forget(ctx, tx, sha); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `DELETE FROM report_draft_photo WHERE at < ?`, before)
		return err
	})
}
