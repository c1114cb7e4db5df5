package rights

import (
	"context"
	"maps"
	"sync"
	"testing"

	"thanhdong/ground/db"
	"thanhdong/test/town"
)

func init() {
	ofCase := func(path string, body any) probe {
		return command("/incidents/%s/"+path, func(x thing) string { return x.incident }, body)
	}
	maps.Copy(probes, map[string]probe{
		"POST /incidents":                      openByHand,
		"GET /incidents/types":                 within("/incidents/types", "items", func(thing) string { return "" }),
		"GET /incidents/{id}/proposals":        read("proposals", "items"),
		"POST /incidents/{id}/join":            joinSignal,
		"POST /incidents/{id}/part":            partSignal,
		"POST /incidents/{id}/join #incident":  joinCase,
		"POST /incidents/{id}/part #incident":  partCase,
		"POST /incidents/{id}/severity":        ofCase("severity", map[string]any{"severity": 4, "reason": "thử"}),
		"POST /incidents/{id}/related":         relate,
		"GET /incidents/{id}/people":           read("people", "items"),
		"POST /incidents/{id}/roles":           giveRole,
		"POST /incidents/{id}/objectives":      ofCase("objectives", map[string]any{"words": "thử"}),
		"POST /incidents/{id}/objectives/{no}": after("objectives", map[string]any{"words": "thử"}, ofCase("objectives/1", map[string]any{"met": true})),
		"POST /incidents/{id}/resources":       ofCase("resources", map[string]any{"what": "xe", "amount": 1, "giver": "công ty"}),
		"POST /incidents/{id}/resources/{no}": after("resources", map[string]any{"what": "xe", "amount": 1, "giver": "công ty"},
			ofCase("resources/1", map[string]any{"from": "asked", "to": "there"})),
		"GET /incidents/{id}/sitreps":            read("sitreps", "draft"),
		"POST /incidents/{id}/sitreps":           sendSitrep,
		"POST /incidents/{id}/sitreps/every":     ofCase("sitreps/every", map[string]any{"minutes": 240}),
		"POST /incidents/{id}/findings":          finding,
		"POST /incidents/{id}/findings/proposal": lesson,
		"GET /signals":                           listedSignal,
		"POST /signals":                          takeSignal,
		"POST /signals/{id}/aside":               setAside,
	})
}

func openByHand(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	r := c.Post("/incidents", map[string]any{"title": "thử", "severity": 1, "unit": x.unit, "area": x.area})
	got, note := judge(r)
	if got == allowed {
		var i struct{ ID string }
		r.OK(&i)
		change(t, w, `UPDATE incident SET opened_at = 0 WHERE id = ?`, i.ID) // the first screen shows the newest
	}
	return got, note
}

func change(t *testing.T, w *town.Town, sql, id string) {
	t.Helper()
	err := w.App.DB.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sql, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// read asks for something of a case.
func read(what, part string) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		return within("/incidents/"+x.incident+"/"+what, part, func(thing) string { return "" })(t, w, c, x)
	}
}

// after lets the boss prepare what the person then changes.
func after(what string, body any, then probe) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		boss(w).Post("/incidents/"+x.incident+"/"+what, body).OK(nil)
		return then(t, w, c, x)
	}
}

func signalBody(x thing) map[string]any {
	return map[string]any{"kind": "call", "words": "khói", "unit": x.unit, "area": x.area}
}

var (
	madeMu sync.Mutex
	made   = map[string]string{} // what was made for a thing, once
)

func once(w *town.Town, kind string, x thing, make func() string) string {
	madeMu.Lock()
	defer madeMu.Unlock()
	key := kind + x.incident
	if made[key] == "" {
		made[key] = make()
	}
	return made[key]
}

func signalOf(w *town.Town, x thing) string {
	return once(w, "signal", x, func() string {
		var s struct{ ID string }
		boss(w).Post("/signals", signalBody(x)).OK(&s)
		return s.ID
	})
}

