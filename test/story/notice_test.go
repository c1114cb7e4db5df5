package story

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"thanhdong/act/notify/webhook"
	"thanhdong/ground/actor"
	"thanhdong/test/town"
)

// A source falls silent: the head of its owner is told in the inbox and by the province's own gateway, which
// can tell who sent it; it is down at first, and nothing is lost over a restart.
func TestWhoAnswersIsToldAlsoWhenTheGatewayIsDownAtFirst(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		const secret = "một khoá bí mật đủ dài"
		var mu sync.Mutex
		var got []webhook.Body
		down := true
		gateway := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			var body webhook.Body
			mu.Lock()
			defer mu.Unlock()
			if down {
				rw.WriteHeader(http.StatusBadGateway)
				return
			}
			stamp, _, _ := strings.Cut(r.Header.Get(webhook.Header), ",")
			secs, err := strconv.ParseInt(strings.TrimPrefix(stamp, "t="), 10, 64)
			if err != nil || r.Header.Get(webhook.Header) != webhook.Sign(secret, time.Unix(secs, 0), b) || json.Unmarshal(b, &body) != nil {
				t.Errorf("signed %q: %s", r.Header.Get(webhook.Header), b)
			}
			got = append(got, body)
		}))
		defer gateway.Close()
		head, duty, admin := w.Person("thủ trưởng", actor.Leader, "H23.STNMT", ""), w.Person("trực ban", actor.Duty, "H23", ""), w.Person("quản trị", actor.Admin, "H23", "")
		admin.Put("/notices/channels/webhook", map[string]any{"version": 0, "on": true, "values": map[string]string{"url": gateway.URL, "secret": secret}}).OK(nil)
		drops(t, w, duty, "08:00", "38.2")
		w.Clock.Set(at(w, "08:16"))
		w.Until("the silence is an alert", func() bool { return len(silent(t, duty)) == 1 })
		w.Clock.Advance(5 * time.Minute) // its group has waited
		type inbox struct {
			Items []struct{ ID, Kind, Title string }
		}
		var of inbox
		alerts := func() (n int) {
			of = inbox{}
			head.Get("/notices").OK(&of)
			for _, x := range of.Items {
				if x.Kind == "alert" {
					n++
				}
			}
			return n
		}
		w.Until("the head is told", func() bool { return alerts() == 1 })
		var log struct {
			Items []struct{ State, Cause, Kind string }
		}
		w.Until("the log says why it did not go out", func() bool {
			admin.Get("/notices/deliveries?channel=webhook&state=waiting").OK(&log)
			for _, d := range log.Items {
				if d.Kind == "alert" && strings.Contains(d.Cause, "502") {
					return true
				}
			}
			return false
		})
		w.Restart()
		mu.Lock()
		down = false
		mu.Unlock()
		w.Clock.Advance(time.Minute)
		w.Until("the gateway has it", func() bool {
			mu.Lock()
			defer mu.Unlock()
			for _, b := range got {
				if b.Kind == "alert" && b.Severity == 3 {
					return true
				}
			}
			return false
		})
		if n := alerts(); n != 1 {
			t.Errorf("the inbox has %d: %+v", n, of.Items)
		}
	})
}
