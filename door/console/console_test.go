package console_test

import (
	"strings"
	"testing"
	"time"

	"thanhdong/door/console"
	"thanhdong/ground/text"
	"thanhdong/sense/rule"
	"thanhdong/sense/rule/ruletest"
)

func TestAnAlertBecomesADutyDoneThroughTheDoor(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.fire()
		var a console.Alert
		b.get("duty", "/alerts/"+id).into(200, &a)
		if a.Number != "CB-24-0001" || a.Subject.Code != "HD_TPHD_KHI001" || a.Subject.Kind != "station" || a.Rule == nil || a.Value == nil || *a.Value != 180 || a.Owner.Code != ruletest.Owner ||
			a.Rule.Name != "High fine dust" || a.Playbook == nil || a.Incident != nil || a.State != "firing" {
			t.Fatalf("alert %+v", a)
		}
		if ok, why := allowed(a.Actions, "open_incident"); !ok {
			t.Errorf("a duty officer may open an incident: %s", why)
		}
		b.post("duty", "/alerts/"+id+"/acknowledge", `{"note":"seen"}`).into(200, &a)
		if a.State != "acknowledged" || a.AcknowledgedBy != "duty" {
			t.Errorf("acknowledged alert %+v", a)
		}
		if ok, why := allowed(a.Actions, "acknowledge"); ok || why == "" {
			t.Error("an alert is acknowledged once, and a screen must say why not again")
		}
		b.post("duty", "/alerts/"+id+"/acknowledge", `{}`).refused(409, "alert.already_acknowledged")

		var i, again console.Incident
		b.post("duty", "/alerts/"+id+"/incident", `{}`).into(200, &i)
		b.send("duty", "POST", "/alerts/"+id+"/incident", "", nil).into(200, &again)
		if i.ID == "" || again.ID != i.ID || i.Work == nil || i.Work.Clock.State == "" || len(i.Alerts) != 1 || i.Alerts[0].Incident == nil {
			t.Fatalf("incident %+v, again %s", i, again.ID)
		}
		if len(i.Playbook.Steps) != 2 || i.Playbook.Steps[0].RoleName != "Duty officer" || i.Playbook.Steps[0].Due == nil {
			t.Errorf("steps %+v", i.Playbook)
		}
		b.post("duty", "/incidents/"+i.ID+"/steps/1", `{"done":true}`).into(200, &i)
		b.post("duty", "/incidents/"+i.ID+"/notes", `{"text":"called the station"}`).into(200, &i)
		if i.Playbook.Steps[0].DoneAt == nil || !strings.Contains(i.Log[len(i.Log)-1].Text, "called the station") {
			t.Errorf("incident after step and note %+v", i)
		}

		ok, why := allowed(i.Actions, "close")
		if ok || why == "" {
			t.Error("closing is offered without evidence")
		}
		b.post("officer", "/incidents/"+i.ID+"/close", `{"reason":"Wetted the streets"}`).refused(409, "work.no_evidence")
		b.post("officer", "/work/"+i.Work.ID+"/close", `{"reason":"Wetted the streets"}`).refused(409, "work.no_evidence")

		var e console.Evidence
		b.upload("officer", "/work/"+i.Work.ID+"/evidence", [2]string{"note", "after"}, [2]string{"file", photo}).into(201, &e)
		if e.Name != "Ảnh sau.jpg" || e.Type != "image/jpeg" || e.Note != "after" || e.Size != int64(len(photo)) {
			t.Errorf("evidence %+v", e)
		}
		var w console.Work
		b.post("officer", "/work/"+i.Work.ID+"/take", ``).into(200, &w)
		if w.Person == nil || w.Person.Name != "officer" || w.NextStep == nil || w.NextStep.Verb != "close" || w.WhyVisible == "" || len(w.Evidence) != 1 {
			t.Errorf("work %+v", w)
		}
		b.post("officer", "/incidents/"+i.ID+"/close", `{"reason":"Wetted the streets"}`).into(200, &i)
		if i.State != "closed" || i.ClosedBy != "officer" || i.Work.Clock.State != "done" {
			t.Errorf("closed incident %+v", i)
		}
		b.post("duty", "/incidents/"+i.ID+"/close", `{"reason":"me too"}`).refused(409, "incident.already_closed")

		var entries list[console.Entry]
		b.get("inspector", "/ledger?subject="+i.ID).into(200, &entries)
		if len(entries.Items) == 0 || entries.Items[0].Verb != "incident.close" || entries.Items[0].Actor.ID != "acc_officer" {
			t.Errorf("ledger %+v", entries.Items)
		}
	})
}

