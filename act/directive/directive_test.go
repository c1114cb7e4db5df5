package directive_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"thanhdong/act/directive"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

type bench struct {
	t      *testing.T
	d      *db.DB
	clock  *dbtest.Clock
	timers *timer.Timers
	bus    *bus.Bus
	queue  *work.Work
	*directive.Directives
	people map[string]string
}

// each gives a province with a chairman, an officer of the environment and one of health.
func each(t *testing.T, fn func(b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		b := &bench{t: t, d: d, clock: dbtest.ClockOf(d), timers: timer.New(d), bus: bus.New(d), people: map[string]string{}}
		b.queue = work.New(d, b.bus, b.timers)
		b.Directives = directive.New(d, b.queue, b.bus)
		b.must(d.Do(b.system(), func(ctx context.Context, tx *db.Tx) error {
			if _, err := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: text.L{VI: "Tỉnh", EN: "Province"}, Mark: "VERIFIED"}}); err != nil {
				return err
			}
			u := func(code, kind, parent string) unit.Unit {
				return unit.Unit{Code: code, Kind: kind, Parent: parent, Area: "30", Name: text.L{VI: code, EN: code}, Mark: "PROJECT CHOICE"}
			}
			if _, err := unit.Put(ctx, tx, []unit.Unit{u("H23", "committee", ""), u("H23.STNMT", "department", "H23"), u("H23.SYT", "department", "H23")}); err != nil {
				return err
			}
			for name, unit := range map[string]string{"chu": "H23", "moi": "H23.STNMT", "kha": "H23.STNMT", "yte": "H23.SYT"} { // without the cost of a password
				id := tx.NewID("acc")
				b.people[name] = id
				path := "/H23/"
				if unit != "H23" {
					path += unit + "/"
				}
				if _, err := tx.Exec(ctx, `INSERT INTO account (id, name, name_key, title_vi, title_en, unit, unit_path, area_path, password, state, sample, created_at, search)
					VALUES (?, ?, ?, '', '', ?, ?, '/30/', '', 'active', 0, 0, ?)`, id, name, name, unit, path, name); err != nil {
					return err
				}
			}
			return nil
		}))
		fn(b)
	})
}

func (b *bench) system() context.Context { return actor.With(b.t.Context(), actor.System("test")) }

func (b *bench) as(name string, role actor.Role, unit, path string) context.Context {
	return actor.With(b.t.Context(), actor.Actor{ID: b.people[name], Name: name, Kind: actor.Person, Unit: unit,
		Grants: []actor.Grant{{Role: role, UnitPath: path, AreaPath: "/30/"}}})
}

