//go:build fault

package fault

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"thanhdong/act/notify/webhook"
	"thanhdong/act/work"
	"thanhdong/app"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
)

// pages is how many items are escalated at once.
const pages = 150

// A server that finds many steps of escalation due is killed in their midst, again and again. In the end each was
// made once and its page has reached the province's gateway; what came twice says so.
func TestNoPageIsLostWhenTheServerIsKilledInAnEscalation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *server) {
		s.command("đường-về-nhà-có-hàng-cây-2024\n", "account", "add", "--name", "giám đốc sở", "--role", "leader", "--unit", "H23.STNMT", "--password-stdin")
		var mu sync.Mutex
		came := map[string][]webhook.Body{} // by delivery
		count := func() int {
			mu.Lock()
			defer mu.Unlock()
			return len(came)
		}
		gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var b webhook.Body
			if err := json.NewDecoder(r.Body).Decode(&b); err != nil {
				t.Errorf("the gateway was given what it cannot read: %v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			came[b.ID] = append(came[b.ID], b)
		}))
		defer gateway.Close()
		untaken(t, s, gateway.URL)
		for kill := range 2 {
			s.start()
			s.until("pages go out", func() bool { return count() > kill*pages/3 })
			s.kill()
			lapse(t, s)
		}
		s.start()
		s.until("every page has come", func() bool { return count() >= pages })
		s.stop()
		steps := map[string]int{}
		inside(t, s, nil, func(ctx context.Context, r *app.Rooms) error {
			return r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
				return tx.Each(ctx, `SELECT item, count(*) FROM work_escalation WHERE account <> '' GROUP BY item`, nil, func(scan func(...any) error) error {
					var item string
					var n int
					err := scan(&item, &n)
					steps[item] = n
					return err
				})
			})
		})
		if len(steps) != pages {
			t.Errorf("%d items told somebody, want %d", len(steps), pages)
		}
		for item, n := range steps {
			if n != 1 {
				t.Errorf("the step of %s was made %d times", item, n)
			}
		}
		doubles := 0
		for id, list := range came {
			for _, again := range list[1:] {
				if doubles++; !again.Doubled {
					t.Errorf("page %s came again without saying so", id)
				}
			}
		}
		t.Logf("%d pages, %d of them twice", len(came), doubles)
	})
}

// untaken fills the store, beside the server, with items that nobody has taken for hours.
func untaken(t *testing.T, s *server, gateway string) {
	t.Helper()
	inside(t, s, dbtest.NewClock(time.Now().Add(-10*time.Hour)), func(ctx context.Context, r *app.Rooms) error {
		if err := r.Notices.Set(ctx, "webhook", 0, true, map[string]string{"url": gateway, "secret": "một khoá bí mật đủ dài"}); err != nil {
			return err
		}
		return r.DB.Do(ctx, func(ctx context.Context, _ *db.Tx) error {
			for n := range pages {
				number := fmt.Sprintf("SC-%d", n+1)
				if _, err := r.Work.Open(ctx, work.NewItem{Kind: "incident", Subject: work.Subject{Kind: "incident", ID: number, Number: number}, Title: text.L{VI: "Việc " + number, EN: "Work " + number},
					Severity: 5, Unit: "H23.STNMT", UnitPath: "/H23/H23.STNMT/", Area: "30", AreaPath: "/30/", Limit: 12 * time.Hour}); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// lapse lets the minutes pass for which a dead sender is waited for.
func lapse(t *testing.T, s *server) {
	t.Helper()
	inside(t, s, nil, func(ctx context.Context, r *app.Rooms) error {
		return r.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE notify_delivery SET claimed_until = 1 WHERE state = 'sending'`)
			return err
		})
	})
}

// inside works on the store of a server that does not run.
func inside(t *testing.T, s *server, clock db.Clock, do func(ctx context.Context, r *app.Rooms) error) {
	t.Helper()
	ctx := actor.With(context.Background(), actor.System("test"))
	r, err := app.Open(ctx, app.Config{Data: s.data, DB: s.db, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	if err := do(ctx, r); err != nil {
		t.Error(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}
