package story

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/test/town"
)

// pushService counts what is sent to the browsers of citizens.
type pushService struct {
	web *httptest.Server

	mu     sync.Mutex
	status int
	bodies []string
}

func (p *pushService) got() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.bodies)
}

func (p *pushService) answer(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status = status
}

func openPush(t *testing.T, w *town.Town) *pushService {
	t.Helper()
	p := &pushService{status: http.StatusCreated}
	p.web = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.bodies = append(p.bodies, string(b))
		rw.WriteHeader(p.status)
	}))
	t.Cleanup(p.web.Close)
	if err := w.App.Notices.Set(w.System(), "webpush", 0, true, map[string]string{"hosts": "127.0.0.1", "contact": "truc@tinh.test"}); err != nil {
		t.Fatal(err)
	}
	return p
}

var pushKey = regexp.MustCompile(`data-key="([\w-]{80,})"`)

// Who holds the code has a browser told: by the page, encrypted, from an exercise nothing, and a browser that is gone is forgotten.
func TestACitizensBrowserIsToldOfTheirReport(t *testing.T) {
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		c.Clock.(*dbtest.Clock).Set(friday)
		w := town.Boot(t, c)
		push := openPush(t, w)
		chief := w.Person("trưởng ca", actor.ShiftLeader, "H23", "")
		desk := w.Person("trực ban", actor.ShiftLeader, "H23", "")
		road := w.Person("cán bộ đô thị", actor.Officer, "H23.UB288", "288")
		r := pothole(t, w)
		page := string(w.Nobody().Do(http.MethodGet, "/r/"+r.Code, nil).OK(nil).Body)
		if !pushKey.MatchString(page) || !strings.Contains(page, "Nhận tin trên máy này") {
			t.Fatal("the page does not offer it")
		}
		browser, err := ecdh.P256().GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		b64 := base64.RawURLEncoding
		ask := func(do, endpoint string) town.Reply {
			return w.Nobody().Do(http.MethodPost, "/r/"+r.Code+"/push", map[string]string{"do": do, "endpoint": endpoint, "p256dh": b64.EncodeToString(browser.PublicKey().Bytes()), "auth": b64.EncodeToString(make([]byte, 16))})
		}
		mine := push.web.URL + "/mine"
		told := func() bool {
			t.Helper()
			var on struct{ On bool }
			ask("ask", mine).OK(&on)
			return on.On
		}
		ask("on", "https://evil.test/x").Refused(403)
		ask("on", "ftp://127.0.0.1/x").Refused(400)
		ask("press", mine).Refused(400)
		w.Nobody().Do(http.MethodPost, "/r/22222-22222/push", map[string]string{"do": "ask", "endpoint": mine}).Refused(404)
		if told() {
			t.Fatal("told before it asked")
		}
		ask("on", mine).OK(nil)

		// In an exercise the same report goes on, and the browser is not told of that.
		var x exerciseOnWire
		chief.Post("/exercises", map[string]any{"name": "Diễn tập", "script": storm, "people": []string{desk.ID}}).OK(&x)
		chief.Post("/exercises/"+x.ID+"/start", nil).OK(&x)
		desk.Do(http.MethodPost, "/exercise/"+x.ID+"/api/v1/reports/"+r.ID+"/assign", map[string]string{"unit": "H23.UB288"}).OK(nil)
		w.Until("the recorder has it", func() bool {
			var records list[struct{ Way, Title string }]
			chief.Get("/exercises/" + x.ID + "/records?limit=200").OK(&records)
			return slices.ContainsFunc(records.Items, func(one struct{ Way, Title string }) bool {
				return one.Way == "notify/webpush" && strings.Contains(one.Title, r.Number)
			})
		})
		w.Quiet()
		if n := len(push.got()); n != 0 {
			t.Fatalf("an exercise sent %d messages", n)
		}

		desk.Post("/reports/"+r.ID+"/assign", map[string]string{"unit": "H23.UB288"}).OK(nil)
		w.Until("the browser is told", func() bool { return len(push.got()) == 1 })
		if body := push.got()[0]; strings.Contains(body, r.Number) || strings.Contains(body, r.Code) {
			t.Error("a push service can read it")
		}
		ask("off", mine).OK(nil)
		if told() {
			t.Error("told after it was stopped")
		}
		ask("on", mine).OK(nil)
		push.answer(http.StatusGone)
		road.Post("/reports/"+r.ID+"/ask", map[string]string{"words": "Gần số nhà mấy?", "until": string(text.DayOf(w.Clock.Now()).Add(2))}).OK(nil)
		w.Until("a browser that is gone is forgotten", func() bool { return len(push.got()) == 2 && !told() })
	})
}
