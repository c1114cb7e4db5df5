package rights

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/know/dataset"
	"thanhdong/test/town"
)

func TestTheTableOfRightsHolds(t *testing.T) {
	routes := readTable(t)
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		t.Parallel() // the longest test of all, and most of it waits for one answer
		w := town.BootWith(t, c, filepath.Join("testdata", "rights"))
		everyRoute(t, w, routes)
		things := prepare(t, w)
		persons := map[actor.Role]*town.Client{}
		for _, role := range actor.Everyone {
			persons[role] = w.Person("vai trò "+string(role), role, "H23.STNMT", "30")
		}
		for _, r := range routes {
			switch {
			case strings.HasPrefix(r.name, "LIVE "):
			case strings.HasPrefix(r.name, "PAGE "):
				method, path, _ := strings.Cut(strings.TrimPrefix(r.name, "PAGE "), " ")
				path = strings.Replace(path, "{$}", "", 1)
				a := w.Nobody().Do(method, path, nil)
				if r.behind {
					if a.Status != 401 {
						t.Errorf("%s: %d for somebody who has not signed in", r.name, a.Status)
					}
					continue
				}
				// Of many things under one address this one is not there, which anybody may know; of links and codes neither. A
				// form that is sent empty is wrong, not forbidden; a code on a place leads on whatever it is.
				one := strings.HasSuffix(path, "}") && path != "/q/{code}" && path != "/en/q/{code}" || strings.Contains(path, "{code}/") || strings.HasSuffix(path, "{number}/follow")
				form := method == http.MethodPost && !one
				if one && a.Status != 404 || form && (a.Status == 401 || a.Status == 403 || a.Status >= 500) || !one && !form && a.Status >= 400 {
					t.Errorf("%s: %d for anybody", r.name, a.Status)
				}
			case strings.HasPrefix(r.name, "DEVICE "):
				devices(t, w, r)
			case c.URL != "" && !strings.HasPrefix(r.name, "GET "):
				// A command asks the noun, in Go, on either engine; what a list shows is asked in the engine's SQL.
			default:
				walk(t, w, r, persons, things)
			}
		}
		streams(t, w, routes, persons, things)
	})
}

// moves are the commands on what [again] brings back to where it was.
var moves = regexp.MustCompile(`^POST /(alerts|incidents|work)/`)

// walk asks for one route as every role, for every scope.
func walk(t *testing.T, w *town.Town, r route, persons map[actor.Role]*town.Client, things []thing) {
	t.Helper()
	ask, ok := probes[r.name]
	if !ok {
		t.Errorf("table.txt:%d: nothing here asks for %s", r.line, r.name)
		return
	}
	if !r.open {
		if got, note := ask(t, w, w.Nobody(), things[0]); got != strange {
			t.Errorf("%s: nobody gets %s %s", r.name, got, note)
		}
	}
	for _, role := range actor.Everyone {
		for i, x := range things {
			if moves.MatchString(r.name) {
				again(t, w, x)
			}
			got, note := ask(t, w, persons[role], x)
			if want := r.expect(string(role), i); got != want {
				t.Errorf("table.txt:%d %s, %s, %s: %s, the table says %s %s", r.line, r.name, role, scopes[i], got, want, note)
			}
			if len(r.says[string(role)]) == 1 {
				break // the same wherever
			}
		}
	}
}

// probe asks for one route with one thing.
type probe func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string)

