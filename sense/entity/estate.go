package entity

import (
	"context"
	"strings"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/unit"
)

// Estate is the stations and other things of units.
func (s *Entities) Estate() unit.Estate {
	return unit.Estate{
		Name: "stations",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "entity", unit.OwnerColumns, "1=1")
		},
		Pass: passOn,
	}
}

func passOn(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	at, args := from.At(unit.OwnerColumns)
	list, err := query(ctx, tx, `SELECT `+columns+` FROM entity WHERE `+at+` ORDER BY id LIMIT ?`+tx.Lock(), append(args, most)...)
	if err != nil {
		return err
	}
	for _, e := range list {
		e.Unit, e.UnitPath, e.Area, e.AreaPath = to.Unit, to.UnitPath, to.Area, to.AreaPath
		if from.Area != to.Area {
			// Of the parts of a divided area the thing lies in the one that holds its place.
			where, _, err := area.At(ctx, tx, e.Lon, e.Lat, "")
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if err == nil && strings.HasPrefix(where.Path, to.AreaPath) {
				e.Area, e.AreaPath = where.Code, where.Path
			}
		}
		if err := write(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}
