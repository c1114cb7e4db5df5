package publish

import (
	"slices"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// State of an open data set.
type State string

const (
	Proposed  State = "proposed"
	Published State = "published"
	Withdrawn State = "withdrawn"
)

// States is the closed list.
var States = []State{Proposed, Published, Withdrawn}

// moves is the table of allowed moves. A published one is approved anew where the pack changed it.
var moves = map[State][]State{
	Proposed:  {Published, Withdrawn},
	Published: {Published, Withdrawn},
	Withdrawn: {Published},
}

// Set is an open data set.
type Set struct {
	Definition             // as it is proposed now
	Public      Definition // as it was approved; of no code before
	Version     int        // of the proposal
	Approved    int        // the version that was approved; 0: none
	UnitPath    string
	AreaPath    string
	State       State
	ProposedAt  time.Time
	ApprovedAt  time.Time  // the last time
	Role        actor.Role // by whom
	ByUnit      string     // by somebody of which unit
	IssuedAt    time.Time  // published for the first time
	WithdrawnAt time.Time
	Words       string    // why it was withdrawn
	Digest      string    // of the public table
	ChangedAt   time.Time // when the public table changed last
	Rows        int
	Hidden      int
	Trouble     string // key of why the table could not be made anew; empty: it is of now
	Ended       bool   // its pack is gone

	// What follows is filled by Get.
	Log []Line
}

// Line is a line of the history.
type Line struct {
	At    time.Time
	By    string // id
	Name  string
	Kind  string // propose, change, approve, withdraw, end
	Words string
}

// In says what happened.
func (l Line) In(lang text.Lang) string {
	return text.T(lang, "publish.line_"+l.Kind, map[string]any{"words": l.Words})
}

// Changed tells whether the pack proposes another data set than the public one.
func (s Set) Changed() bool { return s.State == Published && s.Version != s.Approved }

// Scope is where the set belongs, for rights.
func (s Set) Scope() actor.Scope { return actor.Scope{UnitPath: s.UnitPath, AreaPath: s.AreaPath} }

func (s Set) may(to State) error {
	if slices.Contains(moves[s.State], to) && (to != Published || !s.Ended) {
		return nil
	}
	if s.Ended {
		return fault.New(fault.Conflict, "publish.is_ended", "code", s.Code)
	}
	return fault.New(fault.Conflict, "publish.is_"+string(s.State), "code", s.Code)
}

// Action is something that can be done with a set now, or the reason why not.
type Action struct {
	Verb string // approve withdraw
	Why  *fault.Error
}

// Actions lists what the actor may do, by the checks that the commands make.
func (s Set) Actions(by actor.Actor) []Action {
	first := func(errs ...error) *fault.Error {
		for _, err := range errs {
			if f, ok := fault.As(err); ok {
				return f
			}
		}
		return nil
	}
	again := error(nil)
	if s.State == Published && !s.Changed() {
		again = fault.New(fault.Conflict, "publish.is_published", "code", s.Code)
	}
	right := by.Check(ToApprove, s.Scope())
	return []Action{{"approve", first(right, s.may(Published), again)}, {"withdraw", first(right, s.may(Withdrawn))}}
}
