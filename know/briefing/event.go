package briefing

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
)

// Events of the room.
const (
	ComposedEvent = "briefing.Composed"
	SignedEvent   = "briefing.Signed"
	SentEvent     = "briefing.Sent"
	BeganEvent    = "briefing.Began"
	DecidedEvent  = "briefing.Decided"
	EndedEvent    = "briefing.Ended"
	RemindedEvent = "briefing.Reminded"
)

// Events is every event of the room, for live screens.
var Events = []string{ComposedEvent, SignedEvent, SentEvent, BeganEvent, DecidedEvent, EndedEvent, RemindedEvent}

// Happened is the body of each: the id of the brief.
type Happened struct {
	ID string `json:"id"`
}

// tell writes the event and the ledger's entry of one command.
func (b Brief) tell(ctx context.Context, tx *db.Tx, event, verb string, payload any) error {
	if err := bus.Record(ctx, tx, event, b.ID, Happened{ID: b.ID}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "briefing." + verb, Subject: b.ID, UnitPath: b.UnitPath, AreaPath: b.AreaPath, Payload: payload})
}
