package handover_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"thanhdong/act/handover"
	"thanhdong/act/roster"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

// kind is work that never says no.
type kind struct{}

func (kind) Name() string                                      { return "test" }
func (kind) MayClose(context.Context, *db.Tx, work.Item) error { return nil }
func (kind) Closed(context.Context, *db.Tx, work.Item) error   { return nil }
func (kind) Reopened(context.Context, *db.Tx, work.Item) error { return nil }

type bench struct {
	t      *testing.T
	d      *db.DB
	clock  *dbtest.Clock
	timers *timer.Timers
	bus    *bus.Bus
	queue  *work.Work
	roster *roster.Rosters
	*handover.Handovers
	people map[string]string
}

// each gives a centre with a day and a night shift; it is Wednesday 3 July 2024, 08:00: Bình has the day, An the
// night, Chi is on duty elsewhere, Dung leads the shifts.
func each(t *testing.T, fn func(b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		b := &bench{t: t, d: d, clock: dbtest.ClockOf(d), timers: timer.New(d), bus: bus.New(d), roster: roster.New(d), people: map[string]string{}}
		b.queue = work.New(d, b.bus, b.timers)
		b.queue.Register(kind{})
		b.Handovers = handover.New(d, b.roster, b.queue, b.timers)
		ctx := b.system()
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
			for _, name := range []string{"an", "binh", "chi", "dung"} { // as accounts are kept, without the cost of a password
				id := tx.NewID("acc")
				b.people[name] = id
				if _, err := tx.Exec(ctx, `INSERT INTO account (id, name, name_key, title_vi, title_en, unit, unit_path, area_path, password, state, sample, created_at, search)
					VALUES (?, ?, ?, '', '', 'H23.TT', '/H23/H23.TT/', '/30/', '', 'active', 0, 0, ?)`, id, name, name, name); err != nil {
					return err
				}
			}
			return nil
		}))
		l := func(s string) text.L { return text.L{VI: s, EN: s} }
		all, an, binh := []int{1, 2, 3, 4, 5, 6, 7}, b.people["an"], b.people["binh"]
		_, err := b.roster.Put(ctx, roster.Roster{Code: "TT", Name: l("Trực"), Unit: "H23.TT", Always: true, Shifts: []roster.Shift{
			{Code: "NGAY", Name: l("Ca ngày"), Start: "07:00", Minutes: 720, Days: all, First: "2024-07-01", Every: 2, People: []string{an, binh}},
			{Code: "DEM", Name: l("Ca đêm"), Start: "19:00", Minutes: 720, Days: all, First: "2024-07-01", Every: 2, People: []string{binh, an}},
		}})
		b.must(err)
		fn(b)
	})
}

func (b *bench) system() context.Context { return actor.With(b.t.Context(), actor.System("test")) }

func (b *bench) as(name string, role actor.Role, unitPath string) context.Context {
	return actor.With(b.t.Context(), actor.Actor{ID: b.people[name], Name: name, Kind: actor.Person, Unit: "H23.TT",
		Grants: []actor.Grant{{Role: role, UnitPath: unitPath, AreaPath: "/30/"}}})
}

func (b *bench) duty(name string) context.Context { return b.as(name, actor.Duty, "/H23/") }
func (b *bench) chief() context.Context           { return b.as("dung", actor.ShiftLeader, "/H23/") }

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) sheet(s handover.Sheet, err error) handover.Sheet {
	b.t.Helper()
	b.must(err)
	return s
}

func (b *bench) refused(kind fault.Kind, key string, err error) {
	b.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind {
		b.t.Fatalf("got %v, want %v %s", err, kind, key)
	}
	keys := []string{f.Key}
	for _, x := range f.Fields {
		keys = append(keys, x.Key)
	}
	if !slices.Contains(keys, key) {
		b.t.Fatalf("got %v, want %s", keys, key)
	}
}

