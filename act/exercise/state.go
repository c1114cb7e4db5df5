package exercise

import (
	"slices"

	"thanhdong/ground/fault"
)

// State of an exercise.
type State string

const (
	Planned  State = "planned"
	Starting State = "starting" // its world is being made
	Running  State = "running"
	Paused   State = "paused"
	Ended    State = "ended" // its world stands to be looked at; its clock never goes again
	Scored   State = "scored"
	Dropped  State = "dropped" // given up before it started
)

// States are all of them.
var States = []State{Planned, Starting, Running, Paused, Ended, Scored, Dropped}

// moves is the table of allowed moves.
var moves = map[State][]State{
	Planned:  {Starting, Dropped},
	Starting: {Running, Planned}, // back when the world could not be made
	Running:  {Paused, Ended},
	Paused:   {Running, Ended},
	Ended:    {Scored},
}

func (e Exercise) may(to State) error {
	if slices.Contains(moves[e.State], to) {
		return nil
	}
	return fault.New(fault.Conflict, "exercise.not_in_"+string(e.State), "number", e.Number)
}
