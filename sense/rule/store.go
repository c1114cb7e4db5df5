package rule

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
)

// Playbooks answers whether a playbook may be relied on today. Contracts of
// feeds ask the same question through the same port.
type Playbooks = feed.Playbooks

// Rules is the room.
type Rules struct {
	d         *db.DB
	obs       *observation.Observations
	playbooks Playbooks

	past remembered

	mu       sync.Mutex
	town     *town
	compiled map[string]*watched           // by version and body, so that a changed rule is compiled anew
	awaited  map[int64]map[periodCall]bool // period timers that are set, by the end of their hour
}

// watched is a rule ready to judge.
type watched struct {
	Rule
	conditions Conditions
}

// New opens the room: it reads observation.Stored and takes on its timers.
func New(d *db.DB, obs *observation.Observations, b *bus.Bus, timers *timer.Timers, playbooks Playbooks) *Rules {
	rs := &Rules{d: d, obs: obs, playbooks: playbooks, compiled: map[string]*watched{}, awaited: map[int64]map[periodCall]bool{}}
	b.Read("rule", []string{observation.StoredKind}, rs.stored)
	b.Read("rule.contract", []string{feed.BreachedKind, feed.RecoveredKind}, rs.promised)
	timers.Handle(dutyPeriod, rs.periodOver)
	timers.Handle(dutyHold, rs.holdOver)
	timers.Handle(dutySilence, rs.silenceOver)
	return rs
}

// List gives the rules in force, by code.
func (rs *Rules) List(ctx context.Context) (list []Rule, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Read, actor.Scope{}); err != nil {
			return err
		}
		list = nil
		ws, err := rs.inForce(ctx, tx, `ORDER BY code`)
		for _, w := range ws {
			list = append(list, w.Rule)
		}
		return err
	})
	return list, err
}

// Get gives a rule, also one that is no longer in force: old alerts name it.
func Get(ctx context.Context, tx *db.Tx, code string) (Rule, error) {
	var r Rule
	var body string
	var version int
	err := tx.QueryRow(ctx, `SELECT body, version FROM rule WHERE code = ?`, code).Scan(&body, &version)
	if fault.Is(err, fault.NotFound) {
		return r, fault.New(fault.NotFound, "rule.not_found", "code", code).With(err)
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &r)
	}
	if err != nil {
		return r, fmt.Errorf("read rule %s: %w", code, err)
	}
	r.Version = version
	return r, nil
}

// inForce reads the rules in force, compiled. Rules are few and change with
// packs only; their conditions are compiled once per content.
func (rs *Rules) inForce(ctx context.Context, tx *db.Tx, more string, args ...any) ([]*watched, error) {
	rows, err := tx.Query(ctx, `SELECT body, version FROM rule WHERE in_force = 1 AND off = 0 `+more, args...)
	if err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	defer rows.Close()
	rs.mu.Lock()
	defer rs.mu.Unlock()
	var list []*watched
	for rows.Next() {
		var body string
		var version int
		if err := rows.Scan(&body, &version); err != nil {
			return nil, fmt.Errorf("read rules: %w", err)
		}
		known := fmt.Sprint(version, " ", body)
		w := rs.compiled[known]
		if w == nil {
			w = &watched{}
			if err := json.Unmarshal([]byte(body), &w.Rule); err != nil {
				return nil, fmt.Errorf("read rules: %w", err)
			}
			if w.Kind == Value {
				var faults []fault.Field
				if w.conditions, faults = w.compile(); len(faults) > 0 { // Put refused what does not compile
					return nil, fmt.Errorf("read rules: the stored condition of %s does not compile", w.Code)
				}
			}
			w.Version = version
			rs.compiled[known] = w
		}
		list = append(list, w)
	}
	return list, rows.Err()
}

// one gives a rule in force, or nil.
func (rs *Rules) one(ctx context.Context, tx *db.Tx, code string) (*watched, error) {
	list, err := rs.inForce(ctx, tx, `AND code = ?`, code)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}
