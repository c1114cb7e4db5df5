package rights

import (
	"encoding/json"
	"maps"
	"testing"

	"thanhdong/test/town"
)

func init() {
	maps.Copy(probes, map[string]probe{
		"GET /feeds/{feed}/contract":            within("/feeds/%s/contract", "draft", func(thing) string { return `"parameters"` }),
		"PUT /feeds/{feed}/contract":            edit,
		"POST /feeds/{feed}/try":                edit,
		"POST /feeds/{feed}/quarantine/replay":  onBench("replay"),
		"POST /feeds/{feed}/quarantine/discard": onBench("discard"),
		"POST /feeds/{feed}/quarantine/restore": onBench("restore"),
	})
}

// edit saves a contract as it is; it is tried by the same hands.
func edit(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	var now struct {
		Rev   int
		Draft json.RawMessage
	}
	boss(w).Get("/feeds/" + x.feed + "/contract").OK(&now)
	tried, note := judge(c.Post("/feeds/"+x.feed+"/try", map[string]any{"draft": now.Draft, "sample": "[]"}))
	saved, more := judge(c.Put("/feeds/"+x.feed+"/contract", map[string]any{"base": now.Rev, "draft": now.Draft}))
	if tried != saved {
		return "tried " + tried + ", saved " + saved, note + more
	}
	return saved, more
}

// onBench decides over what lies in quarantine; nothing is found, so that other
// probes see it as it was.
func onBench(do string) probe {
	return func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		asked := map[string]any{"reason": "feed.nothing"}
		if do == "discard" {
			asked["why"] = "thử"
		}
		return judge(c.Post("/feeds/"+x.feed+"/quarantine/"+do, asked))
	}
}
