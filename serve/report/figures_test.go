package report_test

import (
	"testing"
	"time"

	"thanhdong/serve/report"
)

func TestFiguresCountWhatWasDoneInTimeAndWhatItsReportersSaid(t *testing.T) {
	each(t, func(b *bench) {
		since := b.clock.Now()
		confirmed, silent, late := b.resolved(), b.resolved(), b.assigned(draft())
		b.must(b.rs.Confirm(t.Context(), confirmed.Code, 1)) // done, and not satisfied
		d := draft()
		d.Category = "canbo"
		b.receive(d) // private: counted with the others
		rejected := b.receive(draft())
		b.must(b.rs.Reject(as(t, clerk), rejected.ID, "spam", "Không phải phản ánh"))
		b.clock.Advance(20 * 24 * time.Hour)
		b.settle()
		f, err := b.rs.Figures(t.Context(), since)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.get(silent.ID).Outcome; got != report.Unanswered {
			t.Fatalf("%s", got)
		}
		want := report.Figure{Code: city, Received: 3, Open: 1, Late: 1, Resolved: 2, OnTime: 2, Confirmed: 1, Unanswered: 1, NotAtAll: 1}
		var mine, desks report.Figure
		for _, u := range f.Units {
			switch u.Code {
			case city:
				mine = u
			case desk:
				desks = u
			}
		}
		if mine != want {
			t.Errorf("%+v, want %+v", mine, want)
		}
		if share, ok := mine.OnTimeShare(); !ok || share != 2.0/3 {
			t.Errorf("in time %v, %v", share, ok)
		}
		if share, ok := mine.SatisfiedShare(); !ok || share != 0 {
			t.Errorf("satisfied %v, %v", share, ok)
		}
		if desks.Received != 1 || desks.Late != 1 {
			t.Errorf("of the desk %+v", desks)
		}
		if _, ok := desks.SatisfiedShare(); ok {
			t.Error("a share of nothing")
		}
		if f.All.Received != 4 || f.All.Late != 2 || len(f.Areas) != 1 || f.Areas[0].Code != "288" || f.Areas[0].Received != 4 {
			t.Errorf("%+v, areas %+v", f.All, f.Areas)
		}
		if later, err := b.rs.Figures(t.Context(), b.clock.Now()); err != nil || later.All.Received != 0 || later.All.Open != 2 || later.All.Resolved != 0 {
			t.Errorf("since now: %+v, %v", later.All, err)
		}
		_ = late
	})
}
