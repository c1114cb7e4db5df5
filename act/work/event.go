package work

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
)

// Events of the queue.
const (
	Opened        = "work.Opened"
	Taken         = "work.Taken"
	EvidenceAdded = "work.EvidenceAdded"
	Noted         = "work.Noted"
	Closed        = "work.Closed"
	DueSoon       = "work.DueSoon"
	Late          = "work.Late"
	DueMoved      = "work.DueMoved"
	HandedOn      = "work.HandedOn"
	Paused        = "work.Paused"
	Resumed       = "work.Resumed"
	Asked         = "work.Asked"
	Decided       = "work.Decided"
	Reopened      = "work.Reopened"
	Raised        = "work.Raised"
	Escalated     = "work.Escalated"
	Questioned    = "work.Questioned"
	Undone        = "work.Undone"
)

// Events is every event of the queue, for live screens.
var Events = []string{Opened, Taken, EvidenceAdded, Noted, Closed, DueSoon, Late, DueMoved, Paused, Resumed, Asked, Decided, HandedOn, Reopened, Raised, Escalated, Questioned, Undone}

// Happened is the body of each.
type Happened struct {
	ID    string `json:"id"`
	Hours int    `json:"hours,omitempty"` // work.DueSoon: how long before the due time
	Step  int    `json:"step,omitempty"`  // work.Escalated: whom it told is in work_escalation
}

func record(ctx context.Context, tx *db.Tx, kind, id string) error {
	return bus.Record(ctx, tx, kind, id, Happened{ID: id})
}
