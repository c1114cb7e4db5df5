package work

import (
	"context"
	"fmt"

	"thanhdong/ground/db"
	"thanhdong/ground/unit"
)

// Estate is the open work of units. It goes to the successor with its clock, its person and its log.
func (w *Work) Estate() unit.Estate {
	return unit.Estate{
		Name: "work",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "work_item", unit.OwnerColumns, `state = 'open'`)
		},
		Pass: w.passOn,
	}
}

func (w *Work) passOn(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	at, args := from.At(unit.OwnerColumns)
	items, err := selectItems(ctx, tx, at+` AND state = 'open' ORDER BY id LIMIT ?`+tx.Lock(), append(args, most)...)
	if err != nil {
		return err
	}
	words, err := unit.WordsOf(ctx, tx, from, to)
	if err != nil {
		return err
	}
	for _, i := range items {
		i.Unit, i.UnitPath, i.Area, i.AreaPath = to.Unit, to.UnitPath, to.Area, to.AreaPath
		if _, err := tx.Exec(ctx, `UPDATE work_item SET unit = ?, unit_path = ?, area = ?, area_path = ?, search = ? WHERE id = ? AND state = 'open'`,
			i.Unit, i.UnitPath, i.Area, i.AreaPath, searchKey(i), i.ID); err != nil {
			return fmt.Errorf("hand on work %s: %w", i.ID, err)
		}
		if from.Unit != to.Unit {
			if err := write(ctx, tx, i.ID, lineHandedOn, "", words); err != nil {
				return err
			}
		}
		if err := record(ctx, tx, HandedOn, i.ID); err != nil {
			return err
		}
		if err := enter(ctx, tx, "work.hand_on", i, map[string]any{"before": from, "after": to}); err != nil {
			return err
		}
	}
	return nil
}
