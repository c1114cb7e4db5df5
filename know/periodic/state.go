package periodic

import (
	"slices"

	"thanhdong/ground/fault"
)

// State of an edition.
type State string

const (
	Draft     State = "draft"
	Signed    State = "signed"
	Withdrawn State = "withdrawn"
)

// moves is the table of allowed moves.
var moves = map[State][]State{
	Draft:  {Draft, Signed, Withdrawn},
	Signed: {Withdrawn},
}

func (e Edition) may(to State) error {
	if slices.Contains(moves[e.State], to) {
		return nil
	}
	return fault.New(fault.Conflict, "periodic.is_"+string(e.State), "number", e.Number)
}
