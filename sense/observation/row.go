package observation

import (
	"math"
	"time"

	"thanhdong/ground/fault"
)

// Statuses of Circular 10/2021/TT-BTNMT.
const (
	Measured    uint8 = 0
	Calibrating uint8 = 1
	Faulty      uint8 = 2
)

// Row is one observation.
type Row struct {
	Station   string // id of the entity
	Parameter string
	At        time.Time
	Value     *float64 // nil only with status 02
	Unit      string
	Status    uint8
	Feed      string
	Received  time.Time // when it was committed; set by the store
	Mark      Quality   // what people say of it; set by the store

	// Rolled is set in the place of a value where values were removed: the row is
	// then the mean of the period that begins at At. See [Observations.Values].
	Rolled *Mean

	// Series may be set by a writer that has it from [Observations.Ensure]; it
	// spares two string look-ups a row. Station, Parameter and Unit are then
	// those of the series.
	Series *Series
}

// Counts tells whether the value counts in means, derived series and rules: it was
// measured, and nobody declared it invalid.
func (r Row) Counts() bool {
	return r.Status == Measured && r.Value != nil && r.Mark != Invalid && r.Rolled == nil
}

// Outcome is what became of a written row.
type Outcome uint8

const (
	Accepted  Outcome = iota // new
	Duplicate                // the same value and status were there
	Corrected                // another value was there; this one counts now
)

func (o Outcome) String() string { return [...]string{"accepted", "duplicate", "corrected"}[o] }

// Result tells of a write row by row, in the order given.
type Result struct {
	Outcomes []Outcome
	Stored   Stored // what changed; empty when all were duplicates
}

// Count gives the number of rows with the outcome.
func (r Result) Count(o Outcome) (n int) {
	for _, x := range r.Outcomes {
		if x == o {
			n++
		}
	}
	return n
}

// point is an observation as it is kept: small, without pointers, so that a head
// of a million of them costs the collector nothing.
type point struct {
	at       int64
	received int64
	value    float64 // NaN stands for none
	source   int32
	status   uint8
}

func (p point) none() bool { return math.IsNaN(p.value) }

func (p point) same(q point) bool {
	return p.status == q.status && (p.value == q.value || p.none() && q.none())
}

// entry is a point of a series, on its way to the tables.
type entry struct {
	point
	series int64
	row    int  // index of the row it came from
	looked bool // it was looked up and is not stored
}

// check refuses what no caller may write. People see the reasons of the feed;
// this is the last line before the table.
func (r Row) check() error {
	switch {
	case r.Status > Faulty:
		return fault.New(fault.Invalid, "observation.bad_status", "status", int(r.Status))
	case r.Value == nil && r.Status != Faulty:
		return fault.New(fault.Invalid, "observation.no_value")
	case r.Value != nil && (math.IsNaN(*r.Value) || math.IsInf(*r.Value, 0)):
		return fault.New(fault.Invalid, "observation.not_finite")
	}
	return nil
}
