package observation_test

import (
	"reflect"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/observation"
)

func TestAReplayIsTheMeansOfEveryStation(t *testing.T) {
	each(t, func(r room) {
		other := r
		other.station = entitytest.Station(t, r.d, "KHI002", "air").ID
		for _, x := range []room{r, other} {
			rows := []observation.Row{}
			for minute := range 30 {
				rows = append(rows, x.row(minute*4, float64(minute)))
			}
			rows[7].Status = observation.Calibrating // does not count
			x.write("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", rows...)
		}
		r.write("c", r.row(16, 99)) // over what may be folded already
		other.write("a", other.row(41, 7))

		from, to := at(-60), at(180)
		got, err := r.o.Replay(r.ctx, "PM2.5", from, to, 15*time.Minute)
		if err != nil || len(got) != 2 {
			t.Fatalf("replay of %d stations, %v", len(got), err)
		}
		for _, x := range got {
			means, unit, _, err := r.o.Means(r.ctx, observation.Query{Station: x.Station, Parameter: "PM2.5", From: from, To: to}, 15*time.Minute)
			if err != nil || unit != x.Unit || !reflect.DeepEqual(means, x.Means) {
				t.Errorf("replayed %+v in %s, the station itself says %+v in %s, %v", x.Means, x.Unit, means, unit, err)
			}
		}
		if got, err := r.o.Replay(r.ctx, "SO2", from, to, time.Hour); err != nil || len(got) != 0 {
			t.Errorf("a parameter that nobody sends is replayed: %v, %v", got, err)
		}
		if _, err := r.o.Replay(r.ctx, "PM2.5", from, from.AddDate(0, 1, 0), 15*time.Minute); !fault.Is(err, fault.Invalid) {
			t.Errorf("a month by quarters of an hour is %v", err)
		}
		elsewhere := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: "acc_x"})
		if got, err := r.o.Replay(elsewhere, "PM2.5", from, to, time.Hour); err != nil || len(got) != 0 {
			t.Errorf("who may read no station replays %d, %v", len(got), err)
		}
	})
}
