package report_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

// commands is everything that can move a report, by the state that it leads to.
func (b *bench) commands(other report.Report) map[string]func(r report.Report) error {
	t := b.t
	by := as(t, clerk) // a shift leader may do all; who may not is a test of rights
	give := func(_ report.Report, err error) error { return err }
	day := text.DayOf(b.d.Now()).Add(1)
	return map[string]func(r report.Report) error{
		"assign":    func(r report.Report) error { return give(b.rs.Assign(by, r.ID, city, "", "")) },
		"reject":    func(r report.Report) error { return give(b.rs.Reject(by, r.ID, "spam", "Không phải việc thật")) },
		"merge":     func(r report.Report) error { return give(b.rs.Merge(by, r.ID, other.ID)) },
		"part":      func(r report.Report) error { return give(b.rs.Part(by, r.ID, "Hai nơi khác nhau")) },
		"reopen":    func(r report.Report) error { return give(b.rs.Reopen(by, r.ID, "Xem lại")) },
		"start":     func(r report.Report) error { return give(b.rs.Start(by, r.ID)) },
		"ask":       func(r report.Report) error { return give(b.rs.AskInfo(by, r.ID, "Ở số nhà nào?", day)) },
		"return":    func(r report.Report) error { return give(b.rs.Return(by, r.ID, "Không phải đường của xã")) },
		"resolve":   func(r report.Report) error { return give(b.rs.Resolve(by, r.ID, "Đã vá", "Đã xong")) },
		"give info": func(r report.Report) error { return give(b.rs.GiveInfo(t.Context(), r.Code, "Số 12")) },
		"confirm":   func(r report.Report) error { return give(b.rs.Confirm(t.Context(), r.Code, 3)) },
		"deny":      func(r report.Report) error { return give(b.rs.Deny(t.Context(), r.Code, "Chưa vá")) },
	}
}

// allowed is citizen.md §4 as it is kept here: what may be done in a state, and where it leads.
var allowed = map[report.State]map[string]report.State{
	report.Received:   {"assign": report.Assigned, "reject": report.Rejected, "merge": report.Merged},
	report.Assigned:   {"start": report.InProgress, "ask": report.NeedInfo, "return": report.Returned, "resolve": report.Resolved, "reject": report.Rejected, "merge": report.Merged},
	report.InProgress: {"ask": report.NeedInfo, "return": report.Returned, "resolve": report.Resolved, "merge": report.Merged},
	report.NeedInfo:   {"give info": report.InProgress, "start": report.InProgress, "reject": report.Rejected, "merge": report.Merged},
	report.Returned:   {"assign": report.Assigned, "reject": report.Rejected, "merge": report.Merged},
	report.Resolved:   {"confirm": report.Closed, "deny": report.Reopened, "reopen": report.Reopened},
	report.Reopened:   {"start": report.InProgress, "ask": report.NeedInfo, "return": report.Returned, "resolve": report.Resolved, "merge": report.Merged},
	report.Rejected:   {"reopen": report.Received},
	report.Merged:     {"part": report.Received},
	report.Closed:     {"reopen": report.Reopened, "deny": report.Reopened},
}

// in brings a report into a state, with proof at hand where there is an item of a unit.
func (b *bench) in(s report.State, n uint8, other report.Report) report.Report {
	b.t.Helper()
	r := b.receive(draft())
	do := b.commands(other)
	run := func(names ...string) {
		b.t.Helper()
		for _, name := range names {
			if err := do[name](r); err != nil {
				b.t.Fatalf("%s on the way to %s: %v", name, s, err)
			}
		}
	}
	prove := func(k uint8) { b.prove(r.ID, picture(n*3+k)) }
	switch s {
	case report.Received:
		return r
	case report.Rejected:
		run("reject")
	case report.Merged:
		run("merge")
	case report.Assigned:
		run("assign")
		prove(0)
	case report.InProgress:
		run("assign", "start")
		prove(0)
	case report.NeedInfo:
		run("assign", "ask")
		prove(0)
	case report.Returned:
		run("assign", "return")
	default:
		run("assign")
		prove(0)
		run("resolve")
		switch s {
		case report.Reopened:
			run("reopen")
			prove(1)
		case report.Closed:
			run("confirm")
		}
	}
	return r
}

