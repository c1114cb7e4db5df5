package alert

import (
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/text"
	"thanhdong/sense/feed"
)

// Kind says what an alert can be about.
type Kind string

const (
	OfStation Kind = "station" // what was measured there
	OfFeed    Kind = "feed"    // a source that breaks its contract
)

// Subject is what an alert is about: the id of an entity, or the code of a feed.
type Subject struct {
	Kind Kind
	ID   string
}

// Alert is one finding of a rule at one station, or of a feed's contract.
type Alert struct {
	ID        string
	Number    string // CB-24-0001
	Rule      string // empty for a contract's finding
	Version   int    // of the rule that it fired under
	Subject   Subject
	Parameter string
	Breach    feed.Health // which promise of the contract is broken; empty for a rule's finding
	State     State
	Title     text.L
	Condition text.L // in plain words
	// Expression is what was judged, as the rule wrote it.
	Expression string
	Severity   int
	Unit       string // owner
	UnitPath   string
	Area       string
	AreaPath   string
	Playbook   string // code
	// OpensIncident is what the rule said when it fired.
	OpensIncident    bool
	Feed             string
	Value            *float64 // nil for a silence
	ValueUnit        string
	ObservedAt       time.Time
	Since            time.Time // when the condition became true, by observation time
	FiredAt          time.Time
	AcknowledgedAt   time.Time
	AcknowledgedBy   string
	AcknowledgedName string
	Note             string
	ResolvedAt       time.Time
	ResolvedValue    *float64
}

// Scope is where the alert belongs, for rights.
func (a Alert) Scope() actor.Scope { return actor.Scope{UnitPath: a.UnitPath, AreaPath: a.AreaPath} }

// Alive tells whether the finding still stands.
func (a Alert) Alive() bool { return a.State != Resolved }
