package roster

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Roster is who takes which shift of a unit.
type Roster struct {
	Code   string  `json:"code"`
	Name   text.L  `json:"name"`
	Unit   string  `json:"unit"`             // owner
	Always bool    `json:"always,omitempty"` // somebody must be on duty at every moment
	Shifts []Shift `json:"shifts"`
}

// Shift is one kind of turn.
type Shift struct {
	Code    string   `json:"code"`
	Name    text.L   `json:"name"`
	Start   string   `json:"start"`   // 07:00, in the zone of Viet Nam
	Minutes int      `json:"minutes"` // its length
	Days    []int    `json:"days"`    // on which it begins, 1 is Monday, 7 Sunday
	First   text.Day `json:"first"`   // from which the rotation counts; no turn before it
	Every   int      `json:"every"`   // handed on after so many days
	People  []string `json:"people"`  // ids of accounts, in their order
}

// Kept is a roster as it stands in the store.
type Kept struct {
	Roster
	UnitPath string
	Area     string
	AreaPath string
	Version  int
	PutAt    time.Time
	PutBy    string // name
}

// Scope is where the roster belongs, for rights.
func (k Kept) Scope() actor.Scope { return actor.Scope{UnitPath: k.UnitPath, AreaPath: k.AreaPath} }

const (
	mostShifts    = 20
	mostPeople    = 100
	shortest      = 15
	longest       = 24 * 60
	longestEvery  = 366
	longestReason = 500
)

var (
	codeForm  = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,39}$`) // no dot: the address ends with one and the form
	clockForm = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
)

// Normal gives the roster as it is kept: without space around words, days in order.
func (r Roster) Normal() Roster {
	r.Name = trimmed(r.Name)
	r.Shifts = slices.Clone(r.Shifts)
	for i, s := range r.Shifts {
		s.Name, s.Days, s.People = trimmed(s.Name), slices.Clone(s.Days), slices.Clone(s.People)
		slices.Sort(s.Days)
		r.Shifts[i] = s
	}
	return r
}

func trimmed(l text.L) text.L {
	return text.L{VI: strings.TrimSpace(l.VI), EN: strings.TrimSpace(l.EN)}
}

// Validate collects every fault that the roster shows by itself.
func (r Roster) Validate() error {
	if fs := r.faults(); len(fs) > 0 {
		return fault.Fields("roster.invalid", fs...)
	}
	return nil
}

func (r Roster) faults() (fs []fault.Field) {
	fail := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	if !codeForm.MatchString(r.Code) {
		fail("code", "roster.bad_code", "code", r.Code)
	}
	if !r.Name.Complete() {
		fail("name", "roster.no_name")
	}
	if r.Unit == "" {
		fail("unit", "roster.no_unit")
	}
	if len(r.Shifts) == 0 || len(r.Shifts) > mostShifts {
		fail("shifts", "roster.bad_shifts", "max", mostShifts)
	}
	seen := map[string]bool{}
	for i, s := range r.Shifts {
		at := func(what string) string { return fmt.Sprintf("shifts/%d/%s", i, what) }
		if !codeForm.MatchString(s.Code) {
			fail(at("code"), "roster.bad_code", "code", s.Code)
		}
		if seen[s.Code] {
			fail(at("code"), "roster.shift_twice", "code", s.Code)
		}
		seen[s.Code] = true
		if !s.Name.Complete() {
			fail(at("name"), "roster.no_name")
		}
		if !clockForm.MatchString(s.Start) {
			fail(at("start"), "roster.bad_start", "start", s.Start)
		}
		if s.Minutes < shortest || s.Minutes > longest {
			fail(at("minutes"), "roster.bad_length", "min", shortest, "max", longest)
		}
		if !daysOK(s.Days) {
			fail(at("days"), "roster.bad_days")
		}
		if s.First.Open() || !s.First.Valid() {
			fail(at("first"), "roster.bad_first")
		}
		if s.Every < 1 || s.Every > longestEvery {
			fail(at("every"), "roster.bad_every", "max", longestEvery)
		}
		if len(s.People) > mostPeople {
			fail(at("people"), "roster.too_many_people", "max", mostPeople)
		}
		for j, p := range s.People {
			if slices.Contains(s.People[:j], p) {
				fail(fmt.Sprintf("shifts/%d/people/%d", i, j), "roster.person_twice")
			}
		}
	}
	return fs
}

func daysOK(days []int) bool {
	for i, d := range days {
		if d < 1 || d > 7 || slices.Contains(days[:i], d) {
			return false
		}
	}
	return len(days) > 0
}

// people are all who stand in a rotation.
func (r Roster) people() (ids []string) {
	for _, s := range r.Shifts {
		ids = append(ids, s.People...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// on says whether the shift begins on a day, and when it begins and ends.
func (s Shift) on(day text.Day) (start, end time.Time, ok bool) {
	if day < s.First {
		return start, end, false
	}
	midnight := day.Start()
	weekday := (int(midnight.Weekday())+6)%7 + 1
	var hour, minute int
	if _, err := fmt.Sscanf(s.Start, "%d:%d", &hour, &minute); err != nil || !slices.Contains(s.Days, weekday) {
		return start, end, false
	}
	start = midnight.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute) // no daylight saving here
	return start, start.Add(time.Duration(s.Minutes) * time.Minute), true
}

// whose is the person whose turn it is by the rotation; empty where nobody stands in it.
func (s Shift) whose(day text.Day) string {
	if len(s.People) == 0 {
		return ""
	}
	passed := int(day.Start().Sub(s.First.Start()) / (24 * time.Hour))
	return s.People[passed/s.Every%len(s.People)]
}
