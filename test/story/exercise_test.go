package story

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/test/town"
)

type exerciseOnWire struct {
	ID, Number, State string
	Archived          bool
	Size              int64
	Inside            *time.Time
	Steps             []struct {
		Kind, Words, Fault string
		PlayedAt           *time.Time `json:"played_at"`
	}
	Report *struct {
		Points, Sent, Played int
		Alerts               []struct {
			Number       string
			AcknowledgeS *int `json:"acknowledge_s"`
			OpenS        *int `json:"open_s"`
		}
		Runs     []struct{ Playbook string }
		Warnings []struct {
			Both, Second bool
			TookS        *int `json:"took_s"`
		}
		Before []struct{ Points int }
	}
}

const storm = `
code: bao-thu
name: {vi: "Không khí xấu đi nhanh", en: "Air turns bad fast"}
playbook: KB-KK-01
lasts: PT2H
steps:
  - at: PT1M
    message: {vi: "Đầu ca, trời lặng gió", en: "The shift begins, no wind"}
  - at: PT2M
    values: {feed: air-push, station: HD_TPHD_KHI001, parameter: PM2.5, unit: ug/Nm3, from: 180, to: 240, over: PT20M, every: PT5M}
  - at: PT3M
    call: {words: "Khói mù quanh trường học, trẻ khó thở", place: "Phường Bình Hàn", area: "288", unit: H23.STNMT}
`

