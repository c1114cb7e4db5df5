package feed

import (
	"context"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Feed is a contract with how its source fares.
type Feed struct {
	Contract
	Health       Health
	Since        time.Time // of the health
	LastReceived time.Time // zero: never
	LastObserved time.Time // newest observation time; zero: never
	Counts       Counts    // of the last 24 hours
	Stations     int       // that may speak through it
	Quarantined  int       // rows in quarantine
}

// List gives the feeds that the actor may read, by code.
func (f *Feeds) List(ctx context.Context) (list []Feed, err error) {
	where, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	err = f.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := contracts(ctx, tx, where, args...)
		if err != nil {
			return err
		}
		for _, c := range found {
			x, err := f.dress(ctx, tx, c)
			if err != nil {
				return err
			}
			list = append(list, x)
		}
		return nil
	})
	return list, err
}

// Get gives one feed that the actor may read; [fault.NotFound] otherwise.
func (f *Feeds) Get(ctx context.Context, code string) (x Feed, err error) {
	err = f.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := contract(ctx, tx, code)
		if err != nil {
			return err
		}
		if err := actor.From(ctx).Check(Read, c.Scope()); err != nil {
			if fault.Is(err, fault.Forbidden) {
				return notFound(code)
			}
			return err
		}
		x, err = f.dress(ctx, tx, c)
		return err
	})
	return x, err
}

// Cadence gives the cadence of a feed, for rules that ask how old a value may be;
// zero for an unknown one.
func (f *Feeds) Cadence(ctx context.Context, tx *db.Tx, code string) (time.Duration, error) {
	b, err := f.current(ctx, tx)
	if err != nil {
		return 0, err
	}
	if v := b.views[code]; v != nil {
		return v.Cadence, nil
	}
	return 0, nil
}

// By gives the contracts of a connector, for the connector itself.
func (f *Feeds) By(ctx context.Context, connector string) (list []Contract, err error) {
	err = f.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := contracts(ctx, tx, "1=1")
		for _, c := range all {
			if c.Connector == connector {
				list = append(list, c)
			}
		}
		return err
	})
	return list, err
}

func (f *Feeds) dress(ctx context.Context, tx *db.Tx, c Contract) (x Feed, err error) {
	x = Feed{Contract: c, Health: Never}
	var received, observed, since int64
	err = tx.QueryRow(ctx, `SELECT received, observed, health, since FROM feed_state WHERE feed = ?`, c.Code).Scan(&received, &observed, &x.Health, &since)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return x, err
	}
	x.LastReceived, x.LastObserved, x.Since = instant(received), instant(observed), instant(since)
	if x.Counts, err = counted(ctx, tx, c.Code, db.Micros(tx.Now())/hour-23); err != nil {
		return x, err
	}
	b, err := f.current(ctx, tx)
	if err != nil {
		return x, err
	}
	if v := b.views[c.Code]; v != nil {
		x.Stations = len(v.stations)
	}
	err = tx.QueryRow(ctx, `SELECT count(*) FROM feed_quarantine WHERE feed = ? AND state = 'open'`, c.Code).Scan(&x.Quarantined)
	return x, err
}

func contract(ctx context.Context, tx *db.Tx, code string) (Contract, error) {
	list, err := contracts(ctx, tx, `code = ?`, code)
	if err == nil && len(list) == 0 {
		err = notFound(code)
	}
	if err != nil {
		return Contract{}, err
	}
	return list[0], nil
}

func contracts(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Contract, err error) {
	rows, err := tx.Query(ctx, `SELECT body, unit_path, area_path FROM feed WHERE ended IS NULL AND (`+where+`) ORDER BY code`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var body, unit, area string
		if err := rows.Scan(&body, &unit, &area); err != nil {
			return nil, err
		}
		c, err := decode(body)
		if err != nil {
			return nil, err
		}
		c.UnitPath, c.AreaPath = unit, area
		list = append(list, c)
	}
	return list, rows.Err()
}
