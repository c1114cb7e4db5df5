package exercise

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
)

// Events of the room.
const (
	PlannedEvent  = "exercise.Planned"
	StartedEvent  = "exercise.Started"
	PausedEvent   = "exercise.Paused"
	ResumedEvent  = "exercise.Resumed"
	EndedEvent    = "exercise.Ended"
	ScoredEvent   = "exercise.Scored"
	ArchivedEvent = "exercise.Archived"
	DroppedEvent  = "exercise.Dropped"
	PlayedEvent   = "exercise.Played"   // a step of the script
	RecordedEvent = "exercise.Recorded" // something that would have left
)

// Events are all of them.
var Events = []string{PlannedEvent, StartedEvent, PausedEvent, ResumedEvent, EndedEvent, ScoredEvent, ArchivedEvent, DroppedEvent, PlayedEvent, RecordedEvent}

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

// tell records the event and the ledger's entry of one command.
func tell(ctx context.Context, tx *db.Tx, event, verb string, e Exercise, payload any) error {
	if err := bus.Record(ctx, tx, event, e.ID, Happened{ID: e.ID}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "exercise." + verb, Subject: e.ID, UnitPath: e.UnitPath, AreaPath: e.AreaPath, Payload: payload})
}
