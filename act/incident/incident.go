package incident

import (
	"time"

	"thanhdong/act/playbook"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
)

// OfPlace is the kind of subject of a case that was opened by hand at a place.
const OfPlace alert.Kind = "place"

// Incident is one case.
type Incident struct {
	ID         string
	Number     string // SC-24-0001
	Title      text.L
	Severity   int
	State      State
	Type       string // code of a pack's type; empty where none fits
	Subject    alert.Subject
	Place      string // in words, where a person said it
	Lon, Lat   *float64
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
	Lead       string   // id of the case that leads this one, while it is joined
	Alerts     []string // ids, in the order they joined, also of the cases that it leads

	SitrepEvery time.Duration // 0: no situation reports are asked for
	SitrepDue   time.Time     // of the next; zero while none is asked for

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
	Answer        string         // key of the answer given, for a step that asks; empty while none is
	Place         playbook.Place // on the way that the answers lead, maybe on it, or off it
	PastBy        int            // the step whose answer leads past this one; 0 unless it is off
}

// Given is the answer given; ok is false while there is none.
func (c Check) Given() (a playbook.Answer, ok bool) { return c.Step.Answer(c.Answer) }

// Off tells whether the answers lead past the step.
func (c Check) Off() bool { return c.Place == playbook.Off }

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

// Runs is what became of each step, for [playbook.Score].
func (i Incident) Runs() []playbook.Run {
	runs := make([]playbook.Run, 0, len(i.Checklist))
	for _, c := range i.Checklist {
		runs = append(runs, playbook.Run{No: c.Step.No, Title: c.Step.Title, Due: c.Due, DoneAt: c.DoneAt, Skipped: c.SkippedReason, Off: c.Off()})
	}
	return runs
}

// Steps counts those that are done or skipped, and all that are not off the path.
func (i Incident) Steps() (done, all int) {
	for _, c := range i.Checklist {
		if c.Off() {
			continue
		}
		all++
		if !c.DoneAt.IsZero() {
			done++
		}
	}
	return done, all
}

func (i Incident) open() error {
	switch i.State {
	case Open:
		return nil
	case Joined:
		return fault.New(fault.Conflict, "incident.is_joined", "number", i.Number)
	}
	return fault.New(fault.Conflict, "incident.already_closed", "number", i.Number, "name", i.ClosedName, "at", i.ClosedAt)
}

// limits by severity, for playbooks that name none: working hours, and clock
// hours at the highest level, where lives may depend on it. PROJECT CHOICE.
var limits = map[int]time.Duration{1: 40 * time.Hour, 2: 24 * time.Hour, 3: 16 * time.Hour, 4: 8 * time.Hour, 5: 4 * time.Hour}

// clockSeverity counts by the clock on the wall instead of working time.
const clockSeverity = 5
