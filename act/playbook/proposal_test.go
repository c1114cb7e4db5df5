package playbook_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"thanhdong/act/playbook"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

type bench struct {
	t     *testing.T
	d     *db.DB
	clock *dbtest.Clock
	bus   *bus.Bus
	queue *work.Work
	*playbook.Playbooks
}

func person(id, unitPath string, role actor.Role) actor.Actor {
	return actor.Actor{ID: "acc_" + id, Name: id, Kind: actor.Person, Unit: "H23",
		Grants: []actor.Grant{{Role: role, UnitPath: unitPath, AreaPath: "/30/"}}}
}

var (
	officer = person("officer", "/H23/H23.STNMT/", actor.Officer)
	leader  = person("leader", "/H23/", actor.Leader)
	chief   = person("chief", "/H23/H23.STNMT/", actor.ShiftLeader)
	health  = person("health", "/H23/H23.SYT/", actor.Leader)
	clerk   = person("clerk", "/H23/", actor.Clerk)
)

func (b *bench) as(a actor.Actor) context.Context { return actor.With(b.t.Context(), a) }

// each gives a playbook KB-KK-01 of a pack, owned by H23.STNMT, and a queue.
func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		ctx := withLaw(t, d)
		err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: text.L{VI: "Hải Dương", EN: "Hải Dương"}, Mark: "VERIFIED"}}); err != nil {
				return err
			}
			u := func(code, kind, parent string) unit.Unit {
				return unit.Unit{Code: code, Kind: kind, Parent: parent, Area: "30", Name: text.L{VI: code, EN: code}, Mark: "PROJECT CHOICE"}
			}
			_, err := unit.Put(ctx, tx, []unit.Unit{u("H23", "committee", ""), u("H23.STNMT", "department", "H23"), u("H23.SYT", "department", "H23")})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b := &bench{t: t, d: d, clock: dbtest.ClockOf(d), bus: bus.New(d), Playbooks: playbook.New(d)}
		b.queue = work.New(d, b.bus, timer.New(d))
		b.Join(b.queue, b.bus)
		if _, _, err := b.Put(ctx, owned()); err != nil {
			t.Fatal(err)
		}
		b.clock.Advance(time.Hour)
		fn(t, b)
	})
}

func owned() playbook.Playbook {
	p := air()
	p.Unit = "H23.STNMT"
	return p
}

func (b *bench) must(q playbook.Proposal, err error) playbook.Proposal {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	return q
}

// open gives the open items of a kind.
func (b *bench) open(kind string) (items []work.Item) {
	b.t.Helper()
	list, _, err := b.queue.List(b.as(actor.System("test")), work.Filter{})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, i := range list {
		if i.Kind == kind && i.State == work.Open {
			items = append(items, i)
		}
	}
	return items
}

func refused(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	f, _ := fault.As(err)
	if f == nil || f.Kind != kind || f.Key != key && !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Key == key }) {
		t.Errorf("got %v, want %s %s", err, kind, key)
	}
}

func slower() playbook.Playbook {
	p := owned()
	p.Steps[1].Limit = 16 * time.Hour
	return p
}

