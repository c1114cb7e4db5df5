package feed

import (
	"context"

	"thanhdong/ground/db"
	"thanhdong/ground/unit"
)

// Estate is the contracts of units. A contract that goes to another owner is a new version of it, as
// when a person changes it.
func (f *Feeds) Estate() unit.Estate {
	return unit.Estate{
		Name: "feeds",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "feed", unit.OwnerColumns, `ended IS NULL`)
		},
		Pass: f.passOn,
	}
}

func (f *Feeds) passOn(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	codes, err := from.CodesAt(ctx, tx, "feed", unit.OwnerColumns, `ended IS NULL`, most)
	if err != nil {
		return err
	}
	for _, code := range codes {
		c, err := contract(ctx, tx, code)
		if err != nil {
			return err
		}
		c.Unit, c.UnitPath, c.Area, c.AreaPath = to.Unit, to.UnitPath, to.Area, to.AreaPath
		if err := f.store(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}
