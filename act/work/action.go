package work

import (
	"context"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
)

// Action is something that can be done to an item now, or the reason why not.
type Action struct {
	Verb string // take evidence note close pause resume extend hand-on escalate duplicate question not-ours
	// reopen decide
	Why *fault.Error
}

// Actions lists what the actor may do to an item that was read with Get, by the
// same checks that the commands make. A kind's own refusal comes at closing.
func (w *Work) Actions(ctx context.Context, i Item) []Action {
	by := actor.From(ctx)
	check := func(v actor.Verb, more error) *fault.Error {
		err := by.Check(v, i.Scope())
		if err == nil {
			err = more
		}
		f, _ := fault.As(err)
		return f
	}
	var done error
	if i.State == Done {
		done = closedAlready(i)
	}
	if i.Kind == requestKind {
		return []Action{{"decide", check(i.decider(), i.decidable())}, {"note", check(ToAddEvidence, nil)}}
	}
	return []Action{
		{"take", check(ToTake, takeable(i))},
		{"evidence", check(ToAddEvidence, done)},
		{"note", check(ToAddEvidence, nil)},
		{"close", check(ToClose, closeable(i, "-"))},
		{"pause", check(ToPause, i.pausable())},
		{"resume", check(ToPause, i.resumable())},
		{"extend", check(ToAsk, i.extendable())},
		{"hand-on", check(ToHandOn, i.movable())},
		{"escalate", check(ToEscalate, done)},
		{"duplicate", check(ToClose, done)},
		{"question", check(ToPause, done)},
		{"not-ours", check(ToHandOn, i.movableUp())},
		{"reopen", check(ToReopen, i.reopenable())},
	}
}

func (i Item) resumable() error {
	if i.State == Done {
		return closedAlready(i)
	}
	if i.PausedUntil.IsZero() {
		return fault.New(fault.Conflict, "work.not_paused", "number", i.Number)
	}
	return nil
}

func (i Item) movable() error {
	switch {
	case i.State == Done:
		return closedAlready(i)
	case i.Kind == requestKind:
		return fault.New(fault.Conflict, "work.decide_it", "number", i.Subject.Number)
	}
	return nil
}

func (i Item) movableUp() error {
	if err := i.movable(); err != nil || above(i.UnitPath) != "" {
		return err
	}
	return fault.New(fault.Conflict, "work.nobody_above", "number", i.Number)
}

func (i Item) reopenable() error {
	if i.State != Done {
		return fault.New(fault.Conflict, "work.is_open", "number", i.Number)
	}
	return nil
}

// Next is the one next step of an item: take it, show what was done, close it.
// It is "" when the item is done or paused.
func (i Item) Next() string {
	switch {
	case i.State == Done, !i.PausedUntil.IsZero():
		return ""
	case i.Kind == requestKind:
		return "decide"
	case i.Person == "":
		return "take"
	case i.WantsEvidence && i.Evidence == 0:
		return "evidence"
	}
	return "close"
}

// EscalatesTo is the next unit that is told when the time has run out: the one
// above the owner, then the one above that. It is "" at the top.
func (i Item) EscalatesTo() string {
	path := i.UnitPath
	if i.RaisedTo != "" {
		if at := strings.Index(path, "/"+i.RaisedTo+"/"); at >= 0 {
			path = path[:at+len(i.RaisedTo)+2]
		}
	}
	return above(path)
}

// WhyVisible gives the grants by which the actor may read the item.
func (w *Work) WhyVisible(ctx context.Context, i Item) []actor.Grant {
	return actor.From(ctx).Because(Read, i.Scope())
}
