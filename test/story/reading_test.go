package story

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/ledger"
	"thanhdong/test/town"
)

// friday is the last working day before National Day 2024: work that opens then
// with eight working hours is due on the Wednesday after.
var friday = time.Date(2024, 8, 30, 7, 50, 0, 0, zone)

func begin(t *testing.T, fn func(t *testing.T, w *town.Town)) {
	t.Helper()
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		c.Clock.(*dbtest.Clock).Set(friday)
		fn(t, town.Boot(t, c))
	})
}

func TestAReadingBecomesADutyDone(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		duty := w.Person("trực ban", actor.Duty, "H23", "")
		officer := w.Person("cán bộ môi trường", actor.Officer, "H23.STNMT", "")
		inspector := w.Person("thanh tra", actor.Inspector, "H23", "")
		live := duty.Live("observations,alerts,incidents,work")

		a, i, item := incident(t, w, officer)
		if a.State != "firing" || a.Severity != 4 || a.Owner.Code != "H23.STNMT" || a.Area.Code != "288" || a.Parameter != "PM2.5" ||
			a.Playbook == nil || a.Playbook.Code != "KB-KK-01" || !a.Since.Equal(at(w, "08:05")) {
			t.Errorf("the alert is %+v", a)
		}
		if i.State != "open" || i.Owner.Code != "H23.STNMT" || len(i.Alerts) != 1 || i.Alerts[0].ID != a.ID || i.Work.ID != item.ID {
			t.Errorf("the incident is %+v", i)
		}
		if item.State != "open" || item.Owner.Code != "H23.STNMT" || item.Subject.ID != i.ID || !item.Clock.Working {
			t.Errorf("the work item is %+v", item)
		}
		// Eight working hours from 08:15 on Friday: 7 h 15 min that day, the rest on
		// Wednesday from 07:30, because 2 and 3 September are off. Both mornings run
		// until 11:30, so it is the same time of day.
		if want := item.OpenedAt.AddDate(0, 0, 5); !item.Due.Equal(want) || item.Due.Weekday() != time.Wednesday {
			t.Errorf("opened %s, due %s, want %s", item.OpenedAt, item.Due, want)
		}
		var mine list[workOnWire]
		if officer.Get("/work?view=mine").OK(&mine); len(mine.Items) != 1 || mine.Items[0].ID != item.ID {
			t.Errorf("the officer's work is %+v", mine.Items)
		}

		refusedTooEarly(t, officer, i, item)

		picture := photo(t)
		officer.Upload(item.ID, "đốt rơm.png", picture, "rơm rạ đã dập").OK(nil)
		officer.Post("/work/"+item.ID+"/close", map[string]string{"reason": "Đã dập đám cháy rơm rạ, khói hết"}).OK(nil)
		officer.Get("/incidents/" + i.ID).OK(&i)
		officer.Get("/work/" + item.ID).OK(&item)
		if i.State != "closed" || i.ClosedAt == nil || i.ClosedReason == "" || item.State != "done" || len(item.Evidence) != 1 || item.Evidence[0].Type != "image/png" {
			t.Fatalf("after closing the incident is %+v and the item %+v", i, item)
		}
		if back := duty.Do("GET", item.Evidence[0].Href, nil).OK(nil); !bytes.Equal(back.Body, picture) {
			t.Errorf("the photo came back as %d bytes", len(back.Body))
		}
		w.Quiet()
		if a := veryHigh(t, duty)[0]; a.State != "firing" {
			t.Errorf("closing the case made the alert %s: only the air may", a.State)
		}

		drops(t, w, officer, "08:20", "120.5")
		w.Until("the alert has resolved by itself", func() bool { return veryHigh(t, duty)[0].State == "resolved" })
		if a = veryHigh(t, duty)[0]; a.ResolvedAt == nil || a.ResolvedAt.Before(at(w, "08:20")) {
			t.Errorf("the alert is %+v", a)
		}

		// Streams tell the newest state of each thing, not every step on the way.
		for _, news := range [][]string{{"observations", station, `"value":190.5`}, {"alerts", a.ID, "firing"}, {"alerts", a.ID, "resolved"},
			{"incidents", i.ID, `"state":"closed"`}, {"work", item.ID, `"state":"done"`}} {
			w.Until("the live stream told "+strings.Join(news, " "), func() bool { return live.Saw(news...) })
		}

		var lines list[struct{ Verb, Subject string }]
		inspector.Get("/ledger?subject=" + item.ID).OK(&lines)
		var verbs []string
		for _, l := range lines.Items {
			verbs = append(verbs, l.Verb)
		}
		for _, want := range []string{"work.open", "work.evidence", "work.close"} {
			if !slices.Contains(verbs, want) {
				t.Errorf("the ledger of the item says %v, not %s", verbs, want)
			}
		}
		ledgerFindsEverything(t, w)
	})
}

