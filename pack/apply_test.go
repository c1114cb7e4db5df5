package pack_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"thanhdong/act/playbook"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/pack"
	"thanhdong/sense/alert"
	"thanhdong/sense/derive"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
	"thanhdong/sense/rule"
)

// bench is a store with the rooms that packs write to.
type bench struct {
	*testing.T
	ctx   context.Context
	d     *db.DB
	packs *pack.Packs
	rooms pack.Rooms
}

func open(t *testing.T, d *db.DB) *bench {
	t.Helper()
	ctx := actor.With(t.Context(), actor.System("pack"))
	obs, err := observation.New(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	playbooks := playbook.New(d)
	rooms := pack.Rooms{
		Playbooks: playbooks, Entities: entity.New(d), Feeds: feed.New(d, obs, playbooks),
		Rules: rule.New(d, obs, bus.New(d), timer.New(d), playbooks), Derive: derive.New(d, obs),
	}
	return &bench{t, ctx, d, pack.New(d, rooms), rooms}
}

func (b *bench) apply(p *pack.Pack) []pack.Report {
	b.Helper()
	reports, err := b.packs.Apply(b.ctx, p)
	if err != nil {
		b.Fatal(told(err))
	}
	return reports
}

func (b *bench) view(fn func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	if err := b.d.View(b.ctx, fn); err != nil {
		b.Fatal(err)
	}
}

// builtin gives a pack of the product, read once for all tests: none may change it.
func builtin(t *testing.T, name string) *pack.Pack {
	t.Helper()
	p, ok := read.Load(name)
	if !ok {
		p = newRead(t, name)
		read.Store(name, p)
	}
	return p.(*pack.Pack)
}

var read sync.Map

func newRead(t *testing.T, name string) *pack.Pack {
	t.Helper()
	p, err := pack.Open(name)
	if err != nil {
		t.Fatal(told(err))
	}
	return p
}

// rule gives a rule as it stands in the store.
func (b *bench) rule(code string) rule.Rule {
	b.Helper()
	var r rule.Rule
	b.view(func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = rule.Get(ctx, tx, code)
		return err
	})
	return r
}

func TestApplyingTwiceChangesNothingAndSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		first := b.apply(builtin(t, "haiduong/sample"))
		if len(first) != len(builtin(t, "haiduong/sample").Needed())+1 {
			t.Fatalf("applied %d packs, expected the sample and those that it needs", len(first))
		}
		for _, r := range first {
			if !r.Changed() {
				t.Errorf("the first apply of %s changed nothing", r.Pack)
			}
		}
		for _, name := range pack.Builtin() {
			b.apply(builtin(t, name)) // those that the sample does not need
		}
		before, err := ledger.List(b.ctx, d, ledger.Filter{Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range pack.Builtin() {
			for _, r := range b.apply(builtin(t, name)) {
				if r.Changed() {
					t.Errorf("the second apply of %s changed %+v", name, r.Parts)
				}
			}
		}
		if after, err := ledger.List(b.ctx, d, ledger.Filter{Limit: 500}); err != nil || len(after) != len(before) {
			t.Errorf("the second apply wrote %d entries into the ledger, %v", len(after)-len(before), err)
		}
	})
}

func TestTheProvinceStandsAsItsPackSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.apply(builtin(t, "haiduong/sample"))
		b.view(func(ctx context.Context, tx *db.Tx) error {
			areas, err := area.All(ctx, tx, "2024-07-03")
			if err != nil {
				return err
			}
			kinds, km2 := map[string]int{}, 0.0
			for _, a := range areas {
				kinds[a.Kind]++
				if a.Parent == "30" {
					km2 += a.KM2
				}
			}
			// administration.md §2: 2 cities, 1 town, 9 districts; 47 wards, 178 communes, 10 townships; 1,668.28 km².
			want := map[string]int{"province": 1, "city": 2, "town": 1, "district": 9, "ward": 47, "commune": 178, "township": 10}
			for kind, n := range want {
				if kinds[kind] != n {
					t.Errorf("%d areas of kind %s, expected %d", kinds[kind], kind, n)
				}
			}
			if km2 < 1668.27 || km2 > 1668.29 {
				t.Errorf("the districts add to %v km²", km2)
			}
			if a, err := area.ByCode(ctx, tx, "288", "2024-07-03"); err != nil || a.Path != "/30/288/" || a.From != "2019-12-01" {
				t.Errorf("288 is %+v, %v", a, err)
			}
			units, err := unit.All(ctx, tx, "2024-07-03")
			if err != nil {
				return err
			}
			below := 0
			for _, u := range units {
				if strings.HasPrefix(u.Code, "H23.UB") {
					below++
				}
				if u.Code == "H23.UB289" {
					t.Error("there is no district 289")
				}
			}
			if below != 12 {
				t.Errorf("%d committees of district level", below)
			}
			cal, err := calendar.Load(ctx, tx)
			if err != nil {
				return err
			}
			for day, works := range map[text.Day]bool{
				"2024-02-09": false, "2024-02-15": false, "2024-04-29": false, "2024-05-04": true, "2024-07-03": true, "2024-07-06": false,
				"2024-09-02": false, "2024-09-03": false, "2019-09-03": true, "2026-11-24": true, "2022-01-03": false,
			} {
				if cal.IsWorkingDay(day) != works {
					t.Errorf("%s is a working day: %v", day, !works)
				}
			}
			return nil
		})
	})
}

