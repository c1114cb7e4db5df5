package incident_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"thanhdong/act/incident"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
	"thanhdong/sense/entity"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/rule"
	"thanhdong/sense/rule/ruletest"
)

// eachQueue is a store whose alerts have items, with some stations more.
func eachQueue(t *testing.T, fn func(t *testing.T, b *bench, stations []entity.Entity)) {
	t.Helper()
	each(t, false, func(t *testing.T, b *bench) {
		incident.NewAlertItems(b.alerts, b.queue, b.Bus)
		var stations []entity.Entity
		for i := range 4 {
			stations = append(stations, entitytest.Station(t, b.D, fmt.Sprintf("TRAM%d", i), ruletest.Feed))
		}
		b.Put(rule.Rule{Code: "DUST", Name: text.L{VI: "Bụi", EN: "Dust"}, When: "value > 150", Parameter: "PM10", Severity: 4, Unit: ruletest.Owner, Playbook: "KB-KK-01"})
		fn(t, b, stations)
	})
}

// dust lets stations send a value of a second parameter, whose rule holds at once.
func (b *bench) dust(v float64, stations ...entity.Entity) {
	b.T.Helper()
	b.Advance(b.Clock.Now().Add(time.Second))
	for _, s := range stations {
		b.At(s.ID, "PM10", rule.Point{At: b.Clock.Now(), Value: &v})
	}
	b.Advance(b.Clock.Now().Add(time.Second))
}

// items gives the open items as "kind subject", sorted.
func (b *bench) items() (list []work.Item) {
	b.T.Helper()
	list, _, err := b.queue.List(b.Ctx(), work.Filter{})
	if err != nil {
		b.T.Fatal(err)
	}
	return list
}

func (b *bench) wantItems(what string, want ...string) {
	b.T.Helper()
	var got []string
	for _, i := range b.items() {
		got = append(got, i.Kind+" "+i.Subject.Number)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		b.T.Errorf("%s: items %v, want %v", what, got, want)
	}
}

