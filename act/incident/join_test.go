package incident_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"thanhdong/act/incident"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/sense/rule/ruletest"
)

func at(lon, lat float64) (*float64, *float64) { return &lon, &lat }

// flood is a type as a pack brings it.
func (b *bench) flood() {
	b.T.Helper()
	err := b.D.Do(b.Ctx(), func(ctx context.Context, tx *db.Tx) error {
		return incident.PutType(ctx, tx, incident.Type{Code: "o-nhiem", Name: text.L{VI: "Ô nhiễm không khí", EN: "Polluted air"}, Playbook: "KB-KK-01",
			Near: 500, Window: time.Hour, Mark: "PROJECT CHOICE"})
	})
	if err != nil {
		b.T.Fatal(err)
	}
}

// near is a case of the owner unit, so many metres north of the station.
func (b *bench) near(metres float64) incident.NewIncident {
	n := incident.NewIncident{Type: "o-nhiem", Title: "Khói ở chợ", Severity: 3, Unit: ruletest.Owner, Area: ruletest.Area}
	n.Lon, n.Lat = at(b.Station.Lon, b.Station.Lat+metres/111_195)
	return n
}

func (b *bench) opened(n incident.NewIncident) incident.Incident {
	b.T.Helper()
	i, err := b.incidents.Open(as(b.T, duty), n)
	if err != nil {
		b.T.Fatal(err)
	}
	return i
}

func (b *bench) stateOf(id string) incident.State {
	b.T.Helper()
	i, err := b.incidents.Get(b.Ctx(), id)
	if err != nil {
		b.T.Fatal(err)
	}
	return i.State
}

func TestACaseIsOpenedByHandFromAPlace(t *testing.T) {
	each(t, false, func(t *testing.T, b *bench) {
		b.flood()
		i := b.opened(b.near(100))
		if i.Title.VI != "Khói ở chợ" || i.Type != "o-nhiem" || i.Subject.Kind != incident.OfPlace || i.Lon == nil || i.Playbook.Code != "KB-KK-01" || len(i.Checklist) != 3 {
			t.Errorf("case is %+v", i)
		}
		item, err := b.queue.Get(as(t, officer), i.Work)
		if err != nil || item.Unit != ruletest.Owner || item.Severity != 3 {
			t.Errorf("its work is %+v (%v)", item, err)
		}
		station := b.opened(incident.NewIncident{Type: "o-nhiem", Severity: 2, Unit: ruletest.Owner, Station: b.Station.Code})
		if station.Area != ruletest.Area || station.Title.VI != "Ô nhiễm không khí, "+b.Station.Name.VI || station.Subject.ID != b.Station.ID {
			t.Errorf("case at a station is %+v", station)
		}
		bad := incident.NewIncident{Severity: 9, Unit: "H99", Type: "không có", Playbook: "KB-99", Station: "X", Lon: i.Lon}
		_, err = b.incidents.Open(as(t, duty), bad)
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid {
			t.Fatalf("got %v", err)
		}
		var paths []string
		for _, x := range f.Fields {
			paths = append(paths, x.Path)
		}
		slices.Sort(paths)
		if want := []string{"place", "playbook", "severity", "station", "title", "type", "unit"}; !slices.Equal(paths, want) {
			t.Errorf("faults at %v, want %v", paths, want)
		}
		_, err = b.incidents.Open(as(t, officer), b.near(0))
		wantKind(t, err, fault.Forbidden, "actor.forbidden")
	})
}

