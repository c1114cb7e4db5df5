package feed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
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
}

// quarantine keeps what a request brought and the contract refuses. The same
// words for the same reason are one row, however often they come.
func (f *Feeds) quarantine(ctx context.Context, tx *db.Tx, v *view, r *request) error {
	now := db.Micros(tx.Now())
	for _, x := range r.refused {
		in := &r.readings[x.index]
		name, parameter := shown(in.Station, maxName), shown(in.Parameter, maxName)
		raw := shown(string(in.Raw[:min(len(in.Raw), 4*maxRaw)]), maxRaw)
		if len(in.Raw) == 0 {
			raw = describe(in)
		}
		origin := shown(in.Origin, maxRaw)
		if in.Line > 0 {
			origin = fmt.Sprintf("%s:%d", origin, in.Line)
		}
		args, err := json.Marshal(x.why.args)
		if err != nil {
			return err
		}
		digest := sha256.Sum256([]byte(x.why.key + "\x00" + name + "\x00" + parameter + "\x00" + raw))
		if _, err := tx.Exec(ctx, `INSERT INTO feed_quarantine (id, feed, digest, station, parameter, raw, origin, reason, args, unit_path, area_path, received, first, times)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
			ON CONFLICT (feed, digest) DO UPDATE SET times = feed_quarantine.times + 1, received = excluded.received, origin = excluded.origin, args = excluded.args`,
			tx.NewID("qua"), v.Code, hex.EncodeToString(digest[:16]), name, parameter, raw, origin, x.why.key, string(args),
			v.UnitPath, v.AreaPath, now, now); err != nil {
			return fmt.Errorf("quarantine: %w", err)
		}
	}
	return nil
}

// describe puts a reading without words of its own into some.
func describe(r *Reading) string {
	value := "-"
	if r.Value != nil {
		value = fmt.Sprint(*r.Value)
	}
	return shown(fmt.Sprintf("%s %s %s %s %s %02d", r.Station, r.Parameter, value, r.Unit, stamp(r.At), r.Status), maxRaw)
}

// Quarantine lists what a feed's sender brought and was not taken, newest first,
// to those who may see the sender's own words. after is the cursor of the page
// before.
func (f *Feeds) Quarantine(ctx context.Context, code, after string, limit int) (list []Quarantined, next string, err error) {
	if limit <= 0 || limit > maxList {
		limit = maxList
	}
	who := actor.From(ctx)
	where, args := who.Where(ReadQuarantine, "unit_path", "area_path")
	where += ` AND feed = ?`
	args = append(args, code)
	err = f.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := contract(ctx, tx, code)
		if err != nil {
			return err
		}
		if err := who.Check(ReadQuarantine, c.Scope()); err != nil {
			if who.ID != "" && !who.May(Read, c.Scope()) {
				return notFound(code)
			}
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
		rows, err := tx.Query(ctx, `SELECT id, feed, station, parameter, raw, origin, reason, args, received, first, times FROM feed_quarantine
			WHERE `+where+` ORDER BY received DESC, id DESC LIMIT ?`, append(args, limit+1)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var q Quarantined
			var received, first int64
			var kv string
			if err := rows.Scan(&q.ID, &q.Feed, &q.Station, &q.Parameter, &q.Raw, &q.Origin, &q.Reason, &kv, &received, &first, &q.Times); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(kv), &q.Args); err != nil {
				return err
			}
			q.Received, q.First = db.Time(received), db.Time(first)
			list = append(list, q)
		}
		return rows.Err()
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	return list, next, err
}

// maxList bounds one page.
const maxList = 500
