package work

import "thanhdong/ground/actor"

// Who may do what in the queue.
var (
	Read = actor.Declare("work.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty,
		actor.Officer, actor.Clerk, actor.Hotline, actor.Programme, actor.Steward, actor.Inspector)
	ToTake        = actor.Declare("work.take", actor.ByUnit|actor.ByArea, actor.Officer, actor.Duty, actor.ShiftLeader)
	ToAddEvidence = actor.Declare("work.evidence", actor.ByUnit|actor.ByArea, actor.Officer, actor.Duty, actor.ShiftLeader, actor.Clerk)
	ToClose       = actor.Declare("work.close", actor.ByUnit|actor.ByArea, actor.Officer, actor.Duty, actor.ShiftLeader)
)
