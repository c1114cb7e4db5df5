package handover

import (
	"context"
	"fmt"

	"thanhdong/ground/db"
	"thanhdong/ground/unit"
)

// Estate is the sheets of units that are not signed by both. What was signed stays where it was.
func (h *Handovers) Estate() unit.Estate {
	return unit.Estate{
		Name: "handovers",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "handover", unit.OwnerColumns, `state <> 'done'`)
		},
		Pass: passOn,
	}
}

func passOn(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	at, args := from.At(unit.OwnerColumns)
	list, err := query(ctx, tx, at+` AND state <> 'done' ORDER BY id LIMIT ?`+tx.Lock(), append(args, most)...)
	if err != nil {
		return err
	}
	for _, s := range list {
		s.Unit, s.UnitPath, s.Area, s.AreaPath = to.Unit, to.UnitPath, to.Area, to.AreaPath
		if _, err := tx.Exec(ctx, `UPDATE handover SET unit = ?, unit_path = ?, area = ?, area_path = ? WHERE id = ?`, s.Unit, s.UnitPath, s.Area, s.AreaPath, s.ID); err != nil {
			return fmt.Errorf("hand on hand-over %s: %w", s.ID, err)
		}
		if from.Unit != to.Unit {
			name, err := unit.NameOf(ctx, tx, to.Unit)
			if err != nil {
				return err
			}
			if err := note(ctx, tx, s, "handed_on", name); err != nil {
				return err
			}
		}
		if err := tell(ctx, tx, HandedOnEvent, "hand_on", s, map[string]any{"before": from, "after": to}); err != nil {
			return err
		}
	}
	return nil
}
