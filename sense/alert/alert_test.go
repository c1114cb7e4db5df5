package alert_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
	"thanhdong/sense/derive"
	"thanhdong/sense/rule"
	"thanhdong/sense/rule/ruletest"
)

type bench struct {
	*ruletest.Bench
	alerts *alert.Alerts
}

func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := &bench{Bench: ruletest.New(t, d, ruletest.Playbooks{"KB-1": true})}
		b.alerts = alert.New(d, b.Bus, b.Timers)
		b.Put(rule.Rule{
			Code: "AIR-PM25", Name: text.L{VI: "Bụi mịn cao", EN: "High fine dust"}, When: "value > 150", Parameter: "PM2.5",
			Severity: 4, Unit: ruletest.Owner, Playbook: "KB-1", OpensIncident: true,
		})
		fn(t, b)
	})
}

// send lets a value come in after some minutes.
func (b *bench) send(after time.Duration, v float64) {
	b.T.Helper()
	b.Advance(b.Clock.Now().Add(after))
	b.Value("PM2.5", v)
}

func (b *bench) list(f alert.Filter) []alert.Alert {
	b.T.Helper()
	list, _, err := b.alerts.List(b.Ctx(), f)
	if err != nil {
		b.T.Fatal(err)
	}
	return list
}

func (b *bench) events() (kinds []string) {
	b.T.Helper()
	list, err := b.Bus.Since(b.Ctx(), bus.Pos{}, alert.Events, 100)
	if err != nil {
		b.T.Fatal(err)
	}
	for _, e := range list {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func person(id string, role actor.Role, unitPath, areaPath string) actor.Actor {
	return actor.Actor{ID: "acc_" + id, Name: id, Kind: actor.Person,
		Grants: []actor.Grant{{Role: role, UnitPath: unitPath, AreaPath: areaPath}}}
}

var (
	officer  = person("officer", actor.Officer, ruletest.OwnerPath, "/30/")
	duty     = person("duty", actor.Duty, "/H23/", "/30/")
	health   = person("health", actor.Officer, "/H23/H23.SYT/", "/30/")
	admin    = person("admin", actor.Admin, "/H23/", "/30/")
	stranger = person("stranger", actor.Duty, "/H24/", "/31/")
)

func as(t testing.TB, a actor.Actor) context.Context { return actor.With(t.Context(), a) }

func wantKind(t testing.TB, err error, kind fault.Kind, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Kind != kind || f.Key != key {
		t.Errorf("got %v, want %s %s", err, kind, key)
	}
}

func TestAnAlertCarriesWhatItWasFoundOn(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.send(0, 100)
		b.send(5*time.Minute, 163.5)
		list := b.list(alert.Filter{})
		if len(list) != 1 {
			t.Fatalf("%d alerts, want 1", len(list))
		}
		now, value := b.Clock.Now().UTC(), 163.5
		want := alert.Alert{
			ID: list[0].ID, Group: list[0].Group, Extra: map[string]string{"station": "HD_TPHD_KHI001"}, Number: "CB-24-0001", Rule: "AIR-PM25", Version: 1, Subject: alert.Subject{Kind: alert.OfStation, ID: b.Station.ID}, Parameter: "PM2.5", State: alert.Firing,
			Title:     text.L{VI: "Bụi mịn cao · Trạm HD_TPHD_KHI001", EN: "High fine dust · Station HD_TPHD_KHI001"},
			Condition: text.L{VI: "PM2.5 lớn hơn 150 µg/Nm³", EN: "PM2.5 above 150 µg/Nm³"}, Expression: "value > 150", Severity: 4,
			Unit: ruletest.Owner, UnitPath: ruletest.OwnerPath, Area: ruletest.Area, AreaPath: ruletest.AreaPath,
			Playbook: "KB-1", OpensIncident: true, Feed: ruletest.Feed, Value: &value, ValueUnit: list[0].ValueUnit,
			ObservedAt: now, Since: now, FiredAt: now,
		}
		if diff := cmp.Diff(want, list[0]); diff != "" || list[0].ValueUnit == "" || list[0].Group == "" {
			t.Errorf("alert differs (-want +got):\n%s", diff)
		}
	})
}

