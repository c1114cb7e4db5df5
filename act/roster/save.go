package roster

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/unit"
)

// Save makes a roster (seen is 0) or a new version of one (seen is the version that was changed). When
// somebody saved another meanwhile it is a [fault.Conflict], and nothing of either is lost.
func (rs *Rosters) Save(ctx context.Context, r Roster, seen int) (k Kept, err error) {
	err = rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		now, err := load(ctx, tx, r.Code, tx.Lock())
		switch {
		case fault.Is(err, fault.NotFound):
			if seen != 0 {
				return err
			}
		case err != nil:
			return err
		case !by.May(Read, now.Scope()) && seen != 0:
			return notFound(r.Code)
		case seen == 0:
			return fault.New(fault.Conflict, "roster.code_taken", "code", r.Code)
		default:
			if err := by.Check(Edit, now.Scope()); err != nil {
				return err
			}
			if seen != now.Version {
				return fault.New(fault.Conflict, "roster.moved_on", "version", now.Version, "by", now.PutBy, "at", now.PutAt)
			}
		}
		k, err = rs.put(ctx, tx, r.Normal(), now.Version, func(k Kept) error { return by.Check(Edit, k.Scope()) })
		return err
	})
	if err != nil {
		return Kept{}, fmt.Errorf("save roster %s: %w", r.Code, err)
	}
	return k, nil
}

// Put is Save for packs and imports: whatever version stands, and nothing happens where nothing differs. It
// checks no right of its own.
func (rs *Rosters) Put(ctx context.Context, r Roster) (k Kept, err error) {
	err = rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		now, err := load(ctx, tx, r.Code, tx.Lock())
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		r = r.Normal()
		is, _ := json.Marshal(now.Roster)
		shall, _ := json.Marshal(r)
		if string(is) == string(shall) {
			k = now
			return nil
		}
		k, err = rs.put(ctx, tx, r, now.Version, func(Kept) error { return nil })
		return err
	})
	return k, err
}

func (rs *Rosters) put(ctx context.Context, tx *db.Tx, r Roster, was int, may func(Kept) error) (k Kept, err error) {
	fs := r.faults()
	u, err := unit.ByCode(ctx, tx, r.Unit, "")
	if fault.Is(err, fault.NotFound) {
		if r.Unit != "" {
			fs = append(fs, fault.At("unit", "unit.unknown", "code", r.Unit))
		}
		err = nil
	}
	if err != nil {
		return k, err
	}
	by := actor.From(ctx)
	k = Kept{Roster: r, UnitPath: u.Path, Area: u.Area, AreaPath: u.AreaPath, Version: was + 1, PutAt: tx.Now(), PutBy: by.Name}
	if u.Code != "" {
		if err := may(k); err != nil {
			return k, err
		}
	}
	more, err := unknownPeople(ctx, tx, r)
	if err != nil {
		return k, err
	}
	if fs = append(fs, more...); len(fs) > 0 {
		return k, fault.Fields("roster.invalid", fs...)
	}
	body, err := json.Marshal(r)
	if err != nil {
		return k, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO roster (code, unit, unit_path, area, area_path, version) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (code) DO UPDATE SET unit = excluded.unit, unit_path = excluded.unit_path, area = excluded.area, area_path = excluded.area_path, version = excluded.version`,
		k.Code, k.Unit, k.UnitPath, k.Area, k.AreaPath, k.Version); err != nil {
		return k, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO roster_version (roster, version, body, put_at, put_by, put_name) VALUES (?, ?, ?, ?, ?, ?)`,
		k.Code, k.Version, string(body), db.Micros(k.PutAt), by.ID, k.PutBy); err != nil {
		if fault.Is(err, fault.Conflict) { // two at once
			return k, fault.New(fault.Conflict, "roster.code_taken", "code", r.Code).With(err)
		}
		return k, err
	}
	if err := tell(ctx, tx, SavedEvent, "save", k, map[string]any{"version": k.Version, "roster": r}); err != nil {
		return k, err
	}
	return k, watch(ctx, tx, k)
}

// unknownPeople are those who have no account.
func unknownPeople(ctx context.Context, tx *db.Tx, r Roster) (fs []fault.Field, err error) {
	known := map[string]bool{}
	for _, id := range r.people() {
		known[id] = false
	}
	if err := findPeople(ctx, tx, known); err != nil {
		return nil, err
	}
	for i, s := range r.Shifts {
		for j, id := range s.People {
			if !known[id] {
				fs = append(fs, fault.At(fmt.Sprintf("shifts/%d/people/%d", i, j), "roster.no_such_person"))
			}
		}
	}
	return fs, nil
}

// findPeople marks the ids that are accounts.
func findPeople(ctx context.Context, tx *db.Tx, known map[string]bool) error {
	if len(known) == 0 {
		return nil
	}
	in, args := among(known)
	return tx.Each(ctx, `SELECT id FROM account WHERE id IN `+in, args, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		known[id] = true
		return err
	})
}
