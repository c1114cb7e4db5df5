package rights

import (
	"context"
	"strings"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/know/publish"
	"thanhdong/test/town"
)

// offeredBy puts an open data set of a thing's unit, in a state, and gives its code and the digest by which it is approved.
func offeredBy(t *testing.T, w *town.Town, x thing, state publish.State) (code, seen string) {
	t.Helper()
	code = "r-" + strings.ReplaceAll(strings.ToLower(x.unit), ".", "-")
	both := text.L{VI: "Thử quyền", EN: "Rights"}
	ctx := actor.With(t.Context(), actor.System("test"))
	if err := w.App.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := publish.Put(ctx, tx, publish.Definition{Code: code, Title: both, About: both, Easy: both, Theme: "GOVE", Licence: "CC0-1.0", Rhythm: "MONTHLY", Unit: x.unit, Contact: publish.Contact{Name: both, Phone: "1022"}, Area: "30",
			From: "2020-01-01", Columns: []publish.Column{{Indicator: "R-CHITIEU"}}, Small: publish.Small{Below: 5, Units: []string{"ca"}, Mark: "PROJECT CHOICE"}, Mark: "PROJECT CHOICE"}); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE publish_set SET state = ? WHERE code = ?`, string(publish.Proposed), code)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	_, seen, err := w.App.OpenData.Preview(ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	if state == publish.Published {
		second(w).Post("/open-data/"+code+"/approve", map[string]string{"digest": seen}).OK(nil)
	}
	return code, seen
}

func init() {
	of := func(state publish.State, ask func(c *town.Client, code, seen string) town.Reply) probe {
		return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			code, seen := offeredBy(t, w, x, state)
			return judge(ask(c, code, seen))
		}
	}
	probes["GET /open-data"] = func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		code, _ := offeredBy(t, w, x, publish.Proposed)
		return within("/open-data", "items", func(thing) string { return `"` + code + `"` })(t, w, c, x)
	}
	probes["GET /open-data/{code}"] = of(publish.Proposed, func(c *town.Client, code, _ string) town.Reply { return c.Get("/open-data/" + code) })
	probes["POST /open-data/{code}/approve"] = of(publish.Proposed, func(c *town.Client, code, seen string) town.Reply {
		return c.Post("/open-data/"+code+"/approve", map[string]string{"digest": seen})
	})
	probes["POST /open-data/{code}/withdraw"] = of(publish.Published, func(c *town.Client, code, _ string) town.Reply {
		return c.Post("/open-data/"+code+"/withdraw", map[string]string{"words": "Thử quyền"})
	})
}
