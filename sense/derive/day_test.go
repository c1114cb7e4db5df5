package derive

import (
	"context"
	"math"
	"testing"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/sense/observation"
)

// vnAQIDay is the daily index of the decision, as the pack air brings it.
func vnAQIDay() Table {
	return Table{
		Method: "VN_AQI_D-1459/2019", Procedure: Daily, Parameter: "VN_AQI_DAY", Act: "1459/QD-TCMT", Mark: "VERIFIED",
		Levels: []float64{0, 50, 100, 150, 200, 300, 400, 500},
		Inputs: []Input{
			{Parameter: "O3", Unit: "ug/Nm3", Mean: MaxHour, Breakpoints: []float64{0, 160, 200, 300, 400, 800, 1000, 1200}},
			{Parameter: "O3", Unit: "ug/Nm3", Mean: MaxEight, Breakpoints: []float64{0, 100, 120, 170, 210, 400}, NotAbove: 400},
			{Parameter: "NO2", Unit: "ug/Nm3", Mean: MaxHour, Breakpoints: []float64{0, 100, 200, 700, 1200, 2350, 3100, 3850}},
			{Parameter: "PM2.5", Unit: "ug/Nm3", Mean: Day, Breakpoints: []float64{0, 25, 50, 80, 150, 250, 350, 500}},
		},
		NeedsOne: []string{"PM2.5"}, MinMinutes: 45, MinEight: 6, MinHours: 18,
	}
}

// of makes a source of hourly means, twelve values an hour, from an hour on; NaN
// is an hour without values.
func of(from time.Time, means ...float64) source {
	s := &series{cadence: 5 * time.Minute, hours: map[int64]hour{}}
	for i, v := range means {
		if !math.IsNaN(v) {
			s.hours[db.Micros(from.Add(time.Duration(i)*time.Hour))] = hour{sum: 12 * v, n: 12, slots: 12, came: true}
		}
	}
	return source{s, 1}
}

func times(n int, v float64) (list []float64) {
	for range n {
		list = append(list, v)
	}
	return list
}

// midnight is the local midnight that begins the test day.
var midnight = dayOf(dbtest.Start)

// The decision's example of a day, §2.3: O3 89.3 over eight hours and 114.6 in one,
// NO2 130.8, PM2.5 55.7; 110 in the end.
func TestTheDayComesOutAsInTheDecisionsExample(t *testing.T) {
	o3 := append(times(10, 60), 70, 85, 95, 114.6, 100, 92, 84, 73.8)
	o3 = append(o3, times(6, 50)...)
	no2 := append(times(20, 40), 130.8, 90, 60, 40)
	pm := append(times(12, 50.7), times(12, 60.7)...)
	ix, ok := dailyIndex(vnAQIDay(), sources{0: of(midnight, o3...), 1: of(midnight, o3...), 2: of(midnight, no2...), 3: of(midnight, pm...)}, midnight)
	if !ok || ix.Value != 110 || ix.Parameter != "PM2.5" {
		t.Fatalf("%+v", ix)
	}
	for name, want := range map[string][2]float64{"O3 max1h": {114.6, 36}, "O3 max8h": {89.3, 45}, "NO2": {130.8, 65}, "PM2.5": {55.7, 110}} {
		near(t, name, ix.Sub[name].Concentration, want[0], 1e-9)
		near(t, name+" index", round(ix.Sub[name].Index), want[1], 0)
	}
}

func TestADayAsksForThreeQuartersOfItsHoursAndForDust(t *testing.T) {
	day := func(hours int) (Index, bool) {
		return dailyIndex(vnAQIDay(), sources{3: of(midnight, times(hours, 25)...)}, midnight)
	}
	if ix, ok := day(18); !ok || ix.Value != 50 {
		t.Errorf("18 hours: %+v", ix)
	}
	if ix, ok := day(17); ok {
		t.Errorf("17 hours: %+v", ix)
	}
	if ix, ok := dailyIndex(vnAQIDay(), sources{0: of(midnight, times(24, 300)...)}, midnight); ok {
		t.Errorf("without dust: %+v", ix)
	}
}

// Above 400 µg/m³ over eight hours only the hour speaks: 450 lies at 212.5.
func TestOzoneAboveFourHundredCountsByTheHourOnly(t *testing.T) {
	o3 := of(midnight, times(24, 450)...)
	ix, ok := dailyIndex(vnAQIDay(), sources{0: o3, 1: o3, 3: of(midnight, times(24, 10)...)}, midnight)
	if _, eight := ix.Sub["O3 max8h"]; !ok || eight || ix.Value != 213 {
		t.Errorf("%+v", ix)
	}
}

// The first means of eight hours of a day reach into the day before.
func TestTheFirstMeansOfEightHoursReachIntoTheDayBefore(t *testing.T) {
	o3 := of(midnight.Add(-7*time.Hour), append(times(7, 200), times(24, 10)...)...)
	ix, ok := dailyIndex(vnAQIDay(), sources{1: o3, 3: of(midnight, times(24, 10)...)}, midnight)
	near(t, "O3 max8h", ix.Sub["O3 max8h"].Concentration, (7*200.0+10)/8, 1e-9)
	if !ok {
		t.Error("no index")
	}
}

