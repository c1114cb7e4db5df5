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
	"thanhdong/ground/fault"
	"thanhdong/sense/entity/entitytest"
)

// aged is a room whose clock stands a year after the values it is given.
type aged struct {
	t     *testing.T
	ctx   context.Context
	d     *db.DB
	o     *Observations
	began time.Time // a local midnight
}

func eachAged(t *testing.T, f func(a aged)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := aged{t: t, d: d, ctx: actor.With(t.Context(), actor.System("test"))}
		a.began = db.Time(startOf(db.Micros(dbtest.Start), dayUS))
		a.o = a.open()
		f(a)
	})
}

func (a aged) open() *Observations {
	o, err := New(a.ctx, a.d)
	if err != nil {
		a.t.Fatal(err)
	}
	o.pause = func(context.Context, time.Duration) error { return nil }
	if l, ok := o.store.(*lite); ok {
		l.between = o.pause
	}
	return o
}

func (a aged) write(station string, values map[time.Duration]float64) {
	a.t.Helper()
	var rows []Row
	for after, v := range values {
		rows = append(rows, Row{Station: station, Parameter: "PM10", Unit: "ug/Nm3", At: a.began.Add(after), Value: &v})
	}
	slices.SortFunc(rows, func(x, y Row) int { return x.At.Compare(y.At) })
	if err := a.d.Do(a.ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := a.o.Write(ctx, tx, "air", rows)
		return err
	}); err != nil {
		a.t.Fatal(err)
	}
}

// after moves the clock to so long after the beginning, and folds.
func (a aged) after(age time.Duration) {
	a.t.Helper()
	dbtest.ClockOf(a.d).Set(a.began.Add(age))
	if err := a.o.Fold(a.ctx); err != nil {
		a.t.Fatal(err)
	}
}

func (a aged) keep(raw, hourly int) {
	a.t.Helper()
	k := Keeping{"PM10", raw, hourly}
	p, err := a.o.PlanKeeping(a.ctx, k)
	if err != nil {
		a.t.Fatal(err)
	}
	if err := a.o.Keep(a.ctx, k, p.Plan, "đủ cho báo cáo"); err != nil {
		a.t.Fatal(err)
	}
}

func (a aged) shorten() *Shortening {
	a.t.Helper()
	if err := a.o.Shorten(a.ctx); err != nil {
		a.t.Fatal(err)
	}
	list, err := a.o.Kinds(a.ctx)
	if err != nil || len(list) != 1 {
		a.t.Fatalf("%+v, %v", list, err)
	}
	return list[0].Run
}

func (a aged) means(station string, every time.Duration) string {
	a.t.Helper()
	means, _, _, err := a.o.Means(a.ctx, Query{Station: station, Parameter: "PM10", From: a.began.AddDate(0, 0, -3), To: a.began.AddDate(2, 0, 0)}, every)
	if err != nil {
		a.t.Fatal(err)
	}
	return sums(means)
}

// values gives how many values and how many sums a span has.
func (a aged) values(station string) (values, hours, days int) {
	a.t.Helper()
	rows, _, err := a.o.Values(a.ctx, Query{Station: station, Parameter: "PM10", From: a.began.AddDate(0, 0, -3), To: a.began.AddDate(2, 0, 0)})
	if err != nil {
		a.t.Fatal(err)
	}
	for _, r := range rows {
		switch {
		case r.Rolled == nil:
			values++
		case r.Rolled.Rolled == time.Hour:
			hours++
		default:
			days++
		}
	}
	return values, hours, days
}

func minutes(n int, every time.Duration) map[time.Duration]float64 {
	m := map[time.Duration]float64{}
	for i := range n {
		m[time.Duration(i)*every] = float64(i%17) / 4
	}
	return m
}

const dayLong = 24 * time.Hour

// stationOf gives a station that can be marked.
func stationOf(a aged) string { return entitytest.Station(a.t, a.d, "KHI001", "air").ID }

