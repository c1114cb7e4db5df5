package exercise

import (
	"context"
	"fmt"

	"thanhdong/ground/db"
	"thanhdong/ground/unit"
)

// Estate is the exercises of a unit: they go to its successor with their reports.
func (xs *Exercises) Estate() unit.Estate {
	return unit.Estate{
		Name: "exercise",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "exercise", unit.OwnerColumns, `state <> 'dropped'`)
		},
		Pass: func(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
			at, args := from.At(unit.OwnerColumns)
			list, err := query(ctx, tx, at+` AND state <> 'dropped' ORDER BY id LIMIT ?`, append(args, most)...)
			if err != nil {
				return err
			}
			for _, e := range list {
				e.Unit, e.UnitPath, e.Area, e.AreaPath = to.Unit, to.UnitPath, to.Area, to.AreaPath
				if _, err := tx.Exec(ctx, `UPDATE exercise SET unit = ?, unit_path = ?, area = ?, area_path = ? WHERE id = ?`, e.Unit, e.UnitPath, e.Area, e.AreaPath, e.ID); err != nil {
					return fmt.Errorf("hand on exercise %s: %w", e.Number, err)
				}
				if err := tell(ctx, tx, PlannedEvent, "hand_on", e, map[string]any{"before": from, "after": to}); err != nil {
					return err
				}
			}
			return nil
		},
	}
}
