package report_test

import (
	"strings"
	"testing"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

// call is what a caller tells the hotline.
func call() report.Draft {
	d := draft()
	d.Source = report.Hotline
	return d
}

func TestACallIsTakenAndSentOnInOneCommit(t *testing.T) {
	each(t, func(b *bench) {
		desk := as(t, hotline)
		d := call()
		d.Key = "cuoc-goi-0001"
		first := b.must(b.rs.Take(desk, d, report.Onward{Proposed: true}))
		if first.State != report.Assigned || first.Unit != city || first.Code == "" {
			t.Errorf("as proposed: %s at %s, code %q", first.State, first.Unit, first.Code)
		}
		again := b.must(b.rs.Take(desk, d, report.Onward{Unit: dept}))
		if again.ID != first.ID || again.Unit != city || again.Code != first.Code {
			t.Errorf("the same call again: %s at %s, code %q", again.Number, again.Unit, again.Code)
		}
		if r := b.must(b.rs.Take(desk, call(), report.Onward{Unit: dept, Proposed: true})); r.Unit != dept {
			t.Errorf("the unit that was named counts: %s", r.Unit)
		}
		if r := b.must(b.rs.Take(as(t, officer), call(), report.Onward{Proposed: true})); r.State != report.Received {
			t.Errorf("whoever may not classify leaves it at the desk: %s", r.State)
		}
		same := b.must(b.rs.Take(desk, call(), report.Onward{Into: first.ID, Proposed: true}))
		if same.State != report.Merged || same.MergedInto != first.ID || same.Code == "" {
			t.Errorf("the same matter: %s into %q, code %q", same.State, same.MergedInto, same.Code)
		}
		before := b.count(`report`)
		_, err := b.rs.Take(desk, call(), report.Onward{Unit: "H23.NONE"})
		wantField(t, "an unknown unit", err, "unit", "unit.unknown")
		if n := b.count(`report`); n != before {
			t.Error("what could not be sent on was taken all the same")
		}
	})
}

func TestWhatWouldBecomeOfACall(t *testing.T) {
	each(t, func(b *bench) {
		first := b.assigned(draft())
		before := b.count(`ledger`)
		plan, err := b.rs.Plan(as(t, hotline), call())
		if err != nil {
			t.Fatal(err)
		}
		if plan.Area != "288" || plan.Unit != city || len(plan.Twins) != 1 || plan.Twins[0].ID != first.ID || plan.Twins[0].Metres != 0 {
			t.Errorf("in %s for %s, twins %+v", plan.Area, plan.Unit, plan.Twins)
		}
		if r := plan.Twins; len(r) == 1 && (r[0].Code != "" || !r[0].Reporter.Anonymous()) {
			t.Error("who reported the other is told")
		}
		// Nothing is finished yet: not even what it is about.
		empty, err := b.rs.Plan(as(t, hotline), report.Draft{Source: report.Hotline, Area: "290"})
		if err != nil || empty.Area != "290" || empty.Unit != "" || len(empty.Twins) != 0 {
			t.Errorf("of nothing: %+v %v", empty, err)
		}
		far := call()
		x, y := 100.0, 10.0
		far.Lon, far.Lat = &x, &y
		_, err = b.rs.Plan(as(t, hotline), far)
		wantField(t, "outside", err, "place", "report.outside")
		_, err = b.rs.Plan(as(t, leader), call())
		wantFault(t, "a leader", err, fault.Forbidden, "actor.forbidden")
		if n := b.count(`report`); n != 1 || b.count(`ledger`) != before {
			t.Error("planning left something behind")
		}
	})
}

func TestADraftThatIsKeptWhileItIsWrittenIsOneLine(t *testing.T) {
	each(t, func(b *bench) {
		r := b.assigned(draft())
		for _, words := range []string{"Đã", "Đã vá", "Đã vá ổ gà", "Đã vá ổ gà"} {
			b.must(b.rs.SaveDraft(as(t, officer), r.ID, report.Answer{Words: words}))
		}
		b.must(b.rs.SaveDraft(as(t, clerk), r.ID, report.Answer{Words: "Đã vá ổ gà.", Easy: "Xong"}))
		got := b.get(r.ID)
		if n := strings.Count(kinds(got), "draft "); n != 2 || got.Draft.Words != "Đã vá ổ gà." || got.Draft.Easy != "Xong" {
			t.Errorf("%d lines for two who wrote, draft %+v", n, got.Draft)
		}
		b.must(b.rs.AskInfo(as(t, officer), r.ID, "Ở đâu?", text.DayOf(b.d.Now()).Add(1)))
		b.must(b.rs.SaveDraft(as(t, officer), r.ID, report.Answer{Words: "Đã vá"}))
		if got = b.get(r.ID); !strings.HasSuffix(kinds(got), "ask_info draft ") {
			t.Errorf("after something else it is a line again: %s", kinds(got))
		}
	})
}
