package derive

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/observation"
)

// Value is one derived value with what made it.
type Value struct {
	Station  string // id
	Series   string // the parameter that is written: "VN_AQI"
	Method   string
	Version  int64         // of the method's table when it was computed
	Period   time.Duration // that it stands for, from At on
	At       time.Time     // start of the hour or the local day
	Computed time.Time
	Index
	Category Category // zero for a table without categories
}

// Level counts the categories of an index from the best, 1; 0 outside them.
func Level(tables []Table, v Value) int {
	for _, t := range tables {
		if t.Method == v.Method {
			return 1 + slices.IndexFunc(t.Categories, func(c Category) bool { return c.Code == v.Category.Code })
		}
	}
	return 0
}

// Current gives the newest index of each of the stations that the actor may read,
// one for each table. An hour whose value was taken back is passed over.
func (x *Derive) Current(ctx context.Context, stations ...string) (list []Value, err error) {
	where, args := actor.From(ctx).Where(observation.Read, "e.unit_path", "e.area_path")
	err = x.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		tables, err := all(ctx, tx)
		if err != nil || len(tables) == 0 {
			return err
		}
		for len(stations) > 0 {
			n := min(len(stations), 400) // far below the engines' limit of arguments
			in := make([]any, n)
			for i, s := range stations[:n] {
				in[i] = s
			}
			found, err := values(ctx, tx, tables, `i.at = (SELECT max(n.at) FROM derive_index n WHERE n.entity = i.entity AND n.parameter = i.parameter AND n.detail <> '')
				AND `+where+` AND i.entity IN (?`+strings.Repeat(", ?", n-1)+`)`, append(args[:len(args):len(args)], in...)...)
			if err != nil {
				return err
			}
			list, stations = append(list, found...), stations[n:]
		}
		return nil
	})
	return list, err
}

// Detail gives what made the value of one hour, or of the day that begins with it; [fault.NotFound] when there is none or
// the actor may not read the station.
func (x *Derive) Detail(ctx context.Context, station, parameter string, at time.Time) (v Value, err error) {
	where, args := actor.From(ctx).Where(observation.Read, "e.unit_path", "e.area_path")
	err = x.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		tables, err := all(ctx, tx)
		if err != nil {
			return err
		}
		list, err := values(ctx, tx, tables, where+` AND i.entity = ? AND i.parameter = ? AND i.at = ? AND i.detail <> ''`,
			append(args, station, parameter, db.Micros(hourOf(at)))...)
		if err == nil && len(list) == 0 {
			err = fault.New(fault.NotFound, "derive.no_value", "parameter", parameter)
		}
		if err == nil {
			v = list[0]
		}
		return err
	})
	return v, err
}

func values(ctx context.Context, tx *db.Tx, tables []Table, where string, args ...any) (list []Value, err error) {
	rows, err := tx.Query(ctx, `SELECT i.entity, i.parameter, i.method, i.version, i.at, i.computed, i.detail
		FROM derive_index i JOIN entity e ON e.id = i.entity WHERE `+where+` ORDER BY i.entity, i.parameter`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var v Value
		var at, computed int64
		var detail string
		if err := rows.Scan(&v.Station, &v.Series, &v.Method, &v.Version, &at, &computed, &detail); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(detail), &v.Index); err != nil {
			return nil, fmt.Errorf("read index of %s: %w", v.Station, err)
		}
		v.At, v.Computed, v.Period = db.Time(at), db.Time(computed), time.Hour
		for _, t := range tables {
			if t.Method == v.Method {
				v.Category, _ = t.Category(v.Value)
				v.Period = t.Period()
			}
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

type kept struct{ method, detail string }

// details gives what is remembered of a span of hours.
func details(ctx context.Context, tx *db.Tx, station, parameter string, first, last time.Time) (map[int64]kept, error) {
	rows, err := tx.Query(ctx, `SELECT at, method, detail FROM derive_index WHERE entity = ? AND parameter = ? AND at >= ? AND at <= ?`,
		station, parameter, db.Micros(first), db.Micros(last))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	m := map[int64]kept{}
	for rows.Next() {
		var at int64
		var k kept
		if err := rows.Scan(&at, &k.method, &k.detail); err != nil {
			return nil, err
		}
		m[at] = k
	}
	return m, rows.Err()
}
