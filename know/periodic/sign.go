package periodic

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// change runs a command on a locked edition that the actor may read, and gives it whole.
func (es *Editions) change(ctx context.Context, id, what string, v actor.Verb, do func(context.Context, *db.Tx, Edition) error) (e Edition, err error) {
	err = es.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if e, err = readable(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		if err := actor.From(ctx).Check(v, e.Scope()); err != nil {
			return err
		}
		if err := do(ctx, tx, e); err != nil {
			return err
		}
		if e, err = readable(ctx, tx, id, ""); err != nil {
			return err
		}
		e, err = es.full(ctx, tx, e)
		return err
	})
	if err != nil {
		return Edition{}, fmt.Errorf("%s periodic report %s: %w", what, id, err)
	}
	return e, nil
}

// Sign is a person's word that the content and the document under this digest are the report of the period. [fault.Conflict] when it was composed anew since they looked, or is
// signed or withdrawn; [fault.Forbidden] for the product itself.
func (es *Editions) Sign(ctx context.Context, id, seen string) (Edition, error) {
	return es.change(ctx, id, "sign", ToSign, func(ctx context.Context, tx *db.Tx, e Edition) error {
		by := actor.From(ctx)
		if by.Kind != actor.Person {
			return fault.New(fault.Forbidden, "periodic.by_a_person")
		}
		if err := e.may(Signed); err != nil {
			return err
		}
		if seen != e.Digest {
			return fault.New(fault.Conflict, "periodic.composed_anew", "number", e.Number)
		}
		n, err := tx.Exec(ctx, `UPDATE periodic_edition SET state = 'signed', signed_at = ?, signed_by = ?, signed_name = ? WHERE id = ? AND state = 'draft' AND digest = ?`, db.Micros(tx.Now()), by.ID, by.Name, id, seen)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "periodic.is_signed", "number", e.Number)
		}
		if err != nil {
			return err
		}
		return e.tell(ctx, tx, SignedEvent, "sign", map[string]any{"digest": e.Digest, "version": e.Version, "name": by.Name})
	})
}

const longestReason = 500

// Withdraw takes a report back, with the reason that is shown with it from then on. [fault.Invalid] without one; [fault.Conflict] when it is withdrawn.
func (es *Editions) Withdraw(ctx context.Context, id, reason string) (Edition, error) {
	return es.change(ctx, id, "withdraw", ToWithdraw, func(ctx context.Context, tx *db.Tx, e Edition) error {
		reason = strings.TrimSpace(reason)
		if reason == "" {
			return fault.Fields("periodic.invalid", fault.At("reason", "briefing.needed"))
		}
		if utf8.RuneCountInString(reason) > longestReason {
			return fault.Fields("periodic.invalid", fault.At("reason", "briefing.too_long", "max", longestReason))
		}
		if err := e.may(Withdrawn); err != nil {
			return err
		}
		_, name := who(ctx)
		n, err := tx.Exec(ctx, `UPDATE periodic_edition SET state = 'withdrawn', withdrawn_at = ?, withdrawn_name = ?, reason = ? WHERE id = ? AND state <> 'withdrawn'`, db.Micros(tx.Now()), name, reason, id)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "periodic.is_withdrawn", "number", e.Number)
		}
		if err != nil {
			return err
		}
		return e.tell(ctx, tx, WithdrawnEvent, "withdraw", map[string]any{"digest": e.Digest, "reason": reason})
	})
}

// Action is something that can be done with an edition now, or the reason why not.
type Action struct {
	Verb string // compose sign withdraw
	Why  *fault.Error
}

// Actions lists what the actor may do, by the checks that the commands make.
func (e Edition) Actions(by actor.Actor) []Action {
	first := func(errs ...error) *fault.Error {
		for _, err := range errs {
			if err != nil {
				f, _ := fault.As(err)
				return f
			}
		}
		return nil
	}
	check := func(v actor.Verb) error { return by.Check(v, e.Scope()) }
	return []Action{
		{"compose", first(check(ToCompose), e.may(Draft))},
		{"sign", first(check(ToSign), e.may(Signed))},
		{"withdraw", first(check(ToWithdraw), e.may(Withdrawn))},
	}
}
