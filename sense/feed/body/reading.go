package body

import (
	"time"

	"thanhdong/sense/observation"
)

// Reading is one value as a door or connector understood it. Who could not make
// sense of a line sets Reason and leaves the rest: it goes to quarantine as it is.
type Reading struct {
	Station   string // code, or one of the contract's keys
	Parameter string // any known spelling
	Unit      string // any known spelling
	Value     *float64
	At        time.Time
	Status    uint8
	Raw       []byte // the sender's own words; looked at only for quarantine
	Origin    string // file, topic, address
	Line      int    // in it, from 1; 0 when there are no lines
	Reason    string
	Args      map[string]any

	// What it takes to read the same words again: their form, what had been said
	// before them (a line of names, the station of a file), and in a row of many
	// values which of them this is.
	Form string
	Head string
	Cell string
}

// The forms in which single rows are kept.
const (
	FormJSON     = "json"
	FormCSV      = "csv"
	FormCircular = "circular"
)

// Reasons is the closed list of why a reading is not taken. Each is a message key.
var Reasons = []string{
	UnknownStation, UnknownParameter, WrongUnit, NotANumber, OutOfRange, BeforeFirstDate, InFuture,
	BadTime, BadStatus, BadLine, BadFile, NotATable, BadFileName, FileTooLarge,
}

const (
	UnknownStation   = "feed.unknown_station"
	UnknownParameter = "feed.unknown_parameter"
	WrongUnit        = "feed.wrong_unit"
	NotANumber       = "feed.not_a_number"
	OutOfRange       = "feed.out_of_range"
	BeforeFirstDate  = "feed.before_first_date"
	InFuture         = "feed.in_future"
	BadTime          = "feed.bad_time"
	BadStatus        = "feed.bad_status"
	BadLine          = "feed.bad_line"
	BadFile          = "feed.bad_file"
	NotATable        = "feed.not_a_table"
	BadFileName      = "feed.bad_file_name"
	FileTooLarge     = "feed.file_too_large"
)

// ParseStatus reads the two digits of the circular; left out means measured.
func ParseStatus(s string) (uint8, bool) {
	switch s {
	case "", "00":
		return observation.Measured, true
	case "01":
		return observation.Calibrating, true
	case "02":
		return observation.Faulty, true
	}
	return 0, false
}
