package work_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
)

// leads puts leaders into units, "chief H23", and names deputies of them on some days of 2024.
func (b *bench) leads(people ...string) {
	b.t.Helper()
	err := b.d.Do(as(b.t, actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
		for _, p := range people {
			name, unit, _ := strings.Cut(p, " ")
			role := "leader"
			if strings.HasPrefix(name, "d") {
				role = "officer"
			}
			if _, err := tx.Exec(ctx, `INSERT INTO account (id, name, name_key, title_vi, title_en, unit, unit_path, area_path, password, state, sample, created_at, search)
				VALUES (?, ?, ?, '', '', ?, ?, '/30/', '', 'active', 0, 0, ?)`, "acc_"+name, name, name, unit, "/"+unit+"/", name); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO account_grant (account, role, unit, area) VALUES (?, ?, ?, '30')`, "acc_"+name, role, unit); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) deputy(unit, person, deputy string) {
	b.t.Helper()
	err := b.d.Do(as(b.t, actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO roster_deputy (id, unit, unit_path, area_path, person, deputy, from_day, to_day, at, by_id) VALUES (?, ?, ?, '/30/', ?, ?, '2024-01-01', '2025-01-01', 0, '')`,
			"dep_"+deputy, unit, "/"+unit+"/", "acc_"+person, "acc_"+deputy)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// steps puts the chain of an item into lines: "07 10:30 untaken head H23 chief".
func (b *bench) steps(id string) (lines []string) {
	b.t.Helper()
	c, err := b.queue.Chain(as(b.t, actor.System("test")), id)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, e := range c.Told {
		line := fmt.Sprintf("%s %s %s %s %s", e.At.In(text.Zone).Format("02 15:04"), e.Walk, e.Station, e.Unit, strings.TrimPrefix(e.Account, "acc_"))
		if e.Doubled {
			line += " doubled"
		}
		lines = append(lines, line)
	}
	return lines
}

func (b *bench) are(what, id string, want ...string) {
	b.t.Helper()
	if got := b.steps(id); !slices.Equal(got, want) {
		b.t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

// to lets the time pass ten minutes by ten, so that each step is taken at its own time.
func (b *bench) to(end time.Time) {
	b.t.Helper()
	for now := b.clock.Now(); now.Before(end); {
		now = now.Add(10 * time.Minute)
		if now.After(end) {
			now = end
		}
		b.clock.Set(now)
		b.settle()
	}
}

func urgent(subject string) work.NewItem {
	n := newItem(subject)
	n.WorkingTime, n.Limit, n.Severity = false, 6*time.Hour, 2 // every 30 minutes
	return n
}

func TestWhatNobodyTakesWalksItsChainToTheEnd(t *testing.T) {
	each(t, func(b *bench) {
		b.leads("head H23.STNMT", "chief H23", "deputy H23")
		b.deputy("H23", "chief", "deputy")
		b.clock.Set(july(3, 8))
		item := b.open(urgent("0001"))
		b.clock.Set(july(3, 8).Add(30*time.Minute - time.Microsecond))
		b.settle()
		b.are("before its time", item.ID)
		b.clock.Advance(time.Microsecond)
		b.settle()
		b.are("nobody is on duty, so that the head is told at once", item.ID, "03 08:30 untaken duty H23.STNMT ", "03 08:30 untaken head H23.STNMT head")
		b.timers = timer.New(b.d) // as after a kill: the next step is a row
		b.queue = work.New(b.d, bus.New(b.d), b.timers)
		b.to(july(3, 13))
		b.are("to the end and no further", item.ID, "03 08:30 untaken duty H23.STNMT ", "03 08:30 untaken head H23.STNMT head",
			"03 09:00 untaken head H23 chief", "03 09:30 untaken deputy H23 deputy")
		b.to(july(3, 23))
		b.are("late it goes up once more and says who hears it again", item.ID, "03 08:30 untaken duty H23.STNMT ", "03 08:30 untaken head H23.STNMT head",
			"03 09:00 untaken head H23 chief", "03 09:30 untaken deputy H23 deputy", "03 14:10 late head H23 chief doubled", "03 18:10 late deputy H23 deputy doubled")
		if seen, _, err := b.queue.List(as(b.t, leader), work.Filter{View: work.ToMe}); err != nil || len(seen) != 1 {
			b.t.Errorf("raised to the leader: %v, %v", seen, err)
		}
		lines, err := b.queue.Log(as(b.t, officer), item.ID)
		if err != nil || !slices.ContainsFunc(lines, func(l work.Line) bool {
			return strings.Contains(l.In(text.EN), "deputy of the day of H23 told (deputy)")
		}) {
			b.t.Errorf("the log does not say who was told: %v %v", lines, err)
		}
		list, err := b.bus.Since(b.t.Context(), bus.Pos{}, []string{work.Escalated}, 20)
		if err != nil || len(list) != 5 || string(list[0].Body) != `{"id":"`+item.ID+`","step":2}` {
			b.t.Errorf("events %v, %v", list, err)
		}
	})
}

func TestTakingClosingAndPausingStopOrHoldTheChain(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.leads("head H23.STNMT", "chief H23")
		b.clock.Set(july(3, 8))
		taken, closed, held, given := b.open(urgent("0001")), b.open(urgent("0002")), b.open(urgent("0003")), b.open(urgent("0004"))
		b.to(july(3, 8).Add(40 * time.Minute))
		first := []string{"03 08:30 untaken duty H23.STNMT ", "03 08:30 untaken head H23.STNMT head"}
		if _, err := b.queue.Take(as(b.t, officer), taken.ID); err != nil {
			t.Fatal(err)
		}
		b.evidence(officer, closed.ID, "aa")
		if _, err := b.queue.Close(as(b.t, officer), closed.ID, "xong"); err != nil {
			t.Fatal(err)
		}
		if _, err := b.queue.Pause(as(b.t, officer), held.ID, "cho-vat-tu", "", july(3, 12)); err != nil {
			t.Fatal(err)
		}
		if _, err := b.queue.HandOn(as(b.t, leader), given.ID, "H23.SYT", "Thuộc y tế"); err != nil {
			t.Fatal(err)
		}
		b.to(july(3, 13))
		b.are("taken", taken.ID, first...)
		b.are("closed", closed.ID, first...)
		b.are("held for the time of the pause", held.ID, append(slices.Clone(first), "03 12:30 untaken head H23 chief", "03 13:00 untaken deputy H23 chief doubled")...)
		b.are("a new owner walks from its start", given.ID, append(slices.Clone(first), "03 09:10 untaken duty H23.SYT ", "03 09:10 untaken head H23.SYT ",
			"03 09:10 untaken head H23 chief", "03 09:40 untaken deputy H23 chief doubled")...)
		if _, err := b.queue.Reopen(as(b.t, head), closed.ID, "chưa xong"); err != nil {
			t.Fatal(err)
		}
		b.to(july(3, 13).Add(30 * time.Minute))
		if got := b.steps(closed.ID); len(got) != 4 || got[3] != "03 13:30 untaken head H23.STNMT head doubled" {
			t.Errorf("reopened work walks anew: %q", got)
		}
	})
}

func TestAPersonEscalatesToTheDeputyOfTheDay(t *testing.T) {
	each(t, func(b *bench) {
		b.leads("head H23.STNMT", "chief H23", "deputy H23.STNMT")
		b.clock.Set(july(3, 8))
		item := b.open(urgent("0001"))
		_, err := b.queue.Escalate(as(b.t, other), item.ID, "")
		wantKind(t, err, fault.NotFound, "work.not_found")
		clerk := person("clerk", actor.Clerk, stnmt, stnmtPath)
		_, err = b.queue.Escalate(as(b.t, clerk), item.ID, "")
		wantKind(t, err, fault.Forbidden, "actor.forbidden")
		if _, err := b.queue.Escalate(as(b.t, officer), item.ID, "Cần quyết định"); err != nil {
			t.Fatal(err)
		}
		b.deputy("H23.STNMT", "head", "deputy")
		if c, err := b.queue.Chain(as(b.t, officer), item.ID); err != nil || len(c.Deputy) != 1 || !c.Named || c.Next == nil || c.Next.Kind != work.StationDuty {
			t.Errorf("whom it would tell: %+v, %v", c, err)
		}
		if _, err := b.queue.Escalate(as(b.t, officer), item.ID, ""); err != nil {
			t.Fatal(err)
		}
		b.are("by hand", item.ID, "03 08:00 hand deputy H23 chief", "03 08:00 hand deputy H23.STNMT deputy")
		b.to(july(3, 8).Add(30 * time.Minute))
		if got := b.steps(item.ID); len(got) != 4 {
			t.Errorf("the chain goes on as it stood: %q", got)
		}
		b.evidence(officer, item.ID, "aa")
		if _, err := b.queue.Close(as(b.t, officer), item.ID, "xong"); err != nil {
			t.Fatal(err)
		}
		_, err = b.queue.Escalate(as(b.t, officer), item.ID, "")
		wantKind(t, err, fault.Conflict, "work.already_closed")
	})
}

// A day off that is put in afterwards moves the next step with it.
func TestStepsInWorkingTimeFollowTheCalendar(t *testing.T) {
	each(t, func(b *bench) {
		b.leads("head H23.STNMT", "chief H23")
		b.clock.Set(at(2024, 2, 7, 16).Add(45 * time.Minute)) // an hour of wait: 15 minutes before Tết, the rest after it
		item := b.open(newItem("0001"))
		b.edit(calendar.Day{Day: "2024-02-15", Kind: calendar.Off, Name: text.L{VI: "Tết", EN: "Tết"}})
		for _, now := range []time.Time{at(2024, 2, 15, 17), at(2024, 2, 16, 8).Add(15*time.Minute - time.Microsecond)} {
			b.clock.Set(now)
			b.settle()
			b.are("the day after Tết is off now", item.ID)
		}
		b.clock.Advance(time.Microsecond)
		b.settle()
		b.are("the first working day", item.ID, "16 08:15 untaken duty H23.STNMT ", "16 08:15 untaken head H23.STNMT head")
	})
}
