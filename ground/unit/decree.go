package unit

import (
	"strings"

	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/text"
)

// Decree is what orders a change: from which day, by which act, and how sure we are of it.
type Decree struct {
	Day  text.Day `json:"day"`
	Act  string   `json:"act"` // number of the act, "24/QĐ-UBND"; also the source of the lineage
	Mark string   `json:"mark"`
}

func (d Decree) check() (faults []fault.Field) {
	if d.Day.Open() || !d.Day.Valid() {
		faults = append(faults, fault.At("day", "unit.bad_days"))
	}
	if strings.TrimSpace(d.Act) == "" {
		faults = append(faults, fault.At("act", "unit.no_source"))
	}
	if !law.ValidMark(d.Mark) {
		faults = append(faults, fault.At("mark", "unit.bad_mark", "mark", d.Mark))
	}
	return faults
}

// Merger makes one unit of several whole ones. The new one may keep the code of one of them; it is a
// new row all the same.
type Merger struct {
	Decree
	Old  []string `json:"old"`
	Into Unit     `json:"into"`
}

// Division makes several units of one. One of them may keep its code. A share says how much of the
// old one's work and records each gets; nil where nobody stated it, and then figures cannot be divided.
type Division struct {
	Decree
	Old      string            `json:"old"`
	Into     []Piece           `json:"into"`
	Children map[string]string `json:"children,omitempty"` // code of a unit below the old one to its new parent
}

// Piece is one part of a division.
type Piece struct {
	Unit
	Share *float64 `json:"share,omitempty"`
}

// Renaming gives a unit another name, and another kind where a division becomes a department. What it was
// called before stays as it was, up to the day.
type Renaming struct {
	Decree
	Code string `json:"code"`
	Name text.L `json:"name"`
	Kind string `json:"kind,omitempty"` // as before when empty
}

// Succession ends units and begins others, many to many. A unit that ends without a line is one whose
// successor nobody stated: it is shown so and never guessed.
type Succession struct {
	Decree
	Old      []string          `json:"old"`
	New      []Unit            `json:"new"`
	Lines    []Lineage         `json:"lines"` // the day and, where empty, the source are the decree's
	Children map[string]string `json:"children,omitempty"`
}
