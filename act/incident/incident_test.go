package incident_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"thanhdong/act/incident"
	"thanhdong/act/playbook"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
	"thanhdong/sense/rule"
	"thanhdong/sense/rule/ruletest"
)

type bench struct {
	*ruletest.Bench
	playbooks *playbook.Playbooks
	alerts    *alert.Alerts
	queue     *work.Work
	incidents *incident.Incidents
}

// each gives a store with a rule on PM2.5 that opens an incident when told so.
func each(t *testing.T, opens bool, fn func(t *testing.T, b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, newBench(t, d, opens)) })
}

func newBench(t *testing.T, d *db.DB, opens bool) *bench {
	t.Helper()
	b := &bench{playbooks: playbook.New(d)}
	b.Bench = ruletest.New(t, d, b.playbooks)
	b.open()
	if _, _, err := b.playbooks.Put(b.Ctx(), air()); err != nil {
		t.Fatal(err)
	}
	b.Put(rule.Rule{
		Code: "AIR-PM25", Name: text.L{VI: "Bụi mịn cao", EN: "High fine dust"}, When: "value > 150", Parameter: "PM2.5",
		Hold: 10 * time.Minute, Severity: 4, Unit: ruletest.Owner, Playbook: "KB-KK-01", OpensIncident: opens,
	})
	return b
}

// open makes the rooms, as a process does when it starts.
func (b *bench) open() {
	b.alerts = alert.New(b.D, b.Bus, b.Timers)
	b.queue = work.New(b.D, b.Bus, b.Timers)
	b.incidents = incident.New(b.D, b.playbooks, b.queue, b.Bus, b.Timers)
}

func air() playbook.Playbook {
	return playbook.Playbook{
		Code: "KB-KK-01", Title: text.L{VI: "Đợt ô nhiễm không khí", EN: "Episode of polluted air"},
		Steps: []playbook.Step{
			{No: 1, Title: text.L{VI: "Kiểm tra số đo", EN: "Check the value"}, Role: actor.Duty, Limit: 15 * time.Minute},
			{No: 2, Title: text.L{VI: "Tìm nguồn", EN: "Find the source"}, Role: actor.Officer, Limit: 8 * time.Hour},
			{No: 3, Title: text.L{VI: "Báo cáo", EN: "Report"}, Role: actor.Officer},
		},
	}
}

// rise brings bad air until the hold is over.
func (b *bench) rise() {
	b.T.Helper()
	for _, v := range []float64{160, 170, 180} {
		b.Value("PM2.5", v)
		b.Advance(b.Clock.Now().Add(5 * time.Minute))
	}
}

func (b *bench) alert() alert.Alert {
	b.T.Helper()
	list, _, err := b.alerts.List(b.Ctx(), alert.Filter{})
	if err != nil || len(list) == 0 {
		b.T.Fatalf("no alert: %v", err)
	}
	return list[0]
}

func (b *bench) only() incident.Incident {
	b.T.Helper()
	list, _, err := b.incidents.List(b.Ctx(), incident.Filter{})
	if err != nil || len(list) != 1 {
		b.T.Fatalf("%d incidents, want 1: %v", len(list), err)
	}
	i, err := b.incidents.Get(b.Ctx(), list[0].ID)
	if err != nil {
		b.T.Fatal(err)
	}
	return i
}

func (b *bench) photo(i incident.Incident) {
	b.T.Helper()
	f := file.File{SHA: "ab", Size: 3, Type: "image/jpeg", Name: "sau.jpg"}
	if _, err := b.queue.AddEvidence(as(b.T, officer), i.Work, f, ""); err != nil {
		b.T.Fatal(err)
	}
}

func (b *bench) words(i incident.Incident) (words []string) {
	b.T.Helper()
	lines, err := b.incidents.Log(b.Ctx(), i.ID)
	if err != nil {
		b.T.Fatal(err)
	}
	for _, l := range lines {
		words = append(words, l.In(text.EN))
	}
	return words
}

func person(id string, role actor.Role, unitPath string) actor.Actor {
	return actor.Actor{ID: "acc_" + id, Name: id, Kind: actor.Person,
		Grants: []actor.Grant{{Role: role, UnitPath: unitPath, AreaPath: "/30/"}}}
}

var (
	officer = person("officer", actor.Officer, ruletest.OwnerPath)
	duty    = person("duty", actor.Duty, "/H23/")
	leader  = person("leader", actor.Leader, "/H23/")
	health  = person("health", actor.Officer, "/H23/H23.SYT/")
)

