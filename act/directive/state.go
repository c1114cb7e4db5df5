package directive

import (
	"slices"

	"thanhdong/ground/fault"
)

// State of a directive.
type State string

const (
	Open      State = "open"
	HandedIn  State = "handed-in" // waits for who gave it
	Accepted  State = "accepted"
	Withdrawn State = "withdrawn"
)

// moves is the table of allowed moves.
var moves = map[State][]State{
	Open:     {HandedIn, Withdrawn},
	HandedIn: {Accepted, Open, Withdrawn},
	Accepted: {Open}, // taken up again with its item
}

// Live says that something is still to be done.
func (s State) Live() bool { return s == Open || s == HandedIn }

func (d Directive) may(to State) error {
	if slices.Contains(moves[d.State], to) {
		return nil
	}
	return d.notIn()
}

func (d Directive) is(state State) error {
	if d.State == state {
		return nil
	}
	return d.notIn()
}

func (d Directive) notIn() error {
	return fault.New(fault.Conflict, "directive.is_"+map[State]string{Open: "open", HandedIn: "handed_in", Accepted: "accepted", Withdrawn: "withdrawn"}[d.State], "number", d.Number)
}
