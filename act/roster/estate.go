package roster

import (
	"context"
	"fmt"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
	"thanhdong/ground/unit"
)

// Estate is the rosters of units. A roster goes to the successor as it stands, with its people.
func (rs *Rosters) Estate() unit.Estate {
	return unit.Estate{
		Name: "roster",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "roster", unit.OwnerColumns, `1 = 1`)
		},
		Pass: passOn,
	}
}

func passOn(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	at, args := from.At(unit.OwnerColumns)
	list, err := selectKept(ctx, tx, `roster.code IN (SELECT code FROM roster WHERE `+at+`) ORDER BY roster.code LIMIT ?`, append(args, most)...)
	if err != nil {
		return err
	}
	for _, k := range list {
		if _, err := tx.Exec(ctx, `UPDATE roster SET unit = ?, unit_path = ?, area = ?, area_path = ? WHERE code = ?`, to.Unit, to.UnitPath, to.Area, to.AreaPath, k.Code); err != nil {
			return fmt.Errorf("hand on roster %s: %w", k.Code, err)
		}
		if err := bus.Record(ctx, tx, SavedEvent, k.Code, Happened{ID: k.Code}); err != nil {
			return err
		}
		if err := ledger.Write(ctx, tx, ledger.Entry{Verb: "roster.hand_on", Subject: "roster/" + k.Code, UnitPath: to.UnitPath, AreaPath: to.AreaPath,
			Payload: map[string]any{"before": from, "after": to}}); err != nil {
			return err
		}
	}
	return nil
}