func (b *bench) chair() context.Context { return b.as("chu", actor.Leader, "H23", "/H23/") }
func (b *bench) doer() context.Context {
	return b.as("moi", actor.Officer, "H23.STNMT", "/H23/H23.STNMT/")
}
func (b *bench) health() context.Context {
	return b.as("yte", actor.Officer, "H23.SYT", "/H23/H23.SYT/")
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) one(d directive.Directive, err error) directive.Directive {
	b.t.Helper()
	b.must(err)
	return d
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

func (b *bench) draft() directive.Draft {
	return directive.Draft{
		Title: "Kiểm tra 12 lò gạch ở Kinh Môn", Result: "Báo cáo có ảnh từng lò", Responsibility: "Giám đốc Sở chịu trách nhiệm", Unit: "H23.STNMT", Person: b.people["moi"],
		Due: b.clock.Now().Add(72 * time.Hour), Source: directive.Source{Kind: "meeting", Words: "Giao ban tuần 27", Day: "2024-07-01"},
	}
}

func (b *bench) proof(d directive.Directive, who context.Context) {
	b.t.Helper()
	_, err := b.queue.AddEvidence(who, d.Work, file.File{SHA: d.ID, Size: 3, Type: "image/jpeg", Name: "lo.jpg"}, "")
	b.must(err)
}

func TestADirectiveIsDoneProvedAndAcceptedByWhoGaveIt(t *testing.T) {
	each(t, func(b *bench) {
		d := b.one(b.Give(b.chair(), b.draft()))
		item, err := b.queue.Get(b.doer(), d.Work)
		b.must(err)
		if d.Number != "CD-24-0001" || item.Kind != "directive" || item.Person != b.people["moi"] || !item.Due.Equal(b.draft().Due) || !item.WantsEvidence {
			t.Fatalf("given: %+v, %+v", d, item)
		}
		for view, want := range map[directive.View]int{directive.Mine: 1, directive.Given: 0, directive.Late: 0, directive.All: 1} {
			if list, _, err := b.List(b.doer(), directive.Filter{View: view, Q: "lo gach"}); err != nil || len(list) != want {
				t.Errorf("%s lists %d for who does it: %v", view, len(list), err)
			}
		}
		b.one(b.Report(b.doer(), d.ID, 40, "Đã kiểm tra 5 lò"))
		_, err = b.Report(b.doer(), d.ID, 101, "")
		b.refused(fault.Invalid, "directive.bad_percent", err)
		_, err = b.HandIn(b.doer(), d.ID, "xong")
		b.refused(fault.Conflict, "directive.no_proof", err)
		b.proof(d, b.doer())
		_, err = b.queue.Close(b.doer(), d.Work, "xong")
		b.refused(fault.Conflict, "directive.accept_there", err)
		_, err = b.Accept(b.chair(), d.ID, "")
		b.refused(fault.Conflict, "directive.is_open", err)
		_, err = b.HandIn(b.health(), d.ID, "xong")
		b.refused(fault.NotFound, "directive.not_found", err)

		b.one(b.HandIn(b.doer(), d.ID, "Báo cáo kèm theo"))
		_, err = b.Accept(b.doer(), d.ID, "")
		b.refused(fault.Forbidden, "actor.forbidden", err)
		b.one(b.SendBack(b.chair(), d.ID, "Thiếu ảnh lò số 7"))
		if d = b.one(b.Get(b.doer(), d.ID)); d.State != directive.Open {
			t.Errorf("sent back it is %s", d.State)
		}
		b.one(b.HandIn(b.doer(), d.ID, "Đã bổ sung"))
		d = b.one(b.Accept(b.chair(), d.ID, "Tốt"))
		item, err = b.queue.Get(b.doer(), d.Work)
		if err != nil || item.State != work.Done || d.State != directive.Accepted || len(d.Log) != 6 || d.Percent != 100 {
			t.Errorf("accepted: %+v, item %s, %v", d, item.State, err)
		}
		_, err = b.Accept(b.chair(), d.ID, "")
		b.refused(fault.Conflict, "directive.is_accepted", err)

		// What turns out not to be done is taken up again with its item.
		_, err = b.queue.Reopen(b.as("chu", actor.Leader, "H23", "/H23/"), d.Work, "Lò số 9 chạy lại")
		b.must(err)
		if d = b.one(b.Get(b.doer(), d.ID)); d.State != directive.Open || d.Person != b.people["moi"] {
			t.Errorf("reopened: %+v", d)
		}
	})
}

func TestEveryMissingWordIsToldAtOnceAndOnlyLeadersGive(t *testing.T) {
	each(t, func(b *bench) {
		_, err := b.Give(b.chair(), directive.Draft{Unit: "H23.STNMT", Due: b.clock.Now().Add(-time.Hour)})
		f, _ := fault.As(err)
		if f == nil || len(f.Fields) < 7 {
			t.Errorf("faults: %v", err)
		}
		_, err = b.Give(b.doer(), b.draft())
		b.refused(fault.Forbidden, "actor.forbidden", err)
		wrong := b.draft()
		wrong.Person = b.people["yte"]
		_, err = b.Give(b.chair(), wrong)
		b.refused(fault.Invalid, "directive.not_in_unit", err)
		own := b.draft()
		own.Unit, own.Person = "H23", b.people["chu"]
		d := b.one(b.Give(b.chair(), own))
		_, err = b.Withdraw(b.chair(), d.ID, "thôi")
		b.refused(fault.Forbidden, "directive.own", err)
	})
}

func TestPartsGoToOtherUnitsAndHoldTheWholeBack(t *testing.T) {
	each(t, func(b *bench) {
		whole := b.one(b.Give(b.chair(), b.draft()))
		part := b.draft()
		part.Parent, part.Unit, part.Person, part.Title = whole.ID, "H23.SYT", b.people["yte"], "Khám bụi phổi cho công nhân lò"
		_, err := b.Give(b.health(), part)
		b.refused(fault.NotFound, "directive.not_found", err)
		p := b.one(b.Give(b.doer(), part))
		b.proof(whole, b.doer())
		_, err = b.HandIn(b.doer(), whole.ID, "xong")
		b.refused(fault.Conflict, "directive.open_parts", err)

		// Both sides see it; who asked for it accepts it.
		b.one(b.Get(b.health(), p.ID))
		if list, _, err := b.List(b.doer(), directive.Filter{View: directive.Given}); err != nil || len(list) != 1 {
			t.Errorf("given by who does the whole: %d, %v", len(list), err)
		}
		again := part
		again.Parent = p.ID
		_, err = b.Give(b.health(), again)
		b.refused(fault.Conflict, "directive.part_of_part", err)
		b.proof(p, b.health())
		b.one(b.HandIn(b.health(), p.ID, "Đã khám"))
		b.one(b.Accept(b.doer(), p.ID, ""))
		whole = b.one(b.HandIn(b.doer(), whole.ID, "xong"))
		if len(whole.Parts) != 1 || whole.Parts[0].State != directive.Accepted {
			t.Errorf("parts: %+v", whole.Parts)
		}
		b.one(b.SendBack(b.chair(), whole.ID, "thêm"))
		again.Parent = whole.ID
		open := b.one(b.Give(b.doer(), again))
		b.one(b.Withdraw(b.chair(), whole.ID, "Không cần nữa"))
		if open = b.one(b.Get(b.health(), open.ID)); open.State != directive.Withdrawn {
			t.Errorf("a part of what was withdrawn is %s", open.State)
		}
		if items, _, err := b.queue.List(b.health(), work.Filter{}); err != nil || len(items) != 0 {
			t.Errorf("%d items are left, %v", len(items), err)
		}
	})
}

func TestMoreTimeIsGrantedInTheQueueAndLatenessShows(t *testing.T) {
	each(t, func(b *bench) {
		d := b.one(b.Give(b.chair(), b.draft()))
		b.must(b.d.Do(b.system(), func(ctx context.Context, tx *db.Tx) error {
			return work.PutReason(ctx, tx, work.Reason{Code: "cho", Use: work.ForExtension, Name: text.L{VI: "Chờ", EN: "Wait"}, Longest: 48 * time.Hour, Mark: "PROJECT CHOICE"})
		}))
		_, err := b.queue.AskTime(b.doer(), d.Work, "cho", "mưa", 24*time.Hour)
		b.must(err)
		asked, _, err := b.queue.List(b.chair(), work.Filter{Kind: "work-request"})
		if err != nil || len(asked) != 1 {
			t.Fatalf("asked: %d, %v", len(asked), err)
		}
		_, err = b.queue.Decide(b.chair(), asked[0].ID, true, "được")
		b.must(err)
		if got := b.one(b.Get(b.doer(), d.ID)); !got.Due.Equal(d.Due.Add(24 * time.Hour)) {
			t.Errorf("due %s, want a day after %s", got.Due, d.Due)
		}
		b.clock.Advance(97 * time.Hour)
		for _, who := range []context.Context{b.chair(), b.doer()} {
			if list, _, err := b.List(who, directive.Filter{View: directive.Late}); err != nil || len(list) != 1 {
				t.Errorf("late: %d, %v", len(list), err)
			}
		}
		if n, err := b.Counts(b.chair()); err != nil || n[directive.Given] != 1 || n[directive.Late] != 1 || n[directive.Mine] != 0 {
			t.Errorf("counts %v, %v", n, err)
		}
	})
}

func TestADirectiveFollowsItsWorkToAnotherUnit(t *testing.T) {
	each(t, func(b *bench) {
		d := b.one(b.Give(b.chair(), b.draft()))
		_, err := b.queue.HandOn(b.chair(), d.Work, "H23.SYT", "đúng việc của y tế")
		b.must(err)
		b.must(b.bus.Drain(b.system()))
		d = b.one(b.Get(b.health(), d.ID))
		if d.Doer.Unit != "H23.SYT" || d.Person != "" || d.Log[len(d.Log)-1].Kind != "hand_on" {
			t.Errorf("%+v", d)
		}
		_, err = b.queue.Take(b.health(), d.Work)
		b.must(err)
		b.must(b.bus.Drain(b.system()))
		if d = b.one(b.Get(b.health(), d.ID)); d.Person != b.people["yte"] {
			t.Errorf("taken: %+v", d)
		}
	})
}

func TestOfTwoWhoDecideAtOnceOneWins(t *testing.T) {
	each(t, func(b *bench) {
		d := b.one(b.Give(b.chair(), b.draft()))
		b.proof(d, b.doer())
		b.one(b.HandIn(b.doer(), d.ID, "xong"))
		errs := make(chan error, 2)
		go func() { _, err := b.Accept(b.chair(), d.ID, ""); errs <- err }()
		go func() { _, err := b.SendBack(b.chair(), d.ID, "thiếu"); errs <- err }()
		first, second := <-errs, <-errs
		if first != nil {
			first, second = second, first
		}
		if first != nil || !fault.Is(second, fault.Conflict) {
			t.Errorf("got %v and %v", first, second)
		}
	})
}

func TestTheListAndTheSingleDirectiveFollowOneRule(t *testing.T) {
	each(t, func(b *bench) {
		whole := b.one(b.Give(b.chair(), b.draft()))
		part := b.draft()
		part.Parent, part.Unit, part.Person = whole.ID, "H23.SYT", b.people["yte"]
		p := b.one(b.Give(b.doer(), part))
		rapid.Check(t, func(rt *rapid.T) {
			a := actor.Actor{ID: "acc_x", Kind: actor.Person, Grants: []actor.Grant{{
				Role:     rapid.SampledFrom(actor.Everyone).Draw(rt, "role"),
				UnitPath: rapid.SampledFrom([]string{"", "/H23/", "/H23/H23.STNMT/", "/H23/H23.SYT/"}).Draw(rt, "unit"),
				AreaPath: rapid.SampledFrom([]string{"", "/30/", "/31/"}).Draw(rt, "area"),
			}}}
			ctx := actor.With(t.Context(), a)
			list, _, err := b.List(ctx, directive.Filter{})
			if err != nil {
				rt.Fatal(err)
			}
			counts, err := b.Counts(ctx)
			if err != nil || counts[directive.All] != len(list) {
				rt.Errorf("counted %d, listed %d, %v", counts[directive.All], len(list), err)
			}
			for _, d := range []directive.Directive{whole, p} {
				listed := slices.ContainsFunc(list, func(x directive.Directive) bool { return x.ID == d.ID })
				_, err := b.Get(ctx, d.ID)
				if may := d.Readable(a); may != listed || may != (err == nil) {
					rt.Errorf("%+v to %s: may %v, listed %v, get %v", a.Grants, d.Number, may, listed, err)
				}
			}
		})
	})
}
