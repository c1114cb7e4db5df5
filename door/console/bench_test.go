package console_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"thanhdong/act/directive"
	"thanhdong/act/handover"
	"thanhdong/act/incident"
	"thanhdong/act/playbook"
	"thanhdong/act/roster"
	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/door/console"
	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/text"
	"thanhdong/pack"
	"thanhdong/sense/alert"
	"thanhdong/sense/derive"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/rule"
	"thanhdong/sense/rule/ruletest"
)

// bench is the rooms of the console behind its door. A bearer secret is the key
// of one of the people below.
type bench struct {
	*ruletest.Bench
	door http.Handler
	mux  *http.ServeMux
}

func person(id string, role actor.Role, unit, area string) actor.Actor {
	codes := strings.Split(strings.Trim(unit, "/"), "/")
	return actor.Actor{ID: "acc_" + id, Name: id, Kind: actor.Person, Unit: codes[len(codes)-1],
		Grants: []actor.Grant{{Role: role, Unit: codes[len(codes)-1], Area: "30", UnitPath: unit, AreaPath: area}}}
}

var people = map[string]actor.Actor{
	"officer":   person("officer", actor.Officer, ruletest.OwnerPath, "/30/"),
	"duty":      person("duty", actor.Duty, "/H23/", "/30/"),
	"shift":     person("shift", actor.ShiftLeader, "/H23/", "/30/"),
	"health":    person("health", actor.Officer, "/H23/H23.SYT/", "/30/"),
	"elsewhere": person("elsewhere", actor.Duty, "/H23/", "/30/290/"),
	"inspector": person("inspector", actor.Inspector, "/H23/", "/30/"),
	"steward":   person("steward", actor.Steward, "/H23/", "/30/"),
	"admin":     person("admin", actor.Admin, "/H23/", "/30/"),
	"device":    {ID: "dev_1", Kind: actor.Device, Feeds: []string{ruletest.Feed}},
}

func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, open(t, d)) })
}

func open(t *testing.T, d *db.DB) *bench {
	t.Helper()
	playbooks := playbook.New(d)
	b := &bench{Bench: ruletest.New(t, d, playbooks), mux: http.NewServeMux()}
	queue := work.New(d, b.Bus, b.Timers)
	feeds := feed.New(d, b.Obs, playbooks)
	entities := entity.New(d)
	indexes := derive.New(d, b.Obs)
	indexes.Register(b.Bus, b.Timers)
	if _, err := indexes.Put(b.Ctx(), derive.Table{
		Method: "VN_AQI-1459/2019", Procedure: derive.Hourly, Parameter: "VN_AQI", Act: "1459/QĐ-TCMT", Mark: "VERIFIED", NeedsOne: []string{"PM2.5"},
		Levels: []float64{0, 50, 100}, Inputs: []derive.Input{{Parameter: "PM2.5", Unit: "ug/Nm3", Mean: derive.NowCast, Breakpoints: []float64{0, 25, 50}}},
		Categories: []derive.Category{
			{Code: "good", From: 0, To: 50, Name: text.L{VI: "Tốt", EN: "Good"}, Colour: "#00E400"},
			{Code: "moderate", From: 51, To: 100, Name: text.L{VI: "Trung bình", EN: "Moderate"}, Colour: "#FFFF00"},
		},
	}); err != nil {
		t.Fatal(err)
	}
	rosters := roster.New(d)
	console.Register(b.mux, console.Deps{
		DB: d, Version: "test", Derive: indexes, Accounts: account.Open(d, account.Options{}), Files: file.New(d, t.TempDir()), Entities: entities, Observations: b.Obs,
		Feeds: feeds, Rules: b.Rules, Alerts: alert.New(d, b.Bus, b.Timers), Work: queue, Rosters: rosters, Playbooks: playbooks, Incidents: incident.New(d, playbooks, queue, b.Bus, b.Timers),
		Directives: directive.New(d, queue, b.Bus),
		Handovers:  handover.New(d, rosters, queue, b.Timers),
		Warnings:   warning.New(d, queue, "canhbao@haiduong.example"),
		Packs:      pack.New(d, pack.Rooms{Playbooks: playbooks, Entities: entities, Feeds: feeds, Rules: b.Rules}),
	})
	b.door = wire.Serve(b.mux, wire.Who{Bearer: func(_ context.Context, secret string) (actor.Actor, error) {
		if a, ok := people[secret]; ok {
			return a, nil
		}
		return actor.Actor{}, fault.New(fault.Unauthenticated, "wire.bad_bearer")
	}}, slog.New(slog.NewTextHandler(io.Discard, nil)), nil)
	if _, _, err := playbooks.Put(b.Ctx(), playbook.Playbook{
		Code: "KB-KK-01", Title: text.L{VI: "Đợt ô nhiễm không khí", EN: "Episode of polluted air"},
		Steps: []playbook.Step{
			{No: 1, Title: text.L{VI: "Kiểm tra số đo", EN: "Check the value"}, Role: actor.Duty, Limit: 15 * time.Minute},
			{No: 2, Title: text.L{VI: "Tìm nguồn", EN: "Find the source"}, Role: actor.Officer, Limit: 8 * time.Hour},
		},
	}); err != nil {
		t.Fatal(err)
	}
	b.Put(rule.Rule{
		Code: "AIR-PM25", Name: text.L{VI: "Bụi mịn cao", EN: "High fine dust"}, When: "value > 150", Parameter: "PM2.5",
		Severity: 4, Unit: ruletest.Owner, Playbook: "KB-KK-01",
	})
	if _, err := feeds.Put(b.Ctx(), feed.Contract{
		Code: ruletest.Feed, Name: text.L{VI: "Tệp trạm", EN: "Station files"}, Unit: ruletest.Owner, Area: "30", Connector: "filedrop", Cadence: ruletest.Cadence, Playbook: "KB-KK-01",
		Parameters: []feed.Parameter{{Name: "PM2.5", Unit: "ug/Nm3"}},
	}); err != nil {
		t.Fatal(err)
	}
	return b
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	t *testing.T
}

