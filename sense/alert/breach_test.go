package alert_test

import (
	"slices"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
	"thanhdong/sense/feed"
	"thanhdong/sense/rule/ruletest"
)

// source is a bench with one feed under contract.
type source struct {
	*bench
	feeds    *feed.Feeds
	contract feed.Contract
}

func eachSource(t *testing.T, fn func(t *testing.T, s *source)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &source{bench: &bench{Bench: ruletest.New(t, d, ruletest.Playbooks{"KB-1": true})}}
		s.open()
		least, most := 0.0, 1000.0
		s.contract = feed.Contract{
			Code: ruletest.Feed, Name: text.L{VI: "Tệp trạm", EN: "Station files"}, Unit: ruletest.Owner, Area: ruletest.Area, Connector: "filedrop",
			Cadence: 5 * time.Minute, Parameters: []feed.Parameter{{Name: "PM2.5", Unit: "ug/Nm3", Min: &least, Max: &most}}, Playbook: "KB-1", OpensIncident: true,
		}
		s.put(func(*feed.Contract) {})
		fn(t, s)
	})
}

// open opens the rooms over the store, as a process does when it starts.
func (s *source) open() {
	playbooks := ruletest.Playbooks{"KB-1": true}
	s.Restart(playbooks)
	s.alerts = alert.New(s.D, s.Bus, s.Timers)
	s.feeds = feed.New(s.D, s.Obs, playbooks)
	s.feeds.Handle(s.Timers)
}

func (s *source) put(change func(*feed.Contract)) {
	s.T.Helper()
	change(&s.contract)
	if _, err := s.feeds.Put(s.Ctx(), s.contract); err != nil {
		s.T.Fatal(err)
	}
}

// speak has the source send values now.
func (s *source) speak(values ...float64) {
	s.T.Helper()
	var list []feed.Reading
	for i, v := range values {
		list = append(list, feed.Reading{Station: s.Station.Code, Parameter: "PM2.5", Unit: "ug/Nm3", At: s.Clock.Now().Add(-time.Duration(i) * time.Second), Value: &v})
	}
	if _, err := s.feeds.Accept(s.Ctx(), ruletest.Feed, list); err != nil {
		s.T.Fatal(err)
	}
	s.wait(0)
}

func (s *source) wait(d time.Duration) {
	s.T.Helper()
	s.Advance(s.Clock.Now().Add(d))
}

// found gives what was found of contracts, oldest first, as "breach state".
func (s *source) found() (list []string) {
	s.T.Helper()
	for _, a := range slices.Backward(s.list(alert.Filter{Feed: ruletest.Feed})) {
		list = append(list, string(a.Breach)+" "+string(a.State))
	}
	return list
}

