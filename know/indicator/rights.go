package indicator

import "thanhdong/ground/actor"

// Read is seeing figures of an area.
var Read = actor.Declare("indicator.read", actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer, actor.Clerk, actor.Programme, actor.Steward, actor.Inspector, actor.Integrator)