// probes are how each route of the table is asked for.
var probes = map[string]probe{
	"GET /areas":                        in("/areas", "code", func(x thing) string { return x.area }),
	"GET /units":                        in("/units", "code", func(x thing) string { return x.unit }),
	"GET /areas/changes":                within("/areas/changes?from=2024-07-01&to=2024-07-03", "items", func(x thing) string { return `"code":"` + x.area + `"` }),
	"GET /units/changes":                within("/units/changes?from=2024-07-01&to=2024-07-03", "items", func(x thing) string { return `"code":"` + x.unit + `"` }),
	"POST /areas/plan":                  changePlace("/areas/plan", func(x thing) string { return x.area }),
	"POST /areas/changes":               changePlace("/areas/changes", func(x thing) string { return x.area }),
	"POST /units/plan":                  changePlace("/units/plan", func(x thing) string { return x.unit }),
	"POST /units/changes":               changePlace("/units/changes", func(x thing) string { return x.unit }),
	"GET /boundaries":                   within("/boundaries", "features", func(x thing) string { return `"code":"` + x.area + `"` }),
	"GET /stations":                     in("/stations", "code", func(x thing) string { return x.station }),
	"GET /stations/{code}":              one("/stations/%s", func(x thing) string { return x.station }),
	"GET /stations/{code}/observations": within("/stations/%s/observations?parameter=PM10&from=2024-01-01T00:00:00Z&to=2025-01-01T00:00:00Z", "items", func(thing) string { return `"value":` }),
	"GET /stations/{code}/history":      historyOf,
	"POST /stations/{code}/corrections": correct,
	"POST /stations/{code}/marks":       command("/stations/%s/marks", func(x thing) string { return x.station }, map[string]string{"parameter": "PM10", "from": "2024-01-01T00:00:00Z", "to": "2025-01-01T00:00:00Z", "mark": "verified", "reason": "đã xem"}),
	"GET /replay":                       within("/replay?parameter=PM10&date=2024-07-03", "stations", func(x thing) string { return `"` + x.station + `"` }),
	"GET /exports/{file} #stations":     exported("stations.csv", func(x thing) string { return x.station }),
	"GET /exports/{file} #alerts":       exported("alerts.csv", func(x thing) string { return x.number }),
	"GET /exports/{file} #observations": exported("observations.csv?parameter=PM10&from=2024-01-01T00:00:00Z&to=2025-01-01T00:00:00Z&stations=%s", func(x thing) string { return x.station }),
	"GET /feeds":                        in("/feeds", "code", func(x thing) string { return x.feed }),
	"GET /feeds/{feed}":                 one("/feeds/%s", func(x thing) string { return x.feed }),
	"GET /feeds/{feed}/quarantine":      within("/feeds/%s/quarantine", "items", func(thing) string { return `"feed.wrong_unit"` }),
	"GET /rules":                        within("/rules", "items", func(thing) string { return `"R-SUB"` }),
	"GET /rules/{code}":                 one("/rules/%s", editedRule),
	"PUT /rules/{code}":                 saveRule,
	"POST /rules/{code}/disable":        switchRule("disable"),
	"POST /rules/{code}/enable":         switchRule("enable"),
	"POST /rules/check":                 draftRule("/rules/check", "reading"),
	"POST /rules/dry-run":               draftRule("/rules/dry-run", "findings"),
	"GET /playbooks":                    within("/playbooks", "items", func(thing) string { return `"KB-KK-01"` }),
	"GET /packs":                        within("/packs", "items", func(thing) string { return `"rights"` }),
	"GET /calendar":                     within("/calendar?year=2024", "days", func(thing) string { return `"2024-09-02"` }),
	"POST /calendar/plan":               command("/calendar/plan%.0s", func(thing) string { return "2024-10-10" }, dayOff),
	"PUT /calendar/days":                changeCalendar,
	"GET /keeping":                      within("/keeping", "items", func(thing) string { return `"PM10"` }),
	"POST /keeping/plan":                command("/keeping/plan%.0s", func(thing) string { return "PM10" }, map[string]any{"parameter": "PM10", "raw_days": 400, "hourly_days": 0}),
	"PUT /keeping":                      keepForEver,
	"GET /packs/known":                  within("/packs/known", "items", func(thing) string { return `"name":"air"` }),
	"POST /packs/plan":                  command("/packs/plan%.0s", func(thing) string { return "air" }, map[string]any{"name": "air"}),
	"POST /packs/apply":                 command("/packs/apply%.0s", func(thing) string { return "air" }, map[string]any{"name": "air"}),
	"POST /packs/remove":                command("/packs/remove%.0s", func(thing) string { return "none" }, map[string]any{"name": "none"}),
	"GET /alerts":                       in("/alerts", "id", func(x thing) string { return x.alert }),
	"GET /alerts/{id}":                  one("/alerts/%s", func(x thing) string { return x.alert }),
	"POST /alerts/{id}/acknowledge":     command("/alerts/%s/acknowledge", func(x thing) string { return x.alert }, map[string]string{"note": "đã thấy"}),
	"POST /alerts/{id}/incident":        command("/alerts/%s/incident", func(x thing) string { return x.alert }, struct{}{}),
	"GET /incidents":                    in("/incidents", "id", func(x thing) string { return x.incident }),
	"GET /incidents/{id}":               one("/incidents/%s", func(x thing) string { return x.incident }),
	"POST /incidents/{id}/steps/{no}":   command("/incidents/%s/steps/1", func(x thing) string { return x.incident }, map[string]any{"done": true}),
	"POST /incidents/{id}/notes":        command("/incidents/%s/notes", func(x thing) string { return x.incident }, map[string]string{"text": "ghi chú"}),
	"POST /incidents/{id}/close":        command("/incidents/%s/close", func(x thing) string { return x.incident }, map[string]string{"reason": "xong"}),
	"GET /work":                         in("/work", "id", func(x thing) string { return x.work }),
	"GET /work/{id}":                    one("/work/%s", func(x thing) string { return x.work }),
	"POST /work/{id}/take":              command("/work/%s/take", func(x thing) string { return x.work }, struct{}{}),
	"POST /work/{id}/close":             command("/work/%s/close", func(x thing) string { return x.work }, map[string]string{"reason": "xong"}),
	"POST /work/{id}/evidence":          upload,
	"GET /files/{sha}":                  fileOf,
	"GET /accounts":                     in("/accounts", "id", func(x thing) string { return x.account }),
	"GET /ledger":                       ledgerOf,
	"GET /overview #incidents":          openIncidents,
	"GET /alerts/{id} #incident":        incidentOf,
	"GET /overview #feeds":              within("/overview", "feeds", func(x thing) string { return `"` + x.feed + `"` }),
	"GET /overview #late":               lateOf,
	"GET /session":                      within("/session", "grants", func(thing) string { return `"role"` }),
	"GET /openapi.json":                 within("/openapi.json", "paths", func(thing) string { return "/alerts/{id}" }),
	"POST /session":                     signIn,
	"DELETE /session":                   signOut,
	"POST /feeds/{feed}/observations":   send,
}

