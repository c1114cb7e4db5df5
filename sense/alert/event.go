package alert

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
)

// Events of the room.
const (
	FiredEvent        = "alert.Fired"
	AcknowledgedEvent = "alert.Acknowledged"
	ResolvedEvent     = "alert.Resolved"
	HandedOnEvent     = "alert.HandedOn"
)

// Events is every event of the room, for live screens.
var Events = []string{FiredEvent, AcknowledgedEvent, ResolvedEvent, HandedOnEvent}

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

func record(ctx context.Context, tx *db.Tx, kind, id string) error {
	return bus.Record(ctx, tx, kind, id, Happened{ID: id})
}
