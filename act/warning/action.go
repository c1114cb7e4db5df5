package warning

import (
	"context"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Action is something that can be done to a warning, or the reason why not.
type Action struct {
	Verb string // edit check approve return publish withdraw update cancel confirm
	Why  *fault.Error
}

// Actions lists what the actor may do to a warning read with [Warnings.Get], by
// the same checks that the commands make. What is still missing in a draft is told
// by checking it.
func (w Warning) Actions(ctx context.Context) []Action {
	by := actor.From(ctx)
	why := func(v actor.Verb, more error) *fault.Error {
		err := by.Check(v, w.Scope())
		if err == nil {
			err = more
		}
		f, _ := fault.As(err)
		return f
	}
	edit := w.may(Draft)
	if w.State == Draft {
		edit = nil
	}
	approve := w.may(Approved)
	if approve == nil {
		approve = w.second(by.ID)
	}
	var confirm error
	if w.PublishedAt.IsZero() {
		confirm = fault.New(fault.Conflict, "warning.not_published", "number", w.Number)
	}
	return []Action{
		{"edit", why(ToDraft, edit)}, {"check", why(ToDraft, w.may(Checked))}, {"approve", why(ToApprove, approve)},
		{"return", why(ToApprove, w.may(Draft))}, {"publish", why(ToApprove, w.may(Published))}, {"withdraw", why(ToDraft, w.may(Withdrawn))},
		{"update", why(ToDraft, w.may(Updated))}, {"cancel", why(ToDraft, w.may(Cancelled))}, {"confirm", why(ToConfirm, confirm)},
	}
}

func (w Warning) secondPerson(ctx context.Context, tx *db.Tx) error {
	if err := w.history(ctx, tx); err != nil {
		return err
	}
	return w.second(actor.From(ctx).ID)
}

// second refuses who wrote the warning as it stands and who said it was checked.
func (w Warning) second(by string) error {
	checker := ""
	for i, m := range w.Moves {
		if m.State == Checked && w.Moves[max(i-1, 0)].State != Checked { // a line in between that moved nothing, handed on, checked nothing
			checker = m.ByID
		}
	}
	if by == w.Editor || by == checker {
		return fault.New(fault.Forbidden, "warning.second_person", "number", w.Number)
	}
	return nil
}
