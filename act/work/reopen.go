package work

import (
	"context"
	"strings"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// leastAgain is the least time that reopened work gets, in the time that it
// counts: PROJECT CHOICE, a working day, or four hours by the clock.
func leastAgain(working bool) time.Duration {
	if working {
		return 8 * time.Hour
	}
	return 4 * time.Hour
}

// Reopen takes a closed item up again, with a reason, when its kind agrees. It
// gets the time that was left when it was closed, and no less than the least.
// Nobody has taken it. Refusals as for [Work.Close].
func (w *Work) Reopen(ctx context.Context, id, words string) (Item, error) {
	return w.command(ctx, id, ToReopen, "reopen", func(ctx context.Context, tx *db.Tx, item *Item) (any, error) {
		words = strings.TrimSpace(words)
		if fs := wordsNeeded(words); len(fs) > 0 {
			return nil, fault.Fields("work.invalid", fs...)
		}
		if err := item.reopenable(); err != nil {
			return nil, err
		}
		kind, err := w.kind(item.Kind)
		if err != nil {
			return nil, err
		}
		cal, err := item.calendar(ctx, tx)
		if err != nil {
			return nil, err
		}
		item.Limit = max(item.between(cal, item.ClosedAt, item.Due), leastAgain(item.WorkingTime))
		item.CountsFrom, item.PausedUntil = tx.Now(), time.Time{}
		item.State, item.Person, item.PersonName, item.ClosedAt, item.ClosedBy, item.ClosedName, item.Reason, item.DupOf = Open, "", "", time.Time{}, "", "", "", ""
		item.Reopened++
		n, err := tx.Exec(ctx, `UPDATE work_item SET state = 'open', person = '', person_name = '', closed_at = NULL, closed_by = '', closed_name = '', reason = '', dup_of = '', spent_us = NULL,
			reopened = reopened + 1 WHERE id = ? AND state = 'done'`, id)
		if fault.Is(err, fault.Conflict) {
			return nil, fault.New(fault.Conflict, "work.already_open", "number", item.Subject.Number).With(err)
		}
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, fault.New(fault.Conflict, "work.moved_on", "number", item.Number)
		}
		if err := item.setDue(ctx, tx, cal); err != nil {
			return nil, err
		}
		if err := kind.Reopened(ctx, tx, *item); err != nil {
			return nil, err
		}
		args := map[string]any{"due": db.Micros(item.Due)}
		return args, tellLine(ctx, tx, *item, lineReopened, Reopened, words, args)
	})
}
