package rule

import (
	"context"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/sense/feed"
)

// Events of the room.
const (
	FiredEvent    = "rule.Fired"
	ResolvedEvent = "rule.Resolved"
)

// Finding is the body of both: what was found where, and on which figure; of a rule
// at a station, or of a feed's contract, which is no rule. At and Since are
// microseconds UTC.
type Finding struct {
	Rule      string      `json:"rule"`              // empty for a contract's
	Version   int         `json:"version,omitempty"` // of the rule
	Station   string      `json:"station"`           // id of the entity; empty for a contract's
	Parameter string      `json:"parameter"`
	Breach    feed.Health `json:"breach,omitempty"` // of the contract of Feed
	Feed      string      `json:"feed"`
	Value     *float64    `json:"value,omitempty"` // none for a silence
	Unit      string      `json:"unit,omitempty"`
	At        int64       `json:"at"`    // of the figure; for a silence of the last observation
	Since     int64       `json:"since"` // when the condition became true
}

func record(ctx context.Context, tx *db.Tx, kind string, r Rule, k key, s State) error {
	f := Finding{Rule: k.Rule, Version: r.Version, Station: k.Station, Parameter: k.Parameter, Feed: s.Feed,
		At: db.Micros(s.Judged), Since: db.Micros(s.Since)}
	if r.Kind == Value {
		f.Value, f.Unit = &s.Value, s.Unit
	}
	return bus.Record(ctx, tx, kind, k.Rule, f)
}
