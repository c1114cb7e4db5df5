package rights

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/text"
	"thanhdong/test/town"
)

var opened atomic.Int64

// fresh opens an item like the thing's own, which nobody has moved and which is not
// late.
func fresh(t *testing.T, w *town.Town, x thing) (id string) {
	t.Helper()
	own, err := w.App.Work.Get(w.System(), x.work)
	if err != nil {
		t.Fatal(err)
	}
	n := fmt.Sprintf("lượt %d", opened.Add(1))
	item, err := w.App.Work.Open(w.System(), work.NewItem{
		Kind: own.Kind, Subject: work.Subject{Kind: own.Subject.Kind, ID: n, Number: n}, Title: text.L{VI: n, EN: n}, Severity: 3,
		Unit: own.Unit, UnitPath: own.UnitPath, Area: own.Area, AreaPath: own.AreaPath, Limit: 40 * time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	return item.ID
}

// onFresh asks for something about a fresh item that somebody may have brought
// further.
func onFresh(verb string, body func(w *town.Town) any, first func(t *testing.T, w *town.Town, id string) string) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		id := fresh(t, w, x)
		if first != nil {
			id = first(t, w, id)
		}
		return judge(c.Post("/work/"+id+"/"+verb, body(w)))
	}
}

func paused(w *town.Town) any {
	return map[string]any{"reason": "cho-vat-tu", "until": w.Clock.Now().Add(time.Hour).Format(time.RFC3339)}
}

// askedBy has an officer ask and gives the request's own item.
func askedBy(verb string, body any) func(t *testing.T, w *town.Town, id string) string {
	return func(t *testing.T, w *town.Town, id string) string {
		t.Helper()
		everywhere(w, actor.Officer).Post("/work/"+id+"/"+verb, body).OK(nil)
		var all struct {
			Items []struct {
				ID      string
				Subject struct{ Number string }
			}
		}
		var own struct{ Number string }
		boss(w).Get("/work/" + id).OK(&own)
		boss(w).Get("/work?limit=500&q=" + own.Number).OK(&all)
		for _, i := range all.Items {
			if i.Subject.Number == own.Number {
				return i.ID
			}
		}
		t.Fatalf("the request about %s is not in the queue: %+v", own.Number, all)
		return ""
	}
}

// judgeOne looks at what became of the one item of a bulk request.
func judgeOne(r town.Reply) (outcome, string) {
	if got, note := judge(r); got != allowed {
		return got, note
	}
	var all struct {
		Items []struct {
			Status int
			Why    string
		}
	}
	r.OK(&all)
	r.Status = all.Items[0].Status
	return judge(r)
}

// shared gives a view that the thing's unit shares, the only one of its unit.
func shared(t *testing.T, w *town.Town, x thing) string {
	t.Helper()
	if id, ok := views.LoadAndDelete(helper{w, actor.Role(x.unit)}); ok {
		boss(w).Do("DELETE", "/api/v1/work/views/"+id.(string), nil)
	}
	var made struct{ ID string }
	boss(w).Post("/work/views", map[string]any{"name": "chung", "unit": x.unit, "filter": map[string]any{"view": "all"}}).OK(&made)
	views.Store(helper{w, actor.Role(x.unit)}, made.ID)
	return made.ID
}

var views sync.Map

func init() {
	extend := map[string]any{"reason": "nhieu-co-quan", "hours": 8, "words": "chờ cơ quan khác"}
	refuse := func(*town.Town) any { return map[string]any{"grant": false, "words": "không cần"} }
	for name, p := range map[string]probe{
		"GET /work/reasons":     within("/work/reasons", "items", func(thing) string { return `"cho-vat-tu"` }),
		"POST /work/{id}/pause": onFresh("pause", paused, nil),
		"POST /work/{id}/resume": onFresh("resume", func(*town.Town) any { return nil }, func(t *testing.T, w *town.Town, id string) string {
			t.Helper()
			boss(w).Post("/work/"+id+"/pause", paused(w)).OK(nil)
			return id
		}),
		"POST /work/{id}/extend":   onFresh("extend", func(*town.Town) any { return extend }, nil),
		"POST /work/{id}/hand-on":  onFresh("hand-on", func(*town.Town) any { return map[string]any{"unit": "H23", "words": "của tỉnh"} }, nil),
		"POST /work/{id}/decide":   onFresh("decide", refuse, askedBy("extend", extend)),
		"POST /work/{id}/escalate": onFresh("escalate", func(*town.Town) any { return map[string]any{} }, nil),
		"POST /work/bulk": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judgeOne(c.Post("/work/bulk", map[string]any{"verb": "take", "ids": []string{fresh(t, w, x)}}))
		},
		"POST /work/undo": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			var done struct{ Items []struct{ Undo string } }
			boss(w).Post("/work/bulk", map[string]any{"verb": "take", "ids": []string{fresh(t, w, x)}}).OK(&done)
			return judgeOne(c.Post("/work/undo", map[string]any{"undo": []string{done.Items[0].Undo}}))
		},
		"GET /work/views": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			id := shared(t, w, x)
			return within("/work/views", "items", func(thing) string { return `"id":"` + id + `"` })(t, w, c, x)
		},
		"POST /work/views": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			r := c.Post("/work/views", map[string]any{"name": "của " + c.Name, "unit": x.unit, "filter": map[string]any{"view": "all"}})
			got, note := judge(r)
			if got == allowed {
				var made struct{ ID string }
				r.OK(&made)
				boss(w).Do("DELETE", "/api/v1/work/views/"+made.ID, nil).OK(nil)
			}
			return got, note
		},
		"PUT /work/views/{id}": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Put("/work/views/"+shared(t, w, x), map[string]any{"name": "khác", "filter": map[string]any{}}))
		},
		"DELETE /work/views/{id}": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Do("DELETE", "/api/v1/work/views/"+shared(t, w, x), nil))
		},
		"GET /work/load": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			fresh(t, w, x)
			return within("/work/load", "items", func(x thing) string { return `"code":"` + x.unit + `"` })(t, w, c, x)
		},
		"POST /work/{id}/reopen": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			boss(w).Post("/work/"+x.work+"/close", map[string]string{"reason": "xong"}) // it may be closed already
			again := map[string]string{"reason": "chưa xong"}
			got, note := judge(c.Post("/work/"+x.work+"/reopen", again))
			if got != allowed {
				boss(w).Post("/work/"+x.work+"/reopen", again).OK(nil)
			}
			return got, note
		},
	} {
		probes[name] = p
	}
}
