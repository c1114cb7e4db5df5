package dataset

import (
	"context"
	"fmt"
	"strings"

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
	return estate("sets", "holder_path", "holder_area_path", "hand_on")
}

// OwnerEstate is the sets of the owners of forms, who read, approve and lock them.
func (ds *Sets) OwnerEstate() unit.Estate {
	return estate("asked_sets", "owner_path", "owner_area_path", "ask_on")
}

// estate is the sets by two columns of paths: the code of a unit, or of an area, is the end of its path.
func estate(name, unitPath, areaPath, kind string) unit.Estate {
	return unit.Estate{
		Name: name,
		Held: func(ctx context.Context, tx *db.Tx) (held []unit.Held, err error) {
			err = tx.Each(ctx, `SELECT `+unitPath+`, `+areaPath+`, count(*) FROM dataset_set GROUP BY 1, 2 ORDER BY 1, 2`, nil, func(scan func(...any) error) error {
				var x unit.Held
				err := scan(&x.UnitPath, &x.AreaPath, &x.Count)
				x.Unit, x.Area = lastOfPath(x.UnitPath), lastOfPath(x.AreaPath)
				held = append(held, x)
				return err
			})
			return held, err
		},
		Pass: func(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
			list, err := query(ctx, tx, `s.`+unitPath+` = ? AND s.`+areaPath+` = ? ORDER BY s.id LIMIT ?`+tx.Lock(), from.UnitPath, from.AreaPath, most)
			if err != nil {
				return err
			}
			words, err := unit.NameOf(ctx, tx, to.Unit)
			if err != nil {
				return err
			}
			for _, s := range list {
				if err := tx.Queue(ctx, `UPDATE dataset_set SET `+unitPath+` = ?, `+areaPath+` = ? WHERE id = ?`, to.UnitPath, to.AreaPath, s.ID); err != nil {
					return fmt.Errorf("hand on set %s: %w", s.Number, err)
				}
				if kind == "hand_on" {
					s.HolderPath, s.HolderArea = to.UnitPath, to.AreaPath
				}
				if err := s.tell(ctx, tx, ChangedEvent, kind, words, map[string]any{"before": from, "after": to}); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func lastOfPath(path string) string {
	codes := strings.Split(strings.Trim(path, "/"), "/")
	return codes[len(codes)-1]
}
