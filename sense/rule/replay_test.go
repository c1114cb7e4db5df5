package rule_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thanhdong/ground/text"
	"thanhdong/sense/rule"
)

var start = time.Date(2024, 7, 3, 1, 0, 0, 0, time.UTC)

func at(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }

func num(v float64) *float64 { return &v }

func dust(hold time.Duration) rule.Rule {
	return rule.Rule{
		Code: "AIR-PM25", Name: text.L{VI: "Bụi mịn cao", EN: "High fine dust"}, When: "value > 150", Parameter: "PM2.5",
		Hold: hold, Severity: 4, Unit: "H23.STNMT", Playbook: "KB-AIR-01",
	}
}

// every makes one fresh value per step minutes, beginning at minute 0.
func every(step int, values ...float64) []rule.Point {
	var ps []rule.Point
	for i, v := range values {
		ps = append(ps, rule.Point{At: at(i * step), Value: num(v)})
	}
	return ps
}

// fired is a finding with its instants as minutes after the start; -1 is never.
type fired struct{ At, Since, Observed, Resolved int }

func replay(t *testing.T, r rule.Rule, cadence time.Duration, until int, points []rule.Point) []fired {
	t.Helper()
	got, err := rule.Replay(r, rule.Series{Points: points, Cadence: cadence, Until: at(until)})
	if err != nil {
		t.Fatal(err)
	}
	var out []fired
	for _, f := range got {
		one := fired{int(f.At.Sub(start).Minutes()), int(f.Since.Sub(start).Minutes()), int(f.Observed.Sub(start).Minutes()), -1}
		if !f.Resolved.IsZero() {
			one.Resolved = int(f.Resolved.Sub(start).Minutes())
		}
		out = append(out, one)
	}
	return out
}

// story is one case: a rule, what comes when, and what must be found.
type story struct {
	rule   rule.Rule
	until  int
	points []rule.Point
	want   []fired
}