// item puts work into the queue: by the clock, so it is due after so long.
func (b *bench) item(n, severity int, limit time.Duration) work.Item {
	b.t.Helper()
	id := fmt.Sprintf("x%d", n)
	i, err := b.queue.Open(b.system(), work.NewItem{
		Kind: "test", Subject: work.Subject{Kind: "test", ID: id, Number: id}, Title: text.L{VI: "Việc " + id, EN: "Work " + id}, Severity: severity,
		Unit: "H23.SYT", UnitPath: "/H23/H23.SYT/", Area: "30", AreaPath: "/30/", Limit: limit,
	})
	b.must(err)
	return i
}

// silence keeps one as the room of alerts does.
func (b *bench) silence(id, comment string) {
	b.t.Helper()
	b.must(b.d.Do(b.system(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO alert_silence (id, number, plan, matchers, comment, unit, unit_path, area, area_path, created_at, created_by, created_name, starts_at, ends_at, state, ended_by, ended_name)
			VALUES (?, 'TC-24-0001', '', '[]', ?, 'H23.SYT', '/H23/H23.SYT/', '30', '/30/', 0, '', 'chi', ?, ?, 'active', '', '')`,
			id, comment, db.Micros(tx.Now()), db.Micros(tx.Now().Add(30*time.Hour)))
		return err
	}))
}

func (b *bench) sections(s handover.Sheet) map[handover.Section]int {
	n := map[handover.Section]int{}
	for _, l := range s.Lines {
		n[l.Section]++
	}
	return n
}

func (b *bench) told(kind string) (n int) {
	b.t.Helper()
	b.must(b.d.View(b.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM event WHERE kind = ?`, kind).Scan(&n)
	}))
	return n
}

