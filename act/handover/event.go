package handover

import (
	"context"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
)

// Events of the room.
const (
	OpenedEvent    = "handover.Opened"
	ChangedEvent   = "handover.Changed"
	OfferedEvent   = "handover.Offered"
	TakenBackEvent = "handover.TakenBack"
	DoneEvent      = "handover.Done"
	UnsignedEvent  = "handover.Unsigned"
	HandedOnEvent  = "handover.HandedOn"
)

// Events is every event of the room, for live screens.
var Events = []string{OpenedEvent, ChangedEvent, OfferedEvent, TakenBackEvent, DoneEvent, UnsignedEvent, HandedOnEvent}

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

// tell records the event and the ledger's entry of one command.
func tell(ctx context.Context, tx *db.Tx, event, verb string, s Sheet, payload any) error {
	if err := bus.Record(ctx, tx, event, s.ID, Happened{ID: s.ID}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "handover." + verb, Subject: s.ID, UnitPath: s.UnitPath, AreaPath: s.AreaPath, Payload: payload})
}

// note adds a line to the sheet's log; its row is locked by the caller.
func note(ctx context.Context, tx *db.Tx, s Sheet, kind, words string) error {
	by := actor.From(ctx)
	if by.Kind == actor.Product {
		by.Name = ""
	}
	_, err := tx.Exec(ctx, `INSERT INTO handover_log (sheet, seq, at, by_id, by_name, kind, words)
		SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ? FROM handover_log WHERE sheet = ?`, s.ID, db.Micros(tx.Now()), by.ID, by.Name, kind, words, s.ID)
	return err
}
