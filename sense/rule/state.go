package rule

import (
	"context"
	"fmt"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// key names one state. Parameter is empty for a silence rule that watches any.
type key struct {
	Rule      string `json:"rule"`
	Station   string `json:"station"`
	Parameter string `json:"parameter"`
}

func (k key) String() string { return k.Rule + "|" + k.Station + "|" + k.Parameter }

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
	s, err := loadState(ctx, tx, k)
	if fault.Is(err, fault.NotFound) {
		// The row must be there to be locked: on PostgreSQL the reader and a timer
		// may meet a new station at the same moment.
		if _, err := tx.Exec(ctx, `INSERT INTO rule_state (rule, station, parameter, phase, since, judged, value, unit, feed)
			VALUES (?, ?, ?, ?, 0, 0, 0, '', '') ON CONFLICT (rule, station, parameter) DO NOTHING`, k.Rule, k.Station, k.Parameter, string(Quiet)); err != nil {
			return State{}, fmt.Errorf("state of %s: %w", k, err)
		}
		s, err = loadState(ctx, tx, k)
	}
	if err != nil {
		return State{}, fmt.Errorf("state of %s: %w", k, err)
	}
	ss.held[k] = s
	return s, nil
}

func (ss *states) put(k key, s State) {
	if ss.held[k] != s {
		ss.held[k] = s
		ss.dirty[k] = true
	}
}

func (ss *states) flush(ctx context.Context, tx *db.Tx) error {
	for k := range ss.dirty {
		s := ss.held[k]
		if _, err := tx.Exec(ctx, `UPDATE rule_state SET phase = ?, since = ?, judged = ?, value = ?, unit = ?, feed = ? WHERE rule = ? AND station = ? AND parameter = ?`,
			string(s.Phase), db.Micros(s.Since), db.Micros(s.Judged), s.Value, s.Unit, s.Feed, k.Rule, k.Station, k.Parameter); err != nil {
			return fmt.Errorf("state of %s: %w", k, err)
		}
	}
	return nil
}

func loadState(ctx context.Context, tx *db.Tx, k key) (State, error) {
	var s State
	var since, judged int64
	err := tx.QueryRow(ctx, `SELECT phase, since, judged, value, unit, feed FROM rule_state WHERE rule = ? AND station = ? AND parameter = ?`+tx.Lock(),
		k.Rule, k.Station, k.Parameter).Scan(&s.Phase, &since, &judged, &s.Value, &s.Unit, &s.Feed)
	s.Since, s.Judged = db.Time(since), db.Time(judged)
	return s, err
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