func TestAProposalBecomesAVersionWhenASecondPersonApproves(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		why := playbook.Why{Words: "Tám giờ không đủ", Case: "inc_1", CaseNumber: "SC-24-0007"}
		q := b.must(b.Propose(b.as(officer), "KB-KK-01", 1, slower(), why))
		if q.State != playbook.Proposed || q.Why != why || q.ByName != "officer" {
			t.Errorf("proposal is %+v", q)
		}
		items := b.open("playbook-approval")
		if len(items) != 1 || items[0].Unit != "H23.STNMT" || items[0].Subject.Number != q.Number {
			t.Fatalf("items are %+v", items)
		}
		both := officer
		both.Grants = append(both.Grants[:1:1], leader.Grants...)
		_, err := b.Approve(b.as(both), q.ID, 1, "")
		refused(t, err, fault.Forbidden, "playbook.second_person")
		for _, a := range []actor.Actor{clerk, health} {
			if _, err := b.Approve(b.as(a), q.ID, 1, ""); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s approves: %v", a.Name, err)
			}
		}
		_, err = b.queue.Close(b.as(chief), items[0].ID, "xong")
		refused(t, err, fault.Conflict, "playbook.approve_there")
		_, err = b.Approve(b.as(leader), q.ID, 1, "2024-07-01")
		refused(t, err, fault.Invalid, "playbook.day_gone")
		q = b.must(b.Approve(b.as(leader), q.ID, 1, "2024-07-05"))
		if q.Version != 2 || len(b.open("playbook-approval")) != 0 {
			t.Errorf("after approval %+v", q)
		}
		// Until its day the version before counts, and a case keeps what it was opened with.
		var pinned playbook.Playbook
		pin := func() (p playbook.Playbook) {
			t.Helper()
			if err := b.d.Do(b.as(leader), func(ctx context.Context, tx *db.Tx) (err error) {
				p, err = b.Pin(ctx, tx, "KB-KK-01")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return p
		}
		if pinned = pin(); pinned.Version != 1 {
			t.Errorf("before its day version %d counts", pinned.Version)
		}
		b.clock.Set(time.Date(2024, 7, 5, 0, 0, 1, 0, text.Zone))
		if p := pin(); p.Version != 2 || p.Origin != playbook.FromHere || p.PutBy != "leader" || p.Proposal != q.ID || p.Steps[1].Limit != 16*time.Hour {
			t.Errorf("on its day %+v counts", p)
		}
		if err := b.d.View(b.as(leader), func(ctx context.Context, tx *db.Tx) error {
			p, err := b.Version(ctx, tx, pinned.ID)
			if p.Steps[1].Limit != 8*time.Hour {
				t.Errorf("the pinned version has changed: %+v", p.Steps[1])
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		_, err = b.Approve(b.as(leader), q.ID, 1, "")
		refused(t, err, fault.Conflict, "playbook.is_approved")
	})
}

func TestTwoWhoEditAtOnceLoseNothing(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		q := b.must(b.Draft(b.as(officer), "KB-KK-01", 1, slower(), playbook.Why{Words: "Chậm hơn"}))
		mine, yours := slower(), slower()
		mine.Title.VI, yours.Title.VI = "Của tôi", "Của anh"
		type result struct {
			q   playbook.Proposal
			err error
		}
		results := make([]result, 2)
		var wg sync.WaitGroup
		for i, p := range []playbook.Playbook{mine, yours} {
			who := []actor.Actor{officer, chief}[i]
			wg.Go(func() { results[i].q, results[i].err = b.Save(b.as(who), q.ID, 1, 1, p, "Sửa") })
		}
		wg.Wait()
		saved, lost := 0, 1
		if results[0].err != nil {
			saved, lost = 1, 0
		}
		if results[saved].err != nil {
			t.Fatalf("both were refused: %v, %v", results[0].err, results[1].err)
		}
		refused(t, results[lost].err, fault.Conflict, "playbook.edited_meanwhile")
		// The refused text is kept as a proposal of its own, and only one of the two
		// can come into force.
		text := []playbook.Playbook{mine, yours}[lost]
		who := []actor.Actor{officer, chief}[lost]
		other := b.must(b.Propose(b.as(who), "KB-KK-01", 1, text, playbook.Why{Words: "Bản riêng"}))
		b.must(b.HandIn(b.as(officer), q.ID))
		b.must(b.Approve(b.as(leader), q.ID, 2, ""))
		_, err := b.Approve(b.as(leader), other.ID, 1, "")
		refused(t, err, fault.Conflict, "playbook.base_moved")
		// Looked at again on the new version it can.
		b.must(b.Save(b.as(who), other.ID, 1, 2, text, "Trên phiên bản 2"))
		_, err = b.Approve(b.as(leader), other.ID, 2, "")
		refused(t, err, fault.Conflict, "playbook.is_draft")
		b.must(b.HandIn(b.as(who), other.ID))
		if q := b.must(b.Approve(b.as(leader), other.ID, 2, "")); q.Version != 3 {
			t.Errorf("version is %d", q.Version)
		}
	})
}

