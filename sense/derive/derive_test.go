package derive

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
	"thanhdong/ground/timer"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/observation"
)

// room is a store with the table of VN_AQI and one station whose feed speaks
// every five minutes.
type room struct {
	t       *testing.T
	d       *db.DB
	o       *observation.Observations
	x       *Derive
	b       *bus.Bus
	timers  *timer.Timers
	station string
	ctx     context.Context
}

func each(t *testing.T, run func(r *room)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := &room{t: t, d: d, b: bus.New(d), timers: timer.New(d), ctx: actor.With(t.Context(), actor.System("test"))}
		var err error
		if r.o, err = observation.New(r.ctx, d); err != nil {
			t.Fatal(err)
		}
		r.station = entitytest.Station(t, d, "KHI001", "air").ID
		r.x = New(d, r.o)
		r.x.Register(r.b, r.timers)
		if changed, err := r.x.Put(r.ctx, vnAQI()); err != nil || !changed {
			t.Fatal(changed, err)
		}
		run(r)
	})
}

// h is the hour n hours after 00:00 of the test day.
func h(n int) time.Time { return dbtest.Start.Add(time.Duration(n-8) * time.Hour) }

// say writes one value every five minutes of an hour, the first k of twelve.
func (r *room) say(parameter, unit string, hour, k int, value float64, status uint8) {
	r.t.Helper()
	var rows []observation.Row
	for i := range k {
		v := value + float64(i%2) - 0.5*float64(k-k%2)/float64(max(k, 1)) // uneven values with the mean asked for
		rows = append(rows, observation.Row{Station: r.station, Parameter: parameter, Unit: unit, Status: status, At: h(hour).Add(time.Duration(i) * 5 * time.Minute), Value: &v})
	}
	err := r.d.Do(r.ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := r.o.Ensure(ctx, tx, r.station, parameter, unit, 5*time.Minute); err != nil {
			return err
		}
		_, err := r.o.Write(ctx, tx, "air", rows)
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// settle lets readers and timers do what waits for them, with the pause between
// two computations of one station.
func (r *room) settle() {
	r.t.Helper()
	for range 4 {
		if err := r.b.Drain(r.ctx); err != nil {
			r.t.Fatal(err)
		}
		if err := r.timers.RunDue(r.ctx); err != nil {
			r.t.Fatal(err)
		}
		dbtest.ClockOf(r.d).Advance(time.Second)
	}
}

// holds wants the index of hours as "hour:value", "-" for one taken back.
func (r *room) holds(want string) {
	r.t.Helper()
	r.settle()
	rows, _, err := r.o.Range(r.ctx, observation.Query{Station: r.station, Parameter: "VN_AQI", From: h(-9999), To: h(9999)})
	if err != nil {
		r.t.Fatal(err)
	}
	got := ""
	for _, x := range rows {
		v := "-"
		if x.Value != nil {
			v = fmt.Sprint(*x.Value)
		}
		if x.Feed != Feed || x.Unit != "1" {
			r.t.Errorf("row %+v", x)
		}
		got += fmt.Sprintf("%d:%s ", int(x.At.Sub(h(0)).Hours()), v)
	}
	if got != want {
		r.t.Errorf("index %q, want %q", got, want)
	}
}

func TestTheHourIsComputedAsTheDecisionsExample(t *testing.T) {
	each(t, func(r *room) {
		// It is 08:00; the example's hours 09 to 20 lie a day back.
		for i, v := range []float64{26.9, 24.7, 20.5, 23.5, 19.5, 16.5, 19.0, 16.5, 20.3, 22.4, 19.6, 20.6} {
			r.say("PM2.5", "ug/Nm3", i-15, 12, v, 0)
		}
		r.say("O3", "ug/Nm3", -4, 12, 136.1, 0)
		r.say("NO2", "ug/Nm3", -4, 12, 118.7, 0)
		r.settle()
		v, err := r.x.Detail(r.ctx, r.station, "VN_AQI", h(-4))
		if err != nil || v.Value != 59 || v.Index.Parameter != "NO2" || v.Method != "VN_AQI-1459/2019" || len(v.Sub) != 3 {
			r.t.Fatalf("%+v %v", v, err)
		}
		if math.Abs(v.Sub["PM2.5"].Concentration-20.27) > 0.005 || v.Sub["PM2.5"].Mean != NowCast || math.Abs(v.Sub["O3"].Concentration-136.1) > 1e-9 {
			r.t.Errorf("sub-indices %+v", v.Sub)
		}
		now, err := r.x.Current(r.ctx, r.station)
		if err != nil || len(now) != 1 || !now[0].At.Equal(h(-3)) { // one hour after the last value NowCast still speaks
			r.t.Errorf("current %+v %v", now, err)
		}
	})
}

func TestCarbonMonoxideIsConvertedToTheTablesUnit(t *testing.T) {
	each(t, func(r *room) {
		r.say("PM10", "ug/Nm3", 5, 12, 20, 0)
		r.say("PM10", "ug/Nm3", 6, 12, 20, 0)
		r.say("CO", "mg/Nm3", 6, 12, 20, 0)
		r.holds("6:75 7:20 ") // 20,000 µg lies halfway from 50 to 100
	})
}

func TestOnlyEndedHoursAreComputedAndTheTimerCompletesThem(t *testing.T) {
	each(t, func(r *room) {
		r.say("PM10", "ug/Nm3", 6, 12, 30, 0)
		r.say("PM10", "ug/Nm3", 7, 12, 30, 0)
		r.say("PM10", "ug/Nm3", 8, 1, 30, 0) // the hour that has just begun
		r.holds("7:30 ")
		dbtest.ClockOf(r.d).Set(h(8).Add(50 * time.Minute))
		r.say("PM10", "ug/Nm3", 8, 10, 30, 0)
		r.holds("7:30 ")
		dbtest.ClockOf(r.d).Set(h(9).Add(grace))
		r.holds("7:30 8:30 ")
		dbtest.ClockOf(r.d).Set(h(10).Add(grace))
		r.holds("7:30 8:30 9:30 ") // from the two hours before, then no more
		dbtest.ClockOf(r.d).Set(h(15))
		r.holds("7:30 8:30 9:30 ")
	})
}

func TestAnHourNeedsFortyFiveValidMinutes(t *testing.T) {
	each(t, func(r *room) {
		r.say("PM10", "ug/Nm3", 3, 12, 10, 0)
		r.say("PM10", "ug/Nm3", 4, 9, 10, 0)
		r.say("PM10", "ug/Nm3", 5, 8, 10, 0)  // forty minutes
		r.say("PM10", "ug/Nm3", 6, 12, 10, 1) // calibrating
		r.holds("4:10 5:10 ")
	})
}

func TestLateAndCorrectedValuesAreComputedAgainWithWhatLooksBack(t *testing.T) {
	each(t, func(r *room) {
		for hour := -10; hour <= 7; hour++ {
			r.say("PM10", "ug/Nm3", hour, 12, 40, 0)
		}
		r.settle()
		r.say("PM10", "ug/Nm3", -5, 12, 100, 0) // corrected: twelve hours look at it, weighing by half
		r.settle()
		for hour := -9; hour <= 7; hour++ {
			v, err := r.x.Detail(r.ctx, r.station, "VN_AQI", h(hour))
			if err != nil {
				r.t.Fatal(hour, err)
			}
			if changed := v.Sub["PM10"].Concentration > 40.0001; changed != (hour >= -5 && hour <= 6) {
				r.t.Errorf("hour %d: %+v", hour, v.Sub)
			}
		}
		// The device says now that it was calibrating: three hours lose their data.
		for hour := 5; hour <= 7; hour++ {
			r.say("PM10", "ug/Nm3", hour, 12, 40, 1)
		}
		r.settle()
		if _, err := r.x.Detail(r.ctx, r.station, "VN_AQI", h(7)); !fault.Is(err, fault.NotFound) {
			r.t.Errorf("a value without data stands: %v", err)
		}
		rows, _, err := r.o.Range(r.ctx, observation.Query{Station: r.station, Parameter: "VN_AQI", From: h(6), To: h(8)})
		if err != nil || len(rows) != 2 || rows[0].Value != nil || rows[1].Status != observation.Faulty {
			r.t.Errorf("taken back: %+v %v", rows, err)
		}
		list, err := r.x.Current(r.ctx, r.station)
		if err != nil || len(list) != 1 || !list[0].At.Equal(h(5)) {
			r.t.Errorf("current %+v %v", list, err)
		}
	})
}

func TestALongImportIsComputedInSlicesLikeAShortOne(t *testing.T) {
	each(t, func(r *room) {
		var rows []observation.Row
		v := 30.0
		const days = 80
		for hour := -days * 24; hour < 8; hour++ {
			for i := range 2 {
				rows = append(rows, observation.Row{Station: r.station, Parameter: "PM10", Unit: "ug/Nm3", At: h(hour).Add(time.Duration(i) * 30 * time.Minute), Value: &v})
			}
		}
		err := r.d.Do(r.ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := r.o.Ensure(ctx, tx, r.station, "PM10", "ug/Nm3", 30*time.Minute); err != nil {
				return err
			}
			_, err := r.o.Write(ctx, tx, "air", rows)
			return err
		})
		if err != nil {
			r.t.Fatal(err)
		}
		r.settle()
		got, _, err := r.o.Range(r.ctx, observation.Query{Station: r.station, Parameter: "VN_AQI", From: h(-9999), To: h(9999)})
		if want := days*24 + 8 - 1; err != nil || len(got) != want {
			r.t.Errorf("%d hours, want %d, %v", len(got), want, err)
		}
	})
}

func TestWhatIsComputedAgainAlikeLeavesNoTrace(t *testing.T) {
	each(t, func(r *room) {
		r.say("PM10", "ug/Nm3", 5, 12, 20, 0)
		r.say("PM10", "ug/Nm3", 6, 12, 20, 0)
		r.settle()
		events := 0
		b := bus.New(r.d)
		b.Read("count", []string{observation.StoredKind}, func(_ context.Context, _ *db.Tx, list []bus.Event) error {
			for _, e := range list {
				if e.Subject == Feed {
					events++
				}
			}
			return nil
		})
		r.say("O3", "ug/Nm3", 1, 12, 20, 0) // no dust then: no index, and none of the later ones changes
		r.settle()
		if err := b.Drain(r.ctx); err != nil || events != 1 {
			r.t.Errorf("%d events, %v", events, err)
		}
	})
}

func TestTwoMethodsDoNotComputeOneParameter(t *testing.T) {
	each(t, func(r *room) {
		if changed, err := r.x.Put(r.ctx, vnAQI()); changed || err != nil {
			r.t.Errorf("the same table again: %v %v", changed, err)
		}
		other := vnAQI()
		other.Method = "VN_AQI-9999/2030"
		if _, err := r.x.Put(r.ctx, other); !fault.Is(err, fault.Conflict) {
			r.t.Errorf("got %v", err)
		}
	})
}

func TestWhoMayNotReadTheStationSeesNoIndex(t *testing.T) {
	each(t, func(r *room) {
		r.say("PM10", "ug/Nm3", 5, 12, 20, 0)
		r.say("PM10", "ug/Nm3", 6, 12, 20, 0)
		r.settle()
		ctx := actor.With(r.ctx, actor.Actor{ID: "acc_1", Grants: []actor.Grant{{Role: actor.Admin, UnitPath: "/H23/", AreaPath: "/31/"}}})
		if list, err := r.x.Current(ctx, r.station); err != nil || len(list) != 0 {
			r.t.Errorf("%+v %v", list, err)
		}
		if _, err := r.x.Detail(ctx, r.station, "VN_AQI", h(6)); !fault.Is(err, fault.NotFound) {
			r.t.Error(err)
		}
	})
}

// Files sent again after an outage: a thousand small commits, few computations.
func TestAThousandLateCommitsAreComputedTogether(t *testing.T) {
	each(t, func(r *room) {
		r.say("PM10", "ug/Nm3", 1, 12, 20, 0)
		r.settle()
		for hour := 2; hour < 6; hour++ {
			for k := 1; k <= 12; k++ {
				r.say("PM10", "ug/Nm3", hour, k, 20, 0)
				if err := r.b.Drain(r.ctx); err != nil {
					r.t.Fatal(err)
				}
			}
		}
		r.settle()
		list, err := r.o.Corrections(r.ctx, observation.Query{Station: r.station, Parameter: "VN_AQI", From: h(0), To: h(8)})
		if err != nil || len(list) > 2 {
			r.t.Errorf("%d values in passing were kept, %v", len(list), err)
		}
		r.holds("2:20 3:20 4:20 5:20 6:20 ")
	})
}

// What people amend counts as what came: the index of the hour follows.
func TestWhatPeopleAmendIsComputedAgain(t *testing.T) {
	each(t, func(r *room) {
		for hour := 3; hour <= 7; hour++ {
			r.say("PM10", "ug/Nm3", hour, 12, 40, 0)
		}
		r.holds("4:40 5:40 6:40 7:40 ")
		steward := actor.With(r.ctx, actor.Actor{ID: "acc_1", Grants: []actor.Grant{{Role: actor.Steward, UnitPath: "/H23/", AreaPath: "/30/"}}})
		if err := r.o.Mark(steward, r.station, "PM10", h(5), h(8), observation.Invalid, "đầu đo bẩn"); err != nil {
			r.t.Fatal(err)
		}
		r.holds("4:40 5:40 6:- 7:- ") // two of the newest three hours are needed
		if err := r.o.Mark(steward, r.station, "PM10", h(5), h(8), observation.Cleared, "đã kiểm tra"); err != nil {
			r.t.Fatal(err)
		}
		r.holds("4:40 5:40 6:40 7:40 ")
		if err := r.o.Correct(steward, r.station, "PM10", h(7), 1240, "nhầm"); err != nil {
			r.t.Fatal(err)
		}
		r.settle()
		v, err := r.x.Detail(r.ctx, r.station, "VN_AQI", h(7))
		if err != nil || v.Sub["PM10"].Concentration < 80 {
			r.t.Errorf("%+v %v", v.Sub, err)
		}
	})
}
