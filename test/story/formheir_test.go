package story

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/test/town"
)

// On the day on which a unit ends it owes the form of the month before. Whoever takes over fills it in, and the value stays that of the unit and the area that it was asked of; where the department
// that asks ends too, its successor approves.
func TestAFormGoesOnInWhoTookOverFromItsUnit(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		if err := apply(t, w, "forms"); err != nil {
			t.Fatal(err)
		}
		clerk := w.Granted("công chức", "H23.UB288", account.Given{Role: actor.Clerk, Unit: "H23.UB288", Area: "288"}, account.Given{Role: actor.Clerk, Unit: "H23.UB290", Area: "290"})
		chair := w.Person("phó chủ tịch", actor.Leader, "H23", "30")
		health := w.Person("chuyên viên y tế", actor.Officer, "H23.SYT", "30")
		boss := w.Granted("quản trị", "H23", account.Given{Role: actor.Admin, Unit: "H23", Area: ""}, account.Given{Role: actor.Leader, Unit: "H23", Area: ""})
		succeed := func(old, code, kind, area, name string) (holds []string) {
			t.Helper()
			order := map[string]any{"what": "succeed", "day": string(text.DayOf(w.Clock.Now())), "act": "NQ 61/NQ-HĐND", "mark": "PROJECT CHOICE", "old": []string{old},
				"new":   []any{map[string]any{"code": code, "kind": kind, "parent": "H23", "area": area, "name": map[string]string{"vi": name, "en": name}}},
				"lines": []any{map[string]any{"old": old, "new": code, "share": 1}}}
			var plan struct {
				Plan  string
				Holds []struct{ Name string }
			}
			boss.Post("/units/plan", order).OK(&plan)
			order["plan"] = plan.Plan
			boss.Post("/units/changes", order).OK(nil)
			for _, h := range plan.Holds {
				holds = append(holds, h.Name)
			}
			return holds
		}
		at := dataset.PeriodAt(dataset.Monthly, text.DayOf(w.Clock.Now())).Add(-1).Code()
		setOf := func(by *town.Client, unit string) (s valueSet) {
			t.Helper()
			w.Until("the form of "+unit+" is there", func() bool {
				var l struct{ Items []valueSet }
				by.Get("/value-sets?form=BTN-T&unit=" + unit + "&period=" + at).OK(&l)
				if len(l.Items) == 1 {
					s = l.Items[0]
				}
				return s.Work != ""
			})
			return s
		}

		succeed("H23.UB290", "H23.PCL", "committee", "290", "Phường Chí Linh") // before anybody was asked
		owed(t, w)
		if holds := succeed("H23.UB288", "H23.PHD", "committee", "288", "Phường Hải Dương"); !slices.Contains(holds, "sets") {
			t.Errorf("the plan does not say that forms hang on the unit: %v", holds)
		}
		for unit, heir := range map[string]string{"H23.UB290": "H23.PCL", "H23.UB288": "H23.PHD"} {
			w.Until("the task of "+unit+" lies with "+heir, func() bool {
				item, err := w.App.Work.Get(w.System(), setOf(chair, unit).Work)
				return err == nil && item.Unit == heir && (unit != "H23.UB290" || strings.Contains(item.Title.VI, "Chí Linh"))
			})
			news := w.Person("công chức mới của "+heir, actor.Clerk, heir, unit[len("H23.UB"):])
			var s valueSet
			w.Until("the set of "+unit+" lies with "+heir, func() bool { return news.Get("/value-sets/"+setOf(chair, unit).ID).Status == 200 })
			s = setOf(news, unit)
			for i, by := range []*town.Client{clerk, news} { // whose grant went along, and who is new
				var values []any
				for _, g := range ill(unit, at, 4) {
					values = append(values, map[string]string{"element": g.Element, "category": g.Option, "unit": g.Unit, "period": g.Period, "value": fmt.Sprint(i)})
				}
				var sum struct {
					Imported, Updated int
					Conflicts         []any
				}
				by.Post("/datasets/BTN-T/values", map[string]any{"source": "hand", "values": values}).OK(&sum)
				if sum.Imported+sum.Updated != len(values) || len(sum.Conflicts) != 0 {
					t.Errorf("%s gave for %s: %+v", by.Name, unit, sum)
				}
			}
			news.Post("/value-sets/"+s.ID+"/submit", struct{}{}).OK(&s)
			chair.Post("/value-sets/"+s.ID+"/approve", map[string]int{"level": 0}).OK(&s)
		}
		steward := w.Person("người quản dữ liệu", actor.Steward, "H23.SYT", "30")
		var board struct {
			ID      string
			Version int
		}
		steward.Post("/dashboards", map[string]any{"title": "Dịch bệnh", "unit": "H23.SYT", "parts": []any{map[string]any{"kind": "tiles", "indicators": []string{"SXH-MAC"}}}, "version": 0}).OK(&board)
		succeed("H23.SYT", "H23.SYTM", "department", "30", "Sở Y tế mới")
		late := w.Person("chuyên viên của sở mới", actor.Officer, "H23.SYTM", "30")
		var id string
		for i, unit := range []string{"H23.UB290", "H23.UB288"} {
			var s valueSet
			w.Until("who asks is the successor", func() bool {
				return late.Get("/value-sets/"+setOf(chair, unit).ID).Status == 200 && health.Get("/value-sets/"+setOf(chair, unit).ID).Status == 200
			})
			s = setOf(late, unit)
			id = s.ID
			[]*town.Client{health, late}[i].Post("/value-sets/"+s.ID+"/approve", map[string]int{"level": 1}).OK(&s)
			if s.State != "approved" {
				t.Errorf("the form of %s is %s", unit, s.State)
			}
		}
		// What the department shared and proposed to everybody is its successor's.
		next := w.Person("người quản dữ liệu mới", actor.Steward, "H23.SYTM", "30")
		w.Until("the page and the open data lie with the successor", func() bool {
			return next.Get("/dashboards/"+board.ID).Status == 200 && next.Get("/open-data/benh-truyen-nhiem").Status == 200
		})
		next.Put("/dashboards/"+board.ID, map[string]any{"title": "Dịch bệnh của sở mới", "unit": "H23.SYTM", "parts": []any{map[string]any{"kind": "tiles", "indicators": []string{"SXH-MAC"}}}, "version": board.Version}).OK(nil)
		var open struct{ Digest, State string }
		next.Get("/open-data/benh-truyen-nhiem").OK(&open)
		next.Post("/open-data/benh-truyen-nhiem/approve", map[string]string{"digest": open.Digest}).OK(&open)
		if open.State != "published" {
			t.Errorf("the successor approved it and it is %s", open.State)
		}
		var l struct {
			Items []struct {
				Value       *string
				Provisional bool
			}
		}
		chair.Get("/indicators/SXH-MAC/values?area=288&period=" + at).OK(&l)
		if len(l.Items) != 1 || l.Items[0].Value == nil || *l.Items[0].Value != "1" || l.Items[0].Provisional {
			t.Errorf("the figure of the area: %+v", l.Items)
		}
		var whole struct {
			Log []struct{ Kind, Words string }
		}
		chair.Get("/value-sets/" + id).OK(&whole)
		said := fmt.Sprint(whole.Log)
		for _, kind := range []string{"hand_on", "ask_on"} {
			if !strings.Contains(said, kind) {
				t.Errorf("the history has no %s: %s", kind, said)
			}
		}
	})
}
