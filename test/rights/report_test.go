package rights

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/test/town"
)

// reported is a report that lies with a thing's unit in its area.
type reported struct{ ID, Code, SHA, Shown string }

// taken is what a caller tells of the area of a thing.
func taken(x thing, unit string) map[string]any {
	return map[string]any{"source": "hotline", "category": "khac", "words": "Biển chỉ đường đổ", "address": "Ngã tư", "area": x.area, "phone": "0912345678", "unit": unit}
}

// report makes one in a state.
func aReport(t *testing.T, w *town.Town, x thing, state string) reported {
	t.Helper()
	var r reported
	to := x.unit
	if state == "received" {
		to = ""
	}
	boss(w).Post("/reports", taken(x, to)).OK(&r)
	var seen struct {
		Work  struct{ ID string }
		Owner struct{ Code string }
	}
	look := func() { boss(w).Get("/reports/" + r.ID).OK(&seen) }
	look()
	do := func(verb string, body any) { boss(w).Post("/reports/"+r.ID+"/"+verb, body).OK(nil) }
	switch state {
	case "received": // the desk is elsewhere; whoever leads both gave it to the unit to be classified there
		boss(w).Post("/work/"+seen.Work.ID+"/hand-on", map[string]any{"unit": x.unit, "words": "phân loại ở đó"}).OK(nil)
		w.Until("the report follows its item", func() bool { look(); return seen.Owner.Code == x.unit })
	case "proven":
		boss(w).Upload(seen.Work.ID, "ảnh.png", picture(t, 7), "").OK(nil)
	case "resolved":
		boss(w).Upload(seen.Work.ID, "ảnh.png", picture(t, 7), "").OK(nil)
		do("resolve", map[string]string{"answer": "Đã dựng lại", "easy": "Xong"})
	case "drawn": // by hand: nobody waits for the end of a month
		boss(w).Upload(seen.Work.ID, "ảnh.png", picture(t, 7), "").OK(nil)
		do("resolve", map[string]string{"answer": "Đã dựng lại", "easy": "Xong"})
		_, err := w.App.Reports.Confirm(t.Context(), r.Code, 0)
		if err == nil {
			err = w.App.DB.Do(actor.With(t.Context(), actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO report_visit (report, month) VALUES (?, '2000-01')`, r.ID)
				return err
			})
		}
		if err == nil {
			err = w.App.Reports.DrawVisits(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		var page struct{ Visit struct{ Item string } }
		boss(w).Get("/reports/" + r.ID).OK(&page)
		boss(w).Upload(page.Visit.Item, "ảnh.png", picture(t, 9), "").OK(nil)
	case "approved":
		do("approve", struct{}{})
	case "merged":
		do("merge", map[string]string{"into": aReport(t, w, x, "assigned").ID})
	case "photo":
		f, err := w.App.Files.Put(t.Context(), bytes.NewReader(picture(t, 8)), "ảnh.png", "", 1<<20)
		if err == nil {
			err = w.App.Reports.AddPhoto(t.Context(), r.Code, f)
		}
		if err != nil {
			t.Fatal(err)
		}
		var page struct{ Photos []struct{ SHA, Href string } }
		for page.Photos == nil || page.Photos[0].Href == "" {
			w.Clock.Advance(0)
			w.Until("the picture is made", func() bool {
				boss(w).Get("/reports/" + r.ID).OK(&page)
				return page.Photos[0].Href != ""
			})
		}
		r.SHA, r.Shown = page.Photos[0].SHA, page.Photos[0].Href[len("/api/v1"):]
	}
	return r
}

// about asks about a report in a state; one that was moved on is made anew for the next role.
func about(state string, moves bool, ask func(c *town.Client, x thing, r reported) town.Reply) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		key := prepared{w, x.unit, "report " + state}
		r, ok := waiting.Load(key)
		if !ok {
			r = aReport(t, w, x, state)
			waiting.Store(key, r)
		}
		got, note := judge(ask(c, x, r.(reported)))
		if got == allowed && moves {
			waiting.Delete(key)
		}
		return got, note
	}
}

// verbOf posts a command on a report.
func verbOf(verb, state string, body any) probe {
	return about(state, true, func(c *town.Client, _ thing, r reported) town.Reply {
		return c.Post(fmt.Sprintf("/reports/%s/%s", r.ID, verb), body)
	})
}

func init() {
	words := map[string]string{"words": "lời"}
	for name, p := range map[string]probe{
		"GET /reports": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			key := prepared{w, x.unit, "report listed"}
			r, ok := waiting.Load(key)
			if !ok {
				r = aReport(t, w, x, "assigned")
				waiting.Store(key, r)
			}
			return in("/reports", "id", func(thing) string { return r.(reported).ID })(t, w, c, x)
		},
		"GET /reports/{id}":       about("assigned", false, func(c *town.Client, _ thing, r reported) town.Reply { return c.Get("/reports/" + r.ID) }),
		"GET /reports/categories": within("/reports/categories", "categories", func(thing) string { return `"khac"` }),
		"GET /reports/similar":    within("/reports/similar?category=khac&lon=106.3&lat=20.9", "items", func(thing) string { return "" }),
		"GET /report-bans":        within("/report-bans", "items", func(thing) string { return "" }),
		"POST /reports": func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/reports", taken(x, "")))
		},
		"POST /reports/plan": func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/reports/plan", map[string]string{"category": "khac", "area": x.area}))
		},
		"POST /report-bans/{id}/lift": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			r := aReport(t, w, x, "assigned")
			boss(w).Post("/reports/"+r.ID+"/ban", map[string]string{"kind": "phone", "words": "quấy rối", "until": string(text.DayOf(w.Clock.Now()).Add(1))}).OK(nil)
			var all struct{ Items []struct{ ID string } }
			boss(w).Get("/report-bans").OK(&all)
			return judge(c.Post("/report-bans/"+all.Items[0].ID+"/lift", struct{}{}))
		},
		"POST /reports/{id}/assign": about("received", true, func(c *town.Client, x thing, r reported) town.Reply {
			return c.Post("/reports/"+r.ID+"/assign", map[string]string{"unit": x.unit})
		}),
		"POST /reports/{id}/merge": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			into := aReport(t, w, x, "assigned").ID
			return verbOf("merge", "assigned", map[string]string{"into": into})(t, w, c, x)
		},
		"POST /reports/{id}/ask": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return verbOf("ask", "assigned", map[string]string{"words": "Ở đâu?", "until": string(text.DayOf(w.Clock.Now()).Add(1))})(t, w, c, x)
		},
		"POST /reports/{id}/ban": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return verbOf("ban", "assigned", map[string]string{"kind": "phone", "words": "quấy rối", "until": string(text.DayOf(w.Clock.Now()).Add(1))})(t, w, c, x)
		},
		"PUT /reports/{id}/draft": about("assigned", false, func(c *town.Client, _ thing, r reported) town.Reply {
			return c.Put("/reports/"+r.ID+"/draft", map[string]string{"answer": "nháp"})
		}),
		"POST /reports/{id}/photos/{sha}": about("photo", false, func(c *town.Client, _ thing, r reported) town.Reply {
			return c.Post("/reports/"+r.ID+"/photos/"+r.SHA, map[string]any{"public": true})
		}),
		"GET /reports/{id}/pictures/{sha}": about("photo", false, func(c *town.Client, _ thing, r reported) town.Reply { return c.Get(r.Shown) }),
		"GET /reports/{id}/originals/{sha}": about("photo", false, func(c *town.Client, _ thing, r reported) town.Reply {
			return c.Get("/reports/" + r.ID + "/originals/" + r.SHA)
		}),
		"POST /reports/{id}/reject":   verbOf("reject", "assigned", map[string]string{"reason": "spam", "words": "rác"}),
		"POST /reports/{id}/part":     verbOf("part", "merged", words),
		"POST /reports/{id}/start":    verbOf("start", "assigned", struct{}{}),
		"POST /reports/{id}/return":   verbOf("return", "assigned", words),
		"POST /reports/{id}/resolve":  verbOf("resolve", "proven", map[string]string{"answer": "Đã dựng lại", "easy": "Xong"}),
		"POST /reports/{id}/reopen":   verbOf("reopen", "resolved", words),
		"POST /reports/{id}/approve":  verbOf("approve", "assigned", struct{}{}),
		"POST /reports/{id}/withdraw": verbOf("withdraw", "approved", words),
		"POST /reports/{id}/visit":    verbOf("visit", "drawn", map[string]any{"mended": true, "words": "vẫn tốt"}),
		"POST /reports/{id}/redact":   verbOf("redact", "assigned", words),
	} {
		probes[name] = p
	}
}
