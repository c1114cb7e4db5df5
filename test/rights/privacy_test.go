package rights

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/test/town"
)

// askers tells one person who asks from the other.
var askers atomic.Int64

// asking is what somebody says to file a request with the unit of a thing; it is about the account of the thing, which a search finds.
func asking(x thing) map[string]any {
	n := askers.Add(1)
	return map[string]any{"asks": "see", "name": fmt.Sprintf("Người Hỏi %d", n), "emails": []string{fmt.Sprintf("nguoi%d@tinh.test", n)}, "codes": []string{x.account}, "unit": x.unit, "how": "phone"}
}

// requested gives a request in a state.
func requested(w *town.Town, x thing, state string) string {
	c := second(w)
	var r struct{ ID string }
	c.Post("/privacy", asking(x)).OK(&r)
	do := func(verb string, body any) { c.Post("/privacy/"+r.ID+"/"+verb, body).OK(nil) }
	if state == "filed" {
		return r.ID
	}
	do("identify", map[string]string{"how": "call-back"})
	if state == "identified" {
		return r.ID
	}
	do("search", map[string]any{})
	do("decide", decided(x))
	if state == "answered" {
		do("answer", map[string]string{"words": "xong"})
	}
	return r.ID
}

func decided(x thing) map[string]any {
	return map[string]any{"decisions": []map[string]string{{"kind": "account.person", "id": x.account, "outcome": "given"}}}
}

// kept gives what a test made for a thing, made anew once it was used up.
func kept(w *town.Town, x thing, what string, make func() string) (id string, use func()) {
	key := prepared{w, x.unit, what}
	v, ok := waiting.Load(key)
	if !ok {
		v = make()
		waiting.Store(key, v)
	}
	return v.(string), func() { waiting.Delete(key) }
}

// request asks about a request in a state; moves says that it is in another one afterwards.
func request(state string, moves bool, ask func(c *town.Client, id string, x thing) town.Reply, shows func(id string, x thing) string) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		id, use := kept(w, x, "request "+state, func() string { return requested(w, x, state) })
		r := ask(c, id, x)
		got, note := judge(r)
		if got == allowed && moves {
			use()
		}
		if got == allowed && !strings.Contains(string(r.Body), shows(id, x)) {
			return absent, "not in the answer"
		}
		return got, note
	}
}

func breachOf(w *town.Town, x thing) map[string]any {
	at := w.Clock.Now().Add(-time.Hour).Format(time.RFC3339)
	return map[string]any{"what": "Gửi nhầm danh sách", "kinds": []string{"điện thoại"}, "happened_at": at, "found_at": at, "unit": x.unit}
}

// breach asks about a breach that the authority was told of.
func breach(moves bool, ask func(c *town.Client, id string) town.Reply) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		id, use := kept(w, x, "breach", func() string {
			var b struct{ ID string }
			second(w).Post("/breaches", breachOf(w, x)).OK(&b)
			second(w).Post("/breaches/"+b.ID+"/tell", map[string]string{"whom": "authority", "words": "Công văn"}).OK(nil)
			return b.ID
		})
		r := ask(c, id)
		got, note := judge(r)
		if got == allowed && moves {
			use()
		}
		if got == allowed && !strings.Contains(string(r.Body), id) {
			return absent, "not in the answer"
		}
		return got, note
	}
}