// The decision's example of a running mean: 17.975 (the text says 18.0).
func TestTheRunningMeanComesOutAsInTheDecisionsExample(t *testing.T) {
	tab := Table{Procedure: EightHour, Inputs: []Input{{Parameter: "O3", Unit: "ug/Nm3", Mean: EightH}}, MinMinutes: 45, MinEight: 6}
	s := of(midnight, 15.7, 14.2, 17.7, 18.9, 19.3, 15.7, 19.7, 22.6)
	ix, ok := eightHourMean(tab, sources{0: s}, midnight.Add(7*time.Hour))
	if !ok || ix.Value != 17.975 {
		t.Errorf("%+v", ix)
	}
	if ix, ok := eightHourMean(tab, sources{0: s}, midnight.Add(5*time.Hour)); !ok || math.Abs(ix.Value-16.917) > 1e-9 {
		t.Errorf("six hours: %+v", ix)
	}
	if ix, ok := eightHourMean(tab, sources{0: s}, midnight.Add(4*time.Hour)); ok {
		t.Errorf("five hours: %+v", ix)
	}
}

func (r *room) put(t Table) {
	r.t.Helper()
	if _, err := r.x.Put(r.ctx, t); err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) values(parameter string) (list []observation.Row) {
	r.t.Helper()
	r.settle()
	rows, _, err := r.o.Range(r.ctx, observation.Query{Station: r.station, Parameter: parameter, From: h(-9999), To: h(9999)})
	if err != nil {
		r.t.Fatal(err)
	}
	return rows
}

// The test day begins at h(0) in UTC 17:00 of the day before; h counts local hours
// of that day.
func TestTheDayIsComputedWhenItEndsAndAgainWhenItsInputChanges(t *testing.T) {
	each(t, func(r *room) {
		r.put(vnAQIDay())
		local := int(midnight.Sub(h(0)).Hours()) // hour number of the local midnight
		for hour := local - 24; hour < local+8 && h(hour).Before(r.d.Now()); hour++ {
			r.say("PM2.5", "ug/Nm3", hour, 12, 25, 0)
		}
		rows := r.values("VN_AQI_DAY")
		if len(rows) != 1 || !rows[0].At.Equal(midnight.Add(-24*time.Hour)) || *rows[0].Value != 50 {
			r.t.Fatalf("the day before: %+v", rows)
		}
		v, err := r.x.Detail(r.ctx, r.station, "VN_AQI_DAY", rows[0].At)
		if err != nil || v.Method != "VN_AQI_D-1459/2019" || v.Version != 1 || v.Period != 24*time.Hour {
			r.t.Errorf("%+v %v", v, err)
		}
		for hour := local - 24; hour < local; hour++ {
			r.say("PM2.5", "ug/Nm3", hour, 12, 50, 0) // corrected
		}
		if rows = r.values("VN_AQI_DAY"); len(rows) != 1 || *rows[0].Value != 100 {
			r.t.Errorf("corrected: %+v", rows)
		}
		for hour := local; h(hour).Before(midnight.Add(18 * time.Hour)); hour++ {
			r.say("PM2.5", "ug/Nm3", hour, 12, 25, 0)
			r.settle()
		}
		dbtest.ClockOf(r.d).Set(midnight.Add(24*time.Hour + grace))
		rows = r.values("VN_AQI_DAY")
		if len(rows) != 2 || *rows[1].Value != 50 { // it was silent for the last six hours
			r.t.Errorf("the day: %+v", rows)
		}
	})
}

func TestATableThatChangesIsKeptAsAVersion(t *testing.T) {
	each(t, func(r *room) {
		r.say("PM10", "ug/Nm3", 5, 12, 20, 0)
		r.say("PM10", "ug/Nm3", 6, 12, 20, 0)
		r.settle()
		other := vnAQI()
		other.MinMinutes = 30
		r.put(other)
		r.say("PM10", "ug/Nm3", 7, 12, 90, 0)
		r.settle()
		for hour, want := range map[int]int64{6: 1, 7: 2} {
			if v, err := r.x.Detail(r.ctx, r.station, "VN_AQI", h(hour)); err != nil || v.Version != want {
				r.t.Errorf("hour %d: version %d, want %d, %v", hour, v.Version, want, err)
			}
		}
	})
}