func as(t testing.TB, a actor.Actor) context.Context { return actor.With(t.Context(), a) }

func wantKind(t testing.TB, err error, kind fault.Kind, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Kind != kind || f.Key != key {
		t.Errorf("got %v, want %s %s", err, kind, key)
	}
}

// The main job: bad air becomes one item of work with one clock, closed with a
// photo, while the alert ends by itself.
func TestARisingValueBecomesADutyDone(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		begin := b.Clock.Now() // Wednesday 08:00
		b.rise()
		i := b.only()
		if i.Number != "SC-24-0001" || i.OpenedBy != "sys_incident" || i.State != incident.Open || i.Unit != ruletest.Owner {
			t.Errorf("incident is %+v", i)
		}
		if got := i.Opener(text.EN); got != "automatic" {
			t.Errorf("opened by %q", got)
		}
		opened := begin.Add(10 * time.Minute)
		item, err := b.queue.Get(as(t, officer), i.Work)
		if err != nil {
			t.Fatal(err)
		}
		// Eight working hours from Wednesday 08:10 end on Thursday 08:10.
		if want := opened.Add(24 * time.Hour); !item.Due.Equal(want) || item.Unit != ruletest.Owner || item.Subject.Number != i.Number {
			t.Errorf("work is %+v, want it due %s", item, want)
		}
		var dues []time.Duration
		for _, c := range i.Checklist {
			if !c.Due.IsZero() {
				dues = append(dues, c.Due.Sub(opened))
			}
		}
		if want := []time.Duration{15 * time.Minute, 24 * time.Hour}; !slices.Equal(dues, want) {
			t.Errorf("steps are due after %v, want %v", dues, want)
		}

		_, err = b.incidents.Close(as(t, officer), i.ID, "xong")
		wantKind(t, err, fault.Conflict, "work.no_evidence")
		if diff := cmp.Diff(i, b.only()); diff != "" {
			t.Errorf("a refused closing changed the incident:\n%s", diff)
		}
		b.photo(i)
		_, err = b.incidents.Close(as(t, officer), i.ID, " ")
		wantKind(t, err, fault.Invalid, "work.invalid")
		closed, err := b.incidents.Close(as(t, officer), i.ID, "Đã tưới đường")
		if err != nil {
			t.Fatal(err)
		}
		if closed.State != incident.Closed || closed.ClosedBy != "acc_officer" || closed.Reason != "Đã tưới đường" {
			t.Errorf("closed incident is %+v", closed)
		}
		if item, err = b.queue.Get(as(t, officer), i.Work); err != nil || item.State != work.Done || item.Reason != "Đã tưới đường" {
			t.Errorf("its work is %+v (%v)", item, err)
		}
		if a := b.alert(); a.State != alert.Firing {
			t.Errorf("closing ended the alert: %s", a.State)
		}
		b.Value("PM2.5", 40)
		if a := b.alert(); a.State != alert.Resolved {
			t.Errorf("values fell and the alert is %s", a.State)
		}
		want := []string{"Opened from alert CB-24-0001; work item VI-24-0001 given to H23.STNMT", "Closed: Đã tưới đường",
			"Alert CB-24-0001 resolved by itself: the values allow it"}
		if diff := cmp.Diff(want, b.words(i)); diff != "" {
			t.Errorf("log differs (-want +got):\n%s", diff)
		}
		entries, err := ledger.List(b.Ctx(), b.D, ledger.Filter{Subject: i.ID, Limit: 10})
		if err != nil || len(entries) != 2 || entries[0].Verb != "incident.close" {
			t.Errorf("ledger entries are %+v (%v)", entries, err)
		}
	})
}

func TestClosingTheWorkClosesTheIncident(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.rise()
		i := b.only()
		b.photo(i)
		if _, err := b.queue.Close(as(t, officer), i.Work, "xong"); err != nil {
			t.Fatal(err)
		}
		if got := b.only(); got.State != incident.Closed || got.Reason != "xong" {
			t.Errorf("incident is %+v", got)
		}
		_, err := b.incidents.Close(as(t, officer), i.ID, "nữa")
		wantKind(t, err, fault.Conflict, "incident.already_closed")
		_, err = b.incidents.Step(as(t, officer), i.ID, 1, true, "")
		wantKind(t, err, fault.Conflict, "incident.already_closed")
		if err := b.incidents.Note(as(t, officer), i.ID, "Kết quả phân tích về sau"); err != nil {
			t.Errorf("what becomes known later has no place: %v", err)
		}
	})
}

