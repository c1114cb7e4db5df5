package story

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/sense/entity"
	"thanhdong/test/town"
)

// A department ends in the middle of a case. From that day its successor owns the case, the station, the
// source and the rules, the same people go on with it, and each log says why.
func TestACaseGoesOnInTheSuccessorOfItsUnit(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		officer := w.Person("cán bộ môi trường", actor.Officer, "H23.STNMT", "")
		boss := w.Granted("quản trị", "H23", account.Given{Role: actor.Admin, Unit: "H23", Area: ""}, account.Given{Role: actor.Leader, Unit: "H23", Area: ""})
		_, i, item := incident(t, w, officer)
		e, err := w.App.Entities.ByCode(w.System(), entity.Station, station)
		if err != nil {
			t.Fatal(err)
		}
		e.Unit = "H23.STNMT" // in the pack it is of the centre below it
		if _, _, err := w.App.Entities.Put(w.System(), e); err != nil {
			t.Fatal(err)
		}
		owned := ownedBy(t, w, "H23.STNMT")
		for _, table := range []string{"entity", "feed", "rule", "work_item", "incident", "account"} {
			if owned[table] == 0 {
				t.Fatalf("the story has nothing in %s: %v", table, owned)
			}
		}

		today := string(text.DayOf(w.Clock.Now()))
		order := map[string]any{"what": "succeed", "day": today, "act": "NQ 61/NQ-HĐND", "mark": "PROJECT CHOICE", "old": []string{"H23.STNMT"},
			"new":   []any{map[string]any{"code": "H23.NNMT", "kind": "department", "parent": "H23", "area": "30", "name": map[string]string{"vi": "Sở Nông nghiệp và Môi trường", "en": "Department of Agriculture and Environment"}}},
			"lines": []any{map[string]any{"old": "H23.STNMT", "new": "H23.NNMT", "share": 1}}}
		var plan struct {
			Plan  string
			Ended []struct{ Code string }
			Begun []struct{ Code, Path string }
			Holds []struct{ Name, Text string }
			Lines []struct{ Share *float64 }
			Moved []struct{ Code, Path, Above string }
		}
		boss.Post("/units/plan", order).OK(&plan)
		var holds []string
		for _, h := range plan.Holds {
			holds = append(holds, h.Name)
		}
		for _, name := range []string{"grants", "accounts", "stations", "feeds", "rules", "work", "incidents"} {
			if !slices.Contains(holds, name) {
				t.Errorf("the plan does not say that %s hang on the unit: %v", name, plan.Holds)
			}
		}
		if len(plan.Ended) != 1 || len(plan.Begun) != 1 || plan.Begun[0].Path == "" || len(plan.Lines) != 1 {
			t.Errorf("the plan is %+v", plan)
		}
		if before := ownedBy(t, w, "H23.STNMT"); fmt.Sprint(before) != fmt.Sprint(owned) {
			t.Errorf("the plan moved something: %v", before)
		}
		officer.Post("/units/plan", order).Refused(403)
		order["plan"] = "another"
		boss.Post("/units/changes", order).Refused(409)
		order["plan"] = plan.Plan
		boss.Post("/units/changes", order).OK(nil)
		w.Until("nothing lies with the ended unit", func() bool {
			left := ownedBy(t, w, "H23.STNMT")
			return left["entity"]+left["feed"]+left["rule"]+left["work_item"]+left["incident"]+left["account"] == 0
		})
		for table, n := range ownedBy(t, w, "H23.NNMT") {
			if n != owned[table] {
				t.Errorf("of %d in %s the successor has %d", owned[table], table, n)
			}
		}
		// The officer's grant was given for the department that is no more.
		officer.Get("/work/" + item.ID).OK(&item)
		officer.Get("/incidents/" + i.ID).OK(&i)
		for _, log := range []string{fmt.Sprint(item.Log), fmt.Sprint(i.Log)} {
			if !strings.Contains(log, "successor Sở Nông nghiệp và Môi trường") {
				t.Errorf("the log does not say who took over: %s", log)
			}
		}
		officer.Upload(item.ID, "ảnh.png", photo(t), "").OK(nil)
		officer.Post("/work/"+item.ID+"/close", map[string]string{"reason": "đã xong"}).OK(nil)
		w.Restart()
		w.Quiet()
		if again := ownedBy(t, w, "H23.STNMT"); again["entity"]+again["feed"]+again["rule"] != 0 {
			t.Errorf("after a restart the ended unit has %v", again)
		}
	})
}

// ownedBy counts what is live and lies with a unit, by table.
func ownedBy(t *testing.T, w *town.Town, code string) map[string]int {
	t.Helper()
	owned := map[string]int{}
	err := w.App.DB.View(w.System(), func(ctx context.Context, tx *db.Tx) error {
		for table, live := range map[string]string{"entity": "1=1", "feed": "ended IS NULL", "rule": "in_force = 1", "work_item": "state = 'open'", "incident": "state = 'open'", "account": "1=1"} {
			var n int
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+table+` WHERE unit = ? AND `+live, code).Scan(&n); err != nil {
				return err
			}
			owned[table] = n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return owned
}
