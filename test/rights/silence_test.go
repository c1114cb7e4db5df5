package rights

import (
	"strings"
	"sync"
	"testing"
	"time"

	"thanhdong/test/town"
)

// silenceOf is what somebody says to silence a thing's unit in its area: of a station
// that does not exist, so that it disturbs no other probe.
func silenceOf(w *town.Town, x thing) map[string]any {
	return map[string]any{
		"matchers": []map[string]string{{"name": "station", "op": "=", "value": "KHONG_CO"}}, "comment": "bảo trì của " + x.station, "unit": x.unit, "area": x.area,
		"ends": w.Clock.Now().Add(24 * time.Hour).Format(time.RFC3339),
	}
}

// standing are silences and maintenances that nobody has ended yet.
var standing sync.Map

// ended asks about one that stands and forgets it when it was ended.
func ended(t *testing.T, w *town.Town, x thing, what string, ask func(id string) (outcome, string)) (outcome, string) {
	t.Helper()
	key := prepared{w, x.unit, what}
	id, ok := standing.Load(key)
	if !ok {
		var made struct{ ID string }
		body := silenceOf(w, x)
		if what == "maintenances" {
			body["starts"] = w.Clock.Now().Add(23 * time.Hour).Format(time.RFC3339)
		}
		boss(w).Post("/"+what, body).OK(&made)
		id = made.ID
		standing.Store(key, id)
	}
	got, note := ask(id.(string))
	if got == allowed {
		standing.Delete(key)
	}
	return got, note
}

// listed looks for one in the list, planned makes one, end ends one.
func listed(what string) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		return ended(t, w, x, what, func(id string) (outcome, string) {
			return within("/"+what, "items", func(thing) string { return `"` + id + `"` })(t, w, c, x)
		})
	}
}

func planned(what string) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		return judge(c.Post("/"+what, silenceOf(w, x)))
	}
}

func end(what string) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		return ended(t, w, x, what, func(id string) (outcome, string) {
			return judge(c.Post("/"+what+"/"+id+"/end", struct{}{}))
		})
	}
}

// groupOf is the group of the thing's alert.
func groupOf(w *town.Town, x thing) string {
	var a struct{ Group struct{ ID string } }
	boss(w).Get("/alerts/" + x.alert).OK(&a)
	return a.Group.ID
}

// notification is what an Alertmanager sends.
func notification(w *town.Town) map[string]any {
	return map[string]any{"version": "4", "alerts": []map[string]any{{
		"status": "resolved", "labels": map[string]string{"alertname": "ProbeFailure"}, "startsAt": w.Clock.Now().UTC().Format(time.RFC3339), "fingerprint": "1a30ba71cca2921f",
	}}}
}

func init() {
	for name, p := range map[string]probe{
		"GET /alerts/groups": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return within("/alerts/groups", "items", func(thing) string { return groupOf(w, x) })(t, w, c, x)
		},
		"POST /alerts/groups/{id}/acknowledge": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/alerts/groups/"+groupOf(w, x)+"/acknowledge", map[string]string{"note": "đã thấy"}))
		},
		"POST /alerts/{id}/raise": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			boss(w).Post("/alerts/"+x.alert+"/acknowledge", map[string]string{"note": ""}) // it may be so already
			return judge(c.Post("/alerts/"+x.alert+"/raise", struct{}{}))
		},
		"GET /alerts/settings": within("/alerts/settings", "labels", func(thing) string { return `"district"` }),
		"GET /silences":        listed("silences"),
		"POST /silences":       planned("silences"),
		"POST /silences/plan": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			r := c.Post("/silences/plan", silenceOf(w, x))
			got, note := judge(r)
			if got == allowed && !strings.Contains(string(r.Body), `"count":0`) {
				return "no data", string(r.Body)
			}
			return got, note
		},
		"POST /silences/{id}/end":     end("silences"),
		"GET /maintenances":           listed("maintenances"),
		"POST /maintenances":          planned("maintenances"),
		"POST /maintenances/{id}/end": end("maintenances"),
		"POST /feeds/{feed}/alertmanager": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/feeds/"+x.feed+"/alertmanager", notification(w)))
		},
	} {
		probes[name] = p
	}
}
