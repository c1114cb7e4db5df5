package dataset

import (
	"context"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/unit"
)

// Sets go on in who takes over from a unit: they may be filled in, handed in and read there. The values stay those of the unit and the area that they were asked of.

// holderOf is who answers today for what a unit of the past owes: the unit as it was where nobody is named.
func holderOf(ctx context.Context, tx *db.Tx, u unit.Unit) (unit.Unit, error) {
	heir, err := unit.Heir(ctx, tx, u.Code)
	if fault.Is(err, fault.NotFound) {
		return u, nil
	}
	return heir, err
}

// Estate is the sets of units that owe them.
func (ds *Sets) Estate() unit.Estate {
	return unit.Paths{Table: "dataset_set", Key: "id", UnitPath: "holder_unit_path", AreaPath: "holder_area_path", Live: "1 = 1"}.Estate("sets", handedOn("hand_on"))
}

// OwnerEstate is the sets of the owners of forms, who read, approve and lock them.
func (ds *Sets) OwnerEstate() unit.Estate {
	return unit.Paths{Table: "dataset_set", Key: "id", UnitPath: "owner_path", AreaPath: "owner_area_path", Live: "1 = 1"}.Estate("asked_sets", handedOn("ask_on"))
}

func handedOn(kind string) func(ctx context.Context, tx *db.Tx, id string, from, to unit.Held) error {
	return func(ctx context.Context, tx *db.Tx, id string, from, to unit.Held) error {
		s, err := SetIn(ctx, tx, id)
		if err != nil {
			return err
		}
		words, err := unit.NameOf(ctx, tx, to.Unit)
		if err != nil {
			return err
		}
		return s.tell(ctx, tx, ChangedEvent, kind, words, map[string]any{"before": from, "after": to})
	}
}