func TestADraftMayHaveGapsButIsNotHandedInWithThem(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		p := owned()
		p.Steps[1].Title.EN, p.Steps[1].Unit = "", "H23.XXX"
		p.Steps[0].Legal[0].Clause = "Điều 999"
		q := b.must(b.Draft(b.as(officer), "KB-KK-01", 1, p, playbook.Why{}))
		_, err := b.HandIn(b.as(officer), q.ID)
		for _, key := range []string{"playbook.no_title", "playbook.unknown_unit", "law.unknown_clause", "playbook.no_why"} {
			refused(t, err, fault.Invalid, key)
		}
		_, err = b.Propose(b.as(officer), "KB-KK-01", 1, owned(), playbook.Why{Words: "Như cũ"})
		refused(t, err, fault.Conflict, "playbook.nothing_changed")
		_, err = b.Draft(b.as(officer), "KB-KK-01", 0, owned(), playbook.Why{})
		refused(t, err, fault.Conflict, "playbook.code_taken")
		_, err = b.Draft(b.as(officer), "KB-KK-01", 7, owned(), playbook.Why{})
		refused(t, err, fault.NotFound, "playbook.no_version")
		if _, err = b.Draft(b.as(clerk), "KB-KK-01", 1, owned(), playbook.Why{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a clerk proposes: %v", err)
		}
		if _, err = b.Save(b.as(health), q.ID, 1, 1, owned(), ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("another unit's leader edits: %v", err)
		}
	})
}

func TestAReturnedProposalIsADraftAgainAndAWithdrawnOneStaysReadable(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		q := b.must(b.Propose(b.as(officer), "KB-KK-01", 1, slower(), playbook.Why{Words: "Chậm"}))
		_, err := b.Return(b.as(leader), q.ID, " ")
		refused(t, err, fault.Invalid, "playbook.no_reason")
		if q = b.must(b.Return(b.as(leader), q.ID, "Nêu rõ vì sao")); q.State != playbook.Drafted || len(b.open("playbook-approval")) != 0 {
			t.Errorf("returned: %+v", q)
		}
		b.must(b.HandIn(b.as(officer), q.ID))
		b.must(b.Withdraw(b.as(officer), q.ID, "Không cần nữa"))
		got := b.must(b.Proposal(b.as(clerk), q.ID))
		var what []string
		for _, m := range got.Moves {
			what = append(what, m.What)
		}
		if want := []string{"begun", "proposed", "returned", "proposed", "withdrawn"}; !slices.Equal(what, want) || got.Playbook.Steps[1].Limit != 16*time.Hour {
			t.Errorf("moves are %v, playbook %+v", what, got.Playbook)
		}
		_, err = b.HandIn(b.as(officer), q.ID)
		refused(t, err, fault.Conflict, "playbook.is_withdrawn")
	})
}

func TestNobodyTakesAPlaybookByNamingAnotherOwner(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		p := owned()
		p.Unit = "H23.SYT"
		q := b.must(b.Propose(b.as(officer), "KB-KK-01", 1, p, playbook.Why{Words: "Chuyển"}))
		for _, a := range []actor.Actor{health, chief} { // neither who would get it nor who would give it alone
			if _, err := b.Approve(b.as(a), q.ID, 1, ""); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s decides alone: %v", a.Name, err)
			}
		}
		b.must(b.Approve(b.as(leader), q.ID, 1, ""))
	})
}

