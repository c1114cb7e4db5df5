package briefing

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/text"
)

// Brief is the morning page of one unit for one day.
type Brief struct {
	ID         string
	Number     string // BT-24-0131
	Day        text.Day
	Unit       string
	UnitPath   string
	Area       string
	AreaPath   string
	State      State
	Version    int
	Digest     string
	ComposedAt time.Time
	SignedAt   time.Time
	SignedBy   string // id
	SignedName string
	SentAt     time.Time
	SentName   string
	Meeting    string // id of the meeting that is or was held on it; empty: none

	// What follows is filled by Get, not by List.
	Content  Content
	Versions []Version
	Intact   bool              // the content still has its digest, and what was signed is what the ledger says
	Phones   map[string]string // of the people of its lines, as they are now

	told bool // it was sent to who asks
}

// Scope is where the brief belongs, for rights.
func (b Brief) Scope() actor.Scope { return actor.Scope{UnitPath: b.UnitPath, AreaPath: b.AreaPath} }

// Version is one content that a brief had.
type Version struct {
	No     int
	Digest string
	At     time.Time
	By     string
}

// Content is what a brief says. It is kept as JSON under its digest, so names of fields stay.
type Content struct {
	Number   string    `json:"number"`
	Day      text.Day  `json:"day"`
	CutAt    time.Time `json:"cut_at"` // figures and lines are as of this instant
	Since    time.Time `json:"since"`  // what changed is told from here
	Meeting  text.Day  `json:"meeting,omitempty"`
	Setting  Setting   `json:"setting"`
	Promises []Line    `json:"promises"`
	Figures  []Figure  `json:"figures"`
	Changes  []Line    `json:"changes"`
	Late     []Line    `json:"late"`
	Today    []Line    `json:"today"`
	Doubts   []Line    `json:"doubts"` // sources that are old, forms that are missing
	More     More      `json:"more"`   // further lines that are not listed
}

// More counts what is beyond the lines of each section.
type More struct {
	Promises int `json:"promises,omitempty"`
	Changes  int `json:"changes,omitempty"`
	Late     int `json:"late,omitempty"`
	Today    int `json:"today,omitempty"`
	Doubts   int `json:"doubts,omitempty"`
}

// Line is one thing of a brief.
type Line struct {
	Kind     string    `json:"kind"` // what it is about: work, incident, warning, alert, report, feed, dataset, directive, or a section's own
	Key      string    `json:"key"`  // id of it
	Code     string    `json:"code"` // of its source: the number that people say, or the source's own code
	What     text.L    `json:"what"` // a sentence
	Severity int       `json:"severity,omitempty"`
	Unit     string    `json:"unit,omitempty"`
	UnitName text.L    `json:"unit_name,omitzero"`
	Person   string    `json:"person,omitempty"` // id of who is responsible
	Name     text.L    `json:"name,omitzero"`    // of the person, with their role where they have it from the unit
	Since    time.Time `json:"since,omitzero"`
	Due      time.Time `json:"due,omitzero"`
	Told     text.L    `json:"told,omitzero"` // to whom it was escalated last
	Promise  Promise   `json:"promise,omitempty"`
	Extended int       `json:"extended,omitempty"` // how often more time was granted
	Proof    int       `json:"proof,omitempty"`    // pieces of evidence
	Link     string    `json:"link,omitempty"`     // within the console
	Stale    bool      `json:"stale,omitempty"`    // the source is old: CŨ TỪ …
}

// Figure is one figure of a brief, whoever computed it.
type Figure struct {
	Code     string    `json:"code"`            // of its source
	Print    string    `json:"print,omitempty"` // code that leads from paper to the rows that it rests on, where it has one
	Name     text.L    `json:"name"`
	Value    string    `json:"value"` // as it is shown, with the decimals it has: 38,4
	Unit     string    `json:"unit"`
	Compared text.L    `json:"compared,omitzero"` // hôm qua 3
	Light    string    `json:"light,omitempty"`   // good, watch, bad; empty: no target
	Word     text.L    `json:"word,omitzero"`     // what the light means: Kém
	Owner    text.L    `json:"owner"`
	At       time.Time `json:"at"`
	Stale    bool      `json:"stale,omitempty"`
}

func digest(b string) string {
	sum := sha256.Sum256([]byte(b))
	return hex.EncodeToString(sum[:])
}

// Lines gives the lines of all sections, in their order on the page.
func (c Content) Lines() (all []Line) {
	for _, part := range [][]Line{c.Promises, c.Changes, c.Late, c.Today, c.Doubts} {
		all = append(all, part...)
	}
	return all
}

// Kept counts the promises that were kept, and those that were broken.
func (c Content) Kept() (kept, broken int) {
	for _, l := range c.Promises {
		switch l.Promise {
		case Kept:
			kept++
		case Broken:
			broken++
		}
	}
	return kept, broken
}