func TestAirBringsItsFeedsIndexAndStations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.apply(builtin(t, "haiduong/sample"))
		tables, err := b.rooms.Derive.Tables(b.ctx)
		made := map[string]string{}
		for _, t := range tables {
			made[t.Parameter] = t.Method
		}
		if err != nil || len(tables) != 6 || made["VN_AQI"] != "VN_AQI-1459/2019" || made["VN_AQI_DAY"] != "VN_AQI_D-1459/2019" || made["O3_8H"] == "" || made["CO_8H"] == "" {
			t.Errorf("index tables %+v, %v", made, err)
		}
		for _, code := range []string{"air-files", "air-push", "air-mqtt"} {
			if f, err := b.rooms.Feeds.Get(b.ctx, code); err != nil || f.Unit != "H23.STNMT" || f.Cadence.Minutes() != 5 {
				t.Errorf("feed %s is %+v, %v", code, f, err)
			}
		}
		s, err := b.rooms.Entities.ByCode(b.ctx, entity.Station, "HD_TPHD_KHI001")
		if err != nil || !s.Sample || s.Area != "288" || len(s.Feeds) != 3 {
			t.Errorf("the first station is %+v, %v", s, err)
		}
		// One value in through the front: the sample is ready to be spoken to.
		value := 41.5
		sum, err := b.rooms.Feeds.Accept(b.ctx, "air-files", []feed.Reading{
			{Station: "HD_TPHD_KHI001", Parameter: "PM2,5", Unit: "µg/m³", Value: &value, At: d.Now(), Origin: "test"},
		})
		if err != nil || sum.Accepted != 1 {
			t.Errorf("the first value gives %+v, %v", sum, err)
		}
	})
}

func TestTheSamplesOverlayStaysWhenItsBaseIsAppliedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.apply(builtin(t, "air"))
		if hold := b.rule("KK-PM25-CAO").Hold; hold.Minutes() != 10 {
			t.Fatalf("air alone holds for %s", hold)
		}
		b.apply(builtin(t, "haiduong/sample"))
		if hold := b.rule("KK-PM25-CAO").Hold; hold.Minutes() != 1 {
			t.Fatalf("with the sample it holds for %s", hold)
		}
		// A newer edition of air, with another name of another rule.
		newer := newRead(t, "air")
		newer.Version, newer.Digest = "1.1", "another"
		for i := range newer.Rules {
			newer.Rules[i].Name.EN += " (newer)"
		}
		reports := b.apply(newer)
		if !reports[0].Changed() {
			t.Error("the newer edition changed nothing")
		}
		if r := b.rule("KK-PM25-CAO"); r.Hold.Minutes() != 1 || strings.Contains(r.Name.EN, "newer") {
			t.Errorf("the overlay was undone: %+v", r)
		}
		if r := b.rule("KK-AQI-XAU"); !strings.Contains(r.Name.EN, "newer") {
			t.Errorf("the newer edition did not reach its own rule: %+v", r)
		}
	})
}

func TestARuleThatIsNoLongerInItsPackStopsJudging(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		two := small()
		two["rules.yaml"] += strings.Replace(strings.TrimPrefix(small()["rules.yaml"], "rules:\n"), "NHO-1", "NHO-2", 1)
		b.apply(loaded(t, two))
		reports := b.apply(loaded(t, small()))
		if last := reports[len(reports)-1]; len(last.Parts) != 1 || last.Parts[0].Withdrawn != 1 || last.Parts[0].Same != 1 {
			t.Errorf("reported %+v", last)
		}
		rules, err := b.rooms.Rules.List(b.ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rules {
			if r.Code == "NHO-2" {
				t.Error("the rule still judges")
			}
		}
	})
}

func loaded(t *testing.T, m map[string]string) *pack.Pack {
	t.Helper()
	p, err := pack.Load(files(m))
	if err != nil {
		t.Fatal(told(err))
	}
	return p
}

func TestARuleWithoutOwnerOrPlaybookInForceLeavesNothingBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		for name, m := range map[string]map[string]string{
			"no owner":    change("rules.yaml", "    owner: H23.STNMT\n", ""),
			"no playbook": change("rules.yaml", "    playbook: KB-KK-01\n", ""),
		} {
			if _, err := b.packs.Apply(b.ctx, loaded(t, m)); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s gives %v", name, err)
			}
		}
		// The playbook exists in the pack, but is not in force today.
		ended := with("playbooks.yaml", `code: KB-NHO
version: 1
title: {vi: Nhỏ, en: Small}
mark: PROJECT CHOICE
to: 2020-01-01
steps:
  - {no: 1, title: {vi: Xem, en: Look}, role: duty, unit: H23.STNMT, limit: PT1H}
`)
		ended["pack.yaml"] = strings.Replace(ended["pack.yaml"], "[rules]", "[rules, playbooks]", 1)
		ended["rules.yaml"] = strings.Replace(ended["rules.yaml"], "KB-KK-01", "KB-NHO", 1)
		_, err := b.packs.Apply(b.ctx, loaded(t, ended))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(told(err), "KB-NHO") {
			t.Errorf("a playbook that is not in force gives %v", err)
		}
		list, err := b.packs.List(b.ctx)
		if err != nil || len(list) != 0 {
			t.Errorf("after three refusals the store holds %+v, %v", list, err)
		}
	})
}

