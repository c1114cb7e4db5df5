package observation

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
)

// TestTheStoreEqualsAModelWhateverTheOrder writes random batches, late, again and
// corrected, through two open rooms, reads random spans through both, and
// compares with a map. The head is kept tiny, so that it forgets all the time.
func TestTheStoreEqualsAModelWhateverTheOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := actor.With(t.Context(), actor.System("test"))
		seed := rand.Uint64()
		rng := rand.New(rand.NewPCG(seed, 1))
		t.Logf("seed %d", seed)
		open := func() *Observations {
			o, err := New(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			if l, ok := o.store.(*lite); ok {
				l.head.budget = 100
				l.step = steps{batch: 50, pack: 10, clear: 7, late: 9}
				// A fold may end after any of its transactions, as if the power had.
				l.between = func(context.Context, time.Duration) error {
					if rng.IntN(6) == 0 {
						return errPower
					}
					return nil
				}
			}
			return o
		}
		rooms := []*Observations{open(), open()}
		model := map[string]map[int64]float64{"a": {}, "b": {}, "c": {}}
		stations := []string{"a", "b", "c"}
		instant := func(rising int) int64 {
			m := rising - 20 + rng.IntN(30)
			return dbtest.Start.Add(time.Duration(m) * time.Minute).UnixMicro()
		}
		for step := range 150 {
			o := rooms[rng.IntN(2)]
			if rng.IntN(40) == 0 {
				o = open()
				rooms[rng.IntN(2)] = o
			}
			var rows []Row
			want := []Outcome{}
			for range 1 + rng.IntN(6) {
				s, at, v := stations[rng.IntN(3)], instant(step), float64(rng.IntN(3))
				rows = append(rows, Row{Station: s, Parameter: "PM10", Unit: "ug/Nm3", At: db.Time(at), Value: &v})
				old, there := model[s][at]
				switch {
				case !there:
					want = append(want, Accepted)
				case old == v:
					want = append(want, Duplicate)
				default:
					want = append(want, Corrected)
				}
				model[s][at] = v
			}
			var res Result
			err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				res, err = o.Write(ctx, tx, "air", rows)
				return err
			})
			if err != nil || !slices.Equal(res.Outcomes, want) {
				t.Fatalf("step %d: %v, want %v: %v", step, res.Outcomes, want, err)
			}
			if rng.IntN(3) == 0 {
				dbtest.ClockOf(d).Set(dbtest.Start.Add(time.Duration(step+rng.IntN(80)) * time.Minute))
				if err := rooms[rng.IntN(2)].Fold(ctx); err != nil && !errors.Is(err, errPower) {
					t.Fatal(err)
				}
			}
			for range 3 {
				s, from, to := stations[rng.IntN(3)], instant(step-rng.IntN(100)), instant(step+20)
				o := rooms[rng.IntN(2)]
				got, _, err := o.Range(ctx, Query{Station: s, Parameter: "PM10", From: db.Time(from), To: db.Time(to)})
				if err != nil {
					t.Fatal(err)
				}
				if g, w := show(got), expected(model[s], from, to); g != w {
					t.Fatalf("step %d: read %s, want %s", step, g, w)
				}
				every := []time.Duration{10 * time.Minute, time.Hour, 24 * time.Hour}[rng.IntN(3)]
				means, _, _, err := o.Means(ctx, Query{Station: s, Parameter: "PM10", From: db.Time(from), To: db.Time(to)}, every)
				if err != nil {
					t.Fatal(err)
				}
				if g, w := sums(means), expectedSums(model[s], from, to, every); g != w {
					t.Fatalf("step %d: means %s, want %s", step, g, w)
				}
			}
		}
		if l, ok := rooms[0].store.(*lite); ok && l.head.points > 400 {
			t.Errorf("the head holds %d points against a budget of %d", l.head.points, l.head.budget)
		}
	})
}

var errPower = errors.New("the power is gone")

func sums(means []Mean) (s string) {
	for _, m := range means {
		s += fmt.Sprintf("%s:%d %.4f %g-%g ", m.At.Format(time.RFC3339), m.Count, m.Mean, m.Min, m.Max)
	}
	return s
}

func expectedSums(m map[int64]float64, from, to int64, every time.Duration) string {
	byStart := map[int64]*Mean{}
	for at, v := range m {
		if at < from || at >= to {
			continue
		}
		start := db.Time(at).Add(7 * time.Hour).Truncate(every).Add(-7 * time.Hour)
		x := byStart[start.UnixMicro()]
		if x == nil {
			x = &Mean{At: start, Min: v, Max: v}
			byStart[start.UnixMicro()] = x
		}
		x.Count++
		x.Mean += v
		x.Min, x.Max = min(x.Min, v), max(x.Max, v)
	}
	var means []Mean
	for _, x := range byStart {
		x.Mean /= float64(x.Count)
		means = append(means, *x)
	}
	slices.SortFunc(means, func(a, b Mean) int { return a.At.Compare(b.At) })
	return sums(means)
}

func show(rows []Row) (s string) {
	for _, r := range rows {
		s += fmt.Sprintf("%d:%g ", r.At.UnixMicro(), *r.Value)
	}
	return s
}

func expected(m map[int64]float64, from, to int64) (s string) {
	var ats []int64
	for at := range m {
		if at >= from && at < to {
			ats = append(ats, at)
		}
	}
	slices.Sort(ats)
	for _, at := range ats {
		s += fmt.Sprintf("%d:%g ", at, m[at])
	}
	return s
}
