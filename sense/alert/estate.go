package alert

import (
	"context"
	"fmt"

	"thanhdong/ground/db"
	"thanhdong/ground/unit"
)

// Estate is the alerts of units that still stand: whoever takes over must see and acknowledge them. What
// was resolved stays as it was.
func (as *Alerts) Estate() unit.Estate {
	return unit.Estate{
		Name: "alerts",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "alert", unit.OwnerColumns, `state <> 'resolved'`)
		},
		Pass: passOn,
	}
}

func passOn(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	at, args := from.At(unit.OwnerColumns)
	alive, err := query(ctx, tx, at+` AND state <> 'resolved' ORDER BY id LIMIT ?`+tx.Lock(), append(args, most)...)
	if err != nil {
		return err
	}
	for _, a := range alive {
		a.Unit, a.UnitPath, a.Area, a.AreaPath = to.Unit, to.UnitPath, to.Area, to.AreaPath
		if _, err := tx.Exec(ctx, `UPDATE alert SET unit = ?, unit_path = ?, area = ?, area_path = ? WHERE id = ? AND state <> 'resolved'`,
			a.Unit, a.UnitPath, a.Area, a.AreaPath, a.ID); err != nil {
			return fmt.Errorf("hand on alert %s: %w", a.ID, err)
		}
		if err := record(ctx, tx, HandedOnEvent, a.ID); err != nil {
			return err
		}
		if err := enter(ctx, tx, "alert.hand_on", a, map[string]any{"before": from, "after": to}); err != nil {
			return err
		}
	}
	return nil
}
