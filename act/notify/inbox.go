package notify

import (
	"context"
	"fmt"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Inbox gives the actor's notices, newest first; with unread only those not read. next continues it.
func (n *Notices) Inbox(ctx context.Context, unread bool, after string, limit int) (list []Notice, next string, err error) {
	by, err := person(ctx)
	if err != nil {
		return nil, "", err
	}
	where, args := `person = ? AND kind <> ?`, []any{by.ID, string(Digest)}
	if unread {
		where += ` AND read_at IS NULL`
	}
	if after != "" {
		where, args = where+` AND id < ?`, append(args, after)
	}
	limit = max(1, min(limit, 200))
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = notices(ctx, tx, where+` ORDER BY id DESC LIMIT ?`, append(args, limit+1)...)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	return list, next, err
}

// Unread counts the actor's notices that were not read, and the highest severity among them.
func (n *Notices) Unread(ctx context.Context) (count, most int, err error) {
	by, err := person(ctx)
	if err != nil {
		return 0, 0, err
	}
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*), coalesce(max(severity), 0) FROM notify_notice WHERE person = ? AND read_at IS NULL`, by.ID).Scan(&count, &most)
	})
	return count, most, err
}

// Read marks notices of the actor as read; without ids all of them. It gives how many were marked.
func (n *Notices) Read(ctx context.Context, ids ...string) (marked int, err error) {
	by, err := person(ctx)
	if err != nil {
		return 0, err
	}
	where, args := `person = ? AND read_at IS NULL`, []any{by.ID}
	if len(ids) > 0 {
		where += ` AND id IN (` + marks(len(ids)) + `)`
		for _, id := range ids {
			args = append(args, id)
		}
	}
	err = n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		k, err := tx.Exec(ctx, `UPDATE notify_notice SET read_at = ? WHERE `+where, append([]any{db.Micros(tx.Now())}, args...)...)
		if marked = int(k); err != nil || k == 0 {
			return err
		}
		return record(ctx, tx, ReadEvent, by.ID, "")
	})
	return marked, err
}

func notices(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Notice, err error) {
	err = tx.Each(ctx, `SELECT id, person, kind, severity, about_kind, about, number, title_vi, title_en, text_vi, text_en, link, wants, at, read_at, acknowledged_at, acknowledged_via
		FROM notify_notice WHERE `+where, args, func(scan func(...any) error) error {
		var x Notice
		var at int64
		var read, acknowledged *int64
		if err := scan(&x.ID, &x.Person, &x.Kind, &x.Severity, &x.About.Kind, &x.About.ID, &x.About.Number, &x.Title.VI, &x.Title.EN, &x.Text.VI, &x.Text.EN,
			&x.Link, &x.Wants, &at, &read, &acknowledged, &x.AcknowledgedVia); err != nil {
			return err
		}
		x.At, x.ReadAt, x.AcknowledgedAt = db.Time(at), db.TimeOf(read), db.TimeOf(acknowledged)
		list = append(list, x)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", err)
	}
	return list, nil
}

func noticeByID(ctx context.Context, tx *db.Tx, id, lock string) (Notice, error) {
	list, err := notices(ctx, tx, `id = ?`+lock, id)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "notify.no_such_notice")
	}
	if err != nil {
		return Notice{}, err
	}
	return list[0], nil
}
