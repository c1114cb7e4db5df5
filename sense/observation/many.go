package observation

import (
	"context"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Many reads several spans at once and hands each to f in the order asked. It is
// for those who look at thousands of series together: what the head holds costs
// no query, and PostgreSQL is asked once for all. A series that was never sent
// has no rows, and f is not called for it. The caller asks for no more than it can
// hold. Rights are those of [Observations.Range], asked once for each station.
func (o *Observations) Many(ctx context.Context, qs []Query, f func(i int, rows []Row) error) error {
	return o.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		asked := make([]reach, 0, len(qs))
		all := make([]*Series, 0, len(qs))
		allowed := map[string]bool{}
		for i, q := range qs {
			if !allowed[q.Station] {
				if err := may(ctx, tx, q.Station); err != nil {
					return err
				}
				allowed[q.Station] = true
			}
			s, err := o.lookup(ctx, tx, seriesKey{q.Station, NormalParameter(q.Parameter)})
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if err == nil && q.From.Before(q.To) {
				asked = append(asked, reach{i, s.ID, db.Micros(q.From), db.Micros(q.To)})
				all = append(all, s)
			}
		}
		return o.store.scanMany(ctx, tx, asked, func(n int, points []point) error {
			rows, err := o.rows(ctx, tx, all[n], points)
			if err != nil {
				return err
			}
			return f(asked[n].place, rows)
		})
	})
}

// reach is one of many spans; place is where its caller has it.
type reach struct {
	place    int
	series   int64
	from, to int64
}

// unbounded is more points than any memory holds.
const unbounded = 1 << 40

// scanMany looks at the head under one view of it and asks tables and chunks only
// for what lies before.
func (l *lite) scanMany(ctx context.Context, tx *db.Tx, asked []reach, f func(i int, points []point) error) error {
	var n int64
	if err := tx.QueryRow(ctx, `SELECT n FROM observation_commit WHERE id = 1`).Scan(&n); err != nil {
		return err
	}
	if l.head.behind(n) {
		if err := l.head.rebuild(ctx, tx, n); err != nil {
			return err
		}
	}
	for i, r := range asked {
		points, start := l.head.tail(n, r.series, r.from, r.to, unbounded)
		if start > r.from {
			var err error
			if points, err = l.scan(ctx, tx, r.series, r.from, r.to, unbounded); err != nil {
				return err
			}
		}
		if err := f(i, points); err != nil {
			return err
		}
	}
	return nil
}

// scanMany asks for all spans in one statement. Rows come grouped by span.
func (p *postgres) scanMany(ctx context.Context, tx *db.Tx, asked []reach, f func(i int, points []point) error) error {
	const most = 2000 // spans of one statement
	for done := 0; done < len(asked); done += most {
		part := asked[done:min(done+most, len(asked))]
		ids := make([]int64, len(part))
		from, to := make([]time.Time, len(part)), make([]time.Time, len(part))
		for i, r := range part {
			ids[i], from[i], to[i] = r.series, db.Time(r.from), db.Time(r.to)
		}
		found := make([][]point, len(part))
		rows, err := tx.Query(ctx, `SELECT r.at, q.n, r.value, r.status, r.source, r.received
			FROM unnest(?::bigint[], ?::timestamptz[], ?::timestamptz[]) WITH ORDINALITY AS q(series, a, b, n)
			CROSS JOIN LATERAL (SELECT at, value, status, source, received FROM observation_row
				WHERE series = q.series AND at >= q.a AND at < q.b) r ORDER BY q.n, r.at`, ids, from, to)
		if err != nil {
			return err
		}
		for rows.Next() {
			var n int64
			x, err := scanStamped(rows, &n)
			if err != nil {
				rows.Close()
				return err
			}
			found[n-1] = append(found[n-1], x)
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return err
		}
		for i, points := range found {
			if err := f(done+i, points); err != nil {
				return err
			}
		}
	}
	return nil
}

// Cadence tells how often a series sends; zero when that is not known. It is for
// the product's own readers and asks for no right.
func (o *Observations) Cadence(ctx context.Context, station, parameter string) (every time.Duration, err error) {
	err = o.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := o.lookup(ctx, tx, seriesKey{station, NormalParameter(parameter)})
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err == nil {
			every = s.Cadence
		}
		return err
	})
	return every, err
}
