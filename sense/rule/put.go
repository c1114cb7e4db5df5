package rule

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

// Put saves a rule and tells whether that changed anything. It is refused with
// [fault.Invalid] and every fault at once: a condition that does not compile, no
// owner unit, a playbook that is not in force, a law that is not known.
func (rs *Rules) Put(ctx context.Context, r Rule) (changed bool, err error) {
	r = r.Normal()
	fs := r.faults()
	err = rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		changed = false
		path, more, err := rs.outside(ctx, tx, r)
		if err != nil {
			return err
		}
		if all := append(fs[:len(fs):len(fs)], more...); len(all) > 0 {
			return fault.Fields("rule.invalid", all...)
		}
		body, err := json.Marshal(r)
		if err != nil {
			return err
		}
		var before string
		var inForce int64
		var version int
		err = tx.QueryRow(ctx, `SELECT body, in_force, version FROM rule WHERE code = ?`+tx.Lock(), r.Code).Scan(&before, &inForce, &version)
		switch {
		case err == nil && inForce == 1 && before == string(body):
			return nil
		case err != nil && !fault.Is(err, fault.NotFound):
			return err
		}
		changed = true
		if _, err := tx.Exec(ctx, `INSERT INTO rule (code, body, kind, parameter, unit, unit_path, playbook, in_force, put_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
			ON CONFLICT (code) DO UPDATE SET body = excluded.body, kind = excluded.kind, parameter = excluded.parameter, unit = excluded.unit,
			unit_path = excluded.unit_path, playbook = excluded.playbook, in_force = 1, put_at = excluded.put_at, version = excluded.version`,
			r.Code, string(body), string(r.Kind), r.Parameter, r.Unit, path, r.Playbook, db.Micros(tx.Now()), version+1); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO rule_version (rule, version, body, put_at, put_by) VALUES (?, ?, ?, ?, ?)`,
			r.Code, version+1, string(body), db.Micros(tx.Now()), actor.From(ctx).Name); err != nil {
			return err
		}
		if before != "" {
			var old Rule
			if err := json.Unmarshal([]byte(before), &old); err != nil {
				return err
			}
			if err := restart(ctx, tx, old, r); err != nil {
				return err
			}
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "rule.put", Subject: r.Code, UnitPath: path, Payload: r})
	})
	if err != nil {
		return false, fmt.Errorf("put rule %s: %w", r.Code, err)
	}
	return changed, nil
}

// outside collects the faults that only the store knows.
func (rs *Rules) outside(ctx context.Context, tx *db.Tx, r Rule) (path string, fs []fault.Field, err error) {
	if r.Unit != "" {
		owner, err := unit.ByCode(ctx, tx, r.Unit, text.DayOf(tx.Now()))
		switch {
		case fault.Is(err, fault.NotFound):
			fs = append(fs, fault.At("unit", "rule.unknown_unit", "unit", r.Unit))
		case err != nil:
			return "", nil, err
		}
		path = owner.Path
	}
	if r.Playbook != "" {
		ok, err := rs.playbooks.InForce(ctx, tx, r.Playbook)
		if err != nil {
			return "", nil, err
		}
		if !ok {
			fs = append(fs, fault.At("playbook", "rule.playbook_not_in_force", "playbook", r.Playbook))
		}
	}
	var refs []law.Ref
	for i, l := range r.Legal {
		refs = append(refs, law.Ref{Path: fmt.Sprintf("legal/%d", i), Act: l.Act, Clause: l.Clause})
	}
	if err := law.Check(ctx, tx, refs); err != nil {
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid {
			return "", nil, err
		}
		fs = append(fs, f.Fields...)
	}
	return path, fs, nil
}

// Withdraw takes a rule out of force. What it found is resolved, because nothing
// would ever judge it again.
func (rs *Rules) Withdraw(ctx context.Context, code string) error {
	err := rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := Get(ctx, tx, code)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE rule SET in_force = 0 WHERE code = ? AND in_force = 1`, code)
		if err != nil || n == 0 {
			return err
		}
		if err := end(ctx, tx, r); err != nil {
			return err
		}
		var path string
		if err := tx.QueryRow(ctx, `SELECT unit_path FROM rule WHERE code = ?`, code).Scan(&path); err != nil {
			return err
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "rule.withdraw", Subject: code, UnitPath: path})
	})
	if err != nil {
		return fmt.Errorf("withdraw rule %s: %w", code, err)
	}
	return nil
}

// restart carries states over a change of their rule. A rule that watches
// something else starts afresh; otherwise what fires goes on firing until a fresh
// value says otherwise, running holds begin again, silences get their new length.
func restart(ctx context.Context, tx *db.Tx, old, now Rule) error {
	if old.Kind != now.Kind || old.Parameter != now.Parameter || old.Over != now.Over || old.Feed != now.Feed {
		return end(ctx, tx, old)
	}
	if old.When == now.When && old.Clear == now.Clear && old.Hold == now.Hold && old.Silence == now.Silence {
		return nil
	}
	keys, err := keysOf(ctx, tx, now.Code)
	if err != nil {
		return err
	}
	ss := newStates()
	for _, k := range keys {
		s, err := ss.get(ctx, tx, k)
		if err != nil {
			return err
		}
		if s.Phase != Pending {
			continue
		}
		if now.Kind == Silence {
			err = timer.Set(ctx, tx, dutySilence, k.String(), timerAt(now, s), k)
		} else {
			ss.put(k, s.by(Release))
			err = timer.Cancel(ctx, tx, dutyHold, k.String())
		}
		if err != nil {
			return err
		}
	}
	return ss.flush(ctx, tx)
}

// end resolves everything a rule found and forgets where it stood.
func end(ctx context.Context, tx *db.Tx, r Rule) error {
	keys, err := keysOf(ctx, tx, r.Code)
	if err != nil {
		return err
	}
	ss := newStates()
	for _, k := range keys {
		s, err := ss.get(ctx, tx, k)
		if err != nil {
			return err
		}
		if s.Phase == Firing {
			if err := record(ctx, tx, ResolvedEvent, r, k, s); err != nil {
				return err
			}
		}
		for _, duty := range []string{dutyHold, dutySilence} {
			if err := timer.Cancel(ctx, tx, duty, k.String()); err != nil {
				return err
			}
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM rule_state WHERE rule = ?`, r.Code); err != nil {
		return fmt.Errorf("forget states of %s: %w", r.Code, err)
	}
	return nil
}