func TestCompletenessCountsWhatTheCadencePromises(t *testing.T) {
	each(t, func(r *room) {
		r.put(Table{Method: "COMPLETENESS_1H-1", Procedure: CompleteH, Parameter: "COMPLETE_1H", Unit: "%", Mark: "PROJECT CHOICE"})
		r.say("PM10", "ug/Nm3", 3, 12, 20, 0)
		r.say("NO2", "ug/Nm3", 3, 6, 20, 0)
		r.say("NO2", "ug/Nm3", 4, 12, 20, 1) // calibrating: it came, and does not count
		r.settle()
		r.say("PM10", "ug/Nm3", 7, 12, 20, 0) // silent for hours 4 to 6
		want := map[int]float64{3: 75, 4: 0, 5: 0, 6: 0, 7: 50}
		rows := r.values("COMPLETE_1H")
		for _, row := range rows {
			n := int(row.At.Sub(h(0)).Hours())
			if row.Value == nil || *row.Value != want[n] || row.Unit != "%" {
				r.t.Errorf("hour %d: %+v", n, row)
			}
			delete(want, n)
		}
		if len(want) > 0 {
			r.t.Errorf("missing %v of %d", want, len(rows))
		}
		v, err := r.x.Detail(r.ctx, r.station, "COMPLETE_1H", h(3))
		if err != nil || v.Sub["NO2"].Count != 6 || v.Sub["NO2"].Expected != 12 || v.Parameter != "NO2" {
			r.t.Errorf("%+v %v", v, err)
		}
	})
}

// A weekly sample covers its day; without the temperature there is no index of
// oxygen, and with two parameters of group IV none at all.
func TestTheWaterIndexOfASampleStandsForItsDay(t *testing.T) {
	each(t, func(r *room) {
		ten, hundred := 10.0, 100.0
		in := func(p, unit, group string, points, levels []float64) Input {
			return Input{Parameter: p, Unit: unit, Mean: DayMean, Group: group, Breakpoints: points, Levels: levels, Below: &hundred, Above: &ten}
		}
		do := in("DO", "mg/L", "IV", []float64{20, 50, 75, 88, 112, 125, 150, 200}, []float64{25, 50, 75, 100, 100, 75, 50, 25})
		do.Saturation, do.Below = "Temp", &ten
		r.put(Table{
			Method: "VN_WQI-1460/2019", Procedure: Water, Parameter: "VN_WQI", Act: "1460/QD-TCMT", Mark: "KNOWLEDGE medium", Form: FormCubic,
			MinGroups: 3, NeedsGroups: map[string]int{"IV": 3},
			Inputs: []Input{
				in("pH", "-", "I", []float64{6, 8.5}, []float64{100, 100}), do,
				in("BOD5", "mg/L", "IV", []float64{4, 6, 15, 25, 50}, []float64{100, 75, 50, 25, 10}),
				in("COD", "mg/L", "IV", []float64{10, 15, 30, 50, 150}, []float64{100, 75, 50, 25, 10}),
				in("Coliform", "MPN/100mL", "V", []float64{2500, 5000, 7500, 10000}, []float64{100, 75, 50, 25}),
			},
		})
		sample := func(day int, values map[string]float64) {
			r.t.Helper()
			units := map[string]string{"pH": "-", "DO": "mg/L", "Temp": "oC", "Coliform": "MPN/100mL", "BOD5": "mg/L", "COD": "mg/L"}
			err := r.d.Do(r.ctx, func(ctx context.Context, tx *db.Tx) error {
				var rows []observation.Row
				for p, v := range values {
					if _, err := r.o.Ensure(ctx, tx, r.station, p, units[p], 7*24*time.Hour); err != nil {
						return err
					}
					rows = append(rows, observation.Row{Station: r.station, Parameter: p, Unit: units[p], At: midnight.AddDate(0, 0, day).Add(9 * time.Hour), Value: &v})
				}
				_, err := r.o.Write(ctx, tx, "lab", rows)
				return err
			})
			if err != nil {
				r.t.Fatal(err)
			}
		}
		sample(-7, map[string]float64{"pH": 7.2, "Temp": 28, "DO": 5.5, "BOD5": 8, "COD": 18, "Coliform": 4000})
		sample(-14, map[string]float64{"pH": 7.2, "DO": 5.5, "BOD5": 8, "COD": 18, "Coliform": 4000}) // no temperature
		rows := r.values("VN_WQI")
		// A = (71.21+69.44+70.00)/3 = 70.22; B = 85; ∛(A²·B) = 74.83.
		if len(rows) != 1 || !rows[0].At.Equal(midnight.AddDate(0, 0, -7)) || *rows[0].Value != 75 {
			r.t.Fatalf("%+v", rows)
		}
		v, err := r.x.Detail(r.ctx, r.station, "VN_WQI", rows[0].At)
		if err != nil || v.Form != FormCubic || math.Abs(v.Sub["DO"].Concentration-71.21) > 0.005 || v.Sub["DO"].Group != "IV" {
			r.t.Errorf("%+v %v", v, err)
		}
		if _, err := r.x.Detail(r.ctx, r.station, "VN_WQI", midnight.AddDate(0, 0, -14)); !fault.Is(err, fault.NotFound) {
			r.t.Errorf("an index of a guess: %v", err)
		}
	})
}