func TestEachStateAllowsWhatItsRowSaysAndNothingElse(t *testing.T) {
	each(t, func(b *bench) {
		other := b.receive(draft())
		n := uint8(0)
		for _, s := range report.States {
			for name := range b.commands(other) {
				r := b.in(s, n%20, other)
				n++
				before := b.get(r.ID)
				if before.State != s {
					t.Fatalf("made %s, got %s", s, before.State)
				}
				err := b.commands(other)[name](r)
				after := b.get(r.ID)
				to, ok := allowed[s][name]
				switch {
				case ok && err != nil:
					t.Errorf("%s in %s: %v", name, s, err)
				case ok && after.State != to:
					t.Errorf("%s in %s leads to %s, want %s", name, s, after.State, to)
				case !ok && s == report.Merged && slices.Contains([]string{"confirm", "deny", "give info"}, name):
					wantFault(t, name+" in "+string(s), err, fault.Conflict, "report.is_received") // of the other
				case !ok && !fault.Is(err, fault.Conflict):
					t.Errorf("%s in %s: %v, want a conflict", name, s, err)
				}
				if !ok && (after.State != s || len(after.Log) != len(before.Log) || after.Work != before.Work || !after.Due.Equal(before.Due) || after.Reopened != before.Reopened) {
					t.Errorf("%s in %s was refused and changed: %s, %d lines", name, s, after.State, len(after.Log))
				}
			}
		}
	})
}

func TestWhatIsNotDoneIsNotCalledDone(t *testing.T) {
	each(t, func(b *bench) {
		r := b.assigned(draft())
		b.must(b.rs.Start(as(t, officer), r.ID))
		_, err := b.rs.Resolve(as(t, officer), r.ID, "Đã vá", "Xong")
		wantFault(t, "resolve without proof", err, fault.Conflict, "report.no_proof")
		if now := b.get(r.ID); now.State != report.InProgress || now.Answer != "" || now.Work != r.Work {
			t.Errorf("the refusal changed it: %+v", now)
		}
		_, err = b.queue.Close(as(t, officer), r.Work, "Đã vá")
		wantFault(t, "close the item without proof", err, fault.Conflict, "work.no_evidence")

		// The reporter's own photo proves nothing.
		own := picture(7)
		if err := b.rs.AddPhoto(t.Context(), r.Code, b.keep(own)); err != nil {
			t.Fatal(err)
		}
		b.prove(r.ID, own)
		_, err = b.rs.Resolve(as(t, officer), r.ID, "Đã vá", "Xong")
		wantFault(t, "resolve with the reporter's photo", err, fault.Conflict, "report.no_proof")
		_, err = b.queue.Close(as(t, officer), r.Work, "Đã vá")
		wantFault(t, "close the item with the reporter's photo", err, fault.Conflict, "report.no_proof")

		b.prove(r.ID, picture(8))
		_, err = b.rs.Resolve(as(t, officer), r.ID, "Đã vá", "")
		wantField(t, "resolve without easy words", err, "easy", "report.words_needed")
		b.must(b.rs.Resolve(as(t, officer), r.ID, "Đã vá ổ gà", "Đường đã xong"))

		b.must(b.rs.Deny(t.Context(), r.Code, "Vẫn còn ổ gà"))
		_, err = b.rs.Resolve(as(t, officer), r.ID, "Đã vá lại", "Xong")
		wantFault(t, "resolve with the proof of before", err, fault.Conflict, "report.no_proof")
		b.prove(r.ID, picture(8))
		_, err = b.rs.Resolve(as(t, officer), r.ID, "Đã vá lại", "Xong")
		wantFault(t, "resolve with the same photo again", err, fault.Conflict, "report.no_proof")
		b.prove(r.ID, picture(9))
		// On a telephone without a line the item is closed, and that is resolving.
		if _, err := b.queue.Close(as(t, officer), b.get(r.ID).Work, "Đã vá lại"); err != nil {
			t.Fatal(err)
		}
		if now := b.get(r.ID); now.State != report.Resolved || now.Answer != "Đã vá lại" || now.Work != "" {
			t.Errorf("after closing the item: %s %q %q", now.State, now.Answer, now.Work)
		}
		_, err = b.rs.Deny(t.Context(), r.Code, "Vẫn còn")
		wantFault(t, "a second no", err, fault.Conflict, "report.reopened_once")
		r = b.must(b.rs.Confirm(t.Context(), r.Code, 2))
		if r.State != report.Closed || r.Outcome != report.Confirmed || r.Rating != 2 {
			t.Errorf("confirmed: %s %s %d", r.State, r.Outcome, r.Rating)
		}
	})
}

