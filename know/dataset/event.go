package dataset

import (
	"context"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
)

// Events of the room.
const (
	OpenedEvent    = "dataset.Opened"
	ChangedEvent   = "dataset.Changed" // values
	SubmittedEvent = "dataset.Submitted"
	ReturnedEvent  = "dataset.Returned"
	ApprovedEvent  = "dataset.Approved" // by a level
	LockedEvent    = "dataset.Locked"
	CorrectedEvent = "dataset.Corrected"
)

// Events is every event of the room, for live screens.
var Events = []string{OpenedEvent, ChangedEvent, SubmittedEvent, ReturnedEvent, ApprovedEvent, LockedEvent, CorrectedEvent}

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

// tell writes what happened into the history (values have their own), the event log and the ledger.
func (s Set) tell(ctx context.Context, tx *db.Tx, event, kind, words string, payload map[string]any) error {
	by := actor.From(ctx)
	if kind != "put" {
		if err := tx.Queue(ctx, `INSERT INTO dataset_log (set_id, seq, at, by_id, by_name, kind, words) SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ? FROM dataset_log WHERE set_id = ?`,
			s.ID, db.Micros(tx.Now()), by.ID, by.Name, kind, words, s.ID); err != nil {
			return err
		}
	}
	if err := bus.Record(ctx, tx, event, s.ID, Happened{ID: s.ID}); err != nil {
		return err
	}
	if payload == nil {
		payload = map[string]any{}
	}
	payload["number"], payload["form"], payload["period"] = s.Number, s.Form, s.Period.Code()
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "dataset." + kind, Subject: s.ID, UnitPath: s.HolderPath, AreaPath: s.HolderArea, Payload: payload})
}
