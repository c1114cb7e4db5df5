package notice_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"thanhdong/act/notify"
	"thanhdong/act/roster"
	"thanhdong/act/work"
	"thanhdong/door/notice"
	"thanhdong/ground/account"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/sense/alert"
)

// catcher is a channel that keeps the last link.
type catcher struct{ link string }

func (*catcher) Name() string { return "webhook" }
func (c *catcher) Send(_ context.Context, m notify.Message) (notify.Receipt, error) {
	c.link = m.AckLink
	return notify.Receipt{}, nil
}

var button = regexp.MustCompile(`name="button" value="([^"]+)"`)

func TestThePageShowsAndOnlyItsButtonAcknowledges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, timers, accounts, c := bus.New(d), timer.New(d), account.Open(d, account.Options{}), &catcher{}
		n := notify.New(d, accounts, alert.New(d, b, timers), roster.New(d), work.New(d, b, timers), b, timers, "http://thanhdong.test")
		n.Register(c)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `INSERT INTO account (id, name, name_key, title_vi, title_en, unit, unit_path, area_path, password, state, sample, created_at, search)
				VALUES ('acc_an', 'an', 'an', '', '', 'H23', '/H23/', '/30/', '', 'active', 0, 0, 'an')`); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO notify_setting (channel, active, plain, secret, version, at, by_id, by_name) VALUES ('webhook', 1, '{}', '{}', 1, 0, '', '')`); err != nil {
				return err
			}
			return n.Tell(ctx, tx, notify.News{Origin: "e", Kind: notify.Escalated, Severity: 5, Title: text.L{VI: "Quá hạn <b>", EN: "Late"}, Text: text.L{VI: "Hạn 10:00", EN: "Due"},
				Link: "/work/wrk_1", Wants: notify.Confirm}, "acc_an")
		}))
		must(n.Deliver(t.Context()))
		mux := http.NewServeMux()
		notice.Register(mux, n)
		server := httptest.NewServer(mux)
		defer server.Close()
		at := server.URL + strings.TrimPrefix(c.link, "http://thanhdong.test")
		read := func(r *http.Response, err error) (int, string, http.Header) {
			t.Helper()
			must(err)
			defer r.Body.Close()
			body, err := io.ReadAll(r.Body)
			must(err)
			return r.StatusCode, string(body), r.Header
		}
		acknowledged := func() (n int) {
			t.Helper()
			must(d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				return tx.QueryRow(ctx, `SELECT count(*) FROM notify_notice WHERE acknowledged_at IS NOT NULL`).Scan(&n)
			}))
			return n
		}
		var page string
		for range 3 { // scanners
			status, body, h := read(http.Get(at))
			if page = body; status != 200 || h.Get("Referrer-Policy") != "no-referrer" || h.Get("Cache-Control") != "no-store" {
				t.Fatalf("%d %v", status, h)
			}
		}
		if !strings.Contains(page, "Quá hạn &lt;b&gt;") || !strings.Contains(page, `lang="vi"`) || strings.Contains(page, "<script") || acknowledged() != 0 {
			t.Fatalf("acknowledged %d by opening:\n%s", acknowledged(), page)
		}
		pressed := button.FindStringSubmatch(page)
		if pressed == nil {
			t.Fatalf("no button:\n%s", page)
		}
		if status, _, _ := read(http.PostForm(at, url.Values{})); status != 404 || acknowledged() != 0 {
			t.Errorf("a POST that never saw the page: %d, acknowledged %d", status, acknowledged())
		}
		status, done, _ := read(http.PostForm(at, url.Values{"button": {pressed[1]}}))
		if status != 200 || !strings.Contains(done, "Đã ghi nhận lúc") || strings.Contains(done, "<form") || acknowledged() != 1 {
			t.Errorf("after the button: %d, acknowledged %d\n%s", status, acknowledged(), done)
		}
		if status, body, _ := read(http.Get(at + "x")); status != 404 || !strings.Contains(body, "/console/notices") {
			t.Errorf("a wrong link: %d %s", status, body)
		}
	})
}
