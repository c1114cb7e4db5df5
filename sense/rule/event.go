package rule

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
)

// Events of the room.
const (
	FiredEvent    = "rule.Fired"
	ResolvedEvent = "rule.Resolved"
)

// Finding is the body of both: what was found where, and on which figure. At and
// Since are microseconds UTC.
type Finding struct {
	Rule      string   `json:"rule"`
	Version   int      `json:"version,omitempty"` // of the rule
	Station   string   `json:"station"`           // id of the entity
	Parameter string   `json:"parameter"`
	Feed      string   `json:"feed"`
	Value     *float64 `json:"value,omitempty"` // none for a silence
	Unit      string   `json:"unit,omitempty"`
	At        int64    `json:"at"`    // of the figure; for a silence of the last observation
	Since     int64    `json:"since"` // when the condition became true
}

func record(ctx context.Context, tx *db.Tx, kind string, r Rule, k key, s State) error {
	f := Finding{Rule: k.Rule, Version: r.Version, Station: k.Station, Parameter: k.Parameter, Feed: s.Feed,
		At: db.Micros(s.Judged), Since: db.Micros(s.Since)}
	if r.Kind == Value {
		f.Value, f.Unit = &s.Value, s.Unit
	}
	return bus.Record(ctx, tx, kind, k.Rule, f)
}
