package dashboard

import (
	"context"

	"thanhdong/ground/db"
	"thanhdong/ground/unit"
)

// Estate is the boards that are kept for units.
func (bs *Boards) Estate() unit.Estate {
	return unit.Paths{Table: "dashboard_board", Key: "id", UnitPath: "unit_path", AreaPath: "area_path", Unit: "unit", Live: "unit <> '' AND dropped_at IS NULL"}.Estate("boards", func(ctx context.Context, tx *db.Tx, id string, _, _ unit.Held) error {
		list, err := boards(ctx, tx, `b.id = ?`, id)
		if err != nil {
			return err
		}
		return list[0].tell(ctx, tx, "hand_on")
	})
}
