package derive

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/observation"
)

// compute brings all indices of the stations up to date for the hours of each
// span, as far as they have ended. Everything is read before anything is written:
// the newest hours then come from memory, and one write is one event.
func (x *Derive) compute(ctx context.Context, tx *db.Tx, tables []Table, spans []span) error {
	ctx = product(ctx)
	tx.AfterCommit(func() { x.done(spans, tx.Now()) })
	ended := hourOf(tx.Now()).Add(-time.Hour)
	var rows []observation.Row
	for _, s := range spans {
		if s.To.After(ended) {
			s.To = ended
		}
		if s.To.Before(s.From) {
			continue
		}
		for _, t := range tables {
			more, err := x.computeTable(ctx, tx, t, s.Station, s.From, s.To)
			if err != nil {
				return fmt.Errorf("compute %s of %s: %w", t.Method, s.Station, err)
			}
			rows = append(rows, more...)
		}
	}
	_, err := x.o.Write(ctx, tx, Feed, rows)
	return err
}

func (x *Derive) computeTable(ctx context.Context, tx *db.Tx, t Table, station string, first, last time.Time) ([]observation.Row, error) {
	inputs := map[string]hourly{}
	for _, in := range t.Inputs {
		h, err := x.hourly(ctx, station, in, t.MinMinutes, first.Add(-(nowcastHours-1)*time.Hour), last.Add(time.Hour))
		if err != nil {
			return nil, err
		}
		if h != nil {
			inputs[in.Parameter] = h
		}
	}
	if len(inputs) == 0 {
		return nil, nil
	}
	kept, err := details(ctx, tx, station, t.Parameter, first, last)
	if err != nil {
		return nil, err
	}
	var rows []observation.Row
	for at := first; !at.After(last); at = at.Add(time.Hour) {
		ix, ok := t.Hour(window(inputs, at))
		detail := ""
		if ok {
			b, err := json.Marshal(ix)
			if err != nil {
				return nil, err
			}
			detail = string(b)
		}
		before, was := kept[db.Micros(at)]
		if !ok && !was || before.method == t.Method && before.detail == detail {
			continue
		}
		row := observation.Row{Station: station, Parameter: t.Parameter, Unit: "1", At: at}
		if ok {
			v := float64(ix.Value)
			row.Value = &v
		} else {
			row.Status = observation.Faulty // it had a value and no longer has the data for one
		}
		rows = append(rows, row)
		if _, err := tx.Exec(ctx, `INSERT INTO derive_index (entity, parameter, at, method, detail, computed) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (entity, parameter, at) DO UPDATE SET method = excluded.method, detail = excluded.detail, computed = excluded.computed`,
			station, t.Parameter, db.Micros(at), t.Method, detail, db.Micros(tx.Now())); err != nil {
			return nil, err
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	_, err = x.o.Ensure(ctx, tx, station, t.Parameter, "1", time.Hour)
	return rows, err
}

// hourly is the valid hourly means of one input, by the hour's start.
type hourly map[int64]float64

// window gives for each input the mean of the hour and of the eleven before it.
func window(inputs map[string]hourly, at time.Time) map[string][nowcastHours]float64 {
	w := map[string][nowcastHours]float64{}
	for p, h := range inputs {
		var c [nowcastHours]float64
		for i := range c {
			v, ok := h[db.Micros(at.Add(-time.Duration(i)*time.Hour))]
			if !ok {
				v = missing
			}
			c[i] = v
		}
		w[p] = c
	}
	return w
}

// hourly averages one input; nil when the station never sent it.
func (x *Derive) hourly(ctx context.Context, station string, in Input, minMinutes int, from, to time.Time) (hourly, error) {
	s, err := x.o.Of(ctx, station, in.Parameter)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	factor, ok := observation.Factor(s.Unit, in.Unit)
	if !ok {
		return nil, nil // what is measured in another quantity is no input
	}
	means := hourly{}
	hour := newTally(s.Cadence)
	q := observation.Query{Station: station, Parameter: in.Parameter, From: from, To: to}
	for !q.From.IsZero() {
		rows, next, err := x.o.Range(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.Status != observation.Measured || r.Value == nil {
				continue
			}
			if at := hourOf(r.At); !at.Equal(hour.start) {
				hour.close(means, minMinutes)
				hour.begin(at)
			}
			hour.add(r.At, *r.Value*factor)
		}
		q.From = next
	}
	hour.close(means, minMinutes)
	return means, nil
}

// tally sums one hour. An hour is valid by the minutes that its values cover:
// each value covers one cadence, and two in one cadence cover it once.
type tally struct {
	cadence time.Duration
	start   time.Time
	sum     float64
	n       int
	slots   int
	slot    int64 // of the last value
}

// usual is the cadence of Circular 10/2021's files, for series whose feed is not
// known.
const usual = 5 * time.Minute

func newTally(cadence time.Duration) *tally {
	if cadence <= 0 {
		cadence = usual
	}
	return &tally{cadence: min(cadence, time.Hour)}
}

func (h *tally) begin(at time.Time) { h.start, h.sum, h.n, h.slots, h.slot = at, 0, 0, 0, -1 }

func (h *tally) add(at time.Time, v float64) {
	h.sum += v
	h.n++
	if slot := int64(at.Sub(h.start) / h.cadence); slot != h.slot {
		h.slot = slot
		h.slots++
	}
}

func (h *tally) close(means hourly, minMinutes int) {
	if h.n > 0 && time.Duration(h.slots)*h.cadence >= time.Duration(minMinutes)*time.Minute {
		means[db.Micros(h.start)] = h.sum / float64(h.n)
	}
	h.n = 0
}
