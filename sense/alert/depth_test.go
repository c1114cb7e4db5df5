package alert_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
	"thanhdong/sense/entity"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/rule"
	"thanhdong/sense/rule/ruletest"
)

// told counts the notices that people are to be given.
func (b *bench) told() int {
	b.T.Helper()
	list, err := b.Bus.Since(b.Ctx(), bus.Pos{}, []string{alert.GroupNotifiedEvent}, 10_000)
	if err != nil {
		b.T.Fatal(err)
	}
	return len(list)
}

func (b *bench) wantTold(what string, want int) {
	b.T.Helper()
	if got := b.told(); got != want {
		b.T.Errorf("%s: told %d times, want %d", what, got, want)
	}
}

func (b *bench) wait(d time.Duration) {
	b.T.Helper()
	b.Advance(b.Clock.Now().Add(d))
}

// many gives stations of the bench's feed, beside its first.
func (b *bench) many(n int) (list []entity.Entity) {
	b.T.Helper()
	for i := range n {
		list = append(list, entitytest.Station(b.T, b.D, fmt.Sprintf("TRAM%04d", i), ruletest.Feed))
	}
	return list
}

// at lets each station send a value now.
func (b *bench) sendAll(stations []entity.Entity, v float64) {
	b.T.Helper()
	for _, s := range stations {
		b.At(s.ID, "PM2.5", rule.Point{At: b.Clock.Now(), Value: &v})
	}
	if err := b.Bus.Drain(b.Ctx()); err != nil {
		b.T.Fatal(err)
	}
}

func (b *bench) only(f alert.Filter) alert.Alert {
	b.T.Helper()
	list := b.list(f)
	if len(list) != 1 {
		b.T.Fatalf("%d alerts, want 1: %+v", len(list), list)
	}
	return list[0]
}

func (b *bench) set(fn func(ctx context.Context, tx *db.Tx) error) {
	b.T.Helper()
	if err := b.D.Do(b.Ctx(), fn); err != nil {
		b.T.Fatal(err)
	}
	b.wait(0)
}

func TestPeopleAreToldOfAGroupAndNotOfEachAlert(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		stations := b.many(3)
		b.sendAll(stations[:2], 160)
		b.wait(29 * time.Second)
		b.wantTold("within the wait", 0)
		b.wait(2 * time.Second)
		b.wantTold("two alerts of one group", 1)
		groups, err := b.alerts.Groups(as(t, duty))
		if err != nil || len(groups) != 1 {
			t.Fatalf("groups %+v (%v)", groups, err)
		}
		g := groups[0]
		if g.Number != "NH-24-0001" || g.Count != 2 || g.Firing != 2 || g.Severity != 4 || g.Unit != ruletest.Owner || g.AreaPath != ruletest.AreaPath || g.Notices != 1 ||
			g.Labels["rule"] != "AIR-PM25" || g.Labels["district"] != "288" || !strings.HasSuffix(g.Title.EN, " and 1 more") || !strings.HasPrefix(g.Title.VI, "Bụi mịn cao · Trạm TRAM000") || !strings.HasSuffix(g.Title.VI, " và 1 cảnh báo khác") {
			t.Errorf("group %+v", g)
		}
		b.sendAll(stations[2:], 160)
		b.wait(4 * time.Minute)
		b.wantTold("within the interval", 1)
		b.wait(time.Minute)
		b.wantTold("a third alert came", 2)
		b.wait(3*time.Hour + 59*time.Minute)
		b.wantTold("within the repeat time", 2)
		b.wait(2 * time.Minute)
		b.wantTold("nobody answered", 3)
		if n, err := b.alerts.AcknowledgeGroup(as(t, duty), g.ID, "đang xử lý"); err != nil || n != 3 {
			t.Fatalf("acknowledged %d (%v)", n, err)
		}
		_, err = b.alerts.AcknowledgeGroup(as(t, duty), g.ID, "")
		wantKind(t, err, fault.Conflict, "alert.group_answered")
		for who, kind := range map[*actor.Actor]fault.Kind{&stranger: fault.NotFound, &health: fault.Forbidden} {
			if _, err := b.alerts.AcknowledgeGroup(as(t, *who), g.ID, ""); !fault.Is(err, kind) {
				t.Errorf("%s: %v", who.Name, err)
			}
		}
		b.wait(90 * time.Minute) // before the acknowledgements grow stale
		b.sendAll(stations, 20)
		b.wait(8 * time.Hour)
		b.wantTold("all is over", 3)
		if g, err = b.alerts.Group(as(t, duty), g.ID); err != nil || g.EndedAt.IsZero() || g.Count != 0 {
			t.Errorf("group %+v (%v)", g, err)
		}
		b.sendAll(stations[:1], 160)
		if next := b.only(alert.Filter{Alive: true}); next.Group == g.ID {
			t.Error("a new episode is a new group")
		}
	})
}