func TestAChangedLegalTextFlagsThePlaybooksThatCiteIt(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		act := func(clause string, to text.Day) law.Act {
			return law.Act{Code: "BVMT-2020", Title: text.L{VI: "Luật Bảo vệ môi trường", EN: "Law on environment"}, Number: "72/2020/QH14", Mark: "VERIFIED", To: to,
				Clauses: []law.Clause{{Clause: "Điều 12", Text: text.L{VI: clause, EN: "Air"}}}}
		}
		put := func(a law.Act) {
			t.Helper()
			b.clock.Advance(time.Minute)
			if err := b.d.Do(b.as(actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
				_, err := law.Put(ctx, tx, []law.Act{a})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if err := b.bus.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		flags := func() (words []string) {
			t.Helper()
			all, err := b.Flags(b.as(clerk))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range all["KB-KK-01"] {
				words = append(words, f.What+" "+f.Act+" "+f.Clause)
			}
			return words
		}
		put(act("Bảo vệ không khí", ""))
		if got := flags(); got != nil {
			t.Errorf("what did not change flags %v", got)
		}
		put(act("Bảo vệ không khí, sửa đổi", ""))
		if got := flags(); !slices.Equal(got, []string{"amended BVMT-2020 ", "amended BVMT-2020 Điều 12"}) {
			t.Errorf("flags are %v", got)
		}
		items := b.open("playbook-law")
		if len(items) != 1 || items[0].Unit != "H23.STNMT" {
			t.Fatalf("items are %+v", items)
		}
		_, err := b.queue.Close(b.as(chief), items[0].ID, "xong")
		refused(t, err, fault.Conflict, "playbook.review_there")
		if err := b.Review(b.as(health), "KB-KK-01", "Vẫn đúng"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("another unit reviews: %v", err)
		}
		if err := b.Review(b.as(officer), "KB-KK-01", "Điều 12 chỉ đổi lời"); err != nil {
			t.Fatal(err)
		}
		refused(t, b.Review(b.as(officer), "KB-KK-01", "Vẫn đúng"), fault.Conflict, "playbook.not_flagged")
		if flags() != nil || len(b.open("playbook-law")) != 0 {
			t.Errorf("after a review: %v, %v", flags(), b.open("playbook-law"))
		}
		// A repealed act flags again; a new version settles it as a review does.
		put(act("Bảo vệ không khí, sửa đổi", "2024-12-31"))
		if got := flags(); !slices.Equal(got, []string{"repealed BVMT-2020 ", "repealed BVMT-2020 Điều 12"}) {
			t.Errorf("flags are %v", got)
		}
		p := owned()
		p.Steps[0].Legal, p.Steps[1].Legal = nil, nil
		q := b.must(b.Propose(b.as(officer), "KB-KK-01", 1, p, playbook.Why{Words: "Luật hết hiệu lực"}))
		b.must(b.Approve(b.as(leader), q.ID, 1, ""))
		if flags() != nil || len(b.open("playbook-law")) != 0 {
			t.Errorf("after a new version: %v", flags())
		}
	})
}

func TestScoresOfDrillsAreKeptByVersion(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		now := b.clock.Now()
		dr := playbook.Drill{Exercise: "exr_1", Name: "Diễn tập quý 3", Code: "KB-KK-01", Version: 1, Started: now.Add(-time.Hour), Ended: now,
			Result: playbook.Score([]playbook.Run{{No: 1, Title: l("một"), DoneAt: now}, {No: 2, Title: l("hai")}})}
		if err := b.RecordDrill(b.as(leader), dr); err != nil {
			t.Fatal(err)
		}
		dr.Result.Points = 75 // judged again
		if err := b.RecordDrill(b.as(leader), dr); err != nil {
			t.Fatal(err)
		}
		list, err := b.Drills(b.as(clerk), "KB-KK-01")
		if err != nil || len(list) != 1 || list[0].Result.Points != 75 || list[0].Result.Missing != 1 || list[0].By != "leader" || !list[0].Started.Equal(dr.Started) {
			t.Errorf("drills are %+v (%v)", list, err)
		}
		dr.Version = 9
		refused(t, b.RecordDrill(b.as(leader), dr), fault.NotFound, "playbook.no_version")
		dr.Version, dr.Name = 1, ""
		refused(t, b.RecordDrill(b.as(leader), dr), fault.Invalid, "playbook.bad_drill")
		dr.Name = "x"
		if err := b.RecordDrill(b.as(clerk), dr); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a clerk records: %v", err)
		}
	})
}

func TestPlaybooksAndProposalsFollowASuccessor(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		q := b.must(b.Propose(b.as(officer), "KB-KK-01", 1, slower(), playbook.Why{Words: "Chậm"}))
		from, to := unit.Held{Unit: "H23.STNMT", UnitPath: "/H23/H23.STNMT/"}, unit.Held{Unit: "H23.SYT", UnitPath: "/H23/H23.SYT/"}
		for _, e := range b.Estates() {
			if err := b.d.Do(b.as(actor.System("unit")), func(ctx context.Context, tx *db.Tx) error {
				held, err := e.Held(ctx, tx)
				if err != nil || len(held) != 1 || held[0].Unit != from.Unit || held[0].UnitPath != from.UnitPath {
					t.Errorf("%s holds %+v (%v)", e.Name, held, err)
				}
				if err := e.Pass(ctx, tx, from, to, 10); err != nil {
					return err
				}
				held, err = e.Held(ctx, tx)
				if len(held) != 1 || held[0].Unit != to.Unit {
					t.Errorf("%s then holds %+v", e.Name, held)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		p, err := b.Get(b.as(clerk), "KB-KK-01", 0)
		if err != nil || p.Version != 2 || p.Unit != "H23.SYT" {
			t.Errorf("the playbook is %+v (%v)", p, err)
		}
		if got := b.must(b.Proposal(b.as(clerk), q.ID)); got.Unit != "H23.SYT" || got.UnitPath != "/H23/H23.SYT/" {
			t.Errorf("the proposal lies with %s", got.UnitPath)
		}
	})
}
