package roster

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Override puts somebody into one turn in the place of instead, who was seen in it; an empty person gives
// the turn back to the rotation. [fault.Conflict] when another was put into it meanwhile, or it is over.
type Override struct {
	Shift   string
	Day     text.Day
	Instead string
	Person  string
	Reason  string
}

// Override changes one turn.
func (rs *Rosters) Override(ctx context.Context, code string, o Override) error {
	return rs.change(ctx, code, Edit, func(ctx context.Context, tx *db.Tx, k Kept) error {
		o.Reason = strings.TrimSpace(o.Reason)
		var fs []fault.Field
		if o.Reason == "" {
			fs = append(fs, fault.At("reason", "roster.no_reason"))
		}
		if utf8.RuneCountInString(o.Reason) > longestReason {
			fs = append(fs, fault.At("reason", "roster.reason_too_long", "max", longestReason))
		}
		more, err := personFault(ctx, tx, "person", o.Person, true)
		if err != nil {
			return err
		}
		if fs = append(fs, more...); len(fs) > 0 {
			return fault.Fields("roster.invalid", fs...)
		}
		t, err := turnOf(ctx, tx, k, o.Shift, o.Day)
		if err != nil {
			return err
		}
		if !t.End.After(tx.Now()) {
			return fault.New(fault.Conflict, "roster.turn_over", "day", o.Day)
		}
		if t.Person != o.Instead {
			return fault.New(fault.Conflict, "roster.turn_moved_on", "day", o.Day)
		}
		if err := setTurn(ctx, tx, k, o.Shift, o.Day, o.Person, ByOverride, o.Reason); err != nil {
			return err
		}
		if err := tell(ctx, tx, TurnChangedEvent, "override", k, o); err != nil {
			return err
		}
		return watch(ctx, tx, k)
	})
}

// setTurn writes who has a turn in the place of the rotation.
func setTurn(ctx context.Context, tx *db.Tx, k Kept, shift string, day text.Day, person, kind, reason string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM roster_override WHERE roster = ? AND shift = ? AND day = ?`, k.Code, shift, string(day)); err != nil {
		return err
	}
	if person == "" {
		return nil
	}
	by := actor.From(ctx)
	_, err := tx.Exec(ctx, `INSERT INTO roster_override (roster, shift, day, person, kind, reason, at, by_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		k.Code, shift, string(day), person, kind, reason, db.Micros(tx.Now()), by.ID)
	return err
}

// turnOf is one turn as it stands; [fault.Invalid] where the shift has none on that day.
func turnOf(ctx context.Context, tx *db.Tx, k Kept, shift string, day text.Day) (Turn, error) {
	if !day.Open() && day.Valid() {
		p, err := planOf(ctx, tx, k.Code, day.Start())
		if err != nil {
			return Turn{}, err
		}
		for _, t := range p.between(day.Start(), day.Add(1).Start()) {
			if t.Shift == shift && t.Day == day && shift != "" {
				return t, nil
			}
		}
	}
	return Turn{}, fault.Fields("roster.invalid", fault.At("shift", "roster.no_such_turn", "shift", shift, "day", string(day)))
}

// personFault says what is wrong with a named person; none may be named where mayBeEmpty.
func personFault(ctx context.Context, tx *db.Tx, path, id string, mayBeEmpty bool) ([]fault.Field, error) {
	if id == "" && mayBeEmpty {
		return nil, nil
	}
	known := map[string]bool{id: true}
	is, err := active(ctx, tx, known)
	if err != nil || is[id] {
		return nil, err
	}
	return []fault.Field{fault.At(path, "roster.no_such_person")}, nil
}

// change runs a command on a locked roster that the actor may read and may change by the verb.
func (rs *Rosters) change(ctx context.Context, code string, v actor.Verb, do func(context.Context, *db.Tx, Kept) error) error {
	err := rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		k, err := readable(ctx, tx, code, tx.Lock())
		if err != nil {
			return err
		}
		if err := actor.From(ctx).Check(v, k.Scope()); err != nil {
			return err
		}
		return do(ctx, tx, k)
	})
	if err != nil {
		return fmt.Errorf("roster %s: %w", code, err)
	}
	return nil
}
