package roster_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/act/roster"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

type bench struct {
	t     *testing.T
	d     *db.DB
	clock *dbtest.Clock
	*roster.Rosters
	accounts *account.Accounts
	people   map[string]string // ids by name
}

func (b *bench) as(name string, role actor.Role, unitPath string) context.Context {
	return actor.With(b.t.Context(), actor.Actor{ID: b.people[name], Name: name, Kind: actor.Person, Unit: "H23.TT",
		Grants: []actor.Grant{{Role: role, UnitPath: unitPath, AreaPath: "/30/"}}})
}

func (b *bench) chief() context.Context { return b.as("an", actor.ShiftLeader, "/H23/H23.TT/") }
func (b *bench) duty(name string) context.Context {
	return b.as(name, actor.Duty, "/H23/H23.TT/")
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) refused(kind fault.Kind, key string, err error) {
	b.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind {
		b.t.Fatalf("got %v, want %v", err, kind)
	}
	keys := []string{f.Key}
	for _, x := range f.Fields {
		keys = append(keys, x.Key)
	}
	if !slices.Contains(keys, key) {
		b.t.Fatalf("got %v, want %s", keys, key)
	}
}

func each(t *testing.T, fn func(b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := &bench{t: t, d: d, clock: dbtest.ClockOf(d), Rosters: roster.New(d), accounts: account.Open(d, account.Options{}), people: map[string]string{}}
		ctx := actor.With(t.Context(), actor.System("test"))
		b.must(d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: text.L{VI: "Tỉnh", EN: "Province"}, Mark: "VERIFIED"}}); err != nil {
				return err
			}
			u := func(code, kind, parent string) unit.Unit {
				return unit.Unit{Code: code, Kind: kind, Parent: parent, Area: "30", Name: text.L{VI: code, EN: code}, Mark: "PROJECT CHOICE"}
			}
			if _, err := unit.Put(ctx, tx, []unit.Unit{u("H23", "committee", ""), u("H23.TT", "centre", "H23"), u("H23.SYT", "department", "H23")}); err != nil {
				return err
			}
			for _, name := range []string{"an", "binh", "chi"} { // as accounts are kept, without the cost of a password
				id := tx.NewID("acc")
				b.people[name] = id
				if _, err := tx.Exec(ctx, `INSERT INTO account (id, name, name_key, title_vi, title_en, unit, unit_path, area_path, password, state, sample, created_at, search)
					VALUES (?, ?, ?, '', '', 'H23.TT', '/H23/H23.TT/', '/30/', '', 'active', 0, 0, ?)`, id, name, name, name); err != nil {
					return err
				}
			}
			return nil
		}))
		fn(b)
	})
}

// usual is a day and a night shift; the clock stands on Wednesday 3 July 2024, 08:00.
func (b *bench) usual() roster.Roster {
	l := func(s string) text.L { return text.L{VI: s, EN: s} }
	all := []int{1, 2, 3, 4, 5, 6, 7}
	an, binh := b.people["an"], b.people["binh"]
	return roster.Roster{Code: "TT", Name: l("Trực"), Unit: "H23.TT", Always: true, Shifts: []roster.Shift{
		{Code: "NGAY", Name: l("Ca ngày"), Start: "07:00", Minutes: 720, Days: all, First: "2024-07-01", Every: 2, People: []string{an, binh}},
		{Code: "DEM", Name: l("Ca đêm"), Start: "19:00", Minutes: 720, Days: all, First: "2024-07-01", Every: 2, People: []string{binh, an}},
	}}
}

func (b *bench) saved() roster.Kept {
	b.t.Helper()
	k, err := b.Save(b.chief(), b.usual(), 0)
	b.must(err)
	return k
}

// turns are those of some days from today: "03 NGAY an", with the kind of gap or the reason of another.
func (b *bench) turns(days int) (lines []string) {
	b.t.Helper()
	from := text.DayOf(b.clock.Now()).Start()
	turns, err := b.Turns(b.chief(), "TT", from, from.AddDate(0, 0, days))
	b.must(err)
	names := map[string]string{"": "-"}
	for name, id := range b.people {
		names[id] = name
	}
	for _, t := range turns {
		lines = append(lines, strings.TrimSpace(strings.Join([]string{string(t.Day[8:]), t.Shift, names[t.Person], t.Why + t.Gap}, " ")))
	}
	return lines
}

func (b *bench) has(days int, want ...string) {
	b.t.Helper()
	got := b.turns(days)
	for _, w := range want {
		if !slices.Contains(got, w) {
			b.t.Fatalf("no turn %q in %q", w, got)
		}
	}
}

