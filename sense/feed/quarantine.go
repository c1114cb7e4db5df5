package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/feed/body"
)

// Quarantined is a reading that was not taken, in the sender's own words.
type Quarantined struct {
	ID        string
	Feed      string
	Station   string
	Parameter string
	Raw       string
	Origin    string // file and line, topic, address
	Reason    string // message key, one of [Reasons]
	Args      map[string]any
	Received  time.Time // the last time it came
	First     time.Time
	Times     int
	Cell      string // the column or field, in a row of many values
	Form      string
	Head      string
	State     Standing
	Decided   time.Time // when it was released or put aside; zero: not
	DecidedBy string
	Decision  string // why it was put aside
}

// Standing is where a row of quarantine stands.
type Standing string

const (
	Open      Standing = "open"
	Released  Standing = "released"  // played again and taken
	Discarded Standing = "discarded" // put aside with a reason; kept as a record
)

// quarantine keeps what a request brought and the contract refuses. The same
// words for the same reason are one row, however often they come.
func (f *Feeds) quarantine(ctx context.Context, tx *db.Tx, v *view, r *request) error {
	first, last := db.Micros(tx.Now()), db.Micros(tx.Now())
	if !r.last.IsZero() {
		first, last = db.Micros(r.first), db.Micros(r.last)
	}
	for _, x := range r.refused {
		in := &r.readings[x.index]
		name, parameter := shown(in.Station, maxName), shown(in.Parameter, maxName)
		raw, form, head := kept(in)
		origin := shown(in.Origin, maxRaw)
		if in.Line > 0 {
			origin = fmt.Sprintf("%s:%d", origin, in.Line)
		}
		args, err := json.Marshal(x.why.args)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO feed_quarantine (id, feed, digest, station, parameter, raw, origin, reason, args, unit_path, area_path, received, first, times, form, head, cell)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)
			ON CONFLICT (feed, digest) DO UPDATE SET times = feed_quarantine.times + 1, received = excluded.received, origin = excluded.origin, args = excluded.args,
				state = CASE WHEN feed_quarantine.state = 'released' THEN 'open' ELSE feed_quarantine.state END`,
			tx.NewID("qua"), v.Code, digest(x.why.key, name, parameter, raw, in.Cell), name, parameter, raw, origin, x.why.key, string(args),
			v.UnitPath, v.AreaPath, last, first, form, head, in.Cell); err != nil {
			return fmt.Errorf("quarantine: %w", err)
		}
	}
	return nil
}

// kept gives the sender's words as they are stored, with what it takes to read
// them again. A reading without words of its own is written in the plain form.
func kept(in *Reading) (raw, form, head string) {
	if in.Form == body.FormFile { // bounded and looked at by whoever made it
		return string(in.Raw), in.Form, ""
	}
	if len(in.Raw) > 0 {
		raw = shown(string(in.Raw[:min(len(in.Raw), 4*maxRow)]), maxRow)
		if raw != string(in.Raw) { // cut or mended: nobody may read it as the sender's
			return shown(raw, maxRaw), "", ""
		}
		return raw, in.Form, shown(in.Head, maxRow)
	}
	words := struct {
		Station   string   `json:"station"`
		Parameter string   `json:"parameter"`
		Value     *float64 `json:"value"`
		Unit      string   `json:"unit"`
		At        string   `json:"at"`
		Status    string   `json:"status"`
	}{shown(in.Station, maxName), shown(in.Parameter, maxName), in.Value, shown(in.Unit, maxName), in.At.Format(time.RFC3339Nano), fmt.Sprintf("%02d", in.Status)}
	if in.Value != nil && (math.IsNaN(*in.Value) || math.IsInf(*in.Value, 0)) {
		words.Value = nil
	}
	b, err := json.Marshal(words)
	if err != nil {
		return "", "", ""
	}
	return string(b), body.FormJSON, ""
}

// Sought narrows a list of quarantine.
type Sought struct {
	IDs       []string // only these
	Reason    string
	Station   string
	Parameter string
	From, To  time.Time // when it came the last time; zero: any
	State     Standing  // "": open
}

func (q Sought) where() (sql string, args []any) {
	state := q.State
	if state == "" {
		state = Open
	}
	sql, args = ` AND state = ?`, []any{string(state)}
	for _, c := range []struct{ column, value string }{{"reason", q.Reason}, {"station", q.Station}, {"parameter", q.Parameter}} {
		if c.value != "" {
			sql += ` AND ` + c.column + ` = ?`
			args = append(args, c.value)
		}
	}
	if !q.From.IsZero() {
		sql += ` AND received >= ?`
		args = append(args, db.Micros(q.From))
	}
	if !q.To.IsZero() {
		sql += ` AND received < ?`
		args = append(args, db.Micros(q.To))
	}
	if len(q.IDs) > 0 {
		sql += ` AND id IN (?` + strings.Repeat(", ?", len(q.IDs)-1) + `)`
		for _, id := range q.IDs {
			args = append(args, id)
		}
	}
	return sql, args
}

// Quarantine lists what a feed's sender brought and was not taken, newest first,
// to those who may see the sender's own words. after is the cursor of the page
// before.
func (f *Feeds) Quarantine(ctx context.Context, code string, q Sought, after string, limit int) (list []Quarantined, next string, err error) {
	if limit <= 0 || limit > maxList {
		limit = maxList
	}
	who := actor.From(ctx)
	where, args := who.Where(ReadQuarantine, "unit_path", "area_path")
	where += ` AND feed = ?`
	args = append(args, code)
	more, values := q.where()
	where, args = where+more, append(args, values...)
	err = f.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := f.bench(ctx, tx, code, ReadQuarantine); err != nil {
			return err
		}
		if after != "" {
			var received int64
			if err := tx.QueryRow(ctx, `SELECT received FROM feed_quarantine WHERE id = ?`, after).Scan(&received); err != nil {
				return fault.New(fault.Invalid, "feed.bad_cursor").With(err)
			}
			where += ` AND (received, id) < (?, ?)`
			args = append(args, received, after)
		}
		list, err = quarantined(ctx, tx, where+` ORDER BY received DESC, id DESC LIMIT ?`, append(args, limit+1)...)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	return list, next, err
}

// bench gives the contract at whose quarantine the actor may do the verb.
func (f *Feeds) bench(ctx context.Context, tx *db.Tx, code string, verb actor.Verb) (Contract, error) {
	c, err := contract(ctx, tx, code)
	if err != nil {
		return c, err
	}
	who := actor.From(ctx)
	if err := who.Check(verb, c.Scope()); err != nil {
		if who.ID != "" && !who.May(Read, c.Scope()) {
			return c, notFound(code)
		}
		return c, err
	}
	return c, nil
}

func quarantined(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Quarantined, err error) {
	rows, err := tx.Query(ctx, `SELECT id, feed, station, parameter, raw, origin, reason, args, received, first, times, form, head, cell, state, decided, decided_by, decision
		FROM feed_quarantine WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var q Quarantined
		var received, first, decided int64
		var kv string
		if err := rows.Scan(&q.ID, &q.Feed, &q.Station, &q.Parameter, &q.Raw, &q.Origin, &q.Reason, &kv, &received, &first, &q.Times,
			&q.Form, &q.Head, &q.Cell, &q.State, &decided, &q.DecidedBy, &q.Decision); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(kv), &q.Args); err != nil {
			return nil, err
		}
		q.Received, q.First, q.Decided = db.Time(received), db.Time(first), instant(decided)
		list = append(list, q)
	}
	return list, rows.Err()
}

// maxList bounds one page.
const maxList = 500
