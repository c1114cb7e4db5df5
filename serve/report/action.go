package report

import (
	"context"
	"slices"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
)

// Action is something that can be done with a report, and why it may not be now.
type Action struct {
	Verb string
	Why  *fault.Error
}

// Actions gives what the actor may do with a report that [Reports.Get] gave, by the same rules as the commands.
func (r Report) Actions(ctx context.Context) []Action {
	by := actor.From(ctx)
	can := func(name string, v actor.Verb, state error) Action {
		err := by.Check(v, r.Scope())
		if err == nil {
			err = state
		}
		why, _ := fault.As(err)
		return Action{name, why}
	}
	is := func(states ...State) error {
		if slices.Contains(states, r.State) {
			return nil
		}
		return fault.New(fault.Conflict, "report.is_"+string(r.State), "number", r.Number)
	}
	resolve := r.may(Resolved)
	if resolve == nil && r.Shown == 0 {
		resolve = fault.New(fault.Conflict, "report.no_proof", "number", r.Number)
	}
	approve, withdraw := r.publishable(), error(nil)
	if r.Approved {
		approve = fault.New(fault.Conflict, "report.approved", "number", r.Number)
	} else {
		withdraw = fault.New(fault.Conflict, "report.not_approved", "number", r.Number)
	}
	var visit error = fault.New(fault.Conflict, "report.no_visit", "number", r.Number)
	if r.Visit != nil && r.Visit.Item != "" && r.Visit.Result == VisitPending {
		visit = nil
	}
	drafted := is(Received, Assigned, InProgress, NeedInfo, Returned, Reopened)
	return []Action{
		can("assign", ToClassify, r.may(Assigned)), can("reject", ToClassify, r.may(Rejected)), can("merge", ToClassify, r.may(Merged)), can("part", ToClassify, is(Merged)),
		can("start", ToHandle, r.may(InProgress)), can("ask", ToHandle, r.may(NeedInfo)), can("return", ToHandle, r.may(Returned)), can("draft", ToHandle, drafted), can("resolve", ToHandle, resolve),
		can("reopen", ToClassify, is(Resolved, Closed, Rejected)), can("approve", ToApprove, approve), can("withdraw", ToModerate, withdraw), can("redact", ToModerate, r.publishable()),
		can("photo", ToModerate, nil), can("visit", ToClassify, visit), can("ban", ToModerate, nil),
	}
}
