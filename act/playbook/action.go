package playbook

import (
	"context"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
)

// Action is something that can be done, or the reason why not.
type Action struct {
	Verb string // of a proposal: edit propose approve return withdraw; of a playbook: propose review
	Why  *fault.Error
}

// Actions lists what the actor may do to a proposal read with
// [Playbooks.Proposal], by the same checks that the commands make. What is wrong
// with the playbook itself is told by [Playbooks.Try].
func (q Proposal) Actions(ctx context.Context) []Action {
	mine := func(to State) *fault.Error {
		err := q.mine(ctx)
		if err == nil {
			err = q.may(to)
		}
		f, _ := fault.As(err)
		return f
	}
	approve, _ := fault.As(q.mayApprove(actor.From(ctx)))
	back := actor.From(ctx).Check(ToApprove, q.Scope())
	if back == nil && q.State != Proposed {
		back = fault.New(fault.Conflict, "playbook.is_"+string(q.State), "number", q.Number)
	}
	returned, _ := fault.As(back)
	return []Action{{"edit", mine(Drafted)}, {"propose", mine(Proposed)}, {"approve", approve}, {"return", returned}, {"withdraw", mine(Withdrawn)}}
}

// Actions lists what the actor may do to a playbook with or without flags.
func (p Playbook) Actions(ctx context.Context, flagged bool) []Action {
	by := actor.From(ctx)
	propose, _ := fault.As(by.Check(ToPropose, actor.Scope{}))
	err := by.Check(ToEdit, actor.Scope{UnitPath: p.UnitPath})
	if err == nil && !flagged {
		err = fault.New(fault.Conflict, "playbook.not_flagged", "code", p.Code)
	}
	review, _ := fault.As(err)
	return []Action{{"propose", propose}, {"review", review}}
}
