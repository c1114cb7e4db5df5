package rights

import (
	"bytes"
	"context"
	"net/http"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/know/briefing/paper"
	"thanhdong/know/dataset"
	"thanhdong/know/periodic"
	"thanhdong/test/town"
)

const periodWeek = "2024W20" // a period that is over whenever the test runs

// reports makes a thing's unit report by the week.
func reports(t *testing.T, w *town.Town, x thing) context.Context {
	t.Helper()
	ctx := actor.With(t.Context(), actor.System("test"))
	key := prepared{w, x.unit, "periodic"}
	if _, ok := waiting.Load(key); ok {
		return ctx
	}
	err := w.App.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		return periodic.Put(ctx, tx, periodic.Setting{Unit: x.unit, Rhythm: dataset.Weekly, After: 1, Hour: "07:00", Head: paper.Head{Issuer: "Đơn vị", Symbol: "BC", Place: "Hải Dương", Title: "BÁO CÁO", Signer: "Trưởng"}, Mark: "PROJECT CHOICE"})
	})
	if err != nil {
		t.Fatal(err)
	}
	waiting.Store(key, true)
	return ctx
}

// periodically gives the report of a thing's unit as a draft.
func periodically(t *testing.T, w *town.Town, x thing) periodic.Edition {
	t.Helper()
	ctx := reports(t, w, x)
	list, _, err := w.App.Periodic.List(ctx, periodic.Filter{Unit: x.unit})
	if err == nil && len(list) == 0 {
		var e periodic.Edition
		e, err = w.App.Periodic.Compose(ctx, x.unit, "week", periodWeek)
		list = append(list, e)
	}
	if err == nil {
		err = w.App.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE periodic_edition SET state = 'draft', signed_at = NULL WHERE id = ?`, list[0].ID)
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

func ofPeriodic(ask func(c *town.Client, e periodic.Edition) town.Reply) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		return judge(ask(c, periodically(t, w, x)))
	}
}

func ofTemplate(ask func(t *testing.T, w *town.Town, c *town.Client, x thing, path string) town.Reply) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		reports(t, w, x)
		return judge(ask(t, w, c, x, "/periodic/templates/"+x.unit+"/week"))
	}
}

func init() {
	for name, p := range map[string]probe{
		"GET /periodic": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			e := periodically(t, w, x)
			return within("/periodic?limit=200", "items", func(thing) string { return e.ID })(t, w, c, x)
		},
		"GET /periodic/settings": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			reports(t, w, x)
			return within("/periodic/settings", "items", func(thing) string { return `"code":"` + x.unit + `"` })(t, w, c, x)
		},
		"POST /periodic": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			periodically(t, w, x)
			return judge(c.Post("/periodic", map[string]string{"unit": x.unit, "rhythm": "week", "period": periodWeek}))
		},
		"GET /periodic/{id}": ofPeriodic(func(c *town.Client, e periodic.Edition) town.Reply { return c.Get("/periodic/" + e.ID) }),
		"GET /periodic/{id}/document": ofPeriodic(func(c *town.Client, e periodic.Edition) town.Reply {
			return c.Get("/periodic/" + e.ID + "/document")
		}),
		"POST /periodic/{id}/sign": ofPeriodic(func(c *town.Client, e periodic.Edition) town.Reply {
			return c.Post("/periodic/"+e.ID+"/sign", map[string]string{"digest": e.Digest})
		}),
		"POST /periodic/{id}/withdraw": ofPeriodic(func(c *town.Client, e periodic.Edition) town.Reply {
			return c.Post("/periodic/"+e.ID+"/withdraw", map[string]string{"reason": "sai"})
		}),
		"GET /periodic/templates/{unit}/{rhythm}": ofTemplate(func(_ *testing.T, _ *town.Town, c *town.Client, _ thing, path string) town.Reply { return c.Get(path) }),
		"GET /periodic/templates/{unit}/{rhythm}/file": ofTemplate(func(_ *testing.T, _ *town.Town, c *town.Client, _ thing, path string) town.Reply {
			return c.Get(path + "/file")
		}),
		"POST /periodic/templates/{unit}/{rhythm}": ofTemplate(func(_ *testing.T, _ *town.Town, c *town.Client, _ thing, path string) town.Reply {
			return c.Do(http.MethodPost, "/api/v1"+path, bytes.NewReader(periodic.Official(dataset.Weekly)), "Content-Type", "application/octet-stream")
		}),
		"POST /periodic/templates/{unit}/{rhythm}/back": ofTemplate(func(t *testing.T, w *town.Town, c *town.Client, x thing, path string) town.Reply {
			ctx := reports(t, w, x)
			if _, err := w.App.Periodic.Take(ctx, x.unit, "week", periodic.Official(dataset.Monthly), "m.docx", ""); err != nil {
				t.Fatal(err)
			}
			return c.Post(path+"/back", map[string]int{"version": 0})
		}),
	} {
		probes[name] = p
	}
}
