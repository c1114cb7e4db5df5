package incident

import "thanhdong/ground/actor"

// Who may do what to an incident.
var (
	Read    = actor.Declare("incident.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer, actor.Inspector)
	ToOpen  = actor.Declare("incident.open", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty)
	ToNote  = actor.Declare("incident.note", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer)
	ToStep  = actor.Declare("incident.step", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer)
	ToClose = actor.Declare("incident.close", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer)
)
