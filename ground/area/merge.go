package area

import (
	"context"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Merge closes the old areas on the day and begins the new one, which takes over what lay below them.
// A merger takes each area whole, so the shares of the lineage are 1.
func Merge(ctx context.Context, tx *db.Tx, m Merger) error { return Do(ctx, tx, m.Order(), "") }

func (m Merger) change(context.Context, *db.Tx) (change, error) {
	c := change{verb: "area.merge", kind: MergedKind, decree: m.Decree, payload: m, old: m.Old, begins: []Area{m.Into}, beginsAt: "into"}
	if len(m.Old) < 2 {
		c.faults = append(c.faults, fault.At("old", "area.too_few_old"))
	}
	whole := 1.0
	for _, old := range m.Old {
		c.lines = append(c.lines, Lineage{Old: old, New: m.Into.Code, ShareArea: &whole, SharePop: &whole})
	}
	return c, nil
}

// Split closes the old area on the day and begins its parts.
func Split(ctx context.Context, tx *db.Tx, v Division) error { return Do(ctx, tx, v.Order(), "") }

func (v Division) change(context.Context, *db.Tx) (change, error) {
	c := change{verb: "area.split", kind: SplitKind, decree: v.Decree, payload: v, old: []string{v.Old}, children: v.Children, beginsAt: "into/%d"}
	if len(v.Into) < 2 {
		c.faults = append(c.faults, fault.At("into", "area.too_few_new"))
	}
	land, people := sum{}, sum{}
	for i, p := range v.Into {
		c.begins = append(c.begins, p.Area)
		c.lines = append(c.lines, Lineage{Old: v.Old, New: p.Code, ShareArea: p.ShareArea, SharePop: p.SharePop})
		for what, share := range map[string]*float64{"share_area": p.ShareArea, "share_pop": p.SharePop} {
			if share != nil && !(*share >= 0 && *share <= 1) {
				c.faults = append(c.faults, fault.At(fmt.Sprintf("into/%d/%s", i, what), "area.bad_share"))
			}
		}
		land.add(p.ShareArea)
		people.add(p.SharePop)
	}
	if !land.whole() || !people.whole() {
		c.faults = append(c.faults, fault.At("into", "area.shares_not_whole", "code", v.Old))
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

// Rename ends the area's row on the day and begins one with another name under the same code. There is
// no lineage, because nothing went from one area to another, and its boundary goes on.
func Rename(ctx context.Context, tx *db.Tx, r Renaming) error { return Do(ctx, tx, r.Order(), "") }

func (r Renaming) change(ctx context.Context, tx *db.Tx) (change, error) {
	old, err := rowBefore(ctx, tx, r.Code, r.Day)
	if err != nil {
		return change{}, err
	}
	a := old
	a.Code, a.Name, a.Act, a.Mark = r.Code, r.Name, r.Act, r.Mark
	if r.Kind != "" {
		a.Kind = r.Kind
	}
	c := change{verb: "area.rename", kind: RenamedKind, decree: r.Decree, payload: r, old: []string{r.Code}, begins: []Area{a}, keepsBoundary: true}
	if old.Code == "" {
		c.begins = nil // what is not there has no other faults
	} else if a.Name == old.Name && a.Kind == old.Kind {
		c.faults = append(c.faults, fault.At("name", "area.same_name"))
	}
	return c, nil
}

// Succeed closes the old areas on the day and begins the new ones, with the lineage that is stated. A
// line may also lead to an area that goes on unchanged.
func Succeed(ctx context.Context, tx *db.Tx, s Succession) error { return Do(ctx, tx, s.Order(), "") }

func (s Succession) change(context.Context, *db.Tx) (change, error) {
	c := change{verb: "area.succeed", kind: SucceededKind, decree: s.Decree, payload: s, old: s.Old, begins: s.New, lines: s.Lines,
		children: s.Children, beginsAt: "new/%d"}
	if len(s.Old)+len(s.New)+len(s.Lines) == 0 {
		c.faults = append(c.faults, fault.At("old", "area.nothing_to_do"))
	}
	return c, nil
}

// rowBefore is the row of a code on the eve of a day, or the empty row: the command tells that fault
// together with the others.
func rowBefore(ctx context.Context, tx *db.Tx, code string, day text.Day) (Area, error) {
	versions, err := Versions(ctx, tx, code)
	for _, a := range versions {
		if day != "" && spans(a, day) && actor.From(ctx).May(Read, a.Scope()) {
			return a, err
		}
	}
	return Area{}, err
}
