package rights

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"thanhdong/act/notify"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/test/town"
)

// tellTo tells an account something and gives the notice; empty for nobody.
func tellTo(t *testing.T, w *town.Town, account string) (id string) {
	t.Helper()
	if account == "" {
		return "ntc_none"
	}
	err := w.App.DB.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		l := text.L{VI: "Thử", EN: "Test"}
		if err := w.App.Notices.Tell(ctx, tx, notify.News{Origin: tx.NewID("try"), Kind: notify.Test, Severity: 1, Title: l, Text: l, Link: "/notices", Wants: notify.Confirm}, account); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT id FROM notify_notice WHERE person = ? ORDER BY at DESC, id DESC LIMIT 1`, account).Scan(&id)
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// deliveryOf is a delivery that was given up, for the account of a thing.
func deliveryOf(t *testing.T, w *town.Town, x thing) string {
	t.Helper()
	id := "dlv_" + x.account
	notice := tellTo(t, w, x.account)
	err := w.App.DB.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM notify_delivery WHERE id = ?`, id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO notify_delivery (id, notice, person, channel, address, severity, state, due_at, created_at, tries, cause) VALUES (?, ?, ?, 'email', '', 1, 'failed', ?, ?, 12, 'notify.cause_slow')`,
			id, notice, x.account, db.Micros(tx.Now()), db.Micros(tx.Now()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// addressOf is a confirmed address of a person.
func addressOf(t *testing.T, w *town.Town, account string, verified bool) string {
	t.Helper()
	id := "adr_" + account
	err := w.App.DB.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM notify_address WHERE person = ?`, account); err != nil {
			return err
		}
		var at *int64
		if now := db.Micros(tx.Now()); verified {
			at = &now
		}
		_, err := tx.Exec(ctx, `INSERT INTO notify_address (id, person, channel, address, label, created_at, verified_at, code, code_until) VALUES (?, ?, 'email', 'a@b.test', '', ?, ?, 'x', ?)`,
			id, account, db.Micros(tx.Now()), at, db.Micros(tx.Now())+60e6)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// reached takes what is refused for another reason than rights as allowed: nothing stands behind the channels here.
func reached(r town.Reply) (outcome, string) {
	if r.Status == http.StatusConflict || r.Status == http.StatusTooManyRequests || r.Status == http.StatusBadRequest && strings.Contains(string(r.Body), "notify.") {
		return allowed, ""
	}
	return judge(r)
}

func init() {
	own := func(ask func(t *testing.T, w *town.Town, c *town.Client) town.Reply) probe {
		return func(t *testing.T, w *town.Town, c *town.Client, _ thing) (outcome, string) {
			t.Helper()
			return reached(ask(t, w, c))
		}
	}
	for name, p := range map[string]probe{
		"GET /notices": own(func(_ *testing.T, _ *town.Town, c *town.Client) town.Reply { return c.Get("/notices") }),
		"POST /notices/read": own(func(_ *testing.T, _ *town.Town, c *town.Client) town.Reply {
			return c.Post("/notices/read", map[string]any{})
		}),
		"POST /notices/{id}/acknowledge": own(func(t *testing.T, w *town.Town, c *town.Client) town.Reply {
			return c.Post("/notices/"+tellTo(t, w, idOf(c))+"/acknowledge", nil)
		}),
		"GET /notices/rules": own(func(_ *testing.T, _ *town.Town, c *town.Client) town.Reply { return c.Get("/notices/rules") }),
		"PUT /notices/rules": own(func(_ *testing.T, _ *town.Town, c *town.Client) town.Reply {
			return c.Put("/notices/rules", map[string]any{"version": 0, "lang": "vi", "quiet": false, "from": "22:00", "to": "06:00", "each": []any{}})
		}),
		"POST /notices/addresses": own(func(_ *testing.T, _ *town.Town, c *town.Client) town.Reply {
			return c.Post("/notices/addresses", map[string]string{"channel": "email", "address": "a@b.test"})
		}),
		"POST /notices/addresses/{id}/confirm": own(func(t *testing.T, w *town.Town, c *town.Client) town.Reply {
			return c.Post("/notices/addresses/"+addressOf(t, w, idOf(c), false)+"/confirm", map[string]string{"code": "123456"})
		}),
		"POST /notices/addresses/{id}/test": own(func(t *testing.T, w *town.Town, c *town.Client) town.Reply {
			return c.Post("/notices/addresses/"+addressOf(t, w, idOf(c), true)+"/test", nil)
		}),
		"DELETE /notices/addresses/{id}": own(func(t *testing.T, w *town.Town, c *town.Client) town.Reply {
			return c.Do(http.MethodDelete, "/api/v1/notices/addresses/"+addressOf(t, w, idOf(c), true), nil)
		}),
		"POST /notices/push": own(func(_ *testing.T, _ *town.Town, c *town.Client) town.Reply {
			return c.Post("/notices/push", map[string]string{"endpoint": "https://push.test/1", "p256dh": "x", "auth": "x"})
		}),
		"GET /notices/channels": own(func(_ *testing.T, _ *town.Town, c *town.Client) town.Reply { return c.Get("/notices/channels") }),
		"PUT /notices/channels/{channel}": own(func(_ *testing.T, _ *town.Town, c *town.Client) town.Reply {
			return c.Put("/notices/channels/email", map[string]any{"version": 0, "on": false, "values": map[string]string{}})
		}),
		"GET /notices/deliveries": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			id := deliveryOf(t, w, x)
			return within("/notices/deliveries?limit=200", "items", func(thing) string { return `"id":"` + id + `"` })(t, w, c, x)
		},
		"POST /notices/deliveries/{id}/retry": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Post("/notices/deliveries/"+deliveryOf(t, w, x)+"/retry", nil))
		},
	} {
		probes[name] = p
	}
}

// TestNobodySeesAnothersNotices: an inbox, its rules and its addresses are one person's, whatever the role.
func TestNobodySeesAnothersNotices(t *testing.T) {
	town.Each(t, func(t *testing.T, w *town.Town) {
		an, binh := w.Person("an", actor.Officer, "H23", "30"), w.Person("binh", actor.Admin, "H23", "30")
		id := tellTo(t, w, idOf(an))
		address := addressOf(t, w, idOf(an), true)
		binh.Post("/notices/"+id+"/acknowledge", nil).Refused(http.StatusNotFound)
		binh.Post("/notices/read", map[string]any{"ids": []string{id}}).OK(nil)
		binh.Post("/notices/addresses/"+address+"/test", nil).Refused(http.StatusNotFound)
		binh.Do(http.MethodDelete, "/api/v1/notices/addresses/"+address, nil).Refused(http.StatusNotFound)
		var of struct {
			Items []struct{ ID string }
		}
		if binh.Get("/notices").OK(&of); len(of.Items) != 0 {
			t.Errorf("the administrator's inbox has %v", of.Items)
		}
		var mine struct{ Unread int }
		if an.Get("/notices?unread=true").OK(&mine); mine.Unread != 1 {
			t.Errorf("unread is %d", mine.Unread)
		}
	})
}
