package handover

import (
	"time"

	"thanhdong/act/roster"
	"thanhdong/ground/actor"
	"thanhdong/ground/text"
)

// Sheet is what one shift tells the next.
type Sheet struct {
	ID         string
	Number     string // BG-24-0001
	Roster     string
	Name       text.L // of the roster
	Unit       string
	UnitPath   string
	Area       string
	AreaPath   string
	State      State
	At         time.Time // the changeover
	Until      time.Time // the end of the shift that comes
	OpenedAt   time.Time
	OpenedName string
	Out        Side // who goes
	In         Side // who comes
	Unsigned   bool // half an hour after its time not both had signed

	// What follows is filled by Get, not by List.
	Lines   []Line   // live while it is open, then as signed
	More    int      // further lines that are not listed
	Changes []Change // since the first signature; kept with the second
	Remark  string   // of who came
	Ticks   map[string]time.Time
	Log     []Entry
	Digest  string // of what the first signature stands under
	Seal    string // of what the second adds
	Intact  bool   // the digests still are those of the ledger

	content, received string
}

// Side is one of the two who sign.
type Side struct {
	Turns  []roster.Turn // as the roster stands now; empty once signed by both
	By     string        // id of who signed
	Name   string
	At     time.Time // zero before the signature
	Reason string    // why somebody signed who has no turn there; else empty
}

// People are those who may sign without standing in.
func (s Side) People() (ids []string) {
	for _, t := range s.Turns {
		if t.Gap == "" {
			ids = append(ids, t.Person)
		}
	}
	return ids
}

// Scope is where the sheet belongs, for rights.
func (s Sheet) Scope() actor.Scope { return actor.Scope{UnitPath: s.UnitPath, AreaPath: s.AreaPath} }

// Entry is one line of a sheet's log.
type Entry struct {
	At     time.Time
	ByID   string
	ByName string
	Kind   string
	Words  string
}

// In puts the entry into words.
func (e Entry) In(lang text.Lang) string {
	return text.T(lang, "handover.log_"+e.Kind, map[string]any{"words": e.Words})
}

// Must are the keys of the lines that who comes must tick.
func (s Sheet) Must() (keys []string) {
	for _, l := range s.Lines {
		if l.Must {
			keys = append(keys, l.Key)
		}
	}
	return keys
}

// Unread counts the lines that must be read and were not ticked.
func (s Sheet) Unread() (n int) {
	for _, key := range s.Must() {
		if s.Ticks[key].IsZero() {
			n++
		}
	}
	return n
}
