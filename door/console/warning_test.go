package console_test

import (
	"encoding/json"
	"strings"
	"testing"

	"thanhdong/door/console"
)

func TestAWarningKeepsWhatIsWrittenAndSaysWhatIsMissing(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		content := `{"categories":["Health"],"event":{"vi":"Ô nhiễm"},"severity":"Severe","areas":["288"],"drawn":[[{"lat":20.9,"lon":106.2},{"lat":20.9,"lon":106.4},{"lat":21,"lon":106.4},{"lat":20.9,"lon":106.2}]],"expires":"2024-07-04T08:00:00+07:00"}`
		var w console.Warning
		b.post("duty", "/warnings", `{"unit":"H23","content":`+content+`}`).into(201, &w)
		if w.State != "draft" || w.Version != 1 || w.Content.Event.VI != "Ô nhiễm" || len(w.Content.Drawn[0]) != 4 || w.Content.Expires.IsZero() || len(w.Forms) != 2 || w.Forms[0].SMSParts < 1 {
			t.Errorf("got %+v", w)
		}
		can := map[string]bool{}
		for _, a := range w.Actions {
			can[a.Verb] = a.Allowed
			if !a.Allowed && a.Why == "" {
				t.Errorf("%s is not allowed and nobody says why", a.Verb)
			}
		}
		if !can["edit"] || !can["check"] || can["approve"] || can["publish"] || can["update"] {
			t.Errorf("got %v", can)
		}
		a := b.post("duty", "/warnings/"+w.ID+"/check", ``)
		var p struct{ Faults []struct{ Path string } }
		if err := json.Unmarshal(a.Body.Bytes(), &p); err != nil || a.Code != 400 || len(p.Faults) != 8 {
			t.Errorf("%d %s", a.Code, a.Body)
		}
		a = b.send("duty", "PUT", "/warnings/"+w.ID, "application/json", strings.NewReader(`{"version":9,"content":`+content+`}`))
		a.refused(409, "warning.moved_on")
	})
}
