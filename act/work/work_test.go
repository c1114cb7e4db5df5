package work_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
)

func TestDueCountsWorkingTimeAndClockTimeWhereUrgent(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(time.Date(2024, 7, 5, 16, 0, 0, 0, text.Zone)) // Friday, an hour before the end
		office := b.open(newItem("0001"))
		if want := time.Date(2024, 7, 8, 16, 0, 0, 0, text.Zone); !office.Due.Equal(want) {
			t.Errorf("eight working hours from Friday 16:00 end %s, want %s", office.Due.In(text.Zone), want)
		}
		urgent := newItem("0002")
		urgent.WorkingTime, urgent.Limit = false, 4*time.Hour
		if got, want := b.open(urgent).Due, time.Date(2024, 7, 5, 20, 0, 0, 0, text.Zone); !got.Equal(want) {
			t.Errorf("four hours by the clock end %s, want %s", got.In(text.Zone), want)
		}
		if office.Number != "VI-24-0001" || office.Clock.State != work.ClockOK || office.Clock.Working != 8*time.Hour {
			t.Errorf("item is %+v", office)
		}
	})
}

func TestWorkWithoutOwnerLimitOrSubjectIsRefused(t *testing.T) {
	each(t, func(b *bench) {
		_, err := b.queue.Open(as(t, actor.System("test")), work.NewItem{Kind: "test"})
		wantKind(t, err, fault.Invalid, "work.invalid")
		if f, _ := fault.As(err); len(f.Fields) != 6 {
			t.Errorf("%d faults at once, want 6: %v", len(f.Fields), err)
		}
		b.open(newItem("0001"))
		_, err = b.queue.Open(as(t, actor.System("test")), newItem("0001"))
		wantKind(t, err, fault.Conflict, "work.already_open")
	})
}

// The promise of work.Kind: a refusal, wherever it comes from, leaves the item
// and its subject as they were.
func TestARefusedClosingLeavesItemAndSubjectUntouched(t *testing.T) {
	for name, c := range map[string]struct {
		by       actor.Actor
		reason   string
		evidence bool
		refuse   error
		fail     error
		kind     fault.Kind
		key      string
	}{
		"without a reason":             {officer, "  ", true, nil, nil, fault.Invalid, "work.invalid"},
		"without evidence":             {officer, "xong", false, nil, nil, fault.Conflict, "work.no_evidence"},
		"the kind refuses":             {officer, "xong", true, fault.New(fault.Conflict, "work.moved_on").With(errFake), nil, fault.Conflict, "work.moved_on"},
		"the subject fails to follow":  {officer, "xong", true, nil, fault.New(fault.Conflict, "work.moved_on").With(errFake), fault.Conflict, "work.moved_on"},
		"a reader who may not close":   {leader, "xong", true, nil, nil, fault.Forbidden, "actor.forbidden"},
		"somebody who may not read it": {other, "xong", true, nil, nil, fault.NotFound, "work.not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(b *bench) {
				item := b.open(newItem("0001"))
				if c.evidence {
					b.evidence(officer, item.ID, "aa")
				}
				b.kind.refuse, b.kind.fail = c.refuse, c.fail
				before, events := b.get(item.ID), b.events()
				_, err := b.queue.Close(as(b.t, c.by), item.ID, c.reason)
				wantKind(b.t, err, c.kind, c.key)
				if diff := cmp.Diff(before, b.get(item.ID)); diff != "" {
					b.t.Errorf("the item changed:\n%s", diff)
				}
				if len(b.kind.closed) != 0 {
					b.t.Errorf("the subject was closed: %v", b.kind.closed)
				}
				if after := b.events(); !slices.Equal(events, after) {
					b.t.Errorf("events %v became %v", events, after)
				}
			})
		})
	}
}

