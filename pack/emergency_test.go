package pack_test

import (
	"context"
	"slices"
	"testing"

	"thanhdong/act/playbook"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/pack"
)

// Every kind of emergency that the centre must know has a playbook with an owner, in both languages, and
// whatever is answered leads to an end.
func TestThePlaybooksOfEmergenciesAreWhole(t *testing.T) {
	p := builtin(t, "emergency")
	if err := p.Check(); err != nil {
		t.Fatal(told(err))
	}
	var codes []string
	for _, b := range p.Playbooks {
		codes = append(codes, b.Code)
		if b.Owner == "" || b.Mark != "PROJECT CHOICE" || len(b.Steps) < 8 {
			t.Errorf("%s: owner %q, mark %q, %d steps", b.Code, b.Owner, b.Mark, len(b.Steps))
		}
		asks := 0
		for _, s := range b.Steps {
			if len(s.Answers) > 0 {
				asks++
			}
			if s.Limit == 0 {
				t.Errorf("%s step %d has no limit", b.Code, s.No)
			}
		}
		if asks == 0 {
			t.Errorf("%s never asks", b.Code)
		}
	}
	slices.Sort(codes)
	if want := []string{"KB-ATTT-01", "KB-BAO-01", "KB-CH-01", "KB-CN-01", "KB-GT-01", "KB-LU-01", "KB-MD-01", "KB-SXH-01", "KB-TH-01"}; !slices.Equal(codes, want) {
		t.Errorf("playbooks are %v, want %v", codes, want)
	}
	for _, a := range p.Law {
		if len(a.Clauses) > 0 && a.Mark != "VERIFIED" {
			t.Errorf("%s is recalled and has clauses", a.Code)
		}
	}
}

// Whatever kind of case is opened, there is a first step to take.
func TestEveryTypeOfIncidentHasItsPlaybook(t *testing.T) {
	first := map[string]bool{}
	for _, name := range []string{"air", "emergency"} {
		for _, b := range builtin(t, name).Playbooks {
			first[b.Code] = len(b.Steps) > 0 && !b.Steps[0].Title.Empty()
		}
	}
	for _, it := range builtin(t, "haiduong").IncidentTypes {
		if !first[it.Playbook] {
			t.Errorf("type %s is run by %q, which no pack has", it.Code, it.Playbook)
		}
	}
}

// What people here made of a playbook, or wrote under the code that a pack brings later, stays until
// somebody asks for the pack's.
func TestAPackLeavesAPlaybookThatPeopleHereEdited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		words := func(s string) text.L { return text.L{VI: s, EN: s} }
		local := func(code string, base int, change func(p *playbook.Playbook)) {
			t.Helper()
			ps, own := b.rooms.Playbooks, playbook.Playbook{Title: words("Của tỉnh"), Unit: "H23.SYT", Steps: []playbook.Step{{No: 1, Title: words("Gọi"), Role: actor.Officer}}}
			if base > 0 {
				var err error
				if own, err = ps.Get(b.ctx, code, base); err != nil {
					t.Fatal(err)
				}
			}
			change(&own)
			q, err := ps.Propose(b.ctx, code, base, own, playbook.Why{Words: "địa phương"})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := ps.Approve(actor.With(t.Context(), actor.System("second")), q.ID, 1, ""); err != nil {
				t.Fatal(err)
			}
		}
		newest := func(code string) (p playbook.Playbook) {
			t.Helper()
			if err := b.d.View(b.ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				p, err = b.rooms.Playbooks.Newest(ctx, tx, code)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return p
		}
		b.apply(builtin(t, "haiduong"))
		local("KB-GT-01", 0, func(*playbook.Playbook) {})
		b.apply(builtin(t, "emergency"))
		if p := newest("KB-GT-01"); p.Origin != playbook.FromHere || p.Version != 1 {
			t.Errorf("the pack wrote over what people wrote: %+v", p)
		}
		local("KB-LU-01", 1, func(p *playbook.Playbook) { p.Steps[0].Limit *= 2 })
		p := newRead(t, "emergency")
		for i := range p.Playbooks { // a later edition of the pack
			if p.Playbooks[i].Code == "KB-LU-01" {
				p.Playbooks[i].Title.VI += ", bản sau"
			}
		}
		p.Digest = "later"
		reports, err := b.packs.Apply(b.ctx, p)
		if err != nil {
			t.Fatal(told(err))
		}
		var left []string
		for _, row := range reports[0].Rows {
			if row.Do == pack.Conflict {
				left = append(left, row.Code)
			}
		}
		slices.Sort(left)
		if !slices.Equal(left, []string{"KB-GT-01", "KB-LU-01"}) || newest("KB-LU-01").Version != 2 {
			t.Errorf("left alone are %v", left)
		}
		if _, err := b.packs.Apply(b.ctx, p, "playbooks KB-LU-01"); err != nil {
			t.Fatal(told(err))
		}
		if now := newest("KB-LU-01"); now.Version != 3 || now.Origin != playbook.FromPack {
			t.Errorf("asked for, the pack's is %+v", now)
		}
	})
}