// otherCase is a second case of the same unit and area.
func otherCase(t *testing.T, w *town.Town, x thing) string {
	t.Helper()
	return once(w, "case", x, func() string {
		var i struct{ ID string }
		boss(w).Post("/incidents", map[string]any{"title": "thử", "severity": 1, "unit": x.unit, "area": x.area}).OK(&i)
		change(t, w, `UPDATE incident SET opened_at = 0 WHERE id = ?`, i.ID)
		return i.ID
	})
}

func joinSignal(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	return judge(c.Post("/incidents/"+x.incident+"/join", map[string]any{"signal": signalOf(w, x)}))
}

func partSignal(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	boss(w).Post("/incidents/"+x.incident+"/join", map[string]any{"signal": signalOf(w, x)}).OK(nil)
	got, note := judge(c.Post("/incidents/"+x.incident+"/part", map[string]any{"signal": signalOf(w, x)}))
	if got != allowed {
		boss(w).Post("/incidents/"+x.incident+"/part", map[string]any{"signal": signalOf(w, x)}).OK(nil)
	}
	return got, note
}

// joinCase joins the second case to the thing's, and brings it back.
func joinCase(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	got, note := judge(c.Post("/incidents/"+x.incident+"/join", map[string]any{"incident": otherCase(t, w, x)}))
	if got == allowed {
		boss(w).Post("/incidents/"+otherCase(t, w, x)+"/part", struct{}{}).OK(nil)
	}
	return got, note
}

func partCase(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	boss(w).Post("/incidents/"+x.incident+"/join", map[string]any{"incident": otherCase(t, w, x)}).OK(nil)
	got, note := judge(c.Post("/incidents/"+otherCase(t, w, x)+"/part", struct{}{}))
	if got != allowed {
		boss(w).Post("/incidents/"+otherCase(t, w, x)+"/part", struct{}{}).OK(nil)
	}
	return got, note
}

func relate(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	return judge(c.Post("/incidents/"+x.incident+"/related", map[string]any{"incident": otherCase(t, w, x), "related": true}))
}

func giveRole(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	return judge(c.Post("/incidents/"+x.incident+"/roles", map[string]any{"role": "scribe", "account": idOf(boss(w))}))
}

func sendSitrep(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	var s struct{ Draft struct{ No int } }
	boss(w).Get("/incidents/" + x.incident + "/sitreps").OK(&s)
	return judge(c.Post("/incidents/"+x.incident+"/sitreps", map[string]any{"no": s.Draft.No, "situation": "thử"}))
}

// finding is written of a closed case.
func finding(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	change(t, w, `UPDATE incident SET state = 'closed' WHERE id = ?`, x.incident)
	return judge(c.Post("/incidents/"+x.incident+"/findings", map[string]any{"what": "chậm", "why": "thiếu xe", "proposal": "xin xe sớm"}))
}

// lesson makes a proposal out of a finding that is in none yet.
func lesson(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	change(t, w, `UPDATE incident SET state = 'closed' WHERE id = ?`, x.incident)
	boss(w).Post("/incidents/"+x.incident+"/findings", map[string]any{"what": "chậm", "why": "thiếu xe", "proposal": "xin xe sớm"}).OK(nil)
	return judge(c.Post("/incidents/"+x.incident+"/findings/proposal", map[string]any{"base": 1, "why": "chậm", "draft": playbookDraft(x, "Bước khác")}))
}

func listedSignal(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	id := signalOf(w, x)
	return within("/signals", "items", func(thing) string { return id })(t, w, c, x)
}

func takeSignal(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	return judge(c.Post("/signals", signalBody(x)))
}

// setAside sets a signal aside; the boss takes that back.
func setAside(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	id := signalOf(w, x)
	got, note := judge(c.Post("/signals/"+id+"/aside", map[string]any{"reason": "gọi nhầm"}))
	if got == allowed {
		boss(w).Post("/signals/"+id+"/aside", map[string]any{"reason": ""}).OK(nil)
	}
	return got, note
}
