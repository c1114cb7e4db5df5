package rights

import (
	"fmt"
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
		"POST /work/{id}/extend":  onFresh("extend", func(*town.Town) any { return extend }, nil),
		"POST /work/{id}/hand-on": onFresh("hand-on", func(*town.Town) any { return map[string]any{"unit": "H23", "words": "của tỉnh"} }, nil),
		"POST /work/{id}/decide":  onFresh("decide", refuse, askedBy("extend", extend)),
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