func TestOneAlertLivesPerFingerprintAndEndsByItself(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.send(0, 160)
		b.send(5*time.Minute, 170)
		first := b.list(alert.Filter{})
		if len(first) != 1 {
			t.Fatalf("%d alerts, want 1", len(first))
		}
		if _, err := b.alerts.Acknowledge(as(t, duty), first[0].ID, "đã xem"); err != nil {
			t.Fatal(err)
		}
		b.send(5*time.Minute, 100)
		b.send(5*time.Minute, 180)
		got := b.list(alert.Filter{})
		if len(got) != 2 || got[0].State != alert.Firing || got[0].Number != "CB-24-0002" || got[1].State != alert.Resolved || *got[1].ResolvedValue != 100 {
			t.Errorf("alerts are %+v", got)
		}
		if alive := b.list(alert.Filter{Alive: true}); len(alive) != 1 || alive[0].ID != got[0].ID {
			t.Errorf("alive are %+v", alive)
		}
		want := []string{alert.FiredEvent, alert.AcknowledgedEvent, alert.ResolvedEvent, alert.FiredEvent}
		if events := b.events(); !slices.Equal(events, want) {
			t.Errorf("events are %v, want %v", events, want)
		}
		entries, err := ledger.List(b.Ctx(), b.D, ledger.Filter{Subject: first[0].ID, Limit: 10})
		if err != nil || len(entries) != 3 || entries[0].Actor != "sys_alert" || entries[1].Actor != "acc_duty" {
			t.Errorf("ledger entries are %+v (%v)", entries, err)
		}
	})
}

func TestAcknowledgingFollowsTheTableOfMoves(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.send(0, 160)
		id := b.list(alert.Filter{})[0].ID
		for _, c := range []struct {
			by   actor.Actor
			kind fault.Kind
			key  string
		}{
			{health, fault.Forbidden, "actor.forbidden"}, // may read it, by area
			{admin, fault.Forbidden, "actor.forbidden"},
			{stranger, fault.NotFound, "alert.not_found"},
			{actor.Actor{}, fault.NotFound, "alert.not_found"},
		} {
			_, err := b.alerts.Acknowledge(as(t, c.by), id, "")
			wantKind(t, err, c.kind, c.key)
		}
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, by := range []actor.Actor{officer, duty} {
			wg.Go(func() { _, errs[i] = b.alerts.Acknowledge(as(t, by), id, "đã xem") })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("one must win: %v", errs)
		}
		for _, err := range errs {
			if err != nil {
				wantKind(t, err, fault.Conflict, "alert.already_acknowledged")
			}
		}
		b.send(5*time.Minute, 100)
		_, err := b.alerts.Acknowledge(as(t, duty), id, "")
		wantKind(t, err, fault.Conflict, "alert.already_resolved")
		a, err := b.alerts.Get(as(t, duty), id)
		if err != nil || a.Note != "đã xem" || a.State != alert.Resolved {
			t.Errorf("alert is %+v (%v)", a, err)
		}
		if why := b.alerts.Actions(as(t, duty), a)[0].Why; why == nil || why.Key != "alert.already_resolved" {
			t.Errorf("the button says %v", why)
		}
	})
}

func TestListsFindWithoutDiacriticsAndInPages(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for range 3 {
			b.send(5*time.Minute, 160)
			b.send(5*time.Minute, 100)
		}
		for q, want := range map[string]int{"bui min": 3, "BỤI": 3, "khi001": 3, "cb-24-0002": 1, "lũ": 0, "%": 0} {
			if got := b.list(alert.Filter{Q: q}); len(got) != want {
				t.Errorf("%q finds %d, want %d", q, len(got), want)
			}
		}
		var numbers []string
		f := alert.Filter{Limit: 2, State: alert.Resolved}
		for {
			list, next, err := b.alerts.List(as(t, admin), f)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range list {
				numbers = append(numbers, a.Number)
			}
			if next == "" {
				break
			}
			f.After = next
		}
		if want := []string{"CB-24-0003", "CB-24-0002", "CB-24-0001"}; !slices.Equal(numbers, want) {
			t.Errorf("pages give %v, want %v", numbers, want)
		}
		_, _, err := b.alerts.List(b.Ctx(), alert.Filter{State: "bogus"})
		wantKind(t, err, fault.Invalid, "alert.invalid")
	})
}