func TestAStaleAcknowledgementRaisesAgain(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.send(0, 160)
		id := b.only(alert.Filter{}).ID
		if _, err := b.alerts.Raise(as(t, duty), id); !fault.Is(err, fault.Conflict) {
			t.Errorf("a firing alert was raised: %v", err)
		}
		if _, err := b.alerts.Acknowledge(as(t, duty), id, "đã xem"); err != nil {
			t.Fatal(err)
		}
		b.wait(119 * time.Minute)
		if a := b.only(alert.Filter{}); a.State != alert.Acknowledged || a.StaleAt.Sub(a.AcknowledgedAt) != 2*time.Hour {
			t.Errorf("alert %+v", a)
		}
		b.wantTold("it was acknowledged within the wait", 0)
		b.wait(time.Minute)
		a := b.only(alert.Filter{})
		if a.State != alert.Firing || a.Raised != 1 || a.AcknowledgedName != "duty" {
			t.Errorf("alert %+v", a)
		}
		b.wait(time.Minute)
		b.wantTold("raised", 1)
		if _, err := b.alerts.Acknowledge(as(t, duty), id, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := b.alerts.Raise(as(t, stranger), id); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if a, err := b.alerts.Raise(as(t, duty), id); err != nil || a.State != alert.Firing || a.Raised != 2 || !a.StaleAt.IsZero() {
			t.Errorf("taken back: %+v (%v)", a, err)
		}
		// A case that answers for it counts too, and when it is closed, for a while.
		b.set(func(ctx context.Context, tx *db.Tx) error { return alert.Taken(ctx, tx, id, "inc_1") })
		b.wait(6 * time.Minute)
		told := b.told()
		b.wait(9 * time.Hour)
		b.wantTold("in a case", told)
		b.set(func(ctx context.Context, tx *db.Tx) error { return alert.LetGo(ctx, tx, id) })
		b.wait(2*time.Hour + time.Minute)
		b.wantTold("the case was closed and it still stands", told+1)
		if a := b.only(alert.Filter{}); a.Taken != "" || a.Raised != 3 {
			t.Errorf("alert %+v", a)
		}
		b.send(0, 20)
		b.wait(24 * time.Hour)
		b.wantTold("over", told+1)
	})
}

func TestWhatFlapsIsOneAlertUntilItIsQuiet(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for range 20 {
			b.send(time.Minute, 160)
			b.send(time.Minute, 20)
		}
		list := b.list(alert.Filter{})
		if len(list) != 4 || list[0].FlappingSince.IsZero() || list[0].State != alert.Firing || !list[0].Over {
			t.Fatalf("%d alerts, the newest %+v", len(list), list[0])
		}
		told := b.told()
		if told > 4 {
			t.Errorf("told %d times of what flapped 20 times", told)
		}
		b.wait(29 * time.Minute)
		if a := b.list(alert.Filter{})[0]; a.State != alert.Firing {
			t.Errorf("before it is quiet: %+v", a)
		}
		b.wait(time.Minute)
		a := b.list(alert.Filter{})[0]
		if a.State != alert.Resolved || *a.ResolvedValue != 20 || !a.FlappingSince.IsZero() {
			t.Errorf("quiet: %+v", a)
		}
		b.wantTold("quiet", told)
		b.wait(31 * time.Minute) // of the four the window holds three still
		b.send(0, 160)
		b.wait(31 * time.Minute)
		if a := b.list(alert.Filter{Alive: true}); len(a) != 1 || !a[0].FlappingSince.IsZero() {
			t.Errorf("it stands like any other: %+v", a)
		}
	})
}