func TestAnAlertIsAnItemUntilItIsAnswered(t *testing.T) {
	eachQueue(t, func(t *testing.T, b *bench, stations []entity.Entity) {
		b.dust(160, stations[0])
		b.wantItems("it fires", "alert CB-24-0001")
		item := b.items()[0]
		if item.Unit != ruletest.Owner || item.Subject.Kind != "alert" || item.WantsEvidence || item.WorkingTime || item.Limit != 30*time.Minute || item.Severity != 4 {
			t.Errorf("item %+v", item)
		}
		if _, err := b.queue.Close(as(t, leader), item.ID, "xem rồi"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a leader closed it: %v", err)
		}
		if _, err := b.queue.Close(as(t, officer), item.ID, "xem rồi"); err != nil {
			t.Fatal(err)
		}
		b.Advance(b.Clock.Now().Add(time.Second))
		a := b.alert()
		if a.State != alert.Acknowledged || a.Note != "xem rồi" || a.AcknowledgedName != "officer" {
			t.Errorf("closing acknowledges: %+v", a)
		}
		b.wantItems("acknowledged")
		if _, err := b.queue.Reopen(as(t, officer), item.ID, "chưa xong"); err != nil {
			t.Fatal(err)
		}
		b.Advance(b.Clock.Now().Add(time.Second))
		if a = b.alert(); a.State != alert.Firing {
			t.Errorf("taking it up again raises: %+v", a)
		}
		b.wantItems("raised", "alert CB-24-0001")
		if _, err := b.alerts.Acknowledge(as(t, duty), a.ID, ""); err != nil {
			t.Fatal(err)
		}
		b.Advance(b.Clock.Now().Add(time.Second))
		b.wantItems("acknowledged on its page")
		b.Advance(b.Clock.Now().Add(2 * time.Hour))
		b.wantItems("stale", "alert CB-24-0001")
		s, err := b.alerts.Silence(as(t, officer), alert.NewSilence{Matchers: alert.Matchers{{Name: "station", Op: "=", Value: "TRAM0"}}, Comment: "sửa máy", Unit: ruletest.Owner, Area: "30", Ends: b.Clock.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		b.Advance(b.Clock.Now().Add(time.Second))
		b.wantItems("silenced")
		if _, err := b.alerts.EndSilence(as(t, officer), s.ID); err != nil {
			t.Fatal(err)
		}
		b.Advance(b.Clock.Now().Add(time.Second))
		b.wantItems("heard again", "alert CB-24-0001")
		i, err := b.incidents.OpenFromAlert(as(t, duty), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		b.Advance(b.Clock.Now().Add(time.Second))
		b.wantItems("taken into a case", "incident "+i.Number)
		b.photo(i)
		if _, err := b.incidents.Close(as(t, officer), i.ID, "đã xử lý"); err != nil {
			t.Fatal(err)
		}
		b.Advance(b.Clock.Now().Add(time.Second))
		b.wantItems("the case is closed")
		b.Advance(b.Clock.Now().Add(2 * time.Hour))
		b.wantItems("and it still stands", "alert CB-24-0001")
		b.dust(20, stations[0])
		b.wantItems("over")
		if _, err := b.queue.Reopen(as(t, officer), item.ID, "lại"); !fault.Is(err, fault.Conflict) {
			t.Errorf("what is over was taken up again: %v", err)
		}
	})
}

func TestManyAlertsOfAGroupAreOneItem(t *testing.T) {
	eachQueue(t, func(t *testing.T, b *bench, stations []entity.Entity) {
		b.dust(160, stations[:3]...)
		b.wantItems("few", "alert CB-24-0001", "alert CB-24-0002", "alert CB-24-0003")
		b.dust(160, stations[3])
		b.wantItems("many", "alert NH-24-0001")
		b.dust(20, stations[:2]...)
		b.wantItems("still the group's", "alert NH-24-0001")
		item := b.items()[0]
		if item.Subject.Kind != "alert-group" || item.Unit != ruletest.Owner || item.AreaPath != ruletest.AreaPath {
			t.Errorf("item %+v", item)
		}
		if _, err := b.queue.Close(as(t, officer), item.ID, "cùng một nguồn"); err != nil {
			t.Fatal(err)
		}
		b.Advance(b.Clock.Now().Add(time.Second))
		b.wantItems("closed by hand")
		acknowledged, _, err := b.alerts.List(b.Ctx(), alert.Filter{State: alert.Acknowledged})
		if err != nil || len(acknowledged) != 2 || acknowledged[0].Note != "cùng một nguồn" {
			t.Errorf("acknowledged %+v (%v)", acknowledged, err)
		}
		if _, err := b.queue.Reopen(as(t, officer), item.ID, "lại"); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
		b.dust(160, stations[:2]...)
		b.wantItems("two come again", "alert CB-24-0005", "alert CB-24-0006")
		b.dust(20, stations...)
		b.wantItems("all is over")
	})
}

// A rule that opens a case makes no item beside it, and none while it is silenced.
func TestARuleThatOpensACaseWaitsForTheEndOfASilence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d, true)
		incident.NewAlertItems(b.alerts, b.queue, b.Bus)
		owner := actor.With(t.Context(), officer)
		s, err := b.alerts.Silence(owner, alert.NewSilence{Matchers: alert.Matchers{{Name: "rule", Op: "=", Value: "AIR-PM25"}}, Comment: "thử máy", Unit: ruletest.Owner, Area: "30", Ends: b.Clock.Now().Add(5 * time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		b.rise()
		b.wantItems("silent")
		if _, err := b.alerts.EndSilence(owner, s.ID); err != nil {
			t.Fatal(err)
		}
		b.Advance(b.Clock.Now().Add(time.Second))
		b.wantItems("heard", "incident "+b.only().Number)
	})
}

// An alert that is joined to a case by hand is the case's business, and somebody's own
// again once it is parted; of two joined cases the one that leads is the only item.
func TestAJoinedAlertIsTheCasesItemUntilItIsParted(t *testing.T) {
	eachQueue(t, func(t *testing.T, b *bench, stations []entity.Entity) {
		b.dust(160, stations[0])
		first := b.alert()
		i, err := b.incidents.OpenFromAlert(as(t, duty), first.ID)
		if err != nil {
			t.Fatal(err)
		}
		b.dust(160, stations[1])
		second := b.other(first.ID)
		b.wantItems("one in a case, one alone", "alert "+second.Number, "incident "+i.Number)
		item := b.items()[slices.IndexFunc(b.items(), func(w work.Item) bool { return w.Kind == "alert" })]
		step := func(what string, err error, want ...string) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			b.Advance(b.Clock.Now().Add(time.Second))
			b.wantItems(what, want...)
		}
		_, err = b.incidents.JoinAlert(as(t, duty), i.ID, second.ID)
		step("joined", err, "incident "+i.Number)
		if old, err := b.queue.Get(as(t, officer), item.ID); err != nil || old.State != work.Done {
			t.Errorf("the alert's item is %s (%v)", old.State, err)
		}
		_, err = b.incidents.PartAlert(as(t, duty), i.ID, second.ID)
		step("parted", err, "alert "+second.Number, "incident "+i.Number)
		other, err := b.incidents.OpenFromAlert(as(t, duty), second.ID)
		step("a case of its own", err, "incident "+i.Number, "incident "+other.Number)
		_, err = b.incidents.Join(as(t, duty), i.ID, other.ID)
		step("the cases are joined", err, "incident "+i.Number)
		_, err = b.incidents.Part(as(t, duty), other.ID)
		step("the cases are parted", err, "incident "+i.Number, "incident "+other.Number)
	})
}

// other is the alert beside the one that is known.
func (b *bench) other(id string) alert.Alert {
	b.T.Helper()
	list, _, err := b.alerts.List(b.Ctx(), alert.Filter{})
	if err != nil || len(list) != 2 {
		b.T.Fatalf("%d alerts, want 2: %v", len(list), err)
	}
	if list[0].ID == id {
		return list[1]
	}
	return list[0]
}
