package incident

import (
	"context"
	"fmt"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Close ends the case and its work item together; it takes evidence on the item
// and a reason. Refusals are those of [work.Work.Close], with the incident's own
// right asked first.
func (is *Incidents) Close(ctx context.Context, id, reason string) (i Incident, err error) {
	err = is.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		// The item is locked before the incident on both ways of closing, so the
		// incident is only looked at here.
		if i, err = readable(ctx, tx, id, ""); err != nil {
			return err
		}
		if err := actor.From(ctx).Check(ToClose, i.Scope()); err != nil {
			return err
		}
		if err := i.open(); err != nil {
			return err
		}
		if _, err := is.queue.Close(ctx, i.Work, reason); err != nil {
			return err
		}
		if i, err = load(ctx, tx, id, ""); err != nil {
			return err
		}
		i, err = is.full(ctx, tx, i)
		return err
	})
	if err != nil {
		return Incident{}, fmt.Errorf("close incident %s: %w", id, err)
	}
	return i, nil
}

const kindName = "incident"

// kind answers for incidents in the queue.
type kind struct{}

func (kind) Name() string { return kindName }

// MayClose refuses when the case is closed; reason and evidence are the queue's
// own conditions.
func (kind) MayClose(ctx context.Context, tx *db.Tx, item work.Item) error {
	i, err := load(ctx, tx, item.Subject.ID, tx.Lock())
	if err != nil {
		return err
	}
	return i.open()
}

func (kind) Closed(ctx context.Context, tx *db.Tx, item work.Item) error {
	i, err := load(ctx, tx, item.Subject.ID, tx.Lock())
	if err != nil {
		return err
	}
	by := actor.From(ctx)
	n, err := tx.Exec(ctx, `UPDATE incident SET state = 'closed', closed_at = ?, closed_by = ?, closed_name = ?, reason = ? WHERE id = ? AND state = 'open'`,
		db.Micros(tx.Now()), by.ID, by.Name, item.Reason, i.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "incident.moved_on", "number", i.Number)
	}
	if err := write(ctx, tx, i.ID, lineClosed, item.Reason, nil); err != nil {
		return err
	}
	if err := i.endRunning(ctx, tx); err != nil {
		return err
	}
	if err := record(ctx, tx, ClosedEvent, i.ID); err != nil {
		return err
	}
	return enter(ctx, tx, "incident.close", i, map[string]any{"reason": item.Reason, "work": item.ID})
}

// Reopened takes the case up again with its work item; one that was joined only
// by [Incidents.Part], which has checked its own right.
func (kind) Reopened(ctx context.Context, tx *db.Tx, item work.Item) error {
	i, err := load(ctx, tx, item.Subject.ID, tx.Lock())
	if err != nil {
		return err
	}
	if i.State == Joined {
		if actor.From(ctx).Kind == actor.Product {
			return nil
		}
		return fault.New(fault.Conflict, "incident.is_joined", "number", i.Number)
	}
	n, err := tx.Exec(ctx, `UPDATE incident SET state = 'open', closed_at = NULL, closed_by = '', closed_name = '', reason = '' WHERE id = ? AND state = 'closed'`, i.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "incident.moved_on", "number", i.Number)
	}
	if err := write(ctx, tx, i.ID, lineReopened, "", nil); err != nil {
		return err
	}
	if err := i.askSitreps(ctx, tx, i.SitrepEvery); err != nil {
		return err
	}
	if err := record(ctx, tx, ReopenedEvent, i.ID); err != nil {
		return err
	}
	return enter(ctx, tx, "incident.reopen", i, map[string]any{"work": item.ID})
}

// Action is something that can be done to an incident now, or the reason why not.
type Action struct {
	Verb string // step note run command grade join part review close
	Why  *fault.Error
}

// Actions lists what the actor may do, by the same checks that the commands make.
// Evidence is added to the work item, which has its own actions.
func (is *Incidents) Actions(ctx context.Context, i Incident) []Action {
	by := actor.From(ctx)
	why := func(v actor.Verb, more error) *fault.Error {
		err := by.Check(v, i.Scope())
		if err == nil {
			err = more
		}
		f, _ := fault.As(err)
		return f
	}
	return []Action{
		{"step", why(ToStep, i.open())}, {"note", why(ToNote, nil)}, {"run", why(ToRun, i.open())}, {"command", why(ToCommand, i.open())},
		{"grade", why(ToCommand, i.open())}, {"join", why(ToJoin, i.open())}, {"part", why(ToJoin, i.joined())},
		{"review", why(ToReview, i.over())}, {"close", why(ToClose, i.open())},
	}
}