// What is near in place, time and kind is proposed, with its reason; joined, parted and joined again.
func TestSignalsAreProposedJoinedAndParted(t *testing.T) {
	each(t, false, func(t *testing.T, b *bench) {
		b.flood()
		b.rise()
		a := b.alert()
		i := b.opened(b.near(400))
		take := func(s incident.Signal) incident.Signal {
			t.Helper()
			s.Unit, s.Area = ruletest.Owner, ruletest.Area
			got, err := b.incidents.Take(as(t, duty), s, "")
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		call := incident.Signal{Kind: incident.Call, Words: "Khói mù cả chợ", Source: "người bán hàng", Reliability: "C2"}
		call.Lon, call.Lat = i.Lon, i.Lat
		near := take(call)
		call.Type = "lut"
		take(call) // of another kind
		call.Type, call.At = "", b.Clock.Now().Add(-3*time.Hour)
		take(call) // too long ago
		far := incident.Signal{Kind: incident.Report, Words: "Khói ở Chí Linh"}
		far.Lon, far.Lat = at(b.Station.Lon, b.Station.Lat+0.2)
		take(far)

		list, err := b.incidents.Proposals(as(t, duty), i.ID)
		if err != nil || len(list) != 2 {
			t.Fatalf("proposals are %+v (%v)", list, err)
		}
		if list[0].Signal == nil || list[0].Signal.ID != near.ID || list[1].Alert == nil || list[1].Alert.ID != a.ID {
			t.Fatalf("proposals are %+v", list)
		}
		if got := list[1].Why.In(text.VI); got != "cách 400 m, cách 15 phút, cùng loại" {
			t.Errorf("the reason is %q", got)
		}
		if refused, err := b.incidents.Proposals(as(t, health), i.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger is proposed %v (%v)", refused, err)
		}

		ctx := as(t, duty)
		if _, err := b.incidents.JoinAlert(ctx, i.ID, a.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.incidents.JoinAlert(ctx, i.ID, a.ID); err != nil {
			t.Fatalf("twice is once: %v", err)
		}
		if _, err := b.incidents.JoinSignal(ctx, i.ID, near.ID); err != nil {
			t.Fatal(err)
		}
		other := b.opened(b.near(2000))
		_, err = b.incidents.JoinAlert(ctx, other.ID, a.ID)
		wantKind(t, err, fault.Conflict, "incident.alert_elsewhere")
		_, err = b.incidents.JoinSignal(ctx, other.ID, near.ID)
		wantKind(t, err, fault.Conflict, "incident.signal_elsewhere")
		_, err = b.incidents.SetAside(ctx, near.ID, "trùng")
		wantKind(t, err, fault.Conflict, "incident.signal_elsewhere")
		if got, err := b.incidents.Gathered(as(t, leader), i.ID); err != nil || len(got) != 2 || got[0].Alert == nil || got[0].Origin || got[1].Signal == nil {
			t.Errorf("gathered %+v (%v)", got, err)
		}
		// The end of the alert is told where it was joined.
		b.Value("PM2.5", 40)
		if _, err := b.incidents.PartAlert(ctx, i.ID, a.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.incidents.PartSignal(ctx, i.ID, near.ID); err != nil {
			t.Fatal(err)
		}
		_, err = b.incidents.PartSignal(ctx, i.ID, near.ID)
		wantKind(t, err, fault.Conflict, "incident.not_joined")
		if refs, err := b.incidents.Of(ctx, a.ID); err != nil || len(refs) != 0 {
			t.Errorf("a parted alert still belongs to %v (%v)", refs, err)
		}
		if free, err := b.incidents.FreeSignals(ctx, false); err != nil || len(free) != 4 {
			t.Errorf("%d signals are free, want 4 (%v)", len(free), err)
		}
		want := []string{"joined", "joined", "resolved by itself", "parted", "parted"}
		for n, words := range b.words(i)[1:] {
			if !strings.Contains(words, want[n]) {
				t.Errorf("line %d is %q, want %q", n, words, want[n])
			}
		}
		if _, err := b.incidents.SetAside(ctx, near.ID, "gọi nhầm"); err != nil {
			t.Fatal(err)
		}
		if free, _ := b.incidents.FreeSignals(ctx, false); len(free) != 3 {
			t.Errorf("%d signals are free after one was set aside", len(free))
		}
		if _, err := b.incidents.SetAside(ctx, near.ID, ""); err != nil {
			t.Fatal(err)
		}
		events, err := b.Bus.Since(b.Ctx(), bus.Pos{}, []string{incident.AlertJoinedEvent, incident.AlertPartedEvent}, 10)
		if err != nil || len(events) != 2 {
			t.Errorf("events are %v (%v)", events, err)
		}
	})
}

func TestACaseOpenedFromASignalKeepsIt(t *testing.T) {
	each(t, false, func(t *testing.T, b *bench) {
		b.flood()
		s, err := b.incidents.Take(as(t, duty), incident.Signal{Kind: incident.Observation, Type: "o-nhiem", Words: "Đốt rác", Place: "chợ Bắc Kinh", Unit: ruletest.Owner, Area: ruletest.Area}, "")
		if err != nil {
			t.Fatal(err)
		}
		i := b.opened(incident.NewIncident{Severity: 2, Signal: s.ID})
		if i.Title.VI != "Đốt rác" || i.Place != "chợ Bắc Kinh" || i.Type != "o-nhiem" || i.Unit != ruletest.Owner {
			t.Errorf("case is %+v", i)
		}
		_, err = b.incidents.PartSignal(as(t, duty), i.ID, s.ID)
		wantKind(t, err, fault.Conflict, "incident.origin_stays")
		_, err = b.incidents.Open(as(t, duty), incident.NewIncident{Severity: 2, Signal: s.ID})
		wantKind(t, err, fault.Conflict, "incident.signal_elsewhere")
		if _, err := b.incidents.Take(as(t, duty), incident.Signal{Kind: "tin đồn", Reliability: "Z9", Unit: ruletest.Owner}, ""); err == nil {
			t.Error("a signal without words was taken")
		} else if f, _ := fault.As(err); len(f.Fields) != 3 {
			t.Errorf("faults are %+v", f)
		}
	})
}

// Two whole cases are joined and parted again; nothing of either is lost.
func TestTwoCasesAreJoinedAndParted(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.flood()
		b.rise()
		lead, other := b.only(), b.opened(b.near(300))
		ctx := as(t, duty)
		list, err := b.incidents.Proposals(ctx, lead.ID)
		if err != nil || len(list) != 1 || list[0].Incident == nil || list[0].Incident.ID != other.ID {
			t.Fatalf("proposals are %+v (%v)", list, err)
		}
		_, err = b.incidents.Join(ctx, lead.ID, lead.ID)
		wantKind(t, err, fault.Conflict, "incident.joins_itself")
		_, err = b.incidents.Join(as(t, leader), lead.ID, other.ID)
		wantKind(t, err, fault.Forbidden, "actor.forbidden")
		if _, err := b.incidents.Join(ctx, other.ID, lead.ID); err != nil { // a slip: the wrong one leads
			t.Fatal(err)
		}
		_, err = b.incidents.Step(ctx, lead.ID, 1, true, "")
		wantKind(t, err, fault.Conflict, "incident.is_joined")
		got, err := b.incidents.Get(ctx, other.ID)
		if err != nil || len(got.Alerts) != 1 {
			t.Errorf("the lead shows alerts %v (%v)", got.Alerts, err)
		}
		if gathered, err := b.incidents.Gathered(ctx, other.ID); err != nil || len(gathered) != 1 || gathered[0].Via != lead.ID || gathered[0].Origin {
			t.Errorf("gathered %+v (%v)", gathered, err)
		}
		if item, _ := b.queue.Get(as(t, officer), lead.Work); item.State != work.Done {
			t.Errorf("the work of a joined case is %s", item.State)
		}
		_, err = b.queue.Reopen(as(t, leader), lead.Work, "thử")
		wantKind(t, err, fault.Conflict, "incident.is_joined")
		third := b.opened(b.near(2000))
		_, err = b.incidents.Join(ctx, third.ID, other.ID)
		wantKind(t, err, fault.Conflict, "incident.leads_others")

		if _, err := b.incidents.Part(ctx, lead.ID); err != nil {
			t.Fatal(err)
		}
		back := b.stateOf(lead.ID)
		item, _ := b.queue.Get(as(t, officer), lead.Work)
		if back != incident.Open || item.State != work.Open {
			t.Errorf("parted, the case is %s and its work %s", back, item.State)
		}
		_, err = b.incidents.Part(ctx, lead.ID)
		wantKind(t, err, fault.Conflict, "incident.stands_alone")
		if _, err := b.incidents.Join(ctx, lead.ID, other.ID); err != nil {
			t.Fatal(err)
		}
		// The lead ends; who was joined can still stand alone again.
		b.photo(lead)
		if _, err := b.incidents.Close(ctx, lead.ID, "xong"); err != nil {
			t.Fatal(err)
		}
		if _, err := b.incidents.Part(ctx, other.ID); err != nil || b.stateOf(other.ID) != incident.Open || b.stateOf(lead.ID) != incident.Closed {
			t.Errorf("after parting from a closed case: %s, %s (%v)", b.stateOf(other.ID), b.stateOf(lead.ID), err)
		}
		_, err = b.incidents.Join(ctx, lead.ID, other.ID)
		wantKind(t, err, fault.Conflict, "incident.already_closed")
		if item, _ := b.queue.Get(as(t, officer), other.Work); item.State != work.Open {
			t.Error("a refused joining closed the work")
		}
		entries, err := ledger.List(b.Ctx(), b.D, ledger.Filter{Subject: other.ID, Limit: 10})
		if err != nil || entries[0].Verb != "incident.part" {
			t.Errorf("ledger is %+v (%v)", entries, err)
		}
	})
}

func TestOfTwoWhoJoinAtOnceOneWins(t *testing.T) {
	each(t, false, func(t *testing.T, b *bench) {
		b.flood()
		x, y := b.opened(b.near(0)), b.opened(b.near(100))
		errs := make([]error, 2)
		var wg sync.WaitGroup
		wg.Go(func() { _, errs[0] = b.incidents.Join(as(t, duty), x.ID, y.ID) })
		wg.Go(func() { _, errs[1] = b.incidents.Join(as(t, duty), y.ID, x.ID) })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("one must win: %v", errs)
		}
		for _, err := range errs {
			if err != nil && !fault.Is(err, fault.Conflict) {
				t.Errorf("the other got %v, want a conflict", err)
			}
		}
		states := []incident.State{b.stateOf(x.ID), b.stateOf(y.ID)}
		if slices.Sort(states); !slices.Equal(states, []incident.State{incident.Joined, incident.Open}) {
			t.Errorf("the two are %v", states)
		}
		// An alert goes to one case however many take it at once.
		z := b.opened(b.near(50))
		b.rise()
		open := x
		if b.stateOf(x.ID) != incident.Open {
			open = y
		}
		wg.Go(func() { _, errs[0] = b.incidents.JoinAlert(as(t, duty), open.ID, b.alert().ID) })
		wg.Go(func() { _, errs[1] = b.incidents.JoinAlert(as(t, duty), z.ID, b.alert().ID) })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("one alert, two cases: %v", errs)
		}
	})
}

