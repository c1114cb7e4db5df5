package rights

import (
	"fmt"
	"testing"
	"time"

	"thanhdong/test/town"
)

// directiveFor is what a leader says to give the person who works in a thing's unit a task.
func directiveFor(w *town.Town, unit, person, parent string) map[string]any {
	return map[string]any{"title": "Việc " + unit, "result": "báo cáo", "responsibility": "người đứng đầu", "unit": unit, "person": person, "parent": parent,
		"source": map[string]string{"kind": "leader"}, "due": w.Clock.Now().Add(48 * time.Hour).Format(time.RFC3339)}
}

// workerOf is somebody who works in the unit of a thing or below it.
func workerOf(w *town.Town, x thing) string {
	var all struct{ Items []struct{ ID string } }
	second(w).Get("/directives/people?unit=" + x.unit).OK(&all)
	if len(all.Items) > 0 {
		return all.Items[0].ID
	}
	return idOf(w.Granted("làm việc tại "+x.unit, x.unit))
}

// directed gives a directive for the unit of a thing.
func directed(w *town.Town, x thing) string {
	var d struct{ ID string }
	second(w).Post("/directives", directiveFor(w, x.unit, workerOf(w, x), "")).OK(&d)
	return d.ID
}

// askedPart gives a part that the thing's unit asked of the province's office, where it was handed in with proof.
func askedPart(t *testing.T, w *town.Town, x thing) string {
	t.Helper()
	var part struct{ ID, Work string }
	second(w).Post("/directives", directiveFor(w, "H23", idOf(boss(w)), directed(w, x))).OK(&part)
	boss(w).Upload(part.Work, "ảnh.png", picture(t, 6), "").OK(nil)
	boss(w).Post("/directives/"+part.ID+"/hand-in", map[string]string{"words": "xong"}).OK(nil)
	return part.ID
}

// judged asks about a part that nobody has judged yet: a refusal leaves it as it is for the next role.
func judged(verb string) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		key := prepared{w, x.unit, "part"}
		id, ok := waiting.Load(key)
		if !ok {
			id = askedPart(t, w, x)
			waiting.Store(key, id)
		}
		got, note := judge(c.Post(fmt.Sprintf("/directives/%s/%s", id, verb), map[string]string{"words": "lời"}))
		if got == allowed {
			waiting.Delete(key)
		}
		return got, note
	}
}

// underWay asks about a directive that is being done, with proof.
func underWay(verb string, body any) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		key := prepared{w, x.unit, "directive"}
		id, ok := waiting.Load(key)
		if !ok {
			var d struct{ ID, Work string }
			second(w).Get("/directives/" + directed(w, x)).OK(&d)
			boss(w).Upload(d.Work, "ảnh.png", picture(t, 6), "").OK(nil)
			id = d.ID
			waiting.Store(key, id)
		}
		got, note := judge(c.Post(fmt.Sprintf("/directives/%s/%s", id, verb), body))
		if got == allowed && verb == "hand-in" {
			waiting.Delete(key)
		}
		return got, note
	}
}

func init() {
	words := map[string]string{"words": "xong"}
	seen := func(ask func(id string) probe) probe {
		return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			key := prepared{w, x.unit, "directive seen"}
			id, ok := waiting.Load(key)
			if !ok {
				id = directed(w, x)
				waiting.Store(key, id)
			}
			return ask(id.(string))(t, w, c, x)
		}
	}
	for name, p := range map[string]probe{
		"GET /directives":      seen(func(id string) probe { return in("/directives", "id", func(thing) string { return id }) }),
		"GET /directives/{id}": seen(func(id string) probe { return one("/directives/%s", func(thing) string { return id }) }),
		"GET /directives/people": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			id := workerOf(w, x)
			return within("/directives/people?unit="+x.unit, "items", func(thing) string { return id })(t, w, c, x)
		},
		"POST /directives": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/directives", directiveFor(w, x.unit, workerOf(w, x), "")))
		},
		"POST /directives/{id}/report":    underWay("report", map[string]any{"percent": 50, "words": "một nửa"}),
		"POST /directives/{id}/hand-in":   underWay("hand-in", words),
		"POST /directives/{id}/accept":    judged("accept"),
		"POST /directives/{id}/send-back": judged("send-back"),
		"POST /directives/{id}/withdraw":  judged("withdraw"),
	} {
		probes[name] = p
	}
}
