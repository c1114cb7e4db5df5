package roster

import (
	"cmp"
	"slices"
	"time"

	"thanhdong/ground/text"
)

// Reasons why another person than the rotation's has a turn.
const (
	ByOverride = "override"
	BySwap     = "swap"
	ByLeave    = "leave" // the stand-in
)

// Kinds of gap.
const (
	Nobody    = "nobody"
	Suspended = "suspended"
	OnLeave   = "leave"
)

// Turn is one shift on one day. Where Always is asked and no shift covers a time, it has no shift.
type Turn struct {
	Roster  string
	Shift   string
	Name    text.L
	Day     text.Day // on which it begins
	Start   time.Time
	End     time.Time
	Person  string // id; empty where nobody is named
	Planned string // whose turn it is by the rotation
	Why     string // another than planned has it: override, swap, leave
	Gap     string // nobody is on duty: nobody, suspended, leave
}

// Gap is a turn, or a time between turns, in which nobody is on duty.
type Gap = Turn

// version of a roster, for the turns that began while it stood.
type version struct {
	Roster
	putAt time.Time
}

// plan is all that turns of one roster are computed from.
type plan struct {
	versions  []version // oldest first
	overrides map[turnKey]override
	leaves    []Leave
	active    map[string]bool
}

type turnKey struct {
	shift string
	day   text.Day
}

type override struct{ person, kind string }

// between gives the turns that touch from <= t < to, by their begin.
func (p plan) between(from, to time.Time) (turns []Turn) {
	last := text.DayOf(to)
	for day := text.DayOf(from).Add(-1); day <= last; day = day.Add(1) {
		for i, v := range p.versions {
			for _, s := range v.Shifts {
				start, end, ok := s.on(day)
				if ok && end.After(from) && start.Before(to) && p.standing(s.Code, day, start, end) == i {
					turns = append(turns, p.turn(v.Roster, s, day, start, end))
				}
			}
		}
	}
	turns = append(turns, p.uncovered(turns, from, to)...)
	slices.SortStableFunc(turns, func(a, b Turn) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Shift, b.Shift))
	})
	return turns
}

// standing is the version that stood when a turn began. A roster made while the turn ran holds for it, and so does
// one that names somebody where nobody was.
func (p plan) standing(shift string, day text.Day, start, end time.Time) int {
	at := -1
	for i, v := range p.versions {
		if !v.putAt.After(start) || v.putAt.Before(end) && (at < 0 || p.versions[at].nobody(shift, day)) {
			at = i
		}
	}
	return at
}

// nobody says that a roster has a shift and names nobody for it on a day.
func (r Roster) nobody(shift string, day text.Day) bool {
	for _, s := range r.Shifts {
		if s.Code == shift {
			return s.whose(day) == ""
		}
	}
	return false
}

func (p plan) turn(r Roster, s Shift, day text.Day, start, end time.Time) Turn {
	t := Turn{Roster: r.Code, Shift: s.Code, Name: s.Name, Day: day, Start: start, End: end, Planned: s.whose(day)}
	t.Person = t.Planned
	if o, ok := p.overrides[turnKey{s.Code, day}]; ok {
		t.Person, t.Why = o.person, o.kind
	}
	if l, away := p.away(t.Person, start, end); away {
		if _, too := p.away(l.StandIn, start, end); l.StandIn == "" || too {
			t.Gap = OnLeave
			return t
		}
		t.Person, t.Why = l.StandIn, ByLeave
	}
	switch {
	case t.Person == "":
		t.Gap = Nobody
	case !p.active[t.Person]:
		t.Gap = Suspended
	}
	return t
}

// away gives the leave that touches a time.
func (p plan) away(person string, start, end time.Time) (Leave, bool) {
	for _, l := range p.leaves {
		if l.Person == person && person != "" && l.From.Start().Before(end) && l.To.Start().After(start) {
			return l, true
		}
	}
	return Leave{}, false
}

// uncovered are the times without any turn where somebody must always be there.
func (p plan) uncovered(turns []Turn, from, to time.Time) (gaps []Turn) {
	if len(p.versions) == 0 {
		return nil
	}
	now := p.versions[len(p.versions)-1]
	if !now.Always {
		return nil
	}
	if now.putAt.After(from) {
		from = now.putAt
	}
	gap := func(start, end time.Time) {
		gaps = append(gaps, Turn{Roster: now.Code, Day: text.DayOf(start), Start: start, End: end, Gap: Nobody})
	}
	until := from
	for _, t := range slices.SortedFunc(slices.Values(turns), func(a, b Turn) int { return a.Start.Compare(b.Start) }) {
		if t.Start.After(until) {
			gap(until, t.Start)
		}
		if t.End.After(until) {
			until = t.End
		}
	}
	if until.Before(to) {
		gap(until, to)
	}
	return gaps
}
