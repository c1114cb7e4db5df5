package indicator

import (
	"cmp"
	"context"
	"slices"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Standing is a figure as it stands, for pages that others write.
type Standing struct {
	Definition  Definition
	Now, Before Value  // of its last period, and of the one before it
	Print       string // leads from paper to its rows, see [Pedigree]
	Old         bool   // nothing was handed in for the last period that is over
}

// Standings gives the figures of an area that need a look: those that miss their target first, then those near it, then those that changed; at most n.
func (fs *Figures) Standings(ctx context.Context, areaCode string, n int) (list []Standing, err error) {
	err = fs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if list, err = standings(ctx, tx, areaCode); err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(s Standing) bool { return s.Now.Steps == nil || s.rank() == unmoved })
		slices.SortStableFunc(list, func(a, b Standing) int { return cmp.Compare(a.rank(), b.rank()) })
		list = list[:min(n, len(list))]
		for i, s := range list {
			g, err := fs.Pedigree(ctx, s.Definition.Code, s.Now.Key)
			if err != nil {
				return err
			}
			list[i].Print = g.Print
		}
		return nil
	})
	return list, err
}

// unmoved is the rank of a figure that says nothing new.
const unmoved = 3

func (s Standing) rank() int {
	switch {
	case s.Now.Light == Red:
		return 0
	case s.Now.Light == Amber:
		return 1
	case s.Before.Steps != nil && s.Before.Steps.Cmp(s.Now.Steps) != 0:
		return 2
	}
	return unmoved
}

// Word says a light, for colour is never alone; empty for none.
func (l Light) Word() text.L {
	if l == Dark {
		return text.L{}
	}
	return text.Message("indicator.light_"+string(l), nil)
}