func TestFreeSignalsFollowRightsAndSuccession(t *testing.T) {
	each(t, false, func(t *testing.T, b *bench) {
		s, err := b.incidents.Take(as(t, duty), incident.Signal{Kind: incident.Call, Words: "Cây đổ", Unit: ruletest.Owner, Area: ruletest.Area}, "")
		if err != nil {
			t.Fatal(err)
		}
		rapid.Check(t, func(rt *rapid.T) {
			a := actor.Actor{ID: "acc_x", Kind: actor.Person, Grants: []actor.Grant{{
				Role:     rapid.SampledFrom(actor.Everyone).Draw(rt, "role"),
				UnitPath: rapid.SampledFrom([]string{"", "/H23/", "/H23/H23.STNMT/", "/H23/H23.SYT/"}).Draw(rt, "unit"),
				AreaPath: rapid.SampledFrom([]string{"", "/30/", "/30/288/", "/30/290/"}).Draw(rt, "area"),
			}}}
			list, err := b.incidents.FreeSignals(as(t, a), false)
			if err != nil {
				rt.Fatal(err)
			}
			_, err = b.incidents.Signal(as(t, a), s.ID)
			if (len(list) == 1) != (err == nil) {
				rt.Errorf("%+v: listed %d, get %v", a.Grants, len(list), err)
			}
		})
		e := b.incidents.SignalsEstate()
		err = b.D.Do(b.Ctx(), func(ctx context.Context, tx *db.Tx) error {
			held, err := e.Held(ctx, tx)
			if err != nil || len(held) != 1 || held[0].Count != 1 {
				t.Fatalf("held %+v (%v)", held, err)
			}
			return e.Pass(ctx, tx, held[0], unit.Held{Unit: "H23.SYT", UnitPath: "/H23/H23.SYT/", Area: held[0].Area, AreaPath: held[0].AreaPath}, 10)
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := b.incidents.Signal(as(t, health), s.ID); err != nil || got.Unit != "H23.SYT" {
			t.Errorf("after succession it is %+v (%v)", got, err)
		}
	})
}
