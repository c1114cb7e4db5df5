package periodic

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
)

// Events of the room.
const (
	ComposedEvent  = "periodic.Composed"
	SignedEvent    = "periodic.Signed"
	WithdrawnEvent = "periodic.Withdrawn"
	TemplatedEvent = "periodic.Templated"
)

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

// tell writes the event and the ledger's entry of one command.
func (e Edition) tell(ctx context.Context, tx *db.Tx, event, verb string, payload any) error {
	if err := bus.Record(ctx, tx, event, e.ID, Happened{ID: e.ID}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "periodic." + verb, Subject: e.ID, UnitPath: e.UnitPath, AreaPath: e.AreaPath, Payload: payload})
}
