package rule

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"thanhdong/ground/db"
)

// key names one state. Parameter is empty for a silence rule that watches any.
type key struct {
	Rule      string `json:"rule"`
	Station   string `json:"station"`
	Parameter string `json:"parameter"`
}

func (k key) String() string { return k.Rule + "|" + k.Station + "|" + k.Parameter }

func (k key) compare(l key) int {
	return cmp.Or(strings.Compare(k.Rule, l.Rule), strings.Compare(k.Station, l.Station), strings.Compare(k.Parameter, l.Parameter))
}

// states are those of one transaction: read once, locked, written at its end.
// A busy station sends several files a second; its state is one row.
type states struct {
	held  map[key]State
	dirty map[key]bool
}

func newStates() *states { return &states{map[key]State{}, map[key]bool{}} }

func (ss *states) get(ctx context.Context, tx *db.Tx, k key) (State, error) {
	if s, ok := ss.held[k]; ok {
		return s, nil
	}
	err := ss.load(ctx, tx, []key{k})
	return ss.held[k], err
}

// load reads and locks many states at once. A row must be there to be locked: on
// PostgreSQL the reader and a timer may meet a new station at the same moment.
func (ss *states) load(ctx context.Context, tx *db.Tx, keys []key) error {
	var missing []key
	for _, k := range keys {
		if _, ok := ss.held[k]; !ok {
			missing = append(missing, k)
		}
	}
	slices.SortFunc(missing, key.compare) // one order of locks
	missing = slices.Compact(missing)
	for pass := 0; len(missing) > 0; pass++ {
		if pass > 1 {
			return fmt.Errorf("state of %s: it is not there after it was written", missing[0])
		}
		if pass == 1 {
			if err := ss.write(ctx, tx, insertStates, missing); err != nil {
				return err
			}
		}
		if err := ss.find(ctx, tx, missing); err != nil {
			return fmt.Errorf("read states: %w", err)
		}
		missing = slices.DeleteFunc(missing, func(k key) bool { _, ok := ss.held[k]; return ok })
	}
	return nil
}

func (ss *states) find(ctx context.Context, tx *db.Tx, keys []key) error {
	args := make([]any, 0, 3*widths[0])
	return eachWidth(keys, func(w int, some []key) error {
		args = args[:0]
		for _, k := range some {
			args = append(args, k.Rule, k.Station, k.Parameter)
		}
		return tx.Each(ctx, findStates[w]+tx.Lock(), args, func(scan func(dest ...any) error) error {
			var k key
			var s State
			var since, judged int64
			if err := scan(&k.Rule, &k.Station, &k.Parameter, &s.Phase, &since, &judged, &s.Value, &s.Unit, &s.Feed); err != nil {
				return err
			}
			s.Since, s.Judged = db.Time(since), db.Time(judged)
			ss.held[k] = s
			return nil
		})
	})
}

// Statements that carry many rows cost a fraction of one statement a row; a few
// fixed widths keep them prepared.
var (
	widths       = []int{100, 10, 1}
	insertStates = byWidth(`INSERT INTO rule_state (rule, station, parameter, phase, since, judged, value, unit, feed) VALUES `, `(?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		` ON CONFLICT (rule, station, parameter) DO NOTHING`)
	writeStates = byWidth(`INSERT INTO rule_state (rule, station, parameter, phase, since, judged, value, unit, feed) VALUES `, `(?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		` ON CONFLICT (rule, station, parameter) DO UPDATE SET phase = excluded.phase, since = excluded.since, judged = excluded.judged,
		value = excluded.value, unit = excluded.unit, feed = excluded.feed`)
	findStates = byWidth(`SELECT rule, station, parameter, phase, since, judged, value, unit, feed FROM rule_state WHERE (rule, station, parameter) IN (VALUES `, `(?, ?, ?)`, `)`)
)

func byWidth(head, row, tail string) map[int]string {
	m := map[int]string{}
	for _, n := range widths {
		m[n] = head + row + strings.Repeat(", "+row, n-1) + tail
	}
	return m
}

// eachWidth cuts keys into pieces of the fixed widths.
func eachWidth(keys []key, f func(width int, some []key) error) error {
	for _, w := range widths {
		for len(keys) >= w {
			if err := f(w, keys[:w]); err != nil {
				return err
			}
			keys = keys[w:]
		}
	}
	return nil
}

func (ss *states) write(ctx context.Context, tx *db.Tx, statement map[int]string, keys []key) error {
	args := make([]any, 0, 9*widths[0])
	return eachWidth(keys, func(w int, some []key) error {
		args = args[:0]
		for _, k := range some {
			s, ok := ss.held[k]
			if !ok {
				s = State{Phase: Quiet, Since: db.Time(0), Judged: db.Time(0)}
			}
			args = append(args, k.Rule, k.Station, k.Parameter, string(s.Phase), db.Micros(s.Since), db.Micros(s.Judged), s.Value, s.Unit, s.Feed)
		}
		if _, err := tx.Exec(ctx, statement[w], args...); err != nil {
			return fmt.Errorf("states of %s and others: %w", some[0], err)
		}
		return nil
	})
}

func (ss *states) put(k key, s State) {
	if ss.held[k] != s {
		ss.held[k] = s
		ss.dirty[k] = true
	}
}

func (ss *states) flush(ctx context.Context, tx *db.Tx) error {
	keys := slices.SortedFunc(maps.Keys(ss.dirty), key.compare)
	clear(ss.dirty)
	return ss.write(ctx, tx, writeStates, keys)
}

// keysOf lists the states of a rule that are not quiet.
func keysOf(ctx context.Context, tx *db.Tx, code string) ([]key, error) {
	rows, err := tx.Query(ctx, `SELECT station, parameter FROM rule_state WHERE rule = ? AND phase <> 'quiet' ORDER BY station, parameter`, code)
	if err != nil {
		return nil, fmt.Errorf("states of rule %s: %w", code, err)
	}
	defer rows.Close()
	var keys []key
	for rows.Next() {
		k := key{Rule: code}
		if err := rows.Scan(&k.Station, &k.Parameter); err != nil {
			return nil, fmt.Errorf("states of rule %s: %w", code, err)
		}
		keys = append(keys, k)
	}
	return keys, rows.Err()
}
