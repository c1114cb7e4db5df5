package warning

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
)

// Events of the room.
const (
	DraftedEvent   = "warning.Drafted"
	EditedEvent    = "warning.Edited"
	CheckedEvent   = "warning.Checked"
	ReturnedEvent  = "warning.Returned"
	ApprovedEvent  = "warning.Approved"
	PublishedEvent = "warning.Published"
	WithdrawnEvent = "warning.Withdrawn"
	ConfirmedEvent = "warning.Confirmed"
	EndedEvent     = "warning.Ended"
	HandedOnEvent  = "warning.HandedOn"
)

// Events are all of them.
var Events = []string{DraftedEvent, EditedEvent, CheckedEvent, ReturnedEvent, ApprovedEvent, PublishedEvent, WithdrawnEvent, ConfirmedEvent, EndedEvent}

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

// tell records the event and the ledger's entry of one command.
func tell(ctx context.Context, tx *db.Tx, event, verb string, w Warning, payload any) error {
	if err := bus.Record(ctx, tx, event, w.ID, Happened{ID: w.ID}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "warning." + verb, Subject: w.ID, UnitPath: w.UnitPath, AreaPath: w.AreaPath, Payload: payload})
}
