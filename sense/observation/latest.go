package observation

import (
	"context"
	"database/sql"
	"math"
	"strings"
	"time"

	"thanhdong/ground/db"
)

// latest reads the newest values of some stations under the predicate of rights.
func (o *Observations) latest(ctx context.Context, tx *db.Tx, stations []string, where string, args []any) ([]Row, error) {
	for _, s := range stations {
		args = append(args[:len(args):len(args)], s)
	}
	rows, err := tx.Query(ctx, `SELECT s.id, s.entity, s.parameter, s.unit, s.cadence, l.at, l.value, l.status, c.code, l.received
		FROM observation_series s JOIN observation_latest l ON l.series = s.id JOIN observation_source c ON c.id = l.source
		JOIN entity e ON e.id = s.entity
		WHERE `+where+` AND s.entity IN (?`+strings.Repeat(", ?", len(stations)-1)+`) ORDER BY s.entity, s.parameter`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Row
	for rows.Next() {
		var r Row
		var s Series
		var value sql.NullFloat64
		var at, received, cadence int64
		if err := rows.Scan(&s.ID, &s.Station, &s.Parameter, &s.Unit, &cadence, &at, &value, &r.Status, &r.Feed, &received); err != nil {
			return nil, err
		}
		s.Cadence = time.Duration(cadence) * time.Microsecond
		r.Series = &s
		r.Station, r.Parameter, r.Unit, r.At, r.Received = s.Station, s.Parameter, s.Unit, db.Time(at), db.Time(received)
		if value.Valid {
			r.Value = &value.Float64
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	for i := range list {
		marks, err := o.marks(ctx, tx, list[i].Series.ID)
		if err != nil {
			return nil, err
		}
		list[i].Mark = markAt(marks, db.Micros(list[i].At))
	}
	return list, nil
}

// Correction is a value that counted until another one came for its instant.
type Correction struct {
	Row
	Replaced time.Time
	Actor    string // id of the person who replaced it; empty when a machine did
	Reason   string
}

// Corrections gives the earlier values of a span, oldest first for each instant.
func (o *Observations) Corrections(ctx context.Context, q Query) (list []Correction, err error) {
	err = o.read(ctx, q, func(ctx context.Context, tx *db.Tx, s *Series) error {
		rows, err := tx.Query(ctx, `SELECT at, value, status, source, received, replaced, actor, reason FROM observation_correction
			WHERE series = ? AND at >= ? AND at < ? ORDER BY at, id LIMIT ?`, s.ID, db.Micros(q.From), db.Micros(q.To), page(q.Limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		var points []point
		for rows.Next() {
			var replaced int64
			var p point
			var value sql.NullFloat64
			var c Correction
			if err := rows.Scan(&p.at, &value, &p.status, &p.source, &p.received, &replaced, &c.Actor, &c.Reason); err != nil {
				return err
			}
			if p.value = value.Float64; !value.Valid {
				p.value = math.NaN()
			}
			points = append(points, p)
			c.Replaced = db.Time(replaced)
			list = append(list, c)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		rows.Close()
		kept, err := o.rows(ctx, tx, s, points)
		for i := range kept {
			list[i].Row = kept[i]
		}
		return err
	})
	return list, err
}
