package work

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Close ends an item with a reason. The kind may refuse; then nothing changed.
// Refusals: [fault.NotFound], [fault.Forbidden]; [fault.Conflict] when it is done
// already or the evidence it wants is missing; [fault.Invalid] without a reason.
func (w *Work) Close(ctx context.Context, id, reason string) (item Item, err error) {
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		if item, err = w.readable(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		if err := by.Check(ToClose, item.Scope()); err != nil {
			return err
		}
		if err := closeable(item, reason); err != nil {
			return err
		}
		kind, err := w.kind(item.Kind)
		if err != nil {
			return err
		}
		item.Reason = strings.TrimSpace(reason)
		if err := kind.MayClose(ctx, tx, item); err != nil {
			return err
		}
		if err := finish(ctx, tx, &item); err != nil {
			return err
		}
		if err := kind.Closed(ctx, tx, item); err != nil {
			return err
		}
		if err := record(ctx, tx, Closed, id); err != nil {
			return err
		}
		return enter(ctx, tx, "work.close", item, map[string]any{"reason": item.Reason})
	})
	if err != nil {
		return Item{}, fmt.Errorf("close work %s: %w", id, err)
	}
	return item, nil
}

// finish moves an item to done, by compare and set.
func finish(ctx context.Context, tx *db.Tx, item *Item) error {
	by := actor.From(ctx)
	item.State, item.ClosedAt, item.ClosedBy, item.ClosedName, item.Clock.State = Done, tx.Now(), by.ID, by.Name, ClockDone
	n, err := tx.Exec(ctx, `UPDATE work_item SET state = 'done', closed_at = ?, closed_by = ?, closed_name = ?, reason = ?
		WHERE id = ? AND state = 'open'`, db.Micros(item.ClosedAt), by.ID, by.Name, item.Reason, item.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "work.moved_on", "number", item.Number)
	}
	if err := item.endPause(ctx, tx); err != nil {
		return err
	}
	if err := item.keepSpent(ctx, tx); err != nil {
		return err
	}
	if err := write(ctx, tx, item.ID, lineClosed, item.Reason, nil); err != nil {
		return err
	}
	if err := item.rewalk(ctx, tx, nil); err != nil {
		return err
	}
	return cancelTimers(ctx, tx, item.ID)
}

// Settle ends the open item of a subject because the room that owns the subject
// has decided it, by a command whose own right it has checked: no right of the
// queue is asked and no evidence. Nothing happens where no item is open.
func (w *Work) Settle(ctx context.Context, kind, subject, reason string) error {
	err := w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := selectItems(ctx, tx, `kind = ? AND subject_id = ? AND state = 'open'`+tx.Lock(), kind, subject)
		if err != nil || len(list) == 0 {
			return err
		}
		item := list[0]
		item.Reason = reason
		if err := finish(ctx, tx, &item); err != nil {
			return err
		}
		if err := record(ctx, tx, Closed, item.ID); err != nil {
			return err
		}
		return enter(ctx, tx, "work.settle", item, map[string]any{"reason": reason})
	})
	if err != nil {
		return fmt.Errorf("settle the work for %s: %w", subject, err)
	}
	return nil
}

// closeable refuses what no kind needs to be asked about. An empty reason is
// reported together with missing evidence, so that a form is mended in one go.
func closeable(i Item, reason string) error {
	if i.State == Done {
		return closedAlready(i)
	}
	missing := i.WantsEvidence && i.Evidence == 0
	var fs []fault.Field
	switch words := strings.TrimSpace(reason); {
	case words == "":
		fs = append(fs, fault.At("reason", "work.no_reason"))
	case utf8.RuneCountInString(words) > longestWords:
		fs = append(fs, fault.At("reason", "work.words_too_long", "max", longestWords))
	case missing:
		return fault.New(fault.Conflict, "work.no_evidence", "number", i.Number)
	default:
		return nil
	}
	if missing {
		fs = append(fs, fault.At("evidence", "work.no_evidence", "number", i.Number))
	}
	return fault.Fields("work.invalid", fs...)
}