func TestOfTwoWaysToCloseAtOnceOneWins(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.rise()
		i := b.only()
		b.photo(i)
		errs := make([]error, 2)
		var wg sync.WaitGroup
		wg.Go(func() { _, errs[0] = b.incidents.Close(as(t, officer), i.ID, "qua sự cố") })
		wg.Go(func() { _, errs[1] = b.queue.Close(as(t, duty), i.Work, "qua việc") })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("one must win: %v", errs)
		}
		for _, err := range errs {
			if err != nil && !fault.Is(err, fault.Conflict) {
				t.Errorf("the other got %v, want a conflict", err)
			}
		}
		if words := b.words(i); len(words) != 2 {
			t.Errorf("log is %v", words)
		}
	})
}

func TestAnAlertHasOneIncidentHoweverOftenItIsOpened(t *testing.T) {
	each(t, false, func(t *testing.T, b *bench) {
		b.rise()
		a := b.alert()
		for _, c := range []struct {
			by   actor.Actor
			kind fault.Kind
			key  string
		}{
			{officer, fault.Forbidden, "actor.forbidden"},
			{actor.Actor{}, fault.NotFound, "alert.not_found"},
		} {
			_, err := b.incidents.OpenFromAlert(as(t, c.by), a.ID)
			wantKind(t, err, c.kind, c.key)
		}
		got := make([]incident.Incident, 4)
		var wg sync.WaitGroup
		for n := range got {
			wg.Go(func() {
				var err error
				if got[n], err = b.incidents.OpenFromAlert(as(t, duty), a.ID); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, i := range got {
			if i.ID != got[0].ID {
				t.Errorf("two incidents of one alert: %s and %s", got[0].Number, i.Number)
			}
		}
		refs, err := b.incidents.Of(as(t, duty), a.ID)
		if err != nil || refs[a.ID].Number != "SC-24-0001" {
			t.Errorf("incident of the alert: %v (%v)", refs, err)
		}
		if refs, err = b.incidents.Of(as(t, health), a.ID); err != nil || len(refs) != 0 {
			t.Errorf("somebody without right sees %v (%v)", refs, err)
		}
	})
}

func TestAResolvedAlertWithoutIncidentIsNotOpened(t *testing.T) {
	each(t, false, func(t *testing.T, b *bench) {
		b.rise()
		b.Value("PM2.5", 40)
		_, err := b.incidents.OpenFromAlert(as(t, duty), b.alert().ID)
		wantKind(t, err, fault.Conflict, "incident.alert_resolved")
		if why := incident.MayOpen(as(t, duty), b.alert(), false); why == nil || why.Key != "incident.alert_resolved" {
			t.Errorf("the button says %v", why)
		}
	})
}

func TestStepsAreDoneSkippedWithAReasonAndTakenBack(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.rise()
		i := b.only()
		ctx := as(t, duty)
		do := func(no int, done bool, reason string) incident.Check {
			t.Helper()
			got, err := b.incidents.Step(ctx, i.ID, no, done, reason)
			if err != nil {
				t.Fatal(err)
			}
			return got.Checklist[no-1]
		}
		if c := do(1, true, ""); c.DoneBy != "acc_duty" || c.DoneAt.IsZero() {
			t.Errorf("done step is %+v", c)
		}
		do(1, true, "") // twice is once
		if c := do(2, false, "Trạm đang hiệu chuẩn"); c.SkippedReason != "Trạm đang hiệu chuẩn" {
			t.Errorf("skipped step is %+v", c)
		}
		if c := do(1, false, ""); !c.DoneAt.IsZero() {
			t.Errorf("step taken back is %+v", c)
		}
		if diff := cmp.Diff(b.only().Checklist[0], do(1, false, "")); diff != "" {
			t.Errorf("what is stored differs:\n%s", diff)
		}
		_, err := b.incidents.Step(ctx, i.ID, 1, true, "cả hai")
		wantKind(t, err, fault.Invalid, "incident.invalid")
		_, err = b.incidents.Step(ctx, i.ID, 4, true, "")
		wantKind(t, err, fault.NotFound, "incident.no_step")
		_, err = b.incidents.Step(as(t, leader), i.ID, 1, true, "")
		wantKind(t, err, fault.Forbidden, "actor.forbidden")
		_, err = b.incidents.Step(as(t, health), i.ID, 1, true, "")
		wantKind(t, err, fault.NotFound, "incident.not_found")
		want := []string{"Opened from alert CB-24-0001; work item VI-24-0001 given to H23.STNMT", "Step 1 done: Check the value",
			"Step 2 not needed: Find the source. Reason: Trạm đang hiệu chuẩn", "Step 1 opened again: Check the value"}
		if diff := cmp.Diff(want, b.words(i)); diff != "" {
			t.Errorf("log differs (-want +got):\n%s", diff)
		}
	})
}

func TestACaseKeepsThePlaybookItWasOpenedWith(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.rise()
		changed := air()
		changed.Steps = changed.Steps[:1]
		if _, _, err := b.playbooks.Put(b.Ctx(), changed); err != nil {
			t.Fatal(err)
		}
		i := b.only()
		if i.Playbook.Version != 1 || len(i.Checklist) != 3 {
			t.Errorf("the case runs by version %d with %d steps", i.Playbook.Version, len(i.Checklist))
		}
		wantKind(t, b.playbooks.Remove(b.Ctx(), "KB-KK-01"), fault.Conflict, "playbook.used")
	})
}

