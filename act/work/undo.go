package work

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
)

// UndoFor is how long the screen offers to undo a verb of sorting. PROJECT CHOICE, as the reference screens say;
// the server waits two seconds longer for the way there.
const (
	UndoFor  = 10 * time.Second
	undoWait = 2 * time.Second
	undoKept = 24 * time.Hour
)

// Undo is a word by which the person who changed an item takes the change back.
type Undo struct {
	ID    string
	Until time.Time
}

// undoable runs a command and keeps what the item was before it, in one transaction.
func (w *Work) undoable(ctx context.Context, id, also, verb string, do func(context.Context) (Item, error)) (item Item, u Undo, err error) {
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		// Rows are locked in one order, so that two people who name each other's item do not wait for ever.
		if err := lockBoth(ctx, tx, id, also); err != nil {
			return err
		}
		before, err := w.readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		if item, err = do(ctx); err != nil {
			return err
		}
		body, err := json.Marshal(before)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM work_undo WHERE at < ?`, db.Micros(tx.Now().Add(-undoKept))); err != nil {
			return err
		}
		u = Undo{ID: tx.NewID("und"), Until: tx.Now().Add(UndoFor)}
		_, err = tx.Exec(ctx, `INSERT INTO work_undo (id, item, verb, account, at, seq, before) SELECT ?, ?, ?, ?, ?, COALESCE(MAX(seq), 0), ? FROM work_log WHERE item = ?`,
			u.ID, id, verb, actor.From(ctx).ID, db.Micros(tx.Now()), string(body), id)
		return err
	})
	if err != nil {
		return Item{}, Undo{}, err
	}
	return item, u, nil
}

func lockBoth(ctx context.Context, tx *db.Tx, id, also string) error {
	for _, each := range []string{min(id, also), max(id, also)} {
		if each == "" {
			continue
		}
		if _, err := load(ctx, tx, each, tx.Lock()); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return nil
}

// TakeBack undoes a change by the word that it gave: the item stands as it stood before, with its person, owner,
// clock, chain and open requests, and its subject is taken up again where it was closed. The log keeps both. Refusals:
// [fault.NotFound] for another person's word, [fault.Conflict] when the time is over or the item has changed since.
func (w *Work) TakeBack(ctx context.Context, word string) (item Item, err error) {
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		var id, verb, body string
		var at, seq int64
		err := tx.QueryRow(ctx, `SELECT item, verb, at, seq, before FROM work_undo WHERE id = ? AND account = ?`, word, by.ID).Scan(&id, &verb, &at, &seq, &body)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, "work.no_undo")
		}
		if err != nil {
			return err
		}
		// Who gave an item away may take it back for this moment, though they may not read it any more.
		now, err := load(ctx, tx, id, tx.Lock())
		if err != nil {
			return err
		}
		if tx.Now().After(db.Time(at).Add(UndoFor + undoWait)) {
			return fault.New(fault.Conflict, "work.undo_over", "number", now.Number)
		}
		var last int64
		if err := tx.QueryRow(ctx, `SELECT COALESCE(MAX(seq), 0) FROM work_log WHERE item = ?`, id).Scan(&last); err != nil {
			return err
		}
		if last != seq {
			return fault.New(fault.Conflict, "work.moved_on", "number", now.Number)
		}
		var before Item
		if err := json.Unmarshal([]byte(body), &before); err != nil {
			return fmt.Errorf("undo of work %s: %w", now.Number, err)
		}
		if err := w.restore(ctx, tx, now, before, at); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM work_undo WHERE id = ?`, word); err != nil {
			return err
		}
		if err := tellLine(ctx, tx, before, lineUndone, Undone, "", map[string]any{"verb": verb}); err != nil {
			return err
		}
		item = before
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "work.undo", Subject: id, UnitPath: before.UnitPath, AreaPath: before.AreaPath, Payload: map[string]any{"verb": verb, "unit": now.Unit}})
	})
	if err != nil {
		return Item{}, fmt.Errorf("undo: %w", err)
	}
	return item, nil
}