func (b *bench) send(who, method, path, contentType string, body io.Reader) answer {
	b.T.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, body)
	r.RemoteAddr = "192.0.2.1:1"
	r.Header.Set("Accept-Language", "en")
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+who)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	w := httptest.NewRecorder()
	b.door.ServeHTTP(w, r)
	return answer{w, b.T.(*testing.T)}
}

func (b *bench) get(who, path string) answer {
	b.T.Helper()
	return b.send(who, "GET", path, "", nil)
}

func (b *bench) post(who, path, body string) answer {
	b.T.Helper()
	return b.send(who, "POST", path, "application/json", strings.NewReader(body))
}

// upload sends parts of a form; a part called file is one.
func (b *bench) upload(who, path string, parts ...[2]string) answer {
	b.T.Helper()
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	for _, p := range parts {
		h := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + p[0] + `"`}}
		if p[0] == "file" {
			h = textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="Ảnh sau.jpg"`}, "Content-Type": {"image/jpeg"}}
		}
		w, err := m.CreatePart(h)
		if err != nil {
			b.T.Fatal(err)
		}
		io.WriteString(w, p[1])
	}
	m.Close()
	return b.send(who, "POST", path, m.FormDataContentType(), &form)
}

const photo = "\xff\xd8\xff\xe0 a picture of wet streets"

// into reads the body of an expected answer.
func (a answer) into(status int, v any) {
	a.t.Helper()
	if a.Code != status {
		a.t.Fatalf("status %d, want %d: %s", a.Code, status, a.Body)
	}
	if v == nil {
		return
	}
	if err := json.Unmarshal(a.Body.Bytes(), v); err != nil {
		a.t.Fatalf("%v: %s", err, a.Body)
	}
}

// refused expects a problem with the key.
func (a answer) refused(status int, key string) wire.Problem {
	a.t.Helper()
	var p wire.Problem
	a.into(status, &p)
	if got := a.Header().Get("Content-Type"); got != "application/problem+json" {
		a.t.Errorf("content type %q", got)
	}
	if p.Key != key || p.FaultID == "" || p.Detail == "" || p.Detail == p.Key {
		a.t.Errorf("problem %+v, want key %s", p, key)
	}
	return p
}

type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

// fire raises an alert and gives its id.
func (b *bench) fire() string {
	b.T.Helper()
	b.Value("PM2.5", 180)
	var alerts list[console.Alert]
	b.get("duty", "/alerts?state=alive").into(200, &alerts)
	if len(alerts.Items) != 1 {
		b.T.Fatalf("%d alerts", len(alerts.Items))
	}
	return alerts.Items[0].ID
}

func allowed(actions []console.Action, verb string) (bool, string) {
	for _, a := range actions {
		if a.Verb == verb {
			return a.Allowed, a.Why
		}
	}
	return false, "no such action"
}
