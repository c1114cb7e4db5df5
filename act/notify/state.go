package notify

import (
	"slices"
	"time"

	"thanhdong/ground/fault"
)

// State of a delivery.
type State string

const (
	Waiting  State = "waiting"  // for its time: the first, or that of the next try
	Sending  State = "sending"  // claimed by a sender
	Sent     State = "sent"     // the other side took it
	GivenUp  State = "failed"   // given up, with the cause; tried again by hand
	Held     State = "held"     // for a digest
	Gathered State = "gathered" // its digest was made
)

// moves is the table of allowed moves.
var moves = map[State][]State{
	Waiting: {Sending, GivenUp},
	Sending: {Sent, Waiting, GivenUp},
	GivenUp: {Waiting},
	Held:    {Gathered, Waiting},
}

// may says whether a delivery may move on, or why not.
func (d Delivery) may(to State) error {
	if slices.Contains(moves[d.State], to) {
		return nil
	}
	return fault.New(fault.Conflict, "notify.state_"+string(d.State))
}

// Why a delivery is held.
const (
	ForQuiet   = "quiet"   // the person's quiet hours
	ForWorking = "working" // the person wants it in working hours
	ForCap     = "cap"     // more than the cap
)

// pauses are those between tries. Twelve tries span an hour and three quarters: a channel may be down for an
// hour and nothing is given up. PROJECT CHOICE.
var pauses = []time.Duration{
	10 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute,
	10 * time.Minute, 15 * time.Minute, 15 * time.Minute, 20 * time.Minute, 30 * time.Minute,
}

// mostTries is how often a delivery is tried before it has failed.
var mostTries = len(pauses) + 1

// Delivery is one way by which a notice goes out.
type Delivery struct {
	ID        string
	Notice    string
	Person    string
	Channel   string
	Address   string // id; empty where the channel needs none
	Severity  int
	State     State
	HeldFor   string
	DueAt     time.Time
	Tries     int
	Cause     string // key
	CauseArgs map[string]any
	CreatedAt time.Time
	SentAt    time.Time
	Receipt   string
	Doubled   bool
	Digest    string // id of the notice that gathered it
}
