package rule_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/sense/entity"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/rule"
	"thanhdong/sense/rule/ruletest"
)

var playbooks = ruletest.Playbooks{"KB-AIR-01": true, "KB-AIR-02": true}

// findings reads what the store recorded for a rule since a position.
func findings(b *ruletest.Bench, code string, begin time.Time) (list []fired) {
	b.T.Helper()
	events, err := b.Bus.Since(b.Ctx(), bus.Pos{}, []string{rule.FiredEvent, rule.ResolvedEvent}, 1000)
	if err != nil {
		b.T.Fatal(err)
	}
	minutes := func(t time.Time) int { return int(t.Sub(begin).Minutes()) }
	for _, e := range events {
		var f rule.Finding
		if err := json.Unmarshal(e.Body, &f); err != nil {
			b.T.Fatal(err)
		}
		switch {
		case f.Rule != code:
		case e.Kind == rule.FiredEvent:
			list = append(list, fired{minutes(e.At), minutes(db.Time(f.Since)), minutes(db.Time(f.At)), -1})
		default:
			list[len(list)-1].Resolved = minutes(e.At)
		}
	}
	return list
}

// The replay that packs are tested with and the store must tell the same story.
func TestTheStoreFindsWhatTheReplayFinds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := ruletest.New(t, d, playbooks)
		all := stories()
		for i, name := range slices.Sorted(maps.Keys(all)) {
			c := all[name]
			// Every story on a day of its own, in the same store.
			shift := time.Duration(i+1) * 24 * time.Hour
			c.rule.Code += strings.Repeat("X", i)
			b.Put(c.rule)
			for _, p := range c.points {
				if p.Received.IsZero() {
					p.Received = p.At
				}
				b.Advance(p.Received.Add(shift))
				p.At = p.At.Add(shift)
				parameter := c.rule.Parameter
				if parameter == "" {
					parameter = "PM2.5"
				}
				b.Send(parameter, p)
			}
			b.Advance(at(c.until).Add(shift))
			if diff := cmp.Diff(c.want, findings(b, c.rule.Code, start.Add(shift))); diff != "" {
				t.Errorf("%s: findings differ (-want +got):\n%s", name, diff)
			}
			if err := b.Rules.Withdraw(b.Ctx(), c.rule.Code); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestAHoldAndASilenceContinueAfterARestart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := ruletest.New(t, d, playbooks)
		silent := stories()["importing old data arms no silence"].rule
		b.Put(dust(8 * time.Minute))
		b.Put(silent)
		begin := b.Clock.Now()
		b.Value("PM2.5", 160)
		b.Restart(playbooks)
		b.Advance(begin.Add(2 * time.Hour))
		if got, want := findings(b, "AIR-PM25", begin), []fired{{8, 0, 0, -1}}; !slices.Equal(got, want) {
			t.Errorf("after a restart the hold found %v, want %v", got, want)
		}
		if got, want := findings(b, silent.Code, begin), []fired{{30, 0, 0, -1}}; !slices.Equal(got, want) {
			t.Errorf("after a restart the silence found %v, want %v", got, want)
		}
	})
}

// While we were away the figure went stale: its hold may not fire on it.
func TestAnOutageOfOursFiresNothingOnOldFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := ruletest.New(t, d, playbooks)
		b.Put(dust(8 * time.Minute))
		begin := b.Clock.Now()
		b.Value("PM2.5", 160)
		b.Clock.Advance(time.Hour)
		b.Advance(b.Clock.Now())
		if got := findings(b, "AIR-PM25", begin); len(got) != 0 {
			t.Errorf("found %v", got)
		}
	})
}

func TestARuleNeedsOwnerPlaybookAndCondition(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := ruletest.New(t, d, playbooks)
		for name, c := range map[string]struct {
			change func(r *rule.Rule)
			want   string
		}{
			"no owner":              {func(r *rule.Rule) { r.Unit = "" }, "unit rule.no_unit"},
			"unknown owner":         {func(r *rule.Rule) { r.Unit = "H99" }, "unit rule.unknown_unit"},
			"no playbook":           {func(r *rule.Rule) { r.Playbook = "" }, "playbook rule.no_playbook"},
			"playbook not in force": {func(r *rule.Rule) { r.Playbook = "KB-OLD" }, "playbook rule.playbook_not_in_force"},
			"bad condition":         {func(r *rule.Rule) { r.When = "valu > 1.0" }, "when rule.condition_unknown_name"},
			"unknown law":           {func(r *rule.Rule) { r.Legal = []rule.Legal{{Act: "X-1"}} }, "legal/0 law.unknown_act"},
			"all at once": {func(r *rule.Rule) { r.Unit, r.Playbook, r.When = "H99", "KB-OLD", ">" },
				"when rule.condition_syntax; unit rule.unknown_unit; playbook rule.playbook_not_in_force"},
		} {
			r := dust(0)
			c.change(&r)
			_, err := b.Rules.Put(b.Ctx(), r)
			f, ok := fault.As(err)
			if !ok || f.Kind != fault.Invalid {
				t.Errorf("%s: got %v", name, err)
				continue
			}
			var got []string
			for _, field := range f.Fields {
				got = append(got, field.Path+" "+field.Key)
			}
			if joined := strings.Join(got, "; "); joined != c.want {
				t.Errorf("%s: faults are %q, want %q", name, joined, c.want)
			}
		}
		if list, err := b.Rules.List(b.Ctx()); err != nil || len(list) != 0 {
			t.Errorf("a refused rule was kept: %v (%v)", list, err)
		}
		for i, want := range []bool{true, false} {
			if changed, err := b.Rules.Put(b.Ctx(), dust(0)); err != nil || changed != want {
				t.Errorf("put number %d changed %v (%v)", i+1, changed, err)
			}
		}
	})
}

