package story

import (
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/test/town"
)

type caseOnWire struct {
	incidentOnWire
	Lead     *struct{ ID, Number string }
	Lon, Lat *float64
	Signals  []struct {
		Kind, ID, Number, Words string
		Origin                  bool
		Via                     *struct{ ID, Number string }
	}
	Followers []struct{ ID, Number string }
}

// gathered are the ids of a case's signals with the number of the case that brought them, sorted.
func (c caseOnWire) gathered() (list []string) {
	for _, s := range c.Signals {
		via := ""
		if s.Via != nil {
			via = " via " + s.Via.Number
		}
		list = append(list, s.Kind+" "+s.ID+via)
	}
	slices.Sort(list)
	return list
}

// Bad air is a case of the station's alert, and one of what people call in. They turn out to be one: they are
// joined, and parted again when they were not after all. Signals and work go with them, and nothing is lost.
func TestTwoCasesTurnOutToBeOneAndThenTwoAgain(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		duty := w.Person("trực ban", actor.Duty, "H23", "")
		officer := w.Person("cán bộ môi trường", actor.Officer, "H23.STNMT", "")
		stranger := w.Person("cán bộ y tế", actor.Officer, "H23.SYT", "")
		read := func(id string) (c caseOnWire) {
			t.Helper()
			duty.Get("/incidents/" + id).OK(&c)
			return c
		}
		item := func(id string) (one workOnWire) {
			t.Helper()
			duty.Get("/work/" + id).OK(&one)
			return one
		}
		want := func(what string, id string, signals ...string) {
			t.Helper()
			signals = slices.Sorted(slices.Values(signals)) // a copy: who calls goes on by the order in which they came
			if got := read(id).gathered(); !slices.Equal(got, signals) {
				t.Errorf("%s: %q, want %q", what, got, signals)
			}
		}

		a, i, _ := incident(t, w, officer)
		lead := read(i.ID)
		call := func(words string) string {
			t.Helper()
			var s struct{ ID string }
			duty.Post("/signals", map[string]any{"kind": "call", "words": words, "unit": "H23.STNMT", "area": "288", "lon": *lead.Lon + 0.001, "lat": *lead.Lat}).OK(&s)
			return s.ID
		}
		first, second := call("Khói mù quanh trường học"), call("Mùi khét từ bãi rác")
		var other caseOnWire
		duty.Post("/incidents", map[string]any{"type": "o-nhiem-khong-khi", "severity": 3, "unit": "H23.STNMT", "signal": first}).OK(&other)
		duty.Post("/incidents/"+other.ID+"/join", map[string]string{"signal": second}).OK(nil)
		if log := words(read(other.ID)); !strings.Contains(log, "the case began with it") {
			t.Errorf("the log does not say where the case came from: %s", log)
		}
		ofLead, ofOther := []string{"alert " + a.ID}, []string{"call " + first, "call " + second}
		want("the case of the alert", lead.ID, ofLead...)
		want("the case of the calls", other.ID, ofOther...)
		queue := func() (open []string) {
			t.Helper()
			var l list[workOnWire]
			duty.Get("/work?view=all").OK(&l)
			for _, i := range l.Items {
				open = append(open, i.ID)
			}
			return open
		}

		// Joined: by proposal, by who may, and not by who may not.
		var proposed list[struct {
			Incident *struct{ ID string }
			Why      string
		}]
		duty.Get("/incidents/" + lead.ID + "/proposals").OK(&proposed)
		if len(proposed.Items) != 1 || proposed.Items[0].Incident == nil || proposed.Items[0].Incident.ID != other.ID || proposed.Items[0].Why == "" {
			t.Errorf("proposed is %+v", proposed.Items)
		}
		stranger.Post("/incidents/"+lead.ID+"/join", map[string]string{"incident": other.ID}).Refused(404)
		before := item(other.Work.ID)
		joinedAt := w.Clock.Now()
		duty.Post("/incidents/"+lead.ID+"/join", map[string]string{"incident": other.ID}).OK(nil)
		duty.Post("/incidents/"+lead.ID+"/join", map[string]string{"incident": other.ID}).Refused(409)
		w.Restart()
		other = read(other.ID)
		if other.State != "joined" || other.Lead == nil || other.Lead.ID != lead.ID || other.ClosedAt == nil || !strings.Contains(other.ClosedReason, lead.Number) {
			t.Errorf("joined is %+v", other)
		}
		if lead = read(lead.ID); lead.State != "open" || len(lead.Followers) != 1 || lead.Followers[0].ID != other.ID {
			t.Errorf("leading is %+v", lead)
		}
		via := " via " + other.Number
		want("the case that leads", lead.ID, ofLead[0], ofOther[0]+via, ofOther[1]+via)
		if one := item(other.Work.ID); one.State != "done" || !strings.Contains(one.Reason, lead.Number) || slices.Contains(queue(), other.Work.ID) || !slices.Contains(queue(), lead.Work.ID) {
			t.Errorf("the joined case's work is %+v, open is %q", one, queue())
		}
		duty.Post("/incidents/"+other.ID+"/steps/1", map[string]any{"done": true}).Refused(409)
		duty.Post("/work/"+other.Work.ID+"/reopen", map[string]string{"reason": "thử"}).Refused(403)
		officer.Post("/incidents/"+other.ID+"/close", map[string]string{"reason": "thử"}).Refused(409)

		// Parted an hour later: what was left is left again.
		w.Clock.Set(joinedAt.Add(time.Hour))
		w.Quiet()
		duty.Post("/incidents/"+other.ID+"/part", map[string]string{}).OK(nil)
		duty.Post("/incidents/"+other.ID+"/part", map[string]string{}).Refused(409)
		other, lead = read(other.ID), read(lead.ID)
		if other.State != "open" || other.Lead != nil || other.ClosedAt != nil || lead.State != "open" || len(lead.Followers) != 0 {
			t.Errorf("parted are %+v and %+v", lead, other)
		}
		want("the case of the alert, alone", lead.ID, ofLead...)
		want("the case of the calls, alone", other.ID, ofOther...)
		if one := item(other.Work.ID); one.State != "open" || one.Owner != before.Owner || one.Due.Sub(before.Due).Round(time.Minute) != time.Hour || !slices.Contains(queue(), one.ID) {
			t.Errorf("its work is back as %+v, and was due %s", one, before.Due)
		}

		// A call was the other's after all: it moves, and may come back.
		duty.Post("/incidents/"+other.ID+"/part", map[string]string{"signal": first}).Refused(409) // the case began with it
		duty.Post("/incidents/"+other.ID+"/part", map[string]string{"signal": second}).OK(nil)
		var free list[struct{ ID string }]
		if duty.Get("/signals").OK(&free); len(free.Items) != 1 || free.Items[0].ID != second {
			t.Errorf("free are %+v", free.Items)
		}
		duty.Post("/incidents/"+lead.ID+"/join", map[string]string{"signal": second}).OK(nil)
		want("the case with the call that moved", lead.ID, ofLead[0], ofOther[1])
		want("the case that gave it", other.ID, ofOther[0])

		// Joined again, the one that leads is done: so is what was joined, until somebody parts it.
		duty.Post("/incidents/"+lead.ID+"/join", map[string]string{"incident": other.ID}).OK(nil)
		officer.Upload(lead.Work.ID, "ảnh.png", photo(t), "").OK(nil)
		officer.Post("/incidents/"+lead.ID+"/close", map[string]string{"reason": "đã dập bãi rác"}).OK(nil)
		if open := queue(); slices.Contains(open, lead.Work.ID) || slices.Contains(open, other.Work.ID) {
			t.Errorf("after the end open is %q", open)
		}
		duty.Post("/incidents/"+other.ID+"/part", map[string]string{}).OK(nil)
		if other, lead = read(other.ID), read(lead.ID); other.State != "open" || lead.State != "closed" || !slices.Contains(queue(), other.Work.ID) {
			t.Errorf("parted from a closed case: %+v, %+v", lead, other)
		}
		for number, log := range map[string]string{other.Number: words(lead), lead.Number: words(other)} {
			if !strings.Contains(log, number) {
				t.Errorf("a log does not name %s: %s", number, log)
			}
		}
	})
}

// words are all lines of a case's log.
func words(c caseOnWire) string {
	var all []string
	for _, l := range c.Log {
		all = append(all, l.Text)
	}
	return strings.Join(all, "\n")
}
