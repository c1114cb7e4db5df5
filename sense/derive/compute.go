package derive

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/db"
	"thanhdong/sense/observation"
)

// compute brings all tables of the stations up to date for the hours of each
// span, and the days they lie in, as far as they have ended. Everything is read
// before anything is written: the newest hours then come from memory, and one
// write is one event.
func (x *Derive) compute(ctx context.Context, tx *db.Tx, tables []Table, spans []span) error {
	ctx = product(ctx)
	tx.AfterCommit(func() { x.done(spans, tx.Now()) })
	made := map[string]bool{}
	for _, t := range tables {
		made[t.Parameter] = true
	}
	var rows []observation.Row
	for _, s := range spans {
		jobs, from, to, err := x.jobs(ctx, tx, tables, s)
		if err != nil {
			return err
		}
		if len(jobs) == 0 {
			continue
		}
		r := &reader{o: x.o, station: s.Station, from: from, to: to, read: map[string]*series{}}
		for _, j := range jobs {
			in, err := r.of(ctx, tx, j.Table, made)
			if err != nil {
				return fmt.Errorf("read the input of %s of %s: %w", j.Method, s.Station, err)
			}
			if in.gone() {
				continue
			}
			more, err := x.run(ctx, tx, j, s.Station, in)
			if err != nil {
				return fmt.Errorf("compute %s of %s: %w", j.Method, s.Station, err)
			}
			rows = append(rows, more...)
		}
	}
	_, err := x.o.Write(ctx, tx, Feed, rows)
	return err
}

// job is one table over periods that have ended.
type job struct {
	Table
	first, last time.Time // starts of the first and of the last period
}

// jobs tells what a span asks of each table, and what has to be read for all.
func (x *Derive) jobs(ctx context.Context, tx *db.Tx, tables []Table, s span) (jobs []job, from, to time.Time, err error) {
	for _, t := range tables {
		p := procedures[t.Procedure]
		j := job{Table: t, first: s.From, last: s.To}
		ended := hourOf(tx.Now()).Add(-time.Hour)
		if p.daily {
			j.first, j.last, ended = dayOf(s.From), dayOf(s.To), dayOf(tx.Now()).Add(-24*time.Hour)
		}
		if j.last.After(ended) {
			j.last = ended
		}
		if j.last.Before(j.first) {
			continue
		}
		if p.fills {
			// Periods in which nothing came are known to be empty once something comes.
			before, found, err := lastBefore(ctx, tx, s.Station, t.Parameter, j.first)
			if err != nil {
				return nil, from, to, err
			}
			if next := before.Add(t.Period()); found && next.Before(j.first) && j.first.Sub(next) <= p.reach {
				j.first = next
			}
		}
		jobs = append(jobs, j)
		if f := j.first.Add(-p.reach); from.IsZero() || f.Before(from) {
			from = f
		}
		if e := j.last.Add(t.Period()); e.After(to) {
			to = e
		}
	}
	return jobs, from, to, nil
}

func lastBefore(ctx context.Context, tx *db.Tx, station, parameter string, before time.Time) (at time.Time, found bool, err error) {
	var us sql.NullInt64
	err = tx.QueryRow(ctx, `SELECT max(at) FROM derive_index WHERE entity = ? AND parameter = ? AND at < ?`, station, parameter, db.Micros(before)).Scan(&us)
	return db.Time(us.Int64), us.Valid, err
}

// run computes the periods of a job and gives the values that changed.
func (x *Derive) run(ctx context.Context, tx *db.Tx, j job, station string, in sources) ([]observation.Row, error) {
	if len(in) == 0 {
		return nil, nil
	}
	kept, err := details(ctx, tx, station, j.Parameter, j.first, j.last)
	if err != nil {
		return nil, err
	}
	compute, period := procedures[j.Procedure].compute, j.Period()
	var rows []observation.Row
	for at := j.first; !at.After(j.last); at = at.Add(period) {
		ix, ok := compute(j.Table, in, at)
		detail := ""
		if ok {
			b, err := json.Marshal(ix)
			if err != nil {
				return nil, err
			}
			detail = string(b)
		}
		before, was := kept[db.Micros(at)]
		if !ok && !was || before.method == j.Method && before.detail == detail {
			continue
		}
		row := observation.Row{Station: station, Parameter: j.Parameter, Unit: j.unit(), At: at}
		if ok {
			row.Value = &ix.Value
		} else {
			row.Status = observation.Faulty // it had a value and no longer has the data for one
		}
		rows = append(rows, row)
		if _, err := tx.Exec(ctx, `INSERT INTO derive_index (entity, parameter, at, method, version, detail, computed) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (entity, parameter, at) DO UPDATE SET method = excluded.method, version = excluded.version, detail = excluded.detail, computed = excluded.computed`,
			station, j.Parameter, db.Micros(at), j.Method, j.version, detail, db.Micros(tx.Now())); err != nil {
			return nil, err
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	_, err = x.o.Ensure(ctx, tx, station, j.Parameter, j.unit(), period)
	return rows, err
}
