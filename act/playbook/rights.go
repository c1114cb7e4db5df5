package playbook

import "thanhdong/ground/actor"

// Who may do what to playbooks.
var (
	// Read is looking at playbooks, their versions and what is proposed: they are no
	// secret from those who follow them.
	Read = actor.Declare("playbook.read", actor.Anywhere, actor.Everyone...)
	// ToPropose is writing down what a playbook should become. Whoever acts by it may;
	// nothing comes of it before somebody of the owner approves.
	ToPropose = actor.Declare("playbook.propose", actor.Anywhere, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer, actor.Steward)
	// ToEdit is changing what somebody else proposes, and saying that a playbook
	// still holds although a text it cites has changed: for people of the owner.
	ToEdit = actor.Declare("playbook.edit", actor.ByUnit, actor.ShiftLeader, actor.Officer, actor.Steward)
	// ToApprove is bringing a version into force, for those who answer for the owner.
	ToApprove = actor.Declare("playbook.approve", actor.ByUnit, actor.Leader, actor.ShiftLeader)
	// ToRecordDrill is keeping the score of an exercise. The room of exercises says
	// who may end one.
	ToRecordDrill = actor.Declare("playbook.drill", actor.Anywhere, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer, actor.Steward, actor.Admin)
)
