package incident

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
)

// Events of the room.
const (
	OpenedEvent        = "incident.Opened"
	StepChangedEvent   = "incident.StepChanged"
	NotedEvent         = "incident.Noted"
	AlertResolvedEvent = "incident.AlertResolved"
	ClosedEvent        = "incident.Closed"
	HandedOnEvent      = "incident.HandedOn"
	ReopenedEvent      = "incident.Reopened"
)

// Events is every event of the room, for live screens.
var Events = []string{OpenedEvent, StepChangedEvent, NotedEvent, AlertResolvedEvent, ClosedEvent, HandedOnEvent, ReopenedEvent}

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

func record(ctx context.Context, tx *db.Tx, kind, id string) error {
	return bus.Record(ctx, tx, kind, id, Happened{ID: id})
}
