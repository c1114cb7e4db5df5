package dataset

import "thanhdong/ground/actor"

// Who may do what with a set: by the unit and area that owe it; approving by those of the level's unit, locking and correcting by those of the form's owner.
var (
	Read = actor.Declare("dataset.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer, actor.Clerk, actor.Programme, actor.Steward, actor.Inspector, actor.Integrator)
	// ToEnter is writing values, by hand, by file or by machine, and handing in.
	ToEnter   = actor.Declare("dataset.enter", actor.ByUnit|actor.ByArea, append([]actor.Role{actor.Integrator}, enterers...)...)
	ToApprove = actor.Declare("dataset.approve", actor.ByUnit, actor.Leader, actor.ShiftLeader, actor.Officer)
	// ToLock is ending the changes of a set, and correcting after that.
	ToLock = actor.Declare("dataset.lock", actor.ByUnit, actor.Leader, actor.Officer, actor.Steward)
)

// enterers are the people among those who enter values: a machine is not reminded.
var enterers = []actor.Role{actor.ShiftLeader, actor.Officer, actor.Clerk}
