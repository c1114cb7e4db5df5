package privacy

import (
	"slices"

	"thanhdong/ground/fault"
)

// State of a request.
type State string

const (
	Filed      State = "filed"
	Identified State = "identified"
	Searched   State = "searched"
	Answered   State = "answered"
	Refused    State = "refused"
)

// moves is the table of allowed moves.
var moves = map[State][]State{
	Filed:      {Identified, Refused},
	Identified: {Searched, Refused},
	Searched:   {Searched, Answered, Refused},
}

// Live says that something is still to be done.
func (s State) Live() bool { return s != Answered && s != Refused }

func (r Request) may(to State) error {
	if slices.Contains(moves[r.State], to) {
		return nil
	}
	return r.notNow()
}

func (r Request) notNow() error {
	key := map[State]string{Filed: "privacy.is_filed", Identified: "privacy.is_identified", Searched: "privacy.is_searched", Answered: "privacy.is_answered", Refused: "privacy.is_refused"}[r.State]
	return fault.New(fault.Conflict, key, "number", r.Number)
}

// Outcome is what became of one piece.
type Outcome string

const (
	Undecided Outcome = ""
	Given     Outcome = "given"
	Corrected Outcome = "corrected"
	Erased    Outcome = "erased"
	Kept      Outcome = "kept"       // by law, with the reason
	NotTheirs Outcome = "not-theirs" // it is about somebody else
)

// Outcomes is the closed list of decisions.
var Outcomes = []Outcome{Given, Corrected, Erased, Kept, NotTheirs}