// A drill escalates, publishes and notifies in a world of its own. Nothing of it reaches the outside or the
// real store, while real work beside it does.
func TestAnExerciseStaysInside(t *testing.T) {
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		c.Clock.(*dbtest.Clock).Set(friday)
		w := town.Boot(t, c)
		chief := w.Person("trưởng ca", actor.ShiftLeader, "H23", "")
		leader := w.Person("chủ tịch", actor.Leader, "H23", "")
		duty := w.Person("trực ban", actor.Duty, "H23", "")
		stranger := w.Person("cán bộ y tế", actor.Officer, "H23.SYT", "")
		head := w.Person("giám đốc sở", actor.Leader, "H23.STNMT", "")
		out := listen(t, w, head, leader)

		var x exerciseOnWire
		plan := map[string]any{"name": "Diễn tập không khí", "script": storm, "people": []string{duty.ID, leader.ID}}
		stranger.Post("/exercises", plan).Refused(403)
		chief.Post("/exercises", plan).OK(&x)
		if x.State != "planned" || !strings.HasPrefix(x.Number, "DT-24-") || len(x.Steps) != 3 {
			t.Fatalf("planned %+v", x)
		}
		id := x.ID
		inside := func(c *town.Client, method, path string, body any) town.Reply {
			t.Helper()
			return c.Do(method, "/exercise/"+id+"/api/v1"+path, body)
		}
		inside(duty, http.MethodGet, "/work", nil).Refused(404)       // there is no world yet
		w.Nobody().Do(http.MethodGet, "/feeds/cap.atom", nil).OK(nil) // the first reader has the key made
		w.Quiet()
		before := digest(t, w)
		chief.Post("/exercises/"+id+"/start", nil).OK(&x)
		if x.State != "running" || x.Size == 0 {
			t.Fatalf("started %+v", x)
		}
		duty.Post("/exercises/"+id+"/start", nil).Refused(403)
		inside(w.Nobody(), http.MethodGet, "/work", nil).Refused(401)
		inside(stranger, http.MethodGet, "/work", nil).Refused(404)
		stranger.Get("/exercises/" + id).Refused(404)

		var me struct {
			Drill *struct{ Number, State, Told string }
			Now   time.Time
		}
		inside(duty, http.MethodGet, "/session", nil).OK(&me)
		if me.Drill == nil || me.Drill.Number != x.Number {
			t.Errorf("the world does not say what it is: %+v", me)
		}
		duty.Get("/session").OK(&me)
		if me.Drill != nil {
			t.Errorf("the real world says it is an exercise")
		}
		var alerts list[alertOnWire]
		for n := range 24 { // minutes
			w.Clock.Advance(time.Minute)
			if n%5 == 3 {
				w.Until("the script has been played so far", func() bool {
					chief.Get("/exercises/" + id).OK(&x)
					return x.Steps[1].PlayedAt != nil
				})
			}
		}
		w.Until("an alert inside has its incident", func() bool {
			inside(duty, http.MethodGet, "/alerts", nil).OK(&alerts)
			return slices.ContainsFunc(alerts.Items, func(a alertOnWire) bool { return a.Rule.Code == "KK-PM25-CAO" && a.Incident != nil })
		})
		a := alerts.Items[slices.IndexFunc(alerts.Items, func(a alertOnWire) bool { return a.Rule.Code == "KK-PM25-CAO" })]
		if !strings.HasPrefix(a.Number, "DT-CB-24-") || !strings.HasPrefix(a.Incident.Number, "DT-SC-24-") {
			t.Errorf("numbers inside are %s and %s", a.Number, a.Incident.Number)
		}
		inside(duty, http.MethodPost, "/alerts/"+a.ID+"/acknowledge", map[string]string{}).OK(nil)
		identifier := publish(t, w, inside, duty, leader)

		// The exercise's feed: signed in, and every message says what it is.
		feed := "/feeds/cap-exercise.atom?exercise=" + id
		w.Nobody().Do(http.MethodGet, feed, nil).Refused(401)
		stranger.Do(http.MethodGet, feed, nil).Refused(404)
		message := "/feeds/cap-exercise/" + id + "/" + identifier + ".xml"
		if got := duty.Do(http.MethodGet, feed, nil).OK(nil); !strings.Contains(string(got.Body), message) {
			t.Errorf("the exercise's feed is %s", got.Body)
		}
		w.Nobody().Do(http.MethodGet, message, nil).Refused(401)
		if got := string(duty.Do(http.MethodGet, message, nil).OK(nil).Body); !strings.Contains(got, "<status>Exercise</status>") || !strings.Contains(got, "DIỄN TẬP: ") {
			t.Errorf("its message is %s", got)
		}
		if got := w.Nobody().Do(http.MethodGet, "/feeds/cap.atom", nil).OK(nil); strings.Contains(string(got.Body), "<entry>") {
			t.Errorf("the public feed has %s", got.Body)
		}
		w.Nobody().Do(http.MethodGet, "/feeds/cap/"+identifier+".xml", nil).Refused(404)

		// The call is there for those inside, and nobody took the case: it walks its chain to the end.
		var signals list[struct{ Kind, Words string }]
		inside(duty, http.MethodGet, "/signals", nil).OK(&signals)
		if !slices.ContainsFunc(signals.Items, func(s struct{ Kind, Words string }) bool {
			return s.Kind == "call" && strings.HasPrefix(s.Words, "Khói mù")
		}) {
			t.Errorf("the signals inside are %+v", signals.Items)
		}
		var queue list[struct {
			ID      string
			Kind    string
			Subject struct{ ID string }
		}]
		inside(chief, http.MethodGet, "/work?view=all", nil).OK(&queue)
		item := ""
		for _, i := range queue.Items {
			if i.Subject.ID == a.Incident.ID {
				item = i.ID
			}
		}
		inside(duty, http.MethodPost, "/incidents/"+a.Incident.ID+"/steps/5", map[string]any{"done": true}).OK(nil)
		w.Clock.Advance(31 * time.Minute) // the first two steps had 15 and 30
		inside(duty, http.MethodPost, "/incidents/"+a.Incident.ID+"/steps/1", map[string]any{"done": true}).OK(nil)
		inside(duty, http.MethodPost, "/incidents/"+a.Incident.ID+"/steps/3", map[string]any{"done": false, "skip_reason": "nguồn đã rõ"}).OK(nil)
		var chain chainOnWire
		w.Until("the chain inside is at its end", func() bool {
			inside(chief, http.MethodGet, "/work/"+item, nil).OK(&chain)
			if at := chain.Chain.NextAt; at != nil && at.After(w.Clock.Now()) {
				w.Clock.Set(*at) // inside, time runs as fast as here
			}
			return chain.Chain.Next == nil && len(chain.Chain.Told) > 1
		})
		type record struct {
			Way, To, Title, Words string
		}
		var records list[record]
		for _, way := range append(slices.Clone(everyWay), "capfeed") {
			w.Until("the recorder has what would have gone by "+way, func() bool {
				chief.Get("/exercises/" + id + "/records?limit=200").OK(&records)
				return slices.ContainsFunc(records.Items, func(r record) bool {
					return r.Way == "capfeed" && way == "capfeed" || r.Way == "notify/"+way && r.To == head.Name && strings.Contains(r.Title+r.Words, a.Incident.Number)
				})
			})
		}
		w.Quiet()
		if got := out.ways(); len(got) != 0 {
			t.Errorf("the exercise reached the outside by %q", got)
		}
		var inbox list[struct{ Title string }]
		if head.Get("/notices").OK(&inbox); len(inbox.Items) != 0 {
			t.Errorf("in the real world the head was told %+v", inbox.Items)
		}
		for i, after := range digest(t, w) {
			if after != before[i] {
				t.Errorf("the exercise changed the real store: %s, then %s", before[i], after)
			}
		}
		var real list[workOnWire]
		if duty.Get("/work?view=all").OK(&real); len(real.Items) != 0 {
			t.Errorf("the real queue has %+v", real.Items)
		}

		// The same work beside it, and real, goes out by every way.
		if _, err := w.App.Work.Open(w.System(), work.NewItem{Kind: "incident", Subject: work.Subject{Kind: "incident", ID: "SC-1", Number: "SC-1"}, Title: text.L{VI: "Việc thật", EN: "Real"},
			Severity: 5, Unit: "H23.STNMT", UnitPath: "/H23/H23.STNMT/", Area: "30", AreaPath: "/30/", Limit: time.Hour}); err != nil {
			t.Fatal(err)
		}
		w.Until("the real chain reached every way out", func() bool {
			w.Clock.Advance(time.Minute)
			return slices.Equal(out.ways(), everyWay)
		})
		identifier = publish(t, w, func(c *town.Client, method, path string, body any) town.Reply {
			return c.Do(method, "/api/v1"+path, body)
		}, duty, leader)
		if got := w.Nobody().Do(http.MethodGet, "/feeds/cap.atom", nil).OK(nil); !strings.Contains(string(got.Body), "/feeds/cap/"+identifier+".xml") {
			t.Errorf("the public feed has %s", got.Body)
		}

		// A restart goes on with the exercise.
		w.Restart()
		inside(duty, http.MethodGet, "/alerts/"+a.ID, nil).OK(nil)
		chief.Post("/exercises/"+id+"/pause", nil).OK(&x)
		stood := *x.Inside
		w.Clock.Advance(time.Hour)
		if chief.Get("/exercises/" + id).OK(&x); !x.Inside.Equal(stood) {
			t.Errorf("the clock went on in the pause: %s, then %s", stood, x.Inside)
		}
		inside(duty, http.MethodPost, "/incidents/"+a.Incident.ID+"/notes", map[string]string{"text": "đang dừng"}).Refused(409)
		chief.Post("/exercises/"+id+"/end", nil).OK(&x)
		chief.Post("/exercises/"+id+"/resume", nil).Refused(409)
		chief.Post("/exercises/"+id+"/score", nil).OK(&x)
		r := x.Report
		if r == nil || r.Played != 3 || r.Sent < 1 || len(r.Runs) != 1 || r.Runs[0].Playbook != "KB-KK-01" || len(r.Warnings) != 1 || !r.Warnings[0].Both || !r.Warnings[0].Second || r.Warnings[0].TookS == nil || len(r.Before) != 0 {
			t.Fatalf("the report is %+v", r)
		}
		if i := slices.IndexFunc(r.Alerts, func(b struct {
			Number       string
			AcknowledgeS *int `json:"acknowledge_s"`
			OpenS        *int `json:"open_s"`
		}) bool {
			return b.Number == a.Number
		}); i < 0 || r.Alerts[i].AcknowledgeS == nil || r.Alerts[i].OpenS == nil {
			t.Errorf("the report on alerts is %+v", r.Alerts)
		}
		chief.Post("/exercises/"+id+"/score", nil).Refused(409)
		drills, err := w.App.Playbooks.Drills(w.System(), "KB-KK-01")
		if err != nil || len(drills) != 1 || drills[0].Exercise != id {
			t.Fatalf("the playbook knows of %+v, %v", drills, err)
		}
		// Of nine steps one was done in time, one late, one skipped, six not at all: 100 * (2 + 1 + 1) / 18.
		if got := drills[0].Result; got.Points != 22 || got.Steps != 9 || got.OnTime != 1 || got.Late != 1 || got.Skipped != 1 || got.Missing != 6 || r.Points != 22 {
			t.Errorf("the drill brought %+v, the report says %d", got, r.Points)
		}
		chief.Post("/exercises/"+id+"/archive", nil).OK(&x)
		if !x.Archived || x.Size != 0 || x.Report == nil {
			t.Errorf("archived %+v", x)
		}
		inside(duty, http.MethodGet, "/alerts", nil).Refused(404)
	})
}

