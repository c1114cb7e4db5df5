package rights

import (
	"sync"
	"testing"

	"thanhdong/test/town"
)

// given up are exercises of each unit and area that were planned and dropped: no command moves them, so a
// refusal for the state says that the rights let it pass, and no world has to be made.
var givenUp sync.Map

func exercise(t *testing.T, w *town.Town, x thing) string {
	t.Helper()
	key := prepared{w, x.unit + x.area, "dropped"}
	if id, ok := givenUp.Load(key); ok {
		return id.(string)
	}
	var made struct{ ID string }
	boss(w).Post("/exercises", drill(x)).OK(&made)
	boss(w).Post("/exercises/"+made.ID+"/drop", nil).OK(nil)
	givenUp.Store(key, made.ID)
	return made.ID
}

func drill(x thing) map[string]any {
	script := `{"code": "thu", "name": {"vi": "Thử", "en": "Try"}, "lasts": "PT1H", "steps": [{"at": "PT0S", "message": {"vi": "Bắt đầu", "en": "Begin"}}]}`
	return map[string]any{"name": "Diễn tập", "unit": x.unit, "area": x.area, "script": script}
}

// steered is a command on an exercise.
func steered(verb string) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		r := c.Post("/exercises/"+exercise(t, w, x)+"/"+verb, nil)
		if r.Status == 409 {
			return allowed, ""
		}
		return judge(r)
	}
}

func init() {
	for name, p := range map[string]probe{
		"GET /exercises": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			id := exercise(t, w, x)
			return within("/exercises?limit=200", "items", func(thing) string { return id })(t, w, c, x)
		},
		"GET /exercises/{id}": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Get("/exercises/" + exercise(t, w, x)))
		},
		"GET /exercises/{id}/records": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Get("/exercises/" + exercise(t, w, x) + "/records"))
		},
		"GET /exercises/scripts": func(t *testing.T, _ *town.Town, c *town.Client, _ thing) (outcome, string) {
			t.Helper()
			return judge(c.Get("/exercises/scripts"))
		},
		"POST /exercises": func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/exercises", drill(x)))
		},
		"POST /exercises/{id}/start":   steered("start"),
		"POST /exercises/{id}/pause":   steered("pause"),
		"POST /exercises/{id}/resume":  steered("resume"),
		"POST /exercises/{id}/end":     steered("end"),
		"POST /exercises/{id}/score":   steered("score"),
		"POST /exercises/{id}/archive": steered("archive"),
		"POST /exercises/{id}/drop":    steered("drop"),
	} {
		probes[name] = p
	}
}
