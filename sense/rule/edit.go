package rule

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

// Kept is a rule as it stands in the store.
type Kept struct {
	Rule
	UnitPath string
	InForce  bool   // false: withdrawn, kept for the alerts that name it
	Off      bool   // switched off by a person
	Why      string // it was switched off
	PutAt    time.Time
	PutBy    string
	Firing   int // stations where it fires now
}

const keptColumns = `r.code, r.unit_path, r.in_force, r.off, r.off_why, r.put_at,
	coalesce((SELECT v.put_by FROM rule_version v WHERE v.rule = r.code AND v.version = r.version), ''),
	(SELECT count(*) FROM rule_state s WHERE s.rule = r.code AND s.phase = 'firing')`

func kept(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Kept, err error) {
	err = tx.Each(ctx, `SELECT `+keptColumns+` FROM rule r WHERE `+where, args, func(scan func(dest ...any) error) error {
		var k Kept
		var inForce, off, at int64
		if err := scan(&k.Code, &k.UnitPath, &inForce, &off, &k.Why, &at, &k.PutBy, &k.Firing); err != nil {
			return err
		}
		k.InForce, k.Off, k.PutAt = inForce == 1, off == 1, db.Time(at)
		list = append(list, k)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	for i := range list {
		if list[i].Rule, err = Get(ctx, tx, list[i].Code); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// All gives every rule that was not withdrawn, also those that are switched off,
// by code.
func (rs *Rules) All(ctx context.Context) (list []Kept, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Read, actor.Scope{}); err != nil {
			return err
		}
		list, err = kept(ctx, tx, `r.in_force = 1 ORDER BY r.code`)
		return err
	})
	return list, err
}

// One gives one rule, also a withdrawn one.
func (rs *Rules) One(ctx context.Context, code string) (k Kept, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Read, actor.Scope{}); err != nil {
			return err
		}
		k, err = one(ctx, tx, code, "")
		return err
	})
	return k, err
}

func one(ctx context.Context, tx *db.Tx, code, lock string) (Kept, error) {
	if lock != "" {
		if err := tx.QueryRow(ctx, `SELECT code FROM rule WHERE code = ?`+lock, code).Scan(new(string)); err != nil && !fault.Is(err, fault.NotFound) {
			return Kept{}, err
		}
	}
	list, err := kept(ctx, tx, `r.code = ?`, code)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "rule.not_found", "code", code)
	}
	if err != nil {
		return Kept{}, err
	}
	return list[0], nil
}

// Save is [Rules.Put] by a person: version is the one they changed, 0 for a new
// rule. When somebody saved another meanwhile it is a [fault.Conflict], and
// nothing of either is lost.
func (rs *Rules) Save(ctx context.Context, r Rule, version int) (saved Kept, err error) {
	err = rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		now, err := one(ctx, tx, r.Code, tx.Lock())
		switch {
		case fault.Is(err, fault.NotFound):
			if version != 0 {
				return err
			}
		case err != nil:
			return err
		default:
			if err := by.Check(Edit, now.scope()); err != nil {
				return err
			}
			if version == 0 && now.InForce {
				return fault.New(fault.Conflict, "rule.code_taken", "code", r.Code)
			}
			if version != 0 && version != now.Version {
				return fault.New(fault.Conflict, "rule.moved_on", "version", now.Version, "by", now.PutBy, "at", now.PutAt)
			}
		}
		path, _, err := rs.outside(ctx, tx, Rule{Unit: r.Unit})
		if err != nil {
			return err
		}
		if path != "" { // an unknown unit is Put's to tell
			if err := by.Check(Edit, actor.Scope{UnitPath: path}); err != nil {
				return err
			}
		} else if err := by.Check(Try, actor.Scope{}); err != nil {
			return err
		}
		if _, err := rs.Put(ctx, r); err != nil {
			return err
		}
		saved, err = one(ctx, tx, r.Code, "")
		return err
	})
	return saved, err
}

func (k Kept) scope() actor.Scope { return actor.Scope{UnitPath: k.UnitPath} }

const longestWhy = 500

// Switch turns a rule off or on, with a reason. What it found is resolved when it
// goes off, because nothing judges it any more; turned on it starts afresh.
func (rs *Rules) Switch(ctx context.Context, code string, off bool, why string) (now Kept, err error) {
	why = strings.TrimSpace(why)
	err = rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		k, err := one(ctx, tx, code, tx.Lock())
		if err != nil {
			return err
		}
		if err := actor.From(ctx).Check(Edit, k.scope()); err != nil {
			return err
		}
		switch {
		case why == "":
			return fault.Fields("rule.invalid", fault.At("reason", "rule.no_reason"))
		case utf8.RuneCountInString(why) > longestWhy:
			return fault.Fields("rule.invalid", fault.At("reason", "rule.reason_too_long", "max", longestWhy))
		case !k.InForce:
			return fault.New(fault.Conflict, "rule.withdrawn", "code", code)
		case k.Off == off && off:
			return fault.New(fault.Conflict, "rule.already_off", "code", code)
		case k.Off == off:
			return fault.New(fault.Conflict, "rule.already_on", "code", code)
		}
		flag, verb, kept := 0, "rule.enable", ""
		if off {
			flag, verb, kept = 1, "rule.disable", why
			if err := end(ctx, tx, k.Rule); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE rule SET off = ?, off_why = ? WHERE code = ?`, flag, kept, code); err != nil {
			return err
		}
		if err := ledger.Write(ctx, tx, ledger.Entry{Verb: verb, Subject: code, UnitPath: k.UnitPath, Payload: map[string]string{"reason": why}}); err != nil {
			return err
		}
		now, err = one(ctx, tx, code, "")
		return err
	})
	return now, err
}

// Check tells everything that is wrong with a draft, without saving it.
func (rs *Rules) Check(ctx context.Context, r Rule) (fs []fault.Field, unit string, err error) {
	r = r.Normal()
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Try, actor.Scope{}); err != nil {
			return err
		}
		fs = r.faults()
		_, more, err := rs.outside(ctx, tx, r)
		if err != nil {
			return err
		}
		fs = append(fs, more...)
		unit, err = UnitOf(ctx, tx, r.Parameter)
		return err
	})
	return slices.Clip(fs), unit, err
}

// UnitOf gives the measuring unit in which a parameter is kept; empty while no
// station sends it.
func UnitOf(ctx context.Context, tx *db.Tx, parameter string) (unit string, err error) {
	err = tx.QueryRow(ctx, `SELECT unit FROM observation_series WHERE parameter = ? ORDER BY id LIMIT 1`, parameter).Scan(&unit)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return unit, err
}
