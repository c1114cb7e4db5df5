package publish

import (
	"context"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
)

// Events of the room.
const (
	ProposedEvent  = "publish.Proposed"
	PublishedEvent = "publish.Published"
	WithdrawnEvent = "publish.Withdrawn"
	ChangedEvent   = "publish.Changed" // the public table has other content, or another unit answers for it
)

// Events is every event of the room, for live screens.
var Events = []string{ProposedEvent, PublishedEvent, WithdrawnEvent, ChangedEvent}

// Happened is the body of each.
type Happened struct {
	Code string `json:"code"`
}

// tell writes what happened into the history, the event log and the ledger.
func (s Set) tell(ctx context.Context, tx *db.Tx, event, kind, words string, payload any) error {
	by := actor.From(ctx)
	if _, err := tx.Exec(ctx, `INSERT INTO publish_log (code, seq, at, by_id, by_name, kind, words) SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ? FROM publish_log WHERE code = ?`,
		s.Code, db.Micros(tx.Now()), by.ID, by.Name, kind, words, s.Code); err != nil {
		return err
	}
	if err := bus.Record(ctx, tx, event, s.Code, Happened{s.Code}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "publish." + kind, Subject: "open-data/" + s.Code, UnitPath: s.UnitPath, AreaPath: s.AreaPath, Payload: payload})
}
