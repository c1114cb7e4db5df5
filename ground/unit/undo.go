package unit

import (
	"context"
	"fmt"
	"slices"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// UndoneKind is the event that a succession was taken back. Its body is [Changed], with what ended and
// what began by that: the other way round than when it was made.
const UndoneKind = "unit.Undone"

// Undo takes a succession back as if it had never been: what it ended goes on, what it began and its
// lineage are no more, and what it moved lies where it lay. It is for a register that was applied by
// mistake or too early. Conflict when something built on it since; what other rooms keep there is the
// caller's question.
func Undo(ctx context.Context, tx *db.Tx, s Succession) error {
	if err := lock(ctx, tx); err != nil {
		return err
	}
	rows, err := read(ctx, tx, "1=1")
	if err != nil {
		return err
	}
	u := undoing{day: s.Day, stored: map[version]Unit{}}
	for _, a := range rows {
		u.stored[version{a.Code, a.From}] = a
	}
	began := map[string]bool{}
	for _, a := range s.New {
		began[a.Code] = true
	}
	for _, a := range rows {
		if a.From == s.Day && !began[a.Code] && !slices.Contains(s.Old, a.Code) && u.before(a.Code).Code != "" {
			u.drop, u.reopen = append(u.drop, a.Code), append(u.reopen, a.Code)
		}
	}
	for _, a := range s.New {
		u.drop = append(u.drop, a.Code)
	}
	u.reopen = append(u.reopen, s.Old...)
	if err := u.check(); err != nil {
		return err
	}
	if err := u.write(ctx, tx); err != nil {
		return err
	}
	for _, l := range s.Lines {
		if _, err := tx.Exec(ctx, `DELETE FROM unit_lineage WHERE old_code = ? AND new_code = ? AND day = ?`, l.Old, l.New, s.Day); err != nil {
			return fmt.Errorf("undo lineage of %s: %w", l.Old, err)
		}
	}
	if _, err := Put(ctx, tx, nil); err != nil { // paths, and whether the register still stands
		return err
	}
	body := Changed{Day: s.Day, Ended: append([]string{}, u.drop...), Begun: append([]string{}, s.Old...), Moved: []string{}}
	subject := ""
	if len(u.reopen) > 0 {
		subject = u.reopen[len(u.reopen)-1]
	} else if len(u.drop) > 0 {
		subject = u.drop[0]
	}
	if err := bus.Record(ctx, tx, UndoneKind, subject, body); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "unit.undo", Subject: "unit/" + subject, Payload: s})
}

// undoing is what is to be taken back.
type undoing struct {
	day    text.Day
	stored map[version]Unit
	drop   []string // rows that began on the day
	reopen []string // rows that ended on the day
}

// before is the row of a code that ended on the day.
func (u undoing) before(code string) Unit {
	for v, a := range u.stored {
		if v.code == code && !a.To.Open() && a.To == u.day {
			return a
		}
	}
	return Unit{}
}

// check refuses to take back what others built on.
func (u undoing) check() error {
	for _, code := range u.drop {
		if a, there := u.stored[version{code, u.day}]; !there || !a.To.Open() {
			return fault.New(fault.Conflict, "unit.undo_changed", "code", code)
		}
	}
	for _, code := range u.reopen {
		if u.before(code).Code == "" {
			return fault.New(fault.Conflict, "unit.undo_changed", "code", code)
		}
	}
	return nil
}

func (u undoing) write(ctx context.Context, tx *db.Tx) error {
	for _, code := range u.drop {
		a := u.stored[version{code, u.day}]
		if err := actor.From(ctx).Check(Change, a.Scope()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM unit WHERE code = ? AND valid_from = ?`, code, string(u.day)); err != nil {
			return fmt.Errorf("undo %s: %w", code, err)
		}
	}
	for _, code := range u.reopen {
		if err := actor.From(ctx).Check(Change, u.before(code).Scope()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE unit SET valid_to = NULL WHERE code = ? AND valid_to = ?`, code, string(u.day)); err != nil {
			return fmt.Errorf("undo %s: %w", code, err)
		}
	}
	return nil
}
