package rights

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"thanhdong/test/town"
)

// rosterCode names the roster of a thing.
func rosterCode(x thing) string { return strings.ReplaceAll(x.unit, ".", "-") }

// rosterOf is a roster of the unit of a thing, in which one person has every turn.
func rosterOf(x thing, person string) map[string]any {
	both := map[string]string{"vi": "Trực", "en": "Duty"}
	return map[string]any{"name": both, "owner": x.unit, "shifts": []any{map[string]any{
		"code": "NGAY", "name": both, "start": "07:00", "minutes": 720, "days": []int{1, 2, 3, 4, 5, 6, 7}, "first": "2024-07-01", "every": 1, "people": []string{person}}}}
}

func put(c *town.Client, x thing, version int, person string) town.Reply {
	return c.Do(http.MethodPut, "/api/v1/roster/"+rosterCode(x), map[string]any{"version": version, "roster": rosterOf(x, person)})
}

var (
	rosterMu   sync.Mutex
	rosterMade = map[*town.Town]map[string]bool{}
)

// idOf is empty for nobody.
func idOf(c *town.Client) string {
	var me struct{ ID string }
	if r := c.Get("/session"); r.Status == http.StatusOK {
		r.OK(&me)
	}
	return me.ID
}

// rostered makes the roster of a thing where it is not there, with the leader of everything in each turn.
func rostered(w *town.Town, x thing) (version int) {
	rosterMu.Lock()
	defer rosterMu.Unlock()
	if rosterMade[w] == nil {
		rosterMade[w] = map[string]bool{}
	}
	if !rosterMade[w][x.unit] {
		rosterMade[w][x.unit] = true
		put(second(w), x, 0, idOf(second(w))).OK(nil)
	}
	var r struct{ Version int }
	second(w).Get("/roster/" + rosterCode(x)).OK(&r)
	return r.Version
}

func inRoster(ask func(t *testing.T, w *town.Town, c *town.Client, x thing) town.Reply) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		rostered(w, x)
		return judge(ask(t, w, c, x))
	}
}

// turnDay is a day that no clock of the tests reaches.
const turnDay = "2030-03-04"

// swapped asks for a swap of a turn that first is made the person's own, where the person may read it.
func swapped(w *town.Town, c *town.Client, x thing) town.Reply {
	overridden(w, x, idOf(c))
	return c.Post("/roster/"+rosterCode(x)+"/swaps", map[string]string{"shift": "NGAY", "day": turnDay, "other": idOf(second(w))})
}

// overridden puts a person into the turn of the test's day.
func overridden(w *town.Town, x thing, person string) {
	var r struct {
		Turns []struct {
			Day    string
			Person struct{ ID string }
		}
	}
	second(w).Get("/roster/" + rosterCode(x) + "?days=1&from=" + turnDay).OK(&r)
	for _, t := range r.Turns {
		if t.Day == turnDay && t.Person.ID != person {
			second(w).Post("/roster/"+rosterCode(x)+"/overrides", map[string]string{"shift": "NGAY", "day": turnDay, "instead": t.Person.ID, "person": person, "reason": "thử"}).OK(nil)
		}
	}
}

// withdrawn takes back what a person asked.
func withdrawn(w *town.Town, c *town.Client, x thing) {
	var r struct {
		Swaps []struct {
			ID, State string
			Mine      bool
		}
	}
	if a := c.Get("/roster/" + rosterCode(x)); a.Status == http.StatusOK {
		a.OK(&r)
	}
	for _, s := range r.Swaps {
		if s.State == "asked" && s.Mine {
			c.Post("/roster/"+rosterCode(x)+"/swaps/"+s.ID+"/withdraw", nil).OK(nil)
		}
	}
}

// answered lets the person be asked by the leader of everything, and answer.
func answered(verb string) probe {
	return inRoster(func(_ *testing.T, w *town.Town, c *town.Client, x thing) town.Reply {
		asker, other := second(w), c
		if verb == "withdraw" {
			asker, other = c, second(w)
		}
		overridden(w, x, idOf(asker))
		var r struct {
			Swaps []struct{ ID, State string }
		}
		id := "swp_none"
		a := asker.Post("/roster/"+rosterCode(x)+"/swaps", map[string]string{"shift": "NGAY", "day": turnDay, "other": idOf(other)})
		if a.Status == http.StatusOK {
			a.OK(&r)
			for _, asked := range r.Swaps {
				if asked.State == "asked" {
					id = asked.ID
				}
			}
		}
		got := c.Post("/roster/"+rosterCode(x)+"/swaps/"+id+"/"+verb, nil)
		if got.Status != http.StatusOK && id != "swp_none" {
			withdrawn(w, asker, x)
		}
		return got
	})
}

