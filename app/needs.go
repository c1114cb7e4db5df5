package app

import (
	"context"
	"slices"

	"thanhdong/ground/db"
	"thanhdong/sense/derive"
	"thanhdong/sense/observation"
	"thanhdong/sense/rule"
)

// needs answers the port observation.Needs: who computes from values.
type needs struct {
	rules  *rule.Rules
	derive *derive.Derive
}

func (n needs) Needs(ctx context.Context, tx *db.Tx) ([]observation.Need, error) {
	rules, err := n.rules.Needs(ctx, tx)
	if err != nil {
		return nil, err
	}
	derived, err := n.derive.Needs(ctx, tx)
	return slices.Concat(rules, derived), err
}
