package report_test

import (
	"fmt"
	"testing"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

// closedIn has some reports closed, and gives their ids.
func (b *bench) closedIn(n int) (ids []string) {
	b.t.Helper()
	for i := range n {
		d := draft()
		d.Words = fmt.Sprintf("Ổ gà số %d", i)
		r := b.assigned(d)
		b.prove(r.ID, picture(uint8(i+2)))
		code := r.Code
		b.must(b.rs.Resolve(as(b.t, officer), r.ID, "Đã vá", "Đã sửa xong"))
		b.must(b.rs.Confirm(b.t.Context(), code, 3))
		ids = append(ids, r.ID)
	}
	return ids
}

// toNextMonth moves the clock to the morning of the first day of the next month.
func (b *bench) toNextMonth() {
	b.t.Helper()
	now := b.clock.Now().In(text.Zone)
	b.clock.Advance(time.Date(now.Year(), now.Month()+1, 1, 6, 0, 0, 0, text.Zone).Sub(now))
	b.settle()
	b.settle()
}

// drawn are the reports that wait to be visited.
func (b *bench) drawn(ids []string) (list []report.Report) {
	b.t.Helper()
	for _, id := range ids {
		if r := b.get(id); r.Visit != nil && r.Visit.Item != "" {
			list = append(list, r)
		}
	}
	return list
}

func TestOneInTwentyClosedReportsIsLookedAtAgain(t *testing.T) {
	each(t, func(b *bench) {
		ids := b.closedIn(21)
		if got := b.drawn(ids); len(got) != 0 {
			t.Fatalf("%d drawn before the month is over", len(got))
		}
		b.toNextMonth()
		list := b.drawn(ids)
		if len(list) != 2 { // five of a hundred, rounded up
			t.Fatalf("%d drawn of 21", len(list))
		}
		b.clock.Advance(48 * time.Hour)
		b.settle()
		if again := b.drawn(ids); len(again) != 2 {
			t.Errorf("drawn again: %d", len(again))
		}

		r, other := list[0], list[1]
		item, err := b.queue.Get(as(t, clerk), r.Visit.Item)
		if err != nil || item.Kind != "report-visit" || item.Unit != desk || !item.WantsEvidence {
			t.Fatalf("its item %+v %v", item, err)
		}
		_, err = b.queue.Close(as(t, clerk), item.ID, "Xong")
		if err == nil {
			t.Error("the queue closed it without what was found")
		}
		_, err = b.rs.Visit(as(t, clerk), r.ID, false, "Lại thủng")
		wantFault(t, "without a photo", err, fault.Conflict, "work.no_evidence")
		if now := b.get(r.ID); now.State != report.Closed || now.Visit.Result != report.VisitPending {
			t.Errorf("the refusal changed it: %s %q", now.State, now.Visit.Result)
		}
		_, err = b.rs.Visit(as(t, officer), r.ID, true, "Tốt")
		wantFault(t, "by the unit that did the work", err, fault.Forbidden, "actor.forbidden")
		if _, err := b.queue.AddEvidence(as(t, clerk), item.ID, b.keep(picture(200)), ""); err != nil {
			t.Fatal(err)
		}
		now := b.must(b.rs.Visit(as(t, clerk), r.ID, false, "Lại thủng"))
		if now.State != report.Reopened || now.Visit.Result != report.NotMended || now.Unit != city {
			t.Errorf("not mended: %s %q %s", now.State, now.Visit.Result, now.Unit)
		}
		if item, err := b.queue.Get(as(t, clerk), item.ID); err != nil || item.State != work.Done {
			t.Errorf("its item: %v %v", item.State, err)
		}

		b.must(b.rs.Reopen(as(t, clerk), other.ID, "Người dân gọi lại"))
		if off := b.get(other.ID); off.Visit.Result != report.VisitOff {
			t.Errorf("reopened before the visit: %q", off.Visit.Result)
		}
		_, err = b.rs.Visit(as(t, clerk), other.ID, true, "Tốt")
		wantFault(t, "what was reopened", err, fault.Conflict, "report.no_visit")

		f, err := b.rs.Figures(t.Context(), b.clock.Now().AddDate(0, 0, -90))
		if err != nil || f.All.Visited != 1 || f.All.NotMended != 1 {
			t.Errorf("figures: %+v %v", f.All, err)
		}
	})
}

func TestOfFewClosedReportsOneIsLookedAtAndWhatIsMendedStays(t *testing.T) {
	each(t, func(b *bench) {
		ids := b.closedIn(2)
		b.toNextMonth()
		list := b.drawn(ids)
		if len(list) != 1 {
			t.Fatalf("%d drawn of 2", len(list))
		}
		if _, err := b.queue.AddEvidence(as(t, clerk), list[0].Visit.Item, b.keep(picture(200)), ""); err != nil {
			t.Fatal(err)
		}
		now := b.must(b.rs.Visit(as(t, clerk), list[0].ID, true, "Vẫn tốt"))
		if now.State != report.Closed || now.Outcome != report.Confirmed || now.Visit.Result != report.Mended {
			t.Errorf("mended: %s %s %q", now.State, now.Outcome, now.Visit.Result)
		}
		b.toNextMonth()
		if got := b.drawn(ids); len(got) != 1 || got[0].Visit.Month != now.Visit.Month {
			t.Errorf("the next month draws it again: %+v", got)
		}
	})
}