// dayOff is a change of one day that no due time of the test crosses.
var dayOff = map[string]any{"days": []any{map[string]any{"day": "2024-10-10", "kind": "holiday", "name": map[string]string{"vi": "Nghỉ", "en": "Off"}}}, "source": "Thông báo", "mark": "VERIFIED"}

// changeCalendar sends the change with the calendar as it is seen by all.
func changeCalendar(t *testing.T, _ *town.Town, c *town.Client, _ thing) (outcome, string) {
	t.Helper()
	var seen struct{ Plan string }
	if r := c.Get("/calendar?year=2024"); r.Status == http.StatusOK {
		r.OK(&seen)
	}
	body := map[string]any{"days": dayOff["days"], "source": dayOff["source"], "mark": dayOff["mark"], "plan": seen.Plan}
	return judge(c.Do(http.MethodPut, "/api/v1/calendar/days", body))
}

// keepForEver says what holds anyway, so that no role takes anything from another.
func keepForEver(t *testing.T, _ *town.Town, c *town.Client, _ thing) (outcome, string) {
	t.Helper()
	return judge(c.Do(http.MethodPut, "/api/v1/keeping", map[string]any{"parameter": "PM10", "raw_days": 0, "hourly_days": 0, "reason": "giữ lại"}))
}

// changePlace gives an area or a unit another name, each time from a later day.
func changePlace(path string, of func(thing) string) probe {
	day := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	var mu sync.Mutex
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		mu.Lock()
		day = day.AddDate(0, 0, 1)
		on := day.Format(time.DateOnly)
		mu.Unlock()
		order := map[string]any{"what": "rename", "day": on, "act": "QĐ 7", "mark": "PROJECT CHOICE", "old": []string{of(x)},
			"new": []any{map[string]any{"name": map[string]string{"vi": "tên từ " + on, "en": "name from " + on}}}}
		if strings.HasSuffix(path, "/changes") {
			var seen struct{ Plan string }
			if r := c.Post(strings.Replace(path, "/changes", "/plan", 1), order); r.Status == http.StatusOK {
				r.OK(&seen)
			}
			order["plan"] = seen.Plan
		}
		r := c.Post(path, order)
		if r.Status == http.StatusBadRequest && strings.Contains(string(r.Body), `.unknown"`) {
			return absent, "" // told as a code that nobody knows
		}
		got, note := judge(r)
		if got == allowed && !strings.Contains(string(r.Body), "from "+on) {
			return "no data", string(r.Body)
		}
		return got, note
	}
}

// judge turns a refusal into an outcome.
func judge(r town.Reply) (outcome, string) {
	switch r.Status {
	case 200, 201, 204:
		return allowed, ""
	case 401:
		return strange, ""
	case 403:
		return refused, string(r.Body)
	case 404:
		return absent, string(r.Body)
	}
	return outcome(fmt.Sprint(r.Status)), string(r.Body)
}

