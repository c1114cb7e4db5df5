package incident

import "slices"

// State of an incident.
type State string

const (
	Open   State = "open"
	Closed State = "closed"
	Joined State = "joined" // closed with its work because another case leads it
)

// moves is the one table of what may become of what.
var moves = map[State][]State{
	Open:   {Closed, Joined},
	Closed: {Open}, // taken up again with its work
	Joined: {Open}, // parted
}

func (s State) may(to State) bool { return slices.Contains(moves[s], to) }
