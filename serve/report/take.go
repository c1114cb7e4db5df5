package report

import (
	"context"
	"fmt"
	"slices"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Onward says where a report goes once it was taken in; empty, it waits at the desk.
type Onward struct {
	Unit     string // it is given to this unit
	Proposed bool   // where no unit is named, to the one that is proposed, if somebody may give it and one is
	Into     string // it says the same as this report (id) and is merged with it
}

// Take takes a report in and sends it on, in one commit: what the hotline does at the end of a call. The answer holds the code, to be told to the
// caller. The same again, by its key, gives what is there and sends nothing on.
func (rs *Reports) Take(ctx context.Context, d Draft, on Onward) (r Report, err error) {
	err = rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if r, err = rs.Receive(ctx, d); err != nil || r.State != Received {
			return err
		}
		code, to := r.Code, on.Unit
		if to == "" && on.Into == "" && on.Proposed && actor.From(ctx).May(ToClassify, r.Scope()) {
			if to, err = proposed(ctx, tx, r); err != nil {
				return err
			}
		}
		switch {
		case on.Into != "":
			r, err = rs.Merge(ctx, r.ID, on.Into)
		case to != "":
			r, err = rs.Assign(ctx, r.ID, to, "", "")
		}
		r.Code = code
		return err
	})
	if err != nil {
		return Report{}, err
	}
	return r, nil
}

// Plan is what would become of a draft.
type Plan struct {
	Area  string // where it lies
	Unit  string // that it would be given to; empty where nobody knows
	Twins []Twin // what may be the same matter
}

// Plan tells what would become of a draft while somebody still writes it: of what is there so far, and nothing is kept. A place that would be
// refused is [fault.Invalid].
func (rs *Reports) Plan(ctx context.Context, d Draft) (p Plan, err error) {
	if by := actor.From(ctx); by.Kind != actor.Product && !by.Has(ToTake.Roles()...) {
		return p, by.Check(ToTake, actor.Scope{})
	}
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p = Plan{}
		desk, err := intake(ctx, tx)
		if err != nil {
			return err
		}
		own, err := deskOf(ctx, tx, desk)
		if err != nil {
			return err
		}
		c, err := category(ctx, tx, d.Category)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		known := err == nil && !c.Ended
		// Of what is not finished only the place can be wrong already.
		fs := slices.DeleteFunc(d.prepare(Category{}), func(f fault.Field) bool { return f.Path != "place" || f.Key == "report.no_place" })
		where, _, more, err := rs.place(ctx, tx, d, own)
		if err != nil {
			return err
		}
		if fs = append(fs, more...); len(fs) > 0 {
			return fault.Fields("report.invalid", fs...)
		}
		p.Area = where.Code
		if !known {
			return nil
		}
		r := Report{Category: c.Code, Words: d.Words, Address: d.Address, Lon: d.Lon, Lat: d.Lat, Area: where.Code, AreaPath: where.Path, Private: c.Private, ReceivedAt: tx.Now()}
		if p.Unit, err = proposed(ctx, tx, r); err != nil {
			return err
		}
		p.Twins, err = twins(ctx, tx, r, desk)
		return err
	})
	if err != nil {
		return Plan{}, fmt.Errorf("plan a report: %w", err)
	}
	return p, nil
}
