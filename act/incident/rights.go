package incident

import "thanhdong/ground/actor"

// Who may do what to an incident.
var (
	Read    = actor.Declare("incident.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer, actor.Inspector)
	ToOpen  = actor.Declare("incident.open", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty)
	ToNote  = actor.Declare("incident.note", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer)
	ToStep  = actor.Declare("incident.step", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer)
	ToClose = actor.Declare("incident.close", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer)
	// Running a case is objectives, resources and situation reports; commanding it is who holds which
	// role and how severe it is.
	ToRun     = actor.Declare("incident.run", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer)
	ToCommand = actor.Declare("incident.command", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty)
	ToJoin    = actor.Declare("incident.join", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty)
	ToReview  = actor.Declare("incident.review", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty)
	// A signal is what somebody called, reported or saw; whoever takes calls writes it down.
	ReadSignal = actor.Declare("incident.read_signal", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer, actor.Inspector)
	ToSignal   = actor.Declare("incident.signal", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer)
)