func TestASilenceHidesForATimeAndSaysWhatItHides(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		stations := b.many(2)
		b.sendAll(stations[:1], 160)
		b.wait(time.Minute)
		b.wantTold("before", 1)
		ends := b.Clock.Now().Add(2 * time.Hour)
		good := alert.NewSilence{Matchers: matchers(`rule="AIR-PM25"`, `station=~"TRAM.*"`), Comment: " hiệu chuẩn ", Unit: ruletest.Owner, Area: "30", Ends: ends}
		s, err := b.alerts.Silence(as(t, duty), good)
		if err != nil || s.State != alert.Active || s.Hides != 1 || s.Number != "TC-24-0001" || s.Comment != "hiệu chuẩn" || s.CreatedName != "duty" || s.AreaPath != "/30/" {
			t.Fatalf("silence %+v (%v)", s, err)
		}
		b.sendAll(stations[1:], 160) // comes while it is silent
		b.send(0, 160)               // another station
		b.wait(time.Minute)
		muted := b.list(alert.Filter{Muted: true})
		if len(muted) != 2 || len(b.list(alert.Filter{Alive: true, Heard: true})) != 1 || len(b.list(alert.Filter{Silence: s.ID})) != 2 {
			t.Fatalf("muted are %+v", muted)
		}
		why, err := b.alerts.Mutes(as(t, health), muted[0].ID)
		if err != nil || len(why[muted[0].ID]) != 1 || why[muted[0].ID][0].Silence.Comment != "hiệu chuẩn" || !why[muted[0].ID][0].Silence.Ends.Equal(ends) {
			t.Errorf("why: %+v (%v)", why, err)
		}
		if list, err := b.alerts.Silences(as(t, health), false); err != nil || len(list) != 1 || list[0].Hides != 2 || list[0].Hid != 2 {
			t.Errorf("silences %+v (%v)", list, err)
		}
		if h, err := b.alerts.Hidden(as(t, duty)); err != nil || h != (alert.Hidden{Silences: 1, Alerts: 2}) {
			t.Errorf("hidden %+v (%v)", h, err)
		}
		b.wait(10 * time.Minute)
		told := b.told() // of the one that is heard
		b.sendAll(stations[:1], 20)
		if _, err := b.alerts.EndSilence(as(t, health), s.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("another unit ends it: %v", err)
		}
		if _, err := b.alerts.EndSilence(as(t, stranger), s.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger ends it: %v", err)
		}
		if s, err = b.alerts.EndSilence(as(t, officer), s.ID); err != nil || s.State != alert.Ended || s.EndedName != "officer" {
			t.Fatalf("ended %+v (%v)", s, err)
		}
		b.wait(10 * time.Minute)
		b.wantTold("what still fires is told", told+1)
		if len(b.list(alert.Filter{Muted: true})) != 0 || len(b.list(alert.Filter{Silence: s.ID})) != 2 {
			t.Error("nothing is muted now, and what was stays known")
		}
		_, err = b.alerts.EndSilence(as(t, officer), s.ID)
		wantKind(t, err, fault.Conflict, "alert.silence_ended")

		// One that is to come begins and ends by itself.
		later := good
		later.Starts, later.Ends = b.Clock.Now().Add(time.Hour), b.Clock.Now().Add(2*time.Hour)
		if s, err = b.alerts.Silence(as(t, officer), later); err != nil || s.State != alert.Planned || s.Hides != 0 {
			t.Fatalf("planned %+v (%v)", s, err)
		}
		b.wait(time.Hour)
		if s, err = b.alerts.GetSilence(as(t, officer), s.ID); err != nil || s.State != alert.Active || s.Hides != 1 {
			t.Errorf("begun %+v (%v)", s, err)
		}
		b.wait(time.Hour)
		if s, err = b.alerts.GetSilence(as(t, officer), s.ID); err != nil || s.State != alert.Ended || s.Hides != 0 || s.Hid != 1 || s.EndedBy != "" {
			t.Errorf("over %+v (%v)", s, err)
		}
		for field, spoil := range map[string]func(n *alert.NewSilence){
			"comment":    func(n *alert.NewSilence) { n.Comment = "  " },
			"ends":       func(n *alert.NewSilence) { n.Ends = b.Clock.Now().Add(8 * 24 * time.Hour) },
			"matchers":   func(n *alert.NewSilence) { n.Matchers = matchers("rule=~.*") },
			"matchers/0": func(n *alert.NewSilence) { n.Matchers = matchers("colour=red") },
			"unit":       func(n *alert.NewSilence) { n.Unit = "H99" },
			"area":       func(n *alert.NewSilence) { n.Area = "99" },
		} {
			bad := later
			bad.Starts, bad.Ends = time.Time{}, b.Clock.Now().Add(time.Hour)
			spoil(&bad)
			_, err := b.alerts.Silence(as(t, duty), bad)
			if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || len(f.Fields) == 0 || f.Fields[0].Path != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		later.Ends = time.Time{}
		_, err = b.alerts.Silence(as(t, duty), later)
		if f, ok := fault.As(err); !ok || f.Fields[0].Key != "alert.no_end" {
			t.Errorf("without an end: %v", err)
		}
		later.Ends = b.Clock.Now().Add(2 * time.Hour)
		if _, err := b.alerts.Silence(as(t, health), later); !fault.Is(err, fault.Forbidden) {
			t.Errorf("another unit's alerts: %v", err)
		}
		rapid.Check(t, func(rt *rapid.T) {
			a := person("x", rapid.SampledFrom(actor.Everyone).Draw(rt, "role"),
				rapid.SampledFrom([]string{"", "/H23/", "/H24/"}).Draw(rt, "unit"),
				rapid.SampledFrom([]string{"", "/30/", "/30/288/", "/31/"}).Draw(rt, "area"))
			list, err := b.alerts.Silences(as(t, a), true)
			if err != nil {
				rt.Fatal(err)
			}
			_, err = b.alerts.GetSilence(as(t, a), s.ID)
			if (len(list) == 2) != (err == nil) {
				rt.Errorf("%+v: listed %d, get %v", a.Grants, len(list), err)
			}
		})
	})
}