// A bad row of the part alerting refuses the whole pack: neither its rule nor the good row before it is there, and
// what the province had stays.
func TestABadAlertingFileLeavesNothingBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.apply(builtin(t, "air"))
		alerts := alert.New(d, bus.New(d), timer.New(d))
		settings := func() alert.Settings {
			all, err := alerts.Settings(b.ctx)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		before := settings()
		_, err := b.packs.Apply(b.ctx, loaded(t, alerting(`  - {code: tot, name: {vi: Tốt, en: Good}, by: [unit], wait: PT30S, interval: PT5M, repeat: PT4H, many: 4}
  - {code: nho, name: {vi: Nhỏ, en: Small}, by: [colour], wait: PT30S, interval: PT5M, repeat: PT4H, many: 4}`)))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(told(err), "alerting.yaml:4 by/0: There is no label “colour”") {
			t.Errorf("it is refused as %v\n%s", err, told(err))
		}
		if after := settings(); !reflect.DeepEqual(after, before) {
			t.Errorf("of the refused pack is left %+v", after)
		}
		if list, err := b.packs.List(b.ctx); err != nil || slices.ContainsFunc(list, func(a pack.Applied) bool { return a.Name == "small" }) {
			t.Errorf("applied are %+v (%v)", list, err)
		}
		b.view(func(ctx context.Context, tx *db.Tx) error {
			if _, err := rule.Get(ctx, tx, "NHO-1"); !fault.Is(err, fault.NotFound) {
				t.Errorf("its rule is there: %v", err)
			}
			return nil
		})
	})
}

func TestADroppedOverlayGivesTheCoveredRuleBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		over := with("rules/over.yaml", strings.NewReplacer("rules:", "overlays: air\nrules:", "NHO-1", "KK-PM25-CAO", "PM10", "PM2.5").Replace(small()["rules.yaml"]))
		over["rules/own.yaml"] = over["rules.yaml"]
		delete(over, "rules.yaml")
		b.apply(loaded(t, over))
		if r := b.rule("KK-PM25-CAO"); r.When != "value > 400" {
			t.Fatalf("the overlay did not reach the rule: %+v", r)
		}
		b.apply(loaded(t, small()))
		if r := b.rule("KK-PM25-CAO"); r.When != "value > 150" {
			t.Errorf("the covered rule did not come back: %+v", r)
		}
		for _, r := range b.apply(builtin(t, "air")) {
			if r.Changed() {
				t.Errorf("air finds its own rule changed: %+v", r)
			}
		}
	})
}

func TestAPlanWritesNothingAndSaysWhatApplyWouldDo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		planned, err := b.packs.Plan(b.ctx, builtin(t, "haiduong/sample"))
		if err != nil {
			t.Fatal(err)
		}
		if list, err := b.packs.List(b.ctx); err != nil || len(list) != 0 {
			t.Fatalf("planning applied %+v, %v", list, err)
		}
		if done := b.apply(builtin(t, "haiduong/sample")); !reflect.DeepEqual(planned, done) {
			t.Errorf("planned %+v\ndid %+v", planned, done)
		}
	})
}

func TestARowOfAnotherPackIsNotTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.apply(loaded(t, small()))
		other := small()
		other["pack.yaml"] = strings.Replace(other["pack.yaml"], "name: small", "name: other", 1)
		if _, err := b.packs.Apply(b.ctx, loaded(t, other)); !fault.Is(err, fault.Conflict) {
			t.Errorf("another pack with the same code gives %v", err)
		}
	})
}

func TestPacksAreListedForThoseWhoMayReadThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.apply(builtin(t, "haiduong/sample"))
		as := func(role actor.Role) int {
			grant := actor.Grant{Role: role, UnitPath: "/H23/", AreaPath: "/30/"}
			list, err := b.packs.List(actor.With(t.Context(), actor.Actor{ID: "acc_1", Kind: actor.Person, Grants: []actor.Grant{grant}}))
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		if as(actor.Admin) != len(builtin(t, "haiduong/sample").Needed())+1 || as(actor.Duty) != 0 {
			t.Errorf("an administrator sees %d packs, a duty officer %d", as(actor.Admin), as(actor.Duty))
		}
		list, err := b.packs.List(b.ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range list {
			if a.Rows == 0 || a.Version == "" || a.AppliedAt.IsZero() || !a.Title.Complete() || a.Sample != (a.Name == "haiduong/sample") {
				t.Errorf("listed %+v", a)
			}
		}
	})
}
