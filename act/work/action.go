package work

import (
	"context"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
)

// Action is something that can be done to an item now, or the reason why not.
type Action struct {
	Verb string // take evidence note close
	Why  *fault.Error
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
	return []Action{
		{"take", check(ToTake, takeable(i))},
		{"evidence", check(ToAddEvidence, done)},
		{"note", check(ToAddEvidence, nil)},
		{"close", check(ToClose, closeable(i, "-"))},
	}
}

// Next is the one next step of an item: take it, show what was done, close it.
// It is "" when the item is done.
func (i Item) Next() string {
	switch {
	case i.State == Done:
		return ""
	case i.Person == "":
		return "take"
	case i.WantsEvidence && i.Evidence == 0:
		return "evidence"
	}
	return "close"
}

// EscalatesTo is the unit above the owner: who is asked when the time has run
// out. It is "" where the owner stands at the top.
func (i Item) EscalatesTo() string {
	return above(i.UnitPath)
}

// WhyVisible gives the grants by which the actor may read the item.
func (w *Work) WhyVisible(ctx context.Context, i Item) []actor.Grant {
	return actor.From(ctx).Because(Read, i.Scope())
}
