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

// together is how many series are judged with one reading of the store: enough
// that statements cost little, few enough that a rush needs little memory.
const together = 2000

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
	for some := range slices.Chunk(g.list, together) {
		if err := rs.look(ctx, tx, some); err != nil {
			return err
		}
	}
	return nil
}

// look judges some news with one reading of states, one of observations, and one
// writing of states.
func (rs *Rules) look(ctx context.Context, tx *db.Tx, some []news) error {
	ss := newStates()
	keys := make([]key, len(some))
	var ws []*watched
	for i, n := range some {
		keys[i] = n.key()
		if !slices.Contains(ws, n.w) {
			ws = append(ws, n.w)
		}
	}
	if err := ss.load(ctx, tx, keys); err != nil {
		return err
	}
	h, err := rs.fetching(ctx, tx, ws...)
	if err != nil {
		return err
	}
	var due []toJudge
	var wanted []ask
	for i, n := range some {
		if n.w.Kind == Silence {
			if err := rs.heard(ctx, tx, ss, n.w, keys[i], Sample{At: n.span.To, Feed: n.feed}, n.newest); err != nil {
				return fmt.Errorf("hear %s: %w", keys[i], err)
			}
			continue
		}
		more, err := rs.due(ctx, tx, h, n)
		if err != nil {
			return fmt.Errorf("judge %s: %w", keys[i], err)
		}
		for _, j := range more {
			wanted = append(wanted, j.asks(h)...)
		}
		due = append(due, more...)
	}
	if err := rs.judgeAll(ctx, tx, ss, h, due, wanted); err != nil {
		return err
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

func (n news) key() key { return key{n.w.Code, n.span.Station, n.w.Parameter} }

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

// toJudge is one piece of work: the stored values of [from, to], or the figure of
// the hour or the day that ended at to.
type toJudge struct {
	w        *watched
	key      key
	from, to time.Time
	feed     string    // of a period
	arrived  time.Time // of a period; zero for plain values, which have their own
}

func (j toJudge) series() seriesKey { return seriesKey{j.key.Station, j.w.Parameter} }

// asks is what must be read for it.
func (j toJudge) asks(h history) []ask {
	if j.arrived.IsZero() {
		own := ask{j.series(), j.from, j.to.Add(time.Microsecond)}
		return append(asks(h, j.w.conditions, j.w.Rule, j.key.Station, "", j.from, j.to), own)
	}
	own := ask{j.series(), j.to.Add(-periodOf(h, j.w.Rule, j.feed)), j.to}
	return append(asks(h, j.w.conditions, j.w.Rule, j.key.Station, j.feed, j.to, j.to), own)
}

// due tells what of the news can be judged now. Years of old data may come in one
// file; what is stale is not even read. A period that still runs is judged by its
// timer.
func (rs *Rules) due(ctx context.Context, tx *db.Tx, h *fetched, n news) (list []toJudge, err error) {
	from := n.span.From
	period := periodOf(h, n.w.Rule, n.feed)
	if period == 0 {
		if oldest := n.first.Add(-limitOf(0, h.cadence(seriesKey{n.span.Station, n.w.Parameter}))); from.Before(oldest) {
			from = oldest
		}
		if n.span.To.Before(from) {
			return nil, nil
		}
		return []toJudge{{w: n.w, key: n.key(), from: from, to: n.span.To}}, nil
	}
	if oldest := n.first.Add(-limitOf(period, 0) - period); from.Before(oldest) {
		from = oldest
	}
	for end := beginOf(period, from).Add(period); !end.Add(-period).After(n.span.To); end = end.Add(period) {
		if end.After(n.last) {
			if err := rs.await(ctx, tx, periodCall{key: n.key(), Feed: n.feed, End: db.Micros(end)}); err != nil {
				return nil, err
			}
			continue
		}
		list = append(list, toJudge{w: n.w, key: n.key(), to: end, feed: n.feed, arrived: n.last})
	}
	return list, nil
}

// judgeAll reads what is wanted and judges.
func (rs *Rules) judgeAll(ctx context.Context, tx *db.Tx, ss *states, h *fetched, due []toJudge, wanted []ask) error {
	if err := h.load(wanted); err != nil {
		return err
	}
	for _, j := range due {
		var err error
		if j.arrived.IsZero() {
			err = rs.judgeValues(ctx, tx, ss, h, j)
		} else {
			err = rs.judgePeriod(ctx, tx, ss, h, j)
		}
		if err != nil {
			return fmt.Errorf("judge %s: %w", j.key, err)
		}
	}
	return h.err
}

// judgeOne is [Rules.judgeAll] for a timer.
func (rs *Rules) judgeOne(ctx context.Context, tx *db.Tx, ss *states, j toJudge) error {
	h, err := rs.fetching(ctx, tx, j.w)
	if err != nil {
		return err
	}
	return rs.judgeAll(ctx, tx, ss, h, []toJudge{j}, j.asks(h))
}

// judgeValues judges the stored values in the order of time. A value that came
// after a newer one is passed over, as it would have been had each been judged
// when it came.
func (rs *Rules) judgeValues(ctx context.Context, tx *db.Tx, ss *states, h *fetched, j toJudge) error {
	rows := h.rows(j.series(), j.from, j.to.Add(time.Microsecond))
	judged := func(row observation.Row) bool {
		return row.Counts() && row.Feed != DeriveFeed && (j.w.Feed == "" || row.Feed == j.w.Feed)
	}
	late := make([]bool, len(rows))
	var earliest time.Time // arrival among newer values
	for i := len(rows) - 1; i >= 0; i-- {
		if !judged(rows[i]) {
			continue
		}
		came := rows[i].Received
		late[i] = !earliest.IsZero() && earliest.Before(came)
		if !late[i] {
			earliest = came
		}
	}
	for i, row := range rows {
		if late[i] || !judged(row) {
			continue
		}
		f := Sample{At: row.At, Value: row.Value, Unit: row.Unit, Status: row.Status, Feed: row.Feed}
		if err := rs.step(ctx, tx, ss, h, j.w, j.key, f, row.Received, limitOf(0, row.Series.Cadence)); err != nil {
			return err
		}
	}
	return nil
}

// judgePeriod judges the figure of a period that is over: the mean of an hour, or
// the derived value that stands for an hour or a day.
func (rs *Rules) judgePeriod(ctx context.Context, tx *db.Tx, ss *states, h *fetched, j toJudge) error {
	s, period := j.series(), periodOf(h, j.w.Rule, j.feed)
	list := j.w.sameKind(h.values(s, j.to.Add(-period), j.to), j.feed)
	f, ok := periodFigure(j.w.Rule, list, h.cadence(s), j.to, j.feed)
	if !ok {
		return nil
	}
	f.Unit = h.rows(s, j.to.Add(-period), j.to)[0].Unit
	return rs.step(ctx, tx, ss, h, j.w, j.key, f, j.arrived, limitOf(period, 0))
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

// step judges one figure and does what follows.
func (rs *Rules) step(ctx context.Context, tx *db.Tx, ss *states, h *fetched, w *watched, k key, f Sample, arrived time.Time, limit time.Duration) error {
	before, err := ss.get(ctx, tx, k)
	if err != nil {
		return err
	}
	f.Inputs = inputs(h, w.conditions, w.Rule, k.Station, f)
	s, move := Judge(w.Rule, w.conditions, before, f, arrived, limit)
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
