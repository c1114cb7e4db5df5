package signin_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/door/signin"
	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	_ "thanhdong/sense/alert" // declares verbs that a duty officer may
)

const password = "mưa rào tháng bảy 2024"

type bench struct {
	t     *testing.T
	d     *db.DB
	clock *dbtest.Clock
	door  http.Handler
}

func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := actor.With(t.Context(), actor.System("test"))
		name := func(s string) text.L { return text.L{VI: s, EN: s} }
		err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: name("Hải Dương"), Mark: "VERIFIED"}}); err != nil {
				return err
			}
			_, err := unit.Put(ctx, tx, []unit.Unit{{Code: "H23", Kind: "committee", Area: "30", Name: name("UBND tỉnh"), Mark: "VERIFIED"}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		accounts := account.Open(d, account.Options{})
		if _, err := accounts.Add(ctx, account.New{Name: "trực ban", Unit: "H23", Role: actor.Duty, Password: password}); err != nil {
			t.Fatal(err)
		}
		mux := http.NewServeMux()
		signin.Register(mux, signin.Deps{DB: d, Accounts: accounts, Version: "test", Sample: true,
			Frame: func(context.Context) (string, error) { return "12/2019", nil }})
		session := func(ctx context.Context, secret string) (actor.Actor, error) {
			a, err := accounts.Session(ctx, secret)
			return a.Actor(), err
		}
		fn(t, &bench{t, d, dbtest.ClockOf(d), wire.Serve(mux, wire.Who{Session: session, Bearer: accounts.ByToken}, slog.New(slog.NewTextHandler(io.Discard, nil)), nil)})
	})
}

func (b *bench) ask(method, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/api/v1/session", strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:5000"
	r.Header.Set("Content-Type", "application/json")
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	b.door.ServeHTTP(w, r)
	return w
}

func with(c *http.Cookie) func(*http.Request) { return func(r *http.Request) { r.AddCookie(c) } }

func elsewhere(r *http.Request) { r.RemoteAddr = "192.0.2.7:9" }

func overTLS(r *http.Request) { r.TLS = &tls.ConnectionState{} }

func credentials(name, password string) string {
	b, _ := json.Marshal(map[string]string{"name": name, "password": password})
	return string(b)
}

func (b *bench) signIn(change ...func(*http.Request)) *http.Cookie {
	b.t.Helper()
	w := b.ask("POST", credentials("Trực Ban", password), change...)
	if w.Code != 200 || len(w.Result().Cookies()) != 1 {
		b.t.Fatalf("sign-in: %d %s", w.Code, w.Body)
	}
	return w.Result().Cookies()[0]
}

func key(w *httptest.ResponseRecorder) string {
	var p wire.Problem
	_ = json.Unmarshal(w.Body.Bytes(), &p)
	return p.Key
}

func TestSigningInOpensASessionAndSigningOutEndsIt(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		if w := b.ask("GET", ""); w.Code != 401 || key(w) != "wire.sign_in" {
			t.Errorf("before: %d %s", w.Code, w.Body)
		}
		c := b.signIn()
		w := b.ask("GET", "", with(c))
		var me wire.Me
		if err := json.Unmarshal(w.Body.Bytes(), &me); err != nil || w.Code != 200 {
			t.Fatalf("%d %v", w.Code, err)
		}
		if me.Name != "trực ban" || me.Unit.Name != "UBND tỉnh" || len(me.Grants) != 1 || me.Grants[0].RoleName != "Trực ban" || me.Grants[0].Area.Name != "Hải Dương" ||
			!me.Sample || me.Frame != "12/2019" || me.Version != "test" || me.Now.IsZero() {
			t.Errorf("me %+v", me)
		}
		if !slices.Contains(me.Verbs, "alert.acknowledge") || slices.Contains(me.Verbs, "account.manage") {
			t.Errorf("verbs %v", me.Verbs)
		}
		if strings.Contains(w.Body.String(), c.Value) {
			t.Error("the secret of the session stands in the answer")
		}
		out := b.ask("DELETE", "", with(c))
		if out.Code != 204 || len(out.Result().Cookies()) != 1 || out.Result().Cookies()[0].MaxAge >= 0 {
			t.Errorf("sign-out: %d %v", out.Code, out.Result().Cookies())
		}
		if w := b.ask("GET", "", with(c)); w.Code != 401 {
			t.Errorf("after: %d", w.Code)
		}
		if w := b.ask("DELETE", "", with(c)); w.Code != 204 {
			t.Errorf("signing out twice: %d", w.Code)
		}
	})
}

func TestSigningInAgainEndsTheSessionThatWasThere(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		first := b.signIn()
		second := b.signIn(with(first))
		if w := b.ask("GET", "", with(first)); w.Code != 401 {
			t.Errorf("the first session lives on: %d", w.Code)
		}
		if w := b.ask("GET", "", with(second)); w.Code != 200 {
			t.Errorf("the second: %d", w.Code)
		}
	})
}

func TestTheCookieFitsTheWay(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		if c := b.signIn(); strings.HasPrefix(c.Name, "__Host-") || c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode {
			t.Errorf("at this machine: %+v", c)
		}
		if c := b.signIn(overTLS, elsewhere); !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" {
			t.Errorf("over TLS: %+v", c)
		}
		w := b.ask("POST", credentials("trực ban", password), elsewhere)
		if w.Code != 403 || key(w) != "wire.plain_http" || len(w.Result().Cookies()) != 0 {
			t.Errorf("in the clear from elsewhere: %d %s", w.Code, w.Body)
		}
	})
}

func TestGuessingIsSlowedDownAndSaysUntilWhen(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		wrong := credentials("trực ban", "khong phai mat khau")
		for i := range 5 {
			if w := b.ask("POST", wrong); w.Code != 401 || key(w) != "account.wrong" {
				t.Fatalf("try %d: %d %s", i+1, w.Code, w.Body)
			}
		}
		w := b.ask("POST", credentials("trực ban", password))
		if w.Code != 429 || w.Header().Get("Retry-After") == "" {
			t.Fatalf("the sixth try, though right: %d %s", w.Code, w.Body)
		}
		b.clock.Advance(5*time.Minute + time.Second)
		b.signIn()
	})
}

func TestAFloodFromOnePlaceDoesNotReachTheStore(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		codes := map[string]int{}
		for range 40 {
			codes[key(b.ask("POST", `{"name":`))]++
		}
		if codes["wire.not_json"] != 30 || codes["wire.too_many"] != 10 {
			t.Errorf("answers %v", codes)
		}
		if w := b.ask("POST", credentials("trực ban", password), overTLS, elsewhere); w.Code != 200 {
			t.Errorf("another place pays for it: %d %s", w.Code, w.Body)
		}
	})
}

func TestCredentialsAreReadStrictly(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for body, want := range map[string]string{
			`{"name":"a","password":"b","admin":true}`:             "wire.bad_body",
			`{"name":"a","password":"b"}{"name":"c"}`:              "wire.more_than_one",
			`{"name":["a"],"password":"b"}`:                        "wire.bad_body",
			`{"name":"` + strings.Repeat("a", wire.MaxBody) + `"}`: "wire.too_large",
			`{"name":"","password":""}`:                            "account.wrong",
		} {
			if w := b.ask("POST", body); key(w) != want {
				t.Errorf("%.40s: %d %s, want %s", body, w.Code, w.Body, want)
			}
		}
		if w := b.ask("POST", credentials("trực ban", password), func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }); w.Code != 403 {
			t.Errorf("another site signs its visitor in: %d", w.Code)
		}
	})
}
