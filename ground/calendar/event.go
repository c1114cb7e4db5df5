package calendar

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// ChangedEvent is that days are worked that were not, or the other way round. Whoever counts working
// time reads it and counts anew.
const ChangedEvent = "calendar.Changed"

// Changed is its body. Days are those that are worked otherwise than before, in order; where the hours
// of the week changed they say nothing about the others.
type Changed struct {
	Days  []text.Day `json:"days"`
	Hours bool       `json:"hours"`
}

func record(ctx context.Context, tx *db.Tx, before, after Data) error {
	if c, any := difference(before, after); any {
		return bus.Record(ctx, tx, ChangedEvent, "calendar", c)
	}
	return nil
}
