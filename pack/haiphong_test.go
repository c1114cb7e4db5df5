package pack_test

import (
	"context"
	"math"
	"testing"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/unit"
)

// The frame of 2025 over the sample province: 64 units on the same land, the communes without a stated
// successor, and every unit that ended with one.
func TestTheFrameOf2025(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.apply(builtin(t, "haiphong-2025")) // and haiduong, which it needs
		err := d.View(b.ctx, func(ctx context.Context, tx *db.Tx) error {
			eve, err := area.All(ctx, tx, "2025-06-30")
			if err != nil || len(eve) != 1+12+235 {
				t.Errorf("on the eve there are %d areas, %v", len(eve), err)
			}
			now, err := area.All(ctx, tx, "2025-07-01")
			if err != nil || len(now) != 1+64 {
				t.Errorf("on the day there are %d areas, %v", len(now), err)
			}
			kinds, km2 := map[string]int{}, 0.0
			for _, a := range now {
				if a.Code != "31" {
					kinds[a.Kind]++
					km2 += a.KM2
				}
			}
			if kinds["ward"] != 21 || kinds["commune"] != 43 || math.Abs(km2-1668.29) > 0.005 {
				t.Errorf("%v, %.2f km²", kinds, km2)
			}
			changes, err := area.Differences(ctx, tx, "2025-06-30", "2025-07-01")
			if err != nil {
				return err
			}
			unknown, districts := 0, 0
			for _, c := range changes {
				if c.SuccessorUnknown() {
					unknown++
				}
				if c.Before == nil || len(c.Code) != 3 {
					continue
				}
				districts++
				sum := 0.0
				for _, l := range c.Into {
					sum += *l.ShareArea
				}
				if math.Abs(sum-1) > 0.001 {
					t.Errorf("the shares of district %s make %.4f", c.Code, sum)
				}
			}
			if districts != 12 || unknown < 171 { // 235 less those whose code a new unit kept
				t.Errorf("%d districts, %d communes without a stated successor", districts, unknown)
			}
			gone, err := unit.All(ctx, tx, "2025-06-30")
			if err != nil {
				return err
			}
			for _, u := range gone {
				if lines, err := unit.Successors(ctx, tx, u.Code, "2025-07-01"); err != nil || len(lines) == 0 {
					t.Errorf("%s has no successor, %v", u.Code, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
