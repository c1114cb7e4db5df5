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
	RaisedEvent       = "alert.Raised" // it fires again: its acknowledgement was taken back or grew stale
	MutedEvent        = "alert.Muted"
	UnmutedEvent      = "alert.Unmuted"
	FlappingEvent     = "alert.Flapping"
	SteadyEvent       = "alert.Steady" // it flapped, and stands now like any other

	GroupNotifiedEvent = "alert.GroupNotified" // people are to be told of the group
	GroupEndedEvent    = "alert.GroupEnded"
	SilenceEvent       = "alert.Silenced" // a silence was made, or began
	SilenceEndedEvent  = "alert.SilenceEnded"
)

// Events is every event of one alert, for live screens.
var Events = []string{FiredEvent, AcknowledgedEvent, ResolvedEvent, HandedOnEvent, RaisedEvent, MutedEvent, UnmutedEvent, FlappingEvent, SteadyEvent}

// SilenceEvents are those of silences.
var SilenceEvents = []string{SilenceEvent, SilenceEndedEvent}

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

func record(ctx context.Context, tx *db.Tx, kind, id string) error {
	return bus.Record(ctx, tx, kind, id, Happened{ID: id})
}
