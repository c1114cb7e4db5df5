package rule

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/timer"
	"thanhdong/sense/observation"
)

// stored reads observation.Stored: every series that changed is judged by the
// rules over its parameter, and every station that spoke is heard.
func (rs *Rules) stored(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	all, err := rs.inForce(ctx, tx, `ORDER BY code`)
	if err != nil || len(all) == 0 {
		return err
	}
	values := map[string][]*watched{}
	var silences []*watched
	for _, w := range all {
		if w.Kind == Silence {
			silences = append(silences, w)
		} else {
			values[w.Parameter] = append(values[w.Parameter], w)
		}
	}
	ss := newStates()
	for _, e := range events {
		stored, err := observation.ReadStored(e.Body)
		if err != nil {
			return err
		}
		heard := map[key]hearing{}
		for _, span := range stored.Series {
			for _, w := range values[span.Parameter] {
				if w.Feed != "" && w.Feed != stored.Feed {
					continue
				}
				if err := rs.judge(ctx, tx, ss, w, span, stored.Feed, e.At); err != nil {
					return fmt.Errorf("judge %s at %s: %w", w.Code, span.Station, err)
				}
			}
			for _, w := range silences {
				if stored.Feed == DeriveFeed || w.Feed != "" && w.Feed != stored.Feed || w.Parameter != "" && w.Parameter != span.Parameter {
					continue
				}
				k := key{w.Code, span.Station, w.Parameter}
				if was, ok := heard[k]; !ok || span.To.After(was.at) {
					heard[k] = hearing{w, span.To}
				}
			}
		}
		for k, h := range heard {
			if err := rs.heard(ctx, tx, ss, h.w, k, Sample{At: h.at, Feed: stored.Feed}, e.At); err != nil {
				return fmt.Errorf("hear %s: %w", k, err)
			}
		}
	}
	return ss.flush(ctx, tx)
}

// hearing is the newest instant of which a station spoke in one event.
type hearing struct {
	w  *watched
	at time.Time
}

// judge takes the part of a series that changed.
func (rs *Rules) judge(ctx context.Context, tx *db.Tx, ss *states, w *watched, span observation.Span, feed string, arrived time.Time) error {
	k := key{w.Code, span.Station, w.Parameter}
	if period := periodOf(w.Rule, feed); period > 0 {
		return rs.judgePeriods(ctx, tx, ss, w, k, span, feed, arrived, period)
	}
	series, err := rs.obs.Of(ctx, span.Station, span.Parameter)
	if err != nil {
		return err
	}
	// Years of old data may come in one file; what is stale is not even read.
	if oldest := arrived.Add(-limitOf(w.Rule, feed, series.Cadence)); span.From.Before(oldest) {
		span.From = oldest
	}
	if span.To.Before(span.From) {
		return nil
	}
	return rs.judgeValues(ctx, tx, ss, w, k, span.From, span.To)
}

// judgeValues judges the stored values of [from, to] in the order of time.
func (rs *Rules) judgeValues(ctx context.Context, tx *db.Tx, ss *states, w *watched, k key, from, to time.Time) error {
	rows, _, err := rs.obs.Range(ctx, observation.Query{Station: k.Station, Parameter: w.Parameter, From: from, To: to.Add(time.Microsecond)})
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Feed == DeriveFeed || w.Feed != "" && row.Feed != w.Feed {
			continue
		}
		f := Sample{At: row.At, Value: row.Value, Unit: row.Unit, Status: row.Status, Feed: row.Feed}
		if err := rs.step(ctx, tx, ss, w, k, f, row.Received, limitOf(w.Rule, row.Feed, row.Series.Cadence)); err != nil {
			return err
		}
	}
	return nil
}