func (w *Work) restore(ctx context.Context, tx *db.Tx, now, before Item, at int64) error {
	closed := now.State == Done && before.State == Open
	_, err := tx.Exec(ctx, `UPDATE work_item SET unit = ?, unit_path = ?, person = ?, person_name = ?, due_at = ?, limit_us = ?, counts_from = ?,
		paused_until = ?, raised_to = ?, state = ?, closed_at = ?, closed_by = ?, closed_name = ?, reason = ?, dup_of = ?, spent_us = NULL, search = ? WHERE id = ?`,
		before.Unit, before.UnitPath, before.Person, before.PersonName, db.Micros(before.Due), before.Limit.Microseconds(), instant(before.CountsFrom),
		instant(before.PausedUntil), before.RaisedTo, string(before.State), instant(before.ClosedAt), before.ClosedBy, before.ClosedName, before.Reason, before.DupOf,
		searchKey(before), before.ID)
	if fault.Is(err, fault.Conflict) {
		return fault.New(fault.Conflict, "work.already_open", "number", before.Subject.Number).With(err)
	}
	if err != nil {
		return err
	}
	if !now.PausedUntil.IsZero() && before.PausedUntil.IsZero() { // the pause counts for nothing
		if _, err := tx.Exec(ctx, `UPDATE work_pause SET ended = began WHERE item = ? AND ended > ?`, now.ID, db.Micros(tx.Now())); err != nil {
			return err
		}
		if err := timer.Cancel(ctx, tx, resumeDuty, now.ID); err != nil {
			return err
		}
	}
	asked, err := requests(ctx, tx, `item = ? AND state = 'asked' AND asked_at >= ?`, now.ID, at)
	if err != nil {
		return err
	}
	for _, r := range asked {
		if err := w.settle(ctx, tx, r, false, text.T(text.VI, "work.withdrawn", nil)); err != nil {
			return err
		}
	}
	if err := w.askAnew(ctx, tx, now.ID, at); err != nil {
		return err
	}
	if err := cancelTimers(ctx, tx, now.ID); err != nil {
		return err
	}
	if before.State == Open {
		if err := setTimers(ctx, tx, before); err != nil {
			return err
		}
	}
	on := now
	if err := on.keepWalk(ctx, tx, before.Walking); err != nil {
		return err
	}
	if !closed {
		return nil
	}
	kind, err := w.kind(now.Kind)
	if err != nil {
		return err
	}
	return kind.Reopened(ctx, tx, before)
}

// askAnew lets requests wait again that the change had refused: they stand in the queue as they stood.
func (w *Work) askAnew(ctx context.Context, tx *db.Tx, id string, at int64) error {
	refused, err := requests(ctx, tx, `item = ? AND state = 'refused' AND decided_at = ? AND asked_at < ?`, id, at, at)
	if err != nil {
		return err
	}
	for _, r := range refused {
		if _, err := tx.Exec(ctx, `UPDATE work_request SET state = 'asked', decided_at = NULL, decided_by = '', decided_name = '', answer = '' WHERE id = ?`, r.ID); err != nil {
			return err
		}
		list, err := selectItems(ctx, tx, `kind = ? AND subject_id = ? AND closed_at = ?`+tx.Lock(), requestKind, r.ID, at)
		if err != nil {
			return err
		}
		for _, i := range list {
			i.State, i.ClosedAt, i.ClosedBy, i.ClosedName, i.Reason = Open, time.Time{}, "", "", ""
			if _, err := tx.Exec(ctx, `UPDATE work_item SET state = 'open', closed_at = NULL, closed_by = '', closed_name = '', reason = '', spent_us = NULL WHERE id = ?`, i.ID); err != nil {
				return err
			}
			if err := setTimers(ctx, tx, i); err != nil {
				return err
			}
			if err := i.rewalk(ctx, tx, nil); err != nil {
				return err
			}
			if err := tellLine(ctx, tx, i, lineUndone, Undone, "", map[string]any{"verb": "hand-on"}); err != nil {
				return err
			}
		}
	}
	return nil
}
