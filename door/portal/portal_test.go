package portal_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/door/portal"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/file"
	"thanhdong/ground/timer"
	"thanhdong/know/publish"
	"thanhdong/sense/derive"
	"thanhdong/sense/entity"
	"thanhdong/sense/observation"
	"thanhdong/serve/place"
	"thanhdong/serve/report"
)

// desk is the portal of a province without stations and warnings.
func desk(t *testing.T) http.Handler {
	t.Helper()
	var h http.Handler
	dbtest.SQLite(t, func(_ *testing.T, d *db.DB) {
		obs, err := observation.New(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		b, timers := bus.New(d), timer.New(d)
		queue, files := work.New(d, b, timers), file.New(d, filepath.Join(d.Dir(), "files"))
		p := portal.New(portal.Deps{
			DB: d, Entities: entity.New(d), Derive: derive.New(d, obs), Warnings: warning.New(d, queue, "canhbao@haiduong.example"), Reports: report.New(d, queue, files, b, timers, report.Refuse),
			Places: place.New(d), Files: files, OpenData: publish.New(d, b, timers), Public: "https://tinh.example", Sample: true,
		})
		mux := http.NewServeMux()
		p.Register(mux)
		nobody := wire.Who{Session: func(context.Context, string) (actor.Actor, error) { return actor.Actor{}, nil }}
		h = wire.Serve(mux, nobody, slog.New(slog.NewTextHandler(io.Discard, nil)), http.HandlerFunc(p.Missing))
	})
	return h
}

func ask(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var pages = []string{"/", "/report", "/follow", "/reports", "/reports/figures", "/air", "/warnings", "/data/", "/data/?q=b%E1%BB%87nh", "/places", "/places?need=loop&kind=park", "/access", "/privacy"}

func TestEveryPageIsWholeInBothLanguagesWithoutScript(t *testing.T) {
	h := desk(t)
	for _, path := range pages {
		for lang, at := range map[string]string{"vi": path, "en": "/en" + path} {
			a := ask(h, httptest.NewRequest(http.MethodGet, at, nil))
			page := a.Body.String()
			if a.Code != 200 || a.Header().Get("Content-Language") != lang || !strings.Contains(page, `<html lang="`+lang+`"`) {
				t.Errorf("%s: %d %v", at, a.Code, a.Header())
			}
			for what, missing := range map[string]bool{
				"its end":           !strings.HasSuffix(strings.TrimSpace(page), "</html>"),
				"one h1":            strings.Count(page, "<h1") != 1,
				"a way to the main": !strings.Contains(page, `href="#main"`),
				"the sample mark":   !strings.Contains(page, map[string]string{"vi": "Dữ liệu mẫu", "en": "Sample data"}[lang]),
				"nothing inline":    strings.Contains(page, "style=") || regexp.MustCompile(`<script>|\son\w+="`).MatchString(page),
				"no bare key":       strings.Contains(page, "portal."),
				"no other host":     strings.Contains(page, "//"),
			} {
				if missing {
					t.Errorf("%s lacks: %s\n%s", at, what, page)
				}
			}
		}
	}
}

func TestAPageAndAllItNeedsFitAVillageLine(t *testing.T) {
	h := desk(t)
	total, script := 0, 0
	seen := map[string]bool{}
	var load func(at string)
	load = func(at string) {
		if seen[at] {
			return
		}
		seen[at] = true
		r := httptest.NewRequest(http.MethodGet, at, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		a := ask(h, r)
		if a.Code != 200 {
			t.Fatalf("%s: %d", at, a.Code)
		}
		total += a.Body.Len()
		if strings.HasSuffix(at, ".js") {
			script += a.Body.Len()
		}
		plain := ask(h, httptest.NewRequest(http.MethodGet, at, nil)).Body.String()
		for _, m := range regexp.MustCompile(`(?:src|href)="(/portal/[^"#]+)|url\("([^"]+)"`).FindAllStringSubmatch(plain, -1) {
			if m[2] != "" {
				m[1] = at[:strings.LastIndex(at, "/")+1] + m[2]
			}
			load(m[1])
		}
	}
	load("/")
	if total > 200<<10 || script > 60<<10 {
		t.Errorf("the first page is %d bytes, its script %d", total, script)
	}
	t.Logf("%d bytes, script %d, %d files", total, script, len(seen))
}

func TestHowThePageLooksIsKeptByTheReaderAndLeadsBackToThePage(t *testing.T) {
	h := desk(t)
	press := func(cookie string, form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/look", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Cookie", cookie)
		return ask(h, r)
	}
	cookie := ""
	for _, set := range []string{"easy", "contrast", "size", "size"} {
		a := press(cookie, url.Values{"set": {set}, "back": {"/en/air?lat=21"}})
		if a.Code != http.StatusSeeOther || a.Header().Get("Location") != "/en/air?lat=21" {
			t.Fatalf("%d %q", a.Code, a.Header().Get("Location"))
		}
		cookie, _, _ = strings.Cut(a.Header().Get("Set-Cookie"), ";")
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Cookie", cookie)
	if page := ask(h, r).Body.String(); !strings.Contains(page, `class="size2 contrast easy"`) {
		t.Error(page)
	}
	for _, bad := range []string{"https://evil.test/", "//evil.test", `/\evil.test`, "javascript:alert(1)", "evil"} {
		if a := press("", url.Values{"set": {"easy"}, "back": {bad}}); a.Header().Get("Location") != "/" {
			t.Errorf("%s leads to %q", bad, a.Header().Get("Location"))
		}
	}
	r.Header.Set("Cookie", `look=s%3D9%26c%3D<x>%26a%3D`+strings.Repeat("x", 500))
	if a := ask(h, r); a.Code != 200 || !strings.Contains(a.Body.String(), `class="size0"`) {
		t.Errorf("a broken cookie: %d", a.Code)
	}
}

func TestWhoIsLostGetsAPage(t *testing.T) {
	h := desk(t)
	for at, words := range map[string]string{"/khong-co": "Không có trang này", "/en/nothing": "There is no such page", "/warnings/none": "Chưa xem được"} {
		r := httptest.NewRequest(http.MethodGet, at, nil)
		if a := ask(h, r); a.Code != 404 || !strings.Contains(a.Body.String(), words) || !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
			t.Errorf("%s: %d %s", at, a.Code, a.Body)
		}
	}
	if a := ask(h, httptest.NewRequest(http.MethodGet, "/api/v1/nothing", nil)); a.Code != 404 || a.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("a machine: %d %v", a.Code, a.Header())
	}
}
