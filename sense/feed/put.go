package feed

import (
	"context"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// ChangedKind is the kind of the event that a contract changed.
const ChangedKind = "feed.Changed"

// Put saves a contract. Saving the same again changes nothing and leaves no
// trace. The error is [fault.Invalid] with all faults: those of the contract
// itself, an unknown owner or area, a playbook that is not in force.
func (f *Feeds) Put(ctx context.Context, c Contract) (changed bool, err error) {
	c = c.normal()
	if err := c.Validate(); err != nil {
		return false, fmt.Errorf("put feed %s: %w", c.Code, err)
	}
	err = f.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		changed, err = f.put(ctx, tx, c)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("put feed %s: %w", c.Code, err)
	}
	return changed, nil
}

func (f *Feeds) put(ctx context.Context, tx *db.Tx, c Contract) (bool, error) {
	if err := f.place(ctx, tx, &c); err != nil {
		return false, err
	}
	body, err := c.encode()
	if err != nil {
		return false, err
	}
	old, err := contract(ctx, tx, c.Code)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return false, err
	}
	if err == nil {
		before, err := old.encode()
		if err != nil {
			return false, err
		}
		if before == body && old.UnitPath == c.UnitPath && old.AreaPath == c.AreaPath {
			return false, nil
		}
	}
	return true, f.store(ctx, tx, c)
}

// store writes a contract as it is, with its paths, and tells it.
func (f *Feeds) store(ctx context.Context, tx *db.Tx, c Contract) error {
	body, err := c.encode()
	if err != nil {
		return err
	}
	now := db.Micros(tx.Now())
	if _, err := tx.Exec(ctx, `INSERT INTO feed (code, body, unit, unit_path, area, area_path, created, changed, rev) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)
		ON CONFLICT (code) DO UPDATE SET rev = feed.rev + 1, body = excluded.body, unit = excluded.unit, unit_path = excluded.unit_path,
		area = excluded.area, area_path = excluded.area_path, changed = excluded.changed, ended = NULL`,
		c.Code, body, c.Unit, c.UnitPath, c.Area, c.AreaPath, now, now); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO feed_revision (feed, rev, body, saved, saved_by) SELECT code, rev, body, CAST(? AS BIGINT), CAST(? AS TEXT) FROM feed WHERE code = ?`,
		now, actor.From(ctx).ID, c.Code); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE feed_version SET n = n + 1 WHERE id = 1`); err != nil {
		return err
	}
	tx.AfterCommit(func() { f.book.Store(nil) }) // a new mapping counts at once
	// Another cadence may make a source late or silent at once.
	s, err := f.state(ctx, tx, c.Code)
	if err != nil {
		return err
	}
	if err := f.judged(ctx, tx, c, s); err != nil {
		return err
	}
	if err := bus.Record(ctx, tx, ChangedKind, c.Code, map[string]string{"code": c.Code}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "feed.put", Subject: c.Code, UnitPath: c.UnitPath, AreaPath: c.AreaPath, Payload: c})
}

// place finds what only the store knows: the paths of owner and area, and whether
// the playbook is in force.
func (f *Feeds) place(ctx context.Context, tx *db.Tx, c *Contract) error {
	var fs []fault.Field
	on := text.DayOf(tx.Now())
	u, err := unit.ByCode(ctx, tx, c.Unit, on)
	switch {
	case fault.Is(err, fault.NotFound):
		fs = append(fs, fault.At("unit", "feed.unknown_unit", "unit", c.Unit))
	case err != nil:
		return err
	}
	a, err := area.ByCode(ctx, tx, c.Area, on)
	switch {
	case fault.Is(err, fault.NotFound):
		fs = append(fs, fault.At("area", "feed.unknown_area", "area", c.Area))
	case err != nil:
		return err
	}
	if c.Playbook != "" && f.playbooks != nil {
		ok, err := f.playbooks.InForce(ctx, tx, c.Playbook)
		if err != nil {
			return err
		}
		if !ok {
			fs = append(fs, fault.At("playbook", "feed.playbook_not_in_force", "playbook", c.Playbook))
		}
	}
	if len(fs) > 0 {
		return fault.Fields("feed.bad_contract", fs...)
	}
	c.UnitPath, c.AreaPath = u.Path, a.Path
	return nil
}
