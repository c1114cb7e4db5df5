package notify

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
)

// Events of the room.
const (
	ToldEvent         = "notify.Told"
	ReadEvent         = "notify.Read"
	AcknowledgedEvent = "notify.Acknowledged"
	FailedEvent       = "notify.Failed" // a delivery was given up
)

// Events is what changes an inbox, for live screens. Their subject is the account.
var Events = []string{ToldEvent, ReadEvent, AcknowledgedEvent}

// Happened is the body of each: the notice, or the delivery that was given up.
type Happened struct {
	ID string `json:"id"`
}

func record(ctx context.Context, tx *db.Tx, kind, person, id string) error {
	return bus.Record(ctx, tx, kind, person, Happened{ID: id})
}
