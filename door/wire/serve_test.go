package wire

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// house is a small mux behind Serve, with what it wrote to its log.
type house struct {
	http.Handler
	log bytes.Buffer
}

func open(routes map[string]Handler) *house {
	mux := http.NewServeMux()
	for pattern, h := range routes {
		mux.Handle(pattern, h)
	}
	hs := &house{}
	identify := func(want, id string) Identify {
		return func(_ context.Context, secret string) (actor.Actor, error) {
			if secret != want {
				return actor.Actor{}, fault.New(fault.Unauthenticated, "wire.bad_bearer")
			}
			return actor.Actor{ID: id, Kind: actor.Person}, nil
		}
	}
	hs.Handler = Serve(mux, Who{Session: identify("s3cret", "acc_session"), Bearer: identify("t0ken", "acc_token")}, slog.New(slog.NewTextHandler(&hs.log, nil)), nil)
	return hs
}

func (h *house) ask(method, path string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.RemoteAddr = "127.0.0.1:5000"
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func cookie(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: name, Value: value}) }
}

func from(addr string) func(*http.Request) { return func(r *http.Request) { r.RemoteAddr = addr } }

func overTLS(r *http.Request) { r.TLS = &tls.ConnectionState{} }

func problem(t *testing.T, w *httptest.ResponseRecorder) Problem {
	t.Helper()
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		t.Fatalf("content type %q: %s", got, w.Body)
	}
	var p Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if p.Status != w.Code || p.FaultID == "" || p.Title == "" || p.Detail == "" {
		t.Errorf("incomplete problem: %+v with status %d", p, w.Code)
	}
	return p
}

func TestEveryKindOfFaultHasAStatusAndATitle(t *testing.T) {
	for _, k := range []fault.Kind{fault.Invalid, fault.NotFound, fault.Forbidden, fault.Unauthenticated, fault.Conflict, fault.TooLarge, fault.TooMany, fault.Unavailable, fault.Unsupported, fault.Internal} {
		if _, ok := statuses[k]; !ok {
			t.Errorf("%s has no status", k)
		}
		if !text.Has("fault." + string(k)) {
			t.Errorf("%s has no title", k)
		}
	}
	if Status("a kind of tomorrow") != http.StatusInternalServerError {
		t.Error("an unknown kind must not look like success")
	}
}

func TestARefusalSpeaksTheReadersLanguageAndIsInTheLog(t *testing.T) {
	h := open(map[string]Handler{"GET /api/v1/x": func(http.ResponseWriter, *http.Request) error {
		return fmt.Errorf("read x: %w", fault.New(fault.TooMany, "wire.too_many", "wait", 90*time.Second).Retry(1500*time.Millisecond))
	}})
	w := h.ask("GET", "/api/v1/x", header("Accept-Language", "en"))
	p := problem(t, w)
	if w.Code != 429 || w.Header().Get("Retry-After") != "2" || p.Key != "wire.too_many" || !strings.Contains(p.Detail, "1 minute") {
		t.Errorf("got %d %v %+v", w.Code, w.Header(), p)
	}
	if !strings.Contains(h.log.String(), "fault_id="+p.FaultID) {
		t.Errorf("the log does not hold %s:\n%s", p.FaultID, &h.log)
	}
	if p := problem(t, h.ask("GET", "/api/v1/x")); !strings.Contains(p.Detail, "1 phút") {
		t.Errorf("without a wish the language is Vietnamese, got %q", p.Detail)
	}
}

func TestWhatFailedInsideStaysInside(t *testing.T) {
	h := open(map[string]Handler{
		"GET /api/v1/error": func(http.ResponseWriter, *http.Request) error {
			return errors.New("password=hunter2 refused by driver")
		},
		"GET /api/v1/ours": func(http.ResponseWriter, *http.Request) error {
			return fault.New(fault.Internal, "work.unknown_kind", "kind", "hunter2")
		},
		"GET /api/v1/panic": func(http.ResponseWriter, *http.Request) error { panic("hunter2") },
	})
	for _, path := range []string{"/api/v1/error", "/api/v1/ours", "/api/v1/panic"} {
		h.log.Reset()
		w := h.ask("GET", path)
		if p := problem(t, w); w.Code != 500 || p.Key != "fault.internal" || strings.Contains(w.Body.String(), "hunter2") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		if log := h.log.String(); !strings.Contains(log, "level=ERROR") || path != "/api/v1/ours" && !strings.Contains(log, "hunter2") {
			t.Errorf("%s: operators learn nothing: %s", path, log)
		}
	}
}

