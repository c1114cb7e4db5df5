package derive

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/timer"
	"thanhdong/sense/observation"
)

const (
	hourDuty = "derive.hour"
	spanDuty = "derive.span"

	// grace lets the last file of an hour, sent when the hour ends, arrive before
	// the hour is computed. What comes later still counts: it has the hour
	// computed again.
	grace = 2 * time.Minute
	// pause lies between two computations of one station. Files that are sent
	// again after an outage come by the thousand, and each would have twelve hours
	// computed anew and every passing value kept as corrected.
	pause = 2 * time.Second
	// slice bounds what one transaction computes; longer spans go on by timer.
	slice = 31 * 24 * time.Hour
	// apart is the distance from which two changes of a station are computed on
	// their own: nothing between them looks at both.
	apart = nowcastHours * time.Hour
)

// span is the time in which the input of a station changed, whole hours.
type span struct {
	Station  string
	From, To time.Time // To is the start of the last hour
}

// stored computes what new observations change.
func (x *Derive) stored(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	tables, err := all(ctx, tx)
	if err != nil || len(tables) == 0 {
		return err
	}
	inputs, all := inputsOf(tables)
	var spans []span
	for _, e := range events {
		s, err := observation.ReadStored(e.Body)
		if err != nil {
			return err
		}
		if s.Feed == Feed {
			continue
		}
		for _, c := range s.Series {
			if all || inputs[c.Parameter] {
				spans = append(spans, span{c.Station, hourOf(c.From), hourOf(c.To)})
			}
		}
	}
	daily := slices.ContainsFunc(tables, func(t Table) bool { return procedures[t.Procedure].daily })
	var now []span
	for _, s := range merge(spans) {
		if err := x.arm(ctx, tx, s, daily); err != nil {
			return err
		}
		s.To = s.To.Add((nowcastHours - 1) * time.Hour) // what looks back at the last hour
		due := x.last(s.Station).Add(pause)
		if s.To.Sub(s.From) <= slice && !due.After(tx.Now()) {
			now = append(now, s)
			continue
		}
		if err := x.later(ctx, tx, s, due); err != nil {
			return err
		}
	}
	return x.compute(ctx, tx, tables, now)
}

// inputsOf names the parameters that tables look at; all when one looks at every
// parameter of a station.
func inputsOf(tables []Table) (inputs map[string]bool, all bool) {
	inputs = map[string]bool{}
	for _, t := range tables {
		all = all || len(t.Inputs) == 0
		for _, in := range t.Inputs {
			inputs[in.Parameter] = true
			if in.Saturation != "" {
				inputs[in.Saturation] = true
			}
		}
	}
	return inputs, all
}

// merge joins spans of one station that touch what the other is computed from.
func merge(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.Station, b.Station), a.From.Compare(b.From))
	})
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && out[n-1].Station == s.Station && s.From.Sub(out[n-1].To) < apart {
			if s.To.After(out[n-1].To) {
				out[n-1].To = s.To
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// arm asks to be called when hours end that have not yet. NowCast needs two of
// the newest three hours, so one hour after the last value still gets an index.
// What stands for a day waits for the day's last hour.
func (x *Derive) arm(ctx context.Context, tx *db.Tx, s span, daily bool) error {
	hours := []time.Time{s.To, s.To.Add(time.Hour)}
	if last := dayOf(s.To).Add(23 * time.Hour); daily && last.After(hours[1]) {
		hours = append(hours, last)
	}
	for _, h := range hours {
		due := h.Add(time.Hour + grace)
		if !due.After(tx.Now()) {
			continue
		}
		key := s.Station + "@" + strconv.FormatInt(db.Micros(h), 10)
		x.mu.Lock()
		set := x.armed[key]
		x.mu.Unlock()
		if set {
			continue
		}
		if err := timer.Set(ctx, tx, hourDuty, key, due, nil); err != nil {
			return err
		}
		tx.AfterCommit(func() {
			x.mu.Lock()
			defer x.mu.Unlock()
			if len(x.armed) > 100_000 {
				clear(x.armed)
			}
			x.armed[key] = true
		})
	}
	return nil
}

// hourEnded computes the hour that its timer was set for.
func (x *Derive) hourEnded(ctx context.Context, tx *db.Tx, due timer.Due) error {
	station, us, ok := strings.Cut(due.Key, "@")
	at, err := strconv.ParseInt(us, 10, 64)
	if !ok || err != nil {
		return fmt.Errorf("timer %s: bad key %q", hourDuty, due.Key)
	}
	tx.AfterCommit(func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		delete(x.armed, due.Key)
	})
	tables, err := all(ctx, tx)
	if err != nil {
		return err
	}
	return x.compute(ctx, tx, tables, []span{{station, db.Time(at), db.Time(at)}})
}

// later keeps a span to be computed at an instant.
func (x *Derive) later(ctx context.Context, tx *db.Tx, s span, due time.Time) error {
	if _, err := tx.Exec(ctx, `INSERT INTO derive_pending (entity, first, last) VALUES (?, ?, ?)
		ON CONFLICT (entity, first) DO UPDATE SET last = CASE WHEN excluded.last > derive_pending.last THEN excluded.last ELSE derive_pending.last END`,
		s.Station, db.Micros(s.From), db.Micros(s.To)); err != nil {
		return err
	}
	if due.Before(tx.Now()) {
		due = tx.Now()
	}
	return timer.Set(ctx, tx, spanDuty, s.Station, due, nil)
}

// spanDue computes what waits for a station, as much as fits one transaction.
func (x *Derive) spanDue(ctx context.Context, tx *db.Tx, due timer.Due) error {
	spans, err := pending(ctx, tx, due.Key)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM derive_pending WHERE entity = ?`, due.Key); err != nil {
		return err
	}
	tables, err := all(ctx, tx)
	if err != nil {
		return err
	}
	var now []span
	room := slice
	for _, s := range merge(spans) {
		if long := s.To.Sub(s.From); room <= 0 || long > room {
			rest := s
			if room > 0 {
				s.To = s.From.Add(room)
				now = append(now, s)
				rest.From = s.To.Add(time.Hour)
			}
			if err := x.later(ctx, tx, rest, tx.Now()); err != nil {
				return err
			}
			room = 0
			continue
		}
		room -= s.To.Sub(s.From)
		now = append(now, s)
	}
	return x.compute(ctx, tx, tables, now)
}

func pending(ctx context.Context, tx *db.Tx, station string) (spans []span, err error) {
	rows, err := tx.Query(ctx, `SELECT first, last FROM derive_pending WHERE entity = ?`, station)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var first, last int64
		if err := rows.Scan(&first, &last); err != nil {
			return nil, err
		}
		spans = append(spans, span{station, db.Time(first), db.Time(last)})
	}
	return spans, rows.Err()
}

// last is when the station was computed last by this process; the zero time when
// it was not, which only means that nobody needs to wait.
func (x *Derive) last(station string) time.Time {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.computed[station]
}

func (x *Derive) done(spans []span, at time.Time) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, s := range spans {
		x.computed[s.Station] = at
	}
}

// hourOf is the start of the hour. Vietnam's offset is whole hours, so local
// hours are those of UTC.
func hourOf(t time.Time) time.Time { return t.UTC().Truncate(time.Hour) }

// dayOf is the start of the local day.
func dayOf(t time.Time) time.Time { return t.UTC().Add(offset).Truncate(24 * time.Hour).Add(-offset) }

// offset is Vietnam's time; there is no summer time.
const offset = 7 * time.Hour
