package observation_test

import (
	"math"
	"testing"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/sense/observation"
)

func TestGapsAreWhereTheCadencePromisesValuesThatDidNotCome(t *testing.T) {
	rows := func(minutes ...int) (list []observation.Row) {
		for _, m := range minutes {
			list = append(list, observation.Row{At: at(m)})
		}
		return list
	}
	for name, c := range map[string]struct {
		rows []observation.Row
		want [][2]int
	}{
		"none missing":          {rows(0, 5, 10, 15, 20, 25), nil},
		"late by a little":      {rows(0, 7, 10, 15, 20, 25), nil},
		"one missing":           {rows(0, 5, 15, 20, 25), [][2]int{{10, 15}}},
		"the first and last":    {rows(10, 15), [][2]int{{0, 10}, {20, 30}}},
		"nothing":               {nil, [][2]int{{0, 30}}},
		"between and at an end": {rows(0, 20), [][2]int{{5, 20}, {25, 30}}},
	} {
		got := observation.Gaps(c.rows, 5*time.Minute, at(0), at(30))
		if len(got) != len(c.want) {
			t.Errorf("%s: %v", name, got)
			continue
		}
		for i, g := range got {
			if !g.From.Equal(at(c.want[i][0])) || !g.To.Equal(at(c.want[i][1])) {
				t.Errorf("%s: %v", name, g)
			}
		}
	}
	if got := observation.Gaps(nil, 0, at(0), at(30)); got != nil {
		t.Errorf("without a cadence: %v", got)
	}
}

func TestMeansOfMonthsAndOfAWholeSpanAreThoseOfTheirValues(t *testing.T) {
	each(t, func(r room) {
		month := func(m time.Month, day, hour int) time.Time {
			return time.Date(2024, m, day, hour, 0, 0, 0, time.FixedZone("", 7*3600))
		}
		put := func(when time.Time, v float64) {
			row := r.row(0, v)
			row.At = when
			r.write("a", row)
		}
		put(month(4, 30, 23), 10) // the last hour of April in Vietnam
		put(month(5, 1, 0), 20)
		put(month(5, 20, 12), 40)
		put(month(5, 31, 23), 90)
		put(month(6, 1, 0), 70)
		q := observation.Query{Station: r.station, Parameter: "PM2.5", From: month(4, 1, 0), To: month(7, 1, 0)}
		months, err := r.o.Months(r.ctx, q)
		if err != nil || len(months) != 3 {
			r.t.Fatal(months, err)
		}
		for i, want := range []observation.Mean{{At: month(4, 1, 0), Mean: 10, Min: 10, Max: 10, Count: 1}, {At: month(5, 1, 0), Mean: 50, Min: 20, Max: 90, Count: 3}, {At: month(6, 1, 0), Mean: 70, Min: 70, Max: 70, Count: 1}} {
			got := months[i]
			if !got.At.Equal(want.At) || math.Abs(got.Mean-want.Mean) > 1e-9 || got.Min != want.Min || got.Max != want.Max || got.Count != want.Count {
				r.t.Errorf("month %d: %+v", i, got)
			}
		}
		q.From = month(5, 1, 0)
		if err := r.o.Mark(r.steward(), r.station, "PM2.5", month(5, 31, 0), month(6, 1, 0), observation.Invalid, "sai"); err != nil {
			r.t.Fatal(err)
		}
		whole, err := r.o.Whole(r.ctx, q)
		if err != nil || len(whole) != 1 || whole[0].Count != 3 || math.Abs(whole[0].Mean-130.0/3) > 1e-9 || !whole[0].At.Equal(q.From) || whole[0].Max != 70 {
			r.t.Errorf("whole %+v %v", whole, err)
		}
		q.Station = "ent_none"
		if _, err := r.o.Whole(r.ctx, q); err != nil && !fault.Is(err, fault.NotFound) {
			r.t.Error(err)
		}
	})
}
