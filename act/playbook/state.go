package playbook

import (
	"slices"

	"thanhdong/ground/fault"
)

// State of a proposal.
type State string

const (
	Drafted   State = "draft"
	Proposed  State = "proposed" // waits for a second person
	Approved  State = "approved" // became a version
	Withdrawn State = "withdrawn"
)

// moves is the table of allowed moves. An edit of what was proposed makes it a
// draft again, so that nobody approves what they have not seen.
var moves = map[State][]State{
	Drafted:  {Drafted, Proposed, Withdrawn},
	Proposed: {Approved, Drafted, Withdrawn},
}

func (q Proposal) may(to State) error {
	if slices.Contains(moves[q.State], to) {
		return nil
	}
	return fault.New(fault.Conflict, "playbook.is_"+string(q.State), "number", q.Number)
}