// old asks about the account of somebody who left the unit of a thing, which a plan is about.
func old(ask func(c *town.Client, plan, id string) town.Reply, shows bool) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		plan, _ := kept(w, thing{unit: "H23"}, "plan", func() string {
			id, now := db.NewID("swp", w.Clock.Now()), db.Micros(w.Clock.Now())
			if err := w.App.DB.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO consent_sweep (id, kind, cutoff, found, planned_at, due_at, state) VALUES (?, 'account.person', ?, 4, ?, ?, 'planned')`, id, now+1e12, now, now+1e12)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return id
		})
		id, _ := kept(w, x, "left", func() string {
			id, err := w.App.Accounts.Add(w.System(), account.New{Name: fmt.Sprintf("đã nghỉ %d", askers.Add(1)), Unit: x.unit, Role: actor.Clerk, Area: x.area, Password: town.Password})
			if err == nil {
				err = w.App.Accounts.Suspend(w.System(), id)
			}
			if err != nil {
				t.Fatal(err)
			}
			return id
		})
		r := ask(c, plan, id)
		got, note := judge(r)
		if got == allowed && shows && !strings.Contains(string(r.Body), id) {
			return absent, "not in the list"
		}
		return got, note
	}
}

func init() {
	whole := func(id string, _ thing) string { return `"` + id + `"` }
	piece := func(_ string, x thing) string { return x.account }
	anything := func(string, thing) string { return "" }
	get := func(path string) func(*town.Client, string, thing) town.Reply {
		return func(c *town.Client, id string, _ thing) town.Reply {
			return c.Get(strings.ReplaceAll(path, "{id}", id))
		}
	}
	post := func(verb string, body func(id string, x thing) any) func(*town.Client, string, thing) town.Reply {
		return func(c *town.Client, id string, x thing) town.Reply {
			return c.Post("/privacy/"+id+"/"+verb, body(id, x))
		}
	}
	says := func(kv ...string) func(string, thing) any {
		m := map[string]string{}
		for i := 0; i+1 < len(kv); i += 2 {
			m[kv[i]] = kv[i+1]
		}
		return func(string, thing) any { return m }
	}
	held := func(verb string) probe {
		return old(func(c *town.Client, _, id string) town.Reply {
			return c.Post("/retention/"+verb, map[string]string{"kind": "account.person", "id": id, "words": "đang tranh chấp"})
		}, false)
	}
	for name, p := range map[string]probe{
		"GET /privacy":      request("filed", false, get("/privacy?limit=200"), whole),
		"GET /privacy/{id}": request("filed", false, get("/privacy/{id}"), whole),
		"POST /privacy": func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/privacy", asking(x)))
		},
		"GET /privacy/register": within("/privacy/register", "clocks", func(thing) string { return `"breach"` }),
		"GET /privacy/{id}/piece": request("searched", false, func(c *town.Client, id string, x thing) town.Reply {
			return c.Get("/privacy/" + id + "/piece?kind=account.person&piece=" + x.account)
		}, piece),
		"POST /privacy/{id}/identify": request("filed", true, post("identify", says("how", "code")), whole),
		"POST /privacy/{id}/search":   request("identified", true, post("search", says()), whole),
		"POST /privacy/{id}/decide":   request("searched", false, post("decide", func(_ string, x thing) any { return decided(x) }), whole),
		"POST /privacy/{id}/withdraw": request("searched", false, post("withdraw", func(id string, _ thing) any {
			return map[string]string{"kind": "privacy.request", "piece": id, "purpose": "answer-by-code", "how": "phone"}
		}), whole),
		"POST /privacy/{id}/answer": request("searched", true, post("answer", says("words", "xong")), whole),
		"POST /privacy/{id}/refuse": request("searched", true, post("refuse", says("basis", "Luật", "words", "không được")), whole),
		"GET /privacy/{id}/export":  request("searched", false, get("/privacy/{id}/export"), anything),
		"GET /privacy/{id}/letter":  request("answered", false, get("/privacy/{id}/letter"), anything),
		"GET /breaches":             breach(false, func(c *town.Client, _ string) town.Reply { return c.Get("/breaches") }),
		"GET /breaches/{id}":        breach(false, func(c *town.Client, id string) town.Reply { return c.Get("/breaches/" + id) }),
		"POST /breaches": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/breaches", breachOf(w, x)))
		},
		"POST /breaches/{id}/tell": breach(false, func(c *town.Client, id string) town.Reply {
			return c.Post("/breaches/"+id+"/tell", map[string]string{"whom": "persons", "words": "đã gọi"})
		}),
		"POST /breaches/{id}/close": breach(true, func(c *town.Client, id string) town.Reply {
			return c.Post("/breaches/"+id+"/close", map[string]string{"measures": "đã thu hồi"})
		}),
		"GET /retention":         within("/retention", "items", func(thing) string { return `"account.person"` }),
		"GET /retention/{id}":    old(func(c *town.Client, plan, _ string) town.Reply { return c.Get("/retention/" + plan) }, true),
		"POST /retention/hold":   held("hold"),
		"POST /retention/let-go": held("let-go"),
	} {
		probes[name] = p
	}
}
