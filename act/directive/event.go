package directive

import (
	"context"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
)

// Events of the room.
const (
	GivenEvent     = "directive.Given"
	ReportedEvent  = "directive.Reported"
	HandedInEvent  = "directive.HandedIn"
	SentBackEvent  = "directive.SentBack"
	AcceptedEvent  = "directive.Accepted"
	WithdrawnEvent = "directive.Withdrawn"
	ReopenedEvent  = "directive.Reopened"
	HandedOnEvent  = "directive.HandedOn"
)

// Events is every event of the room, for live screens.
var Events = []string{GivenEvent, ReportedEvent, HandedInEvent, SentBackEvent, AcceptedEvent, WithdrawnEvent, ReopenedEvent, HandedOnEvent}

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

// tell writes the log's line, the event and the ledger's entry of one command.
func tell(ctx context.Context, tx *db.Tx, event, kind string, d Directive, words string, payload any) error {
	by := actor.From(ctx)
	if by.Kind == actor.Product {
		by.Name = "" // put into words by [Line.By]
	}
	if _, err := tx.Exec(ctx, `INSERT INTO directive_log (directive, seq, at, by_id, by_name, kind, percent, words)
		SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ?, ? FROM directive_log WHERE directive = ?`,
		d.ID, db.Micros(tx.Now()), by.ID, by.Name, kind, d.Percent, words, d.ID); err != nil {
		return err
	}
	if err := bus.Record(ctx, tx, event, d.ID, Happened{ID: d.ID}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "directive." + kind, Subject: d.ID, UnitPath: d.Doer.UnitPath, AreaPath: d.Doer.AreaPath, Payload: payload})
}
