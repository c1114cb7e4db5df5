package report

import "thanhdong/ground/actor"

// Who may do what with a report.
var (
	Read = actor.Declare("report.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer, actor.Clerk, actor.Hotline,
		actor.Programme, actor.Inspector)
	// ToTake is writing down what somebody calls or says at the desk.
	ToTake = actor.Declare("report.take", actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer, actor.Clerk, actor.Hotline)
	// ToClassify is saying whose it is, rejecting and merging.
	ToClassify = actor.Declare("report.classify", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Hotline)
	ToHandle   = actor.Declare("report.handle", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer, actor.Clerk)
	// ToModerate is changing what is published, and refusing what comes from somewhere.
	ToModerate = actor.Declare("report.moderate", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Hotline)
	// ToApprove is saying that it may be published.
	ToApprove = actor.Declare("report.approve", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Hotline, actor.Officer)
)

// ReadPrivate is reading what is private: it is of those who classify or handle.
var ReadPrivate = actor.Declare("report.read_private", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Hotline, actor.Officer, actor.Clerk)

// readable is the rule for one row; a private report is read by those alone who may act on it.
func (r Report) readable(by actor.Actor) bool {
	if r.Private {
		return by.May(ReadPrivate, r.Scope())
	}
	return by.May(Read, r.Scope())
}

// readableWhere is the same rule as a predicate.
func readableWhere(by actor.Actor) (string, []any) {
	read, args := by.Where(Read, "r.unit_path", "r.area_path")
	private, more := by.Where(ReadPrivate, "r.unit_path", "r.area_path")
	return "(r.private = 0 AND " + read + " OR r.private = 1 AND " + private + ")", append(args, more...)
}

// seesReporter tells whether the actor is shown who reported: the desk is, and the unit that handles it unless the reporter said not.
func (r Report) seesReporter(by actor.Actor) bool {
	return by.May(ToClassify, r.Scope()) || !r.Reporter.Hidden && by.May(ToHandle, r.Scope())
}