func (s *source) want(what string, want ...string) {
	s.T.Helper()
	if got := s.found(); !slices.Equal(got, want) {
		s.T.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestASilentSourceIsAnAlertOfItsContractUntilItSpeaksAgain(t *testing.T) {
	eachSource(t, func(t *testing.T, s *source) {
		s.wait(time.Hour)
		s.want("a source that never spoke")
		s.speak(10)
		s.wait(12 * time.Minute)
		s.want("a hiccup")
		s.speak(10)
		spoke := s.Clock.Now().UTC()
		s.open() // a restart forgets nothing
		s.wait(14*time.Minute + 59*time.Second)
		s.want("within its time")
		s.wait(time.Hour)
		s.want("silent", "silent firing")
		a := s.list(alert.Filter{})[0]
		if a.Rule != "" || a.Subject != (alert.Subject{Kind: alert.OfFeed, ID: ruletest.Feed}) || a.Unit != ruletest.Owner || a.UnitPath != ruletest.OwnerPath ||
			a.Area != ruletest.Area || a.AreaPath != ruletest.AreaPath || a.Playbook != "KB-1" || !a.OpensIncident || a.Severity != 3 || a.Value != nil ||
			!a.ObservedAt.Equal(spoke) || !a.FiredAt.Equal(spoke.Add(15*time.Minute)) || !a.Since.Equal(a.FiredAt) {
			t.Errorf("alert %+v", a)
		}
		if a.Title.VI != "Nguồn cấp mất kết nối · Tệp trạm" || a.Title.EN != "Feed silent · Station files" ||
			a.Condition.VI != "hẹn 5 phút một lần, nhưng không gửi gì trong 15 phút" || a.Condition.EN != "promised every 5 minutes, but nothing came for 15 minutes" {
			t.Errorf("in words: %+v, %+v", a.Title, a.Condition)
		}
		if len(s.list(alert.Filter{Q: "tep tram"})) != 1 || len(s.list(alert.Filter{Station: s.Station.ID})) != 0 {
			t.Error("it is found by the name of the source, not at a station")
		}
		for who, kind := range map[*actor.Actor]fault.Kind{&stranger: fault.NotFound, &health: fault.Forbidden} {
			if _, err := s.alerts.Acknowledge(as(t, *who), a.ID, ""); !fault.Is(err, kind) {
				t.Errorf("%s: %v", who.Name, err)
			}
		}
		if _, err := s.alerts.Acknowledge(as(t, officer), a.ID, "gọi nhà thầu"); err != nil {
			t.Error(err)
		}
		s.open()
		s.speak(10)
		s.want("it speaks", "silent resolved")
		s.wait(time.Hour)
		s.want("and falls silent again", "silent resolved", "silent firing")
		if err := s.feeds.End(s.Ctx(), ruletest.Feed); err != nil {
			t.Fatal(err)
		}
		s.wait(24 * time.Hour)
		s.want("nobody waits for a contract that ended", "silent resolved", "silent resolved")
		events, err := s.Bus.Since(s.Ctx(), bus.Pos{}, []string{feed.BreachedKind, feed.RecoveredKind}, 10)
		if err != nil || len(events) != 4 || events[0].Kind != feed.BreachedKind || events[1].Kind != feed.RecoveredKind || events[0].Subject != ruletest.Feed {
			t.Errorf("events %+v (%v)", events, err)
		}
	})
}

// A daily source is late an hour after its due hour; three days later it is silent
// beside that, which is one case, and one delivery ends both.
func TestADailySourceIsLateThenSilentAsWell(t *testing.T) {
	eachSource(t, func(t *testing.T, s *source) {
		seven := 7
		s.put(func(c *feed.Contract) { c.Cadence, c.DueHour, c.Severity = 24*time.Hour, &seven, 4 })
		s.speak(10) // on a Wednesday at 8
		s.wait(23*time.Hour + 59*time.Minute)
		s.want("on Thursday before 8")
		s.wait(time.Minute)
		s.want("on Thursday at 8", "late firing")
		s.wait(72 * time.Hour)
		s.want("on Sunday", "late firing", "silent firing")
		all := s.list(alert.Filter{})
		if all[0].OpensIncident || !all[1].OpensIncident || all[0].Severity != 4 || all[1].Condition.EN != "daily data promised by 7:00 are overdue" {
			t.Errorf("alerts %+v", all)
		}
		s.speak(10)
		s.want("it speaks", "late resolved", "silent resolved")
	})
}

func TestASourceOfBadDataIsAnAlertWhenThatLasts(t *testing.T) {
	eachSource(t, func(t *testing.T, s *source) {
		s.speak(-1, -2, 10)
		s.wait(4 * time.Minute)
		s.want("one bad file")
		s.speak(-3)
		s.wait(2 * time.Minute)
		s.want("bad for five minutes", "bad firing")
		least := -10.0
		s.put(func(c *feed.Contract) { c.Parameters[0].Min = &least })
		steward := actor.With(t.Context(), person("steward", actor.Steward, "/H23/", "/30/"))
		if r, err := s.feeds.Replay(steward, ruletest.Feed, feed.Sought{}, ""); err != nil || r.Accepted != 3 {
			t.Fatalf("%+v (%v)", r, err)
		}
		s.wait(0)
		s.want("mended and played again", "bad resolved")
		if x, err := s.feeds.Get(s.Ctx(), ruletest.Feed); err != nil || x.Health != feed.OnTime || x.Counts != (feed.Counts{Accepted: 4}) {
			t.Errorf("%s %+v (%v)", x.Health, x.Counts, err)
		}
	})
}

// While we were away nobody could be heard: what was sent meanwhile gets its time.
func TestAnOutageOfOursIsNobodysSilence(t *testing.T) {
	eachSource(t, func(t *testing.T, s *source) {
		s.speak(10)
		s.Clock.Advance(6 * time.Hour)
		s.open()
		s.wait(4 * time.Minute)
		s.want("we are back")
		s.speak(10)
		s.wait(10 * time.Minute)
		s.want("and so is the source")
		s.Clock.Advance(6 * time.Hour)
		s.wait(5 * time.Minute)
		s.want("or it is not", "silent firing")
	})
}
