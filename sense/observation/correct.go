package observation

import (
	"context"
	"math"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

// ByHand is the provenance of a value that a person set. No contract can have such
// a code.
const ByHand = "@hand"

// hand is its number, the same in every store (migration 0061).
const hand int32 = -1

// Derived is the code under which values that the product computes are brought.
const Derived = "derive"

// Correct puts another value in the place of one that came, in the series' unit,
// with status 00. The earlier one is kept with who replaced it and why. A machine
// that sends its value again does not undo it; another correction does. Refusals:
// [fault.NotFound], also when no value came for the instant, [fault.Forbidden],
// [fault.Conflict] when it has that value, [fault.Invalid] with all faults.
func (o *Observations) Correct(ctx context.Context, station, parameter string, at time.Time, value float64, reason string) error {
	reason = strings.TrimSpace(reason)
	fs := checkReason(reason)
	if math.IsNaN(value) || math.IsInf(value, 0) {
		fs = append(fs, fault.At("value", "observation.not_finite"))
	}
	return o.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, s, err := o.amendable(ctx, tx, station, parameter)
		if err != nil {
			return err
		}
		if len(fs) > 0 {
			return fault.Fields("observation.bad_correction", fs...)
		}
		us := db.Micros(at)
		kept, err := o.store.find(ctx, tx, []entry{{series: s.ID, point: point{at: us}}})
		if err != nil {
			return err
		}
		before, ok := kept[ident{s.ID, us}]
		if !ok {
			return fault.New(fault.NotFound, "observation.nothing_there", "parameter", s.Parameter)
		}
		row := Row{Series: s, At: at, Value: &value}
		r, err := o.write(ctx, tx, ByHand, []Row{row}, why{actor.From(ctx).ID, reason})
		if err != nil {
			return err
		}
		if r.Outcomes[0] != Corrected {
			return fault.New(fault.Conflict, "observation.same_value")
		}
		var was any
		if !before.none() {
			was = before.value
		}
		return ledger.Write(ctx, tx, ledger.Entry{
			Verb: "observation.correct", Subject: e.ID, UnitPath: e.UnitPath, AreaPath: e.AreaPath,
			Payload: map[string]any{"parameter": s.Parameter, "at": at.UTC(), "before": was, "status": before.status, "value": value, "reason": reason},
		})
	})
}

// why is who asked for a write, and for what reason; empty for machines.
type why struct{ actor, reason string }

// History is everything that is known of one instant of a series.
type History struct {
	Now     *Row  // nil when no value is there
	Rolled  *Mean // of the hour or day, when values of it were removed
	Earlier []Correction
	Marks   []Marked
}

// History gives what stands at an instant, what stood there, and what people said
// of it.
func (o *Observations) History(ctx context.Context, station, parameter string, at time.Time) (h History, err error) {
	q := Query{Station: station, Parameter: parameter, From: at, To: at.Add(time.Microsecond)}
	err = o.read(ctx, q, func(ctx context.Context, tx *db.Tx, s *Series) error {
		points, err := o.store.scan(ctx, tx, s.ID, db.Micros(q.From), db.Micros(q.To), 1)
		if err != nil {
			return err
		}
		rows, err := o.rows(ctx, tx, s, points)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			h.Now = &rows[0]
		}
		sums, err := rollups(ctx, tx, s.ID, db.Micros(at), db.Micros(at)+1)
		if err != nil {
			return err
		}
		for _, r := range sums {
			if m := r.mean(); r.n > 0 && h.Rolled == nil {
				h.Rolled = &m
			}
		}
		if h.Earlier, err = o.Corrections(ctx, q); err != nil {
			return err
		}
		h.Marks, err = spoken(ctx, tx, s.ID, db.Micros(at))
		return err
	})
	return h, err
}

// held keeps machines from undoing what a person set. A value that a machine
// brings for such an instant is kept as an earlier one, once, and does not count.
func (o *Observations) held(ctx context.Context, tx *db.Tx, kept map[ident]point, slots []slot) error {
	for i := range slots {
		s := &slots[i]
		before, ok := kept[s.ident()]
		if !ok || before.source != hand {
			continue
		}
		for _, e := range append([]entry{s.entry}, s.more...) {
			if e.source == hand || before.same(e.point) {
				continue
			}
			same, err := o.keptAlready(ctx, tx, e)
			if err != nil || same {
				if err != nil {
					return err
				}
				continue
			}
			if err := keep(ctx, tx, e, why{}); err != nil {
				return err
			}
		}
	}
	return nil
}

// keptAlready tells whether the value is among the earlier ones of its instant.
func (o *Observations) keptAlready(ctx context.Context, tx *db.Tx, e entry) (same bool, err error) {
	rows, err := tx.Query(ctx, `SELECT at, series, value, status, source, received FROM observation_correction WHERE series = ? AND at = ?`, e.series, e.at)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		var series int64
		p, err := scanPoint(rows, &series)
		if err != nil {
			return false, err
		}
		same = same || p.same(e.point)
	}
	return same, rows.Err()
}

// keep writes an earlier value down.
func keep(ctx context.Context, tx *db.Tx, e entry, w why) error {
	_, err := tx.Exec(ctx, `INSERT INTO observation_correction (series, at, value, status, source, received, replaced, actor, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.series, e.at, nullable(e.value), int64(e.status), int64(e.source), e.received, db.Micros(tx.Now()), w.actor, w.reason)
	return err
}
