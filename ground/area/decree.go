package area

import (
	"strings"

	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/text"
)

// Decree is what orders a change: from which day, by which act, and how sure we are of it.
type Decree struct {
	Day  text.Day `json:"day"`
	Act  string   `json:"act"` // number of the act, "788/NQ-UBTVQH14"; also the source of the lineage
	Mark string   `json:"mark"`
}

func (d Decree) check() (faults []fault.Field) {
	if d.Day.Open() || !d.Day.Valid() {
		faults = append(faults, fault.At("day", "area.bad_days"))
	}
	if strings.TrimSpace(d.Act) == "" {
		faults = append(faults, fault.At("act", "area.no_source"))
	}
	if !law.ValidMark(d.Mark) {
		faults = append(faults, fault.At("mark", "area.bad_mark", "mark", d.Mark))
	}
	return faults
}

// Merger makes one area of several whole ones. The new one may keep the code of one of them, as the
// communes of 2025 did; it is a new row all the same.
type Merger struct {
	Decree
	Old  []string `json:"old"`
	Into Area     `json:"into"`
}

// Division makes several areas of one. One of them may keep its code. Shares say how much of the old
// one's land and people each gets; nil where nobody stated it, and then figures cannot be divided.
type Division struct {
	Decree
	Old      string            `json:"old"`
	Into     []Piece           `json:"into"`
	Children map[string]string `json:"children,omitempty"` // code of an area below the old one to its new parent
}

// Piece is one part of a division.
type Piece struct {
	Area
	ShareArea *float64 `json:"share_area,omitempty"`
	SharePop  *float64 `json:"share_pop,omitempty"`
}

// Renaming gives an area another name, and another kind where a district becomes a town. What it was
// called before stays as it was, up to the day.
type Renaming struct {
	Decree
	Code string `json:"code"`
	Name text.L `json:"name"`
	Kind string `json:"kind,omitempty"` // as before when empty
}

// Succession ends areas and begins others, many to many. An area that ends without a line is one whose
// successor nobody stated: it is shown so and never guessed.
type Succession struct {
	Decree
	Old      []string          `json:"old"`
	New      []Area            `json:"new"`
	Lines    []Lineage         `json:"lines"` // the day and, where empty, the source are the decree's
	Children map[string]string `json:"children,omitempty"`
}