// publish brings a warning to the public of the world.
func publish(t *testing.T, w *town.Town, inside func(c *town.Client, method, path string, body any) town.Reply, duty, leader *town.Client) (identifier string) {
	t.Helper()
	var filled struct{ Content map[string]any }
	inside(duty, http.MethodGet, "/warnings/templates/khong-khi?areas=288&severity=4", nil).OK(&filled)
	var one struct{ ID, Identifier, State string }
	inside(duty, http.MethodPost, "/warnings", map[string]any{"unit": "H23", "content": filled.Content}).OK(&one)
	inside(duty, http.MethodPost, "/warnings/"+one.ID+"/check", nil).OK(nil)
	w.Clock.Advance(2 * time.Minute)
	inside(leader, http.MethodPost, "/warnings/"+one.ID+"/approve", nil).OK(nil)
	inside(leader, http.MethodPost, "/warnings/"+one.ID+"/publish", nil).OK(&one)
	if one.State != "published" {
		t.Fatalf("the warning is %+v", one)
	}
	return one.Identifier
}

// own are the tables that an exercise, or a server that merely runs, may write.
var own = []string{"exercise", "ledger", "lease", "timer", "event", "reader", "number", "token", "session", "goose", "account_key", "limit", "notify"}

// digest sums the rows of all other tables.
func digest(t *testing.T, w *town.Town) (lines []string) {
	t.Helper()
	err := w.App.DB.View(w.System(), func(ctx context.Context, tx *db.Tx) error {
		names := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`
		if w.App.DB.Engine() == db.Postgres {
			names = `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY relname`
		}
		var tables []string
		if err := tx.Each(ctx, names, nil, func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			tables = append(tables, name)
			return err
		}); err != nil {
			return err
		}
		for _, table := range tables {
			if slices.ContainsFunc(own, func(o string) bool { return strings.HasPrefix(table, o) }) {
				continue
			}
			var rows []string
			read, err := tx.Query(ctx, `SELECT * FROM `+table)
			if err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
			columns, err := read.Columns()
			if err != nil {
				return err
			}
			for read.Next() {
				values := make([]any, len(columns))
				to := make([]any, len(columns))
				for i := range values {
					to[i] = &values[i]
				}
				if err := read.Scan(to...); err != nil {
					return err
				}
				rows = append(rows, fmt.Sprint(values))
			}
			if err := read.Close(); err != nil {
				return err
			}
			slices.Sort(rows)
			lines = append(lines, fmt.Sprintf("%s %d %x", table, len(rows), sha256.Sum256([]byte(strings.Join(rows, "\n"))))[:len(table)+16])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
