package work

import (
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// State of an item: open becomes done, and done becomes open again by [Work.Reopen].
type State string

const (
	Open State = "open"
	Done State = "done"
)

// Subject is what the item stands for, in the words of the room that owns it.
type Subject struct {
	Kind   string
	ID     string
	Number string
}

// Item is one piece of work with one owner and one clock.
type Item struct {
	ID            string
	Number        string // VI-24-0001, what people say on the phone
	Kind          string
	Subject       Subject
	Title         text.L
	Severity      int
	Unit          string // owner
	UnitPath      string
	Area          string
	AreaPath      string
	Person        string // who took it; empty while nobody did
	PersonName    string
	OpenedAt      time.Time
	Due           time.Time
	WorkingTime   bool          // the limit counts working time
	Limit         time.Duration // 0 for items older than this column
	CountsFrom    time.Time     // from where Limit counts; zero for the opening
	PausedUntil   time.Time     // zero while the clock goes
	RaisedTo      string        // the unit above that was told of lateness; "" while none was
	Reopened      int           // how often
	WantsEvidence bool
	State         State
	ClosedAt      time.Time
	ClosedBy      string
	ClosedName    string
	Reason        string // why it was closed
	Evidence      int    // how many pieces there are
	DupOf         string // the original, of an item that was closed as its duplicate
	Clock         Clock  // at the instant of reading

	Walking Walking // on its chain
}

// countsFrom is the instant from which the limit counts.
func (i Item) countsFrom() time.Time {
	if i.CountsFrom.IsZero() {
		return i.OpenedAt
	}
	return i.CountsFrom
}

// Scope is where the item belongs, for rights.
func (i Item) Scope() actor.Scope { return actor.Scope{UnitPath: i.UnitPath, AreaPath: i.AreaPath} }

// NewItem is what the room that owns a subject says to open its work.
type NewItem struct {
	Kind          string
	Subject       Subject
	Title         text.L
	Severity      int
	Unit          string
	UnitPath      string
	Area          string
	AreaPath      string
	Person        string // who has it from the beginning; empty: whoever takes it
	PersonName    string
	Limit         time.Duration
	WorkingTime   bool // Limit is working time by the calendar
	WantsEvidence bool
}

// Validate refuses work that nobody owns or that has no end.
func (n NewItem) Validate() error {
	var fs []fault.Field
	add := func(path, key string) { fs = append(fs, fault.At(path, key)) }
	if n.Unit == "" || !strings.HasSuffix(n.UnitPath, "/") {
		add("unit", "work.no_unit")
	}
	if !strings.HasSuffix(n.AreaPath, "/") {
		add("area", "work.no_area")
	}
	if n.Title.Empty() {
		add("title", "work.no_title")
	}
	if n.Limit <= 0 {
		add("limit", "work.no_limit")
	}
	if n.Subject.ID == "" || n.Subject.Kind == "" {
		add("subject", "work.no_subject")
	}
	if n.Severity < 1 || n.Severity > 5 {
		add("severity", "work.bad_severity")
	}
	if len(fs) > 0 {
		return fault.Fields("work.invalid", fs...)
	}
	return nil
}
