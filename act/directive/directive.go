package directive

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Directive is one task that somebody was given.
type Directive struct {
	ID             string
	Number         string // CD-24-0001
	Parent         string // id of the directive that it is a part of; empty for none
	Title          string // what is to be done, as written
	Result         string // what shall be there then
	Responsibility string // who answers for it, and how
	Source         Source
	Giver          Place // on whose side it was given; of a part: who has the parent
	GivenAt        time.Time
	GivenBy        string // id
	GivenName      string
	Doer           Place
	Person         string // id of who does it; empty while nobody in a new unit has taken it
	PersonName     string
	State          State
	Percent        int       // as reported last
	Due            time.Time // of its work
	Work           string    // id of its item
	WorkNumber     string
	Evidence       int // pieces of proof
	EndedAt        time.Time

	// What follows is filled by Get, not by List.
	Log   []Line
	Parts []Directive
}

// Place is a unit with its area and the paths of both.
type Place struct{ Unit, UnitPath, Area, AreaPath string }

// Scope is where a place belongs, for rights.
func (p Place) Scope() actor.Scope { return actor.Scope{UnitPath: p.UnitPath, AreaPath: p.AreaPath} }

// Source is where a directive comes from.
type Source struct {
	Kind  string   // leader meeting document
	Words string   // which meeting, number of the document
	Day   text.Day // of the meeting or the document
}

// Sources is the closed list of kinds.
var Sources = []string{"leader", "meeting", "document"}

// Draft is what somebody says to give one.
type Draft struct {
	Parent         string
	Title          string
	Result         string
	Responsibility string
	Source         Source
	Unit           string
	Person         string
	Due            time.Time
}

const (
	longestTitle = 300
	longestWords = 4000
	// farthest is how far ahead a directive may be due; longer plans are not tasks.
	farthest = 2 * 366 * 24 * time.Hour
)

// faults are all that the words show by themselves.
func (n Draft) faults(now time.Time) (fs []fault.Field) {
	need := func(path, words string, longest int) {
		switch n := utf8.RuneCountInString(strings.TrimSpace(words)); {
		case n == 0:
			fs = append(fs, fault.At(path, "directive.needed"))
		case n > longest:
			fs = append(fs, fault.At(path, "directive.too_long", "max", longest))
		}
	}
	need("title", n.Title, longestTitle)
	need("result", n.Result, longestWords)
	need("responsibility", n.Responsibility, longestWords)
	if n.Unit == "" {
		fs = append(fs, fault.At("unit", "directive.needed"))
	}
	if n.Person == "" {
		fs = append(fs, fault.At("person", "directive.needed"))
	}
	switch {
	case n.Due.IsZero():
		fs = append(fs, fault.At("due", "directive.needed"))
	case !n.Due.After(now):
		fs = append(fs, fault.At("due", "directive.due_past"))
	case n.Due.After(now.Add(farthest)):
		fs = append(fs, fault.At("due", "directive.due_far"))
	}
	if !slices.Contains(Sources, n.Source.Kind) {
		fs = append(fs, fault.At("source", "directive.bad_source"))
	}
	if n.Source.Kind != "leader" {
		if need("source_words", n.Source.Words, longestTitle); n.Source.Day.Open() || !n.Source.Day.Valid() {
			fs = append(fs, fault.At("source_day", "directive.bad_day"))
		}
	}
	return fs
}
