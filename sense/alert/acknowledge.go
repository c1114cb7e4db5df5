package alert

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// longestNote bounds a note: it is a sentence, not a document.
const longestNote = 2000

// Acknowledge says that a person has seen the alert; the note may be empty.
// Refusals: [fault.NotFound], [fault.Forbidden]; [fault.Conflict] when it was
// acknowledged before or is resolved.
func (as *Alerts) Acknowledge(ctx context.Context, id, note string) (a Alert, err error) {
	note = strings.TrimSpace(note)
	if utf8.RuneCountInString(note) > longestNote {
		return Alert{}, fault.Fields("alert.invalid", fault.At("note", "alert.note_too_long", "max", longestNote))
	}
	err = as.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		if a, err = readable(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		if err := mayAcknowledge(by, a); err != nil {
			return err
		}
		a.State, a.AcknowledgedAt, a.AcknowledgedBy, a.AcknowledgedName, a.Note = Acknowledged, tx.Now(), by.ID, by.Name, note
		n, err := tx.Exec(ctx, `UPDATE alert SET state = 'acknowledged', acknowledged_at = ?, acknowledged_by = ?, acknowledged_name = ?, note = ? WHERE id = ? AND state = 'firing'`,
			db.Micros(tx.Now()), by.ID, by.Name, note, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "alert.moved_on", "number", a.Number)
		}
		if err := record(ctx, tx, AcknowledgedEvent, id); err != nil {
			return err
		}
		return enter(ctx, tx, "alert.acknowledge", a, map[string]string{"note": note})
	})
	if err != nil {
		return Alert{}, fmt.Errorf("acknowledge alert %s: %w", id, err)
	}
	return a, nil
}

func mayAcknowledge(by actor.Actor, a Alert) error {
	if err := by.Check(ToAcknowledge, a.Scope()); err != nil {
		return err
	}
	return a.may(Acknowledged)
}

// Action is something that can be done to an alert now, or the reason why not.
type Action struct {
	Verb string // acknowledge
	Why  *fault.Error
}

// Actions lists what the actor may do, by the same checks that the commands make.
func (as *Alerts) Actions(ctx context.Context, a Alert) []Action {
	why, _ := fault.As(mayAcknowledge(actor.From(ctx), a))
	return []Action{{"acknowledge", why}}
}
