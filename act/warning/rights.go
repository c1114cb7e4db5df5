package warning

import "thanhdong/ground/actor"

// Who may do what to a warning.
var (
	Read = actor.Declare("warning.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer,
		actor.Hotline, actor.Inspector)
	// ReadTemplates is looking at what a warning may begin with: general words, of no place.
	ReadTemplates = actor.Declare("warning.templates", actor.Anywhere, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer,
		actor.Hotline, actor.Inspector)
	ToDraft   = actor.Declare("warning.draft", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Duty, actor.Officer)
	ToApprove = actor.Declare("warning.approve", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader)
	ToConfirm = actor.Declare("warning.confirm", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer, actor.Hotline)
)
