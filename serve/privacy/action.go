package privacy

import (
	"context"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Action is something that can be done to a request or a breach, or why it cannot.
type Action struct {
	Verb string
	Why  *fault.Error
}

// Actions says what the actor can do with a request that was read whole.
func (r Request) Actions(ctx context.Context) []Action {
	right, _ := fault.As(actor.From(ctx).Check(ToHandle, r.Scope()))
	move := func(verb string, to State, and *fault.Error) Action {
		why := right
		if why == nil {
			why, _ = fault.As(r.may(to))
		}
		if why == nil {
			why = and
		}
		return Action{verb, why}
	}
	var undecided, unfound *fault.Error
	if n := r.Undecided(); n > 0 {
		undecided = fault.New(fault.Conflict, "privacy.undecided", "n", n)
	}
	if r.State == Identified {
		unfound, _ = fault.As(r.notNow())
	}
	out := right
	if out == nil && (r.State == Filed || r.State == Identified || r.State == Refused) {
		out, _ = fault.As(r.notNow())
	}
	var paper *fault.Error
	if r.State.Live() {
		paper, _ = fault.As(r.notNow())
	}
	return []Action{
		move("identify", Identified, nil), move("search", Searched, nil), move("decide", Searched, unfound), move("answer", Answered, undecided), move("refuse", Refused, nil),
		{"export", out}, {"letter", paper},
	}
}

// Undecided counts pieces on which nobody decided yet.
func (r Request) Undecided() (n int) {
	for _, f := range r.Pieces {
		if f.Outcome == Undecided {
			n++
		}
	}
	return n
}

// Actions says what the actor can do with a breach that was read whole.
func (b Breach) Actions(ctx context.Context) []Action {
	why, _ := fault.As(actor.From(ctx).Check(ToHandle, b.Scope()))
	if why == nil {
		why, _ = fault.As(b.mayChange())
	}
	untold := why
	if untold == nil {
		untold, _ = fault.As(b.mayClose())
	}
	return []Action{{"tell", why}, {"close", untold}}
}

// Look gives one piece that a search found, with what is held. That somebody looked is entered.
func (p *Privacy) Look(ctx context.Context, id string, ref consent.Ref) (piece consent.Piece, err error) {
	err = p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := load(ctx, tx, id, false)
		if err != nil {
			return err
		}
		list, err := pieces(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, f := range list {
			if f.Ref != ref {
				continue
			}
			if piece, err = p.consent.Export(ctx, tx, ref); err != nil {
				return err
			}
			piece.Why = f.Why
			return r.enter(ctx, tx, "look_piece", map[string]string{"kind": ref.Kind, "piece": ref.ID})
		}
		return fault.New(fault.NotFound, "privacy.no_piece")
	})
	if err != nil {
		return consent.Piece{}, fmt.Errorf("look at a piece of request %s: %w", id, err)
	}
	return piece, nil
}

// Seen gives how a request or a breach stands, for live screens: without its words, and not entered.
func (p *Privacy) Seen(ctx context.Context, id string) (scope actor.Scope, state string, err error) {
	err = p.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT unit_path, area_path, state FROM privacy_request WHERE id = ? UNION ALL SELECT unit_path, area_path, state FROM privacy_breach WHERE id = ?`, id, id).
			Scan(&scope.UnitPath, &scope.AreaPath, &state)
	})
	return scope, state, err
}
