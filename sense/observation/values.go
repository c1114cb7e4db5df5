package observation

import (
	"context"
	"time"

	"thanhdong/ground/db"
)

// Values is [Observations.Range] for people: where values were removed it gives in
// their place one row for each hour or day that is left of them, with
// [Row.Rolled]. Who computes from values asks for the range.
func (o *Observations) Values(ctx context.Context, q Query) (rows []Row, next time.Time, err error) {
	limit := page(q.Limit)
	err = o.read(ctx, q, func(ctx context.Context, tx *db.Tx, s *Series) error {
		from, to := db.Micros(q.From), db.Micros(q.To)
		return o.steady(ctx, tx, from, func() error {
			rows, next = nil, time.Time{}
			points, err := o.store.scan(ctx, tx, s.ID, from, to, limit+1)
			if err != nil {
				return err
			}
			if len(points) > limit {
				to = points[limit].at
				points, next = points[:limit], db.Time(to)
			}
			known, err := o.known(ctx, tx)
			if err != nil {
				return err
			}
			if rows, err = o.rows(ctx, tx, s, points); err != nil || from >= known.rolled {
				return err
			}
			sums, err := o.left(ctx, tx, s.ID, from, to)
			if err != nil || len(sums) == 0 {
				return err
			}
			if rows, err = o.between(ctx, tx, s, rows, sums, from, to); err == nil && len(rows) > limit {
				cut := limit
				for cut > 1 && rows[cut].At.Equal(rows[cut-1].At) {
					cut-- // a page begins with all of an instant
				}
				next, rows = rows[cut].At, rows[:cut]
			}
			return err
		})
	})
	return rows, next, err
}

// left gives the sums of a span that count.
func (o *Observations) left(ctx context.Context, tx *db.Tx, series, from, to int64) (left []rollup, err error) {
	sums, err := rollups(ctx, tx, series, from, to)
	if err != nil {
		return nil, err
	}
	for _, p := range parcels(sums) {
		c, _, err := o.parcel(ctx, tx, series, p)
		if err != nil {
			return nil, err
		}
		left = append(left, c.sums...)
	}
	return left, nil
}

// between puts sums among the rows of a span. A sum stands where it begins, so
// that it is in one page only.
func (o *Observations) between(ctx context.Context, tx *db.Tx, s *Series, rows []Row, sums []rollup, from, to int64) ([]Row, error) {
	all := make([]Row, 0, len(rows)+len(sums))
	for _, r := range sums {
		if r.n == 0 || r.at < from || r.at >= to {
			continue
		}
		feed, err := o.code(ctx, tx, r.source)
		if err != nil {
			return nil, err
		}
		for len(rows) > 0 && db.Micros(rows[0].At) < r.at {
			all, rows = append(all, rows[0]), rows[1:]
		}
		m := r.mean()
		all = append(all, Row{Station: s.Station, Parameter: s.Parameter, Unit: s.Unit, Series: s, At: m.At, Value: &m.Mean, Feed: feed, Rolled: &m})
	}
	return append(all, rows...), nil
}

// Sum is what is left of an hour or a day whose values were removed.
type Sum struct {
	Mean
	First, Last time.Time // of the values that it is of; what lies between does not count beside it
}

// Left gives the sums that count in a span, in the order of time. It is for who
// computes from the range and must not take removed values for missing ones.
func (o *Observations) Left(ctx context.Context, q Query) (list []Sum, err error) {
	err = o.read(ctx, q, func(ctx context.Context, tx *db.Tx, s *Series) error {
		list = nil
		known, err := o.known(ctx, tx)
		if err != nil || db.Micros(q.From) >= known.rolled {
			return err
		}
		sums, err := o.left(ctx, tx, s.ID, db.Micros(q.From), db.Micros(q.To))
		for _, r := range sums {
			x := Sum{First: db.Time(r.first), Last: db.Time(r.last)}
			if x.Mean = r.mean(); r.n == 0 {
				x.Mean.Mean = 0
			}
			list = append(list, x)
		}
		return err
	})
	return list, err
}