func TestNobodySeesWhatIsNotTheirs(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.fire()
		var i console.Incident
		b.post("duty", "/alerts/"+id+"/incident", `{}`).into(200, &i)
		var e console.Evidence
		b.upload("officer", "/work/"+i.Work.ID+"/evidence", [2]string{"file", photo}).into(201, &e)

		// Alerts are read by area, cases by unit too.
		for _, path := range []string{"/incidents/" + i.ID, "/work/" + i.Work.ID, "/files/" + e.SHA} {
			if a := b.get("health", path); a.Code != 404 {
				t.Errorf("the health department reads %s: %d", path, a.Code)
			}
		}
		b.get("health", "/alerts/"+id).into(200, nil)
		for _, path := range []string{"/alerts/" + id, "/incidents/" + i.ID, "/stations/HD_TPHD_KHI001", "/stations/HD_TPHD_KHI001/observations?parameter=PM2.5"} {
			if a := b.get("elsewhere", path); a.Code != 404 {
				t.Errorf("another district reads %s: %d", path, a.Code)
			}
		}
		b.post("health", "/alerts/"+id+"/acknowledge", `{}`).refused(403, "actor.forbidden")
		b.post("health", "/work/"+i.Work.ID+"/close", `{"reason":"x"}`).refused(404, "work.not_found")
		b.upload("health", "/work/"+i.Work.ID+"/evidence", [2]string{"file", photo}).refused(404, "work.not_found")
		b.upload("inspector", "/work/"+i.Work.ID+"/evidence", [2]string{"file", photo}).refused(403, "actor.forbidden")

		var empty list[struct{}]
		for _, path := range []string{"/incidents", "/work", "/stations", "/alerts"} {
			if b.get("elsewhere", path).into(200, &empty); len(empty.Items) != 0 {
				t.Errorf("another district lists %s", path)
			}
		}
		var o console.Overview
		b.get("elsewhere", "/overview").into(200, &o)
		for _, tile := range o.Tiles {
			if tile.Code != "feeds" && tile.Value != nil && *tile.Value != 0 {
				t.Errorf("the tile %s counts what may not be seen: %v", tile.Code, *tile.Value)
			}
		}
	})
}

func TestSignedOutAndDevicesAreTurnedAway(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, path := range []string{"/overview", "/work", "/files/" + strings.Repeat("a", 64), "/ledger"} {
			b.get("", path).refused(401, "wire.sign_in")
			b.get("device", path).refused(403, "wire.device")
			b.get("stranger", path).refused(401, "wire.bad_bearer")
		}
		b.upload("", "/work/wrk_1/evidence", [2]string{"file", photo}).refused(401, "wire.sign_in")
	})
}

