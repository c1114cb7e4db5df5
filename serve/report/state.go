package report

import (
	"slices"
	"time"

	"thanhdong/ground/fault"
)

// State of a report.
type State string

const (
	Received   State = "received"
	Assigned   State = "assigned"
	InProgress State = "in_progress"
	NeedInfo   State = "need_info" // waits for its reporter; the clock stands still
	Returned   State = "returned"  // the unit says that it is not theirs; classified again
	Resolved   State = "resolved"  // shown to its reporter, who has the last word
	Reopened   State = "reopened"
	Rejected   State = "rejected"
	Merged     State = "merged"
	Closed     State = "closed"
)

// States is the closed list, in the order of a report's life.
var States = []State{Received, Assigned, InProgress, NeedInfo, Returned, Resolved, Reopened, Rejected, Merged, Closed}

// moves is the table of allowed moves.
var moves = map[State][]State{
	Received:   {Assigned, Rejected, Merged},
	Assigned:   {InProgress, NeedInfo, Returned, Resolved, Rejected, Merged},
	InProgress: {NeedInfo, Returned, Resolved, Merged},
	NeedInfo:   {InProgress, Rejected, Merged},
	Returned:   {Assigned, Rejected, Merged},
	Resolved:   {Closed, Reopened},
	Reopened:   {InProgress, NeedInfo, Returned, Resolved, Merged},
	Rejected:   {Received}, // taken up again: classified anew
	Merged:     {Received}, // parted
	Closed:     {Reopened},
}

// Live says that somebody still has to act, or the reporter to answer.
func (s State) Live() bool { return !s.Ended() }

// Ended is what Open311 calls closed.
func (s State) Ended() bool { return s == Rejected || s == Merged || s == Closed }

// Acts says that somebody still has to act, so that a clock runs or stands.
func (s State) Acts() bool { return s.Live() && s != Resolved }

func (s State) late(due, now time.Time) bool { return s.Acts() && due.Before(now) }

// Late says that somebody has to act and the time is over.
func (r Report) Late(now time.Time) bool { return r.State.late(r.Due, now) }

// Late is Report.Late for everybody.
func (p Public) Late(now time.Time) bool { return p.State.late(p.Due, now) }

// waiting are the states in which a desk has to classify, the others that live those in which a unit has to handle.
func (s State) waiting() bool { return s == Received || s == Returned }

// Outcome says how a closed report ended for its reporter. Only Confirmed counts as mended.
type Outcome string

const (
	Confirmed  Outcome = "confirmed"
	Unanswered Outcome = "unanswered"
)

// Reasons for which a report is rejected: a closed list.
var Reasons = []string{"not-ours", "emergency", "complaint", "no-content", "insulting", "duplicate", "out-of-area", "spam"}

func (r Report) may(to State) error {
	if slices.Contains(moves[r.State], to) {
		return nil
	}
	return fault.New(fault.Conflict, "report.is_"+string(r.State), "number", r.Number)
}