// in asks for a list and looks for the thing in it.
func in(path, key string, of func(thing) string) probe {
	return within(path+"?limit=500", "items", func(x thing) string { return `"` + key + `":"` + of(x) + `"` })
}

// within asks for a part of an answer and looks for a text in it; %s in the path
// is the thing's station or feed.
func within(path, part string, of func(thing) string) probe {
	return func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		to := path
		if strings.Contains(path, "/stations/%s") {
			to = fmt.Sprintf(path, x.station)
		} else if strings.Contains(path, "%s") {
			to = fmt.Sprintf(path, x.feed)
		}
		r := c.Get(to)
		if got, note := judge(r); got != allowed {
			return got, note
		}
		var all map[string]json.RawMessage
		r.OK(&all)
		if !strings.Contains(string(all[part]), of(x)) {
			return absent, "not in the list"
		}
		return allowed, ""
	}
}

// exported asks for a file and looks for the thing in it; %s in the path is the
// thing's station.
func exported(path string, of func(thing) string) probe {
	return func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		to := "/exports/" + path
		if strings.Contains(to, "%s") {
			to = fmt.Sprintf(to, x.station)
		}
		r := c.Get(to)
		got, note := judge(r)
		if got == allowed && !strings.Contains(string(r.Body), of(x)) {
			return absent, "not in the file"
		}
		return got, note
	}
}

// one asks for the thing itself; an answer without it is none.
func one(path string, of func(thing) string) probe {
	return func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		r := c.Get(fmt.Sprintf(path, of(x)))
		got, note := judge(r)
		if got == allowed && !strings.Contains(string(r.Body), `"`+of(x)+`"`) {
			return "no data", string(r.Body)
		}
		return got, note
	}
}

// command does something to the thing; where it is allowed, it is done.
func command(path string, of func(thing) string, body any) probe {
	return func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		r := c.Post(fmt.Sprintf(path, of(x)), body)
		got, note := judge(r)
		if got == allowed && !strings.Contains(string(r.Body), of(x)) {
			return "no data", string(r.Body)
		}
		return got, note
	}
}

func upload(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	return judge(c.Upload(x.work, "ảnh.png", picture(t, 5), "của "+c.Name))
}

// pm10 gives the instant of the thing's first value, by someone who may read it.
func pm10(w *town.Town, x thing) (at string) {
	var all struct {
		Items []struct {
			At string
		}
	}
	boss(w).Get("/stations/" + x.station + "/observations?parameter=PM10&from=2024-01-01T00:00:00Z&to=2025-01-01T00:00:00Z").OK(&all)
	return all.Items[0].At
}

func historyOf(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	return within("/stations/%s/history?parameter=PM10&at="+pm10(w, x), "now", func(thing) string { return `"value":` })(t, w, c, x)
}

// correct gives each time another value: the same again would be a conflict.
func correct(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	var now struct {
		Now struct{ Value float64 }
	}
	boss(w).Get("/stations/" + x.station + "/history?parameter=PM10&at=" + pm10(w, x)).OK(&now)
	r := c.Post("/stations/"+x.station+"/corrections", map[string]any{"parameter": "PM10", "at": pm10(w, x), "value": now.Now.Value + 0.125, "reason": "đo lại"})
	got, note := judge(r)
	if got == allowed && !strings.Contains(string(r.Body), "đo lại") {
		return "no data", string(r.Body)
	}
	return got, note
}

func fileOf(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	r := c.Get("/files/" + x.sha)
	got, note := judge(r)
	if got == allowed && !strings.HasPrefix(string(r.Body), "\x89PNG") {
		return "no data", ""
	}
	return got, note
}

func ledgerOf(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	return within("/ledger?subject="+x.work, "items", func(x thing) string { return `"subject":"` + x.work + `"` })(t, nil, c, x)
}

// incidentOf looks for the incident in the answer about its alert.
func incidentOf(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	got, note := judge(c.Get("/alerts/" + x.alert))
	if got == allowed && !strings.Contains(string(c.Get("/alerts/"+x.alert).Body), x.incident) {
		return absent, ""
	}
	return got, note
}

// openIncidents looks into the list of the first screen, and holds its figure
// against the list of all: a count betrays as much as a row.
func openIncidents(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	r := c.Get("/overview")
	if got, note := judge(r); got != allowed {
		return got, note
	}
	var o struct {
		Incidents []struct{ ID string }
		Tiles     []struct {
			Code  string
			Value *float64
		}
	}
	r.OK(&o)
	var all struct{ Items []struct{ ID string } }
	c.Get("/incidents?state=open&limit=500").OK(&all)
	for _, tile := range o.Tiles {
		if tile.Code == "incidents" && (tile.Value == nil || *tile.Value != float64(len(all.Items))) {
			return "the figure counts what the list does not show", string(r.Body)
		}
	}
	for _, i := range o.Incidents {
		if i.ID == x.incident {
			return allowed, ""
		}
	}
	return absent, ""
}

