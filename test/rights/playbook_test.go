package rights

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"thanhdong/test/town"
)

// ownPlaybook is the playbook that a thing's unit answers for.
func ownPlaybook(x thing) string { return "KB-R-" + x.unit }

func playbookDraft(x thing, title string) map[string]any {
	both := map[string]string{"vi": title, "en": title}
	return map[string]any{"title": both, "owner": x.unit, "mark": "PROJECT CHOICE", "steps": []any{map[string]any{"title": both, "role": "officer"}}}
}

var playbooksMade sync.Map

// procedure makes the unit's playbook once, by two people.
func procedure(w *town.Town, x thing) string {
	code := ownPlaybook(x)
	if _, made := playbooksMade.LoadOrStore(prepared{w, x.unit, "playbook"}, true); !made {
		var q struct{ ID string }
		boss(w).Post("/playbooks/"+code+"/proposals", map[string]any{"base": 0, "why": "mới", "draft": playbookDraft(x, "Bước một")}).OK(&q)
		boss(w).Post("/playbook-proposals/"+q.ID+"/propose", nil).OK(nil)
		second(w).Post("/playbook-proposals/"+q.ID+"/approve", map[string]any{"revision": 1}).OK(nil)
	}
	return code
}

// proposal gives one in a state that nobody has moved on yet.
func proposal(t *testing.T, w *town.Town, x thing, state string, ask func(id string) (outcome, string)) (outcome, string) {
	t.Helper()
	key := prepared{w, x.unit, "proposal " + state}
	id, ok := waiting.Load(key)
	if !ok {
		code := procedure(w, x)
		var now struct{ Newest int }
		boss(w).Get("/playbooks/" + code).OK(&now)
		var q struct{ ID string }
		boss(w).Post("/playbooks/"+code+"/proposals", map[string]any{"base": now.Newest, "why": "khác", "draft": playbookDraft(x, "Bước khác "+strings.Repeat("i", now.Newest))}).OK(&q)
		if state == "proposed" {
			boss(w).Post("/playbook-proposals/"+q.ID+"/propose", nil).OK(nil)
		}
		id = q.ID
		waiting.Store(key, id)
	}
	got, note := ask(id.(string))
	if got == allowed {
		waiting.Delete(key)
	}
	return got, note
}

func moveProposal(verb, state string, body any) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		return proposal(t, w, x, state, func(id string) (outcome, string) { return judge(c.Post("/playbook-proposals/"+id+"/"+verb, body)) })
	}
}

func init() {
	reason := map[string]string{"reason": "lý do"}
	for name, p := range map[string]probe{
		"GET /law": within("/law", "items", func(thing) string { return `"BLLD-2019"` }),
		"GET /playbooks/{code}": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			procedure(w, x)
			return one("/playbooks/%s", ownPlaybook)(t, w, c, x)
		},
		"GET /playbooks/{code}/changes": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Get("/playbooks/" + procedure(w, x) + "/changes?from=1&to=1"))
		},
		// Nothing that it cites has changed; who may not say so is refused before that.
		"POST /playbooks/{code}/review": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			r := c.Post("/playbooks/"+procedure(w, x)+"/review", reason)
			if r.Status == http.StatusConflict && strings.Contains(string(r.Body), "playbook.not_flagged") {
				return allowed, ""
			}
			return judge(r)
		},
		"POST /playbooks/{code}/proposals": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/playbooks/"+procedure(w, x)+"/proposals", map[string]any{"base": 1, "draft": playbookDraft(x, "Của tôi")}))
		},
		"POST /playbooks/{code}/try": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/playbooks/"+procedure(w, x)+"/try", map[string]any{"base": 1, "draft": playbookDraft(x, "Của tôi")}))
		},
		"GET /playbook-proposals": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return proposal(t, w, x, "draft", func(id string) (outcome, string) {
				return within("/playbook-proposals", "items", func(thing) string { return id })(t, w, c, x)
			})
		},
		"GET /playbook-proposals/{id}": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return proposal(t, w, x, "draft", func(id string) (outcome, string) {
				return one("/playbook-proposals/%s", func(thing) string { return id })(t, w, c, x)
			})
		},
		"PUT /playbook-proposals/{id}": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return proposal(t, w, x, "draft", func(id string) (outcome, string) {
				return judge(c.Do(http.MethodPut, "/api/v1/playbook-proposals/"+id, map[string]any{"revision": 1, "base": 1, "why": "sửa", "draft": playbookDraft(x, "Bước sửa")}))
			})
		},
		"POST /playbook-proposals/{id}/propose":  moveProposal("propose", "draft", nil),
		"POST /playbook-proposals/{id}/withdraw": moveProposal("withdraw", "draft", reason),
		"POST /playbook-proposals/{id}/return":   moveProposal("return", "proposed", reason),
		// Where another was approved meanwhile this one is behind, and who may is told so.
		"POST /playbook-proposals/{id}/approve": moveProposal("approve", "proposed", map[string]any{"revision": 1}),
	} {
		probes[name] = p
	}
}
