package rule

import (
	"context"
	"time"

	"thanhdong/ground/db"
	"thanhdong/sense/observation"
)

// judged is how far back a rule looks at its own parameter whatever its condition
// says: the hourly mean, and what a check of the last month goes through.
const judged = 2 * time.Hour

// Needs tells what each rule that was not withdrawn looks back at, also one that is
// switched off: it may be switched on again.
func (rs *Rules) Needs(ctx context.Context, tx *db.Tx) (list []observation.Need, err error) {
	rules, err := kept(ctx, tx, `r.in_force = 1 ORDER BY r.code`)
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		if r.Kind != Value {
			continue
		}
		c, faults := r.compile()
		if len(faults) > 0 {
			continue // an older form that is no longer judged
		}
		back := map[string]time.Duration{r.Parameter: judged + r.Hold}
		for _, in := range c.inputs() {
			parameter, length := in.Parameter, in.Window
			if parameter == "" {
				parameter = r.Parameter
			}
			if in.Weeks > 0 {
				length = time.Duration(in.Weeks)*7*24*time.Hour + time.Hour
			}
			back[parameter] = max(back[parameter], length+r.Hold)
		}
		for parameter, length := range back {
			list = append(list, observation.Need{Parameter: parameter, Back: length, Kind: "rule", Name: r.Code})
		}
	}
	return list, nil
}
