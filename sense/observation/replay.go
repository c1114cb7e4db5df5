package observation

import (
	"context"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// MaxReplay bounds the periods and the series of one replay.
const (
	MaxReplay       = 24 * 60
	maxReplaySeries = 5000
)

// Replayed is how one station fared over a span.
type Replayed struct {
	Station string // id
	Unit    string
	Means   []Mean // of the periods that have one, rising
}

// Replay gives the means of one parameter at all stations that the actor may read,
// for a span and a period such as a day by quarters of an hour. It is one question
// for all of them, where [Observations.Means] asks for one: on SQLite the rows of an
// instant lie together, and asking each series for a day would read that day as
// often as there are series. A station without a value in the span is left out.
func (o *Observations) Replay(ctx context.Context, parameter string, from, to time.Time, every time.Duration) (list []Replayed, err error) {
	if every < time.Minute || (24*time.Hour)%every != 0 || to.Sub(from)/every > MaxReplay {
		return nil, fault.New(fault.Invalid, "observation.bad_period")
	}
	where, args := actor.From(ctx).Where(Read, "e.unit_path", "e.area_path")
	err = o.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return o.steady(ctx, tx, db.Micros(from), func() error {
			list, err = o.replay(ctx, tx, NormalParameter(parameter), where, args, from, to, every)
			return err
		})
	})
	return list, err
}

func (o *Observations) replay(ctx context.Context, tx *db.Tx, parameter, where string, args []any, from, to time.Time, every time.Duration) (list []Replayed, err error) {
	found, ids, err := seriesOf(ctx, tx, parameter, where, args)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	means, err := o.store.replay(ctx, tx, ids, db.Micros(from), db.Micros(to), every.Microseconds())
	if err != nil {
		return nil, err
	}
	known, err := o.known(ctx, tx)
	if err != nil {
		return nil, err
	}
	var summed map[int64]bool
	if db.Micros(from) < known.rolled {
		if summed, err = rolledOf(ctx, tx, parameter, db.Micros(from), db.Micros(to)); err != nil {
			return nil, err
		}
	}
	for i, id := range ids {
		// Few series carry marks of people; those are asked by themselves.
		if marks, err := o.marks(ctx, tx, id); err != nil {
			return nil, err
		} else if len(marks) > 0 || summed[id] {
			if means[id], err = o.means(ctx, tx, id, db.Micros(from), db.Micros(to), every.Microseconds(), MaxReplay+2); err != nil {
				return nil, err
			}
		}
		if m := means[id]; len(m) > 0 {
			found[i].Means = m
			list = append(list, found[i])
		}
	}
	return list, nil
}

func seriesOf(ctx context.Context, tx *db.Tx, parameter, where string, args []any) (found []Replayed, ids []int64, err error) {
	rows, err := tx.Query(ctx, `SELECT s.id, s.entity, s.unit FROM observation_series s JOIN entity e ON e.id = s.entity
		WHERE `+where+` AND s.parameter = ? ORDER BY s.entity LIMIT ?`, append(args[:len(args):len(args)], parameter, maxReplaySeries)...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var r Replayed
		if err := rows.Scan(&id, &r.Station, &r.Unit); err != nil {
			return nil, nil, err
		}
		found, ids = append(found, r), append(ids, id)
	}
	return found, ids, rows.Err()
}

// rolledOf gives the series of a parameter that have sums in a span.
func rolledOf(ctx context.Context, tx *db.Tx, parameter string, from, to int64) (map[int64]bool, error) {
	found := map[int64]bool{}
	err := tx.Each(ctx, `SELECT id FROM observation_series s WHERE parameter = ? AND EXISTS (SELECT 1 FROM observation_rollup r
		WHERE r.series = s.id AND r.hours IN (1, 24) AND r.at > ? AND r.at < ?)`, []any{parameter, from - dayUS, to}, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		found[id] = true
		return err
	})
	return found, err
}
