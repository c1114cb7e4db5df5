package feed

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
	"thanhdong/sense/observation"
)

// write stores a group of requests in the caller's transaction: for each feed one
// write of observations, its quarantine, its counts and its health.
func (f *Feeds) write(ctx context.Context, tx *db.Tx, group []*request) error {
	b, err := f.current(ctx, tx)
	if err != nil {
		return err
	}
	feeds := map[string][]*request{}
	for _, r := range group {
		if r.book != b {
			r.check(b, tx.Now())
		}
		if r.err == nil {
			feeds[r.feed] = append(feeds[r.feed], r)
		}
	}
	// One order for all nodes, so that two do not wait for each other.
	for _, code := range slices.Sorted(maps.Keys(feeds)) {
		if err := f.writeFeed(ctx, tx, b.views[code], feeds[code]); err != nil {
			return fmt.Errorf("accept %s: %w", code, err)
		}
	}
	return nil
}

func (f *Feeds) writeFeed(ctx context.Context, tx *db.Tx, v *view, group []*request) error {
	rows, from, err := f.rows(ctx, tx, v, group)
	if err != nil {
		return err
	}
	res, err := f.o.Write(ctx, tx, v.Code, rows)
	if err != nil {
		return err
	}
	var total Summary
	for i, r := range group {
		r.sum = r.refusals()
		for _, o := range res.Outcomes[from[i]:from[i+1]] {
			switch o {
			case observation.Accepted:
				r.sum.Accepted++
			case observation.Duplicate:
				r.sum.Duplicate++
			case observation.Corrected:
				r.sum.Corrected++
			}
		}
		total.Accepted += r.sum.Accepted
		total.Duplicate += r.sum.Duplicate
		total.Corrected += r.sum.Corrected
		total.Quarantined += r.sum.Quarantined
		if err := f.quarantine(ctx, tx, v, r); err != nil {
			return err
		}
		if err := corrected(ctx, tx, v, r); err != nil {
			return err
		}
	}
	return f.keep(ctx, tx, v.Contract, total, newest(rows))
}

// rows makes observations of what fits. from[i] is where the rows of request i
// begin.
func (f *Feeds) rows(ctx context.Context, tx *db.Tx, v *view, group []*request) (rows []observation.Row, from []int, err error) {
	n := 0
	for _, r := range group {
		n += len(r.fit)
	}
	rows = make([]observation.Row, 0, n)
	type place struct {
		s     *station
		param int
	}
	fresh := map[place]*filled{} // series made in this transaction are kept nowhere else yet
	for _, r := range group {
		from = append(from, len(rows))
		refusedBefore := len(r.refused)
		for _, x := range r.fit {
			s := x.station.series[x.param].Load()
			if s == nil {
				at := place{x.station, x.param}
				if s = fresh[at]; s == nil {
					if s, err = f.fill(ctx, tx, v, x.station, x.param); err != nil {
						return nil, nil, err
					}
					fresh[at] = s
				}
			}
			in := &r.readings[x.index]
			if !s.ok {
				r.refused = append(r.refused, refused{x.index, refuse(WrongUnit, "unit", v.Parameters[x.param].Unit, "expected", s.series.Unit)})
				continue
			}
			row := observation.Row{Series: s.series, At: in.At, Value: in.Value, Status: in.Status}
			if s.factor != 1 && in.Value != nil {
				scaled := *in.Value * s.factor
				row.Value = &scaled
			}
			rows = append(rows, row)
		}
		// The transaction may run again; then everything is checked again, so that
		// what was refused here is not refused twice.
		if len(r.refused) > refusedBefore {
			r.book = nil
		}
	}
	return rows, append(from, len(rows)), nil
}

// refusals counts what went to quarantine.
func (r *request) refusals() Summary {
	s := Summary{Quarantined: len(r.refused)}
	for _, x := range r.refused {
		if s.Reasons == nil {
			s.Reasons = map[string]int{}
		}
		s.Reasons[x.why.key]++
		if len(s.Refused) < maxRefused {
			s.Refused = append(s.Refused, Refused{Index: x.index, Reason: x.why.key, Args: x.why.args})
		}
	}
	return s
}

// corrected writes the ledger: machines' observations are no entries, but that
// one of them changed what had been said is.
func corrected(ctx context.Context, tx *db.Tx, v *view, r *request) error {
	if r.sum.Corrected == 0 {
		return nil
	}
	return ledger.Write(actor.With(ctx, r.who), tx, ledger.Entry{
		Verb: "observation.correct", Subject: v.Code, UnitPath: v.UnitPath, AreaPath: v.AreaPath,
		Payload: map[string]any{"feed": v.Code, "corrected": r.sum.Corrected},
	})
}

func newest(rows []observation.Row) (t time.Time) {
	for i := range rows {
		if rows[i].At.After(t) {
			t = rows[i].At
		}
	}
	return t
}