// refusedTooEarly closes without evidence, on both ways, and finds nothing moved.
func refusedTooEarly(t *testing.T, c *town.Client, i incidentOnWire, item workOnWire) {
	t.Helper()
	reason := map[string]string{"reason": "xong"}
	if p := c.Post("/work/"+item.ID+"/close", reason).Refused(409); p.Key == "" {
		t.Errorf("closing without evidence: %+v", p)
	}
	c.Post("/incidents/"+i.ID+"/close", reason).Refused(409)
	c.Post("/work/"+item.ID+"/close", map[string]string{"reason": ""}).Refused(400)
	var afterI incidentOnWire
	c.Get("/incidents/" + i.ID).OK(&afterI)
	var after workOnWire
	c.Get("/work/" + item.ID).OK(&after)
	if afterI.State != "open" || len(afterI.Log) != len(i.Log) || after.State != "open" || len(after.Log) != len(item.Log) || !after.Due.Equal(item.Due) || after.Reason != "" {
		t.Errorf("the refused closing changed something: %+v, %+v", afterI, after)
	}
	for _, action := range after.Actions {
		if action.Verb == "close" && (action.Allowed || action.Why == "") {
			t.Errorf("the button says %+v", action)
		}
	}
}

// ledgerFindsEverything stops the product and falsifies its ledger.
func ledgerFindsEverything(t *testing.T, w *town.Town) {
	t.Helper()
	w.Until("everything is sealed", func() bool {
		r, err := ledger.Check(w.System(), w.App.DB)
		return err == nil && r.Waiting == 0
	})
	w.Stop()
	d := dbtest.Open(t, w.Store)
	keys := func() (keys []string) {
		r, err := ledger.Check(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Findings {
			keys = append(keys, f.Key)
		}
		return keys
	}
	if found := keys(); len(found) != 0 {
		t.Fatalf("an honest ledger: %v", found)
	}
	falsify := func(q string, args ...any) {
		err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			n, err := tx.Exec(ctx, q, args...)
			if err == nil && n == 0 {
				t.Fatalf("%s changed nothing", q)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ falsify, undo, finding string }{
		{`UPDATE ledger SET subject = subject || 'x' WHERE position = 3`, `UPDATE ledger SET subject = substr(subject, 1, length(subject) - 1) WHERE position = 3`, "ledger.row_changed"},
		{`UPDATE ledger_payload SET payload = payload || ' ' WHERE seq = (SELECT seq FROM ledger WHERE position = 4)`,
			`UPDATE ledger_payload SET payload = substr(payload, 1, length(payload) - 1) WHERE seq = (SELECT seq FROM ledger WHERE position = 4)`, "ledger.payload_changed"},
	} {
		falsify(c.falsify)
		if found := keys(); !slices.Contains(found, c.finding) {
			t.Errorf("%s: found %v", c.falsify, found)
		}
		falsify(c.undo)
		if found := keys(); len(found) != 0 {
			t.Errorf("after %s: found %v", c.undo, found)
		}
	}
	// From here on nothing is put back: each falsehood is found beside the last.
	for _, c := range []struct{ falsify, finding string }{
		{`DELETE FROM ledger WHERE position > (SELECT max(position) - 2 FROM ledger)`, "ledger.tail_cut"},
		{`DELETE FROM ledger WHERE position = 5`, "ledger.row_missing"},
	} {
		if found := keys(); slices.Contains(found, c.finding) {
			t.Errorf("before %s: found %v", c.falsify, found)
		}
		falsify(c.falsify)
		if found := keys(); !slices.Contains(found, c.finding) {
			t.Errorf("%s: found %v", c.falsify, found)
		}
	}
}