func TestTheListAndTheSingleAlertAgreeAboutRights(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.send(0, 160)
		id := b.list(alert.Filter{})[0].ID
		rapid.Check(t, func(rt *rapid.T) {
			a := person("x", rapid.SampledFrom(actor.Everyone).Draw(rt, "role"),
				rapid.SampledFrom([]string{"", "/H23/", "/H23/H23.STNMT/", "/H24/"}).Draw(rt, "unit"),
				rapid.SampledFrom([]string{"", "/30/", "/30/288/", "/30/290/"}).Draw(rt, "area"))
			list, _, err := b.alerts.List(as(t, a), alert.Filter{})
			if err != nil {
				rt.Fatal(err)
			}
			_, err = b.alerts.Get(as(t, a), id)
			if (len(list) == 1) != (err == nil) {
				rt.Errorf("%+v: listed %d, get %v", a.Grants, len(list), err)
			}
		})
	})
}

// A day's index is known when the day is over, more than twenty hours after the
// hour with which it begins: it is judged by its own period.
func TestAnAlertFiresAndResolvesOnADaysIndex(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		x := derive.New(b.D, b.Obs)
		x.Register(b.Bus, b.Timers)
		if _, err := x.Put(b.Ctx(), derive.Table{
			Method: "VN_AQI_D", Procedure: derive.Daily, Parameter: "VN_AQI_DAY", Mark: "PROJECT CHOICE", Levels: []float64{0, 50, 100, 150, 200},
			Inputs:   []derive.Input{{Parameter: "PM2.5", Unit: "ug/Nm3", Mean: derive.Day, Breakpoints: []float64{0, 25, 50, 80, 150}}},
			NeedsOne: []string{"PM2.5"}, MinMinutes: 5, MinHours: 1,
		}); err != nil {
			t.Fatal(err)
		}
		r := rule.Rule{
			Code: "AQI-DAY", Name: text.L{VI: "Ngày không khí xấu", EN: "Day of bad air"}, When: "value > 100", Parameter: "VN_AQI_DAY",
			Severity: 3, Unit: ruletest.Owner, Playbook: "KB-1",
		}
		b.Put(r)
		noon := time.Date(2024, 8, 1, 12, 0, 0, 0, text.Zone)
		midnight := noon.Add(12 * time.Hour)
		for i, dust := range []float64{80, 150, 20} {
			b.Advance(noon.Add(time.Duration(i) * 24 * time.Hour))
			b.Value("PM2.5", dust)
		}
		b.Advance(midnight.Add(48*time.Hour + 30*time.Minute))
		list := slices.DeleteFunc(b.list(alert.Filter{}), func(a alert.Alert) bool { return a.Rule != r.Code })
		if len(list) != 1 || *list[0].Value != 150 || list[0].State != alert.Resolved || *list[0].ResolvedValue != 40 {
			t.Fatalf("alerts are %+v", list)
		}
		if fired := list[0].FiredAt.Sub(midnight); fired < 0 || fired > 10*time.Minute || !list[0].ObservedAt.Equal(midnight) {
			t.Errorf("fired %s after the day on the day until %s", fired, list[0].ObservedAt)
		}
		tried, err := b.Rules.DryRun(b.Ctx(), rule.Trial{Rule: r, From: noon.Add(-24 * time.Hour), To: b.Clock.Now()})
		if err != nil || len(tried.Findings) != 1 || !tried.Findings[0].At.Equal(midnight) || !tried.Findings[0].Resolved.Equal(midnight.Add(48*time.Hour)) {
			t.Errorf("the trial says %+v (%v)", tried, err)
		}
	})
}
