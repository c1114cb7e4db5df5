package report

import (
	"context"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
)

// Events of the room.
const (
	ReceivedEvent   = "report.Received"
	AssignedEvent   = "report.Assigned"
	RejectedEvent   = "report.Rejected"
	MergedEvent     = "report.Merged"
	PartedEvent     = "report.Parted"
	StartedEvent    = "report.Started"
	InfoAskedEvent  = "report.InfoAsked"
	InfoGivenEvent  = "report.InfoGiven"
	ReturnedEvent   = "report.Returned"
	ResolvedEvent   = "report.Resolved"
	ConfirmedEvent  = "report.Confirmed"
	DeniedEvent     = "report.Denied"
	UnansweredEvent = "report.Unanswered"
	ReopenedEvent   = "report.Reopened"
	ApprovedEvent   = "report.Approved"
	HandedOnEvent   = "report.HandedOn"
	ModeratedEvent  = "report.Moderated" // what is published, who may send
	DraftedEvent    = "report.Drafted"
	PassedEvent     = "report.Passed" // to a server of others, or what it said
	VisitEvent      = "report.Visit"  // drawn, or what was found
)

// Events is every event of the room, for live screens.
var Events = []string{ReceivedEvent, AssignedEvent, RejectedEvent, MergedEvent, PartedEvent, StartedEvent, InfoAskedEvent, InfoGivenEvent, ReturnedEvent, ResolvedEvent,
	ConfirmedEvent, DeniedEvent, UnansweredEvent, ReopenedEvent, ApprovedEvent, HandedOnEvent, ModeratedEvent, DraftedEvent, VisitEvent, PassedEvent}

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

// reporter is who acts by the code of a report: the product for somebody whom it does not know.
func reporter(ctx context.Context) context.Context { return actor.With(ctx, actor.System("reporter")) }

// line is one thing that happened, as it goes into history, event log and ledger.
type line struct {
	event, kind string
	words       string
	shown       bool // to the reporter
	again       bool // the last line of the history says it already
	payload     map[string]any
}

// tell writes it. The ledger keeps no words of a reporter: they are erased with the report when their time is over.
func tell(ctx context.Context, tx *db.Tx, r Report, l line) error {
	by := actor.From(ctx)
	if by.Kind == actor.Product {
		by.Name = ""
	}
	if !l.again {
		if _, err := tx.Exec(ctx, `INSERT INTO report_log (report, seq, at, by_id, by_name, kind, state, words, shown)
			SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ?, ?, ? FROM report_log WHERE report = ?`,
			r.ID, db.Micros(tx.Now()), by.ID, by.Name, l.kind, string(r.State), l.words, flag(l.shown), r.ID); err != nil {
			return err
		}
	}
	if l.event != "" { // a line that goes with another has none
		if err := bus.Record(ctx, tx, l.event, r.ID, Happened{ID: r.ID}); err != nil {
			return err
		}
	}
	if l.payload == nil {
		l.payload = map[string]any{}
	}
	l.payload["number"], l.payload["state"] = r.Number, r.State
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "report." + l.kind, Subject: r.ID, UnitPath: r.UnitPath, AreaPath: r.AreaPath, Payload: l.payload})
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
