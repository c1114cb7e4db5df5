//go:build fault

package fault

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// send pushes one value that is observed now.
func send(t *testing.T, s *server, feed, key, parameter, value string) {
	t.Helper()
	row := fmt.Sprintf(`[{"station":"F_ONE","parameter":%q,"value":%s,"unit":"ug/Nm3","at":%q}]`, parameter, value, time.Now().Format(time.RFC3339))
	q, err := http.NewRequest(http.MethodPost, "http://"+s.addr+"/api/v1/feeds/"+feed+"/observations", strings.NewReader(row))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+key)
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if b, err := io.ReadAll(a.Body); err != nil || a.StatusCode != http.StatusOK || !strings.Contains(string(b), `"accepted":1`) {
		t.Fatalf("%s: %d %s %v", feed, a.StatusCode, b, err)
	}
}

// A hold that has begun and a source that is being waited for outlive the
// process: nobody sends anything more, and both come true, once.
func TestHoldsAndTimersContinueAfterAKill(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *server) {
		hold, short := s.command("", "device", "add", "--feed", "f-hold"), s.command("", "device", "add", "--feed", "f-short")
		s.start()
		send(t, s, "f-hold", hold, "TSP", "900")
		send(t, s, "f-short", short, "PM10", "20")
		health := func() string {
			var f struct{ Health string }
			s.get("/feeds/f-short", &f)
			return f.Health
		}
		if h := health(); h != "on_time" {
			t.Fatalf("the feed is %s at first", h)
		}
		alerts := func() (found []string) {
			var all struct {
				Items []struct {
					ID, State string
					Since     time.Time
					FiredAt   time.Time `json:"fired_at"`
					Rule      struct{ Code string }
					Incident  *struct{ ID string }
				}
			}
			s.get("/alerts", &all)
			for _, a := range all.Items {
				if a.Rule.Code == "F-HOLD" && a.Incident != nil {
					found = append(found, a.ID+" "+a.State)
				}
				if a.Rule.Code == "F-HOLD" && a.FiredAt.Sub(a.Since) < 8*time.Second {
					t.Errorf("the alert did not wait for its hold: since %v, fired at %v", a.Since, a.FiredAt)
				}
			}
			return found
		}
		for range 3 { // within the eight seconds of the hold
			s.kill()
			s.start()
		}
		s.until("the hold has come true", func() bool { return len(alerts()) > 0 })
		s.until("the silent source is noticed", func() bool { return health() == "silent" })
		s.kill()
		s.start()
		// Whose turn it is to take the alert's own item back may have been killed as well: it is done after the start.
		s.until("one alert and one item are left", func() bool {
			var items struct {
				Items []struct{ Number, Kind, Title string }
			}
			s.get("/work", &items)
			found := alerts()
			if len(found) != 1 || len(items.Items) != 1 {
				t.Logf("after all kills there are the alerts %v and the items %+v", found, items.Items)
				return false
			}
			return true
		})
	})
}
