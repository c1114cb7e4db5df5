package directive

import (
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
)

// Who may do what with a directive.
var (
	Read = actor.Declare("directive.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer,
		actor.Clerk, actor.Hotline, actor.Programme, actor.Steward, actor.Inspector)
	ToGive   = actor.Declare("directive.give", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader)
	ToReport = actor.Declare("directive.report", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer,
		actor.Clerk, actor.Hotline, actor.Programme, actor.Steward)
)

// Readable is the rule for one row: on the side of who does it, or of who gave it.
func (d Directive) Readable(by actor.Actor) bool {
	return by.May(Read, d.Doer.Scope()) || by.May(Read, d.Giver.Scope())
}

// readable is the same rule as a predicate.
func readableWhere(by actor.Actor) (string, []any) {
	doer, args := by.Where(Read, "d.doer_unit_path", "d.doer_area_path")
	giver, more := by.Where(Read, "d.unit_path", "d.area_path")
	return "(" + doer + " OR " + giver + ")", append(args, more...)
}

// judges says why the actor may not accept, send back or withdraw it.
func (d Directive) judges(by actor.Actor) error {
	if by.ID != d.GivenBy {
		if err := by.Check(ToGive, d.Giver.Scope()); err != nil {
			return err
		}
	}
	if by.ID == d.Person {
		return fault.New(fault.Forbidden, "directive.own", "number", d.Number)
	}
	return nil
}
