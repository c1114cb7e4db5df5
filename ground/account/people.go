package account

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
)

// Below gives the active accounts at or below a unit that have one of some roles, wherever it was granted: by the order of the roles, then by id, each once.
func Below(ctx context.Context, tx *db.Tx, unitPath string, roles ...actor.Role) (ids []string, err error) {
	return having(ctx, tx, `a.unit_path LIKE ? ESCAPE '!'`, []any{db.Like(unitPath) + "%"}, roles)
}

// Granted gives the active accounts whose grant of one of some roles is of the unit itself and reaches an area, as [Below] orders them.
func Granted(ctx context.Context, tx *db.Tx, unit, areaPath string, roles ...actor.Role) (ids []string, err error) {
	return having(ctx, tx, `g.unit = ? AND ? LIKE '%/' || g.area || '/%'`, []any{unit, areaPath}, roles)
}

func having(ctx context.Context, tx *db.Tx, where string, args []any, roles []actor.Role) (ids []string, err error) {
	if len(roles) == 0 {
		return nil, nil
	}
	var order strings.Builder
	var byRole []any
	for i, r := range roles {
		fmt.Fprintf(&order, " WHEN ? THEN %d", i)
		byRole = append(byRole, string(r))
	}
	err = tx.Each(ctx, `SELECT a.id FROM account a JOIN account_grant g ON g.account = a.id WHERE a.state = 'active' AND `+where+` AND g.role IN (?`+strings.Repeat(`, ?`, len(roles)-1)+`)
		GROUP BY a.id ORDER BY MIN(CASE g.role`+order.String()+` END), a.id`, slices.Concat(args, byRole, byRole), func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("who has the role %v: %w", roles, err)
	}
	return ids, nil
}
