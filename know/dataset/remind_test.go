package dataset_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"thanhdong/act/notify"
	"thanhdong/act/roster"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/know/dataset"
	"thanhdong/sense/alert"
)

// desks are people who may be reminded, or must not be.
var desks = []struct {
	id, unit, area string
	role           actor.Role
}{
	{"clerk", one, "288", actor.Clerk}, {"officer", one, "30", actor.Officer}, {"reader", one, "288", actor.Leader}, {"machine", one, "288", actor.Integrator},
	{"elsewhere", one, "290", actor.Clerk}, {"other", two, "290", actor.Clerk}, {"above", "H23", "30", actor.Officer}, {"gone", one, "288", actor.Clerk},
}

// telling gives the province people and a room that tells them.
func (p *province) telling() {
	p.Helper()
	p.ds.Tell(notify.New(p.d, account.Open(p.d, account.Options{}), alert.New(p.d, p.bus, p.timer), roster.New(p.d), p.queue, p.bus, p.timer, "https://x"))
	p.do(func(ctx context.Context, tx *db.Tx) error {
		var errs []error
		for _, a := range desks {
			state := "active"
			if a.id == "gone" {
				state = "suspended"
			}
			_, err1 := tx.Exec(ctx, `INSERT INTO account (id, name, name_key, title_vi, title_en, unit, unit_path, area_path, password, state, sample, created_at, search) VALUES (?, ?, ?, '', '', ?, ?, '/30/', '', ?, 0, 0, ?)`,
				"acc_"+a.id, a.id, a.id, a.unit, "/H23/", state, a.id)
			_, err2 := tx.Exec(ctx, `INSERT INTO account_grant (account, role, unit, area) VALUES (?, ?, ?, ?)`, "acc_"+a.id, string(a.role), a.unit, a.area)
			errs = append(errs, err1, err2)
		}
		return errors.Join(errs...)
	})
}

// reminded are those who were told, as "person title", of unit one.
func (p *province) reminded() (list []string) {
	p.Helper()
	p.do(func(ctx context.Context, tx *db.Tx) error {
		list = nil
		return tx.Each(ctx, `SELECT person || ': ' || title_vi || ' ' || link FROM notify_notice WHERE origin LIKE 'dataset/%' AND person <> 'acc_other' ORDER BY person`, nil, func(scan func(...any) error) error {
			var s string
			err := scan(&s)
			list = append(list, s)
			return err
		})
	})
	return list
}

func TestInTheMorningOfTheWorkingDayBeforeAFormIsDueThoseWhoFillItInAreRemindedOnce(t *testing.T) {
	each(t, func(p *province) {
		p.telling()
		p.goTo("2024-08-01 06:00") // due on Wednesday the 7th at 17:00
		p.goTo("2024-08-06 07:29")
		if got := p.reminded(); len(got) != 0 {
			t.Fatalf("too early: %q", got)
		}
		p.goTo("2024-08-06 07:31")
		s := p.set("202407")
		got := p.reminded()
		if len(got) != 2 || !strings.HasPrefix(got[0], "acc_clerk: Nộp trước ") || !strings.Contains(got[0], "Sốt xuất huyết tháng, tháng 7/2024 /datasets/"+s.ID) || !strings.HasPrefix(got[1], "acc_officer: ") {
			t.Fatalf("reminded: %q", got)
		}
		p.goTo("2024-08-07 16:00")
		// Handed in, sent back within its time: nobody is told the same twice.
		p.give("202407", "mac.nam", "3", "mac.nu", "3", "chet", "0")
		p.must(p.ds.Submit(p.as(clerk), s.ID))
		p.must(p.ds.Return(p.as(above), s.ID, "Xem lại"))
		p.goTo("2024-08-07 16:30")
		if again := p.reminded(); !slices.Equal(again, got) {
			t.Errorf("again: %q", again)
		}
	})
}

func TestWhoHasHandedInIsNotRemindedAndWhoTookItIsRemindedAlone(t *testing.T) {
	each(t, func(p *province) {
		p.telling()
		p.goTo("2024-08-01 06:00")
		july := p.set("202407")
		p.give("202407", "mac.nam", "3", "mac.nu", "3", "chet", "0")
		p.must(p.ds.Submit(p.as(clerk), july.ID))
		p.goTo("2024-08-07 12:00")
		if got := p.reminded(); len(got) != 0 {
			t.Errorf("handed in: %q", got)
		}
		p.goTo("2024-09-03 06:00")
		if _, err := p.queue.Take(p.as(person("officer", actor.Officer, one, "/H23/"+one+"/", "/30/288/")), p.itemOf(p.set("202408")).ID); err != nil {
			t.Fatal(err)
		}
		p.goTo("2024-09-09 08:00")
		if got := p.reminded(); len(got) != 1 || !strings.HasPrefix(got[0], "acc_officer: ") {
			t.Errorf("taken by the officer: %q, due %s", got, p.set("202408").Due)
		}
	})
}

func TestAFormSaysHowLongBeforeOrThatNobodyIsReminded(t *testing.T) {
	each(t, func(p *province) {
		p.telling()
		put := func(hours int) {
			f := dengue()
			f.Due.Remind = &hours
			p.do(func(ctx context.Context, tx *db.Tx) error { return dataset.Put(ctx, tx, f) })
		}
		put(0)
		p.goTo("2024-08-01 06:00")
		p.goTo("2024-08-07 16:59")
		if got := p.reminded(); len(got) != 0 {
			t.Errorf("nobody: %q", got)
		}
		put(80) // longer than the form is open: at once
		p.goTo("2024-09-03 08:00")
		if got := p.reminded(); len(got) != 2 {
			t.Errorf("at once: %q", got)
		}
		f := dengue()
		hours := 81
		f.Due.Remind = &hours
		if f.Validate() == nil {
			t.Error("81 hours were taken")
		}
	})
}
