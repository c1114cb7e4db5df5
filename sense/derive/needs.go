package derive

import (
	"context"
	"time"

	"thanhdong/ground/db"
	"thanhdong/sense/observation"
)

// Needs tells what each table looks back at: its period, what its procedure looks
// at before, and a day for what comes late.
func (x *Derive) Needs(ctx context.Context, tx *db.Tx) (list []observation.Need, err error) {
	tables, err := all(ctx, tx)
	for _, t := range tables {
		need := observation.Need{Back: t.Period() + procedures[t.Procedure].reach + 24*time.Hour, Kind: "derived", Name: t.Parameter}
		if len(t.Inputs) == 0 {
			list = append(list, need)
		}
		for _, in := range t.Inputs {
			need.Parameter = in.Parameter
			list = append(list, need)
			if in.Saturation != "" {
				need.Parameter = in.Saturation
				list = append(list, need)
			}
		}
	}
	return list, err
}
