package report_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/serve/report"
)

func TestThreeThatSayTheSameAreOneAndAllAreTold(t *testing.T) {
	each(t, func(b *bench) {
		main, second, third := b.receive(draft()), b.receive(draft()), b.receive(draft())
		b.must(b.rs.Merge(as(t, clerk), second.ID, third.ID))
		b.must(b.rs.Merge(as(t, clerk), third.ID, main.ID)) // and what was merged with it goes along
		b.must(b.rs.Assign(as(t, clerk), main.ID, city, "", ""))
		if err := b.rs.AddPhoto(t.Context(), second.Code, b.keep(picture(5))); err != nil {
			t.Fatal(err)
		}
		if got := b.get(main.ID); len(got.Photos) != 1 || strings.Join(got.Merged, " ") != second.Number+" "+third.Number {
			t.Errorf("who handles it sees %d photos, merged %v", len(got.Photos), got.Merged)
		}
		asked := b.must(b.rs.AskInfo(as(t, officer), main.ID, "Ở đâu?", text.DayOf(b.d.Now()).Add(1)))
		b.must(b.rs.GiveInfo(t.Context(), third.Code, "Trước cổng"))
		b.prove(main.ID, picture(1))
		b.must(b.rs.Resolve(as(t, officer), main.ID, "Đã vá ổ gà", "Đường đã xong"))
		b.clock.Advance(time.Second)
		b.settle()
		for _, code := range []string{main.Code, second.Code, third.Code} {
			r := b.must(b.rs.ByCode(t.Context(), code))
			if r.State != report.Resolved || r.Answer != "Đã vá ổ gà" || r.Easy != "Đường đã xong" || len(r.Proof) != 1 || r.Proof[0].Shown == "" || r.Unit != city {
				t.Errorf("%s: %s %q, proof %+v", r.Number, r.State, r.Answer, r.Proof)
			}
			if _, _, err := b.rs.Picture(t.Context(), code, r.Proof[0].Shown); err != nil {
				t.Errorf("%s: the picture of what was done: %v", r.Number, err)
			}
		}
		if asked.State != report.NeedInfo {
			t.Error(asked.State)
		}
		// One of them says no: it is reopened for all.
		b.must(b.rs.Deny(t.Context(), second.Code, "Vẫn còn"))
		if r := b.must(b.rs.ByCode(t.Context(), third.Code)); r.State != report.Reopened {
			t.Errorf("the third sees %s", r.State)
		}
		b.must(b.rs.Part(as(t, clerk), third.ID, "Là ổ gà khác"))
		r := b.must(b.rs.ByCode(t.Context(), third.Code))
		if r.State != report.Received || r.Answer != "" || r.Unit != desk {
			t.Errorf("parted: %s %q %s", r.State, r.Answer, r.Unit)
		}
	})
}

func TestWhatMayNotBeMerged(t *testing.T) {
	each(t, func(b *bench) {
		r := b.receive(draft())
		_, err := b.rs.Merge(as(t, clerk), r.ID, r.ID)
		wantField(t, "with itself", err, "into", "report.into_itself")
		ended := b.receive(draft())
		b.must(b.rs.Reject(as(t, clerk), ended.ID, "spam", "Rác"))
		_, err = b.rs.Merge(as(t, clerk), r.ID, ended.ID)
		wantFault(t, "with one that ended", err, fault.Conflict, "report.is_rejected")
		d := draft()
		d.Category = "canbo"
		private := b.receive(d)
		_, err = b.rs.Merge(as(t, clerk), r.ID, private.ID)
		wantFault(t, "with a private one", err, fault.Conflict, "report.into_private")
		b.must(b.rs.Merge(as(t, clerk), private.ID, r.ID))
	})
}

func TestClosingAnItemAsADuplicateMerges(t *testing.T) {
	each(t, func(b *bench) {
		main, r := b.assigned(draft()), b.assigned(draft())
		if _, err := b.queue.Duplicate(as(t, officer), r.Work, main.Work); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the unit merges: %v", err)
		}
		if _, err := b.queue.Duplicate(as(t, clerk), r.Work, main.Work); err != nil {
			t.Fatal(err)
		}
		now := b.get(r.ID)
		if now.State != report.Merged || now.MergedInto != main.ID || now.Work != "" {
			t.Errorf("it is %s with %s", now.State, now.MergedInto)
		}
	})
}

func TestWhereAReportGoes(t *testing.T) {
	each(t, func(b *bench) {
		proposed := func(r report.Report) string {
			t.Helper()
			code, err := b.rs.Proposed(as(t, clerk), r)
			if err != nil {
				t.Fatal(err)
			}
			return code
		}
		x, y := 106.5, 21.1 // in the province, in no commune that is outlined
		far := draft()
		far.Lon, far.Lat = &x, &y
		inCity, outside := b.receive(draft()), b.receive(far)
		if a, o := proposed(inCity), proposed(outside); a != city || o != dept {
			t.Errorf("in the city to %s, outside to %s", a, o)
		}
		// What staff chose is proposed next time, for this category and area alone.
		b.must(b.rs.Assign(as(t, clerk), inCity.ID, dept, "", "Đường tỉnh"))
		next := b.receive(draft())
		home := draft()
		home.Category = "nha"
		if a, o := proposed(next), proposed(b.receive(home)); a != dept || o != dept {
			t.Errorf("next to %s, another category to %s", a, o)
		}
		_, err := b.rs.Assign(as(t, clerk), next.ID, "H23.KHONG", "khong", "")
		wantField(t, "to nobody", err, "unit", "unit.unknown")
		wantField(t, "to no category", err, "category", "report.no_category")
		r := b.must(b.rs.Assign(as(t, clerk), next.ID, city, "canbo", ""))
		if !r.Private || r.Category != "canbo" || r.Unit != city {
			t.Errorf("as of another category: %+v", r)
		}
	})
}

