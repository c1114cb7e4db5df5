package warning

import (
	"slices"

	"thanhdong/ground/fault"
)

// State of a warning.
type State string

const (
	Draft     State = "draft"
	Checked   State = "checked"  // waits for a second person
	Approved  State = "approved" // may be published as it is
	Published State = "published"
	Updated   State = "updated"   // an Update took its place
	Cancelled State = "cancelled" // a Cancel ended it
	Withdrawn State = "withdrawn" // given up before it was published
)

// moves is the table of allowed moves.
var moves = map[State][]State{
	Draft:     {Checked, Withdrawn},
	Checked:   {Approved, Draft, Withdrawn},
	Approved:  {Published, Draft, Withdrawn},
	Published: {Updated, Cancelled},
}

func (w Warning) may(to State) error {
	if slices.Contains(moves[w.State], to) {
		return nil
	}
	return fault.New(fault.Conflict, "warning.not_in_"+string(w.State), "number", w.Number)
}