// told counts the events of a kind.
func (b *bench) told(kind string) (n int) {
	b.t.Helper()
	b.must(b.d.View(b.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM event WHERE kind = ?`, kind).Scan(&n)
	}))
	return n
}

func TestTurnsFollowTheRotationAndWhatChangesThem(t *testing.T) {
	each(t, func(b *bench) {
		b.saved()
		// An has the first two days, Bình the next two, and so on; the night shift the other way round.
		b.has(5, "03 NGAY binh", "03 DEM an", "04 NGAY binh", "05 NGAY an", "05 DEM binh", "06 NGAY an", "07 NGAY binh")
		if now, err := b.OnDuty(b.chief(), b.clock.Now()); err != nil || len(now) != 1 || now[0].Person != b.people["binh"] || now[0].Shift != "NGAY" {
			t.Fatalf("on duty now: %+v, %v", now, err)
		}
		// Nights end the next morning.
		if at3, err := b.OnDuty(b.chief(), time.Date(2024, 7, 4, 3, 0, 0, 0, text.Zone)); err != nil || len(at3) != 1 || at3[0].Person != b.people["an"] || at3[0].Day != "2024-07-03" {
			t.Fatalf("on duty at three: %+v, %v", at3, err)
		}

		an, binh, chi := b.people["an"], b.people["binh"], b.people["chi"]
		put := roster.Override{Shift: "NGAY", Day: "2024-07-05", Instead: an, Person: chi, Reason: "họp"}
		b.must(b.Override(b.chief(), "TT", put))
		b.has(5, "05 NGAY chi override")
		b.refused(fault.Conflict, "roster.turn_moved_on", b.Override(b.chief(), "TT", put))
		b.must(b.Override(b.chief(), "TT", roster.Override{Shift: "NGAY", Day: "2024-07-05", Instead: chi, Reason: "hết họp"}))
		b.has(5, "05 NGAY an")

		// A leave goes to the stand-in; without one it is a gap, told once.
		if _, err := b.SetLeave(b.chief(), "TT", roster.Leave{Person: an, From: "2024-07-05", To: "2024-07-06", StandIn: chi}); err != nil {
			t.Fatal(err)
		}
		b.has(5, "05 NGAY chi leave", "06 NGAY an")
		if b.told(roster.GapFoundEvent) != 0 {
			t.Error("a gap was told where none is")
		}
		away, err := b.SetLeave(b.chief(), "TT", roster.Leave{Person: binh, From: "2024-07-07", To: "2024-07-08"})
		b.must(err)
		b.has(6, "07 NGAY binh leave")
		b.must(b.Watch(b.t.Context()))
		if n := b.told(roster.GapFoundEvent); n != 1 {
			t.Errorf("the gap was told %d times", n)
		}
		b.must(b.EndLeave(b.chief(), "TT", away.ID))
		if n := b.told(roster.GapClosedEvent); n != 1 {
			t.Errorf("the end of the gap was told %d times", n)
		}
		b.refused(fault.NotFound, "roster.no_such_leave", b.EndLeave(b.chief(), "TT", away.ID))

		// A suspended account is found by looking.
		b.must(b.accounts.Suspend(actor.With(b.t.Context(), actor.System("test")), binh))
		b.must(b.Watch(b.t.Context()))
		b.has(5, "04 NGAY binh suspended")
		if n := b.told(roster.GapFoundEvent); n != 2 {
			t.Errorf("a suspended account was told %d times", n)
		}
		if gaps, err := b.Gaps(b.chief(), "TT"); err != nil || len(gaps) < 7 || gaps[0].Gap != roster.Suspended {
			t.Errorf("gaps: %+v, %v", gaps, err)
		}
	})
}

func TestAPastTurnKeepsTheVersionItBeganUnder(t *testing.T) {
	each(t, func(b *bench) {
		k := b.saved()
		b.clock.Set(time.Date(2024, 7, 6, 12, 0, 0, 0, text.Zone))
		r := k.Roster
		r.Shifts[0].People = []string{b.people["chi"]}
		r.Shifts = r.Shifts[:1]
		k, err := b.Save(b.chief(), r, k.Version)
		b.must(err)
		turns, err := b.Turns(b.chief(), "TT", time.Date(2024, 7, 4, 0, 0, 0, 0, text.Zone), time.Date(2024, 7, 8, 0, 0, 0, 0, text.Zone))
		b.must(err)
		who := map[string]string{}
		for _, t := range turns {
			who[string(t.Day)+t.Shift] = t.Person + t.Gap
		}
		if who["2024-07-04NGAY"] != b.people["binh"] || who["2024-07-06NGAY"] != b.people["an"] || who["2024-07-07NGAY"] != b.people["chi"] {
			t.Errorf("turns of the old and the new version: %v", who)
		}
		// Somebody must always be there, and nobody has the night any more.
		if who["2024-07-06"] != roster.Nobody {
			t.Errorf("the night without a shift is no gap: %v", who)
		}
		r.Name.VI = "Khác"
		_, err = b.Save(b.chief(), r, k.Version-1)
		b.refused(fault.Conflict, "roster.moved_on", err)
		_, err = b.Save(b.chief(), r, 0)
		b.refused(fault.Conflict, "roster.code_taken", err)
	})
}

func TestASwapNeedsBoth(t *testing.T) {
	each(t, func(b *bench) {
		b.saved()
		an, binh := b.people["an"], b.people["binh"]
		s := roster.Swap{Shift: "NGAY", Day: "2024-07-05", Other: binh, OtherShift: "NGAY", OtherDay: "2024-07-07"}
		_, err := b.Ask(b.duty("chi"), "TT", s)
		b.refused(fault.Conflict, "roster.not_whose_turn", err)
		asked, err := b.Ask(b.duty("an"), "TT", s)
		b.must(err)
		_, err = b.Ask(b.duty("an"), "TT", s)
		b.refused(fault.Conflict, "roster.already_asked", err)
		b.refused(fault.Forbidden, "roster.not_asked", b.Answer(b.duty("an"), "TT", asked.ID, true))
		b.has(5, "05 NGAY an", "07 NGAY binh")
		b.must(b.Answer(b.duty("binh"), "TT", asked.ID, true))
		b.has(5, "05 NGAY binh swap", "07 NGAY an swap")
		b.refused(fault.Conflict, "roster.swap_agreed", b.Answer(b.duty("binh"), "TT", asked.ID, true))

		// Who was put elsewhere meanwhile cannot agree any more; a refusal changes nothing.
		b.clock.Advance(time.Minute)
		asked, err = b.Ask(b.duty("an"), "TT", roster.Swap{Shift: "NGAY", Day: "2024-07-06", Other: binh})
		b.must(err)
		b.must(b.Override(b.chief(), "TT", roster.Override{Shift: "NGAY", Day: "2024-07-06", Instead: an, Person: b.people["chi"], Reason: "bận"}))
		b.refused(fault.Conflict, "roster.not_whose_turn", b.Answer(b.duty("binh"), "TT", asked.ID, true))
		b.must(b.Answer(b.duty("binh"), "TT", asked.ID, false))
		b.has(5, "06 NGAY chi override")
		list, err := b.Swaps(b.chief(), "TT")
		if err != nil || len(list) != 2 || list[0].State != roster.Refused || list[0].AnsweredAt.IsZero() {
			t.Errorf("swaps: %+v, %v", list, err)
		}
		asked, err = b.Ask(b.duty("an"), "TT", roster.Swap{Shift: "NGAY", Day: "2024-07-09", Other: binh})
		b.must(err)
		b.must(b.Withdraw(b.duty("an"), "TT", asked.ID))
	})
}

func TestEveryFaultIsToldAtOnceAndRightsHold(t *testing.T) {
	each(t, func(b *bench) {
		bad := roster.Roster{Code: "tt.ics", Shifts: []roster.Shift{{Code: "A", Start: "25:00", Minutes: 5, Days: []int{8}, Every: 0, People: []string{"acc_x", "acc_x"}}}}
		_, err := b.Save(b.chief(), bad, 0)
		f, _ := fault.As(err)
		if f == nil || len(f.Fields) < 10 {
			t.Errorf("faults: %v", err)
		}
		_, err = b.Save(b.duty("an"), b.usual(), 0)
		b.refused(fault.Forbidden, "actor.forbidden", err)
		k := b.saved()
		stranger := b.as("chi", actor.ShiftLeader, "/H23/H23.SYT/")
		_, err = b.Get(stranger, "TT")
		b.refused(fault.NotFound, "roster.not_found", err)
		b.refused(fault.NotFound, "roster.not_found", b.Override(stranger, "TT", roster.Override{}))
		b.refused(fault.Forbidden, "actor.forbidden", b.Override(b.duty("an"), "TT", roster.Override{}))
		b.refused(fault.Invalid, "roster.no_reason", b.Override(b.chief(), "TT", roster.Override{Shift: "NGAY", Day: "2024-07-05"}))
		b.refused(fault.Invalid, "roster.no_such_turn", b.Override(b.chief(), "TT", roster.Override{Shift: "X", Day: "2024-07-05", Reason: "x"}))
		b.refused(fault.Invalid, "roster.no_such_turn", b.Override(b.chief(), "TT", roster.Override{Shift: "NGAY", Day: "2024-07-02", Reason: "before the roster was made"}))
		_, err = b.SetLeave(b.chief(), "TT", roster.Leave{Person: b.people["an"], From: "2024-07-01", To: "2024-07-01", StandIn: b.people["an"]})
		b.refused(fault.Invalid, "roster.past", err)

		b.clock.Advance(24 * time.Hour)
		b.refused(fault.Conflict, "roster.turn_over", b.Override(b.chief(), "TT", roster.Override{Shift: "NGAY", Day: "2024-07-03", Instead: b.people["binh"], Person: b.people["chi"], Reason: "x"}))

		// A pack that brings the same again writes nothing.
		again, err := b.Put(actor.With(b.t.Context(), actor.System("pack")), b.usual())
		if err != nil || again.Version != k.Version {
			t.Errorf("put again: version %d, %v", again.Version, err)
		}
		lines, err := ledger.List(b.as("an", actor.Inspector, "/H23/"), b.d, ledger.Filter{Verb: "roster.save"})
		if err != nil || len(lines) != 1 {
			t.Errorf("ledger: %d lines, %v", len(lines), err)
		}
	})
}

func TestADeputyIsNamedForDaysAndThereIsOne(t *testing.T) {
	each(t, func(b *bench) {
		d := roster.Deputy{Unit: "H23.TT", Person: b.people["an"], Deputy: b.people["binh"], From: "2024-07-03", To: "2024-07-05"}
		_, err := b.Name(b.duty("an"), d)
		b.refused(fault.Forbidden, "actor.forbidden", err)
		named, err := b.Name(b.chief(), d)
		b.must(err)
		d.From = "2024-07-04"
		d.To = "2024-07-09"
		_, err = b.Name(b.chief(), d)
		b.refused(fault.Conflict, "roster.deputy_there", err)
		on := func(day text.Day) (n int) {
			b.must(b.d.View(b.t.Context(), func(ctx context.Context, tx *db.Tx) error {
				list, err := roster.DeputiesOn(ctx, tx, "H23.TT", day)
				n = len(list)
				return err
			}))
			return n
		}
		if on("2024-07-04") != 1 || on("2024-07-05") != 0 {
			t.Error("the deputy's days are not the named ones")
		}
		after, err := b.Name(b.chief(), roster.Deputy{Unit: "H23.TT", Person: b.people["an"], Deputy: b.people["chi"], From: "2024-07-08", To: "2024-07-09"})
		b.must(err)
		b.refused(fault.Forbidden, "actor.forbidden", b.MoveDeputyEnd(b.duty("an"), named.ID, "2024-07-07"))
		b.refused(fault.Invalid, "roster.invalid", b.MoveDeputyEnd(b.chief(), named.ID, "2024-07-03"))
		b.refused(fault.Conflict, "roster.deputy_there", b.MoveDeputyEnd(b.chief(), named.ID, "2024-07-09"))
		b.must(b.MoveDeputyEnd(b.chief(), named.ID, "2024-07-07"))
		if on("2024-07-06") != 1 || on("2024-07-07") != 0 {
			t.Error("the deputy does not end on the day it was moved to")
		}
		b.must(b.EndDeputy(b.chief(), after.ID))
		if on("2024-07-08") != 0 {
			t.Error("a deputy taken back before its days holds on them")
		}
		b.refused(fault.Conflict, "roster.deputy_over", b.MoveDeputyEnd(b.chief(), after.ID, "2024-07-10"))
		b.must(b.EndDeputy(b.chief(), named.ID))
		if list, err := b.Deputies(b.chief()); err != nil || len(list) != 0 {
			t.Errorf("deputies: %+v, %v", list, err)
		}
	})
}

func TestTwoSaveAtOnceAndOneWins(t *testing.T) {
	each(t, func(b *bench) {
		k := b.saved()
		errs := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := b.Save(b.chief(), k.Roster, k.Version)
				errs <- err
			}()
		}
		first, second := <-errs, <-errs
		if first != nil {
			first, second = second, first
		}
		if first != nil || !fault.Is(second, fault.Conflict) {
			t.Errorf("got %v and %v", first, second)
		}
	})
}
