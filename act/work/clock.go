package work

import (
	"time"

	"thanhdong/ground/calendar"
)

// ClockState is the word on the clock chip.
type ClockState string

const (
	ClockOK    ClockState = "ok"
	ClockSoon  ClockState = "soon" // 24 hours or less
	ClockLate  ClockState = "late"
	ClockPause ClockState = "pause" // stands still; Working is what will be left when it goes on
	ClockDone  ClockState = "done"
)

// soon is when the chip changes its word: the reference screens say "under 24
// hours to the due time", counted by the clock on the wall.
const soon = 24 * time.Hour

// warnings are how long before the due time the doer and the head of the unit
// are warned.
var warnings = []time.Duration{24 * time.Hour, 4 * time.Hour}

// Clock is how an item stands against its due time. Left is negative when late,
// and for a done item what was left when it closed.
type Clock struct {
	State       ClockState
	Left        time.Duration // by the clock on the wall
	WorkingTime bool          // the limit counts working time, and so does Working
	Working     time.Duration // working time left; equals Left where WorkingTime is false
}

// clockOf reads the clock of an item. cal may be nil for items in clock time.
func clockOf(i Item, now time.Time, cal *calendar.Calendar) Clock {
	at := now
	if i.State == Done {
		at = i.ClosedAt
	}
	c := Clock{Left: i.Due.Sub(at), WorkingTime: i.WorkingTime && cal != nil}
	c.Working = c.Left
	if c.WorkingTime {
		c.Working = cal.Working(at, i.Due)
	}
	switch {
	case i.State == Done:
		c.State = ClockDone
	case !i.PausedUntil.IsZero():
		c.State, c.Left, c.Working = ClockPause, i.Limit, i.Limit
	case c.Left < 0:
		c.State = ClockLate
	case c.Left <= soon:
		c.State = ClockSoon
	default:
		c.State = ClockOK
	}
	return c
}

// dueOf is when a limit ends.
func dueOf(n NewItem, from time.Time, cal *calendar.Calendar) time.Time {
	if n.WorkingTime {
		return cal.AddWorking(from, n.Limit).UTC()
	}
	return from.Add(n.Limit)
}