func TestSilenceIsNoConfirmation(t *testing.T) {
	each(t, func(b *bench) {
		r := b.resolved()
		b.clock.Advance(15*24*time.Hour - time.Minute)
		b.settle()
		if now := b.get(r.ID); now.State != report.Resolved {
			t.Fatalf("before its days are over: %s", now.State)
		}
		b.clock.Advance(time.Minute)
		b.settle()
		now := b.get(r.ID)
		if now.State != report.Closed || now.Outcome != report.Unanswered {
			t.Errorf("after its days: %s %s", now.State, now.Outcome)
		}
		_, err := b.rs.Deny(t.Context(), r.Code, "Chưa xong")
		wantFault(t, "no, too late", err, fault.Conflict, "report.is_closed")
		s, err := b.rs.Standing(t.Context())
		if err != nil || s.Confirmed != 0 || s.Unanswered != 1 || s.OnTime != 1 {
			t.Errorf("standing %+v %v", s, err)
		}
	})
}

func TestAConfirmedReportIsDeniedOnlyWithinTheDays(t *testing.T) {
	each(t, func(b *bench) {
		r := b.resolved()
		b.must(b.rs.Confirm(t.Context(), r.Code, 3))
		b.clock.Advance(15*24*time.Hour + time.Minute)
		b.settle()
		_, err := b.rs.Deny(t.Context(), r.Code, "Lại hỏng")
		wantFault(t, "no after 15 days", err, fault.Conflict, "report.too_late")
		if now := b.get(r.ID); now.Outcome != report.Confirmed {
			t.Errorf("it became %s", now.Outcome)
		}
		if now := b.must(b.rs.Reopen(as(t, clerk), r.ID, "Dân gọi lại")); now.State != report.Reopened || now.Outcome != "" || now.Work == "" {
			t.Errorf("reopened by staff: %+v", now)
		}
	})
}

func TestOnlyTheCodeSpeaksForTheReporterAndStaffNeverSeesIt(t *testing.T) {
	each(t, func(b *bench) {
		r := b.resolved()
		for _, who := range []func() report.Report{
			func() report.Report { return b.get(r.ID) },
			func() report.Report { return b.must(b.rs.Reopen(as(t, clerk), r.ID, "Xem lại")) },
		} {
			if got := who(); got.Code != "" {
				t.Errorf("staff sees the code %s", got.Code)
			}
		}
		if _, err := b.rs.ByCode(t.Context(), "22222-22222"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a code that nobody has: %v", err)
		}
		typed := " " + text.SearchKey(r.Code[:5]) + " " + r.Code[6:]
		if got, err := b.rs.ByCode(t.Context(), typed); err != nil || got.Number != r.Number {
			t.Errorf("by %q: %v", typed, err)
		}
	})
}

