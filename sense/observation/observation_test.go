package observation_test

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/observation"
)

// room is one store with one station and what a test needs to speak about it.
type room struct {
	t *testing.T
	d *db.DB
	o *observation.Observations

	station string
	ctx     context.Context
	fold    time.Time // unless zero, what is before is folded after each write
}

// each runs f on both engines, and on SQLite with rows folded as soon as they are
// written: all of them, and those of the first minutes only.
func each(t *testing.T, f func(r room)) {
	t.Helper()
	on := func(fold time.Time) func(t *testing.T, d *db.DB) {
		return func(t *testing.T, d *db.DB) {
			r := room{t: t, d: d, ctx: actor.With(t.Context(), actor.System("test")), fold: fold}
			r.station = entitytest.Station(t, d, "KHI001", "air").ID
			r.o = r.open()
			f(r)
		}
	}
	dbtest.Each(t, on(time.Time{}))
	t.Run("folded", func(t *testing.T) { dbtest.SQLite(t, on(at(1<<24))) })
	t.Run("half folded", func(t *testing.T) { dbtest.SQLite(t, on(at(4))) })
}

func (r room) open() *observation.Observations {
	r.t.Helper()
	o, err := observation.New(r.ctx, r.d)
	if err != nil {
		r.t.Fatal(err)
	}
	return o
}

// at is n minutes after 07:00 of the first test day.
func at(n int) time.Time { return dbtest.Start.Add(-time.Hour + time.Duration(n)*time.Minute) }

func (r room) row(minute int, value float64) observation.Row {
	row := observation.Row{Station: r.station, Parameter: "PM2.5", Unit: "ug/Nm3", At: at(minute), Value: &value}
	if math.IsNaN(value) {
		row.Value, row.Status = nil, observation.Faulty
	}
	return row
}

