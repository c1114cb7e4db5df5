package rights

import (
	"testing"

	"thanhdong/test/town"
)

func init() {
	content := func(x thing, version int) map[string]any {
		return map[string]any{"title": "Chung", "unit": x.unit, "version": version, "parts": []any{map[string]any{"kind": "tiles", "indicators": []string{"R-CHITIEU"}}}}
	}
	type board struct {
		ID      string
		Version int
	}
	// shown gives a board that the thing's unit shares, the only one of its kind.
	shown := func(t *testing.T, w *town.Town, x thing) (b board) {
		t.Helper()
		boss(w).Post("/dashboards", content(x, 0)).OK(&b)
		t.Cleanup(func() { boss(w).Do("DELETE", "/api/v1/dashboards/"+b.ID+"?version=1", nil) })
		return b
	}
	for name, p := range map[string]probe{
		"GET /dashboards": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			b := shown(t, w, x)
			return within("/dashboards", "items", func(thing) string { return `"id":"` + b.ID + `"` })(t, w, c, x)
		},
		"POST /dashboards": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			r := c.Post("/dashboards", content(x, 0))
			got, note := judge(r)
			if got == allowed {
				var made board
				r.OK(&made)
				boss(w).Do("DELETE", "/api/v1/dashboards/"+made.ID+"?version=1", nil).OK(nil)
			}
			return got, note
		},
		"GET /dashboards/{id}": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Get("/dashboards/" + shown(t, w, x).ID))
		},
		"GET /dashboards/{id}/figures": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Get("/dashboards/" + shown(t, w, x).ID + "/figures?day=1999-06-30&area=" + x.area))
		},
		"PUT /dashboards/{id}": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Put("/dashboards/"+shown(t, w, x).ID, content(x, 1)))
		},
		"DELETE /dashboards/{id}": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Do("DELETE", "/api/v1/dashboards/"+shown(t, w, x).ID+"?version=1", nil))
		},
		"POST /dashboards/{id}/restore": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			b := shown(t, w, x)
			boss(w).Do("DELETE", "/api/v1/dashboards/"+b.ID+"?version=1", nil).OK(nil)
			return judge(c.Post("/dashboards/"+b.ID+"/restore?version=1", nil))
		},
	} {
		probes[name] = p
	}
}
