package bus

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Pos is a place in the log.
type Pos struct{ Xid, Seq int64 }

// String is the form that travels as a cursor.
func (p Pos) String() string { return fmt.Sprintf("%d.%d", p.Xid, p.Seq) }

// After tells whether p lies behind q.
func (p Pos) After(q Pos) bool { return p.Xid > q.Xid || p.Xid == q.Xid && p.Seq > q.Seq }

// ParsePos reads [Pos.String] back.
func ParsePos(s string) (Pos, error) {
	x, q, ok := strings.Cut(s, ".")
	xid, err1 := strconv.ParseInt(x, 10, 64)
	seq, err2 := strconv.ParseInt(q, 10, 64)
	if !ok || err1 != nil || err2 != nil || xid < 0 || seq < 0 {
		return Pos{}, fault.New(fault.Invalid, "bus.bad_cursor", "cursor", s)
	}
	return Pos{xid, seq}, nil
}

// Event is one row of the log.
type Event struct {
	Pos     Pos
	At      time.Time // time of the transaction
	Kind    string    // past tense: "alert.Fired"
	Subject string    // id of the thing it happened to
	Body    json.RawMessage
}

// topic wakes whoever waits for events.
const topic = "event"

// Record writes an event in the caller's transaction.
func Record(ctx context.Context, tx *db.Tx, kind, subject string, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("record %s: %w", kind, err)
	}
	if err := tx.Queue(ctx, `INSERT INTO event (at, kind, subject, body) VALUES (?, ?, ?, ?)`,
		db.Micros(tx.Now()), kind, subject, string(b)); err != nil {
		return fmt.Errorf("record %s of %s: %w", kind, subject, err)
	}
	tx.Wake(topic)
	return nil
}

// settled keeps a reader behind every transaction that still runs.
func settled(tx *db.Tx) string {
	if tx.Engine() == db.Postgres {
		return " AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
	}
	return ""
}

// since reads up to limit events of the kinds behind a position. Each kind is a
// range of the index of its own, cut at the limit before they are merged: a
// reader far behind must not sort all it has still to read.
func since(ctx context.Context, tx *db.Tx, after Pos, kinds []string, limit int) ([]Event, error) {
	behind := "(xid, seq) > (?, ?)"
	if tx.Engine() == db.SQLite {
		behind = "xid = ? AND seq > ?" // there is one xid; SQLite would use the index of a pair by its first half only
	}
	one := `SELECT * FROM (SELECT xid, seq, at, kind, subject, body FROM event WHERE kind = ? AND ` + behind + settled(tx) + ` ORDER BY xid, seq LIMIT ?) k`
	var args []any
	for _, k := range kinds {
		args = append(args, k, after.Xid, after.Seq, limit)
	}
	return read(ctx, tx, one+strings.Repeat(" UNION ALL "+one, len(kinds)-1)+` ORDER BY xid, seq LIMIT ?`, append(args, limit))
}

func read(ctx context.Context, tx *db.Tx, q string, args []any) (events []Event, err error) {
	err = tx.Each(ctx, q, args, func(scan func(...any) error) error {
		var e Event
		var at int64
		var body string
		if err := scan(&e.Pos.Xid, &e.Pos.Seq, &at, &e.Kind, &e.Subject, &body); err != nil {
			return err
		}
		e.At, e.Body = db.Time(at), json.RawMessage(body)
		events = append(events, e)
		return nil
	})
	return events, err
}

// next reads up to limit events of the kinds behind a position in the one order
// of the log. Who follows many kinds and is nearly at the end reads hardly more
// than it wants, and asks once instead of once for each kind.
func next(ctx context.Context, tx *db.Tx, after Pos, kinds []string, limit int) ([]Event, error) {
	if tx.Engine() != db.SQLite {
		return since(ctx, tx, after, kinds, limit)
	}
	args := []any{after.Seq}
	for _, k := range kinds {
		args = append(args, k)
	}
	return read(ctx, tx, `SELECT xid, seq, at, kind, subject, body FROM event NOT INDEXED WHERE seq > ? AND kind IN (?`+
		strings.Repeat(", ?", len(kinds)-1)+`) ORDER BY seq LIMIT ?`, append(args, limit))
}

// Head is the newest settled position: where a screen that wants only news starts.
func (b *Bus) Head(ctx context.Context) (p Pos, err error) {
	err = b.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.QueryRow(ctx, `SELECT xid, seq FROM event WHERE seq > 0`+settled(tx)+` ORDER BY xid DESC, seq DESC LIMIT 1`).Scan(&p.Xid, &p.Seq)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	})
	return p, err
}

// Prune removes events older than the time that every reader has passed. It
// gives the number removed.
func (b *Bus) Prune(ctx context.Context, before time.Time) (n int64, err error) {
	err = b.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err = tx.Exec(ctx, `DELETE FROM event WHERE at < ? AND NOT EXISTS (
			SELECT 1 FROM reader r WHERE (r.xid, r.seq) < (event.xid, event.seq))`, db.Micros(before))
		return err
	})
	return n, err
}