func stories() map[string]story {
	late := func(ps []rule.Point, i, minutes int) []rule.Point {
		ps[i].Received = at(minutes)
		return ps
	}
	marked := func(ps []rule.Point, i int, status uint8) []rule.Point {
		ps[i].Status = status
		return ps
	}
	hourly := dust(0)
	hourly.Over, hourly.When = rule.Hourly, "mean > 150"
	derived := dust(0)
	derived.Parameter = "VN_AQI"
	aqi := func(value float64, minute, received int) rule.Point {
		return rule.Point{At: at(minute), Value: num(value), Feed: rule.DeriveFeed, Received: at(received)}
	}
	silence := rule.Rule{
		Code: "AIR-SILENT", Name: text.L{VI: "Trạm im", EN: "Station silent"}, Kind: rule.Silence, Silence: 30 * time.Minute,
		Severity: 3, Unit: "H23.STNMT", Playbook: "KB-AIR-02",
	}
	return map[string]story{
		"no hold fires at once":                   {dust(0), 60, every(5, 100, 160, 170, 100), []fired{{5, 5, 5, 15}}},
		"hold ends to the minute":                 {dust(10 * time.Minute), 60, every(5, 160, 170, 180, 190), []fired{{10, 0, 5, -1}}},
		"hold ends by its timer between values":   {dust(12 * time.Minute), 60, every(5, 160, 170, 180), []fired{{12, 0, 10, -1}}},
		"a fall before the hold ends is no alert": {dust(10 * time.Minute), 60, every(5, 160, 100, 160, 100), nil},
		"a stale figure does not end a hold":      {dust(30 * time.Minute), 60, every(5, 160), nil},
		"a value at the end of the hold counts though nothing came between": {
			dust(30 * time.Minute), 60, []rule.Point{{At: at(0), Value: num(160)}, {At: at(30), Value: num(170)}}, []fired{{30, 0, 30, -1}}},
		"a hold that nobody renewed starts again": {
			dust(30 * time.Minute), 260, []rule.Point{{At: at(0), Value: num(160)}, {At: at(240), Value: num(170)}}, nil},
		"a late value does not fire":             {dust(0), 60, late(every(5, 160), 0, 11), nil},
		"a value of twice the cadence still may": {dust(0), 60, late(every(5, 160), 0, 10), []fired{{10, 0, 0, -1}}},
		"a late value does not resolve":          {dust(0), 60, late(every(5, 160, 100), 1, 30), []fired{{0, 0, 0, -1}}},
		"a value out of order changes nothing": {
			dust(0), 60, []rule.Point{{At: at(5), Value: num(100)}, {At: at(3), Received: at(6), Value: num(160)}}, nil},
		"a correction of the newest value resolves": {
			dust(0), 60, []rule.Point{{At: at(5), Value: num(160)}, {At: at(5), Received: at(6), Value: num(100)}}, []fired{{5, 5, 5, 6}}},
		"status 01 and 02 are never judged": {dust(0), 60, marked(marked(every(5, 160, 160), 0, 1), 1, 2), nil},
		"status 02 does not resolve":        {dust(0), 60, marked(every(5, 160, 100), 1, 2), []fired{{0, 0, 0, -1}}},
		"an hourly mean is judged when its hour is over": {
			hourly, 180, every(5, 200, 200, 200, 200, 200, 200, 200, 200, 200, 100, 100, 100), []fired{{60, 60, 60, -1}}},
		"an hour with too few values is not judged": {hourly, 180, every(5, 200, 200, 200), nil},
		"a mean below resolves": {
			hourly, 180, append(every(5, 200, 200, 200, 200, 200, 200, 200, 200, 200),
				every(5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)[12:]...), []fired{{60, 60, 60, 120}}},
		"a derived value is judged after its hour": {derived, 300, []rule.Point{aqi(160, 0, 30)}, []fired{{60, 60, 60, -1}}},
		"a derived value may be two hours late":    {derived, 300, []rule.Point{aqi(160, 0, 180)}, []fired{{180, 60, 60, -1}}},
		"a derived value may not be three":         {derived, 300, []rule.Point{aqi(160, 0, 181)}, nil},
		"a silent station is found and heard again": {
			silence, 120, []rule.Point{{At: at(0), Value: num(1)}, {At: at(20), Status: 2}, {At: at(70), Value: num(1)}},
			[]fired{{50, 20, 20, 70}, {100, 70, 70, -1}}},
		"old data do not break a silence": {
			silence, 65, []rule.Point{{At: at(0), Value: num(1)}, {At: at(10), Received: at(60), Value: num(1)}}, []fired{{30, 0, 0, -1}}},
		"importing old data arms no silence": {
			silence, 120, []rule.Point{{At: at(0), Received: at(31), Value: num(1)}}, nil},
		"a mean over an hour fires when the hour is bad, not at one spike": {
			when("SO2", `mean("PT1H") > 150`), 120, every(5, fill(100, 6, 190, 12, 60, 4)...), []fired{{60, 60, 60, 105}}},
		"a window with too few values is not judged": {
			when("SO2", `mean("PT1H") > 150`), 120, every(20, 200, 200, 200, 200, 200), nil},
		"a window that needs more decides nothing when the rest decides": {
			when("SO2", `value > 1000 && mean("PT1H") > 150`), 60, every(20, 200, 200), nil},
		"the lowest and the highest of a time": {
			when("SO2", `max("PT30M") - min("PT30M") > 50`), 90, every(5, fill(100, 7, 155, 1, 100, 8)...), []fired{{35, 35, 35, 65}}},
		"a count of valid values": {
			when("SO2", `count("PT30M") < 4`), 60, every(5, 1, 1, 1, 1, 1, 1), []fired{{0, 0, 0, 15}}},
		"a change an hour is measured between both ends of its time": {
			when("SO2", `rate("PT30M") > 100`), 90, every(5, fill(10, 6, 50, 1, 70, 7)...), []fired{{35, 35, 35, 60}}},
		"the same hour of past weeks": {
			when("O3", `value > 2 * past_weeks(2)`), 60, append(weekBefore(1, 50), append(weekBefore(2, 70), every(5, 100, 121, 119)...)...), []fired{{5, 5, 5, 10}}},
		"past weeks that are missing decide nothing": {
			when("NO2", `value > 2 * past_weeks(4)`), 60, append(weekBefore(1, 50), every(5, 500)...), nil},
		"a second condition clears, so that values around the threshold do not flap": {
			clears(dust(0), "value < 100"), 60, every(5, 160, 140, 160, 120, 99), []fired{{0, 0, 0, 20}}},
		"a missing input does not clear": {
			clears(dust(0), `mean("PT1H") < 100`), 60, every(5, 160, 20, 20), []fired{{0, 0, 0, -1}}},
		"an index against its own day": {
			when("VN_AQI", `value > 1.5 * mean("PT4H")`), 600, []rule.Point{aqi(50, 0, 60), aqi(50, 60, 120), aqi(50, 120, 180), aqi(160, 180, 240)},
			[]fired{{240, 240, 240, -1}}},
		"derived values are not the station speaking": {silence, 120, []rule.Point{aqi(10, 0, 0)}, nil},
	}
}