// lateOf counts: the item in the other area has the same owner as one's own, so
// only a count of two would betray it.
func lateOf(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	r := c.Get("/overview")
	if got, note := judge(r); got != allowed {
		return got, note
	}
	var o struct {
		LateByUnit []struct {
			Unit  struct{ Code string }
			Count int
		} `json:"late_by_unit"`
		Tiles []struct {
			Code  string
			Value *float64
		}
	}
	r.OK(&o)
	least, owner := 1, x.unit
	if x.area == "31" {
		least, owner = 2, "H23.STNMT"
	}
	total := 0
	for _, l := range o.LateByUnit {
		total += l.Count
	}
	for _, tile := range o.Tiles {
		if tile.Code == "late" && (tile.Value == nil || *tile.Value != float64(total)) {
			return "the figure counts what the list does not show", string(r.Body)
		}
	}
	for _, l := range o.LateByUnit {
		if l.Unit.Code == owner && l.Count >= least {
			return allowed, ""
		}
	}
	return absent, ""
}

func signIn(t *testing.T, _ *town.Town, c *town.Client, _ thing) (outcome, string) {
	t.Helper()
	got, note := judge(c.Without().Post("/session", map[string]string{"name": c.Name, "password": town.Password}))
	return got, note
}

func signOut(t *testing.T, _ *town.Town, c *town.Client, _ thing) (outcome, string) {
	t.Helper()
	r := c.Without().Post("/session", map[string]string{"name": c.Name, "password": town.Password}).OK(nil)
	cookie, _, _ := strings.Cut(r.Header.Get("Set-Cookie"), ";")
	got, note := judge(c.Without().Do(http.MethodDelete, "/api/v1/session", nil, "Cookie", cookie))
	if again := c.Without().Do(http.MethodGet, "/api/v1/session", nil, "Cookie", cookie); got == allowed && again.Status != 401 {
		return "the session lives on", string(again.Body)
	}
	return got, note
}

func send(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	return judge(c.Send(x.feed, town.Row(x.station, "PM10", "1", "ug/Nm3", w.Clock.Now().UTC().Format("2006-01-02T15:04:05Z"))))
}

func devices(t *testing.T, w *town.Town, r route) {
	t.Helper()
	own := w.Device("r-own")
	for who, feed := range map[string]string{"its own feed": "r-own", "another feed": "r-sub", "a feed that does not exist": "r-none"} {
		if r.says[who] == nil {
			t.Errorf("table.txt:%d says nothing about %s", r.line, who)
			continue
		}
		row := town.Row("S_OWN", "PM10", "450", "ug/Nm3", w.Clock.Now().UTC().Format("2006-01-02T15:04:05Z"))
		reply := own.Send
		if strings.HasSuffix(r.name, "/alertmanager") {
			reply = func(feed string, _ ...string) town.Reply {
				return own.Post("/feeds/"+feed+"/alertmanager", notification(w))
			}
		}
		if got, note := judge(reply(feed, row)); got != r.says[who][0] {
			t.Errorf("%s, %s: %s, the table says %s %s", r.name, who, got, r.says[who][0], note)
		}
	}
}

