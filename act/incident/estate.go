package incident

import (
	"context"
	"fmt"

	"thanhdong/ground/db"
	"thanhdong/ground/unit"
)

// Estate is the open incidents of units. Their work goes the same way in the queue.
func (is *Incidents) Estate() unit.Estate {
	return unit.Estate{
		Name: "incidents",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "incident", unit.OwnerColumns, `state = 'open'`)
		},
		Pass: passOn,
	}
}

func passOn(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	at, args := from.At(unit.OwnerColumns)
	open, err := query(ctx, tx, at+` AND state = 'open' ORDER BY id LIMIT ?`+tx.Lock(), append(args, most)...)
	if err != nil {
		return err
	}
	words, err := unit.WordsOf(ctx, tx, from, to)
	if err != nil {
		return err
	}
	for _, i := range open {
		i.Unit, i.UnitPath, i.Area, i.AreaPath = to.Unit, to.UnitPath, to.Area, to.AreaPath
		if _, err := tx.Exec(ctx, `UPDATE incident SET unit = ?, unit_path = ?, area = ?, area_path = ? WHERE id = ? AND state = 'open'`,
			i.Unit, i.UnitPath, i.Area, i.AreaPath, i.ID); err != nil {
			return fmt.Errorf("hand on incident %s: %w", i.ID, err)
		}
		if from.Unit != to.Unit {
			if err := write(ctx, tx, i.ID, lineHandedOn, "", words); err != nil {
				return err
			}
		}
		if err := record(ctx, tx, HandedOnEvent, i.ID); err != nil {
			return err
		}
		if err := enter(ctx, tx, "incident.hand_on", i, map[string]any{"before": from, "after": to}); err != nil {
			return err
		}
	}
	return nil
}
