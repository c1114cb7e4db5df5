package dashboard

import (
	"thanhdong/ground/actor"
	"thanhdong/know/indicator"
)

// ToShare is keeping a board for a unit, and changing or dropping it. A person's own needs no right.
var ToShare = actor.Declare("dashboard.share", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Programme, actor.Steward)

// mine says that a board is the actor's own.
func (b Board) mine(by actor.Actor) bool { return b.Unit == "" && b.Account == by.ID }

// readable is the rule for one kept board. Generated ones hold no more than which indicators there are, and whoever works here may know that.
func (b Board) readable(by actor.Actor) bool {
	return b.mine(by) || b.Unit != "" && by.May(indicator.Read, b.Scope())
}

// readableWhere is the same rule as a predicate over dashboard_board b.
func readableWhere(by actor.Actor) (string, []any) {
	where, args := by.Where(indicator.Read, "b.unit_path", "b.area_path")
	return "(b.unit = '' AND b.account = ? OR b.unit <> '' AND " + where + ")", append([]any{by.ID}, args...)
}

// MayChange tells whether an actor may change or drop a board.
func (b Board) MayChange(by actor.Actor) bool {
	return b.Made && (b.mine(by) || b.Unit != "" && by.May(ToShare, b.Scope()))
}
