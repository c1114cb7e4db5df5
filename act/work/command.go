package work

import (
	"context"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
)

// command runs a change of one item: the row is locked and readable, the right is
// checked, and the ledger has the change with its figures.
func (w *Work) command(ctx context.Context, id string, v actor.Verb, name string, do func(context.Context, *db.Tx, *Item) (any, error)) (item Item, err error) {
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if item, err = w.readable(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		if err := actor.From(ctx).Check(v, item.Scope()); err != nil {
			return err
		}
		payload, err := do(ctx, tx, &item)
		if err != nil {
			return err
		}
		if err := enter(ctx, tx, "work."+name, item, payload); err != nil {
			return err
		}
		items := []Item{item}
		err = setClocks(ctx, tx, items)
		item = items[0]
		return err
	})
	if err != nil {
		return Item{}, fmt.Errorf("%s work %s: %w", name, id, err)
	}
	return item, nil
}

// setDue counts the due time from where the item's limit begins, keeps all three
// and sets the timers anew.
func (i *Item) setDue(ctx context.Context, tx *db.Tx, cal *calendar.Calendar) error {
	i.Due = i.countsFrom().Add(i.Limit)
	if i.WorkingTime && cal != nil {
		i.Due = cal.AddWorking(i.countsFrom(), i.Limit).UTC()
	}
	if i.Due.After(tx.Now()) {
		i.RaisedTo = "" // in time again
	}
	if _, err := tx.Exec(ctx, `UPDATE work_item SET due_at = ?, limit_us = ?, counts_from = ?, paused_until = ?, raised_to = ? WHERE id = ?`,
		db.Micros(i.Due), i.Limit.Microseconds(), instant(i.CountsFrom), instant(i.PausedUntil), i.RaisedTo, i.ID); err != nil {
		return fmt.Errorf("due of work %s: %w", i.Number, err)
	}
	if err := cancelTimers(ctx, tx, i.ID); err != nil {
		return err
	}
	if err := setTimers(ctx, tx, *i); err != nil {
		return err
	}
	return i.rewalk(ctx, tx, cal)
}

// tellLine writes one line of the log and the event that goes with it.
func tellLine(ctx context.Context, tx *db.Tx, i Item, line, event, words string, args map[string]any) error {
	if err := write(ctx, tx, i.ID, line, words, args); err != nil {
		return err
	}
	return record(ctx, tx, event, i.ID)
}
