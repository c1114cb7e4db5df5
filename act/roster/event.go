package roster

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
)

// Events of the room.
const (
	SavedEvent        = "roster.Saved"
	TurnChangedEvent  = "roster.TurnChanged"
	LeaveChangedEvent = "roster.LeaveChanged"
	SwapAskedEvent    = "roster.SwapAsked"
	SwapAnsweredEvent = "roster.SwapAnswered"
	GapFoundEvent     = "roster.GapFound"
	GapClosedEvent    = "roster.GapClosed"
	DeputyNamedEvent  = "roster.DeputyNamed"
)

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

// tell records the event and the ledger's entry of one command.
func tell(ctx context.Context, tx *db.Tx, event, verb string, k Kept, payload any) error {
	if err := bus.Record(ctx, tx, event, k.Code, Happened{ID: k.Code}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "roster." + verb, Subject: "roster/" + k.Code, UnitPath: k.UnitPath, AreaPath: k.AreaPath, Payload: payload})
}
