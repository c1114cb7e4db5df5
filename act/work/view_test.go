package work_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

func TestViewsAreKeptByAPersonAndSharedByAUnit(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.clock.Set(july(3, 8))
		b.open(newItem("0001"))
		b.clock.Advance(time.Minute)
		high := newItem("0002")
		high.Severity, high.Title = 5, text.L{VI: "Cháy rừng", EN: "Forest fire"}
		top := b.open(high)
		own, err := b.queue.Keep(as(t, officer), work.Saved{Name: " Nặng ", Filter: work.Filter{View: work.All, Severity: 5, Sort: work.ByNewest}})
		if err != nil || own.Name != "Nặng" {
			t.Fatalf("kept %+v, %v", own, err)
		}
		list, _, err := b.queue.ListSaved(as(t, officer), own.ID, work.Filter{})
		if err != nil || len(list) != 1 || list[0].ID != top.ID {
			t.Errorf("by the view %+v, %v", list, err)
		}
		if list, _, err = b.queue.ListSaved(as(t, officer), own.ID, work.Filter{Q: "bui min"}); err != nil || len(list) != 0 {
			t.Errorf("the view and words %+v, %v", list, err)
		}
		_, _, err = b.queue.ListSaved(as(t, second), own.ID, work.Filter{})
		wantKind(t, err, fault.NotFound, "work.no_such_view")
		wantKind(t, b.queue.Drop(as(t, head), own.ID), fault.NotFound, "work.no_such_view")
		_, err = b.queue.Keep(as(t, officer), work.Saved{Name: "Chung", Unit: stnmt})
		wantKind(t, err, fault.Forbidden, "actor.forbidden")
		_, err = b.queue.Keep(as(t, officer), work.Saved{Filter: work.Filter{Sort: "colour", Clock: "red"}})
		if f, ok := fault.As(err); !ok || len(f.Fields) != 2 || f.Fields[1].Path != "filter/clock" {
			t.Errorf("a bad view: %v", err)
		}
		shared, err := b.queue.Keep(as(t, head), work.Saved{Name: "Chưa ai nhận", Unit: stnmt, Filter: work.Filter{Untaken: true, Sort: work.BySeverity}})
		if err != nil {
			t.Fatal(err)
		}
		names := func(a actor.Actor) (names []string) {
			list, err := b.queue.Saved(as(t, a))
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range list {
				names = append(names, v.Name)
			}
			return names
		}
		if got := names(officer); !slices.Equal(got, []string{"Nặng", "Chưa ai nhận"}) {
			t.Errorf("the officer has %q", got)
		}
		if got := names(other); len(got) != 0 {
			t.Errorf("another unit has %q", got)
		}
		if list, _, err = b.queue.ListSaved(as(t, second), shared.ID, work.Filter{}); err != nil || len(list) != 2 || list[0].ID != top.ID {
			t.Errorf("by the shared view %+v, %v", list, err)
		}
		_, err = b.queue.Keep(as(t, officer), work.Saved{ID: shared.ID, Name: "Của tôi"})
		wantKind(t, err, fault.Forbidden, "actor.forbidden")
		if _, err := b.queue.Keep(as(t, chief), work.Saved{ID: shared.ID, Name: "Chưa nhận", Filter: shared.Filter}); err != nil {
			t.Error(err)
		}
		if err := b.queue.Drop(as(t, officer), own.ID); err != nil {
			t.Error(err)
		}
		if got := names(officer); !slices.Equal(got, []string{"Chưa nhận"}) {
			t.Errorf("after all the officer has %q", got)
		}
	})
}

// A page goes on where the one before ended, in every order and by every clock.
func TestPagesGoOnInEveryOrder(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(july(3, 8))
		for n := range 7 {
			i := newItem(fmt.Sprint("00", n))
			i.Severity, i.Limit = n%3+1, time.Duration(20-n)*time.Hour
			b.open(i)
			b.clock.Advance(time.Minute)
		}
		for _, order := range []work.Sort{"", work.ByDue, work.ByNewest, work.BySeverity} {
			var all, paged []string
			whole, _, err := b.queue.List(as(t, officer), work.Filter{Sort: order})
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range whole {
				all = append(all, i.ID)
			}
			for after, first := "", true; first || after != ""; first = false {
				page, next, err := b.queue.List(as(t, officer), work.Filter{Sort: order, Limit: 2, After: after})
				if err != nil {
					t.Fatal(err)
				}
				for _, i := range page {
					paged = append(paged, i.ID)
				}
				after = next
			}
			if len(all) != 7 || !slices.Equal(all, paged) {
				t.Errorf("by %q: %v, in pages %v", order, all, paged)
			}
		}
	})
}

func TestLoadIsFairToDifficulty(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.clock.Set(july(3, 8))
		quick := func(subject string) work.NewItem {
			n := urgent(subject)
			n.WantsEvidence, n.Severity = false, 1
			n.Unit, n.UnitPath = "H23.SYT", "/H23/H23.SYT/"
			return n
		}
		hard := func(subject string) work.NewItem {
			n := urgent(subject)
			n.WantsEvidence, n.Severity = false, 5
			return n
		}
		closeAfter := func(n work.NewItem, after time.Duration) {
			i := b.open(n)
			b.clock.Advance(after)
			if _, err := b.queue.Close(as(t, chief), i.ID, "xong"); err != nil {
				t.Fatal(err)
			}
		}
		for n := range 5 {
			closeAfter(quick(fmt.Sprint("q", n)), time.Hour)
			closeAfter(hard(fmt.Sprint("h", n)), time.Duration(7)*time.Hour) // late by an hour
		}
		for n := range 3 {
			b.open(quick(fmt.Sprint("oq", n)))
		}
		b.open(hard("oh"))
		b.clock.Advance(time.Minute)
		list, err := b.queue.Load(as(t, chief))
		if err != nil || len(list) != 2 {
			t.Fatalf("load %+v, %v", list, err)
		}
		// The median over all is four hours: three quick ones weigh 3/4, one hard one 7/4.
		want := map[string]work.UnitLoad{
			stnmt:     {Unit: stnmt, Open: 1, Done: 5, OnTime: 0, Load: 1.75, Oldest: b.clock.Now().Add(-time.Minute)},
			"H23.SYT": {Unit: "H23.SYT", Open: 3, Done: 5, OnTime: 5, Load: 0.75, Oldest: b.clock.Now().Add(-time.Minute)},
		}
		for _, l := range list {
			w := want[l.Unit]
			if !l.Oldest.Equal(w.Oldest) {
				t.Errorf("%s oldest %s", l.Unit, l.Oldest)
			}
			l.Oldest, w.Oldest = time.Time{}, time.Time{}
			if l != w {
				t.Errorf("got %+v, want %+v", l, w)
			}
		}
		if list, err = b.queue.Load(as(t, officer)); err != nil || len(list) != 1 || !strings.HasPrefix(list[0].Unit, stnmt) {
			t.Errorf("the officer sees %+v, %v", list, err)
		}
	})
}
