package work

import (
	"context"
	"slices"
	"strings"
	"time"

	"thanhdong/act/roster"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Walk is why an item walks its chain.
type Walk string

const (
	Untaken Walk = "untaken" // nobody took it
	Overdue Walk = "late"    // its time has passed
	ByHand  Walk = "hand"    // a person asked for it
)

// Stations of a chain.
const (
	StationDuty   = "duty"   // who is on duty in the unit
	StationHead   = "head"   // who leads the unit, or stands for them that day
	StationDeputy = "deputy" // the named deputy of the day, nearest to the owner
)

// Station is where a chain tells people: a role in a unit. The deputy's unit is found when it is reached.
type Station struct {
	Kind string
	Unit string
}

// stations is the chain of an item. What nobody took goes to who is on duty, to the head of the unit, to the
// leader of each unit above, and last to the deputy of the day. Of late work the doer and the head of the unit
// are told when it is late, so that its chain begins with the unit above.
func (i Item) stations(w Walk) (list []Station) {
	units := strings.Split(strings.Trim(i.UnitPath, "/"), "/")
	slices.Reverse(units)
	if w == Untaken {
		list = append(list, Station{StationDuty, units[0]}, Station{StationHead, units[0]})
	}
	for _, code := range units[1:] {
		list = append(list, Station{StationHead, code})
	}
	return append(list, Station{StationDeputy, ""})
}

// untakenWaits is how long an item of a severity waits between two stations while nobody takes it: by the clock
// where its limit is clock time, in working time otherwise. PROJECT CHOICE: five minutes for danger to life by
// the clock, and for the rest what a shift can look after; no act of law names such times.
var untakenWaits = map[int]struct{ clock, working time.Duration }{
	5: {5 * time.Minute, 30 * time.Minute},
	4: {10 * time.Minute, time.Hour},
	3: {15 * time.Minute, 2 * time.Hour},
	2: {30 * time.Minute, 4 * time.Hour},
	1: {time.Hour, 8 * time.Hour},
}

// shareOfLimit is the least wait as a part of the limit: who has ten days has not lost them after two hours.
// PROJECT CHOICE.
const shareOfLimit = 20

// wait is the time before the next station. Late work goes on each working day, or each four hours by the clock.
func (i Item) wait(w Walk) time.Duration {
	if w != Untaken {
		return leastAgain(i.WorkingTime)
	}
	by := untakenWaits[min(max(i.Severity, 1), 5)]
	least := by.clock
	if i.WorkingTime {
		least = by.working
	}
	return max(least, (i.Limit / shareOfLimit).Truncate(time.Minute))
}

// answering gives who answers at a station now, and the unit in which they were found. The deputy of the day is
// looked for from the owner upwards; where none is named, the highest leader is told instead.
func (i Item) answering(ctx context.Context, tx *db.Tx, s Station) (people []string, unit string, named bool, err error) {
	if s.Kind != StationDeputy {
		a, err := roster.Answers(ctx, tx, s.Unit, tx.Now())
		if s.Kind == StationDuty {
			return a.OnDuty, s.Unit, true, err
		}
		if len(a.Heads) == 0 {
			return a.Deputies, s.Unit, true, err
		}
		return a.Heads, s.Unit, true, err
	}
	units := strings.Split(strings.Trim(i.UnitPath, "/"), "/")
	slices.Reverse(units)
	unit = units[0]
	for _, code := range units {
		a, err := roster.Answers(ctx, tx, code, tx.Now())
		if err != nil {
			return nil, "", false, err
		}
		if len(a.Deputies) > 0 {
			return a.Deputies, code, true, nil
		}
		if len(a.Heads) > 0 {
			people, unit = a.Heads, code
		}
	}
	return people, unit, false, nil
}

// inWords puts the walk and the station of a line into words.
func inWords(lang text.Lang, args map[string]any) {
	for arg, key := range map[string]string{"walk": "work.walk_", "station": "work.station_", "verb": "work.verb_"} {
		if code, ok := args[arg].(string); ok {
			args[arg] = text.T(lang, key+code, nil)
		}
	}
}
