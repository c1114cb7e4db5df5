package exercise

import (
	"context"
	"strconv"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/observation"
)

// Action is something that can be done to an exercise, or the reason why not.
type Action struct {
	Verb string // start pause resume end score archive drop
	Why  *fault.Error
}

// Actions lists what the actor may do, by the same checks that the commands make.
func (e Exercise) Actions(ctx context.Context) []Action {
	by := actor.From(ctx)
	why := func(more error) *fault.Error {
		err := by.Check(ToRun, e.Scope())
		if err == nil {
			err = more
		}
		f, _ := fault.As(err)
		return f
	}
	resume := e.may(Running)
	if e.State == Starting {
		resume = fault.New(fault.Conflict, "exercise.not_in_starting", "number", e.Number)
	}
	var archive error
	if e.State != Ended && e.State != Scored || !e.ArchivedAt.IsZero() {
		archive = fault.New(fault.Conflict, "exercise.not_over", "number", e.Number)
	}
	return []Action{
		{"start", why(e.may(Starting))}, {"pause", why(e.may(Paused))}, {"resume", why(resume)}, {"end", why(e.may(Ended))},
		{"score", why(e.may(Scored))}, {"archive", why(archive)}, {"drop", why(e.may(Dropped))},
	}
}

// In says what a step does.
func (s Step) In(lang text.Lang) string {
	args := map[string]any{}
	switch {
	case s.Message != nil:
		return s.Message.In(lang)
	case s.Values != nil:
		v := s.Values
		args = map[string]any{"station": v.Station, "parameter": v.Parameter, "from": v.From, "to": v.To, "unit": observation.UnitWords(v.Unit), "over": v.Over.Std()}
		if v.Over == 0 {
			return text.T(lang, "exercise.step_value", args)
		}
	case s.Alert != nil:
		args = map[string]any{"rule": s.Alert.Rule, "station": s.Alert.Station}
	case s.Call != nil:
		args = map[string]any{"words": s.Call.Words, "place": s.Call.Place}
	case s.Replay != nil:
		args = map[string]any{"n": strconv.Itoa(len(s.Replay.Stations)), "from": s.Replay.From, "to": s.Replay.To}
	}
	return text.T(lang, "exercise.step_"+s.Kind(), args)
}
