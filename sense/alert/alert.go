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
	OfOutside Kind = "outside" // what another system watches and found
)

// Subject is what an alert is about: the id of an entity, the code of a feed, or the
// feed of another system with the fingerprint that it gave.
type Subject struct {
	Kind Kind
	ID   string
}

// Alert is one finding of a rule at one station, of a feed's contract, or of another
// system.
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

	Extra         map[string]string // labels that cannot be read off the other fields
	Group         string            // id; empty for alerts older than groups
	Muted         int               // for how many reasons; 0 is heard
	Raised        int               // how often it was raised again
	RaisedAt      time.Time
	StaleAt       time.Time // when its acknowledgement, or its closed case, counts no longer
	FlappingSince time.Time // zero while it does not flap
	QuietAt       time.Time // until then nothing may change, for flapping to be over
	Over          bool      // while flapping: the condition does not hold now
	OverValue     *float64
	Taken         string // id of the case that answers for it
	Link          string // address in the system that found it
}

// Scope is where the alert belongs, for rights.
func (a Alert) Scope() actor.Scope { return actor.Scope{UnitPath: a.UnitPath, AreaPath: a.AreaPath} }

// Alive tells whether the finding still stands.
func (a Alert) Alive() bool { return a.State != Resolved }