func TestRequestsAreReadStrictly(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		field := func(a answer, path, key string) {
			t.Helper()
			p := a.refused(400, "wire.bad_body")
			if len(p.Faults) != 1 || p.Faults[0].Path != path || p.Faults[0].Key != key || p.Faults[0].Message == "" || p.Faults[0].Message == key {
				t.Errorf("faults %+v, want %s at %s", p.Faults, key, path)
			}
		}
		field(b.get("duty", "/alerts?stat=firing"), "stat", "console.unknown_parameter")
		field(b.get("duty", "/files/"+strings.Repeat("a", 64)+"?download=1"), "download", "console.unknown_parameter")
		field(b.get("duty", "/alerts?state=burning"), "state", "console.not_one_of")
		field(b.get("duty", "/alerts?limit=many"), "limit", "console.bad_value")
		field(b.get("duty", "/alerts?limit=1001"), "limit", "console.bad_value")
		field(b.get("duty", "/alerts?q="+strings.Repeat("a", 201)), "q", "console.too_long")
		field(b.get("duty", "/stations/HD_TPHD_KHI001/observations"), "parameter", "console.parameter_missing")
		field(b.get("duty", "/stations/HD_TPHD_KHI001/observations?parameter=PM2.5&from=yesterday"), "from", "console.bad_instant")
		field(b.get("duty", "/stations/HD_TPHD_KHI001/observations?parameter=PM2.5&every=PT5M"), "every", "console.not_one_of")
		field(b.get("duty", "/areas?on=2024-02-30"), "on", "console.bad_value")
		field(b.post("duty", "/work/wrk_1/close", `{"reason":"x","force":true}`), "force", "wire.unknown_field")
		field(b.post("duty", "/incidents/inc_1/steps/1", `{}`), "done", "console.field_missing")
		field(b.post("duty", "/incidents/inc_1/steps/1", `{"done":"yes"}`), "done", "console.bad_value")
		field(b.post("duty", "/work/wrk_1/close", `{"reason":"a","reason":"b"}`), "reason", "wire.field_twice")
		b.post("duty", "/work/wrk_1/close", strings.Repeat("[", 100_000)).refused(413, "wire.too_deep")
		b.post("duty", "/work/wrk_1/close", `{"reason":"`+strings.Repeat("a", 2<<20)+`"}`).refused(413, "wire.too_large")
		b.post("duty", "/work/wrk_1/close", `{"reason":`).refused(400, "wire.not_json")
		b.post("duty", "/work/wrk_1/close", ``).refused(400, "wire.empty")
		b.send("duty", "POST", "/work/wrk_1/close", "text/plain", strings.NewReader(`{}`)).refused(415, "wire.not_json_type")
		b.get("duty", "/nowhere").refused(404, "wire.no_such_address")
		b.send("duty", "PUT", "/work", "", nil).refused(405, "wire.method")
	})
}

func TestEvidenceIsHeldAgainstItsBytes(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		var i console.Incident
		b.post("duty", "/alerts/"+b.fire()+"/incident", `{}`).into(200, &i)
		path := "/work/" + i.Work.ID + "/evidence"
		b.upload("officer", path, [2]string{"file", "<html><script>alert(1)</script></html>\x00"}).refused(415, "console.bad_file_type")
		b.upload("officer", path, [2]string{"file", photo}, [2]string{"file", photo}).refused(400, "wire.bad_body")
		b.upload("officer", path, [2]string{"note", "only words"}).refused(400, "wire.bad_body")
		b.upload("officer", path, [2]string{"file", ""}).refused(400, "file.empty")
		b.upload("officer", path, [2]string{"file", photo + strings.Repeat("x", 25<<20)}).refused(413, "file.too_large")
		b.upload("officer", path, [2]string{"note", strings.Repeat("x", 17<<10)}, [2]string{"file", photo}).refused(400, "wire.bad_body")
		b.post("officer", path, `{}`).refused(415, "console.not_multipart")
		var w console.Work
		b.get("officer", "/work/"+i.Work.ID).into(200, &w)
		if len(w.Evidence) != 0 {
			t.Errorf("something refused was kept: %+v", w.Evidence)
		}

		// Text that a browser could take for a page is handed out as plain text, to save.
		var page, e console.Evidence
		b.upload("officer", path, [2]string{"file", "<html><script>alert(1)</script></html>"}).into(201, &page)
		got := b.get("officer", strings.TrimPrefix(page.Href, "/api/v1"))
		got.into(200, nil)
		if ct, cd := got.Header().Get("Content-Type"), got.Header().Get("Content-Disposition"); !strings.HasPrefix(ct, "text/plain") || !strings.HasPrefix(cd, "attachment") {
			t.Errorf("a page is handed out as %q, %q", ct, cd)
		}
		b.upload("officer", path, [2]string{"file", photo}).into(201, &e)
		got = b.get("officer", strings.TrimPrefix(e.Href, "/api/v1"))
		got.into(200, nil)
		if got.Body.String() != photo || !strings.Contains(got.Header().Get("Content-Security-Policy"), "sandbox") ||
			got.Header().Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(got.Header().Get("Content-Disposition"), "inline; filename*=utf-8''") {
			t.Errorf("photo comes with %v", got.Header())
		}
	})
}

