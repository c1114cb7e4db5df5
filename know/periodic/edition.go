package periodic

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/briefing"
	"thanhdong/know/dataset"
	"thanhdong/know/periodic/docx"
)

// Rhythm is how often a report is made: the kinds of period that have one.
type Rhythm = dataset.PeriodKind

// Rhythms is the closed list.
var Rhythms = []Rhythm{dataset.Weekly, dataset.Monthly}

// Edition is the report of a unit for one period.
type Edition struct {
	ID            string
	Number        string // BK-24-0031
	Unit          string
	UnitPath      string
	Area          string
	AreaPath      string
	Rhythm        Rhythm
	Period        dataset.Period
	State         State
	Version       int
	Digest        string
	Unknown       int // placeholders of its document that nobody knows
	ComposedAt    time.Time
	SignedAt      time.Time
	SignedBy      string
	SignedName    string
	WithdrawnAt   time.Time
	WithdrawnName string
	Reason        string

	// What follows is filled by Get, not by List.
	Content  Content
	Versions []Version
	Intact   bool // content and document still have the digest, and what was signed is what the ledger says
}

// Scope is where it belongs, for rights.
func (e Edition) Scope() actor.Scope { return actor.Scope{UnitPath: e.UnitPath, AreaPath: e.AreaPath} }

// Version is one content that an edition had.
type Version struct {
	No     int
	Digest string
	At     time.Time
	By     string // empty: by itself
}

// Content is what an edition says. It is kept as JSON under its digest, so names of fields stay.
type Content struct {
	Number   string          `json:"number"`
	Period   string          `json:"period"`
	From     text.Day        `json:"from"`
	To       text.Day        `json:"to"`     // the last day
	CutAt    time.Time       `json:"cut_at"` // it was composed then
	Unit     text.L          `json:"unit"`
	Area     text.L          `json:"area"`
	Setting  Setting         `json:"setting"`
	Template int             `json:"template"` // version; 0: the one of the binary
	Docx     string          `json:"docx"`     // SHA-256 of the document
	Figures  []Figure        `json:"figures"`  // those that stand in it
	Promises []briefing.Line `json:"promises"`
	Changes  []briefing.Line `json:"changes"`
	Late     []briefing.Line `json:"late"`
	Doubts   []briefing.Line `json:"doubts"`
	More     briefing.More   `json:"more"`
	Filled   []Filled        `json:"filled"` // every placeholder, in the order of the document
}

// Filled is a placeholder and what it gave.
type Filled struct {
	Raw   string     `json:"raw"`
	State docx.State `json:"state"`
	Part  string     `json:"part"`
	Near  string     `json:"near"`
	Now   string     `json:"now"`
}

func filled(all []docx.Found) []Filled {
	list := make([]Filled, len(all))
	for i, f := range all {
		list[i] = Filled(f)
	}
	return list
}

// Bad are those that nobody knows.
func Bad(all []Filled) (bad []Filled) {
	for _, f := range all {
		if f.State != docx.Known {
			bad = append(bad, f)
		}
	}
	return bad
}

// Figure is one figure of an edition, in the words that stand in it.
type Figure struct {
	Code    string    `json:"code"`
	Print   string    `json:"print,omitempty"` // leads from paper to its rows, where it was asked for
	Key     string    `json:"key"`
	Name    text.L    `json:"name"`
	Group   text.L    `json:"group"`
	Unit    string    `json:"unit"`
	Period  string    `json:"period"` // in words: its own, which may be another than the edition's
	Value   string    `json:"value"`  // empty: none
	Before  string    `json:"before"`
	Change  string    `json:"change"`
	Target  string    `json:"target"`
	Light   string    `json:"light,omitempty"` // good, watch, bad
	Word    text.L    `json:"word,omitzero"`
	Notes   string    `json:"notes,omitempty"` // tạm tính; ước phân bổ
	Owner   text.L    `json:"owner"`
	At      time.Time `json:"at,omitzero"`
	changed bool
}

func digest(b string) string {
	sum := sha256.Sum256([]byte(b))
	return hex.EncodeToString(sum[:])
}

// theRhythm reads a rhythm.
func theRhythm(s string) (Rhythm, error) {
	for _, r := range Rhythms {
		if string(r) == s {
			return r, nil
		}
	}
	return "", fault.New(fault.NotFound, "periodic.no_rhythm", "rhythm", s)
}
