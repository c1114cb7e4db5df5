package warning

import (
	"context"
	"fmt"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Estate is what units still answer for: warnings on their way, and published ones in force, which a unit
// that has ended could neither update nor cancel. What was published stays as it was signed.
func (ws *Warnings) Estate() unit.Estate {
	return unit.Estate{
		Name: "warnings",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "warning", unit.OwnerColumns, alive(tx))
		},
		Pass: passOn,
	}
}

func alive(tx *db.Tx) string {
	return fmt.Sprintf(`(state IN ('draft', 'checked', 'approved') OR state = 'published' AND expires_at > %d)`, db.Micros(tx.Now()))
}

// passOn changes whose a warning is and nothing that it says: its version stays, and with it what a second
// person approved.
func passOn(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	at, args := from.At(unit.OwnerColumns)
	list, err := query(ctx, tx, at+` AND `+alive(tx)+` ORDER BY id LIMIT ?`+tx.Lock(), append(args, most)...)
	if err != nil {
		return err
	}
	words, err := unit.WordsOf(ctx, tx, from, to)
	if err != nil {
		return err
	}
	for _, w := range list {
		w.Unit, w.UnitPath, w.Area, w.AreaPath = to.Unit, to.UnitPath, to.Area, to.AreaPath
		if _, err := tx.Exec(ctx, `UPDATE warning SET unit = ?, unit_path = ?, area = ?, area_path = ? WHERE id = ?`,
			w.Unit, w.UnitPath, w.Area, w.AreaPath, w.ID); err != nil {
			return fmt.Errorf("hand on warning %s: %w", w.Number, err)
		}
		if from.Unit != to.Unit {
			if err := w.moved(ctx, tx, w.State, text.T(text.VI, "warning.handed_on", words)); err != nil {
				return err
			}
		}
		if err := tell(ctx, tx, HandedOnEvent, "hand_on", w, map[string]any{"before": from, "after": to}); err != nil {
			return err
		}
	}
	return nil
}
