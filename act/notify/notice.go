package notify

import (
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Kind of notice: a closed set. A person's rules are by kind.
type Kind string

const (
	NewWork   Kind = "work"      // work came to the unit
	Soon      Kind = "soon"      // 24 and 4 hours before the due time
	Late      Kind = "late"      // the due time has passed, or it was raised
	Escalated Kind = "escalated" // nobody acted: a step of the chain
	Asked     Kind = "request"   // a request to decide, or its answer
	Alerts    Kind = "alert"     // a group of alerts
	Roster    Kind = "roster"    // gaps and swaps
	Situation Kind = "situation" // a situation report is due
	Approval  Kind = "approval"  // something waits for a second person
	Test      Kind = "test"      // asked for by the person
	Digest    Kind = "digest"    // what was held, gathered
	ForPublic Kind = "letter"    // of a [Letter]: to somebody without an account
)

// Kinds are those that a person has rules for, in the order of the screen.
var Kinds = []Kind{Alerts, Escalated, Approval, NewWork, Soon, Late, Asked, Situation, Roster}

// Wish is what the page of a message offers.
type Wish string

const (
	Nothing Wish = ""
	Take    Wish = "take" // take the item, which is also to acknowledge
	Confirm Wish = "seen" // say that it was seen
)

// Subject is what a notice is about.
type Subject struct {
	Kind   string // work, alert-group, roster
	ID     string
	Number string
}

// Notice is what one person was told.
type Notice struct {
	ID              string
	Person          string
	Kind            Kind
	Severity        int
	About           Subject
	Title           text.L
	Text            text.L
	Link            string // address in the console
	Wants           Wish
	At              time.Time
	ReadAt          time.Time
	AcknowledgedAt  time.Time
	AcknowledgedVia string // page or inbox
}

// LifeSafety is the severity of what concerns lives: never held, never capped.
const LifeSafety = 5

// News is something to tell. Origin names the event, so that nobody is told it twice.
type News struct {
	Origin   string
	Kind     Kind
	Severity int
	About    Subject
	Title    text.L
	Text     text.L
	Link     string
	Wants    Wish
	OnDuty   bool      // the person is on duty: there are no quiet hours
	At       time.Time // of the event
}

func (n News) validate() error {
	var fs []fault.Field
	if n.Origin == "" {
		fs = append(fs, fault.At("origin", "notify.invalid"))
	}
	if !n.Title.Complete() {
		fs = append(fs, fault.At("title", "notify.invalid"))
	}
	if n.Severity < 1 || n.Severity > LifeSafety {
		fs = append(fs, fault.At("severity", "notify.invalid"))
	}
	if len(fs) > 0 {
		return fault.Fields("notify.invalid", fs...)
	}
	return nil
}
