package account

import (
	"context"
	"fmt"

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
	return unit.Paths{Table: "account_device", Key: "id", UnitPath: "unit_path", AreaPath: "area_path", Live: "ended_at IS NULL AND unit_path <> ''"}.Estate("devices", func(ctx context.Context, tx *db.Tx, id string, from, to unit.Held) error {
		return a.note(ctx, tx, "account.device_hand_on", id, actor.Scope{UnitPath: to.UnitPath, AreaPath: to.AreaPath}, map[string]any{"before": from, "after": to})
	})
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