func TestObservationsComeByPageAndByPeriod(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		start := b.Clock.Now()
		for k := range 24 {
			v := float64(k)
			b.Store("PM2.5", rule.Point{At: start.Add(time.Duration(k) * 5 * time.Minute), Value: &v})
		}
		v := 999.0
		b.Store("PM2.5", rule.Point{At: start.Add(2 * time.Minute), Value: &v, Status: 1})
		b.Store("PM2.5", rule.Point{At: start.Add(3 * time.Minute), Status: 2})
		base := "/stations/HD_TPHD_KHI001/observations?parameter=PM2,5&from=2024-07-03T08:00:00%2B07:00&to=2024-07-03T09:00:00+07:00"

		var values []console.Observation
		after := ""
		for pages := 0; ; pages++ {
			var p list[console.Observation]
			b.get("officer", base+"&limit=5&after="+after).into(200, &p)
			values = append(values, p.Items...)
			if after = p.Next; after == "" {
				break
			}
			if pages > 5 {
				t.Fatal("pages without end")
			}
		}
		// Both ends: from counts, to does not.
		if len(values) != 14 || !values[0].At.Equal(start) || *values[0].Value != 0 || values[0].Unit != "ug/Nm3" || values[0].Status != "00" || values[0].Feed != ruletest.Feed {
			t.Fatalf("%d values, first %+v", len(values), values[0])
		}
		if values[1].Status != "01" || values[2].Status != "02" || values[2].Value != nil {
			t.Errorf("statuses %+v", values[1:3])
		}
		b.Clock.Advance(3 * time.Hour)
		var means list[console.Mean]
		b.get("officer", base+"&every=PT1H").into(200, &means)
		if len(means.Items) != 1 || means.Items[0].Count != 12 || means.Items[0].Mean != 5.5 || means.Items[0].Max != 11 || !means.Items[0].At.Equal(start) {
			t.Errorf("means %+v", means)
		}
		if c := means.Items[0].Completeness; c == nil || *c != 1 {
			t.Errorf("an hour of twelve values is complete: %v", c)
		}
		var gappy console.Values
		b.get("officer", strings.Replace(base, "09:00:00+07", "23:00:00+07", 1)).into(200, &gappy)
		if len(gappy.Gaps) != 1 || gappy.CadenceSeconds != 300 || !gappy.Gaps[0].From.Equal(start.Add(2*time.Hour)) || !gappy.Gaps[0].To.Equal(start.Add(3*time.Hour)) {
			t.Errorf("gaps %+v of %d s", gappy.Gaps, gappy.CadenceSeconds)
		}
		for _, every := range []string{"P1M", "whole"} {
			var one console.Means
			b.get("officer", base+"&every="+every).into(200, &one)
			if len(one.Items) != 1 || one.Items[0].Count != 12 || one.Items[0].Mean != 5.5 {
				t.Errorf("%s: %+v", every, one)
			}
		}
		var none list[console.Observation]
		b.get("officer", "/stations/HD_TPHD_KHI001/observations?parameter=O3").into(200, &none)
		if none.Items == nil || len(none.Items) != 0 {
			t.Errorf("a parameter that was never sent gives %+v", none)
		}
	})
}

func TestAFigureSaysHowOldItIs(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		station := func() console.Station {
			var s console.Station
			b.get("officer", "/stations/HD_TPHD_KHI001").into(200, &s)
			return s
		}
		// Two full hours up to now: what an index with NowCast needs.
		v := 40.0
		for at := b.Clock.Now().Add(-2 * time.Hour); at.Before(b.Clock.Now()); at = at.Add(5 * time.Minute) {
			b.Store("PM2.5", rule.Point{At: at, Value: &v})
		}
		b.Advance(b.Clock.Now())
		s := station()
		if len(s.Latest) != 1 || s.Latest[0].Freshness != "live" || s.AQI == nil || s.AQI.Value != 80 || s.AQI.Parameter != "PM2.5" || s.AQI.Level != 2 || s.AQI.LevelName != "Moderate" || s.AQI.Freshness != "live" {
			t.Fatalf("station %+v, index %+v", s, s.AQI)
		}
		for _, c := range []struct {
			after time.Duration
			want  string
		}{{7 * time.Minute, "new"}, {12 * time.Minute, "old"}, {51 * time.Minute, "dead"}} {
			b.Clock.Set(s.Latest[0].At.Add(c.after))
			if got := station().Latest[0].Freshness; got != c.want {
				t.Errorf("after %s the value is %s, want %s", c.after, got, c.want)
			}
		}
	})
}

