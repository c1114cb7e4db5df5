package alert

import (
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/text"
)

// Alert is one finding of a rule at one station.
type Alert struct {
	ID        string
	Number    string // CB-24-0001
	Rule      string
	Version   int    // of the rule that it fired under
	Station   string // id of the entity
	Parameter string
	State     State
	Title     text.L
	Condition text.L
	Severity  int
	Unit      string // owner
	UnitPath  string
	Area      string
	AreaPath  string
	Playbook  string // code
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
