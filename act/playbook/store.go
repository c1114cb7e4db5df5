package playbook

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// InForce tells whether a playbook may be relied on today. It is the answer to
// the port that feed contracts and rules ask.
func (ps *Playbooks) InForce(ctx context.Context, tx *db.Tx, code string) (bool, error) {
	p, err := ps.Current(ctx, tx, code)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && p.InForce(text.DayOf(tx.Now())), err
}

// Current gives the version that counts today: the newest whose day has come, or
// the newest of all where none has. It asks no right: rooms use it to show what an
// alert will be handled by.
func (ps *Playbooks) Current(ctx context.Context, tx *db.Tx, code string) (Playbook, error) {
	list, err := read(ctx, tx, `code = ? AND (valid_from IS NULL OR valid_from <= ?) ORDER BY version DESC LIMIT 1`, code, text.DayOf(tx.Now()))
	if err != nil {
		return Playbook{}, err
	}
	if len(list) == 0 {
		return ps.Newest(ctx, tx, code)
	}
	return list[0], nil
}

// current gives that version of every playbook, by code.
func (ps *Playbooks) current(ctx context.Context, tx *db.Tx) ([]Playbook, error) {
	return read(ctx, tx, `version = COALESCE(
		(SELECT max(o.version) FROM playbook o WHERE o.code = playbook.code AND (o.valid_from IS NULL OR o.valid_from <= ?)),
		(SELECT max(o.version) FROM playbook o WHERE o.code = playbook.code)) ORDER BY code`, text.DayOf(tx.Now()))
}

// Newest gives the newest version, in force or not yet, whoever asks.
func (ps *Playbooks) Newest(ctx context.Context, tx *db.Tx, code string) (Playbook, error) {
	list, err := read(ctx, tx, `code = ? ORDER BY version DESC LIMIT 1`, code)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "playbook.not_found", "code", code)
	}
	if err != nil {
		return Playbook{}, err
	}
	return list[0], nil
}

// Pin gives the version for a case that opens now, and marks it used. A playbook whose days have ended since the alert's rule was saved is still better
// than none.
func (ps *Playbooks) Pin(ctx context.Context, tx *db.Tx, code string) (Playbook, error) {
	p, err := ps.Current(ctx, tx, code)
	if err != nil {
		return Playbook{}, err
	}
	_, err = tx.Exec(ctx, `UPDATE playbook SET used = 1 WHERE id = ? AND used = 0`, p.ID)
	return p, err
}

// Version gives one version by its id, whoever asks: the case that pinned it
// decides who may see it.
func (ps *Playbooks) Version(ctx context.Context, tx *db.Tx, id string) (Playbook, error) {
	list, err := read(ctx, tx, `id = ?`, id)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "playbook.not_found", "code", id)
	}
	if err != nil {
		return Playbook{}, err
	}
	return list[0], nil
}

// exact gives one version by its number.
func (ps *Playbooks) exact(ctx context.Context, tx *db.Tx, code string, version int) (Playbook, error) {
	list, err := read(ctx, tx, `code = ? AND version = ?`, code, version)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "playbook.no_version", "code", code, "version", version)
	}
	if err != nil {
		return Playbook{}, err
	}
	return list[0], nil
}

// path is that of the owner on the day of the transaction, or as it was when the
// version was put where the unit is no more.
func (p Playbook) path(ctx context.Context, tx *db.Tx) (string, error) {
	path, err := pathOf(ctx, tx, p.Owner())
	if path == "" {
		path = p.UnitPath
	}
	return path, err
}

// Versions gives all versions of a playbook, newest first.
func (ps *Playbooks) Versions(ctx context.Context, code string) (list []Playbook, err error) {
	err = ps.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Read, actor.Scope{}); err != nil {
			return err
		}
		list, err = read(ctx, tx, `code = ? ORDER BY version DESC`, code)
		if err == nil && len(list) == 0 {
			err = fault.New(fault.NotFound, "playbook.not_found", "code", code)
		}
		return err
	})
	return list, err
}

// Get gives a version of a playbook; version 0 is the one that counts today.
func (ps *Playbooks) Get(ctx context.Context, code string, version int) (p Playbook, err error) {
	err = ps.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Read, actor.Scope{}); err != nil {
			return err
		}
		if version == 0 {
			p, err = ps.Current(ctx, tx, code)
			return err
		}
		p, err = ps.exact(ctx, tx, code, version)
		return err
	})
	return p, err
}

// List gives the version of every playbook that counts today, by code.
func (ps *Playbooks) List(ctx context.Context) (list []Playbook, err error) {
	err = ps.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Read, actor.Scope{}); err != nil {
			return err
		}
		list, err = ps.current(ctx, tx)
		return err
	})
	return list, err
}

func read(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Playbook, error) {
	rows, err := tx.Query(ctx, `SELECT id, version, body, put_at, unit_path, origin, put_name, proposal, why FROM playbook WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read playbooks: %w", err)
	}
	defer rows.Close()
	var list []Playbook
	for rows.Next() {
		var p Playbook
		var body string
		var at int64
		if err := rows.Scan(&p.ID, &p.Version, &body, &at, &p.UnitPath, &p.Origin, &p.PutBy, &p.Proposal, &p.Why); err != nil {
			return nil, fmt.Errorf("read playbooks: %w", err)
		}
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			return nil, fmt.Errorf("read playbook %s: %w", p.ID, err)
		}
		p.PutAt = db.Time(at)
		list = append(list, p)
	}
	return list, rows.Err()
}
