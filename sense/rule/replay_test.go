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
		"derived values are not the station speaking": {silence, 120, []rule.Point{aqi(10, 0, 0)}, nil},
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
