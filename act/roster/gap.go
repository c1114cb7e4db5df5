package roster

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/timer"
)

const (
	// Ahead is how far gaps are looked for. PROJECT CHOICE: the fortnight that the screen shows.
	Ahead = 14 * 24 * time.Hour
	// A suspended account says nothing to the rosters; it is found this soon.
	lookEvery = 5 * time.Minute
)

// Register lets gaps be looked for.
func (rs *Rosters) Register(t *timer.Timers) { t.Every("roster.watch", lookEvery, rs.Watch) }

// Watch looks for gaps of the next fortnight in every roster and tells those that are new and those that
// were closed.
func (rs *Rosters) Watch(ctx context.Context) error {
	ctx = actor.With(ctx, actor.System("roster"))
	list, err := rs.List(ctx)
	if err != nil {
		return err
	}
	for _, k := range list {
		if err := rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			now, err := load(ctx, tx, k.Code, tx.Lock())
			if err != nil {
				return err
			}
			return watch(ctx, tx, now)
		}); err != nil {
			return fmt.Errorf("look for gaps of roster %s: %w", k.Code, err)
		}
	}
	return nil
}

// Gaps gives the gaps of a roster from now on.
func (rs *Rosters) Gaps(ctx context.Context, code string) (gaps []Gap, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := readable(ctx, tx, code, ""); err != nil {
			return err
		}
		gaps, err = gapsOf(ctx, tx, code)
		return err
	})
	return gaps, err
}

func gapsOf(ctx context.Context, tx *db.Tx, code string) (gaps []Gap, err error) {
	return GapsUntil(ctx, tx, code, tx.Now().Add(Ahead))
}

// GapsUntil gives the gaps of a roster from now to an instant, whoever asks.
func GapsUntil(ctx context.Context, tx *db.Tx, code string, until time.Time) (gaps []Gap, err error) {
	p, err := planOf(ctx, tx, code, tx.Now())
	if err != nil {
		return nil, err
	}
	for _, t := range p.between(tx.Now(), until) {
		if t.Gap != "" {
			gaps = append(gaps, t)
		}
	}
	return gaps, nil
}

type gapKey struct {
	shift, day, kind string
}

// watch compares the gaps with those that were told. A gap is told once by its shift, its day and its kind.
func watch(ctx context.Context, tx *db.Tx, k Kept) error {
	gaps, err := gapsOf(ctx, tx, k.Code)
	if err != nil {
		return err
	}
	told := map[gapKey]bool{}
	err = tx.Each(ctx, `SELECT shift, day, kind FROM roster_gap WHERE roster = ?`, []any{k.Code}, func(scan func(...any) error) error {
		var g gapKey
		err := scan(&g.shift, &g.day, &g.kind)
		told[g] = true
		return err
	})
	if err != nil {
		return err
	}
	found, closed := false, false
	for _, t := range gaps {
		g := gapKey{t.Shift, string(t.Day), t.Gap}
		if told[g] {
			delete(told, g)
			continue
		}
		found = true
		if _, err := tx.Exec(ctx, `INSERT INTO roster_gap (roster, shift, day, kind, found_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			k.Code, g.shift, g.day, g.kind, db.Micros(tx.Now())); err != nil {
			return err
		}
	}
	for g := range told { // closed, or over
		closed = true
		if _, err := tx.Exec(ctx, `DELETE FROM roster_gap WHERE roster = ? AND shift = ? AND day = ? AND kind = ?`, k.Code, g.shift, g.day, g.kind); err != nil {
			return err
		}
	}
	if found {
		if err := bus.Record(ctx, tx, GapFoundEvent, k.Code, Happened{ID: k.Code}); err != nil {
			return err
		}
	}
	if closed {
		return bus.Record(ctx, tx, GapClosedEvent, k.Code, Happened{ID: k.Code})
	}
	return nil
}
