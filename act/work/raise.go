package work

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

// Late work is raised up the line of units: to the unit above its owner when its
// time has passed, and one unit further after each working day (clock work: after
// each four hours) in which nobody closed it, until the top. PROJECT CHOICE.
const raiseDuty = "work.raise"

func raiseAfter(working bool) time.Duration { return leastAgain(working) }

// raise handles one step. It stops when the item is done, paused or in time again.
func (w *Work) raise(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var c call
	if err := json.Unmarshal(due.Body, &c); err != nil {
		return fmt.Errorf("raise work: %w", err)
	}
	item, err := load(ctx, tx, c.Item, tx.Lock())
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if item.State == Done || !item.PausedUntil.IsZero() || item.Due.After(tx.Now()) {
		return nil
	}
	to := item.EscalatesTo()
	if to == "" {
		return nil
	}
	name, err := unit.NameOf(ctx, tx, to)
	if err != nil {
		return err
	}
	item.RaisedTo = to
	if _, err := tx.Exec(ctx, `UPDATE work_item SET raised_to = ? WHERE id = ?`, to, item.ID); err != nil {
		return err
	}
	if err := tellLine(ctx, tx, item, lineRaised, Raised, "", map[string]any{"unit": name, "due": db.Micros(item.Due)}); err != nil {
		return err
	}
	if item.EscalatesTo() == "" {
		return nil
	}
	cal, err := item.calendar(ctx, tx)
	if err != nil {
		return err
	}
	at := tx.Now().Add(raiseAfter(item.WorkingTime))
	if cal != nil {
		at = cal.AddWorking(tx.Now(), raiseAfter(true)).UTC()
	}
	return timer.Set(ctx, tx, raiseDuty, item.ID, at, call{Item: item.ID})
}
