package story

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
	"thanhdong/test/town"
)

// seen is a report as the console shows it.
type seen struct {
	ID, Number, State, Outcome, Answer, Easy string
	Owner                                    struct{ Code string }
	Due                                      time.Time
	Reopened                                 int
	Merged                                   []string
	Main                                     *struct{ Number string }
	Work                                     *struct{ ID string }
	Twins                                    []struct{ ID string }
	Proposed                                 *struct{ Code string }
	Log                                      []struct {
		Kind, By, Text string
		Shown          bool
	}
}

// history are the kinds of a report's lines.
func (s seen) history() string {
	var kinds []string
	for _, l := range s.Log {
		kinds = append(kinds, l.Kind)
	}
	return strings.Join(kinds, " ")
}

// pothole is what a citizen sends from the city.
func pothole(t *testing.T, w *town.Town) report.Report {
	t.Helper()
	lon, lat := 106.33, 20.94
	r, err := w.App.Reports.Receive(t.Context(), report.Draft{Source: report.Web, Category: "ha_tang_giao_thong", Words: "Ổ gà to trước cổng trường", Address: "Đường Thanh Niên", Lon: &lon, Lat: &lat,
		Reporter: report.Reporter{Name: "Trần Thị Hoà", Phone: "0912345678"}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// shot is a photo that differs by its number.
func shot(t *testing.T, n int) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 8, 8+n))
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is said to be done needs proof, its reporter has the last word, and whoever reported the same is told the same.
func TestAReportIsClosedHonestly(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		desk := w.Person("trực ban", actor.ShiftLeader, "H23", "")
		road := w.Person("cán bộ đô thị", actor.Officer, "H23.UB288", "288")
		health := w.Person("cán bộ y tế", actor.Officer, "H23.SYT", "")
		live := desk.Live("reports")
		w.Until("the desk is greeted", func() bool { return live.Saw("hello") })

		first, second, third := pothole(t, w), pothole(t, w), pothole(t, w)
		w.Until("the desk hears of it", func() bool { return live.Saw(first.ID) })
		page := func(c *town.Client, id string) (s seen) {
			t.Helper()
			c.Get("/reports/" + id).OK(&s)
			return s
		}
		do := func(c *town.Client, id, verb string, body any) (s seen) {
			t.Helper()
			c.Post("/reports/"+id+"/"+verb, body).OK(&s)
			return s
		}
		asReporter := func(r report.Report, err error) report.Report {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return r
		}

		// At the desk: what is the same is proposed, merged, and the rest goes where the pack says.
		s := page(desk, first.ID)
		if s.State != "received" || s.Owner.Code != "H23.STTTT.TTDH" || s.Proposed == nil || s.Proposed.Code != "H23.UB288" || len(s.Twins) != 2 {
			t.Fatalf("at the desk: %+v", s)
		}
		road.Get("/reports/" + first.ID).Refused(404)
		for _, twin := range []report.Report{second, third} {
			if s := do(desk, twin.ID, "merge", map[string]string{"into": first.ID}); s.State != "merged" || s.Main == nil || s.Main.Number != first.Number {
				t.Errorf("merged: %+v", s)
			}
		}
		s = do(desk, first.ID, "assign", map[string]string{"unit": s.Proposed.Code})
		if s.State != "assigned" || s.Owner.Code != "H23.UB288" || len(s.Merged) != 2 {
			t.Errorf("assigned: %+v", s)
		}

		// At the unit: no proof, no resolving.
		health.Get("/reports/" + first.ID).Refused(404)
		do(road, first.ID, "start", struct{}{})
		answer := map[string]string{"answer": "Đã vá ổ gà ngày 30/8", "easy": "Đường đã sửa"}
		if p := road.Post("/reports/"+first.ID+"/resolve", answer).Refused(409); p.Key != "report.no_proof" {
			t.Errorf("without proof: %+v", p)
		}
		s = page(road, first.ID)
		if s.State != "in_progress" || s.history() != "receive merge_here merge_here assign start" {
			t.Errorf("after the refusal: %s %q", s.State, s.history())
		}
		road.Upload(s.Work.ID, "sau-khi-va.png", shot(t, 1), "").OK(nil)
		s = do(road, first.ID, "resolve", answer)
		if s.State != "resolved" || s.Work != nil {
			t.Errorf("resolved: %+v", s)
		}
		told := func(want report.State) {
			t.Helper()
			for _, r := range []report.Report{first, second, third} {
				if mine := asReporter(w.App.Reports.ByCode(t.Context(), r.Code)); mine.State != want || mine.Answer != answer["answer"] || mine.Easy != answer["easy"] || len(mine.Proof) == 0 {
					t.Errorf("%s is told %s %q", r.Number, mine.State, mine.Answer)
				}
			}
		}
		told(report.Resolved)

		// The reporter says no: reopened, at the unit, with a new due time; what proved it before does not prove it again.
		w.Clock.Advance(24 * time.Hour)
		if r := asReporter(w.App.Reports.Deny(t.Context(), first.Code, "Mưa xong lại hỏng")); r.State != report.Reopened {
			t.Errorf("denied: %s", r.State)
		}
		w.Until("live screens hear of it", func() bool { return live.Saw(first.ID, "report.Denied") }) // a frame tells the last of what it gathers
		s = page(road, first.ID)
		if s.State != "reopened" || s.Reopened != 1 || s.Work == nil || !s.Due.After(w.Clock.Now()) {
			t.Fatalf("reopened: %+v", s)
		}
		answer["answer"], answer["easy"] = "Đã làm lại mặt đường", "Đường đã làm lại"
		road.Upload(s.Work.ID, "sau-khi-va.png", shot(t, 1), "").OK(nil)
		road.Post("/reports/"+first.ID+"/resolve", answer).Refused(409)
		road.Upload(s.Work.ID, "lam-lai.png", shot(t, 2), "").OK(nil)
		do(road, first.ID, "resolve", answer)
		told(report.Resolved)
		if r := asReporter(w.App.Reports.Confirm(t.Context(), first.Code, 3)); r.State != report.Closed || r.Outcome != report.Confirmed {
			t.Errorf("confirmed: %s %s", r.State, r.Outcome)
		}
		told(report.Closed)
		s = page(desk, first.ID)
		if want := "receive merge_here merge_here assign start resolve deny resolve confirm"; s.Outcome != "confirmed" || s.history() != want {
			t.Errorf("history %q, want %q", s.history(), want)
		}
		w.Until("live screens hear of the end", func() bool { return live.Saw(first.ID, "report.Confirmed") })
		if err := ledger.Seal(t.Context(), w.App.DB); err != nil {
			t.Fatal(err)
		}
		if check, err := ledger.Check(t.Context(), w.App.DB); err != nil || !check.OK() {
			t.Errorf("the ledger: %+v %v", check, err)
		}
	})
}

