package console

import (
	"context"

	"thanhdong/door/wire"
	"thanhdong/ground/area"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// PlaceChange is what became of one area or unit between two days.
type PlaceChange struct {
	Code   string     `json:"code"`
	What   string     `json:"what" enum:"began,ended,merged,split,renamed,moved" doc:"merged: all of it went to one; split: parts went to several; ended: nobody stated a successor"`
	Before *PlaceRow  `json:"before" doc:"Null when it was not there"`
	After  *PlaceRow  `json:"after" doc:"Null when it is no more"`
	Into   []PlaceHop `json:"into" doc:"What it became"`
	Out    []PlaceHop `json:"out" doc:"What it came from"`
	Note   string     `json:"note" doc:"In words, when nobody stated a successor; never guessed"`
}

// PlaceRow is an area or a unit as it was on one of the days.
type PlaceRow struct {
	Name   string   `json:"name"`
	Kind   string   `json:"kind"`
	Parent wire.Ref `json:"parent"`
	From   text.Day `json:"from"`
	To     text.Day `json:"to"`
}

// PlaceHop is a part that went from one to another.
type PlaceHop struct {
	Code   string   `json:"code"`
	Name   string   `json:"name"`
	Day    text.Day `json:"day"`
	Share  *float64 `json:"share" doc:"Of its land, or of its work; null when nobody stated it"`
	People *float64 `json:"people" doc:"Of its people"`
	Source string   `json:"source"`
}

type changesQuery struct {
	From string `query:"from" format:"date" required:"true" doc:"The earlier day"`
	To   string `query:"to" format:"date" required:"true" doc:"The later day"`
}

func (q *changesQuery) days() (from, to text.Day, err error) {
	from, to = text.Day(q.From), text.Day(q.To)
	if to < from {
		return "", "", fault.Fields("wire.bad_body", fault.At("to", "console.days_turned"))
	}
	return from, to, nil
}

// what says in one word what happened; a name that changed is told before a parent that did.
func (c *PlaceChange) what(into int) {
	switch {
	case c.Before == nil:
		c.What = "began"
	case c.After == nil && into > 1:
		c.What = "split"
	case c.After == nil && into == 1:
		c.What = "merged"
	case c.After == nil:
		c.What = "ended"
	case c.Before.Name != c.After.Name || c.Before.Kind != c.After.Kind:
		c.What = "renamed"
	default:
		c.What = "moved"
	}
}

func (c *Console) areaChanges(ctx context.Context, s *speaker, in *changesQuery) (wire.List[PlaceChange], error) {
	from, to, err := in.days()
	if err != nil {
		return wire.List[PlaceChange]{}, err
	}
	list, err := area.Differences(ctx, s.tx, from, to)
	if err != nil {
		return wire.List[PlaceChange]{}, err
	}
	row := func(a *area.Area) (*PlaceRow, error) {
		if a == nil {
			return nil, nil
		}
		parent, err := s.area(ctx, a.Parent)
		return &PlaceRow{Name: a.Name.In(s.lang), Kind: a.Kind, Parent: parent, From: a.From, To: a.To}, err
	}
	hop := func(code string, l area.Lineage) (PlaceHop, error) {
		ref, err := s.area(ctx, code)
		return PlaceHop{Code: code, Name: ref.Name, Day: l.Day, Share: l.ShareArea, People: l.SharePop, Source: l.Source}, err
	}
	return page(list, "", func(d area.Difference) (w PlaceChange, err error) {
		w.Code = d.Code
		if w.Before, err = row(d.Before); err != nil {
			return w, err
		}
		if w.After, err = row(d.After); err != nil {
			return w, err
		}
		if w.Into, err = mapAll(d.Into, func(l area.Lineage) (PlaceHop, error) { return hop(l.New, l) }); err != nil {
			return w, err
		}
		if w.Out, err = mapAll(d.Out, func(l area.Lineage) (PlaceHop, error) { return hop(l.Old, l) }); err != nil {
			return w, err
		}
		if w.what(len(d.Into)); d.SuccessorUnknown() {
			w.Note = s.t(area.UnknownSuccessor)
		}
		return w, nil
	})
}

func (c *Console) unitChanges(ctx context.Context, s *speaker, in *changesQuery) (wire.List[PlaceChange], error) {
	from, to, err := in.days()
	if err != nil {
		return wire.List[PlaceChange]{}, err
	}
	list, err := unit.Differences(ctx, s.tx, from, to)
	if err != nil {
		return wire.List[PlaceChange]{}, err
	}
	row := func(u *unit.Unit) (*PlaceRow, error) {
		if u == nil {
			return nil, nil
		}
		parent, err := s.unit(ctx, u.Parent)
		return &PlaceRow{Name: u.Name.In(s.lang), Kind: u.Kind, Parent: parent, From: u.From, To: u.To}, err
	}
	hop := func(code string, l unit.Lineage) (PlaceHop, error) {
		ref, err := s.unit(ctx, code)
		return PlaceHop{Code: code, Name: ref.Name, Day: l.Day, Share: l.Share, Source: l.Source}, err
	}
	return page(list, "", func(d unit.Difference) (w PlaceChange, err error) {
		w.Code = d.Code
		if w.Before, err = row(d.Before); err != nil {
			return w, err
		}
		if w.After, err = row(d.After); err != nil {
			return w, err
		}
		if w.Into, err = mapAll(d.Into, func(l unit.Lineage) (PlaceHop, error) { return hop(l.New, l) }); err != nil {
			return w, err
		}
		if w.Out, err = mapAll(d.Out, func(l unit.Lineage) (PlaceHop, error) { return hop(l.Old, l) }); err != nil {
			return w, err
		}
		if w.what(len(d.Into)); d.SuccessorUnknown() {
			w.Note = s.t(unit.UnknownSuccessor)
		}
		return w, nil
	})
}
