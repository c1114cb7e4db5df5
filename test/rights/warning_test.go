package rights

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/test/town"
)

// second approves what the boss wrote.
func second(w *town.Town) *town.Client { return everywhere(w, actor.Leader) }

// warningOf is what somebody writes for the unit and the area of a thing.
func warningOf(w *town.Town, x thing) map[string]any {
	both := map[string]string{"vi": "Không khí rất xấu", "en": "Very bad air"}
	return map[string]any{
		"categories": []string{"Health"}, "event": both, "urgency": "Immediate", "severity": "Severe", "certainty": "Observed", "headline": both,
		"description": both, "instruction": both, "easy": both, "areas": []string{x.area}, "expires": w.Clock.Now().Add(24 * time.Hour).Format(time.RFC3339),
	}
}

// waiting are warnings in a state that nobody has moved on yet: a refusal leaves
// them as they are, so the next role is asked about the same.
var waiting sync.Map

type prepared struct {
	w           *town.Town
	unit, state string
}

// tried asks about a warning in a state and forgets it when it was moved on.
func tried(t *testing.T, w *town.Town, x thing, state string, ask func(id string) (outcome, string)) (outcome, string) {
	t.Helper()
	key := prepared{w, x.unit, state}
	id, ok := waiting.Load(key)
	if !ok {
		id = warn(t, w, x, state)
		waiting.Store(key, id)
	}
	got, note := ask(id.(string))
	if got == allowed {
		waiting.Delete(key)
	}
	return got, note
}

// warn writes a warning and brings it to a state.
func warn(t *testing.T, w *town.Town, x thing, state string) (id string) {
	t.Helper()
	var made struct{ ID string }
	boss(w).Post("/warnings", map[string]any{"unit": x.unit, "content": warningOf(w, x)}).OK(&made)
	for _, step := range []struct {
		verb, gives string
		who         *town.Client
	}{{"check", "checked", boss(w)}, {"approve", "approved", second(w)}, {"publish", "published", second(w)}} {
		if state == "draft" {
			break
		}
		step.who.Post("/warnings/"+made.ID+"/"+step.verb, nil).OK(nil)
		if state == step.gives {
			break
		}
	}
	return made.ID
}

// move does something to a fresh warning in a state.
func move(verb, from string) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		return tried(t, w, x, from, func(id string) (outcome, string) { return judge(c.Post("/warnings/"+id+"/"+verb, nil)) })
	}
}

// because is a move that takes a reason.
func because(verb, from string) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		return tried(t, w, x, from, func(id string) (outcome, string) {
			return judge(c.Post("/warnings/"+id+"/"+verb, map[string]string{"reason": "lý do"}))
		})
	}
}

func init() {
	for name, p := range map[string]probe{
		"GET /warnings": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return tried(t, w, x, "draft", func(id string) (outcome, string) {
				return in("/warnings", "id", func(thing) string { return id })(t, w, c, x)
			})
		},
		"GET /warnings/{id}": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return tried(t, w, x, "draft", func(id string) (outcome, string) {
				return one("/warnings/%s", func(thing) string { return id })(t, w, c, x)
			})
		},
		"GET /warnings/templates": within("/warnings/templates", "items", func(thing) string { return `"bao"` }),
		"GET /warnings/templates/{code}": func(t *testing.T, _ *town.Town, c *town.Client, _ thing) (outcome, string) {
			t.Helper()
			return judge(c.Get("/warnings/templates/bao?areas=30"))
		},
		"POST /warnings": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/warnings", map[string]any{"unit": x.unit, "content": warningOf(w, x)}))
		},
		"PUT /warnings/{id}": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return tried(t, w, x, "approved", func(id string) (outcome, string) {
				return judge(c.Do(http.MethodPut, fmt.Sprintf("/api/v1/warnings/%s", id), map[string]any{"version": 1, "content": warningOf(w, x)}))
			})
		},
		"POST /warnings/{id}/check":    move("check", "draft"),
		"POST /warnings/{id}/approve":  move("approve", "checked"),
		"POST /warnings/{id}/publish":  move("publish", "approved"),
		"POST /warnings/{id}/confirm":  move("confirm", "published"),
		"POST /warnings/{id}/update":   move("update", "published"),
		"POST /warnings/{id}/cancel":   move("cancel", "published"),
		"POST /warnings/{id}/return":   because("return", "checked"),
		"POST /warnings/{id}/withdraw": because("withdraw", "draft"),
	} {
		probes[name] = p
	}
}
