package ledger

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
)

// Read is looking at the record of units and areas.
var Read = actor.Declare("ledger.read", actor.ByUnit|actor.ByArea, actor.Inspector, actor.Admin)

// Entry is what a command says about itself. Verb is the actor verb or another
// "room.verb"; Subject the id of the row; the paths are the row's scope, which
// decides who may read the entry. Payload is marshalled as JSON.
type Entry struct {
	Verb     string
	Subject  string
	UnitPath string
	AreaPath string
	Payload  any
}

// Write appends an entry in the caller's transaction.
func Write(ctx context.Context, tx *db.Tx, e Entry) error {
	payload, err := json.Marshal(e.Payload)
	if err != nil {
		return fmt.Errorf("ledger entry %s %s: %w", e.Verb, e.Subject, err)
	}
	salt := make([]byte, 16)
	rand.Read(salt)
	if err := tx.Queue(ctx, `INSERT INTO ledger (at, actor, verb, subject, unit_path, area_path, digest) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		db.Micros(tx.Now()), actor.From(ctx).ID, e.Verb, e.Subject, e.UnitPath, e.AreaPath, digest(salt, payload)); err != nil {
		return fmt.Errorf("ledger entry %s %s: %w", e.Verb, e.Subject, err)
	}
	if err := tx.Queue(ctx, `INSERT INTO ledger_payload (seq, salt, payload) VALUES (`+tx.LastNumber()+`, ?, ?)`, salt, string(payload)); err != nil {
		return fmt.Errorf("ledger payload %s %s: %w", e.Verb, e.Subject, err)
	}
	return nil
}

// erased is the verb of the entry that explains a missing payload.
const erased = "ledger.erase"

// Erase removes the payload of an entry, for a person's request. The entry, its
// digest and its place in the chain stay, and a new entry says who erased it and
// for what reason.
func Erase(ctx context.Context, tx *db.Tx, seq int64, reason string) error {
	var unit, area string
	if err := tx.QueryRow(ctx, `SELECT unit_path, area_path FROM ledger WHERE seq = ?`, seq).Scan(&unit, &area); err != nil {
		return fmt.Errorf("erase ledger payload %d: %w", seq, err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM ledger_payload WHERE seq = ?`, seq); err != nil {
		return fmt.Errorf("erase ledger payload %d: %w", seq, err)
	}
	return Write(ctx, tx, Entry{Verb: erased, Subject: fmt.Sprint(seq), UnitPath: unit, AreaPath: area, Payload: map[string]string{"reason": reason}})
}

// EraseOf removes the payloads of all entries about a row, each explained by an entry of its own.
func EraseOf(ctx context.Context, tx *db.Tx, subject, reason string) error {
	var seqs []int64
	err := tx.Each(ctx, `SELECT l.seq FROM ledger l JOIN ledger_payload p ON p.seq = l.seq WHERE l.subject = ? AND l.verb <> ? AND p.payload <> 'null' ORDER BY l.seq`,
		[]any{subject, erased}, func(scan func(...any) error) error {
			var seq int64
			err := scan(&seq)
			seqs = append(seqs, seq)
			return err
		})
	if err != nil {
		return fmt.Errorf("ledger payloads about %s: %w", subject, err)
	}
	for _, seq := range seqs {
		if err := Erase(ctx, tx, seq, reason); err != nil {
			return err
		}
	}
	return nil
}

func digest(salt, payload []byte) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write(payload)
	return h.Sum(nil)
}

// row is an entry as it is linked: every stored field but the payload, which
// stands in it by its digest.
type row struct {
	Position int64  `json:"position"`
	Seq      int64  `json:"seq"`
	At       int64  `json:"at"`
	Actor    string `json:"actor"`
	Verb     string `json:"verb"`
	Subject  string `json:"subject"`
	UnitPath string `json:"unit_path"`
	AreaPath string `json:"area_path"`
	Digest   []byte `json:"digest"`
}

// link chains a row to the one before it.
func (r row) link(prev []byte) []byte {
	b, _ := json.Marshal(r) // plain fields always marshal
	sum := sha256.Sum256(bytes.Join([][]byte{prev, b}, nil))
	return sum[:]
}

// Line is an entry as it is listed.
type Line struct {
	Seq      int64
	At       time.Time
	Actor    string // id
	Verb     string
	Subject  string
	UnitPath string
	Position int64 // 0 until sealed
	Link     []byte
	Payload  json.RawMessage // nil when erased
}

// Filter narrows a list. Before is exclusive and continues an earlier page; 0
// starts at the newest.
type Filter struct {
	Subject string
	Verb    string
	Actor   string
	Before  int64
	Limit   int
}

// List gives the entries that the actor of ctx may read, newest first.
func List(ctx context.Context, d *db.DB, f Filter) (lines []Line, err error) {
	where, args := actor.From(ctx).Where(Read, "l.unit_path", "l.area_path")
	for _, c := range []struct{ col, val string }{{"l.subject", f.Subject}, {"l.verb", f.Verb}, {"l.actor", f.Actor}} {
		if c.val != "" {
			where += " AND " + c.col + " = ?"
			args = append(args, c.val)
		}
	}
	if f.Before > 0 {
		where += " AND l.seq < ?"
		args = append(args, f.Before)
	}
	err = d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := tx.Query(ctx, `SELECT l.seq, l.at, l.actor, l.verb, l.subject, l.unit_path, coalesce(l.position, 0), l.link, p.payload
			FROM ledger l LEFT JOIN ledger_payload p ON p.seq = l.seq WHERE `+where+` ORDER BY l.seq DESC LIMIT ?`, append(args, max(1, min(f.Limit, 1000)))...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var l Line
			var at int64
			var payload *string
			if err := rows.Scan(&l.Seq, &at, &l.Actor, &l.Verb, &l.Subject, &l.UnitPath, &l.Position, &l.Link, &payload); err != nil {
				return err
			}
			l.At = db.Time(at)
			if payload != nil {
				l.Payload = json.RawMessage(*payload)
			}
			lines = append(lines, l)
		}
		return rows.Err()
	})
	return lines, err
}
