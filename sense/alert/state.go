package alert

import "thanhdong/ground/fault"

// State of an alert.
type State string

const (
	Firing       State = "firing"
	Acknowledged State = "acknowledged"
	Resolved     State = "resolved"
)

// States lists them in the order of a life.
var States = []State{Firing, Acknowledged, Resolved}

// moves is the one table of what may become what.
var moves = map[State][]State{
	Firing:       {Acknowledged, Resolved},
	Acknowledged: {Firing, Resolved}, // raised again, by a person or because it grew stale
	Resolved:     nil,                // the same finding again is a new alert
}

// may refuses a move that the table does not hold, in words that say why.
func (a Alert) may(to State) error {
	for _, s := range moves[a.State] {
		if s == to {
			return nil
		}
	}
	switch a.State {
	case Firing:
		return fault.New(fault.Conflict, "alert.fires", "number", a.Number)
	case Acknowledged:
		return fault.New(fault.Conflict, "alert.already_acknowledged", "number", a.Number, "name", a.AcknowledgedName, "at", a.AcknowledgedAt)
	case Resolved:
		return fault.New(fault.Conflict, "alert.already_resolved", "number", a.Number, "at", a.ResolvedAt)
	}
	return fault.New(fault.Conflict, "alert.moved_on", "number", a.Number)
}