func TestValuesGoAndTheirMeansStay(t *testing.T) {
	eachAged(t, func(a aged) {
		a.write("a", minutes(4*24*6, 10*time.Minute)) // four days
		a.after(33 * dayLong)
		hours, days := a.means("a", time.Hour), a.means("a", dayLong)
		k := Keeping{"PM10", 30, 0}
		p, err := a.o.PlanKeeping(a.ctx, k)
		if err != nil || p.Values != 3*144 || p.Series != 1 || !p.First.Equal(a.began) || p.Bytes <= 0 || !p.RawTo.Equal(a.began.Add(3*dayLong)) {
			t.Fatalf("%+v, %v", p, err)
		}
		if err := a.o.Keep(a.ctx, k, "", "vì"); !fault.Is(err, fault.Invalid) {
			t.Errorf("shortened without a plan: %v", err)
		}
		if a.means("a", time.Hour) != hours {
			t.Error("a plan changed something")
		}
		a.keep(30, 0)
		run := a.shorten()
		if run == nil || run.State != "done" || run.Removed != 3*144 || run.Made != 72 || run.Planned != 3*144 {
			t.Fatalf("%+v", run)
		}
		if a.means("a", time.Hour) != hours || a.means("a", dayLong) != days {
			t.Errorf("means changed:\n%s\n%s", hours, a.means("a", time.Hour))
		}
		if v, h, _ := a.values("a"); v != 144 || h != 72 {
			t.Errorf("%d values, %d hours", v, h)
		}
		a.after(34 * dayLong) // what grows older goes without asking
		if run = a.shorten(); run.Removed != 144 {
			t.Errorf("%+v", run)
		}
		a.keep(30, 32) // and then the hours of the first two days
		if run = a.shorten(); run.Joined != 48 {
			t.Errorf("%+v", run)
		}
		if v, h, d := a.values("a"); v != 0 || h != 48 || d != 2 || a.means("a", dayLong) != days {
			t.Errorf("%d values, %d hours, %d days:\n%s", v, h, d, a.means("a", dayLong))
		}
		coarse, _, _, err := a.o.Means(a.ctx, Query{Station: "a", Parameter: "PM10", From: a.began, To: a.began.Add(3 * dayLong)}, time.Hour)
		if err != nil || len(coarse) != 2+24 || coarse[0].Rolled != dayLong || coarse[2].Rolled != time.Hour {
			t.Errorf("%d hourly means, %v", len(coarse), err)
		}
		if err := a.o.Keep(a.ctx, Keeping{"PM10", 0, 0}, "", "giữ lại"); err != nil {
			t.Errorf("keeping longer needs no plan: %v", err)
		}
	})
}

func TestAnImportOfOldValuesStays(t *testing.T) {
	eachAged(t, func(a aged) {
		a.write("a", minutes(2*144, 10*time.Minute))
		a.after(40 * dayLong)
		a.keep(30, 0)
		a.shorten()
		// Old values come: of days that are gone, and of the next day to go.
		old := map[time.Duration]float64{-dayLong: 3, -dayLong + time.Minute: 5}
		a.write("a", old)
		a.write("b", minutes(60, 4*time.Hour))
		a.after(41 * dayLong)
		if run := a.shorten(); run.Removed != 0 {
			t.Errorf("%+v", run)
		}
		a.after(60 * dayLong)
		run := a.shorten()
		if v, _, _ := a.values("a"); v != 2 {
			t.Errorf("%d of the imported values are there", v)
		}
		// b's values before the tenth day came when they were too old already.
		if v, _, _ := a.values("b"); v != 6*10 && run.Removed != 0 {
			t.Errorf("%d values of b, %+v", v, run)
		}
		before := a.means("a", time.Hour)
		a.keep(30, 0) // who plans again decides anew
		if run := a.shorten(); run.Removed != 2+60 {
			t.Errorf("%+v", run)
		}
		if a.means("a", time.Hour) != before {
			t.Error("means changed")
		}
	})
}

func TestAChangedWorldIsNotWhatWasPlanned(t *testing.T) {
	eachAged(t, func(a aged) {
		a.write("a", minutes(144, 10*time.Minute))
		a.after(40 * dayLong)
		k := Keeping{"PM10", 30, 0}
		p, err := a.o.PlanKeeping(a.ctx, k)
		if err != nil {
			t.Fatal(err)
		}
		a.write("a", map[time.Duration]float64{-time.Hour: 1})
		a.after(40 * dayLong)
		if err := a.o.Keep(a.ctx, k, p.Plan, "vì"); !fault.Is(err, fault.Conflict) {
			t.Errorf("%v", err)
		}
		for _, k := range []Keeping{{"PM10", 29, 0}, {"PM10", -1, 0}, {"PM10", 40, 39}, {"PM10", 0, 400}, {"PM10", 40_000, 0}} {
			if _, err := a.o.PlanKeeping(a.ctx, k); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", k, err)
			}
		}
		if _, err := a.o.PlanKeeping(a.ctx, Keeping{"XYZ", 30, 0}); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		a.o.Ask(asks{{"PM10", 12 * 7 * dayLong, "rule", "KK-1"}})
		if _, err := a.o.PlanKeeping(a.ctx, k); !fault.Is(err, fault.Invalid) {
			t.Errorf("a rule is cut off: %v", err)
		}
	})
}

type asks []Need

func (n asks) Needs(context.Context, *db.Tx) ([]Need, error) { return n, nil }

