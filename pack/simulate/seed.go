package simulate

import (
	"context"
	"time"

	"thanhdong/pack"
)

// History gives what a station said before now, in one list per hour, oldest first,
// on the marks of the cadence.
func History(m Model, plan pack.Simulation, st pack.SimStation, now time.Time, cadence time.Duration) [][]Value {
	var hours [][]Value
	var hour time.Time
	at := now.Add(-plan.Backfill.Std()).Truncate(cadence)
	for ; at.Before(now); at = at.Add(cadence) {
		if h := at.Truncate(time.Hour); len(hours) == 0 || !h.Equal(hour) {
			hour = h
			hours = append(hours, nil)
		}
		last := len(hours) - 1
		hours[last] = append(hours[last], m.Station(st, at)...)
	}
	return hours
}

// Seed gives two days of history of every station to a taker, hour by hour; nothing
// in it is newer than now or older than thirty days, and no episode is in it.
func Seed(ctx context.Context, plan pack.Simulation, now time.Time, take func(ctx context.Context, feed string, values []Value) error) error {
	plan.Backfill = pack.Duration(48 * time.Hour)
	model := NewModel(plan, time.Time{})
	for _, st := range plan.Stations {
		var batch []Value
		for _, hour := range History(model, plan, st, now, 5*time.Minute) {
			if batch = append(batch, hour...); len(batch) >= pushBatch {
				if err := take(ctx, st.Feed, batch); err != nil {
					return err
				}
				batch = nil
			}
		}
		if len(batch) > 0 {
			if err := take(ctx, st.Feed, batch); err != nil {
				return err
			}
		}
	}
	return nil
}
