package exercise

import "thanhdong/ground/actor"

// Who may do what with exercises.
var (
	Read = actor.Declare("exercise.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer, actor.Inspector)
	// ToRun is planning, starting, stopping, scoring, and looking into the world of an exercise.
	ToRun = actor.Declare("exercise.run", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader)
)