// A unit ends while reports are open with it: they go on at its successor, the history says so, and so do the next ones.
func TestReportsGoOnInTheSuccessorOfTheirUnit(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		desk := w.Person("trực ban", actor.ShiftLeader, "H23", "")
		boss := w.Granted("quản trị", "H23", account.Given{Role: actor.Admin, Unit: "H23", Area: ""})
		open := pothole(t, w)
		var s seen
		desk.Post("/reports/"+open.ID+"/assign", map[string]string{"unit": "H23.UB288"}).OK(&s)
		due := s.Due

		order := map[string]any{"what": "succeed", "day": string(text.DayOf(w.Clock.Now())), "act": "NQ 61/NQ-HĐND", "mark": "PROJECT CHOICE", "old": []string{"H23.UB288"},
			"new":   []any{map[string]any{"code": "H23.UBMOI", "kind": "committee", "parent": "H23", "area": "288", "name": map[string]string{"vi": "UBND phường mới", "en": "New ward committee"}}},
			"lines": []any{map[string]any{"old": "H23.UB288", "new": "H23.UBMOI", "share": 1}}}
		var plan struct {
			Plan  string
			Holds []struct{ Name, Text string }
		}
		boss.Post("/units/plan", order).OK(&plan)
		if !strings.Contains(fmt.Sprint(plan.Holds), "{reports 1") {
			t.Errorf("the plan does not say that a report hangs on the unit: %v", plan.Holds)
		}
		order["plan"] = plan.Plan
		boss.Post("/units/changes", order).OK(nil)
		w.Until("the report is at the successor", func() bool {
			desk.Get("/reports/" + open.ID).OK(&s)
			return s.Owner.Code == "H23.UBMOI"
		})
		last := s.Log[len(s.Log)-1]
		if s.State != "assigned" || !s.Due.Equal(due) || !strings.Contains(last.Text, "New ward committee") && !strings.Contains(last.Text, "UBND phường mới") || !last.Shown {
			t.Errorf("at the successor: %s, due %v, %+v", s.State, s.Due, last)
		}
		clerk := w.Person("công chức mới", actor.Clerk, "H23.UBMOI", "288")
		clerk.Post("/reports/"+open.ID+"/start", struct{}{}).OK(&s)
		desk.Get("/reports/" + pothole(t, w).ID).OK(&s)
		if s.Proposed == nil || s.Proposed.Code != "H23.UBMOI" {
			t.Errorf("the next is proposed to %+v", s.Proposed)
		}
	})
}

// A report is due in working time, and Tết is none.
func TestAReportDueOverTetShowsTheRightDay(t *testing.T) {
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		c.Clock.(*dbtest.Clock).Set(time.Date(2026, 2, 13, 14, 0, 0, 0, zone)) // Friday before Tết, which is off from Monday 16 to Friday 20
		w := town.Boot(t, c)
		desk := w.Person("trực ban", actor.ShiftLeader, "H23", "")
		r := pothole(t, w)
		var s seen
		desk.Post("/reports/"+r.ID+"/assign", map[string]string{"unit": "H23.UB288"}).OK(&s)
		// 40 working hours: 3 on that Friday, 8 each from Monday 23 to Thursday 26, 5 on Friday 27.
		if want := time.Date(2026, 2, 27, 14, 0, 0, 0, zone); !s.Due.Equal(want) {
			t.Errorf("due %v, want %v", s.Due, want)
		}
		if mine, err := w.App.Reports.ByCode(t.Context(), r.Code); err != nil || !mine.Due.Equal(s.Due) {
			t.Errorf("its reporter is told %v %v", mine.Due, err)
		}
	})
}