// write writes rows and wants the outcomes, a letter each: a, d or c.
func (r room) write(want string, rows ...observation.Row) observation.Result {
	r.t.Helper()
	var res observation.Result
	err := r.d.Do(r.ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		res, err = r.o.Write(ctx, tx, "air", rows)
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	got := ""
	for _, o := range res.Outcomes {
		got += o.String()[:1]
	}
	if got != want {
		r.t.Fatalf("outcomes %q, want %q", got, want)
	}
	if !r.fold.IsZero() {
		if err := observation.FoldUntil(r.ctx, r.o, r.d, r.fold); err != nil {
			r.t.Fatal(err)
		}
	}
	return res
}

// vietnam has today's offset throughout: the zone database knows another for 1960.
var vietnam = time.FixedZone("+07", 7*3600)

// holds wants exactly these values by minute, read in one page.
func (r room) holds(want string) {
	r.t.Helper()
	rows, next, err := r.o.Range(r.ctx, observation.Query{Station: r.station, Parameter: "PM2.5", From: at(-1 << 24), To: at(1 << 24)})
	if err != nil || !next.IsZero() {
		r.t.Fatal(err, next)
	}
	got := ""
	for _, x := range rows {
		v := "-"
		if x.Value != nil {
			v = fmt.Sprint(*x.Value)
		}
		got += fmt.Sprintf("%d:%s ", int(x.At.Sub(at(0)).Minutes()), v)
	}
	if got != want {
		r.t.Errorf("stored %q, want %q", got, want)
	}
}

func (r room) newest(want float64) {
	r.t.Helper()
	rows, err := r.o.Latest(r.ctx, r.station)
	if err != nil || len(rows) != 1 || rows[0].Value == nil || *rows[0].Value != want || rows[0].Feed != "air" || rows[0].Unit != "ug/Nm3" {
		r.t.Errorf("latest %+v %v, want %v", rows, err, want)
	}
}

func TestAnObservationIsStoredOnceAndTheLastReceivedCounts(t *testing.T) {
	each(t, func(r room) {
		r.write("aa", r.row(0, 1), r.row(5, 2))
		r.write("dda", r.row(0, 1), r.row(5, 2), r.row(10, 3))
		r.write("c", r.row(5, 2.5))
		r.holds("0:1 5:2.5 10:3 ")
		r.newest(3)
		r.write("cd", r.row(10, 4), r.row(10, 4))
		r.newest(4)
		r.write("c", r.row(5, math.NaN()))
		r.write("d", r.row(5, math.NaN()))
		r.holds("0:1 5:- 10:4 ")

		list, err := r.o.Corrections(r.ctx, observation.Query{Station: r.station, Parameter: "PM2.5", From: at(0), To: at(60)})
		if err != nil || len(list) != 3 {
			r.t.Fatalf("%d corrections, %v", len(list), err)
		}
		for i, want := range []float64{2, 2.5, 3} {
			if *list[i].Value != want || list[i].Feed != "air" || !list[i].Replaced.Equal(dbtest.Start) {
				r.t.Errorf("correction %d: %+v", i, list[i])
			}
		}
	})
}

func TestOneBatchIsFoldedLikeManyBatches(t *testing.T) {
	each(t, func(r room) {
		r.write("adcca", r.row(5, 1), r.row(5, 1), r.row(5, 2), r.row(5, 1), r.row(0, 9))
		r.holds("0:9 5:1 ")
		r.newest(1)
		// The first equals what is stored, the next replaces it, the last comes back.
		r.write("dccd", r.row(5, 1), r.row(5, 7), r.row(5, 1), r.row(5, 1))
		r.holds("0:9 5:1 ")
	})
}

func TestLateValuesComeInAnyOrderAndDoNotBecomeTheNewest(t *testing.T) {
	each(t, func(r room) {
		r.write("a", r.row(60, 6))
		r.write("aaa", r.row(20, 2), r.row(10, 1), r.row(30, 3))
		r.write("a", r.row(-1<<23, 0.5)) // sixteen years ago
		r.holds("-8388608:0.5 10:1 20:2 30:3 60:6 ")
		r.newest(6)
	})
}

func TestAStatusIsPartOfWhatWasSaid(t *testing.T) {
	each(t, func(r room) {
		calibrating := r.row(0, 1)
		calibrating.Status = observation.Calibrating
		r.write("ac", r.row(0, 1), calibrating)
		r.write("d", calibrating)
	})
}

func TestOneEventTellsWhatChangedAndNoneThatNothingDid(t *testing.T) {
	each(t, func(r room) {
		var seen []observation.Stored
		b := bus.New(r.d)
		b.Read("test", []string{observation.StoredKind}, func(_ context.Context, _ *db.Tx, events []bus.Event) error {
			for _, e := range events {
				s, err := observation.ReadStored(e.Body)
				if err != nil {
					return err
				}
				seen = append(seen, s)
			}
			return nil
		})
		other := r.row(7, 1)
		other.Parameter = "PM10"
		r.write("aaa", r.row(0, 1), r.row(5, 2), other)
		r.write("ddd", r.row(0, 1), r.row(5, 2), other)
		r.write("dc", r.row(5, 2), r.row(0, 8))
		if err := b.Drain(r.ctx); err != nil {
			r.t.Fatal(err)
		}
		if len(seen) != 2 || seen[0].Feed != "air" || len(seen[0].Series) != 2 || len(seen[1].Series) != 1 {
			r.t.Fatalf("events %+v", seen)
		}
		if s := seen[0].Series[0]; s.Station != r.station || s.Parameter != "PM2.5" || !s.From.Equal(at(0)) || !s.To.Equal(at(5)) {
			r.t.Errorf("span %+v", s)
		}
		if s := seen[1].Series[0]; !s.From.Equal(at(0)) || !s.To.Equal(at(0)) {
			r.t.Errorf("span of a correction %+v", s)
		}
	})
}

func TestARolledBackWriteLeavesNoTrace(t *testing.T) {
	each(t, func(r room) {
		r.write("a", r.row(0, 1))
		boom := fmt.Errorf("boom")
		err := r.d.Do(r.ctx, func(ctx context.Context, tx *db.Tx) error {
			pm10 := r.row(5, 5)
			pm10.Parameter = "PM10" // a series that will not have been made
			if _, err := r.o.Write(ctx, tx, "other", []observation.Row{r.row(5, 2), r.row(0, 7), pm10}); err != nil {
				return err
			}
			return boom
		})
		if err != boom {
			r.t.Fatal(err)
		}
		r.holds("0:1 ")
		pm10 := r.row(5, 5)
		pm10.Parameter = "PM10"
		r.write("aa", r.row(5, 2), pm10)
		r.holds("0:1 5:2 ")
		r.newestOfTwo()
	})
}

func (r room) newestOfTwo() {
	r.t.Helper()
	rows, err := r.o.Latest(r.ctx, r.station)
	if err != nil || len(rows) != 2 || rows[0].Parameter != "PM10" || *rows[0].Value != 5 {
		r.t.Errorf("latest %+v %v", rows, err)
	}
}

func TestAWriterReadsItsOwnRowsBeforeTheCommit(t *testing.T) {
	each(t, func(r room) {
		r.write("a", r.row(0, 1))
		r.holds("0:1 ")
		err := r.d.Do(r.ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := r.o.Write(ctx, tx, "air", []observation.Row{r.row(5, 2)}); err != nil {
				return err
			}
			inside := r
			inside.ctx = ctx
			inside.holds("0:1 5:2 ")
			return nil
		})
		if err != nil {
			r.t.Fatal(err)
		}
	})
}

