package work

import (
	"context"
	"fmt"

	"thanhdong/ground/bus"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

// Work is the queue.
type Work struct {
	d     *db.DB
	kinds map[string]Kind
}

// New makes the queue, takes on its timers and follows the calendar.
func New(d *db.DB, b *bus.Bus, timers *timer.Timers) *Work {
	w := &Work{d: d, kinds: map[string]Kind{}}
	w.Register(asking{})
	timers.Handle(duty, w.due)
	timers.Handle(resumeDuty, w.goOn)
	timers.Handle(walkDuty, w.step)
	timers.Handle(raiseDuty, w.raise)
	timers.Handle(walksDuty, w.walks)
	timers.Handle(recountDuty, w.recountSlice)
	timers.Handle(limitDuty, w.fillLimits)
	w.Register(orphans{})
	b.Read("work.orphan", []string{unit.OrphanedKind}, w.orphaned)
	b.Read("work.calendar", []string{calendar.ChangedEvent}, w.calendarChanged)
	return w
}

// Open puts an item into the queue of its owner unit, with its due time counted
// from now. Refusals: [fault.Invalid] for work without owner, limit or subject;
// [fault.Conflict] when the subject already has an open item of this kind.
func (w *Work) Open(ctx context.Context, n NewItem) (item Item, err error) {
	if err := n.Validate(); err != nil {
		return Item{}, err
	}
	if _, err := w.kind(n.Kind); err != nil {
		return Item{}, err
	}
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		var cal *calendar.Calendar
		if n.WorkingTime {
			if cal, err = calendar.Hold(ctx, tx); err != nil {
				return err
			}
		}
		item = Item{
			ID: tx.NewID("wrk"), Kind: n.Kind, Subject: n.Subject, Title: n.Title, Severity: n.Severity,
			Unit: n.Unit, UnitPath: n.UnitPath, Area: n.Area, AreaPath: n.AreaPath,
			OpenedAt: tx.Now(), Due: dueOf(n, tx.Now(), cal), WorkingTime: n.WorkingTime, Limit: n.Limit,
			WantsEvidence: n.WantsEvidence, State: Open,
		}
		item.Clock = clockOf(item, tx.Now(), cal)
		if item.Number, err = tx.Number(ctx, "VI"); err != nil {
			return err
		}
		if err := insert(ctx, tx, item, searchKey(item)); err != nil {
			return err
		}
		if n.Person != "" {
			item.Person, item.PersonName = n.Person, n.PersonName
			if _, err := tx.Exec(ctx, `UPDATE work_item SET person = ?, person_name = ? WHERE id = ?`, n.Person, n.PersonName, item.ID); err != nil {
				return err
			}
		}
		owner, err := unit.NameOf(ctx, tx, item.Unit)
		if err != nil {
			return err
		}
		if err := write(ctx, tx, item.ID, lineOpened, "", map[string]any{"unit": owner, "due": db.Micros(item.Due)}); err != nil {
			return err
		}
		if err := setTimers(ctx, tx, item); err != nil {
			return err
		}
		if err := item.rewalk(ctx, tx, cal); err != nil {
			return err
		}
		if err := record(ctx, tx, Opened, item.ID); err != nil {
			return err
		}
		return enter(ctx, tx, "work.open", item, map[string]any{"number": item.Number, "subject": n.Subject.ID, "due": db.Micros(item.Due)})
	})
	if err != nil {
		return Item{}, fmt.Errorf("open work for %s: %w", n.Subject.ID, err)
	}
	return item, nil
}

// searchKey is everything that a person may remember of an item.
func searchKey(i Item) string {
	return text.SearchKey(i.Number + " " + i.Subject.Number + " " + i.Title.VI + " " + i.Title.EN + " " + i.Unit)
}

// enter writes the ledger in the item's scope.
func enter(ctx context.Context, tx *db.Tx, verb string, i Item, payload any) error {
	return ledger.Write(ctx, tx, ledger.Entry{Verb: verb, Subject: i.ID, UnitPath: i.UnitPath, AreaPath: i.AreaPath, Payload: payload})
}
