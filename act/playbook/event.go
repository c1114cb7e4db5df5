package playbook

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
)

// Events of the room.
const (
	PutEvent      = "playbook.Put"      // a version was added
	ProposedEvent = "playbook.Proposed" // a proposal was begun, edited or handed in
	DecidedEvent  = "playbook.Decided"  // a proposal was approved, returned or given up
	FlaggedEvent  = "playbook.Flagged"  // a cited text changed, or was looked at since
	DrilledEvent  = "playbook.Drilled"  // a score was kept
)

// Events are all of them.
var Events = []string{PutEvent, ProposedEvent, DecidedEvent, FlaggedEvent, DrilledEvent}

// Happened is the body of each.
type Happened struct {
	Code     string `json:"code"`
	Proposal string `json:"proposal,omitempty"`
}

// tell records the event and the ledger's entry of one command on a proposal.
func (q Proposal) tell(ctx context.Context, tx *db.Tx, event, verb string, payload any) error {
	if err := bus.Record(ctx, tx, event, q.ID, Happened{Code: q.Code, Proposal: q.ID}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "playbook." + verb, Subject: q.ID, UnitPath: q.UnitPath, Payload: payload})
}