func TestAMaintenanceSilencesEachOfItsWindows(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		now := b.Clock.Now()
		n := alert.NewMaintenance{NewSilence: alert.NewSilence{
			Matchers: matchers("station=HD_TPHD_KHI001"), Comment: "bảo trì đêm", Unit: ruletest.Owner, Area: "30", Starts: now.Add(14 * time.Hour), Ends: now.Add(16 * time.Hour),
		}, Every: alert.Daily, Until: now.Add(40 * time.Hour)}
		m, err := b.alerts.Maintain(as(t, officer), n)
		if err != nil || m.Number != "BT-24-0001" || !m.Next.Equal(n.Starts) {
			t.Fatalf("maintenance %+v (%v)", m, err)
		}
		seen := func() (active int) {
			list, err := b.alerts.Silences(as(t, duty), false)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		var got []int
		for range 5 {
			b.wait(15 * time.Hour)
			got = append(got, seen())
			b.wait(9 * time.Hour)
			got = append(got, seen())
		}
		if want := []int{1, 0, 1, 0, 0, 0, 0, 0, 0, 0}; !slices.Equal(got, want) {
			t.Errorf("active in the windows %v, want %v", got, want)
		}
		if list, err := b.alerts.Maintenances(as(t, duty)); err != nil || len(list) != 0 {
			t.Errorf("to come: %+v (%v)", list, err)
		}
		_, err = b.alerts.EndMaintenance(as(t, officer), m.ID)
		wantKind(t, err, fault.Conflict, "alert.maintenance_ended")

		n.Starts, n.Ends, n.Every, n.Until = b.Clock.Now(), b.Clock.Now().Add(time.Hour), alert.Weekly, b.Clock.Now().Add(30*24*time.Hour)
		if m, err = b.alerts.Maintain(as(t, officer), n); err != nil || seen() != 1 || m.Next.Sub(n.Starts) != 7*24*time.Hour {
			t.Fatalf("at once: %+v (%v)", m, err)
		}
		if _, err := b.alerts.EndMaintenance(as(t, health), m.ID); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		if _, err := b.alerts.EndMaintenance(as(t, officer), m.ID); err != nil || seen() != 0 {
			t.Error(err)
		}
		for field, spoil := range map[string]func(n *alert.NewMaintenance){
			"every": func(n *alert.NewMaintenance) { n.Every = "year" },
			"ends":  func(n *alert.NewMaintenance) { n.Every, n.Ends = alert.Daily, n.Starts.Add(24*time.Hour) },
			"until": func(n *alert.NewMaintenance) { n.Until = n.Starts.Add(400 * 24 * time.Hour) },
		} {
			bad := n
			spoil(&bad)
			_, err := b.alerts.Maintain(as(t, duty), bad)
			if f, ok := fault.As(err); !ok || len(f.Fields) != 1 || f.Fields[0].Path != field {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

// A feed that falls silent explains why its stations do: only the cause is heard.
func TestACauseMutesItsEffects(t *testing.T) {
	eachSource(t, func(t *testing.T, s *source) {
		s.Put(rule.Rule{Code: "MUTE", Name: text.L{VI: "Trạm im", EN: "Silent station"}, Kind: rule.Silence, Silence: 10 * time.Minute, Severity: 3, Unit: ruletest.Owner, Playbook: "KB-1"})
		cause := alert.Inhibition{Code: "feed-silent", Name: text.L{VI: "Nguồn cấp mất", EN: "Feed lost"}, Source: matchers("breach=silent"), Target: matchers("kind=silence"), Equal: []string{"feed"}}
		s.set(func(ctx context.Context, tx *db.Tx) error { return alert.PutInhibition(ctx, tx, cause) })
		s.speak(10)
		s.wait(12 * time.Minute) // the station's alert comes first
		effect := s.only(alert.Filter{Station: s.Station.ID})
		if effect.Muted != 0 {
			t.Fatalf("muted without a cause: %+v", effect)
		}
		s.wait(10 * time.Minute) // then the cause
		if effect = s.only(alert.Filter{Muted: true}); effect.Rule != "MUTE" {
			t.Fatalf("muted is %+v", effect)
		}
		why, err := s.alerts.Mutes(as(t, duty), effect.ID)
		if m := why[effect.ID]; err != nil || len(m) != 1 || m[0].Name.EN != "Feed lost" || m[0].Source == nil || m[0].Source.Breach != "silent" {
			t.Errorf("why: %+v (%v)", m, err)
		}
		if h, err := s.alerts.Hidden(as(t, duty)); err != nil || h != (alert.Hidden{Alerts: 1, Inhibited: 1}) {
			t.Errorf("hidden %+v (%v)", h, err)
		}
		// An effect that comes while the cause stands is muted from its beginning.
		s.set(func(ctx context.Context, tx *db.Tx) error { return alert.PutInhibition(ctx, tx, cause) }) // put anew: they stand as before
		s.only(alert.Filter{Muted: true})
		told := s.told()
		// Without the inhibition it is heard, and told.
		s.set(func(ctx context.Context, tx *db.Tx) error { return alert.EndSetting(ctx, tx, "inhibition", cause.Code) })
		s.wait(10 * time.Minute)
		if len(s.list(alert.Filter{Muted: true})) != 0 {
			t.Error("muted by an inhibition that is gone")
		}
		s.wantTold("heard again", told+1)
		s.set(func(ctx context.Context, tx *db.Tx) error { return alert.PutInhibition(ctx, tx, cause) })
		s.only(alert.Filter{Muted: true})
		s.speak(10)
		if list := s.list(alert.Filter{Alive: true}); len(list) != 0 {
			t.Errorf("it speaks: %+v", list)
		}
	})
}

func TestWhatAnotherSystemFindsLivesLikeAnyAlert(t *testing.T) {
	eachSource(t, func(t *testing.T, s *source) {
		sender := actor.Actor{ID: "dev_1", Kind: actor.Device, Feeds: []string{ruletest.Feed}}
		say := func(list ...alert.Outside) alert.Said {
			t.Helper()
			said, err := s.alerts.Outside(as(t, sender), ruletest.Feed, list)
			if err != nil {
				t.Fatal(err)
			}
			s.wait(0)
			return said
		}
		down := alert.Outside{
			Fingerprint: "1a30ba71cca2921f", Name: "ProbeFailure", Labels: map[string]string{"alertname": "ProbeFailure", "severity": "critical", "instance": "dvc.example.vn"},
			Summary: "Cổng dịch vụ không trả lời", Link: "http://prometheus.example/graph", Firing: true, Starts: s.Clock.Now().Add(-time.Minute),
		}
		over := down
		over.Firing = false
		if got := say(over, down, down); got != (alert.Said{Fired: 1, Known: 2}) {
			t.Errorf("said %+v", got)
		}
		a := s.only(alert.Filter{})
		if a.Subject != (alert.Subject{Kind: alert.OfOutside, ID: ruletest.Feed + "/1a30ba71cca2921f"}) || a.Unit != ruletest.Owner || a.Playbook != "KB-1" || a.Severity != 4 || a.Area != ruletest.Area ||
			a.Title.VI != down.Summary || a.Condition.VI != "ProbeFailure" || a.Link != down.Link || a.Feed != ruletest.Feed || a.Labels()["x_instance"] != "dvc.example.vn" || a.Labels()["rule"] != "ProbeFailure" || a.Labels()["kind"] != "outside" {
			t.Errorf("alert %+v, labels %v", a, a.Labels())
		}
		if len(s.list(alert.Filter{Q: "dvc.example"})) != 1 {
			t.Error("it is not found by its instance")
		}
		s.wait(time.Minute)
		s.wantTold("once", 1)
		if _, err := s.alerts.Acknowledge(as(t, officer), a.ID, ""); err != nil {
			t.Error(err)
		}
		if got := say(over, over, down); got != (alert.Said{Resolved: 1, Known: 2}) {
			t.Errorf("said %+v", got)
		}
		if a = s.only(alert.Filter{}); a.State != alert.Resolved {
			t.Errorf("a word that comes late woke it: %+v", a)
		}
		down.Starts = s.Clock.Now()
		down.Fingerprint = ""
		if got := say(down); got != (alert.Said{Fired: 1}) {
			t.Errorf("said %+v", got)
		}
		for who, kind := range map[*actor.Actor]fault.Kind{{ID: "dev_2", Kind: actor.Device, Feeds: []string{"other"}}: fault.Forbidden, &officer: fault.Forbidden} {
			if _, err := s.alerts.Outside(as(t, *who), ruletest.Feed, nil); !fault.Is(err, kind) {
				t.Errorf("%s: %v", who.ID, err)
			}
		}
		if err := s.feeds.End(s.Ctx(), ruletest.Feed); err != nil {
			t.Fatal(err)
		}
		if _, err := s.alerts.Outside(as(t, sender), ruletest.Feed, nil); !fault.Is(err, fault.NotFound) {
			t.Errorf("without a contract: %v", err)
		}
	})
}
