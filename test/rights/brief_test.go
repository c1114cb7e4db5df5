package rights

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/briefing"
	"thanhdong/know/briefing/paper"
	"thanhdong/test/town"
)

// briefed gives the brief of today of a thing's unit in a state; meeting has its meeting open.
func briefed(t *testing.T, w *town.Town, x thing, state briefing.State, meeting bool) briefing.Brief {
	t.Helper()
	bs := w.App.Briefs
	ctx := actor.With(t.Context(), actor.System("test"))
	var b briefing.Brief
	err := w.App.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if b, err = bs.On(ctx, text.DayOf(tx.Now()), x.unit); fault.Is(err, fault.NotFound) {
			if err := briefing.Put(ctx, tx, briefing.Setting{Unit: x.unit, Hour: "07:00", Head: paper.Head{Issuer: "Đơn vị", Symbol: "BT", Place: "Hải Dương", Title: "BẢN TIN", Signer: "TRƯỞNG"}, Mark: "PROJECT CHOICE"}); err != nil {
				return err
			}
			b, err = bs.Compose(ctx, x.unit)
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE briefing_brief SET state = ? WHERE id = ?`, string(state), b.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM briefing_told WHERE brief = ?`, b.ID); err != nil {
			return err
		}
		if meeting {
			if _, err := bs.Begin(ctx, b.ID); err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `UPDATE briefing_meeting SET state = 'open', ended_at = NULL WHERE brief = ?`, b.ID)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ofBrief asks about the brief of a thing's unit; %s in the path is its day.
func ofBrief(state briefing.State, meeting bool, ask func(w *town.Town, c *town.Client, x thing, b briefing.Brief, to func(string) string) town.Reply) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		b := briefed(t, w, x, state, meeting)
		return judge(ask(w, c, x, b, func(path string) string { return fmt.Sprintf("/briefs/%s%s?unit=%s", b.Day, path, x.unit) }))
	}
}

func briefVerb(state briefing.State, meeting bool, path string, body func(w *town.Town, x thing, b briefing.Brief) any) probe {
	return ofBrief(state, meeting, func(w *town.Town, c *town.Client, x thing, b briefing.Brief, to func(string) string) town.Reply {
		return c.Post(to(path), body(w, x, b))
	})
}

func nothing(*town.Town, thing, briefing.Brief) any { return struct{}{} }

// decision names somebody at home in the thing's own unit: whoever works below it is of another scope.
func decision(w *town.Town, x thing, _ briefing.Brief) any {
	ctx, name := actor.With(context.Background(), actor.System("test")), ""
	read := func() error {
		return w.App.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
			return tx.QueryRow(ctx, `SELECT name FROM account WHERE unit = ? AND state = 'active' AND name NOT LIKE '%{%' ORDER BY id LIMIT 1`, x.unit).Scan(&name)
		})
	}
	if read() != nil {
		w.Granted("làm việc tại "+x.unit, x.unit)
		if err := read(); err != nil {
			panic(err)
		}
	}
	return map[string]string{"line": "Làm một việc @{" + name + "} ngày mai"}
}

// aboutSomebody puts a line about somebody who works there into the brief: the town need not have late work.
func aboutSomebody(w *town.Town, x thing, b briefing.Brief) any {
	c := b.Content
	c.Doubts = []briefing.Line{{Kind: "feed", Key: "line", Code: "N", What: text.L{VI: "Cũ", EN: "Old"}, Person: workerOf(w, x)}}
	body, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	err = w.App.DB.Do(actor.With(context.Background(), actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE briefing_version SET content = ? WHERE brief = ?`, string(body), b.ID)
		return err
	})
	if err != nil {
		panic(err)
	}
	return map[string]string{"line": "line"}
}

func init() {
	for name, p := range map[string]probe{
		"GET /briefs": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			b := briefed(t, w, x, briefing.Composed, false)
			return within("/briefs?limit=200", "items", func(thing) string { return b.ID })(t, w, c, x)
		},
		"GET /briefs/{date}": ofBrief(briefing.Composed, false, func(_ *town.Town, c *town.Client, _ thing, _ briefing.Brief, to func(string) string) town.Reply {
			return c.Get(to(""))
		}),
		"POST /briefs/{date}/sign":              briefVerb(briefing.Composed, false, "/sign", func(_ *town.Town, _ thing, b briefing.Brief) any { return map[string]string{"digest": b.Digest} }),
		"POST /briefs/{date}/send":              briefVerb(briefing.Signed, false, "/send", nothing),
		"POST /briefs/{date}/remind":            briefVerb(briefing.Signed, false, "/remind", aboutSomebody),
		"POST /briefs/{date}/meeting":           briefVerb(briefing.Signed, false, "/meeting", nothing),
		"POST /briefs/{date}/meeting/end":       briefVerb(briefing.Signed, true, "/meeting/end", nothing),
		"POST /briefs/{date}/meeting/decisions": briefVerb(briefing.Signed, true, "/meeting/decisions", decision),
		"POST /briefs/{date}/meeting/hear":      briefVerb(briefing.Signed, true, "/meeting/hear", decision),
		"GET /briefs/{date}/meeting": ofBrief(briefing.Signed, true, func(_ *town.Town, c *town.Client, _ thing, _ briefing.Brief, to func(string) string) town.Reply {
			return c.Get(to("/meeting"))
		}),
		"GET /briefs/{date}/meeting/people": ofBrief(briefing.Signed, true, func(_ *town.Town, c *town.Client, _ thing, _ briefing.Brief, to func(string) string) town.Reply {
			return c.Get(to("/meeting/people"))
		}),
		"PUT /accounts/{id}/phone": func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Put("/accounts/"+x.account+"/phone", map[string]string{"phone": "02200000999"}))
		},
	} {
		probes[name] = p
	}
	probes["POST /briefs"] = func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		briefed(t, w, x, briefing.Composed, false)
		return judge(c.Post("/briefs", map[string]string{"unit": x.unit}))
	}
}
