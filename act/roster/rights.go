package roster

import "thanhdong/ground/actor"

// Who may do what with rosters.
var (
	Read = actor.Declare("roster.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer,
		actor.Clerk, actor.Hotline, actor.Inspector)
	Edit   = actor.Declare("roster.edit", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader)
	ToSwap = actor.Declare("roster.swap", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer,
		actor.Clerk, actor.Hotline)
)