// judgePeriods judges the hours that a change touched, once they are over; an
// hour that still runs is judged by its timer.
func (rs *Rules) judgePeriods(ctx context.Context, tx *db.Tx, ss *states, w *watched, k key, span observation.Span, feed string, arrived time.Time, period time.Duration) error {
	from := span.From
	if oldest := arrived.Add(-limitOf(w.Rule, feed, 0) - period); from.Before(oldest) {
		from = oldest
	}
	for end := from.Truncate(period).Add(period); !end.Add(-period).After(span.To); end = end.Add(period) {
		if end.After(arrived) {
			body := periodCall{key: k, Feed: feed, End: db.Micros(end)}
			if err := timer.Set(ctx, tx, dutyPeriod, fmt.Sprintf("%s|%d", k, body.End), end, body); err != nil {
				return err
			}
			continue
		}
		if err := rs.judgePeriod(ctx, tx, ss, w, k, feed, end, arrived); err != nil {
			return err
		}
	}
	return nil
}

// judgePeriod judges the figure of the hour that ended at end: its mean, or the
// derived value that stands for it.
func (rs *Rules) judgePeriod(ctx context.Context, tx *db.Tx, ss *states, w *watched, k key, feed string, end, arrived time.Time) error {
	q := observation.Query{Station: k.Station, Parameter: w.Parameter, From: end.Add(-time.Hour), To: end}
	f := Sample{At: end, Feed: feed}
	if w.Over == Hourly {
		series, err := rs.obs.Of(ctx, k.Station, w.Parameter)
		if err != nil {
			return err
		}
		means, err := rs.obs.Hourly(ctx, q)
		if err != nil {
			return err
		}
		if len(means) == 0 || !enough(means[0].Count, series.Cadence) {
			return nil
		}
		f.Value, f.Unit = &means[0].Mean, series.Unit
	} else {
		rows, _, err := rs.obs.Range(ctx, q)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.Feed == feed {
				f.Value, f.Unit, f.Status = row.Value, row.Unit, row.Status
			}
		}
	}
	return rs.step(ctx, tx, ss, w, k, f, arrived, limitOf(w.Rule, feed, 0))
}

// step judges one figure and does what follows.
func (rs *Rules) step(ctx context.Context, tx *db.Tx, ss *states, w *watched, k key, f Sample, arrived time.Time, limit time.Duration) error {
	before, err := ss.get(ctx, tx, k)
	if err != nil {
		return err
	}
	s, move := Judge(w.Rule, w.condition, before, f, arrived, limit)
	ss.put(k, s)
	return rs.follow(ctx, tx, w, k, s, move)
}

// heard takes note that a station spoke. The timer is set once and looks at the
// state when it comes, so that a busy station does not move it at each value.
func (rs *Rules) heard(ctx context.Context, tx *db.Tx, ss *states, w *watched, k key, f Sample, arrived time.Time) error {
	before, err := ss.get(ctx, tx, k)
	if err != nil {
		return err
	}
	s, move := Heard(w.Rule, before, f, arrived)
	ss.put(k, s)
	if move != Stay && before.Phase != Pending {
		if err := timer.Set(ctx, tx, dutySilence, k.String(), timerAt(w.Rule, s), k); err != nil {
			return err
		}
	}
	if move == Resolve {
		return record(ctx, tx, ResolvedEvent, w.Rule, k, s)
	}
	return nil
}

// follow does what a judgement asks for.
func (rs *Rules) follow(ctx context.Context, tx *db.Tx, w *watched, k key, s State, move Move) error {
	switch move {
	case Hold:
		return timer.Set(ctx, tx, dutyHold, k.String(), timerAt(w.Rule, s), k)
	case Release:
		return timer.Cancel(ctx, tx, dutyHold, k.String())
	case Fire:
		if err := timer.Cancel(ctx, tx, dutyHold, k.String()); err != nil {
			return err
		}
		return record(ctx, tx, FiredEvent, w.Rule, k, s)
	case Resolve:
		return record(ctx, tx, ResolvedEvent, w.Rule, k, s)
	}
	return nil
}