func TestAPanicAfterTheAnswerBeganCutsTheConnection(t *testing.T) {
	h := open(map[string]Handler{"GET /half": func(w http.ResponseWriter, _ *http.Request) error {
		w.Write([]byte("half"))
		panic("boom")
	}})
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("half an answer was passed off as a whole one")
		}
	}()
	h.ask("GET", "/half")
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	h := open(map[string]Handler{"GET /console/": func(w http.ResponseWriter, _ *http.Request) error { return nil }})
	for _, w := range []*httptest.ResponseRecorder{h.ask("GET", "/console/"), h.ask("GET", "/api/none"), h.ask("GET", "/elsewhere")} {
		for name, part := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if !strings.Contains(w.Header().Get(name), part) {
				t.Errorf("%s = %q", name, w.Header().Get(name))
			}
		}
		if strings.Contains(w.Header().Get("Content-Security-Policy"), "unsafe") {
			t.Error("the policy lets scripts or styles from the page run")
		}
	}
}

func TestPagesOfOtherSitesCannotWrite(t *testing.T) {
	written := 0
	h := open(map[string]Handler{"POST /api/v1/x": func(http.ResponseWriter, *http.Request) error { written++; return nil }})
	signedIn := cookie("thanhdong-local", "s3cret")
	for _, evil := range []func(*http.Request){header("Sec-Fetch-Site", "cross-site"), header("Sec-Fetch-Site", "same-site"), header("Origin", "https://evil.example")} {
		if w := h.ask("POST", "/api/v1/x", signedIn, evil); w.Code != 403 || problem(t, w).Key != "wire.cross_site" {
			t.Errorf("got %d", w.Code)
		}
	}
	if written != 0 {
		t.Fatal("something was written")
	}
	for _, good := range []func(*http.Request){header("Sec-Fetch-Site", "same-origin"), header("Origin", "http://example.com"), func(*http.Request) {}} {
		if w := h.ask("POST", "/api/v1/x", signedIn, good); w.Code != 200 {
			t.Errorf("our own page was refused: %d", w.Code)
		}
	}
	if w := h.ask("POST", "/api/v1/x", header("Authorization", "Bearer t0ken"), header("Origin", "https://tool.example")); w.Code != 200 {
		t.Errorf("a token is no cookie: %d", w.Code)
	}
}

func TestWhoAsks(t *testing.T) {
	h := open(map[string]Handler{"GET /api/v1/me": func(w http.ResponseWriter, r *http.Request) error {
		a, err := Person(r.Context())
		if err != nil {
			return err
		}
		return JSON(w, 200, a.ID)
	}})
	cases := []struct {
		name string
		with []func(*http.Request)
		code int
		id   string
	}{
		{"nobody", nil, 401, ""},
		{"a session at this machine", []func(*http.Request){cookie("thanhdong-local", "s3cret")}, 200, "acc_session"},
		{"a session that has ended", []func(*http.Request){cookie("thanhdong-local", "old")}, 401, ""},
		{"the local cookie from elsewhere in the clear", []func(*http.Request){cookie("thanhdong-local", "s3cret"), from("192.0.2.7:9")}, 401, ""},
		{"the local cookie over TLS", []func(*http.Request){cookie("thanhdong-local", "s3cret"), overTLS}, 401, ""},
		{"a session over TLS", []func(*http.Request){cookie("__Host-thanhdong", "s3cret"), overTLS, from("192.0.2.7:9")}, 200, "acc_session"},
		{"a session through the proxy beside us", []func(*http.Request){cookie("__Host-thanhdong", "s3cret"), header("X-Forwarded-Proto", "https")}, 200, "acc_session"},
		{"one who says that there was a proxy", []func(*http.Request){cookie("__Host-thanhdong", "s3cret"), header("X-Forwarded-Proto", "https"), from("192.0.2.7:9")}, 401, ""},
		{"a token", []func(*http.Request){header("Authorization", "Bearer t0ken"), from("192.0.2.7:9")}, 200, "acc_token"},
		{"a token beats the cookie", []func(*http.Request){header("Authorization", "Bearer wrong"), cookie("thanhdong-local", "s3cret")}, 401, ""},
		{"another scheme", []func(*http.Request){header("Authorization", "Basic dDprZW4="), cookie("thanhdong-local", "s3cret")}, 401, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := h.ask("GET", "/api/v1/me", c.with...)
			if w.Code != c.code || c.id != "" && !strings.Contains(w.Body.String(), c.id) {
				t.Errorf("got %d %s", w.Code, w.Body)
			}
			if w.Code == 401 && w.Header().Get("WWW-Authenticate") == "" {
				t.Error("a 401 must say how to sign in")
			}
		})
	}
}

func TestUnknownAddressesAndMethodsAreProblemsToo(t *testing.T) {
	h := open(map[string]Handler{"GET /api/v1/x": func(http.ResponseWriter, *http.Request) error { return nil }})
	if w := h.ask("GET", "/api/v1/y"); w.Code != 404 || problem(t, w).Key != "wire.no_such_address" {
		t.Errorf("got %d", w.Code)
	}
	w := h.ask("DELETE", "/api/v1/x")
	if p := problem(t, w); w.Code != 405 || p.Key != "wire.method" || !strings.Contains(w.Header().Get("Allow"), "GET") {
		t.Errorf("got %d %v %+v", w.Code, w.Header(), p)
	}
}

