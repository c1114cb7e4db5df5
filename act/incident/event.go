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
	JoinedEvent        = "incident.Joined"       // another case leads it now
	PartedEvent        = "incident.Parted"       // it stands alone again
	AlertJoinedEvent   = "incident.AlertJoined"  // body [AlertHappened]
	AlertPartedEvent   = "incident.AlertParted"  // body [AlertHappened]
	SignalsEvent       = "incident.SignalsMoved" // what people said was joined or parted
	GradedEvent        = "incident.Graded"
	RoleChangedEvent   = "incident.RoleChanged"
	RunEvent           = "incident.Run" // objectives, resources, related cases
	SitrepDueEvent     = "incident.SitrepDue"
	SitrepSentEvent    = "incident.SitrepSent"
	ReviewedEvent      = "incident.Reviewed"
)

// Events is every event of a case, for live screens.
var Events = []string{OpenedEvent, StepChangedEvent, NotedEvent, AlertResolvedEvent, ClosedEvent, HandedOnEvent, ReopenedEvent,
	JoinedEvent, PartedEvent, AlertJoinedEvent, AlertPartedEvent, SignalsEvent, GradedEvent, RoleChangedEvent, RunEvent, SitrepDueEvent, SitrepSentEvent, ReviewedEvent}

// SignalChangedEvent tells of a signal that was taken down, joined, parted or set aside; its subject is the signal.
const SignalChangedEvent = "incident.SignalChanged"

// SignalEvents is every event of a signal, for live screens.
var SignalEvents = []string{SignalChangedEvent}

// AlertHappened is the body of an alert's joining and parting. Opening a case from an alert joins it too.
type AlertHappened struct {
	ID    string `json:"id"`
	Alert string `json:"alert"`
}

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

func record(ctx context.Context, tx *db.Tx, kind, id string) error {
	return bus.Record(ctx, tx, kind, id, Happened{ID: id})
}
