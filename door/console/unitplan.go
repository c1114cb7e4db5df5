package console

import (
	"context"

	"thanhdong/door/wire"
	"thanhdong/ground/db"
	"thanhdong/ground/unit"
)

func (c *Console) unitPlan(ctx context.Context, s *speaker, in *placePlanInput) (PlacePlan, error) {
	plan, err := unit.PlanOf(ctx, s.tx, in.Body.unitOrder())
	if err != nil {
		return PlacePlan{}, in.Body.at(err)
	}
	return s.unitPlanned(ctx, plan)
}

// unitChange does what the plan showed. What it answers is the plan that was done.
func (c *Console) unitChange(ctx context.Context, in *placeChangeInput) (*out[PlacePlan], error) {
	o := in.Body.unitOrder()
	var w PlacePlan
	err := c.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		plan, err := unit.PlanOf(ctx, tx, o)
		if err != nil {
			return err
		}
		// Said before it is done: names and counts are those that the person saw.
		if w, err = c.speaker(ctx, tx).unitPlanned(ctx, plan); err != nil {
			return err
		}
		return unit.Do(ctx, tx, o, in.Body.Plan)
	})
	if err != nil {
		return nil, in.Body.at(err)
	}
	return &out[PlacePlan]{Body: w}, nil
}

func (s *speaker) unitPlanned(ctx context.Context, p unit.Plan) (w PlacePlan, err error) {
	w = PlacePlan{Plan: p.Digest(), Ended: []PlaceNote{}, Begun: []PlaceNote{}, Moved: []PlaceNote{}, Lines: []PlaceHand{}, Undecided: []wire.Ref{}}
	names, ended, heirs := map[string]string{}, map[string]bool{}, map[string]bool{}
	for _, a := range p.Begun {
		names[a.Code] = a.Name.In(s.lang)
	}
	note := func(a unit.Unit) (PlaceNote, error) {
		path, err := lies(a.Path, names, s.unitNames(ctx))
		return PlaceNote{Code: a.Code, Name: a.Name.In(s.lang), Kind: a.Kind, Path: path}, err
	}
	if w.Begun, err = mapAll(p.Begun, note); err != nil {
		return w, err
	}
	if w.Moved, err = mapAll(p.Moved, func(m unit.Move) (PlaceNote, error) {
		n, err := note(m.After)
		if err != nil {
			return n, err
		}
		n.Above, err = lies(m.Before.Path, nil, s.unitNames(ctx))
		return n, err
	}); err != nil {
		return w, err
	}
	names = nil // what ended lay below the old names
	if w.Ended, err = mapAll(p.Ended, note); err != nil {
		return w, err
	}
	names = map[string]string{}
	for _, a := range p.Begun {
		names[a.Code] = a.Name.In(s.lang)
	}
	for _, l := range p.Lines {
		heirs[l.Old] = true
		h, err := hand(l.Old, l.New, l.Share, nil, names, s.unitNames(ctx))
		if err != nil {
			return w, err
		}
		w.Lines = append(w.Lines, h)
	}
	for _, a := range p.Ended {
		ended[a.Code] = true
		if _, again := names[a.Code]; !again && !heirs[a.Code] {
			w.Undecided = append(w.Undecided, wire.Ref{Code: a.Code, Name: a.Name.In(s.lang)})
		}
	}
	w.Holds, err = s.holds(ctx, func(h unit.Held) bool { return ended[h.Unit] })
	return w, err
}