func TestOfTwoWhoCloseAtOnceOneWins(t *testing.T) {
	each(t, func(b *bench) {
		for round := range 5 {
			item := b.open(newItem(string(rune('a' + round))))
			b.evidence(officer, item.ID, "aa")
			errs := make([]error, 2)
			var wg sync.WaitGroup
			for i, by := range []actor.Actor{officer, second} {
				wg.Go(func() { _, errs[i] = b.queue.Close(as(b.t, by), item.ID, "xong: "+by.Name) })
			}
			wg.Wait()
			winner := slices.IndexFunc(errs, func(err error) bool { return err == nil })
			if winner < 0 || errs[1-winner] == nil {
				b.t.Fatalf("one must win: %v", errs)
			}
			wantKind(b.t, errs[1-winner], fault.Conflict, "work.already_closed")
			if got := b.kind.closed[item.Subject.ID]; got != "xong: "+[]string{"officer", "second"}[winner] {
				b.t.Errorf("the subject was closed with %q by neither or both", got)
			}
		}
	})
}

func TestClosingIsLoggedLedgeredAndEndsTheTimers(t *testing.T) {
	each(t, func(b *bench) {
		item := b.open(newItem("0001"))
		if _, err := b.queue.Take(as(b.t, officer), item.ID); err != nil {
			b.t.Fatal(err)
		}
		_, err := b.queue.Take(as(b.t, second), item.ID)
		wantKind(b.t, err, fault.Conflict, "work.taken")
		b.evidence(officer, item.ID, "aa")
		b.evidence(officer, item.ID, "aa") // the phone sent it twice
		if err := b.queue.Note(as(b.t, officer), item.ID, "Đã tưới đường"); err != nil {
			b.t.Fatal(err)
		}
		done, err := b.queue.Close(as(b.t, officer), item.ID, "Đã xử lý")
		if err != nil {
			b.t.Fatal(err)
		}
		if done.State != work.Done || done.Next() != "" || b.kind.closed["0001"] != "Đã xử lý" {
			b.t.Errorf("closed item is %+v, subject %v", done, b.kind.closed)
		}
		b.clock.Advance(10 * 24 * time.Hour)
		if err := b.timers.RunDue(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
		if got, want := b.events(), []string{work.Opened, work.Taken, work.EvidenceAdded, work.Noted, work.Closed}; !slices.Equal(got, want) {
			b.t.Errorf("events are %v, want %v", got, want)
		}
		lines, err := b.queue.Log(as(b.t, leader), item.ID)
		if err != nil {
			b.t.Fatal(err)
		}
		var words []string
		for _, l := range lines {
			words = append(words, l.In(text.EN))
		}
		want := []string{"Given to H23.STNMT, due 08:00 04/07/2024", "Taken by officer", "Evidence anh.jpg added: sau xử lý", "Đã tưới đường", "Closed: Đã xử lý"}
		if diff := cmp.Diff(want, words); diff != "" {
			b.t.Errorf("log differs (-want +got):\n%s", diff)
		}
		entries, err := ledger.List(as(b.t, actor.System("test")), b.d, ledger.Filter{Subject: item.ID, Limit: 100})
		if err != nil || len(entries) != 5 {
			b.t.Errorf("%d ledger entries, want 5 (%v)", len(entries), err)
		}
	})
}

func TestWarningsComeBeforeLatenessAndSurviveARestart(t *testing.T) {
	each(t, func(b *bench) {
		n := newItem("0001")
		n.Limit = 16 * time.Hour // Wednesday 08:00 to Friday 08:00
		item := b.open(n)
		short := newItem("0002")
		short.WorkingTime, short.Limit = false, 2*time.Hour
		b.open(short)
		step := func(to time.Time, want ...string) {
			b.t.Helper()
			b.clock.Set(to)
			before := len(b.events())
			if err := b.timers.RunDue(b.t.Context()); err != nil {
				b.t.Fatal(err)
			}
			if got := b.events()[before:]; !slices.Equal(got, want) {
				b.t.Errorf("at %s came %v, want %v", to.In(text.Zone), got, want)
			}
		}
		step(item.OpenedAt.Add(2 * time.Hour)) // due this instant is not late
		step(item.OpenedAt.Add(2*time.Hour+time.Microsecond), work.Late, work.Raised)
		step(item.Due.Add(-24*time.Hour), work.DueSoon)
		step(item.Due.Add(-24 * time.Hour))
		if got := b.get(item.ID).Clock.State; got != work.ClockSoon {
			b.t.Errorf("a day before the clock says %s", got)
		}
		b.timers = timer.New(b.d) // as after a restart: the rows are there
		b.queue = work.New(b.d, bus.New(b.d), b.timers)
		step(item.Due.Add(-4*time.Hour), work.DueSoon)
		step(item.Due.Add(time.Second), work.Late, work.Raised)
		if c := b.get(item.ID).Clock; c.State != work.ClockLate || c.Left != -time.Second {
			b.t.Errorf("late clock is %+v", c)
		}
		late, err := b.queue.LateByUnit(as(b.t, leader))
		if err != nil || len(late) != 1 || late[0].Unit != stnmt || late[0].Count != 2 {
			b.t.Errorf("late by unit is %+v (%v)", late, err)
		}
		last, err := bus.New(b.d).Since(b.t.Context(), bus.Pos{}, []string{work.DueSoon}, 10)
		if err != nil || len(last) != 2 || string(last[0].Body) != `{"id":"`+item.ID+`","hours":24}` {
			b.t.Errorf("warnings are %v (%v)", last, err)
		}
	})
}

func TestViewsSearchAndPagesShowOnlyWhatMayBeRead(t *testing.T) {
	each(t, func(b *bench) {
		mine := b.open(newItem("0001"))
		if _, err := b.queue.Take(as(b.t, officer), mine.ID); err != nil {
			b.t.Fatal(err)
		}
		b.clock.Advance(time.Minute)
		theirs := b.open(newItem("0002"))
		if _, err := b.queue.Take(as(b.t, second), theirs.ID); err != nil {
			b.t.Fatal(err)
		}
		b.clock.Advance(time.Minute)
		health := newItem("0003")
		health.Unit, health.UnitPath, health.Title = "H23.SYT", "/H23/H23.SYT/", text.L{VI: "Ca sốt xuất huyết 100%", EN: "Dengue"}
		b.open(health)
		b.clock.Advance(48 * time.Hour)
		late := newItem("0004")
		late.WorkingTime, late.Limit = false, 240*time.Hour
		b.open(late) // untaken, in time

		ask := func(a actor.Actor, f work.Filter) (subjects []string) {
			b.t.Helper()
			for {
				items, next, err := b.queue.List(as(b.t, a), f)
				if err != nil {
					b.t.Fatal(err)
				}
				for _, i := range items {
					subjects = append(subjects, i.Subject.ID)
				}
				if next == "" {
					return subjects
				}
				f.After = next
			}
		}
		for _, c := range []struct {
			by   actor.Actor
			f    work.Filter
			want []string
		}{
			{officer, work.Filter{View: work.Mine}, []string{"0001", "0004"}},
			{officer, work.Filter{View: work.OfUnit}, []string{"0001", "0002", "0004"}},
			{officer, work.Filter{View: work.IsLate}, []string{"0001", "0002"}},
			{officer, work.Filter{View: work.All}, []string{"0001", "0002", "0004"}},
			{leader, work.Filter{View: work.All, Limit: 1}, []string{"0001", "0002", "0003", "0004"}},
			{leader, work.Filter{View: work.OfUnit}, []string{"0001", "0002", "0003", "0004"}},
			{other, work.Filter{View: work.All}, []string{"0003"}},
			{actor.Actor{}, work.Filter{View: work.All}, nil},
			{leader, work.Filter{Q: "bui min hoa binh"}, []string{"0001", "0002", "0004"}},
			{leader, work.Filter{Q: "SỐT"}, []string{"0003"}},
			{leader, work.Filter{Q: "100%"}, []string{"0003"}},
			{leader, work.Filter{Q: "%"}, []string{"0003"}},
			{leader, work.Filter{Q: "vi-24-0002"}, []string{"0002"}},
			{leader, work.Filter{Done: true}, nil},
		} {
			if diff := cmp.Diff(c.want, ask(c.by, c.f)); diff != "" {
				b.t.Errorf("%s asks %+v (-want +got):\n%s", c.by.Name, c.f, diff)
			}
		}
		counts, err := b.queue.Counts(as(b.t, officer))
		if want := map[work.View]int{work.Mine: 2, work.OfUnit: 3, work.IsLate: 2, work.ToMe: 0, work.All: 3}; err != nil || !cmp.Equal(counts, want) {
			b.t.Errorf("counts are %v, want %v (%v)", counts, want, err)
		}
		_, _, err = b.queue.List(as(b.t, leader), work.Filter{View: "bogus"})
		wantKind(b.t, err, fault.Invalid, "work.invalid")
		_, _, err = b.queue.List(as(b.t, leader), work.Filter{After: "bogus"})
		wantKind(b.t, err, fault.Invalid, "work.invalid")
	})
}

func TestListCountsFileAndSingleItemAgreeAboutRights(t *testing.T) {
	each(t, func(b *bench) {
		item := b.open(newItem("0001"))
		b.evidence(officer, item.ID, "aa")
		rapid.Check(b.t, func(rt *rapid.T) {
			a := actor.Actor{ID: "acc_x", Kind: actor.Person, Grants: []actor.Grant{{
				Role:     rapid.SampledFrom(actor.Everyone).Draw(rt, "role"),
				UnitPath: rapid.SampledFrom([]string{"", "/H23/", stnmtPath, "/H23/H23.SYT/"}).Draw(rt, "unit"),
				AreaPath: rapid.SampledFrom([]string{"", "/30/", cityPath, "/30/290/"}).Draw(rt, "area"),
			}}}
			ctx := as(b.t, a)
			list, _, err := b.queue.List(ctx, work.Filter{})
			if err != nil {
				rt.Fatal(err)
			}
			counts, err := b.queue.Counts(ctx)
			if err != nil {
				rt.Fatal(err)
			}
			_, get := b.queue.Get(ctx, item.ID)
			_, bytes := b.queue.EvidenceFile(ctx, "aa")
			if may := len(list) == 1; may != (get == nil) || may != (bytes == nil) || counts[work.All] != len(list) || may != (len(b.queue.WhyVisible(ctx, item)) > 0) {
				rt.Errorf("%+v: listed %d, counted %d, get %v, file %v", a.Grants, len(list), counts[work.All], get, bytes)
			}
		})
	})
}

func TestFilesAndReasonsToSeeFollowTheItem(t *testing.T) {
	each(t, func(b *bench) {
		item := b.open(newItem("0001"))
		b.evidence(officer, item.ID, "aa")
		if e, err := b.queue.EvidenceFile(as(b.t, leader), "aa"); err != nil || e.Item != item.ID {
			b.t.Errorf("a reader of the item reads its file: %+v, %v", e, err)
		}
		_, err := b.queue.EvidenceFile(as(b.t, other), "aa")
		wantKind(b.t, err, fault.NotFound, "work.no_such_file")
		ctx := as(b.t, leader)
		got := b.get(item.ID)
		if why := b.queue.WhyVisible(ctx, got); len(why) != 1 || why[0].Role != actor.Leader {
			b.t.Errorf("why visible: %+v", why)
		}
		if got.EscalatesTo() != "H23" {
			b.t.Errorf("escalates to %q", got.EscalatesTo())
		}
		leads := []string{"hand-on", "escalate", "not-ours", "reopen"} // the verbs of a leader
		for _, a := range b.queue.Actions(ctx, got) {
			if forbidden := a.Why != nil && a.Why.Kind == fault.Forbidden; forbidden == slices.Contains(leads, a.Verb) {
				b.t.Errorf("a leader and %s: %v", a.Verb, a.Why)
			}
		}
		later := []string{"resume", "reopen"} // of a paused one, of a closed one
		for _, a := range b.queue.Actions(as(b.t, officer), got) {
			if allowed := a.Why == nil; allowed == slices.Contains(later, a.Verb) {
				b.t.Errorf("the officer and %s: %v", a.Verb, a.Why)
			}
		}
	})
}
