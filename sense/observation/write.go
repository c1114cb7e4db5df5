package observation

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// ident is the identity of an observation.
type ident struct{ series, at int64 }

func (e entry) ident() ident { return ident{e.series, e.at} }

// slot collects all rows of one identity in a batch, in the order they came.
type slot struct {
	entry
	more  []entry
	maybe bool // may be stored already
}

// changes is what a batch comes to, once compared with what is stored.
type changes struct {
	fresh   []entry // to insert
	changed []entry // to put in the place of another value
	earlier []entry // values that were replaced
	gone    []reach // spans in which values were removed
}

// Write stores rows of one feed in the caller's transaction, tells of each what
// became of it, and records one event when anything changed. Rows are taken in
// order: of two with one identity the later counts.
func (o *Observations) Write(ctx context.Context, tx *db.Tx, feed string, rows []Row) (Result, error) {
	return o.write(ctx, tx, feed, rows, why{})
}

func (o *Observations) write(ctx context.Context, tx *db.Tx, feed string, rows []Row, w why) (Result, error) {
	r := Result{Outcomes: make([]Outcome, len(rows)), Stored: Stored{Feed: feed}}
	if len(rows) == 0 {
		return r, nil
	}
	// Statements of one write are many and short; watching each for the end of
	// ctx costs more than they do. The transaction as a whole still ends with it.
	short := context.WithoutCancel(ctx)
	entries, series, err := o.entries(short, tx, feed, rows)
	if err != nil {
		return r, err
	}
	c, err := o.settle(short, tx, entries, r.Outcomes)
	if err != nil {
		return r, err
	}
	if len(c.fresh)+len(c.changed) == 0 {
		return r, nil
	}
	if err := o.replace(short, tx, c, w); err != nil {
		return r, err
	}
	newest := o.touched(&r.Stored, series, c)
	if err := o.store.latest(short, tx, newest); err != nil {
		return r, fmt.Errorf("write latest values: %w", err)
	}
	if err := o.store.committing(short, tx, c); err != nil {
		return r, err
	}
	tx.AfterCommit(func() { o.hint(newest) })
	return r, bus.Record(ctx, tx, StoredKind, feed, r.Stored)
}

// entries resolves series and units.
func (o *Observations) entries(ctx context.Context, tx *db.Tx, feed string, rows []Row) ([]entry, map[int64]*Series, error) {
	source, err := o.source(ctx, tx, feed)
	if err != nil {
		return nil, nil, err
	}
	received := db.Micros(tx.Now())
	entries := make([]entry, len(rows))
	series := make(map[int64]*Series, min(len(rows), 1024))
	for i := range rows {
		row := &rows[i]
		if err := row.check(); err != nil {
			return nil, nil, err
		}
		s, factor := row.Series, 1.0
		if s == nil {
			if s, err = o.Ensure(ctx, tx, row.Station, row.Parameter, row.Unit, 0); err != nil {
				return nil, nil, err
			}
			var ok bool
			if factor, ok = Factor(row.Unit, s.Unit); !ok {
				return nil, nil, fault.New(fault.Invalid, "observation.wrong_unit", "unit", row.Unit, "expected", s.Unit)
			}
		}
		series[s.ID] = s
		e := &entries[i]
		e.series, e.row = s.ID, i
		e.at, e.received, e.source, e.status, e.value = db.Micros(row.At), received, source, row.Status, math.NaN()
		if row.Value != nil {
			e.value = *row.Value * factor
		}
	}
	return entries, series, nil
}

// settle inserts what is new and finds what was there. Most rows are newer than
// anything known of their series and are inserted without looking; when that
// turns out wrong (another process wrote, or the memory is behind), the insert is
// taken back and everything is looked up.
func (o *Observations) settle(ctx context.Context, tx *db.Tx, entries []entry, outcomes []Outcome) (changes, error) {
	slots := o.slots(entries)
	for try := range 3 {
		var look []entry
		for i := range slots {
			if slots[i].maybe || try > 0 {
				slots[i].looked = true
				look = append(look, slots[i].entry)
			}
		}
		var kept map[ident]point
		if len(look) > 0 {
			var err error
			if kept, err = o.store.find(ctx, tx, look); err != nil {
				return changes{}, fmt.Errorf("find observations: %w", err)
			}
		}
		if len(kept) > 0 {
			if err := o.held(ctx, tx, kept, slots); err != nil {
				return changes{}, err
			}
		}
		c := compare(slots, kept, outcomes)
		if len(c.fresh) == 0 {
			return c, nil
		}
		if err := tx.Queue(ctx, `SAVEPOINT observation`); err != nil {
			return c, err
		}
		n, err := o.store.insert(ctx, tx, c.fresh)
		if err != nil {
			return c, fmt.Errorf("insert observations: %w", err)
		}
		if n == int64(len(c.fresh)) {
			return c, tx.Queue(ctx, `RELEASE SAVEPOINT observation`)
		}
		if _, err := tx.Exec(ctx, `ROLLBACK TO SAVEPOINT observation`); err != nil {
			return c, err
		}
	}
	return changes{}, fault.New(fault.Unavailable, "observation.contended").Retry(time.Second)
}