// when is a rule over one parameter without a hold.
func when(parameter, condition string) rule.Rule {
	r := dust(0)
	r.Parameter, r.When = parameter, condition
	return r
}

func clears(r rule.Rule, condition string) rule.Rule {
	r.Clear = condition
	return r
}

// fill repeats each value as often as the number after it says.
func fill(valueAndTimes ...float64) (all []float64) {
	for i := 0; i < len(valueAndTimes); i += 2 {
		for range int(valueAndTimes[i+1]) {
			all = append(all, valueAndTimes[i])
		}
	}
	return all
}

// weekBefore is the hour of the story's start some weeks before, all of it sent in
// late, at the start.
func weekBefore(weeks int, v float64) (ps []rule.Point) {
	for i := range 12 {
		ps = append(ps, rule.Point{At: at(i*5 - weeks*7*24*60), Received: at(0), Value: num(v)})
	}
	return ps
}

// A story may tell of other stations: comparing with them needs at least two.
func TestNeighboursAreComparedByTheirFreshFigures(t *testing.T) {
	beside := func(station string, ps ...rule.Point) rule.Beside {
		return rule.Beside{Station: station, Points: ps, Cadence: 5 * time.Minute}
	}
	for name, c := range map[string]struct {
		when   string
		beside []rule.Beside
		want   int
	}{
		"above the mean":              {`value > neighbours("mean", 10) + 50`, []rule.Beside{beside("A", every(5, 40)...), beside("B", every(5, 60)...)}, 1},
		"not above the mean":          {`value > neighbours("mean", 10) + 50`, []rule.Beside{beside("A", every(5, 100)...), beside("B", every(5, 60)...)}, 0},
		"above the median":            {`value > neighbours("median", 10) + 50`, []rule.Beside{beside("A", every(5, 40)...), beside("B", every(5, 60)...), beside("C", every(5, 500)...)}, 1},
		"one neighbour is not enough": {`value > neighbours("mean", 10) + 50`, []rule.Beside{beside("A", every(5, 40)...)}, 0},
		"a stale neighbour is none":   {`value > neighbours("mean", 10) + 50`, []rule.Beside{beside("A", every(5, 40)...), beside("B", rule.Point{At: at(-11), Value: num(1)})}, 0},
		"counted":                     {`neighbours("count", "area") >= 2`, []rule.Beside{beside("A", every(5, 40)...), beside("B", every(5, 60)...)}, 1},
		"another parameter":           {`value > 100 && last("WIND", "PT30M") < 2`, []rule.Beside{{Parameter: "WIND", Points: every(5, 1), Cadence: 5 * time.Minute}}, 1},
		"another parameter missing":   {`value > 100 && last("WIND", "PT30M") < 2`, nil, 0},
	} {
		got, err := rule.Replay(when("PM2.5", c.when), rule.Series{Points: every(5, 120), Cadence: 5 * time.Minute, Until: at(60), Beside: c.beside})
		if err != nil || len(got) != c.want {
			t.Errorf("%s: %d findings, want %d (%v)", name, len(got), c.want, err)
		}
	}
}

func TestARuleFiresAfterItsHoldAndResolvesOnAFreshValue(t *testing.T) {
	for name, c := range stories() {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, replay(t, c.rule, 5*time.Minute, c.until, c.points)); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
		})
	}
}
