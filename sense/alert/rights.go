package alert

import "thanhdong/ground/actor"

// Who may read, acknowledge and silence. Groups, silences and maintenances are read like
// alerts: what is not heard is seen.
var (
	Read          = actor.Declare("alert.read", actor.ByArea, actor.Everyone...)
	ToAcknowledge = actor.Declare("alert.acknowledge", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer)
	ToSilence     = actor.Declare("alert.silence", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer)
)
