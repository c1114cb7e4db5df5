package incident

import (
	"time"

	"thanhdong/act/playbook"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
)

// State of an incident. The table of moves has one line: open becomes closed.
type State string

const (
	Open   State = "open"
	Closed State = "closed"
)

// Incident is one case.
type Incident struct {
	ID         string
	Number     string // SC-24-0001
	Title      text.L
	Severity   int
	State      State
	Subject    alert.Subject
	Unit       string
	UnitPath   string
	Area       string
	AreaPath   string
	Work       string // id of its work item
	OpenedAt   time.Time
	OpenedBy   string
	OpenedName string
	ClosedAt   time.Time
	ClosedBy   string
	ClosedName string
	Reason     string
	Alerts     []string // ids, in the order they joined

	// Playbook is the version pinned at opening; Checklist has one entry per step
	// of it. Both are filled by Get, not by List.
	PlaybookID string
	Playbook   playbook.Playbook
	Checklist  []Check
}

// Check is where one step of the playbook stands in this case.
type Check struct {
	Step          playbook.Step
	Due           time.Time // zero without a limit
	DoneAt        time.Time // also when skipped; zero while open
	DoneBy        string
	DoneName      string
	SkippedReason string
}

// Scope is where the incident belongs, for rights.
func (i Incident) Scope() actor.Scope {
	return actor.Scope{UnitPath: i.UnitPath, AreaPath: i.AreaPath}
}

// Opener names who opened the case: a person, or that a rule did.
func (i Incident) Opener(lang text.Lang) string {
	if i.OpenedName == "" {
		return text.T(lang, "incident.by_itself", nil)
	}
	return i.OpenedName
}

func (i Incident) open() error {
	if i.State == Open {
		return nil
	}
	return fault.New(fault.Conflict, "incident.already_closed", "number", i.Number, "name", i.ClosedName, "at", i.ClosedAt)
}

// limits by severity, for playbooks that name none: working hours, and clock
// hours at the highest level, where lives may depend on it. PROJECT CHOICE.
var limits = map[int]time.Duration{1: 40 * time.Hour, 2: 24 * time.Hour, 3: 16 * time.Hour, 4: 8 * time.Hour, 5: 4 * time.Hour}

// clockSeverity counts by the clock on the wall instead of working time.
const clockSeverity = 5
