package ledger

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"thanhdong/ground/db"
)

// patience is how long an entry may wait for its seal before that counts as a
// finding: a running server seals within a second.
const patience = time.Minute

// Finding is one place where the ledger does not verify. Key names the message
// for people.
type Finding struct {
	Position int64 // 0 where there is none
	Key      string
	Args     map[string]any
}

// Report is the outcome of a check.
type Report struct {
	Entries  int64 // sealed entries read
	Erased   int64 // payloads removed by an entry that says so
	Waiting  int64 // entries not sealed yet
	Head     string
	Findings []Finding
}

// OK tells whether everything verifies.
func (r Report) OK() bool { return len(r.Findings) == 0 }

func (r *Report) find(position int64, key string, kv ...any) {
	args := map[string]any{"position": position}
	for i := 0; i+1 < len(kv); i += 2 {
		args[kv[i].(string)] = kv[i+1]
	}
	r.Findings = append(r.Findings, Finding{position, key, args})
}

// Check reads the whole ledger and verifies it against itself and the head file.
// It works beside a running server.
func Check(ctx context.Context, d *db.DB) (r Report, err error) {
	head, headErr := readHead(HeadFile(d))
	if headErr != nil && !errors.Is(headErr, fs.ErrNotExist) {
		r.find(0, "ledger.head_unreadable")
	}
	err = d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := r.chain(ctx, tx, head); err != nil {
			return err
		}
		return r.waiting(ctx, tx)
	})
	if err == nil && errors.Is(headErr, fs.ErrNotExist) && r.Entries > 0 {
		r.find(0, "ledger.head_missing")
	}
	return r, err
}

// chain walks the sealed entries in order.
func (r *Report) chain(ctx context.Context, tx *db.Tx, head Head) error {
	rows, err := tx.Query(ctx, `SELECT l.position, l.seq, l.at, l.actor, l.verb, l.subject, l.unit_path, l.area_path, l.digest, l.link, p.salt, p.payload,
			EXISTS (SELECT 1 FROM ledger e WHERE e.verb = ? AND e.subject = CAST(l.seq AS TEXT))
		FROM ledger l LEFT JOIN ledger_payload p ON p.seq = l.seq WHERE l.position IS NOT NULL ORDER BY l.position`, erased)
	if err != nil {
		return err
	}
	defer rows.Close()
	var prev []byte
	for rows.Next() {
		var l row
		var link, salt []byte
		var payload *string
		var explained bool
		if err := rows.Scan(&l.Position, &l.Seq, &l.At, &l.Actor, &l.Verb, &l.Subject, &l.UnitPath, &l.AreaPath, &l.Digest, &link, &salt, &payload, &explained); err != nil {
			return err
		}
		r.Entries++
		if want := r.Entries; l.Position != want {
			r.find(want, "ledger.row_missing", "found", l.Position)
			r.Entries = l.Position // report each gap once
		} else if !bytes.Equal(l.link(prev), link) {
			r.find(l.Position, "ledger.row_changed")
		}
		switch {
		case payload == nil && !explained:
			r.find(l.Position, "ledger.payload_missing")
		case payload == nil:
			r.Erased++
		case !bytes.Equal(digest(salt, []byte(*payload)), l.Digest):
			r.find(l.Position, "ledger.payload_changed")
		}
		if l.Position == head.Position && hex.EncodeToString(link) != head.Link {
			r.find(l.Position, "ledger.head_differs")
		}
		prev = link
	}
	r.Head = hex.EncodeToString(prev)
	if r.Entries < head.Position {
		r.find(r.Entries+1, "ledger.tail_cut", "last", r.Entries, "head", head.Position)
	}
	return rows.Err()
}

func (r *Report) waiting(ctx context.Context, tx *db.Tx) error {
	var oldest int64
	if err := tx.QueryRow(ctx, `SELECT count(*), coalesce(min(at), 0) FROM ledger WHERE position IS NULL`).Scan(&r.Waiting, &oldest); err != nil {
		return err
	}
	if r.Waiting > 0 && tx.Now().Sub(db.Time(oldest)) > patience {
		r.find(0, "ledger.not_sealed", "count", r.Waiting)
	}
	return nil
}

func readHead(path string) (h Head, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return h, err
	}
	if err := json.Unmarshal(b, &h); err != nil {
		return h, fmt.Errorf("ledger head: %w", err)
	}
	return h, nil
}
