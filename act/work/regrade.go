package work

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
)

const lineGraded = "graded"

// Regrade changes how severe the open item of a subject is because the room that
// owns the subject decided it, by a command whose own right it has checked. A
// shorter limit brings the due time nearer; a longer one leaves what was promised.
// Nothing happens where no item is open.
func (w *Work) Regrade(ctx context.Context, kind, subject string, severity int, limit time.Duration, working bool, words string) error {
	err := w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := selectItems(ctx, tx, `kind = ? AND subject_id = ? AND state = 'open'`+tx.Lock(), kind, subject)
		if err != nil || len(list) == 0 {
			return err
		}
		item, was := list[0], list[0].Due
		args := map[string]any{"from": item.Severity, "to": severity}
		item.Severity = severity
		if _, err := tx.Exec(ctx, `UPDATE work_item SET severity = ? WHERE id = ?`, severity, item.ID); err != nil {
			return err
		}
		due := item.countsFrom().Add(limit)
		var cal *calendar.Calendar
		if working {
			if cal, err = calendar.Hold(ctx, tx); err != nil {
				return err
			}
			due = cal.AddWorking(item.countsFrom(), limit).UTC()
		}
		if due.Before(was) && item.PausedUntil.IsZero() {
			item.Limit, item.WorkingTime = limit, working
			n := 0
			if working {
				n = 1
			}
			if _, err := tx.Exec(ctx, `UPDATE work_item SET working = ? WHERE id = ?`, n, item.ID); err != nil {
				return err
			}
			if err := item.setDue(ctx, tx, cal); err != nil {
				return err
			}
		}
		if err := item.recountWalk(ctx, tx, cal); err != nil {
			return err
		}
		args["due"] = db.Micros(item.Due)
		if err := tellLine(ctx, tx, item, lineGraded, DueMoved, words, args); err != nil {
			return err
		}
		return enter(ctx, tx, "work.regrade", item, args)
	})
	if err != nil {
		return fmt.Errorf("regrade the work for %s: %w", subject, err)
	}
	return nil
}