func TestARestartAndAnotherProcessReadTheSame(t *testing.T) {
	each(t, func(r room) {
		first, second := r, r
		second.o = r.open()
		first.write("aa", r.row(0, 1), r.row(5, 2))
		second.holds("0:1 5:2 ")
		second.write("dac", r.row(5, 2), r.row(10, 3), r.row(0, 9))
		first.holds("0:9 5:2 10:3 ")
		first.write("dd", r.row(10, 3), r.row(0, 9))
		first.write("ac", r.row(15, 4), r.row(10, 8))
		for _, x := range []room{first, second} {
			x.holds("0:9 5:2 10:8 15:4 ")
			x.newest(4)
		}
		third := r
		third.o = r.open()
		third.holds("0:9 5:2 10:8 15:4 ")
		third.write("d", r.row(15, 4))
	})
}

func TestHourlyMeansLookAtMeasuredValuesOnly(t *testing.T) {
	each(t, func(r room) {
		bad := r.row(20, 999)
		bad.Status = observation.Faulty
		r.write("aaaaaa", r.row(0, 10), r.row(5, 20), bad, r.row(25, math.NaN()), r.row(59, 60), r.row(180, 7))
		means, err := r.o.Hourly(r.ctx, observation.Query{Station: r.station, Parameter: "PM25", From: at(0), To: at(600)})
		if err != nil || len(means) != 2 {
			r.t.Fatalf("means %+v %v", means, err)
		}
		if m := means[0]; !m.At.Equal(at(0)) || m.Mean != 30 || m.Min != 10 || m.Max != 60 || m.Count != 3 {
			r.t.Errorf("mean %+v", m)
		}
		if m := means[1]; !m.At.Equal(at(180)) || m.Count != 1 {
			r.t.Errorf("the gap was not left out: %+v", m)
		}
		// A day begins at midnight in Vietnam, also before 1970.
		old := r.row(0, 3)
		old.At = time.Date(1960, 3, 1, 23, 30, 0, 0, vietnam)
		r.write("a", old)
		days, _, _, err := r.o.Means(r.ctx, observation.Query{Station: r.station, Parameter: "PM2.5", From: old.At.Add(-48 * time.Hour), To: at(600)}, 24*time.Hour)
		if err != nil || len(days) != 2 || !days[0].At.Equal(time.Date(1960, 3, 1, 0, 0, 0, 0, vietnam)) || !days[1].At.Equal(time.Date(2024, 7, 3, 0, 0, 0, 0, text.Zone)) {
			r.t.Errorf("days %+v %v", days, err)
		}
	})
}

