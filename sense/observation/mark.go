package observation

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/sense/entity"
)

// Quality is what people say of the values of a span. It stands beside the status
// that the device gives.
type Quality string

const (
	Unmarked Quality = ""
	Suspect  Quality = "suspect"  // shown as doubtful, counts
	Invalid  Quality = "invalid"  // shown, left out of means, derived series and rules
	Verified Quality = "verified" // somebody looked and found it right
	Cleared  Quality = "cleared"  // takes earlier marks back
)

// Qualities are the marks that can be set.
var Qualities = []Quality{Suspect, Invalid, Verified, Cleared}

// Bounds of what a person says.
const (
	longestReason = 500
	longestSpan   = 10 * 366 * 24 * time.Hour
)

// Mark says of a series' values of [from, to) what they are worth, and why. It
// holds also for values that come later for that span. Refusals: [fault.NotFound],
// [fault.Forbidden], [fault.Invalid] with all faults.
func (o *Observations) Mark(ctx context.Context, station, parameter string, from, to time.Time, mark Quality, reason string) error {
	reason = strings.TrimSpace(reason)
	fs := checkReason(reason)
	if !slices.Contains(Qualities, mark) {
		fs = append(fs, fault.At("mark", "observation.unknown_mark", "mark", string(mark)))
	}
	if !from.Before(to) || to.Sub(from) > longestSpan {
		fs = append(fs, fault.At("to", "observation.bad_span"))
	}
	return o.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, s, err := o.amendable(ctx, tx, station, parameter)
		if err != nil {
			return err
		}
		if len(fs) > 0 {
			return fault.Fields("observation.bad_mark", fs...)
		}
		// A sum cannot be told apart again.
		if sums, err := rollups(ctx, tx, s.ID, db.Micros(from), db.Micros(to)); err != nil || len(sums) > 0 {
			if err == nil {
				err = fault.New(fault.Conflict, "observation.values_removed", "from", db.Time(sums[0].at), "to", db.Time(sums[len(sums)-1].at+sums[len(sums)-1].length))
			}
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO observation_mark (series, first, last, mark, reason, actor, made) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			s.ID, db.Micros(from), db.Micros(to), string(mark), reason, actor.From(ctx).ID, db.Micros(tx.Now())); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE observation_marking SET n = n + 1 WHERE id = 1`); err != nil {
			return err
		}
		tx.Forget(markingKey{})
		// Only where there are values does anything change for those who compute.
		first, last, some, err := o.bounds(ctx, tx, s.ID, db.Micros(from), db.Micros(to))
		if err != nil {
			return err
		}
		if some {
			body := Stored{Feed: ByHand, Series: []Span{{Station: s.Station, Parameter: s.Parameter, From: db.Time(first), To: db.Time(last)}}}
			if err := bus.Record(ctx, tx, StoredKind, ByHand, body); err != nil {
				return err
			}
		}
		return ledger.Write(ctx, tx, ledger.Entry{
			Verb: "observation.mark", Subject: e.ID, UnitPath: e.UnitPath, AreaPath: e.AreaPath,
			Payload: map[string]any{"parameter": s.Parameter, "from": from.UTC(), "to": to.UTC(), "mark": mark, "reason": reason},
		})
	})
}

func checkReason(reason string) (fs []fault.Field) {
	if reason == "" {
		fs = append(fs, fault.At("reason", "observation.no_reason"))
	}
	if utf8.RuneCountInString(reason) > longestReason {
		fs = append(fs, fault.At("reason", "observation.reason_too_long", "max", longestReason))
	}
	return fs
}

// amendable finds a series that the actor may amend. What was derived is amended
// by amending its input.
func (o *Observations) amendable(ctx context.Context, tx *db.Tx, station, parameter string) (e entity.Entity, s *Series, err error) {
	if err := may(ctx, tx, station); err != nil {
		return e, nil, err
	}
	if e, err = entity.Get(ctx, tx, station); err != nil {
		return e, nil, err
	}
	if err := actor.From(ctx).Check(Amend, e.Scope()); err != nil {
		return e, nil, err
	}
	s, err = o.lookup(ctx, tx, seriesKey{station, NormalParameter(parameter)})
	if fault.Is(err, fault.NotFound) {
		return e, nil, fault.New(fault.NotFound, "observation.no_series", "parameter", parameter)
	}
	if err != nil {
		return e, nil, err
	}
	var derived int
	err = tx.QueryRow(ctx, `SELECT count(*) FROM observation_latest l JOIN observation_source c ON c.id = l.source WHERE l.series = ? AND c.code = ?`, s.ID, Derived).Scan(&derived)
	if err == nil && derived > 0 {
		err = fault.New(fault.Conflict, "observation.derived", "parameter", s.Parameter)
	}
	return e, s, err
}

// bounds gives the first and the last instant of a span that have a value.
func (o *Observations) bounds(ctx context.Context, tx *db.Tx, series, from, to int64) (first, last int64, some bool, err error) {
	points, err := o.store.scan(ctx, tx, series, from, to, 1)
	if err != nil || len(points) == 0 {
		return 0, 0, false, err
	}
	first, last = points[0].at, to-1
	var newest int64
	err = tx.QueryRow(ctx, `SELECT at FROM observation_latest WHERE series = ?`, series).Scan(&newest)
	return first, max(first, min(last, newest)), true, err
}

// marked is a span whose values are worth something else than the device says.
type marked struct {
	first, last int64
	mark        Quality
}

// marking is all marks at one count of them, by series: spans in the order of
// time that do not overlap. Marks are made by hand, so all fit into memory.
type marking struct {
	n        int64
	bySeries map[int64][]marked
	rolled   int64 // values before it may have been removed and left sums
	rolls    int64 // counts the removals
}

type markingKey struct{}

// marks gives the marks of a series as the reader's snapshot has them.
func (o *Observations) marks(ctx context.Context, tx *db.Tx, series int64) ([]marked, error) {
	now, err := o.known(ctx, tx)
	if err != nil {
		return nil, err
	}
	return now.bySeries[series], nil
}

// known gives all marks, and how far removals have come, as the reader's snapshot
// has them.
func (o *Observations) known(ctx context.Context, tx *db.Tx) (*marking, error) {
	now, err := tx.Once(markingKey{}, func() (any, error) {
		var n, rolled, rolls int64
		if err := tx.QueryRow(ctx, `SELECT n, rolled, rolls FROM observation_marking WHERE id = 1`).Scan(&n, &rolled, &rolls); err != nil {
			return nil, err
		}
		known := o.marking.Load()
		if known != nil && known.n == n && known.rolls == rolls {
			return known, nil
		}
		if known != nil && known.n == n {
			known = &marking{n: n, bySeries: known.bySeries, rolled: rolled, rolls: rolls}
			o.remember(tx, known)
			return known, nil
		}
		return o.readMarks(ctx, tx, n, rolled, rolls)
	})
	if err != nil {
		return nil, err
	}
	return now.(*marking), nil
}

// remember keeps what a reader found. A writer may see what is never committed.
func (o *Observations) remember(tx *db.Tx, m *marking) {
	if tx.Writes() {
		return
	}
	if known := o.marking.Load(); known == nil || known.n < m.n || known.n == m.n && known.rolls < m.rolls {
		o.marking.Store(m)
	}
}

func (o *Observations) readMarks(ctx context.Context, tx *db.Tx, n, rolled, rolls int64) (*marking, error) {
	m := &marking{n: n, bySeries: map[int64][]marked{}, rolled: rolled, rolls: rolls}
	if n > 0 {
		rows, err := tx.Query(ctx, `SELECT series, first, last, mark FROM observation_mark ORDER BY id`)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var series int64
			var x marked
			if err := rows.Scan(&series, &x.first, &x.last, &x.mark); err != nil {
				return nil, err
			}
			m.bySeries[series] = over(m.bySeries[series], x)
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	o.remember(tx, m)
	return m, nil
}

// over lays a newer mark over older ones.
func over(list []marked, x marked) []marked {
	out := make([]marked, 0, len(list)+2)
	for _, old := range list {
		if old.last <= x.first || old.first >= x.last {
			out = append(out, old)
			continue
		}
		if old.first < x.first {
			out = append(out, marked{old.first, x.first, old.mark})
		}
		if old.last > x.last {
			out = append(out, marked{x.last, old.last, old.mark})
		}
	}
	if x.mark != Cleared {
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b marked) int { return cmp.Compare(a.first, b.first) })
	return out
}

// markAt gives the mark of an instant.
func markAt(list []marked, at int64) Quality {
	i := sort.Search(len(list), func(i int) bool { return list[i].last > at })
	if i < len(list) && list[i].first <= at {
		return list[i].mark
	}
	return Unmarked
}

// counted gives the parts of [from, to) whose values were not declared invalid.
func counted(list []marked, from, to int64) (parts [][2]int64) {
	for _, m := range list {
		if m.mark != Invalid || m.last <= from || m.first >= to {
			continue
		}
		if m.first > from {
			parts = append(parts, [2]int64{from, m.first})
		}
		from = m.last
	}
	if from < to {
		parts = append(parts, [2]int64{from, to})
	}
	return parts
}

// Marked is one thing that somebody said of a span.
type Marked struct {
	From, To time.Time
	Mark     Quality
	Reason   string
	Actor    string // id
	Made     time.Time
}

// spoken gives what people said of an instant, oldest first.
func spoken(ctx context.Context, tx *db.Tx, series, at int64) (list []Marked, err error) {
	rows, err := tx.Query(ctx, `SELECT first, last, mark, reason, actor, made FROM observation_mark
		WHERE series = ? AND first <= ? AND last > ? ORDER BY id`, series, at, at)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var m Marked
		var first, last, made int64
		if err := rows.Scan(&first, &last, &m.Mark, &m.Reason, &m.Actor, &made); err != nil {
			return nil, err
		}
		m.From, m.To, m.Made = db.Time(first), db.Time(last), db.Time(made)
		list = append(list, m)
	}
	return list, rows.Err()
}
