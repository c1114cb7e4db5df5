package dataset

import (
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// State of a set.
type State string

const (
	Open      State = "open"
	Submitted State = "submitted" // waits for a level
	Approved  State = "approved"  // by all levels
	Locked    State = "locked"    // changed by correction alone
)

// States is the closed list.
var States = []State{Open, Submitted, Approved, Locked}

// moves is the one table of allowed moves.
var moves = map[State][]State{Open: {Submitted}, Submitted: {Submitted, Approved, Open}, Approved: {Locked, Open}}

// Set is a form of one unit for one period.
type Set struct {
	ID          string
	Number      string // BC-24-0001
	Form        string
	FormName    text.L
	Period      Period
	Unit        string
	Area        string
	AreaPath    string
	HolderPath  string // of who answers for it today: the unit, or who took over from it
	HolderArea  string
	OwnerPath   string // of the form's owner, which reads and approves
	OwnerArea   string
	State       State
	Level       int // how many levels approved
	Due         time.Time
	OpenedAt    time.Time
	SubmittedAt time.Time // the last time; zero before
	SubmittedBy string
	FirstAt     time.Time // the first time: what being in time is judged by
	ApprovedAt  time.Time
	LockedAt    time.Time
	Work        string // its item in the queue; empty while nobody need act
	Filled      int    // cells with a value
	Version     int    // counts changes of values

	// What follows is filled by Get, not by List.
	Values []Value
	Log    []Line
}

// Scope is where the set belongs today, for rights.
func (s Set) Scope() actor.Scope { return actor.Scope{UnitPath: s.HolderPath, AreaPath: s.HolderArea} }

// Owner is where the form's owner belongs, for rights.
func (s Set) Owner() actor.Scope { return actor.Scope{UnitPath: s.OwnerPath, AreaPath: s.OwnerArea} }

// Readable is the rule for one row: of the side that owes it, or that asks.
func (s Set) Readable(by actor.Actor) bool {
	return by.May(Read, s.Scope()) || by.May(Read, s.Owner())
}

// readableWhere is the same rule as a predicate.
func readableWhere(by actor.Actor) (string, []any) {
	owes, args := by.Where(Read, "s.holder_unit_path", "s.holder_area_path")
	asks, more := by.Where(Read, "s.owner_path", "s.owner_area_path")
	return "(" + owes + " OR " + asks + ")", append(args, more...)
}

// Late tells whether it was, or is, handed in after its time.
func (s Set) Late(now time.Time) bool {
	if !s.FirstAt.IsZero() {
		now = s.FirstAt
	}
	return now.After(s.Due)
}

func (s Set) may(to State) error {
	for _, x := range moves[s.State] {
		if x == to {
			return nil
		}
	}
	return fault.New(fault.Conflict, "dataset.is_"+string(s.State), "number", s.Number)
}

// Value is what stands in a cell.
type Value struct {
	Cell
	Number  *int64 // of a number, in steps of 10^-decimals
	Text    string
	Comment string
	Source  string // where it came from: hand, machine, file, or an origin as "feed …", "form …"
	At      time.Time
	ByID    string
	ByName  string
	Before  int // how many values stood there before
}

// Change is one that a cell saw.
type Change struct {
	Cell
	Before, After Value
	Kind          string // put, correct
	Words         string // why it was corrected
	At            time.Time
	ByName        string
}

// Line is a line of the history.
type Line struct {
	At     time.Time
	ByID   string
	ByName string
	Kind   string // open, submit, approve, return, lock, correct
	Words  string
}

// In says what happened.
func (l Line) In(lang text.Lang) string {
	return text.T(lang, "dataset.line_"+l.Kind, map[string]any{"words": l.Words})
}

// parseNumber reads a number with a point for decimals, as machines write it, into steps.
func parseNumber(s string, decimals int) (int64, error) {
	s = strings.TrimSpace(s)
	negative := strings.HasPrefix(s, "-")
	whole, part, pointed := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if whole == "" || pointed && part == "" || strings.Trim(whole+part, "0123456789") != "" {
		return 0, fault.New(fault.Invalid, "dataset.no_number", "value", cut(s))
	}
	if part = strings.TrimRight(part, "0"); len(part) > decimals {
		return 0, fault.New(fault.Invalid, "dataset.too_exact", "value", cut(s), "decimals", decimals)
	}
	whole = strings.TrimLeft(whole, "0")
	if len(whole)+decimals > 17 {
		return 0, fault.New(fault.Invalid, "dataset.too_large", "value", cut(s))
	}
	n, err := strconv.ParseInt("0"+whole+part+strings.Repeat("0", decimals-len(part)), 10, 64)
	if err != nil {
		return 0, fault.New(fault.Invalid, "dataset.no_number", "value", cut(s))
	}
	if negative {
		n = -n
	}
	return n, nil
}

// Decimal writes steps as machines do: 1234.5.
func Decimal(n int64, decimals int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := strconv.FormatInt(n, 10)
	if decimals == 0 {
		return sign + s
	}
	if len(s) <= decimals {
		s = strings.Repeat("0", decimals-len(s)+1) + s
	}
	whole, part := s[:len(s)-decimals], strings.TrimRight(s[len(s)-decimals:], "0")
	if part == "" {
		return sign + whole
	}
	return sign + whole + "." + part
}

func cut(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