func TestReportsAndRoutesFollowAUnitThatWasMergedAway(t *testing.T) {
	each(t, func(b *bench) {
		open, waiting := b.assigned(draft()), b.resolved()
		ended := b.assigned(draft())
		b.must(b.rs.Reject(as(t, clerk), ended.ID, "not-ours", "Không thuộc tỉnh"))
		due := open.Due
		day := text.DayOf(b.d.Now()).Add(2)
		whole := 1.0
		b.order(func(ctx context.Context, tx *db.Tx) error {
			return unit.Succeed(ctx, tx, unit.Succession{Decree: unit.Decree{Day: day, Act: "Nghị quyết 1", Mark: "PROJECT CHOICE"}, Old: []string{city, desk},
				New:   []unit.Unit{department("H23.MOI", "H23", "288"), department("H23.DESK2", "H23", "30")},
				Lines: []unit.Lineage{{Old: city, New: "H23.MOI", Share: &whole}, {Old: desk, New: "H23.DESK2", Share: &whole}}})
		})
		b.clock.Set(day.Start().Add(time.Minute))
		b.settle()
		b.settle()
		for _, r := range []report.Report{open, waiting} {
			now := b.get(r.ID)
			if now.Unit != "H23.MOI" || now.UnitPath != "/H23/H23.MOI/" {
				t.Errorf("%s lies with %s (%s)", now.Number, now.Unit, now.UnitPath)
			}
			last := now.Log[len(now.Log)-1]
			if !strings.Contains(last.In(text.VI), "Sở H23.MOI") || !last.Shown {
				t.Errorf("the history ends %q", last.In(text.VI))
			}
			if k := kinds(now); strings.Count(k, "succeed")+strings.Count(k, "hand_on") != 1 {
				t.Errorf("history %q", k)
			}
		}
		now := b.get(open.ID)
		item, err := b.queue.Get(as(t, clerk), now.Work)
		if err != nil || item.Unit != "H23.MOI" || !now.Due.Equal(due) || !item.Due.Equal(due) {
			t.Errorf("the item lies with %s, due %v, report due %v, before %v (%v)", item.Unit, item.Due, now.Due, due, err)
		}
		if now := b.get(ended.ID); now.Unit != city {
			t.Errorf("what has ended moved to %s", now.Unit)
		}
		// Routes, and the desk, name units that are gone.
		next := b.receive(draft())
		if code, err := b.rs.Proposed(as(t, clerk), next); err != nil || code != "H23.MOI" || next.Unit != "H23.DESK2" {
			t.Errorf("the next is at %s, proposed %s %v", next.Unit, code, err)
		}
		// Its reporter says no: it goes to who stands for the unit.
		if r := b.must(b.rs.Deny(t.Context(), waiting.Code, "Chưa xong")); r.State != report.Reopened || r.Unit != "H23.MOI" {
			t.Errorf("reopened at %s", r.Unit)
		}
	})
}

func TestAReportFollowsItsItemToAnotherUnit(t *testing.T) {
	each(t, func(b *bench) {
		r := b.assigned(draft())
		if _, err := b.queue.HandOn(as(t, clerk), r.Work, dept, "Đường tỉnh quản lý"); err != nil {
			t.Fatal(err)
		}
		b.settle()
		now := b.get(r.ID)
		if now.Unit != dept || now.Area != "288" || !now.Due.Equal(r.Due) {
			t.Errorf("with %s in %s, due %v", now.Unit, now.Area, now.Due)
		}
		b.must(b.rs.Start(as(t, stander), r.ID))
		if _, err := b.rs.Get(as(t, officer), r.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("who gave it away still reads it: %v", err)
		}
		// More time in the queue is more time for the reporter as well.
		if _, err := b.queue.Pause(as(t, stander), now.Work, "cho-bo-sung", "", b.d.Now().Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
		b.settle()
		if seen := b.must(b.rs.ByCode(t.Context(), r.Code)); !seen.Due.Equal(r.Due.Add(2 * time.Hour)) {
			t.Errorf("the reporter sees %v, before %v", seen.Due, r.Due)
		}
	})
}

func TestTheItemOfTheDeskIsNotClosedInTheQueue(t *testing.T) {
	each(t, func(b *bench) {
		r := b.receive(draft())
		item, err := b.queue.Get(as(t, clerk), b.get(r.ID).Work)
		if err != nil || item.Unit != desk || item.Title.VI != "Đường hỏng, Đường Thanh Niên" {
			t.Fatalf("item %+v %v", item, err)
		}
		_, err = b.queue.Close(as(t, clerk), item.ID, "xong")
		wantFault(t, "close", err, fault.Conflict, "report.close_there")
		d := draft()
		d.Category = "canbo"
		if item, err := b.queue.Get(as(t, clerk), b.get(b.receive(d).ID).Work); err != nil || item.Title.VI != "Cán bộ" {
			t.Errorf("a private one is called %q %v", item.Title.VI, err)
		}
	})
}
