package publish

import (
	"context"

	"thanhdong/ground/db"
	"thanhdong/ground/unit"
)

// Estate is the data sets of units: whoever takes over approves and withdraws them.
func (c *Sets) Estate() unit.Estate {
	return unit.Paths{Table: "publish_set", Key: "code", UnitPath: "unit_path", AreaPath: "area_path", Live: "ended_at IS NULL"}.Estate("open_sets", func(ctx context.Context, tx *db.Tx, code string, from, to unit.Held) error {
		list, err := query(ctx, tx, `s.code = ?`, code)
		if err != nil {
			return err
		}
		words, err := unit.NameOf(ctx, tx, to.Unit)
		if err != nil {
			return err
		}
		return list[0].tell(ctx, tx, ChangedEvent, "hand_on", words, map[string]any{"before": from, "after": to})
	})
}