func TestTheClockStandsWhileTheReporterIsAskedAndGoesOnWithoutAnAnswer(t *testing.T) {
	each(t, func(b *bench) {
		r := b.assigned(draft())
		due := b.get(r.ID).Due
		asked := b.must(b.rs.AskInfo(as(t, officer), r.ID, "Trước hay sau cổng?", text.DayOf(b.d.Now())))
		if !asked.Due.After(due) {
			t.Errorf("due %v, before %v", asked.Due, due)
		}
		b.clock.Advance(time.Hour)
		given := b.must(b.rs.GiveInfo(t.Context(), r.Code, "Trước cổng"))
		if want := due.Add(time.Hour); given.State != report.InProgress || !given.Due.Equal(want) {
			t.Errorf("after an hour: %s due %v, want %v", given.State, given.Due, want)
		}
		b.must(b.rs.AskInfo(as(t, officer), r.ID, "Số nhà?", text.DayOf(b.d.Now())))
		b.clock.Advance(24 * time.Hour)
		b.settle()
		now := b.get(r.ID)
		item, err := b.queue.Get(as(t, clerk), now.Work)
		if err != nil {
			t.Fatal(err)
		}
		if now.State != report.InProgress || !now.Due.Equal(item.Due) {
			t.Errorf("nobody answered: %s, due %v, item %v", now.State, now.Due, item.Due)
		}
		if k := kinds(now); k != "receive assign ask_info give_info ask_info go_on " {
			t.Errorf("history %q", k)
		}
		// What is late is asked about as well; its clock goes on.
		b.clock.Advance(30 * 24 * time.Hour)
		late := b.must(b.rs.AskInfo(as(t, officer), r.ID, "Còn không?", text.DayOf(b.d.Now()).Add(1)))
		if late.State != report.NeedInfo || !late.Due.Equal(item.Due) {
			t.Errorf("late: %s, due %v", late.State, late.Due)
		}
		if _, n, err := b.rs.List(as(t, clerk), report.Filter{View: report.Late}); err != nil || n != "" {
			t.Error(err)
		}
		list, _, err := b.rs.List(as(t, clerk), report.Filter{View: report.Late})
		if err != nil || len(list) != 1 {
			t.Errorf("late: %d %v", len(list), err)
		}
	})
}

func TestAReportDueOverTetShowsTheDayAfter(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(time.Date(2024, 2, 6, 8, 0, 0, 0, text.Zone)) // Tuesday; off from Thursday 8 to Wednesday 14
		b.settle()
		r := b.assigned(draft())
		// 40 working hours: 7.5 on Tuesday from 08:00, 8 on Wednesday, 8 each on Thursday 15, Friday 16 and Monday 19, the last half hour on Tuesday 20.
		if want := time.Date(2024, 2, 20, 8, 0, 0, 0, text.Zone); !r.Due.Equal(want) {
			t.Errorf("due %v, want %v", r.Due.In(text.Zone), want)
		}
		seen, err := b.rs.ByCode(t.Context(), r.Code)
		if err != nil || !seen.Due.Equal(r.Due) {
			t.Errorf("the reporter sees %v %v", seen.Due, err)
		}
	})
}

func TestOfTwoWhoDecideAtOnceOneWins(t *testing.T) {
	each(t, func(b *bench) {
		r := b.receive(draft())
		errs := make(chan error, 2)
		go func() { _, err := b.rs.Assign(as(t, clerk), r.ID, city, "", ""); errs <- err }()
		go func() { _, err := b.rs.Reject(as(t, clerk), r.ID, "spam", "Rác"); errs <- err }()
		e1, e2 := <-errs, <-errs
		// Assigned may be rejected after; rejected may not be assigned.
		now := b.get(r.ID)
		if e1 != nil && e2 != nil || now.State != report.Assigned && now.State != report.Rejected {
			t.Errorf("%v %v: %s", e1, e2, now.State)
		}
		var open int
		b.order(func(ctx context.Context, tx *db.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM work_item WHERE subject_id = ? AND state = 'open'`, r.ID).Scan(&open)
		})
		if want := map[report.State]int{report.Assigned: 1, report.Rejected: 0}[now.State]; open != want {
			t.Errorf("%s with %d open items", now.State, open)
		}
	})
}
