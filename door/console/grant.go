package console

import (
	"context"
	"strings"

	"thanhdong/door/wire"
	"thanhdong/ground/actor"
)

// because says by which grants somebody may see a row.
func (s *speaker) because(ctx context.Context, grants []actor.Grant) (string, error) {
	words := make([]string, 0, len(grants))
	for _, g := range grants {
		owner, where, err := s.refs(ctx, g.Unit, g.Area)
		if err != nil {
			return "", err
		}
		words = append(words, s.t("console.because", "role", wire.RoleName(s.lang, g.Role), "unit", owner.Name, "area", where.Name))
	}
	return strings.Join(words, "; "), nil
}