func TestTheOverviewCountsWhatIsThere(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		var i console.Incident
		b.post("duty", "/alerts/"+b.fire()+"/incident", `{}`).into(200, &i)
		tiles := func() map[string]console.Tile {
			var o console.Overview
			b.get("duty", "/overview").into(200, &o)
			m := map[string]console.Tile{}
			for _, tile := range o.Tiles {
				m[tile.Code] = tile
				if tile.Owner.Name == "" || tile.Source == "" || tile.At.IsZero() || tile.Freshness == "" || tile.Action.Href == "" || tile.Action.Label == "" || strings.HasPrefix(tile.Label, "console.") {
					t.Errorf("the tile %s lacks owner, source, time, freshness or action: %+v", tile.Code, tile)
				}
			}
			if len(o.Incidents) != 1 || len(o.Feeds) != 1 {
				t.Errorf("overview %+v", o)
			}
			return m
		}
		now := tiles()
		if *now["SC-01"].Value != 1 || *now["CV-01"].Value != 0 || *now["CB-01"].Value != 1 || *now["QT-02"].Value != 1 || now["QT-01"].Value != nil {
			t.Errorf("tiles %+v", now)
		}
		b.Clock.Set(i.Work.Due.Add(time.Hour))
		if later := tiles(); *later["CV-01"].Value != 1 || *later["QT-02"].Value != 0 {
			t.Errorf("tiles when the item is late %+v", later)
		}
	})
}

func TestEveryListAnswersAndSpeaksLocalTime(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		var i console.Incident
		b.post("duty", "/alerts/"+b.fire()+"/incident", `{}`).into(200, &i)
		for who, paths := range map[string][]string{
			"duty":    {"/overview", "/stations", "/alerts", "/incidents", "/incidents/" + i.ID, "/work", "/work/" + i.Work.ID, "/feeds", "/feeds/air-files", "/rules", "/playbooks"},
			"admin":   {"/ledger", "/units", "/areas"},
			"steward": {"/feeds/air-files/quarantine", "/packs"},
		} {
			for _, path := range paths {
				a := b.get(who, path)
				a.into(200, nil)
				if body := a.Body.String(); strings.Contains(body, `Z"`) || !strings.HasPrefix(path, "/overview") && strings.HasPrefix(body, `{"items":[]`) && path != "/packs" && path != "/feeds/air-files/quarantine" {
					t.Errorf("%s answers with UTC or nothing: %s", path, body)
				}
			}
		}
		b.get("admin", "/accounts").into(200, nil)
		b.get("duty", "/boundaries").into(200, nil)
	})
}

func TestShortListsAreSearchedAndPagedToo(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, code := range []string{"AIR-NO2", "AIR-SO2"} {
			b.Put(rule.Rule{Code: code, Name: text.L{VI: "Khí cao", EN: "High gas"}, When: "value > 100", Parameter: strings.TrimPrefix(code, "AIR-"), Severity: 2, Unit: ruletest.Owner, Playbook: "KB-KK-01"})
		}
		var p list[console.Rule]
		b.get("duty", "/rules?q=khi+cao&limit=1").into(200, &p)
		if len(p.Items) != 1 || p.Items[0].Code != "AIR-NO2" || p.Next == "" {
			t.Fatalf("first page %+v", p)
		}
		b.get("duty", "/rules?q=khi+cao&limit=1&after="+p.Next).into(200, &p)
		if len(p.Items) != 1 || p.Items[0].Code != "AIR-SO2" || p.Next != "" {
			t.Errorf("second page %+v", p)
		}
		var none list[console.Feed]
		if b.get("duty", "/feeds?q=khongco").into(200, &none); none.Items == nil || len(none.Items) != 0 {
			t.Errorf("feeds %+v", none)
		}
	})
}
