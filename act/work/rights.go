package work

import "thanhdong/ground/actor"

// Who may do what in the queue.
var (
	Read = actor.Declare("work.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty,
		actor.Officer, actor.Clerk, actor.Hotline, actor.Programme, actor.Steward, actor.Inspector)
	ToTake        = actor.Declare("work.take", actor.ByUnit|actor.ByArea, actor.Officer, actor.Duty, actor.ShiftLeader)
	ToAddEvidence = actor.Declare("work.evidence", actor.ByUnit|actor.ByArea, actor.Officer, actor.Duty, actor.ShiftLeader, actor.Clerk)
	ToPause       = actor.Declare("work.pause", actor.ByUnit|actor.ByArea, actor.Officer, actor.Duty, actor.ShiftLeader)
	ToAsk         = actor.Declare("work.ask", actor.ByUnit|actor.ByArea, actor.Officer, actor.Duty, actor.ShiftLeader)
	ToHandOn      = actor.Declare("work.hand_on", actor.ByUnit|actor.ByArea, actor.Leader, actor.Officer, actor.Duty, actor.ShiftLeader)
	ToDecide      = actor.Declare("work.decide", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader)
	ToEscalate    = actor.Declare("work.escalate", actor.ByUnit|actor.ByArea, actor.Leader, actor.Officer, actor.Duty, actor.ShiftLeader)
	ToShare       = actor.Declare("work.share_view", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader)
	ToReopen      = actor.Declare("work.reopen", actor.ByUnit|actor.ByArea, actor.Leader, actor.Officer, actor.ShiftLeader)
	ToClose       = actor.Declare("work.close", actor.ByUnit|actor.ByArea, actor.Officer, actor.Duty, actor.ShiftLeader)
)
