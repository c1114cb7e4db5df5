package alert

import "thanhdong/ground/actor"

// Who may read and acknowledge.
var (
	Read          = actor.Declare("alert.read", actor.ByArea, actor.Everyone...)
	ToAcknowledge = actor.Declare("alert.acknowledge", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer)
)
