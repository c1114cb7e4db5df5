package story

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/sense/alert"
	"thanhdong/test/town"
)

const stormGroups = 10

// cameras sends alerts of another system, so many of each name, in the form of Alertmanager.
func cameras(t *testing.T, w *town.Town, key *town.Client, status string) {
	t.Helper()
	starts := at(w, "07:59").Format(time.RFC3339)
	for first := 0; first < stormAlerts; first += 500 {
		var list []map[string]any
		for i := first; i < first+500; i++ {
			list = append(list, map[string]any{
				"status": status, "startsAt": starts, "fingerprint": fmt.Sprintf("%016x", i),
				"labels":      map[string]string{"alertname": fmt.Sprintf("Down%d", i%stormGroups), "instance": fmt.Sprintf("cam-%04d", i), "severity": "critical"},
				"annotations": map[string]string{"summary": fmt.Sprintf("Camera %d không trả lời", i)},
			})
		}
		key.Post("/feeds/air-push/alertmanager", map[string]any{"version": "4", "alerts": list}).OK(nil)
	}
}

// told counts the notices about groups.
func told(t *testing.T, w *town.Town) int {
	t.Helper()
	list, err := w.App.Bus.Since(w.System(), bus.Pos{}, []string{alert.GroupNotifiedEvent}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// Five thousand alerts in a minute are one notice and one item of work for each group.
// What a silence hides of them is told when the silence ends, and what was acknowledged
// when that has grown stale.
func TestAStormIsOneNoticeForEachGroup(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		duty := w.Person("trực ban", actor.Duty, "H23", "")
		key := w.Device("air-push")
		w.Clock.Set(at(w, "08:00"))
		began := time.Now()
		cameras(t, w, key, "firing")
		took := time.Since(began)
		cameras(t, w, key, "firing") // sent again: nothing of it is new
		if n := told(t, w); n != 0 {
			t.Errorf("told %d times within the wait", n)
		}
		w.Clock.Advance(31 * time.Second)
		w.Until("each group is told", func() bool { return told(t, w) == stormGroups })
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		t.Logf("%d alerts taken in %s, %d notices, heap %d MB", stormAlerts, took.Round(time.Millisecond), told(t, w), m.HeapAlloc>>20)
		if m.HeapAlloc > 300<<20 {
			t.Errorf("the heap holds %d MB", m.HeapAlloc>>20)
		}
		var items struct {
			Items []struct {
				Kind    string
				Subject struct{ Kind, ID string }
			}
		}
		w.Until("each group is one item", func() bool {
			duty.Get("/work?limit=100").OK(&items)
			return len(items.Items) == stormGroups
		})
		for _, i := range items.Items {
			if i.Kind != "alert" || i.Subject.Kind != "alert-group" {
				t.Errorf("item %+v", i)
			}
		}
		var made struct {
			ID    string
			Hides int
		}
		until := w.Clock.Now().Add(3 * time.Hour).Format(time.RFC3339)
		duty.Post("/silences", map[string]any{"matchers": []map[string]string{{"name": "rule", "op": "=", "value": "Down3"}}, "comment": "thay tủ mạng", "ends": until}).OK(&made)
		var groups struct {
			Items []struct {
				ID            string
				Title         string
				Count, Firing int
			}
		}
		silent := func(want int) func() bool {
			return func() bool {
				duty.Get("/alerts/groups").OK(&groups)
				n := 0
				for _, g := range groups.Items {
					if g.Count == 0 {
						n++
					}
				}
				return len(groups.Items) == stormGroups && n == want
			}
		}
		w.Until("one group is silent as a whole", silent(1))
		for _, g := range groups.Items {
			if g.Count == 0 {
				continue
			}
			duty.Post("/alerts/groups/"+g.ID+"/acknowledge", map[string]string{"note": "đang xử lý"}).OK(nil)
		}
		w.Until("nothing waits", func() bool {
			duty.Get("/work?limit=100").OK(&items)
			return len(items.Items) == 0
		})
		duty.Post("/silences/"+made.ID+"/end", struct{}{}).OK(nil)
		w.Until("it is heard again", silent(0))
		w.Clock.Advance(6 * time.Minute)
		w.Until("and told", func() bool { return told(t, w) == stormGroups+1 })
		cameras(t, w, key, "resolved")
		w.Until("the storm is over", func() bool {
			duty.Get("/alerts/groups").OK(&groups)
			return len(groups.Items) == 0
		})
	})
}