func TestAChangedRuleStartsAfreshOnlyWhereItWatchesSomethingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := ruletest.New(t, d, playbooks)
		b.Put(dust(0))
		begin := b.Clock.Now()
		b.Value("PM2.5", 160)
		other := dust(0)
		other.When = "value > 120"
		b.Put(other) // the same figure, another threshold: it goes on firing
		if got, want := findings(b, "AIR-PM25", begin), []fired{{0, 0, 0, -1}}; !slices.Equal(got, want) {
			t.Errorf("a new threshold: found %v, want %v", got, want)
		}
		other.Parameter = "PM10"
		b.Put(other) // nothing judges PM2.5 any more
		b.Advance(begin)
		if got, want := findings(b, "AIR-PM25", begin), []fired{{0, 0, 0, 0}}; !slices.Equal(got, want) {
			t.Errorf("a new parameter: found %v, want %v", got, want)
		}
	})
}

// A reader that was behind sees many commits at once and must find the same.
func TestLateReadersPassOverValuesThatCameOutOfOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := ruletest.New(t, d, playbooks)
		b.Put(dust(0))
		begin := b.Clock.Now()
		b.Clock.Advance(5 * time.Minute)
		b.Store("PM2.5", rule.Point{At: b.Clock.Now(), Value: num(100)})
		b.Clock.Advance(time.Minute)
		b.Store("PM2.5", rule.Point{At: begin.Add(3 * time.Minute), Value: num(160)})
		b.Clock.Advance(4 * time.Minute)
		b.Store("PM2.5", rule.Point{At: b.Clock.Now(), Value: num(170)})
		b.Advance(b.Clock.Now())
		if got, want := findings(b, "AIR-PM25", begin), []fired{{10, 10, 10, -1}}; !slices.Equal(got, want) {
			t.Errorf("found %v, want %v", got, want)
		}
	})
}

// What the store fetches for a comparison is what a story would tell it.
func TestTheStoreComparesWithNeighboursOfTheSameType(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := ruletest.New(t, d, playbooks)
		place := func(code, area string, lon float64) string {
			return entitytest.Put(t, d, entity.Entity{Type: entity.Station, Code: code, Unit: ruletest.Owner, UnitPath: ruletest.OwnerPath,
				Area: area, AreaPath: "/30/" + area + "/", Lon: lon, Lat: 20.94, Feeds: []string{ruletest.Feed}}).ID
		}
		near, far := []string{place("A", "288", 106.35), place("B", "290", 106.36)}, place("C", "288", 106.60) // 2, 3 and 28 km
		for code, condition := range map[string]string{
			"NEAR": `value > neighbours("mean", 10) + 50`, "MEDIAN": `value > neighbours("median", 30) + 50`, "AREA": `value > neighbours("mean", "area") + 50`,
			"COUNT": `neighbours("count", 30) >= 3 && neighbours("count", 10) < 3`,
		} {
			r := when("PM2.5", condition)
			r.Code = code
			b.Put(r)
		}
		begin := b.Clock.Now()
		for station, v := range map[string]float64{near[0]: 40, near[1]: 60, far: 500} {
			b.At(station, "PM2.5", rule.Point{At: begin, Value: &v})
		}
		b.Value("PM2.5", 120)
		for code, want := range map[string]int{"NEAR": 1, "MEDIAN": 1, "AREA": 0, "COUNT": 1} {
			var got int
			for _, f := range findingsAt(b, code) {
				if f.Station == b.Station.ID {
					got++
				}
			}
			if got != want {
				t.Errorf("%s: %d findings, want %d", code, got, want)
			}
		}
	})
}

func findingsAt(b *ruletest.Bench, code string) (list []rule.Finding) {
	b.T.Helper()
	events, err := b.Bus.Since(b.Ctx(), bus.Pos{}, []string{rule.FiredEvent}, 1000)
	if err != nil {
		b.T.Fatal(err)
	}
	for _, e := range events {
		var f rule.Finding
		if err := json.Unmarshal(e.Body, &f); err != nil {
			b.T.Fatal(err)
		}
		if f.Rule == code {
			list = append(list, f)
		}
	}
	return list
}
