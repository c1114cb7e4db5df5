package account

import (
	"context"
	"fmt"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/unit"
)

// Estate counts the grants by the unit and area they are for. They are never rewritten: a grant on an
// ended unit is resolved to its successors each time it is loaded.
func (a *Accounts) Estate() unit.Estate {
	return unit.Estate{
		Name: "grants",
		Held: func(ctx context.Context, tx *db.Tx) (all []unit.Held, err error) {
			err = tx.Each(ctx, `SELECT unit, area, count(*) FROM account_grant GROUP BY unit, area ORDER BY unit, area`, nil, func(scan func(...any) error) error {
				var h unit.Held
				if err := scan(&h.Unit, &h.Area, &h.Count); err != nil {
					return err
				}
				all = append(all, h)
				return nil
			})
			return all, err
		},
	}
}

// Homes counts the people by the unit they work in, and lets them go with it.
func (a *Accounts) Homes() unit.Estate {
	return unit.Estate{
		Name: "accounts",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "account", "", "1=1")
		},
		Pass: a.passOn,
	}
}

// Keys counts the working keys of devices by the place of their feed, and lets them go with it. A device
// goes on sending with the key that it has; only who may end it changes.
func (a *Accounts) Keys() unit.Estate {
	return unit.Estate{
		Name: "devices",
		Held: func(ctx context.Context, tx *db.Tx) (all []unit.Held, err error) {
			err = tx.Each(ctx, `SELECT unit_path, area_path, count(*) FROM account_device WHERE ended_at IS NULL AND unit_path <> ''
				GROUP BY unit_path, area_path ORDER BY unit_path, area_path`, nil, func(scan func(...any) error) error {
				var h unit.Held
				if err := scan(&h.UnitPath, &h.AreaPath, &h.Count); err != nil {
					return err
				}
				h.Unit, h.Area = last(h.UnitPath), last(h.AreaPath)
				all = append(all, h)
				return nil
			})
			return all, err
		},
		Pass: a.passKeys,
	}
}

// last gives the code at the end of a path.
func last(path string) string {
	path = strings.Trim(path, "/")
	return path[strings.LastIndex(path, "/")+1:]
}

func (a *Accounts) passKeys(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	var ids []string
	err := tx.Each(ctx, `SELECT id FROM account_device WHERE unit_path = ? AND area_path = ? AND ended_at IS NULL ORDER BY id LIMIT ?`+tx.Lock(),
		[]any{from.UnitPath, from.AreaPath, most}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := tx.Exec(ctx, `UPDATE account_device SET unit_path = ?, area_path = ? WHERE id = ?`, to.UnitPath, to.AreaPath, id); err != nil {
			return fmt.Errorf("hand on device %s: %w", id, err)
		}
		s := actor.Scope{UnitPath: to.UnitPath, AreaPath: to.AreaPath}
		if err := a.note(ctx, tx, "account.device_hand_on", id, s, map[string]any{"before": from, "after": to}); err != nil {
			return err
		}
	}
	return nil
}

func (a *Accounts) passOn(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	where, err := unit.ByCode(ctx, tx, to.Unit, "")
	if err != nil {
		return err
	}
	list, err := read(ctx, tx, "", "0", `a.id IN (SELECT id FROM account WHERE unit = ? AND unit_path = ? ORDER BY id LIMIT ?)`, nil, from.Unit, from.UnitPath, most)
	if err != nil {
		return err
	}
	for _, acc := range list {
		if _, err := tx.Exec(ctx, `UPDATE account SET unit = ?, unit_path = ?, area_path = ?, search = ? WHERE id = ?`,
			to.Unit, to.UnitPath, where.AreaPath, searchKey(acc.Name, acc.Title, to.Unit), acc.ID); err != nil {
			return fmt.Errorf("hand on account %s: %w", acc.ID, err)
		}
		s := actor.Scope{UnitPath: to.UnitPath, AreaPath: where.AreaPath}
		if err := a.note(ctx, tx, "account.hand_on", acc.ID, s, map[string]any{"before": from.Unit, "after": to.Unit}); err != nil {
			return err
		}
	}
	return nil
}
