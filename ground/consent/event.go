package consent

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
)

// Events of the room.
const (
	GivenEvent     = "consent.Given"
	WithdrawnEvent = "consent.Withdrawn"
	PlannedEvent   = "consent.Planned" // what will be erased when
	SweptEvent     = "consent.Swept"   // a plan was carried out, or stopped
	HeldEvent      = "consent.Held"    // a piece was held back, or let go
)

// Events is every event of the room, for live screens.
var Events = []string{GivenEvent, WithdrawnEvent, PlannedEvent, SweptEvent, HeldEvent}

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

func record(ctx context.Context, tx *db.Tx, event, id string) error {
	return bus.Record(ctx, tx, event, id, Happened{id})
}
