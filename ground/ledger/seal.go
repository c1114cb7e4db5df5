package ledger

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// sealed bounds the entries one transaction links; more follow in the next.
const sealed = 1000

// Head is the newest sealed entry, as the head file keeps it.
type Head struct {
	Position int64     `json:"position"`
	Link     string    `json:"link"` // hex
	At       time.Time `json:"at"`
}

// HeadFile is where the head of a store is kept.
func HeadFile(d *db.DB) string { return filepath.Join(d.Dir(), "ledger.head") }

// Seal links all settled entries and writes the head to its file. When there is
// nothing to link it only sees to it that the file has not stayed behind: a full
// disk or a sudden end may have come between the two.
func Seal(ctx context.Context, d *db.DB) error {
	for {
		head, n, err := sealSome(ctx, d)
		if err != nil {
			return fmt.Errorf("seal ledger: %w", err)
		}
		if n == 0 && !behind(d, head) {
			return nil
		}
		if err := writeHead(HeadFile(d), head); err != nil {
			return fmt.Errorf("write ledger head: %w", err)
		}
		if n < sealed {
			return nil
		}
	}
}

func sealSome(ctx context.Context, d *db.DB) (head Head, n int, err error) {
	var open bool
	if err := d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM ledger WHERE position IS NULL)`).Scan(&open)
		if err != nil || open {
			return err
		}
		head, err = last(ctx, tx)
		return err
	}); err != nil || !open {
		return head, 0, err
	}
	err = d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		if err := alone(ctx, tx); err != nil {
			return err
		}
		at, err := last(ctx, tx)
		if err != nil {
			return err
		}
		position := at.Position
		prev, err := hex.DecodeString(at.Link)
		if err != nil {
			return err
		}
		open, err := unsealed(ctx, tx)
		if err != nil {
			return err
		}
		for _, r := range open {
			position++
			r.Position = position
			prev = r.link(prev)
			if _, err := tx.Exec(ctx, `UPDATE ledger SET position = ?, link = ? WHERE seq = ?`, position, prev, r.Seq); err != nil {
				return err
			}
		}
		n = len(open)
		head = Head{Position: position, Link: hex.EncodeToString(prev), At: tx.Now()}
		return nil
	})
	return head, n, err
}

// last gives the newest sealed entry; none is the zero Head.
func last(ctx context.Context, tx *db.Tx) (Head, error) {
	h := Head{At: tx.Now()}
	var link []byte
	err := tx.QueryRow(ctx, `SELECT position, link FROM ledger WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1`).Scan(&h.Position, &link)
	if fault.Is(err, fault.NotFound) {
		return h, nil
	}
	h.Link = hex.EncodeToString(link)
	return h, err
}

// behind tells whether the head file names an earlier entry. A file that is
// missing, unreadable or names a later one is left for [Check] to find.
func behind(d *db.DB, head Head) bool {
	h, err := readHead(HeadFile(d))
	return err == nil && h.Position < head.Position
}

// sealing is the advisory lock of sealers in PostgreSQL; the number is arbitrary.
const sealing = 721_490

// alone keeps two sealers from linking to the same entry. SQLite has one writer.
func alone(ctx context.Context, tx *db.Tx) error {
	if tx.Engine() == db.SQLite {
		return nil
	}
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(?)`, sealing)
	return err
}

// unsealed reads entries in commit order; on PostgreSQL only those that no
// running transaction can still precede.
func unsealed(ctx context.Context, tx *db.Tx) (open []row, err error) {
	settled := ""
	if tx.Engine() == db.Postgres {
		settled = " AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
	}
	rows, err := tx.Query(ctx, `SELECT seq, at, actor, verb, subject, unit_path, area_path, digest FROM ledger
		WHERE position IS NULL`+settled+` ORDER BY xid, seq LIMIT ?`, sealed)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.Seq, &r.At, &r.Actor, &r.Verb, &r.Subject, &r.UnitPath, &r.AreaPath, &r.Digest); err != nil {
			return nil, err
		}
		open = append(open, r)
	}
	return open, rows.Err()
}

func writeHead(path string, h Head) error {
	b, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return db.ReplaceFile(path, append(b, '\n'), 0o600)
}