// streams opens a live stream for every role, lets everything change, and looks
// at what came.
func streams(t *testing.T, w *town.Town, routes []route, persons map[actor.Role]*town.Client, things []thing) {
	t.Helper()
	open := map[actor.Role]*town.Stream{}
	for role, c := range persons {
		open[role] = c.Live("observations,alerts,silences,incidents,signals,work,feeds,warnings,handovers,directives,exercises,privacy,notices,reports,datasets")
	}
	led := second(w).Live("privacy") // which who prepares may not read
	guest := w.Person("người tham gia diễn tập", actor.Clerk, "H23.SYT", "31")
	taking := guest.Live("exercises")
	all := boss(w).Live("observations,alerts,silences,incidents,signals,work,feeds,warnings,handovers,directives,exercises,notices,reports,datasets")
	for role, s := range open {
		w.Until(string(role)+" is greeted", func() bool { return s.Saw("hello") })
	}
	w.Until("the preparing persons and the guest are greeted", func() bool { return all.Saw("hello") && led.Saw("hello") && taking.Saw("hello") })
	w.Clock.Advance(11 * time.Minute) // the feed that spoke last is late again
	told, sets := map[string]string{}, map[string]string{}
	warned, given, drilled, said, noticed, sheets, silent, asked := map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}
	w.Until("its lateness is told", func() bool { return all.Saw("feeds ", `"r-own"`, "late") })
	for i, x := range things {
		again(t, w, x)
		boss(w).Upload(x.work, "ảnh.png", picture(t, 6), "").OK(nil)
		boss(w).Post("/incidents/"+x.incident+"/notes", map[string]string{"text": "ghi chú"}).OK(nil)
		warned[x.unit+x.area] = warn(t, w, x, "draft")
		sheets[x.unit+x.area] = handed(t, w, second(w), x, "open")
		noted(w, sheets[x.unit+x.area])
		var s struct{ ID string }
		boss(w).Post("/signals", signalBody(x)).OK(&s)
		said[x.unit+x.area] = s.ID
		var quiet struct{ ID string }
		boss(w).Post("/silences", silenceOf(w, x)).OK(&quiet)
		silent[x.unit+x.area] = quiet.ID
		noticed[x.unit+x.area] = tellTo(t, w, idOf(boss(w)))
		given[x.unit+x.area] = directed(w, x)
		sets[x.unit+x.area] = handedIn(t, w, x, dataset.Open)
		told[x.unit+x.area] = aReport(t, w, x, "assigned").ID
		var drilling struct{ ID string }
		plan := drill(x)
		if i == 0 {
			plan["people"] = []string{guest.ID}
		}
		boss(w).Post("/exercises", plan).OK(&drilling)
		drilled[x.unit+x.area] = drilling.ID
		asked[x.unit+x.area] = requested(w, x, "filed")
	}
	measure(t, w, things, "20", "1") // alerts resolve, feeds recover
	marks := map[string]func(thing) string{
		"observations": func(x thing) string { return `"` + x.station + `"` }, "alerts": func(x thing) string { return x.alert },
		"incidents": func(x thing) string { return x.incident }, "work": func(x thing) string { return x.work },
		"feeds": func(x thing) string { return `"` + x.feed + `"` }, "warnings": func(x thing) string { return warned[x.unit+x.area] },
		"handovers":  func(x thing) string { return sheets[x.unit+x.area] },
		"signals":    func(x thing) string { return said[x.unit+x.area] },
		"silences":   func(x thing) string { return silent[x.unit+x.area] },
		"notices":    func(x thing) string { return noticed[x.unit+x.area] },
		"directives": func(x thing) string { return given[x.unit+x.area] },
		"reports":    func(x thing) string { return told[x.unit+x.area] },
		"datasets":   func(x thing) string { return sets[x.unit+x.area] },
		"exercises":  func(x thing) string { return drilled[x.unit+x.area] },
		"privacy":    func(x thing) string { return asked[x.unit+x.area] },
	}
	for topic, mark := range marks {
		for i, x := range things {
			w.Until(topic+" of the "+scopes[i]+" reached who may see everything", func() bool { return all.Saw(topic+" ", mark(x)) || led.Saw(topic+" ", mark(x)) })
		}
	}
	w.Until("the guest is told of the exercise", func() bool { return taking.Saw("exercises ", drilled[things[0].unit+things[0].area]) })
	// Everything before this last value has reached everyone whom it may reach.
	w.Device("r-own").Send("r-own", town.Row("S_OWN", "PM10", "12.75", "ug/Nm3", w.Clock.Now().UTC().Format("2006-01-02T15:04:05Z"))).OK(nil)
	for role, s := range open {
		w.Until(string(role)+" has seen the last value", func() bool { return s.Saw("observations ", "12.75") })
	}
	for i, x := range things[1:] {
		if taking.Saw("exercises ", drilled[x.unit+x.area]) {
			t.Errorf("who takes part in one exercise is told of that of the %s", scopes[i+1])
		}
	}
	for _, r := range routes {
		topic, ok := strings.CutPrefix(r.name, "LIVE ")
		if !ok {
			continue
		}
		for role, s := range open {
			for i, x := range things {
				got := absent
				if s.Saw(topic+" ", marks[topic](x)) {
					got = allowed
				}
				if want := r.expect(string(role), i); got != want {
					t.Errorf("table.txt:%d %s, %s, %s: %s, the table says %s", r.line, r.name, role, scopes[i], got, want)
				}
			}
		}
	}
}
