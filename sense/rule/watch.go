package rule

import (
	"context"
	"fmt"
	"slices"
	"time"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/timer"
	"thanhdong/sense/observation"
)

// stored reads observation.Stored: every series that changed is judged by the
// rules over its parameter, and every station that spoke is heard. Many commits
// of a busy minute are looked at together: each series once, its values in the
// order of time, each by its own time of arrival.
func (rs *Rules) stored(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	all, err := rs.inForce(ctx, tx, `ORDER BY code`)
	if err != nil || len(all) == 0 {
		return err
	}
	g := gathered{index: map[gatherKey]int{}}
	for _, e := range events {
		stored, err := observation.ReadStored(e.Body)
		if err != nil {
			return err
		}
		for _, span := range stored.Series {
			for _, w := range all {
				if w.concerns(span.Parameter, stored.Feed) {
					g.add(w, span, stored.Feed, e.At)
				}
			}
		}
	}
	ss := newStates()
	for _, n := range g.list {
		k := key{n.w.Code, n.span.Station, n.w.Parameter}
		if n.w.Kind == Silence {
			err = rs.heard(ctx, tx, ss, n.w, k, Sample{At: n.span.To, Feed: n.feed}, n.newest)
		} else {
			err = rs.judge(ctx, tx, ss, k, n)
		}
		if err != nil {
			return fmt.Errorf("judge %s: %w", k, err)
		}
	}
	return ss.flush(ctx, tx)
}

// concerns tells whether the rule looks at what a feed brought of a parameter.
func (w *watched) concerns(parameter, feed string) bool {
	if w.Feed != "" && w.Feed != feed {
		return false
	}
	if w.Kind == Silence {
		// A derived value is not the station speaking.
		return feed != DeriveFeed && (w.Parameter == "" || w.Parameter == parameter)
	}
	return w.Parameter == parameter
}

// news is what one rule has to look at in one series.
type news struct {
	w      *watched
	span   observation.Span
	feed   string
	first  time.Time // arrival of the first commit
	last   time.Time // of the last
	newest time.Time // of the one that brought the newest instant
}

// gatherKey names news. A silence rule over any parameter has one per station.
type gatherKey struct{ rule, station, parameter, feed string }

type gathered struct {
	list  []news
	index map[gatherKey]int
}

func (g *gathered) add(w *watched, span observation.Span, feed string, arrived time.Time) {
	k := gatherKey{w.Code, span.Station, w.Parameter, feed}
	i, ok := g.index[k]
	if !ok {
		g.index[k] = len(g.list)
		g.list = append(g.list, news{w, span, feed, arrived, arrived, arrived})
		return
	}
	n := &g.list[i]
	n.last = arrived
	if span.From.Before(n.span.From) {
		n.span.From = span.From
	}
	if span.To.After(n.span.To) {
		n.span.To, n.newest = span.To, arrived
	}
}

// judge takes the part of a series that changed.
func (rs *Rules) judge(ctx context.Context, tx *db.Tx, ss *states, k key, n news) error {
	if period := periodOf(n.w.Rule, n.feed); period > 0 {
		return rs.judgePeriods(ctx, tx, ss, k, n, period)
	}
	series, err := rs.obs.Of(ctx, n.span.Station, n.span.Parameter)
	if err != nil {
		return err
	}
	// Years of old data may come in one file; what is stale is not even read.
	from := n.span.From
	if oldest := n.first.Add(-limitOf(n.w.Rule, n.feed, series.Cadence)); from.Before(oldest) {
		from = oldest
	}
	if n.span.To.Before(from) {
		return nil
	}
	return rs.judgeValues(ctx, tx, ss, n.w, k, from, n.span.To)
}

// judgeValues judges the stored values of [from, to] in the order of time. A
// value that came after a newer one is passed over, as it would have been had
// each been judged when it came.
func (rs *Rules) judgeValues(ctx context.Context, tx *db.Tx, ss *states, w *watched, k key, from, to time.Time) error {
	rows, _, err := rs.obs.Range(ctx, observation.Query{Station: k.Station, Parameter: w.Parameter, From: from, To: to.Add(time.Microsecond)})
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(row observation.Row) bool {
		return row.Status != observation.Measured || row.Feed == DeriveFeed || w.Feed != "" && row.Feed != w.Feed
	})
	late := make([]bool, len(rows))
	var earliest time.Time // arrival among newer values
	for i := len(rows) - 1; i >= 0; i-- {
		came := rows[i].Received
		late[i] = !earliest.IsZero() && earliest.Before(came)
		if !late[i] {
			earliest = came
		}
	}
	for i, row := range rows {
		if late[i] {
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
func (rs *Rules) judgePeriods(ctx context.Context, tx *db.Tx, ss *states, k key, n news, period time.Duration) error {
	from := n.span.From
	if oldest := n.first.Add(-limitOf(n.w.Rule, n.feed, 0) - period); from.Before(oldest) {
		from = oldest
	}
	for end := from.Truncate(period).Add(period); !end.Add(-period).After(n.span.To); end = end.Add(period) {
		var err error
		if end.After(n.last) {
			err = rs.await(ctx, tx, periodCall{key: k, Feed: n.feed, End: db.Micros(end)})
		} else {
			err = rs.judgePeriod(ctx, tx, ss, n.w, k, n.feed, end, n.last)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// await sets the timer at the end of a running hour, once: values come every few
// seconds and the timer stays the same. What is remembered is what was committed;
// a new process sets it once more.
func (rs *Rules) await(ctx context.Context, tx *db.Tx, c periodCall) error {
	rs.mu.Lock()
	set := rs.awaited[c.End][c]
	rs.mu.Unlock()
	if set {
		return nil
	}
	if err := timer.Set(ctx, tx, dutyPeriod, fmt.Sprintf("%s|%d", c.key, c.End), db.Time(c.End), c); err != nil {
		return err
	}
	now := db.Micros(tx.Now())
	tx.AfterCommit(func() {
		rs.mu.Lock()
		defer rs.mu.Unlock()
		if rs.awaited[c.End] == nil {
			rs.awaited[c.End] = map[periodCall]bool{}
			for end := range rs.awaited {
				if end < now { // over, and asked for no more
					delete(rs.awaited, end)
				}
			}
		}
		rs.awaited[c.End][c] = true
	})
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
