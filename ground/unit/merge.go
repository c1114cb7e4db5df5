package unit

import (
	"context"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Merge closes the old units on the day and begins the new one, which takes over what lay below them.
// A merger takes each unit whole, so the share of the lineage is 1.
func Merge(ctx context.Context, tx *db.Tx, m Merger) error { return Do(ctx, tx, m.Order(), "") }

func (m Merger) change(context.Context, *db.Tx) (change, error) {
	c := change{verb: "unit.merge", kind: MergedKind, decree: m.Decree, payload: m, old: m.Old, begins: []Unit{m.Into}, beginsAt: "into"}
	if len(m.Old) < 2 {
		c.faults = append(c.faults, fault.At("old", "unit.too_few_old"))
	}
	whole := 1.0
	for _, old := range m.Old {
		c.lines = append(c.lines, Lineage{Old: old, New: m.Into.Code, Share: &whole})
	}
	return c, nil
}

// Split closes the old unit on the day and begins its parts.
func Split(ctx context.Context, tx *db.Tx, v Division) error { return Do(ctx, tx, v.Order(), "") }

func (v Division) change(context.Context, *db.Tx) (change, error) {
	c := change{verb: "unit.split", kind: SplitKind, decree: v.Decree, payload: v, old: []string{v.Old}, children: v.Children, beginsAt: "into/%d"}
	if len(v.Into) < 2 {
		c.faults = append(c.faults, fault.At("into", "unit.too_few_new"))
	}
	whole := sum{}
	for i, p := range v.Into {
		c.begins = append(c.begins, p.Unit)
		c.lines = append(c.lines, Lineage{Old: v.Old, New: p.Code, Share: p.Share})
		if p.Share != nil && !(*p.Share >= 0 && *p.Share <= 1) {
			c.fail(fmt.Sprintf("into/%d/share", i), "unit.bad_share")
		}
		whole.add(p.Share)
	}
	if !whole.whole() {
		c.fail("into", "unit.shares_not_whole", "code", v.Old)
	}
	return c, nil
}

// sum adds shares; it is whole when one is not known or all together make 1.
type sum struct {
	of      float64
	unknown bool
}

func (s *sum) add(share *float64) {
	if share == nil {
		s.unknown = true
		return
	}
	s.of += *share
}

func (s *sum) whole() bool {
	if s.unknown {
		return s.of <= 1+overfull
	}
	return s.of >= 1-overfull && s.of <= 1+overfull
}

// Rename ends the unit's row on the day and begins one with another name under the same code. There is
// no lineage, because nothing went from one unit to another.
func Rename(ctx context.Context, tx *db.Tx, r Renaming) error { return Do(ctx, tx, r.Order(), "") }

func (r Renaming) change(ctx context.Context, tx *db.Tx) (change, error) {
	old, err := rowBefore(ctx, tx, r.Code, r.Day)
	if err != nil {
		return change{}, err
	}
	a := old
	a.Code, a.Name, a.Mark = r.Code, r.Name, r.Mark
	if r.Kind != "" {
		a.Kind = r.Kind
	}
	c := change{verb: "unit.rename", kind: RenamedKind, decree: r.Decree, payload: r, old: []string{r.Code}, begins: []Unit{a}}
	if old.Code == "" {
		c.begins = nil // what is not there has no other faults
	} else if a.Name == old.Name && a.Kind == old.Kind {
		c.faults = append(c.faults, fault.At("name", "unit.same_name"))
	}
	return c, nil
}

// Succeed closes the old units on the day and begins the new ones, with the lineage that is stated. A
// line may also lead to a unit that goes on unchanged.
func Succeed(ctx context.Context, tx *db.Tx, s Succession) error { return Do(ctx, tx, s.Order(), "") }

func (s Succession) change(context.Context, *db.Tx) (change, error) {
	c := change{verb: "unit.succeed", kind: SucceededKind, decree: s.Decree, payload: s, old: s.Old, begins: s.New, lines: s.Lines,
		children: s.Children, beginsAt: "new/%d"}
	if len(s.Old)+len(s.New)+len(s.Lines) == 0 {
		c.faults = append(c.faults, fault.At("old", "unit.nothing_to_do"))
	}
	return c, nil
}

// rowBefore is the row of a code on the eve of a day, or the empty row: the command tells that fault
// together with the others.
func rowBefore(ctx context.Context, tx *db.Tx, code string, day text.Day) (Unit, error) {
	versions, err := Versions(ctx, tx, code)
	for _, a := range versions {
		if day != "" && spans(a, day) && actor.From(ctx).May(Read, a.Scope()) {
			return a, err
		}
	}
	return Unit{}, err
}
