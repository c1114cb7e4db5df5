package briefing

import "thanhdong/ground/actor"

// Who may do what with briefs and meetings.
var (
	Read = actor.Declare("briefing.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Programme, actor.Inspector)
	// ToCompose is making it anew before it is signed.
	ToCompose = actor.Declare("briefing.compose", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty)
	ToSign    = actor.Declare("briefing.sign", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader)
	ToSend    = actor.Declare("briefing.send", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty)
	// ToMeet is beginning and ending a meeting and typing what it decides; each decision also takes the right to give that directive.
	ToMeet = actor.Declare("briefing.meet", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader)
	// ToRemind is telling the person of a line that it waits for them.
	ToRemind = actor.Declare("briefing.remind", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty)
)

// readable is the rule for one row: by its unit, or because it was sent to the actor.
func (b Brief) readable(by actor.Actor) bool { return by.May(Read, b.Scope()) || b.told }

// readableWhere is the same rule as a predicate over briefing_brief b.
func readableWhere(by actor.Actor) (string, []any) {
	where, args := by.Where(Read, "b.unit_path", "b.area_path")
	return "(" + where + " OR EXISTS (SELECT 1 FROM briefing_told t WHERE t.brief = b.id AND t.account = ?))", append(args, by.ID)
}
