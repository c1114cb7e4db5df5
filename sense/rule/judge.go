package rule

import (
	"time"

	"thanhdong/sense/derive"
)

// DeriveFeed brings derived series; a value stands for the hour or the local day
// that begins at its instant, as the table says that made it.
const DeriveFeed = derive.Feed

// Phase is where one rule stands at one station.
type Phase string

const (
	Quiet   Phase = "quiet"   // not satisfied
	Pending Phase = "pending" // satisfied, hold time running
	Firing  Phase = "firing"  // found; lives until a fresh value says otherwise
)

// Move is what a judgement asks the caller to do beside storing the state.
type Move string

const (
	Stay    Move = ""
	Hold    Move = "hold"    // start the hold timer at Since+hold
	Release Move = "release" // drop the hold timer
	Fire    Move = "fire"
	Resolve Move = "resolve"
)

// allowed is the one table of moves: what each phase becomes by each move.
var allowed = map[Phase]map[Move]Phase{
	Quiet:   {Hold: Pending, Fire: Firing},
	Pending: {Hold: Pending, Release: Quiet, Fire: Firing},
	Firing:  {Resolve: Quiet},
}

// Sample is one figure to be judged. At is the instant it speaks of: the
// observation time, or for a mean or derived value the end of its period.
type Sample struct {
	At     time.Time
	Value  *float64
	Unit   string
	Status uint8
	Feed   string
	Inputs map[string]float64 // what the conditions ask for beside it, by key
}

// State is what is remembered per rule, station and parameter.
type State struct {
	Phase  Phase
	Since  time.Time // when the condition became true, by observation time
	Judged time.Time // instant of the newest judged figure
	Value  float64   // that figure
	Unit   string
	Feed   string
}

// Judge takes one figure that arrived at the given time. limit is how old a
// figure may be at arrival and still count. Nothing but its arguments matters. A
// condition that cannot be evaluated, because something it asks for is missing,
// changes nothing.
func Judge(r Rule, c Conditions, s State, f Sample, arrived time.Time, limit time.Duration) (State, Move) {
	if s.Phase == "" {
		s.Phase = Quiet
	}
	if f.Status != 0 || f.Value == nil || arrived.Sub(f.At) > limit || f.At.Before(s.Judged) {
		return s, Stay
	}
	yes, err := c.When.Holds(r.Parameter, *f.Value, f.Status, f.Inputs)
	if err != nil {
		return s, Stay
	}
	if s.Phase == Firing && c.Clear != nil && !yes {
		// What fires goes on until the second condition says that it is over.
		over, err := c.Clear.Holds(r.Parameter, *f.Value, f.Status, f.Inputs)
		if err != nil {
			return s, Stay
		}
		yes = !over
	}
	before := s
	s.Judged, s.Value, s.Unit, s.Feed = f.At, *f.Value, f.Unit, f.Feed
	switch {
	case !yes && s.Phase == Pending:
		return s.by(Release), Release
	case !yes && s.Phase == Firing:
		return s.by(Resolve), Resolve
	case !yes || s.Phase == Firing:
		return s, Stay
	}
	// A lapsed hold: nobody saw the condition true for longer than the hold and
	// the freshness limit together, so what is true now began now.
	lapsed := s.Phase == Pending && f.At.Sub(before.Judged) > r.Hold+limit
	if s.Phase == Quiet || lapsed {
		s.Since = f.At
	}
	if !f.At.Before(s.Since.Add(r.Hold)) {
		return s.by(Fire), Fire
	}
	if before.Phase == Pending && !lapsed {
		return s, Stay
	}
	return s.by(Hold), Hold
}

// Elapse is the hold timer: it fires when the hold is over and the newest
// judged figure, which satisfied the condition, is still fresh. A hold whose
// figure went stale waits for the next figure.
func Elapse(r Rule, s State, now time.Time, limit time.Duration) (State, Move) {
	if s.Phase != Pending || now.Before(s.Since.Add(r.Hold)) || now.Sub(s.Judged) > limit {
		return s, Stay
	}
	return s.by(Fire), Fire
}

// Heard takes the instant of an observation for a silence rule. Only a station
// whose newest observation is younger than the silence is watched, so importing
// old data raises nothing. Hold asks for the timer at Judged+silence.
func Heard(r Rule, s State, f Sample, arrived time.Time) (State, Move) {
	if s.Phase == "" {
		s.Phase = Quiet
	}
	if f.At.Before(s.Judged) || arrived.Sub(f.At) >= r.Silence {
		return s, Stay
	}
	s.Judged, s.Since, s.Feed, s.Unit = f.At, f.At, f.Feed, f.Unit
	if f.Value != nil {
		s.Value = *f.Value
	}
	if s.Phase == Firing {
		return s.by(Resolve).by(Hold), Resolve // heard again, and watched again
	}
	return s.by(Hold), Hold
}

// Missed is the silence timer: it fires when nothing came for the whole time.
func Missed(r Rule, s State, now time.Time) (State, Move) {
	if s.Phase != Pending || now.Before(s.Judged.Add(r.Silence)) {
		return s, Stay
	}
	return s.by(Fire), Fire
}

func (s State) by(m Move) State {
	if next, ok := allowed[s.Phase][m]; ok {
		s.Phase = next
	}
	return s
}
