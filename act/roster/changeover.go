package roster

import (
	"context"
	"slices"
	"time"

	"thanhdong/ground/db"
)

// Changeover is a moment at which one shift of a roster ends and another takes its place.
type Changeover struct {
	At    time.Time
	Until time.Time // the last of those who come in goes; At where nobody comes
	Out   []Turn    // end then
	In    []Turn    // begin then, or go on, or are the next to begin; gaps among them
}

// nextShift is how long after a changeover the next turn may begin to count as its other side: a duty by day
// hands over to the next working day, also over Tết.
const nextShift = 12 * 24 * time.Hour

// ChangeoverFrom gives the first changeover of a roster at or after an instant, whoever asks; found is false
// where none comes within Ahead. Where the same people simply go on nothing changes hands.
func ChangeoverFrom(ctx context.Context, tx *db.Tx, code string, from time.Time) (c Changeover, found bool, err error) {
	p, err := planOf(ctx, tx, code, from)
	if err != nil {
		return c, false, err
	}
	var ends []time.Time
	for _, t := range p.between(from.Add(-time.Microsecond), from.Add(Ahead)) {
		if t.Shift != "" && !t.End.Before(from) {
			ends = append(ends, t.End)
		}
	}
	slices.SortFunc(ends, time.Time.Compare)
	for _, at := range ends {
		if c = p.changeover(at); !c.same() {
			return c, true, nil
		}
	}
	return Changeover{}, false, nil
}

// ChangeoverAt gives both sides of one moment as the roster stands now, whoever asks.
func ChangeoverAt(ctx context.Context, tx *db.Tx, code string, at time.Time) (Changeover, error) {
	p, err := planOf(ctx, tx, code, at)
	return p.changeover(at), err
}

func (p plan) changeover(at time.Time) Changeover {
	c := Changeover{At: at, Until: at}
	var begin, goOn []Turn
	for _, t := range p.between(at.Add(-time.Microsecond), at.Add(nextShift)) {
		switch {
		case t.Shift == "":
		case t.End.Equal(at):
			c.Out = append(c.Out, t)
		case !t.Start.Before(at):
			begin = append(begin, t)
		default:
			goOn = append(goOn, t)
		}
	}
	next := func(t Turn) bool { return !t.Start.Equal(begin[0].Start) }
	switch {
	case len(begin) > 0 && (begin[0].Start.Equal(at) || len(goOn) == 0):
		if i := slices.IndexFunc(begin, next); i > 0 {
			begin = begin[:i]
		}
		c.In = begin
	default:
		c.In = goOn
	}
	for _, t := range c.In {
		if t.End.After(c.Until) {
			c.Until = t.End
		}
	}
	return c
}

// same says that who goes is who comes.
func (c Changeover) same() bool {
	people := func(turns []Turn) (ids []string) {
		for _, t := range turns {
			if t.Gap != "" {
				return nil
			}
			ids = append(ids, t.Person)
		}
		slices.Sort(ids)
		return slices.Compact(ids)
	}
	out := people(c.Out)
	return len(out) > 0 && slices.Equal(out, people(c.In))
}
