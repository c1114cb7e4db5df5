package alert

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
)

// longestNote bounds a note: it is a sentence, not a document.
const longestNote = 2000

// Acknowledge says that a person has seen the alert; the note may be empty.
// Refusals: [fault.NotFound], [fault.Forbidden]; [fault.Conflict] when it was
// acknowledged before or is resolved. After a time that depends on the severity it
// grows stale, and the alert is raised again.
func (as *Alerts) Acknowledge(ctx context.Context, id, note string) (a Alert, err error) {
	note = strings.TrimSpace(note)
	if err := noteFits(note); err != nil {
		return Alert{}, err
	}
	err = as.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		if a, err = readable(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		if err := mayAcknowledge(by, a); err != nil {
			return err
		}
		if err := as.acknowledge(ctx, tx, &a, note); err != nil {
			return err
		}
		if err := settle(ctx, tx, groupsTouched{a.Group: false}); err != nil {
			return err
		}
		return enter(ctx, tx, "alert.acknowledge", a, map[string]string{"note": note})
	})
	if err != nil {
		return Alert{}, fmt.Errorf("acknowledge alert %s: %w", id, err)
	}
	return a, nil
}

// acknowledge moves the alert and asks for the time at which that grows stale.
func (as *Alerts) acknowledge(ctx context.Context, tx *db.Tx, a *Alert, note string) error {
	by := actor.From(ctx)
	a.State, a.AcknowledgedAt, a.AcknowledgedBy, a.AcknowledgedName, a.Note = Acknowledged, tx.Now(), by.ID, by.Name, note
	n, err := tx.Exec(ctx, `UPDATE alert SET state = 'acknowledged', acknowledged_at = ?, acknowledged_by = ?, acknowledged_name = ?, note = ? WHERE id = ? AND state = 'firing'`,
		db.Micros(tx.Now()), by.ID, by.Name, note, a.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "alert.moved_on", "number", a.Number)
	}
	if err := goStale(ctx, tx, a); err != nil {
		return err
	}
	return record(ctx, tx, AcknowledgedEvent, a.ID)
}

// Raise takes an acknowledgement back: the alert fires again. Refusals as with
// [Alerts.Acknowledge].
func (as *Alerts) Raise(ctx context.Context, id string) (a Alert, err error) {
	err = as.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if a, err = readable(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		if err := mayRaise(actor.From(ctx), a); err != nil {
			return err
		}
		if err := timer.Cancel(ctx, tx, staleDuty, a.ID); err != nil {
			return err
		}
		if err := raise(ctx, tx, a, "person"); err != nil {
			return err
		}
		a, err = one(ctx, tx, `id = ?`, id)
		return err
	})
	if err != nil {
		return Alert{}, fmt.Errorf("raise alert %s: %w", id, err)
	}
	return a, nil
}

func mayRaise(by actor.Actor, a Alert) error {
	if err := by.Check(ToAcknowledge, a.Scope()); err != nil {
		return err
	}
	return a.may(Firing)
}

func noteFits(note string) error {
	if utf8.RuneCountInString(note) > longestNote {
		return fault.Fields("alert.invalid", fault.At("note", "alert.note_too_long", "max", longestNote))
	}
	return nil
}

func mayAcknowledge(by actor.Actor, a Alert) error {
	if err := by.Check(ToAcknowledge, a.Scope()); err != nil {
		return err
	}
	return a.may(Acknowledged)
}

// Action is something that can be done to an alert now, or the reason why not.
type Action struct {
	Verb string // acknowledge raise silence
	Why  *fault.Error
}

// Actions lists what the actor may do, by the same checks that the commands make.
func (as *Alerts) Actions(ctx context.Context, a Alert) []Action {
	by := actor.From(ctx)
	why := func(err error) *fault.Error {
		f, _ := fault.As(err)
		return f
	}
	silence := by.Check(ToSilence, a.Scope())
	if silence == nil && !a.Alive() {
		silence = a.may(Firing)
	}
	return []Action{{"acknowledge", why(mayAcknowledge(by, a))}, {"raise", why(mayRaise(by, a))}, {"silence", why(silence)}}
}