// slots groups entries by identity. Batches are nearly always rising within each
// series; then no two share an identity and no map is needed to see it.
func (o *Observations) slots(entries []entry) []slot {
	slots := make([]slot, 0, len(entries))
	last := make(map[int64]int64, min(len(entries), 1024))
	rising := true
	o.mu.RLock()
	for i := range entries {
		e := &entries[i]
		at, seen := last[e.series]
		if seen && e.at <= at {
			rising = false
			break
		}
		last[e.series] = e.at
		slots = append(slots, slot{entry: *e, maybe: e.at <= o.newestOf(e.series)})
	}
	o.mu.RUnlock()
	if rising {
		return slots
	}
	slots = slots[:0]
	index := make(map[ident]int, len(entries))
	for _, e := range entries {
		if i, ok := index[e.ident()]; ok {
			slots[i].more = append(slots[i].more, e)
			continue
		}
		index[e.ident()] = len(slots)
		slots = append(slots, slot{entry: e, maybe: true})
	}
	return slots
}

func compare(slots []slot, kept map[ident]point, outcomes []Outcome) changes {
	c := changes{fresh: make([]entry, 0, len(slots))}
	for i := range slots {
		s := &slots[i]
		now := s.entry
		before, stored := kept[s.ident()]
		changed := false
		switch {
		case !stored:
			outcomes[s.row] = Accepted
		case before.same(s.point), before.source == hand && s.source != hand:
			outcomes[s.row] = Duplicate
			now.point = before
		default:
			outcomes[s.row] = Corrected
			c.earlier = append(c.earlier, entry{point: before, series: s.series})
			changed = true
		}
		for _, e := range s.more {
			if now.same(e.point) || stored && before.source == hand && e.source != hand {
				outcomes[e.row] = Duplicate
				continue
			}
			outcomes[e.row] = Corrected
			c.earlier = append(c.earlier, now)
			now, changed = e, true
		}
		switch {
		case !stored:
			now.looked = s.looked
			c.fresh = append(c.fresh, now)
		case changed:
			c.changed = append(c.changed, now)
		}
	}
	return c
}

// replace puts corrected values into place and keeps the earlier ones.
func (o *Observations) replace(ctx context.Context, tx *db.Tx, c changes, w why) error {
	for _, e := range c.earlier {
		if err := keep(ctx, tx, e, w); err != nil {
			return fmt.Errorf("keep corrected value: %w", err)
		}
	}
	if len(c.changed) == 0 {
		return nil
	}
	if err := o.store.replace(ctx, tx, c.changed); err != nil {
		return fmt.Errorf("correct observations: %w", err)
	}
	return nil
}

// touched fills the event and gives the newest changed entry of each series, in
// the order of series, so that two writers lock rows in one order.
func (o *Observations) touched(s *Stored, series map[int64]*Series, c changes) []entry {
	type span struct {
		from, to int64
		newest   entry
	}
	spans := make(map[int64]*span, len(series))
	for _, list := range [][]entry{c.fresh, c.changed} {
		for _, e := range list {
			x := spans[e.series]
			if x == nil {
				spans[e.series] = &span{e.at, e.at, e}
				continue
			}
			x.from = min(x.from, e.at)
			if e.at > x.to {
				x.to, x.newest = e.at, e
			}
		}
	}
	newest := make([]entry, 0, len(spans))
	for _, x := range spans {
		newest = append(newest, x.newest)
	}
	slices.SortFunc(newest, func(a, b entry) int { return cmpInt(a.series, b.series) })
	s.Series = make([]Span, len(newest))
	for i, e := range newest {
		x, of := spans[e.series], series[e.series]
		s.Series[i] = Span{Station: of.Station, Parameter: of.Parameter, From: db.Time(x.from), To: db.Time(x.to)}
	}
	return newest
}

func cmpInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// newestOf gives the newest known instant of a series; what is not known may be
// anything. The caller holds mu.
func (o *Observations) newestOf(series int64) int64 {
	if at, ok := o.newest[series]; ok {
		return at
	}
	return math.MaxInt64
}

func (o *Observations) hint(newest []entry) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, e := range newest {
		if at, ok := o.newest[e.series]; !ok || e.at > at {
			o.newest[e.series] = e.at
		}
	}
}

// nullable is a value as the tables keep it.
func nullable(v float64) any {
	if math.IsNaN(v) {
		return nil
	}
	return v
}