// What comes for an hour whose values are gone counts beside their sum where it is
// surely new, in its place when all are back, and never twice.
func TestNothingCountsTwice(t *testing.T) {
	eachAged(t, func(a aged) {
		first := map[time.Duration]float64{10 * time.Minute: 10, 20 * time.Minute: 20, 30 * time.Minute: 30}
		a.write("a", first)
		a.after(40 * dayLong)
		a.keep(30, 0)
		a.shorten()
		want := func(n int, mean float64) {
			t.Helper()
			means, _, _, err := a.o.Means(a.ctx, Query{Station: "a", Parameter: "PM10", From: a.began, To: a.began.Add(dayLong)}, time.Hour)
			if err != nil || len(means) != 1 || means[0].Count != n || means[0].Mean != mean {
				t.Errorf("%+v, want %d of %g, %v", means, n, mean, err)
			}
		}
		want(3, 20)
		a.write("a", map[time.Duration]float64{50 * time.Minute: 60}) // new
		want(4, 30)
		a.write("a", map[time.Duration]float64{10 * time.Minute: 14}) // perhaps another of the three
		want(4, 30)
		a.after(40 * dayLong)
		want(4, 30)
		a.write("a", map[time.Duration]float64{20 * time.Minute: 20, 30 * time.Minute: 30}) // all are back, one corrected
		want(4, 31)
		a.after(40*dayLong + time.Minute)
		a.keep(30, 0)
		a.shorten()
		want(4, 31)
		if v, h, _ := a.values("a"); v != 0 || h != 1 {
			t.Errorf("%d values, %d hours", v, h)
		}
	})
}

// TestMeansAreTheSameBeforeAndAfterRemoval writes, corrects, marks and removes in a
// random order, ends removals and folds anywhere, and compares all means with those
// of a list in memory.
func TestMeansAreTheSameBeforeAndAfterRemoval(t *testing.T) {
	eachAged(t, func(a aged) {
		seed := rand.Uint64()
		rng := rand.New(rand.NewPCG(seed, 1))
		t.Logf("seed %d", seed)
		a.o.pause = func(context.Context, time.Duration) error {
			if rng.IntN(3) == 0 {
				return errPower
			}
			return nil
		}
		station := stationOf(a)
		model := map[int64]float64{}
		var marks []marked
		removed := int64(beginning) // hours before it may be gone
		day := 0
		for step := range 40 {
			rows := map[time.Duration]float64{}
			for range 40 {
				at := time.Duration(day)*dayLong + time.Duration(rng.IntN(24*60))*time.Minute
				if us := db.Micros(a.began.Add(at)); us >= removed {
					rows[at] = float64(rng.IntN(40)) / 4
					model[us] = rows[at]
				}
			}
			if len(rows) > 0 {
				a.write(station, rows)
			}
			if rng.IntN(3) == 0 {
				day += rng.IntN(3)
			}
			if from := a.began.Add(time.Duration(rng.IntN((day+1)*24*60)) * time.Minute); rng.IntN(6) == 0 && db.Micros(from) >= removed {
				to := from.Add(time.Duration(1+rng.IntN(600)) * time.Minute)
				q := []Quality{Invalid, Suspect, Cleared}[rng.IntN(3)]
				if err := a.o.Mark(a.ctx, station, "PM10", from, to, q, "đầu đo bẩn"); err != nil {
					t.Fatal(err)
				}
				marks = over(marks, marked{db.Micros(from), db.Micros(to), q})
			}
			if rng.IntN(8) == 0 {
				a.after(time.Duration(day+31) * dayLong) // all but this day and the last may go
				removed = max(removed, db.Micros(a.began.Add(time.Duration(day+1)*dayLong)))
				a.keep(30, 0)
				day++
			}
			if rng.IntN(3) == 0 {
				if err := a.o.Shorten(a.ctx); err != nil && !errors.Is(err, errPower) {
					t.Fatal(err)
				}
				if rng.IntN(5) == 0 {
					pause := a.o.pause
					a.o = a.open()
					a.o.pause = pause
				}
			}
			counts := map[int64]float64{}
			for at, v := range model {
				if markAt(marks, at) != Invalid {
					counts[at] = v
				}
			}
			from, to := db.Micros(a.began)-dayUS, db.Micros(a.began)+400*dayUS
			for _, every := range []time.Duration{time.Hour, 6 * time.Hour, dayLong} {
				if g, w := a.means(station, every), expectedSums(counts, from, to, every); g != w {
					t.Fatalf("step %d, every %v:\n%s\nwant\n%s", step, every, g, w)
				}
			}
		}
	})
}

// A kill in the middle: whatever transaction was the last, the next start goes on
// and the end is the same.
func TestARemovalGoesOnAfterAKill(t *testing.T) {
	eachAged(t, func(a aged) {
		for i := range 7 {
			a.write(fmt.Sprint("s", i), minutes(5*144, 10*time.Minute))
		}
		a.after(60 * dayLong)
		before := a.means("s3", time.Hour)
		a.keep(30, 0)
		for kills := 0; ; kills++ {
			stop := errors.New("killed")
			a.o.pause = func(context.Context, time.Duration) error { return stop }
			err := a.o.Shorten(a.ctx)
			if a.means("s3", time.Hour) != before {
				t.Fatalf("other means after %d kills", kills)
			}
			if err == nil {
				break
			}
			a.o = a.open()
		}
		run := a.shorten()
		if run.State != "done" || run.Removed != 7*5*144 || run.Made != 7*5*24 {
			t.Errorf("%+v", run)
		}
	})
}