func TestASheetWritesItselfIsSignedByBothAndStays(t *testing.T) {
	each(t, func(b *bench) {
		severe := b.item(1, 5, 48*time.Hour)
		late := b.item(2, 3, time.Hour)
		promise := b.item(3, 2, 20*time.Hour)
		b.item(4, 1, 90*time.Hour)
		b.silence("sil_1", "sửa trạm")
		b.clock.Advance(4 * time.Hour)
		s := b.sheet(b.Open(b.duty("binh"), "TT"))
		if again := b.sheet(b.Open(b.duty("an"), "TT")); again.ID != s.ID || b.told(handover.OpenedEvent) != 1 {
			t.Errorf("opened again: %s and %s", s.ID, again.ID)
		}
		if !s.At.Equal(time.Date(2024, 7, 3, 19, 0, 0, 0, text.Zone)) || !s.Until.Equal(time.Date(2024, 7, 4, 7, 0, 0, 0, text.Zone)) || s.Number != "BG-24-0001" {
			t.Errorf("the sheet %s is for %s until %s", s.Number, s.At, s.Until)
		}
		if n := b.sections(s); n[handover.Held] != 2 || n[handover.Silences] != 1 || n[handover.Late] != 1 || n[handover.Promises] != 1 {
			t.Errorf("sections %v", n)
		}
		if must := s.Must(); len(must) != 3 || !slices.Contains(must, "sil_1") || !slices.Contains(must, severe.ID) || !slices.Contains(must, late.ID) {
			t.Errorf("proposed to be read: %v", must)
		}

		// A slip is taken back; who has no turn writes nothing.
		b.sheet(b.Mark(b.duty("binh"), s.ID, severe.ID, false))
		b.sheet(b.Mark(b.duty("binh"), s.ID, severe.ID, true))
		s = b.sheet(b.Mark(b.duty("binh"), s.ID, promise.ID, true))
		s = b.sheet(b.Note(b.duty("binh"), s.ID, "  Máy phát số 2 hỏng ", true))
		s = b.sheet(b.Note(b.duty("binh"), s.ID, "nhầm", true))
		s = b.sheet(b.RemoveNote(b.duty("binh"), s.ID, s.Lines[len(s.Lines)-1].Key))
		if len(s.Must()) != 5 {
			t.Fatalf("to be read: %v", s.Must())
		}
		_, err := b.Note(b.duty("chi"), s.ID, "xen vào", true)
		b.refused(fault.Forbidden, "handover.not_your_turn", err)
		_, err = b.Note(b.duty("binh"), s.ID, " ", true)
		b.refused(fault.Invalid, "handover.no_words", err)
		_, err = b.Mark(b.duty("binh"), s.ID, "wrk_none", true)
		b.refused(fault.NotFound, "handover.no_such_line", err)
		_, err = b.Tick(b.duty("an"), s.ID, late.ID, true)
		b.refused(fault.Conflict, "handover.is_open", err)
		_, err = b.SignIn(b.duty("an"), s.ID, "", "")
		b.refused(fault.Conflict, "handover.is_open", err)
		for _, name := range []string{"an", "chi"} {
			_, err = b.SignOut(b.duty(name), s.ID, "")
			b.refused(fault.Forbidden, "handover.not_your_turn", err)
		}

		s = b.sheet(b.SignOut(b.duty("binh"), s.ID, ""))
		signed := len(s.Lines)
		_, err = b.Mark(b.duty("binh"), s.ID, severe.ID, false)
		b.refused(fault.Conflict, "handover.is_offered", err)

		// Between the signatures one item is closed, one is new, and both are shown; the lines stay.
		b.clock.Advance(time.Hour)
		_, err = b.queue.Close(b.as("chi", actor.Officer, "/H23/"), late.ID, "xong")
		b.must(err)
		fresh := b.item(5, 4, time.Hour)
		s = b.sheet(b.Get(b.duty("an"), s.ID))
		what := map[string]string{}
		for _, c := range s.Changes {
			what[c.Line.Key] = c.What
		}
		if len(s.Lines) != signed || len(what) != 2 || what[late.ID] != "gone" || what[fresh.ID] != "new" {
			t.Errorf("%d lines, changes %v", len(s.Lines), what)
		}

		_, err = b.SignIn(b.duty("binh"), s.ID, "", "")
		b.refused(fault.Forbidden, "handover.same_person", err)
		_, err = b.SignIn(b.duty("chi"), s.ID, "", "")
		b.refused(fault.Forbidden, "handover.not_your_turn", err)
		_, err = b.SignIn(b.duty("an"), s.ID, "", "")
		b.refused(fault.Conflict, "handover.unread", err)
		for _, key := range s.Must() {
			s = b.sheet(b.Tick(b.duty("an"), s.ID, key, true))
		}
		s = b.sheet(b.Tick(b.duty("an"), s.ID, severe.ID, false))
		if s.Unread() != 1 {
			t.Errorf("%d unread after one was taken back", s.Unread())
		}
		b.sheet(b.Tick(b.duty("an"), s.ID, severe.ID, true))
		s = b.sheet(b.SignIn(b.duty("an"), s.ID, "Đã nhận", ""))
		if s.State != handover.Done || s.Remark != "Đã nhận" || s.Out.Name != "binh" || s.In.Name != "an" || !s.Intact || len(s.Changes) != 2 || len(s.Ticks) != 5 {
			t.Errorf("signed by both: %+v", s)
		}

		// Nothing of it changes any more, whatever becomes of what it tells.
		_, err = b.queue.Close(b.as("chi", actor.Officer, "/H23/"), severe.ID, "xong")
		b.must(err)
		again := b.sheet(b.Get(b.chief(), s.ID))
		if len(again.Lines) != signed || len(again.Changes) != 2 || again.Seal != s.Seal || !again.Intact {
			t.Errorf("read again: %+v", again)
		}
		for name, do := range map[string]func() error{
			"mark":     func() error { _, err := b.Mark(b.duty("binh"), s.ID, severe.ID, false); return err },
			"note":     func() error { _, err := b.Note(b.chief(), s.ID, "thêm", true); return err },
			"tick":     func() error { _, err := b.Tick(b.duty("an"), s.ID, severe.ID, false); return err },
			"sign out": func() error { _, err := b.SignOut(b.duty("binh"), s.ID, ""); return err },
			"sign in":  func() error { _, err := b.SignIn(b.duty("an"), s.ID, "", ""); return err },
			"back":     func() error { _, err := b.TakeBack(b.chief(), s.ID); return err },
		} {
			if err := do(); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s after both signed: %v", name, err)
			}
		}
		lines, err := ledger.List(b.system(), b.d, ledger.Filter{Subject: s.ID, Verb: "handover.sign_in", Limit: 5})
		if err != nil || len(lines) != 1 {
			t.Fatalf("ledger: %d lines, %v", len(lines), err)
		}
		// Who changes the row behind the product's back is found out.
		b.must(b.d.Do(b.system(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE handover SET received = replace(received, 'nhận', 'xem') WHERE id = ?`, s.ID)
			return err
		}))
		if s = b.sheet(b.Get(b.chief(), s.ID)); s.Intact {
			t.Error("a changed remark went unseen")
		}

		// The next sheet is for the next changeover, and the old one is found by a name.
		next := b.sheet(b.Open(b.duty("an"), "TT"))
		if !next.At.Equal(time.Date(2024, 7, 4, 7, 0, 0, 0, text.Zone)) {
			t.Errorf("the next sheet is for %s", next.At)
		}
		for q, want := range map[string]int{"bg-24-0001": 1, "an": 2, "không có": 0, "truc": 2} {
			if list, _, err := b.List(b.chief(), handover.Filter{Q: q}); err != nil || len(list) != want {
				t.Errorf("%q finds %d, want %d, %v", q, len(list), want, err)
			}
		}
	})
}

func TestWhenNobodyComesAShiftLeaderSignsInTheirPlace(t *testing.T) {
	each(t, func(b *bench) {
		_, err := b.roster.SetLeave(b.chief(), "TT", roster.Leave{Person: b.people["an"], From: "2024-07-03", To: "2024-07-04"})
		b.must(err)
		s := b.sheet(b.Open(b.duty("binh"), "TT"))
		if n := b.sections(s); n[handover.Gaps] == 0 || len(s.Must()) == 0 || len(s.In.People()) != 0 {
			t.Fatalf("the gap is not told: %+v", s)
		}
		// A signature that was a slip is taken back, and then given again.
		b.sheet(b.SignOut(b.duty("binh"), s.ID, ""))
		_, err = b.TakeBack(b.duty("an"), s.ID)
		b.refused(fault.Forbidden, "handover.not_your_turn", err)
		if s = b.sheet(b.TakeBack(b.duty("binh"), s.ID)); s.State != handover.Open || s.Out.Name != "" {
			t.Errorf("taken back: %+v", s)
		}
		s = b.sheet(b.SignOut(b.duty("binh"), s.ID, ""))

		// Half an hour after the changeover it says so, once.
		b.clock.Set(time.Date(2024, 7, 3, 19, 31, 0, 0, text.Zone))
		b.must(b.timers.RunDue(b.system()))
		b.must(b.timers.RunDue(b.system()))
		if s = b.sheet(b.Get(b.chief(), s.ID)); !s.Unsigned || b.told(handover.UnsignedEvent) != 1 {
			t.Errorf("a sheet without signature was told %d times", b.told(handover.UnsignedEvent))
		}
		for _, key := range s.Must() {
			s = b.sheet(b.Tick(b.chief(), s.ID, key, true))
		}
		_, err = b.SignIn(b.chief(), s.ID, "", "")
		b.refused(fault.Invalid, "handover.no_words", err)
		s = b.sheet(b.SignIn(b.chief(), s.ID, "", "An nghỉ, đang gọi người"))
		if s.In.Name != "dung" || s.In.Reason == "" || s.Log[len(s.Log)-1].Kind != "signed_in_for" {
			t.Errorf("stood in: %+v", s)
		}
	})
}

func TestOfTwoWhoSignAtOnceOneWins(t *testing.T) {
	each(t, func(b *bench) {
		s := b.sheet(b.Open(b.duty("binh"), "TT"))
		at := func(do func(n int) error) (won int) {
			errs := make(chan error, 4)
			for n := range 4 {
				go func() { errs <- do(n) }()
			}
			for range 4 {
				switch err := <-errs; {
				case err == nil:
					won++
				case !fault.Is(err, fault.Conflict):
					t.Errorf("the loser got %v", err)
				}
			}
			return won
		}
		if won := at(func(n int) error {
			who := []context.Context{b.duty("binh"), b.chief()}[n%2]
			_, err := b.SignOut(who, s.ID, "thay")
			return err
		}); won != 1 {
			t.Errorf("%d signed for who goes", won)
		}
		if won := at(func(int) error { _, err := b.SignIn(b.duty("an"), s.ID, "", ""); return err }); won != 1 {
			t.Errorf("%d signed for who comes", won)
		}
		if opened := at(func(int) error { _, err := b.Open(b.duty("an"), "TT"); return err }); opened == 0 || b.told(handover.OpenedEvent) != 2 {
			t.Errorf("%d sheets were opened in all, by %d", b.told(handover.OpenedEvent), opened)
		}
	})
}

func TestTheListTheSheetAndItsLinesFollowOneRule(t *testing.T) {
	each(t, func(b *bench) {
		b.item(1, 5, time.Hour)
		s := b.sheet(b.SignOut(b.duty("binh"), b.sheet(b.Open(b.duty("binh"), "TT")).ID, ""))
		rapid.Check(t, func(rt *rapid.T) {
			a := actor.Actor{ID: "acc_x", Kind: actor.Person, Grants: []actor.Grant{{
				Role:     rapid.SampledFrom(actor.Everyone).Draw(rt, "role"),
				UnitPath: rapid.SampledFrom([]string{"", "/H23/", "/H23/H23.TT/", "/H23/H23.SYT/"}).Draw(rt, "unit"),
				AreaPath: rapid.SampledFrom([]string{"", "/30/", "/31/"}).Draw(rt, "area"),
			}}}
			ctx := actor.With(t.Context(), a)
			list, _, err := b.List(ctx, handover.Filter{})
			if err != nil {
				rt.Fatal(err)
			}
			posts, err := b.Posts(ctx)
			if err != nil {
				rt.Fatal(err)
			}
			one, err := b.Get(ctx, s.ID)
			if may := a.May(handover.Read, s.Scope()); may != (len(list) == 1) || may != (err == nil) || may != (len(posts) == 1) {
				rt.Errorf("%+v: may %v, listed %d, posts %d, get %v", a.Grants, may, len(list), len(posts), err)
			}
			for _, l := range one.Lines {
				if l.Section == handover.Gaps || l.Section == handover.Notes {
					continue
				}
				if may := a.May(work.Read, actor.Scope{UnitPath: "/H23/H23.SYT/", AreaPath: "/30/"}); may == l.Veiled || l.Veiled && l.Title.VI != "" {
					rt.Errorf("%+v sees %+v", a.Grants, l)
				}
			}
		})
	})
}

func TestAnOpenSheetFollowsItsUnit(t *testing.T) {
	each(t, func(b *bench) {
		heirs := unit.NewHeirs()
		heirs.Follow(b.bus, b.timers)
		heirs.Register(b.Estate())
		s := b.sheet(b.Open(b.duty("binh"), "TT"))
		whole := 1.0
		b.must(b.d.Do(b.system(), func(ctx context.Context, tx *db.Tx) error {
			return unit.Succeed(ctx, tx, unit.Succession{Decree: unit.Decree{Day: text.DayOf(tx.Now()), Act: "Nghị quyết 1", Mark: "PROJECT CHOICE"}, Old: []string{"H23.TT"},
				New:   []unit.Unit{{Code: "H23.TM", Kind: "centre", Parent: "H23", Area: "30", Name: text.L{VI: "Trung tâm mới", EN: "New centre"}, Mark: "PROJECT CHOICE"}},
				Lines: []unit.Lineage{{Old: "H23.TT", New: "H23.TM", Share: &whole}}})
		}))
		for range 2 {
			b.must(b.bus.Drain(b.system()))
			b.must(b.timers.RunDue(b.system()))
		}
		s = b.sheet(b.Get(b.chief(), s.ID))
		if s.UnitPath != "/H23/H23.TM/" || s.Log[len(s.Log)-1].Kind != "handed_on" || s.Log[len(s.Log)-1].In(text.VI) != "Đơn vị được kế thừa: giao Trung tâm mới" {
			t.Errorf("%+v", s)
		}
	})
}
