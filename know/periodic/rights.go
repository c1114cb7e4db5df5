package periodic

import "thanhdong/ground/actor"

// Who may do what with periodic reports.
var (
	Read      = actor.Declare("periodic.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Programme, actor.Steward, actor.Inspector)
	ToCompose = actor.Declare("periodic.compose", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Steward)
	ToSign    = actor.Declare("periodic.sign", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader)
	// ToWithdraw is taking one back with a reason.
	ToWithdraw = actor.Declare("periodic.withdraw", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader)
	// ToTemplate is giving the unit another template, or an earlier one again.
	ToTemplate = actor.Declare("periodic.template", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Steward)
)