// leave enters one that whoever may enter it may end.
func leave(w *town.Town, x thing) string {
	var r struct {
		Leaves []struct{ ID, Roster, From string }
	}
	second(w).Post("/roster/"+rosterCode(x)+"/leaves", map[string]string{"person": idOf(second(w)), "from": "2025-07-01", "to": "2025-07-02"}).OK(&r)
	for _, l := range r.Leaves {
		if l.Roster == rosterCode(x) && l.From == "2025-07-01" {
			return l.ID
		}
	}
	return "lve_none"
}

// deputy names one for a day that nobody else was named for.
func deputy(w *town.Town, x thing) string {
	var all struct {
		Items []struct {
			ID   string
			Unit struct{ Code string }
		}
	}
	second(w).Get("/deputies").OK(&all)
	for _, d := range all.Items {
		if d.Unit.Code == x.unit {
			return d.ID
		}
	}
	second(w).Post("/deputies", map[string]string{"unit": x.unit, "person": idOf(second(w)), "deputy": idOf(boss(w)), "from": "2025-01-01", "to": "2025-01-02"}).OK(&all)
	return deputy(w, x)
}

func init() {
	one := func(path string) probe {
		return inRoster(func(_ *testing.T, _ *town.Town, c *town.Client, x thing) town.Reply {
			return c.Get("/roster/" + rosterCode(x) + path)
		})
	}
	for name, p := range map[string]probe{
		"GET /roster": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			rostered(w, x)
			return in("/roster", "code", rosterCode)(t, w, c, x)
		},
		"GET /roster/on-duty": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			rostered(w, x)
			return within("/roster/on-duty?at=2030-01-02T08:00:00%%2B07:00", "items", func(x thing) string { return `"roster":"` + rosterCode(x) + `"` })(t, w, c, x)
		},
		"GET /roster/{roster}":      one(""),
		"GET /roster/{roster} #ics": one(".ics"),
		"PUT /roster/{roster}": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(put(c, x, rostered(w, x), idOf(second(w))))
		},
		"POST /roster/{roster}/overrides": inRoster(func(_ *testing.T, w *town.Town, c *town.Client, x thing) town.Reply {
			overridden(w, x, idOf(second(w)))
			return c.Post("/roster/"+rosterCode(x)+"/overrides", map[string]string{"shift": "NGAY", "day": turnDay, "instead": idOf(second(w)), "person": idOf(second(w)), "reason": "thử"})
		}),
		"POST /roster/{roster}/leaves": inRoster(func(_ *testing.T, w *town.Town, c *town.Client, x thing) town.Reply {
			return c.Post("/roster/"+rosterCode(x)+"/leaves", map[string]string{"person": idOf(second(w)), "from": "2025-03-01", "to": "2025-03-02"})
		}),
		"POST /roster/{roster}/leaves/{id}/end": inRoster(func(_ *testing.T, w *town.Town, c *town.Client, x thing) town.Reply {
			return c.Post("/roster/"+rosterCode(x)+"/leaves/"+leave(w, x)+"/end", nil)
		}),
		"POST /roster/{roster}/swaps": inRoster(func(_ *testing.T, w *town.Town, c *town.Client, x thing) town.Reply {
			r := swapped(w, c, x)
			if r.Status == http.StatusOK {
				withdrawn(w, c, x)
			}
			return r
		}),
		"POST /roster/{roster}/swaps/{id}/agree":    answered("agree"),
		"POST /roster/{roster}/swaps/{id}/refuse":   answered("refuse"),
		"POST /roster/{roster}/swaps/{id}/withdraw": answered("withdraw"),
		"GET /deputies": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			id := deputy(w, x)
			return within("/deputies", "items", func(thing) string { return id })(t, w, c, x)
		},
		"POST /deputies": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/deputies", map[string]string{"unit": x.unit, "person": idOf(c), "deputy": idOf(second(w)), "from": "2025-02-01", "to": "2025-02-02"}))
		},
		"POST /deputies/{id}/end": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/deputies/"+deputy(w, x)+"/end", nil))
		},
		"POST /deputies/{id}/move-end": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			id := deputy(w, x)
			var all struct {
				Items []struct{ ID, To string }
			}
			second(w).Get("/deputies").OK(&all)
			to := ""
			for _, d := range all.Items {
				if d.ID == id {
					to = d.To // where it ends already: always a day that may be
				}
			}
			return judge(c.Post("/deputies/"+id+"/move-end", map[string]string{"to": to}))
		},
	} {
		probes[name] = p
	}
}
