package briefing

import (
	"slices"

	"thanhdong/ground/fault"
)

// State of a brief.
type State string

const (
	Composed State = "composed"
	Signed   State = "signed"
	Sent     State = "sent"
)

// moves is the table of allowed moves.
var moves = map[State][]State{
	Composed: {Composed, Signed},
	Signed:   {Sent},
}

func (b Brief) may(to State) error {
	if slices.Contains(moves[b.State], to) {
		return nil
	}
	return fault.New(fault.Conflict, map[State]string{Composed: "briefing.is_composed", Signed: "briefing.is_signed", Sent: "briefing.is_sent"}[b.State], "number", b.Number)
}