func TestPagesMeetWithoutGapOrOverlap(t *testing.T) {
	each(t, func(r room) {
		var rows []observation.Row
		want, got := "", ""
		for i := range 25 {
			rows = append(rows, r.row(i, float64(i)))
			want += "a"
		}
		r.write(want, rows...)
		q := observation.Query{Station: r.station, Parameter: "PM2.5", From: at(0), To: at(25), Limit: 10}
		n := 0
		for ; !q.From.IsZero(); n++ {
			page, next, err := r.o.Range(r.ctx, q)
			if err != nil {
				r.t.Fatal(err)
			}
			for _, x := range page {
				if int(*x.Value) != len(got) {
					r.t.Fatalf("value %v after %d rows", *x.Value, len(got))
				}
				got += "a"
			}
			q.From = next
		}
		if got != want || n != 3 {
			r.t.Errorf("%d rows in %d pages", len(got), n)
		}
	})
}

func TestAValueInAnotherUnitOfItsQuantityIsConverted(t *testing.T) {
	each(t, func(r room) {
		r.write("a", r.row(0, 1))
		mg := r.row(5, 0.25)
		mg.Unit = "mg/m³"
		r.write("a", mg)
		r.holds("0:1 5:250 ")
		water := r.row(10, 1)
		water.Unit = "mg/L"
		err := r.d.Do(r.ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := r.o.Write(ctx, tx, "air", []observation.Row{water})
			return err
		})
		if !fault.Is(err, fault.Invalid) {
			r.t.Errorf("a foreign unit got %v", err)
		}
	})
}

func TestWhatNobodyMayWriteIsRefused(t *testing.T) {
	each(t, func(r room) {
		inf, nan, none, status := r.row(0, math.Inf(1)), r.row(0, 1), r.row(0, 1), r.row(0, 1)
		v := math.NaN()
		nan.Value, none.Value, status.Status = &v, nil, 3
		for _, row := range []observation.Row{inf, nan, none, status} {
			err := r.d.Do(r.ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := r.o.Write(ctx, tx, "air", []observation.Row{row})
				return err
			})
			if !fault.Is(err, fault.Invalid) {
				r.t.Errorf("%+v got %v", row, err)
			}
		}
		r.holds("")
	})
}

func TestWhoMayNotReadTheAreaLearnsNothing(t *testing.T) {
	each(t, func(r room) {
		r.write("a", r.row(0, 1))
		inside := actor.Actor{ID: "acc_1", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Clerk, UnitPath: "/H23/", AreaPath: "/30/288/"}}}
		outside := actor.Actor{ID: "acc_2", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Admin, UnitPath: "/H23/", AreaPath: "/30/290/"}}}
		q := observation.Query{Station: r.station, Parameter: "PM2.5", From: at(0), To: at(1)}
		for _, c := range []struct {
			who  actor.Actor
			kind fault.Kind
			n    int
		}{{inside, "", 1}, {outside, fault.NotFound, 0}, {actor.Actor{}, fault.Unauthenticated, 0}} {
			ctx := actor.With(r.t.Context(), c.who)
			rows, _, err := r.o.Range(ctx, q)
			if fault.KindOf(err) != c.kind || len(rows) != c.n {
				r.t.Errorf("%s read %d rows, %v", c.who.ID, len(rows), err)
			}
			if latest, err := r.o.Latest(ctx, r.station); err != nil || len(latest) != c.n {
				r.t.Errorf("%s read %d latest values, %v", c.who.ID, len(latest), err)
			}
		}
	})
}

func TestManyWritersOfTheSameRowsStoreEachOnce(t *testing.T) {
	each(t, func(r room) {
		const writers, n = 8, 40
		done := make(chan [3]int, writers)
		for w := range writers {
			go func() {
				var sum [3]int
				for i := range n {
					err := r.d.Do(r.ctx, func(ctx context.Context, tx *db.Tx) error {
						res, err := r.o.Write(ctx, tx, "air", []observation.Row{r.row(i, float64(i)), r.row(1000+w, 1)})
						if err == nil {
							tx.AfterCommit(func() {
								for _, o := range res.Outcomes {
									sum[o]++
								}
							})
						}
						return err
					})
					if err != nil {
						r.t.Error(err)
					}
				}
				done <- sum
			}()
		}
		var total [3]int
		for range writers {
			s := <-done
			for i := range s {
				total[i] += s[i]
			}
		}
		if total[observation.Accepted] != n+writers || total[observation.Corrected] != 0 || total[observation.Duplicate] != 2*writers*n-n-writers {
			r.t.Errorf("outcomes %v", total)
		}
	})
}
