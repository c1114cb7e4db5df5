package handover

import (
	"slices"

	"thanhdong/ground/fault"
)

// State of a sheet.
type State string

const (
	Open    State = "open"    // writes itself
	Offered State = "offered" // signed by who goes; waits for who comes
	Done    State = "done"    // signed by both, for ever
)

// moves is the table of allowed moves.
var moves = map[State][]State{
	Open:    {Offered},
	Offered: {Done, Open},
}

func (s Sheet) may(to State) error {
	if slices.Contains(moves[s.State], to) {
		return nil
	}
	return s.notIn()
}

// is refuses where the sheet is in another state.
func (s Sheet) is(state State) error {
	if s.State == state {
		return nil
	}
	return s.notIn()
}

func (s Sheet) notIn() error {
	return fault.New(fault.Conflict, "handover.is_"+string(s.State), "number", s.Number)
}
