package derive

import (
	"cmp"
	"context"
	"encoding/json"
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
	inputs := map[string]bool{}
	for _, t := range tables {
		for _, in := range t.Inputs {
			inputs[in.Parameter] = true
		}
	}
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
			if inputs[c.Parameter] {
				spans = append(spans, span{c.Station, hourOf(c.From), hourOf(c.To)})
			}
		}
	}
	var now []span
	for _, s := range merge(spans) {
		if err := x.arm(ctx, tx, s); err != nil {
			return err
		}
		if s.To.Sub(s.From) > slice {
			if err := x.later(ctx, tx, s); err != nil {
				return err
			}
			continue
		}
		s.To = s.To.Add((nowcastHours - 1) * time.Hour)
		now = append(now, s)
	}
	return x.compute(ctx, tx, tables, now)
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
func (x *Derive) arm(ctx context.Context, tx *db.Tx, s span) error {
	for _, h := range []time.Time{s.To, s.To.Add(time.Hour)} {
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

// later has a long span computed slice by slice.
func (x *Derive) later(ctx context.Context, tx *db.Tx, s span) error {
	key := s.Station + "@" + strconv.FormatInt(db.Micros(s.From), 10) + "@" + strconv.FormatInt(db.Micros(s.To), 10)
	return timer.Set(ctx, tx, spanDuty, key, tx.Now(), s)
}

func (x *Derive) spanDue(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var s span
	if err := json.Unmarshal(due.Body, &s); err != nil {
		return err
	}
	tables, err := all(ctx, tx)
	if err != nil {
		return err
	}
	to := s.To
	if s.To.Sub(s.From) > slice {
		to = s.From.Add(slice)
		if err := x.later(ctx, tx, span{s.Station, to.Add(time.Hour), s.To}); err != nil {
			return err
		}
	} else {
		to = to.Add((nowcastHours - 1) * time.Hour)
	}
	return x.compute(ctx, tx, tables, []span{{s.Station, s.From, to}})
}

// hourOf is the start of the hour. Vietnam's offset is whole hours, so local
// hours are those of UTC.
func hourOf(t time.Time) time.Time { return t.UTC().Truncate(time.Hour) }
