package story

import (
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/test/town"
)

// What a source promised in its contract is watched without a rule: its silence is
// a case of its owner until it speaks again.
func TestASourceFallsSilentAndItsOwnerIsCalled(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		duty := w.Person("trực ban", actor.Duty, "H23", "")
		officer := w.Person("cán bộ môi trường", actor.Officer, "H23.STNMT", "")
		contract, err := w.App.Feeds.Contract(w.System(), "air-files")
		if err != nil {
			t.Fatal(err)
		}
		opens := contract.Contract
		opens.OpensIncident = true
		if _, err := w.App.Feeds.Save(w.System(), opens, contract.Rev); err != nil {
			t.Fatal(err)
		}
		drops(t, w, duty, "08:00", "38.2")
		w.Restart() // what is waited for outlives a restart
		w.Clock.Set(at(w, "08:14"))
		w.Quiet()
		if early := silent(t, duty); len(early) != 0 {
			t.Fatalf("within its time: %+v", early)
		}
		w.Clock.Set(at(w, "08:16"))
		w.Until("the silence is a case", func() bool {
			a := silent(t, duty)
			return len(a) == 1 && a[0].Incident != nil
		})
		a := silent(t, officer)[0]
		if a.State != "firing" || a.Severity != 3 || a.Owner.Code != "H23.STNMT" || a.Area.Code != "30" || a.Station.Code != "" || a.Rule.Code != "" ||
			a.Playbook == nil || a.Playbook.Code != "KB-NG-01" || !a.ObservedAt.Equal(at(w, "08:00")) {
			t.Errorf("the alert is %+v", a)
		}
		var i incidentOnWire
		officer.Get("/incidents/" + a.Incident.ID).OK(&i)
		var item workOnWire
		officer.Get("/work/" + i.Work.ID).OK(&item)
		if i.State != "open" || i.Owner.Code != "H23.STNMT" || item.State != "open" || item.Subject.ID != i.ID || item.Owner.Code != "H23.STNMT" {
			t.Errorf("the case is %+v, its work %+v", i, item)
		}
		drops(t, w, duty, "08:30", "39.5")
		w.Until("the alert is over", func() bool { return silent(t, duty)[0].State == "resolved" })
		w.Until("and its case says so", func() bool {
			officer.Get("/incidents/" + a.Incident.ID).OK(&i)
			return len(i.Log) > 0 && i.State == "open" && has(i, "alert_resolved")
		})
		if all := silent(t, duty); len(all) != 1 || all[0].ResolvedAt == nil {
			t.Errorf("alerts %+v", all)
		}
	})
}

// silent gives what was found of the contract of the station files.
func silent(t *testing.T, c *town.Client) []alertOnWire {
	t.Helper()
	var all list[alertOnWire]
	c.Get("/alerts?feed=air-files").OK(&all)
	return all.Items
}

func has(i incidentOnWire, kind string) bool {
	for _, l := range i.Log {
		if l.Kind == kind {
			return true
		}
	}
	return false
}