func TestAHoldThatWasRunningStillOpensTheIncidentAfterARestart(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.Value("PM2.5", 160)
		b.Advance(b.Clock.Now().Add(5 * time.Minute))
		b.Value("PM2.5", 170)
		b.Restart(b.playbooks)
		b.open()
		b.Advance(b.Clock.Now().Add(5 * time.Minute))
		if i := b.only(); i.State != incident.Open {
			t.Errorf("incident is %+v", i)
		}
		events, err := b.Bus.Since(b.Ctx(), bus.Pos{}, incident.Events, 10)
		if err != nil || len(events) != 1 {
			t.Errorf("events are %v (%v)", events, err)
		}
	})
}

func TestTheListAndTheSingleIncidentAgreeAboutRights(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.rise()
		i := b.only()
		rapid.Check(t, func(rt *rapid.T) {
			a := actor.Actor{ID: "acc_x", Kind: actor.Person, Grants: []actor.Grant{{
				Role:     rapid.SampledFrom(actor.Everyone).Draw(rt, "role"),
				UnitPath: rapid.SampledFrom([]string{"", "/H23/", "/H23/H23.STNMT/", "/H23/H23.SYT/"}).Draw(rt, "unit"),
				AreaPath: rapid.SampledFrom([]string{"", "/30/", "/30/288/", "/30/290/"}).Draw(rt, "area"),
			}}}
			list, _, err := b.incidents.List(as(t, a), incident.Filter{})
			if err != nil {
				rt.Fatal(err)
			}
			refs, err := b.incidents.Of(as(t, a), i.Alerts...)
			if err != nil {
				rt.Fatal(err)
			}
			_, err = b.incidents.Get(as(t, a), i.ID)
			if (len(list) == 1) != (err == nil) || len(refs) != len(list) {
				rt.Errorf("%+v: listed %d, named %d, get %v", a.Grants, len(list), len(refs), err)
			}
		})
	})
}

func TestListsOfIncidentsFollowRightsAndSearch(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.rise()
		for _, c := range []struct {
			by   actor.Actor
			f    incident.Filter
			want int
		}{
			{leader, incident.Filter{}, 1},
			{health, incident.Filter{}, 0},
			{leader, incident.Filter{Q: "bui min khi001"}, 1},
			{leader, incident.Filter{Q: "cb-24-0001"}, 1},
			{leader, incident.Filter{Q: "lũ"}, 0},
			{leader, incident.Filter{State: incident.Closed}, 0},
		} {
			list, _, err := b.incidents.List(as(t, c.by), c.f)
			if err != nil || len(list) != c.want {
				t.Errorf("%s asks %+v: %d incidents, want %d (%v)", c.by.Name, c.f, len(list), c.want, err)
			}
		}
		for _, a := range b.incidents.Actions(as(t, leader), b.only()) {
			commands := a.Verb == "command" || a.Verb == "grade"
			if (a.Why == nil) != commands {
				t.Errorf("may a leader %s? %v", a.Verb, a.Why == nil)
			}
		}
	})
}
