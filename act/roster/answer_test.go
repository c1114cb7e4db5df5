package roster_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"thanhdong/act/roster"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
)

// lead makes somebody a leader; the people of the bench are at home in H23.TT.
func (b *bench) lead(names ...string) {
	b.t.Helper()
	b.must(b.d.Do(actor.With(b.t.Context(), actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
		for _, name := range names {
			if _, err := tx.Exec(ctx, `INSERT INTO account_grant (account, role, unit, area) VALUES (?, 'leader', 'H23.TT', '30')`, b.people[name]); err != nil {
				return err
			}
		}
		return nil
	}))
}

// answers puts who answers into names: "duty an; heads binh; deputies chi".
func (b *bench) answers(unit string, at time.Time) string {
	b.t.Helper()
	names := map[string]string{}
	for name, id := range b.people {
		names[id] = name
	}
	said := func(ids []string) string {
		var list []string
		for _, id := range ids {
			list = append(list, names[id])
		}
		return strings.Join(list, ",")
	}
	var a roster.Answer
	b.must(b.d.View(b.t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		a, err = roster.Answers(ctx, tx, unit, at)
		return err
	}))
	if a.Empty() {
		return "nobody"
	}
	return fmt.Sprintf("duty %s; heads %s; deputies %s", said(a.OnDuty), said(a.Heads), said(a.Deputies))
}

func TestWhoAnswersForAUnit(t *testing.T) {
	each(t, func(b *bench) {
		is := func(when, unit string, at time.Time, want string) {
			t.Helper()
			if got := b.answers(unit, at); got != want {
				t.Errorf("%s: %q, want %q", when, got, want)
			}
		}
		now := b.clock.Now()
		is("a unit without roster and head", "H23.SYT", now, "nobody")
		is("a unit that is not there", "H23.X", now, "nobody")
		b.saved()
		is("on duty by day", "H23.TT", now, "duty binh; heads ; deputies ")
		is("on duty by night", "H23.TT", now.Add(12*time.Hour), "duty an; heads ; deputies ")
		b.lead("an", "chi")
		is("leaders without deputy", "H23.TT", now, "duty binh; heads an,chi; deputies ")
		_, err := b.SetLeave(b.chief(), "TT", roster.Leave{Person: b.people["an"], From: "2024-07-04", To: "2024-07-06"})
		b.must(err)
		is("the day before a leave", "H23.TT", now, "duty binh; heads an,chi; deputies ")
		is("a leader on leave", "H23.TT", now.AddDate(0, 0, 1), "duty binh; heads chi; deputies ")
		is("back again", "H23.TT", now.AddDate(0, 0, 3), "duty an; heads an,chi; deputies ")
		_, err = b.Name(b.chief(), roster.Deputy{Unit: "H23.TT", Person: b.people["an"], Deputy: b.people["binh"], From: "2024-07-04", To: "2024-07-06"})
		b.must(err)
		_, err = b.Name(b.chief(), roster.Deputy{Unit: "H23.TT", Person: b.people["binh"], Deputy: b.people["chi"], From: "2024-07-04", To: "2024-07-06"})
		b.must(err)
		is("the deputy of the leader, not that of another", "H23.TT", now.AddDate(0, 0, 1), "duty binh; heads chi; deputies binh")
		b.must(b.accounts.Suspend(actor.With(t.Context(), actor.System("test")), b.people["chi"]))
		is("a suspended leader", "H23.TT", now.AddDate(0, 0, 1), "duty binh; heads ; deputies binh")
		_, err = b.SetLeave(b.chief(), "TT", roster.Leave{Person: b.people["binh"], From: "2024-07-04", To: "2024-07-05"})
		b.must(err)
		is("everybody is away", "H23.TT", now.AddDate(0, 0, 1), "nobody")
	})
}
