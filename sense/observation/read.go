package observation

import (
	"context"
	"math"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/entity"
)

// MaxPage bounds one page of a range.
const MaxPage = 50_000

// Query is a question about one series: [From, To).
type Query struct {
	Station   string // id of the entity
	Parameter string
	From, To  time.Time
	Limit     int // at most [MaxPage]; 0 means that
}

// Range gives observations in the order of time, and where the next page begins
// (zero when this was the last). A station that the actor may not read is
// [fault.NotFound]; a parameter that it never sent is an empty range.
func (o *Observations) Range(ctx context.Context, q Query) (rows []Row, next time.Time, err error) {
	limit := page(q.Limit)
	err = o.read(ctx, q, func(ctx context.Context, tx *db.Tx, s *Series) error {
		points, err := o.store.scan(ctx, tx, s.ID, db.Micros(q.From), db.Micros(q.To), limit+1)
		if err != nil {
			return err
		}
		if len(points) > limit {
			next = db.Time(points[limit].at)
			points = points[:limit]
		}
		rows, err = o.rows(ctx, tx, s, points)
		return err
	})
	return rows, next, err
}

// Means gives one [Mean] for each period that has a value that counts: of status 00
// and not declared invalid. A period without one is left out, never filled. Periods are whole hours or days of local
// time; From need not be the start of one.
func (o *Observations) Means(ctx context.Context, q Query, every time.Duration) (means []Mean, unit string, next time.Time, err error) {
	if every < time.Minute || (24*time.Hour)%every != 0 {
		return nil, "", next, fault.New(fault.Invalid, "observation.bad_period")
	}
	limit := page(q.Limit)
	err = o.read(ctx, q, func(ctx context.Context, tx *db.Tx, s *Series) error {
		unit = s.Unit
		means, err = o.means(ctx, tx, s.ID, db.Micros(q.From), db.Micros(q.To), every.Microseconds(), limit+1)
		if len(means) > limit {
			next = means[limit].At
			means = means[:limit]
		}
		return err
	})
	return means, unit, next, err
}

// means answers from values, and from the sums of those that were removed.
func (o *Observations) means(ctx context.Context, tx *db.Tx, series, from, to, every int64, limit int) (means []Mean, err error) {
	err = o.steady(ctx, tx, from, func() error {
		known, err := o.known(ctx, tx)
		if err != nil {
			return err
		}
		if marks := known.bySeries[series]; from < known.rolled {
			means, err = o.blended(ctx, tx, series, from, to, every, limit, marks)
		} else {
			means, err = o.unrolled(ctx, tx, series, from, to, every, limit, marks)
		}
		return err
	})
	return means, err
}

// steady does f again when values were removed meanwhile: between two statements
// of one transaction PostgreSQL lets commits of others become visible. What is
// younger than the shortest setting is never removed.
func (o *Observations) steady(ctx context.Context, tx *db.Tx, from int64, f func() error) error {
	if tx.Engine() != db.Postgres || from > db.Micros(tx.Now().AddDate(0, 0, 1-ShortestRaw)) {
		return f()
	}
	for {
		tx.Forget(markingKey{})
		before, err := o.known(ctx, tx)
		if err != nil {
			return err
		}
		if err := f(); err != nil {
			return err
		}
		var rolls int64
		if err := tx.QueryRow(ctx, `SELECT rolls FROM observation_marking WHERE id = 1`).Scan(&rolls); err != nil || rolls == before.rolls {
			return err
		}
	}
}

// unrolled leaves out what was declared invalid: a period that such a span cuts is
// put together again.
func (o *Observations) unrolled(ctx context.Context, tx *db.Tx, series, from, to, every int64, limit int, marks []marked) (means []Mean, err error) {
	for _, part := range counted(marks, from, to) {
		more, err := o.store.means(ctx, tx, series, part[0], part[1], every, limit-len(means)+1)
		if err != nil {
			return nil, err
		}
		if n := len(means); n > 0 && len(more) > 0 && means[n-1].At.Equal(more[0].At) {
			means[n-1] = means[n-1].with(more[0])
			more = more[1:]
		}
		if means = append(means, more...); len(means) >= limit {
			// The last may go on in the next part; who pages asks for it again.
			return means[:limit], nil
		}
	}
	return means, nil
}

