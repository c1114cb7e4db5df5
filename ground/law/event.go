package law

import "slices"

// ChangedEvent is recorded for a known act whose dates, number or title changed, or
// one of whose clauses now reads otherwise. What is only better known, translated
// or cited for the first time is no change of the law.
const ChangedEvent = "law.Changed"

// Changed is its body.
type Changed struct {
	Act     string   `json:"act"`
	Whole   bool     `json:"whole,omitempty"`   // dates, number or title of the act itself
	Ended   bool     `json:"ended,omitempty"`   // it has a last day now, or another
	Clauses []string `json:"clauses,omitempty"` // that read otherwise
}

// Touches tells whether who cites this clause, or the act as a whole where it is
// empty, rests on something else now.
func (c Changed) Touches(clause string) bool {
	return c.Whole || clause == "" && len(c.Clauses) > 0 || slices.Contains(c.Clauses, clause)
}
