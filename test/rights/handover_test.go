package rights

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"

	"thanhdong/ground/text"
	"thanhdong/test/town"
)

// posted are the people who have turns in the roster of hand-overs of a thing, by its code.
var (
	postedMu sync.Mutex
	posted   = map[*town.Town]map[string][]string{}
)

// postOf names the roster of a thing's unit whose day turns end when its night turns begin; all who ask have one of
// each, so that each may go and each may come. Turns begin hours from now, so a new version still counts for them.
func postOf(w *town.Town, c *town.Client, x thing) (code string) {
	code = "BG-" + rosterCode(x)
	var me struct {
		ID     string
		Grants []struct{ Role string }
	}
	if r := c.Get("/session"); r.Status == http.StatusOK {
		r.OK(&me)
	}
	needed := slices.ContainsFunc(me.Grants, func(r struct{ Role string }) bool {
		return slices.Contains([]string{"duty", "officer", "clerk", "hotline"}, r.Role)
	})
	postedMu.Lock()
	defer postedMu.Unlock()
	if posted[w] == nil {
		posted[w] = map[string][]string{}
	}
	people, there := posted[w][code]
	if there && (!needed || slices.Contains(people, me.ID)) {
		return code
	}
	if needed {
		people = append(people, me.ID)
	}
	posted[w][code] = people
	both := map[string]string{"vi": "Trực", "en": "Duty"}
	now := w.Clock.Now().In(text.Zone)
	var shifts []any
	shift := func(code string, later int, person string) {
		start := fmt.Sprintf("%02d:00", (now.Hour()+later)%24)
		shifts = append(shifts, map[string]any{"code": code, "name": both, "start": start, "minutes": 720, "days": []int{1, 2, 3, 4, 5, 6, 7},
			"first": now.Format("2006-01-02"), "every": 1, "people": []string{person}})
	}
	for n, id := range people {
		shift(fmt.Sprintf("NGAY-%d", n), 3, id)
		shift(fmt.Sprintf("DEM-%d", n), 15, id)
	}
	shift("NGAY", 3, idOf(boss(w)))
	shift("DEM", 15, idOf(second(w)))
	body := map[string]any{"version": 0, "roster": map[string]any{"name": both, "owner": x.unit, "shifts": shifts}}
	var kept struct{ Version int }
	if there {
		second(w).Get("/roster/" + code).OK(&kept)
		body["version"] = kept.Version
	}
	second(w).Do(http.MethodPut, "/api/v1/roster/"+code, body).OK(nil)
	return code
}

// handed brings the sheet of a thing to a state, in which the person has not signed.
func handed(t *testing.T, w *town.Town, c *town.Client, x thing, state string) (id string) {
	t.Helper()
	var s struct{ ID, State string }
	second(w).Post("/handovers", map[string]string{"roster": postOf(w, c, x)}).OK(&s)
	if s.State == "offered" { // by somebody else before
		second(w).Post("/handovers/"+s.ID+"/take-back", nil).OK(nil)
	}
	if state == "offered" {
		second(w).Post("/handovers/"+s.ID+"/sign-out", map[string]string{"reason": "ký thay"}).OK(nil)
	}
	return s.ID
}

func onSheet(state string, ask func(t *testing.T, w *town.Town, c *town.Client, id string) town.Reply) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		return judge(ask(t, w, c, handed(t, w, c, x, state)))
	}
}

// noted gives the key of a note that stands in the sheet.
func noted(w *town.Town, id string) (key string) {
	var s struct {
		Lines []struct{ Section, Key string }
	}
	second(w).Post("/handovers/"+id+"/notes", map[string]any{"words": "ghi chú", "must": false}).OK(&s)
	for _, l := range s.Lines {
		if l.Section == "note" {
			key = l.Key
		}
	}
	return key
}

// ticked ticks, as a person who comes, all that must be read, where they may: who is refused one line is refused all.
func ticked(w *town.Town, c *town.Client, id string) {
	var s struct {
		Lines []struct {
			Key  string
			Must bool
		}
	}
	second(w).Get("/handovers/" + id).OK(&s)
	for _, l := range s.Lines {
		if l.Must {
			if c.Post("/handovers/"+id+"/ticks", map[string]any{"line": l.Key, "read": true}).Status >= 400 {
				return
			}
		}
	}
}

func init() {
	for name, p := range map[string]probe{
		"GET /handovers": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			id := handed(t, w, second(w), x, "open")
			return in("/handovers", "id", func(thing) string { return id })(t, w, c, x)
		},
		"GET /handovers/posts": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			id := handed(t, w, second(w), x, "open")
			return within("/handovers/posts", "items", func(thing) string { return `"` + id + `"` })(t, w, c, x)
		},
		"GET /handovers/{id}": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			id := handed(t, w, second(w), x, "open")
			return one("/handovers/%s", func(thing) string { return id })(t, w, c, x)
		},
		"POST /handovers": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/handovers", map[string]string{"roster": postOf(w, c, x)}))
		},
		"POST /handovers/{id}/notes": onSheet("open", func(_ *testing.T, _ *town.Town, c *town.Client, id string) town.Reply {
			return c.Post("/handovers/"+id+"/notes", map[string]any{"words": "ghi chú", "must": false})
		}),
		"POST /handovers/{id}/notes/{note}/remove": onSheet("open", func(_ *testing.T, w *town.Town, c *town.Client, id string) town.Reply {
			return c.Post("/handovers/"+id+"/notes/"+noted(w, id)+"/remove", nil)
		}),
		"POST /handovers/{id}/marks": onSheet("open", func(_ *testing.T, w *town.Town, c *town.Client, id string) town.Reply {
			return c.Post("/handovers/"+id+"/marks", map[string]any{"line": noted(w, id), "must": true})
		}),
		"POST /handovers/{id}/ticks": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			id := handed(t, w, c, x, "offered")
			var s struct{ Lines []struct{ Key string } }
			second(w).Get("/handovers/" + id).OK(&s)
			key := "none"
			if len(s.Lines) > 0 {
				key = s.Lines[0].Key
			}
			return judge(c.Post("/handovers/"+id+"/ticks", map[string]any{"line": key, "read": true}))
		},
		"POST /handovers/{id}/sign-out": onSheet("open", func(_ *testing.T, _ *town.Town, c *town.Client, id string) town.Reply {
			return c.Post("/handovers/"+id+"/sign-out", map[string]string{"reason": "ký thay"})
		}),
		"POST /handovers/{id}/take-back": onSheet("offered", func(_ *testing.T, _ *town.Town, c *town.Client, id string) town.Reply {
			return c.Post("/handovers/"+id+"/take-back", nil)
		}),
		"POST /handovers/{id}/sign-in": onSheet("offered", func(_ *testing.T, w *town.Town, c *town.Client, id string) town.Reply {
			ticked(w, c, id)
			return c.Post("/handovers/"+id+"/sign-in", map[string]string{"reason": "ký thay"})
		}),
	} {
		probes[name] = p
	}
}
