package publish

import "thanhdong/ground/actor"

// Who may do what with open data sets: by the unit that publishes and its area. What is public everybody reads, without signing in.
var (
	Read = actor.Declare("publish.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Officer, actor.Programme, actor.Steward, actor.Inspector)
	// ToApprove is making public, and taking back.
	ToApprove = actor.Declare("publish.approve", actor.ByUnit|actor.ByArea, actor.Leader, actor.Steward)
)

// readableWhere is the rule of [Read] as a predicate over publish_set s.
func readableWhere(by actor.Actor) (string, []any) {
	return by.Where(Read, "s.unit_path", "s.area_path")
}
