package work

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
)

// The window and the sample of the load. PROJECT CHOICE.
const (
	loadDays   = 30  // closed in the last 30 days
	loadSample = 200 // the latest closed items of a kind and severity
	loadFewest = 5   // of which a weight is made at least
)

// anyUnit is the path of a unit as no index knows it: by its index a planner would walk the whole queue of a
// province to find the few that are open, or were closed lately.
const anyUnit = "(unit_path || '')"

// UnitLoad is how a unit stands with its work.
type UnitLoad struct {
	Unit   string
	Open   int
	Late   int
	Oldest time.Time // opening of the oldest open item; zero where none is open
	Done   int       // closed in the last 30 days
	OnTime int       // of those, by their due time
	Load   float64   // open items, each weighed by how long its like takes
}

// Load is the work of every unit whose work the actor may read, by the number of late items, then by load.
// An open item weighs the median time that the last 200 closed items of its kind and severity took, in the time
// that they count and without pauses, divided by the median over all; where fewer than five were closed, its kind's
// median, and without that one. So ten quick approvals are not counted like ten floods.
func (w *Work) Load(ctx context.Context) (list []UnitLoad, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		units := map[string]*UnitLoad{}
		of := func(code string) *UnitLoad {
			if units[code] == nil {
				units[code] = &UnitLoad{Unit: code}
			}
			return units[code]
		}
		may, args := actor.From(ctx).Where(Read, anyUnit, "area_path")
		now := tx.Now()
		type like struct {
			kind     string
			severity int
		}
		open := map[like]map[string]int{}
		err := tx.Each(ctx, `SELECT unit, kind, severity, count(*), min(opened_at), sum(CASE WHEN due_at < ? THEN 1 ELSE 0 END) FROM work_item
			WHERE `+may+` AND state = 'open' GROUP BY unit, kind, severity`, append([]any{db.Micros(now)}, args...), func(scan func(...any) error) error {
			var code string
			var l like
			var n, late int
			var oldest int64
			if err := scan(&code, &l.kind, &l.severity, &n, &oldest, &late); err != nil {
				return err
			}
			u := of(code)
			u.Open, u.Late = u.Open+n, u.Late+late
			if at := db.Time(oldest); u.Oldest.IsZero() || at.Before(u.Oldest) {
				u.Oldest = at
			}
			if open[l] == nil {
				open[l] = map[string]int{}
			}
			open[l][code] += n
			return nil
		})
		if err != nil {
			return fmt.Errorf("load of units: %w", err)
		}
		// What was closed as a duplicate was done elsewhere.
		err = tx.Each(ctx, `SELECT unit, count(*), sum(CASE WHEN closed_at <= due_at THEN 1 ELSE 0 END) FROM work_item
			WHERE `+may+` AND dup_of = '' AND closed_at >= ? GROUP BY unit`, append(args, db.Micros(now.AddDate(0, 0, -loadDays))), func(scan func(...any) error) error {
			var code string
			var n, onTime int
			err := scan(&code, &n, &onTime)
			u := of(code)
			u.Done, u.OnTime = n, onTime
			return err
		})
		if err != nil {
			return fmt.Errorf("load of units: %w", err)
		}
		samples, kinds, all := map[like][]time.Duration{}, map[string][]time.Duration{}, []time.Duration(nil)
		for l := range open {
			err := tx.Each(ctx, `SELECT spent_us FROM work_item WHERE kind = ? AND severity = ? AND closed_at IS NOT NULL AND dup_of = '' AND spent_us IS NOT NULL ORDER BY closed_at DESC LIMIT ?`,
				[]any{l.kind, l.severity, loadSample}, func(scan func(...any) error) error {
					var us int64
					err := scan(&us)
					took := time.Duration(us) * time.Microsecond
					samples[l], kinds[l.kind], all = append(samples[l], took), append(kinds[l.kind], took), append(all, took)
					return err
				})
			if err != nil {
				return fmt.Errorf("load of units: %w", err)
			}
		}
		usual := median(all)
		for l, at := range open {
			for code, n := range at {
				of(code).Load += float64(n) * weight(samples[l], kinds[l.kind], usual)
			}
		}
		list = list[:0]
		for _, u := range units {
			list = append(list, *u)
		}
		slices.SortFunc(list, func(a, b UnitLoad) int {
			return cmp.Or(cmp.Compare(b.Late, a.Late), cmp.Compare(b.Load, a.Load), cmp.Compare(a.Unit, b.Unit))
		})
		return nil
	})
	return list, err
}

func weight(likes, kind []time.Duration, usual time.Duration) float64 {
	switch {
	case usual <= 0:
		return 1
	case len(likes) >= loadFewest:
		return float64(median(likes)) / float64(usual)
	case len(kind) >= loadFewest:
		return float64(median(kind)) / float64(usual)
	}
	return 1
}

func median(list []time.Duration) time.Duration {
	if len(list) == 0 {
		return 0
	}
	list = slices.Sorted(slices.Values(list))
	if n := len(list); n%2 == 0 {
		return (list[n/2-1] + list[n/2]) / 2
	}
	return list[len(list)/2]
}

// keepSpent writes how long a closed item took, in the time that it counts and without its pauses.
func (i Item) keepSpent(ctx context.Context, tx *db.Tx) error {
	cal, err := i.calendar(ctx, tx)
	if err != nil {
		return err
	}
	spent := i.between(cal, i.OpenedAt, i.ClosedAt)
	err = tx.Each(ctx, `SELECT began, ended FROM work_pause WHERE item = ?`, []any{i.ID}, func(scan func(...any) error) error {
		var began, ended int64
		err := scan(&began, &ended)
		spent -= i.between(cal, db.Time(began), db.Time(min(ended, db.Micros(i.ClosedAt))))
		return err
	})
	if err != nil {
		return fmt.Errorf("time that work %s took: %w", i.Number, err)
	}
	_, err = tx.Exec(ctx, `UPDATE work_item SET spent_us = ? WHERE id = ?`, max(spent, 0).Microseconds(), i.ID)
	return err
}