func TestTheLogHoldsNoPersonsData(t *testing.T) {
	h := open(map[string]Handler{"GET /api/v1/people/{name}": func(http.ResponseWriter, *http.Request) error {
		return fault.New(fault.NotFound, "wire.no_such_address", "name", "nguyen")
	}})
	h.ask("GET", "/api/v1/people/nguyen?q=0912345678", from("203.0.113.9:1"), header("Authorization", "Bearer t0ken"))
	log := h.log.String()
	for _, secret := range []string{"nguyen", "0912345678", "203.0.113.9", "t0ken"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q: %s", secret, log)
		}
	}
	if !strings.Contains(log, "/api/v1/people/{name}") {
		t.Errorf("the log does not hold the route: %s", log)
	}
}

func TestTheSessionCookieNeverTravelsInTheClear(t *testing.T) {
	set := func(change ...func(*http.Request)) (*http.Cookie, error) {
		r := httptest.NewRequest("POST", "/", nil)
		r.RemoteAddr = "127.0.0.1:1"
		for _, c := range change {
			c(r)
		}
		w := httptest.NewRecorder()
		err := SetSession(w, r, "s3cret")
		if cs := w.Result().Cookies(); len(cs) > 0 {
			return cs[0], err
		}
		return nil, err
	}
	if c, err := set(); err != nil || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure || strings.HasPrefix(c.Name, "__Host-") {
		t.Errorf("at this machine: %+v %v", c, err)
	}
	if c, err := set(overTLS, from("192.0.2.7:9")); err != nil || !c.Secure || !c.HttpOnly || c.Name != "__Host-thanhdong" || c.Path != "/" || c.Domain != "" {
		t.Errorf("over TLS: %+v %v", c, err)
	}
	for _, elsewhere := range [][]func(*http.Request){
		{from("192.0.2.7:9")},
		{from("192.0.2.7:9"), header("X-Forwarded-Proto", "https")},
		{header("X-Forwarded-For", "192.0.2.7")},
		{header("X-Forwarded-For", "127.0.0.1, 192.0.2.7")},
		{header("X-Forwarded-For", "rubbish")},
		{header("Forwarded", "for=192.0.2.7")},
	} {
		if c, err := set(elsewhere...); !fault.Is(err, fault.Forbidden) || c != nil {
			t.Errorf("in the clear: %+v %v", c, err)
		}
	}
}

func TestALimiterLetsABurstThenOneInEveryInterval(t *testing.T) {
	now := time.Unix(0, 0)
	l := NewLimiter(3, time.Minute, func() time.Time { return now })
	for i := range 3 {
		if err := l.Take("a"); err != nil {
			t.Fatalf("turn %d: %v", i, err)
		}
	}
	f, _ := fault.As(l.Take("a"))
	if f == nil || f.Kind != fault.TooMany || f.RetryAfter != time.Minute {
		t.Fatalf("got %+v", f)
	}
	if err := l.Take("b"); err != nil {
		t.Errorf("another key pays for the first: %v", err)
	}
	now = now.Add(time.Minute)
	if err := l.Take("a"); err != nil {
		t.Errorf("after the time that was named: %v", err)
	}
	if l.Take("a") == nil {
		t.Error("a second turn in the same minute")
	}
	l.Return("a")
	if err := l.Take("a"); err != nil {
		t.Errorf("a turn given back: %v", err)
	}
}

func TestEveryRoleHasAName(t *testing.T) {
	for _, role := range actor.Everyone {
		for _, lang := range text.Langs {
			if name := RoleName(lang, role); strings.HasPrefix(name, "wire.") {
				t.Errorf("%s has no name in %s", role, lang)
			}
		}
	}
}

// connection remembers until when a request's body must have come.
type connection struct {
	*httptest.ResponseRecorder
	until time.Time
}

func (c *connection) SetReadDeadline(t time.Time) error { c.until = t; return nil }

func TestABodyMayNotTrickleInForEver(t *testing.T) {
	h := open(map[string]Handler{"/x": func(http.ResponseWriter, *http.Request) error { return nil }})
	within := func(method, contentType, body string) time.Duration {
		r := httptest.NewRequest(method, "/x", strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		c := &connection{ResponseRecorder: httptest.NewRecorder()}
		h.ServeHTTP(c, r)
		if c.until.IsZero() {
			return 0
		}
		return time.Until(c.until)
	}
	if d := within("POST", "application/json", "{}"); d <= 0 || d > bodyTime {
		t.Errorf("a form has %s", d)
	}
	if d := within("POST", "multipart/form-data; boundary=x", "--x"); d <= bodyTime || d > uploadTime {
		t.Errorf("a photo has %s", d)
	}
	if d := within("GET", "", ""); d != 0 {
		t.Errorf("a stream of changes ends after %s", d)
	}
}
