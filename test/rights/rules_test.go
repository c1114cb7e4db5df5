package rights

import (
	"context"
	"strings"
	"testing"

	"thanhdong/ground/db"
	"thanhdong/test/town"
)

// editedRule is the rule that people of a scope change.
func editedRule(x thing) string {
	switch x.unit {
	case "H23.STNMT.TTQT":
		return "R-EDIT-SUB"
	case "H23.SYT":
		return "R-EDIT-OTHER"
	}
	return "R-EDIT-OWN"
}

func draft(x thing) map[string]any {
	owner := x.unit
	if editedRule(x) == "R-EDIT-OWN" {
		owner = "H23.STNMT"
	}
	return map[string]any{
		"code": editedRule(x), "name": map[string]string{"vi": "Sửa thử", "en": "Edited"}, "kind": "value", "parameter": "O3", "when": "value > 500",
		"severity": 3, "owner": owner, "playbook": "KB-KK-01", "mark": "PROJECT CHOICE",
	}
}

// saveRule saves a rule as it was last read.
func saveRule(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
	t.Helper()
	var now struct{ Rule struct{ Version int } }
	if r := c.Get("/rules/" + editedRule(x)); r.Status == 200 {
		r.OK(&now)
	}
	return judge(c.Do("PUT", "/api/v1/rules/"+editedRule(x), map[string]any{"version": now.Rule.Version, "rule": draft(x)}))
}

// switchRule turns a rule that stands the other way.
func switchRule(verb string) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		off := 0
		if verb == "enable" {
			off = 1
		}
		err := w.App.DB.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE rule SET off = ? WHERE code = ?`, off, editedRule(x))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return judge(c.Post("/rules/"+editedRule(x)+"/"+verb, map[string]string{"reason": "bảo trì"}))
	}
}

func draftRule(path, part string) probe {
	return func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		body := map[string]any{"rule": draft(x)}
		if part == "findings" {
			body["from"], body["to"] = "2024-06-01T00:00:00Z", "2024-07-01T00:00:00Z"
		}
		r := c.Post(path, body)
		got, note := judge(r)
		if got == allowed && !strings.Contains(string(r.Body), part) {
			return "no data", string(r.Body)
		}
		return got, note
	}
}