// with joins two parts of one period.
func (m Mean) with(o Mean) Mean {
	n, total := m.Count+o.Count, m.total+o.total
	return Mean{At: m.At, Count: n, Min: min(m.Min, o.Min), Max: max(m.Max, o.Max), Mean: total / float64(n), Rolled: max(m.Rolled, o.Rolled), total: total}
}

// Hourly is [Observations.Means] by the hour.
func (o *Observations) Hourly(ctx context.Context, q Query) ([]Mean, error) {
	means, _, _, err := o.Means(ctx, q, time.Hour)
	return means, err
}

// Of gives the series of a station and parameter that the actor may read.
func (o *Observations) Of(ctx context.Context, station, parameter string) (s Series, err error) {
	err = o.read(ctx, Query{Station: station, Parameter: parameter}, func(_ context.Context, _ *db.Tx, x *Series) error {
		s = *x
		return nil
	})
	if err == nil && s.ID == 0 {
		return s, fault.New(fault.NotFound, "observation.no_series", "parameter", parameter)
	}
	return s, err
}

func page(limit int) int {
	if limit <= 0 || limit > MaxPage {
		return MaxPage
	}
	return limit
}

// read checks the right and finds the series; f is not called when there is none.
func (o *Observations) read(ctx context.Context, q Query, f func(ctx context.Context, tx *db.Tx, s *Series) error) error {
	return o.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := may(ctx, tx, q.Station); err != nil {
			return err
		}
		s, err := o.lookup(ctx, tx, seriesKey{q.Station, NormalParameter(q.Parameter)})
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return f(ctx, tx, s)
	})
}

// may hides what the actor may not read: it does not exist for them. The product
// itself is not asked, which spares its readers a query for each series.
func may(ctx context.Context, tx *db.Tx, station string) error {
	a := actor.From(ctx)
	if a.Kind == actor.Product {
		return nil
	}
	e, err := entity.Get(ctx, tx, station)
	if err != nil {
		return err
	}
	if err := a.Check(Read, e.Scope()); err != nil {
		if fault.Is(err, fault.Forbidden) {
			return fault.New(fault.NotFound, "entity.not_found", "code", e.Code).With(err)
		}
		return err
	}
	return nil
}

func (o *Observations) rows(ctx context.Context, tx *db.Tx, s *Series, points []point) ([]Row, error) {
	marks, err := o.marks(ctx, tx, s.ID)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(points))
	values := make([]float64, len(points))
	feed, source := "", int32(math.MinInt32)
	for i, p := range points {
		if p.source != source {
			code, err := o.code(ctx, tx, p.source)
			if err != nil {
				return nil, err
			}
			feed, source = code, p.source
		}
		rows[i] = Row{
			Station: s.Station, Parameter: s.Parameter, Unit: s.Unit, Series: s,
			At: db.Time(p.at), Received: db.Time(p.received), Status: p.status, Feed: feed,
		}
		if marks != nil {
			rows[i].Mark = markAt(marks, p.at)
		}
		if !p.none() {
			values[i] = p.value
			rows[i].Value = &values[i]
		}
	}
	return rows, nil
}

// Latest gives the newest observation of each series of the stations that the
// actor may read; others are left out.
func (o *Observations) Latest(ctx context.Context, stations ...string) (rows []Row, err error) {
	where, args := actor.From(ctx).Where(Read, "e.unit_path", "e.area_path")
	err = o.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for len(stations) > 0 {
			n := min(len(stations), 400) // far below the engines' limit of arguments
			some, err := o.latest(ctx, tx, stations[:n], where, args)
			if err != nil {
				return err
			}
			rows, stations = append(rows, some...), stations[n:]
		}
		return nil
	})
	return rows, err
}
