package warning

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/act/warning/cap"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Warning is one message on its way to the public, or there.
type Warning struct {
	ID          string
	Number      string // TC-24-0001
	Identifier  string // of the CAP message; part of its address
	State       State
	MsgType     string // Alert Update Cancel
	Follows     string // id of the warning that an Update or a Cancel ends
	Unit        string
	UnitPath    string
	Area        string // the smallest that holds all of Content.Areas
	AreaPath    string
	Version     int // grows with each edit; an edit names the one it saw
	Editor      string
	Content     Content
	PublishedAt time.Time
	Moves       []Move    // filled by Get
	Receipts    []Receipt // filled by Get
}

// Scope is where the warning belongs, for rights.
func (w Warning) Scope() actor.Scope { return actor.Scope{UnitPath: w.UnitPath, AreaPath: w.AreaPath} }

// Move is one step of a warning's life.
type Move struct {
	At     time.Time
	ByID   string
	ByName string
	State  State
	Words  string // why it was returned, withdrawn, updated or cancelled
}

// Receipt says that somebody confirmed that the warning came.
type Receipt struct {
	At     time.Time
	ByID   string
	ByName string
	Unit   string
}

// Content is what people write. Texts are in both languages.
type Content struct {
	Categories    []string      `json:"categories"`
	Event         text.L        `json:"event"`
	ResponseTypes []string      `json:"response_types"`
	Urgency       string        `json:"urgency"`
	Severity      string        `json:"severity"`
	Certainty     string        `json:"certainty"`
	Audience      text.L        `json:"audience"`
	Headline      text.L        `json:"headline"`
	Description   text.L        `json:"description"`
	Instruction   text.L        `json:"instruction"`
	Easy          text.L        `json:"easy"`  // one or two short sentences that everybody understands
	Areas         []string      `json:"areas"` // codes
	Drawn         [][]cap.Point `json:"drawn"` // closed outlines drawn on the map
	DrawnName     text.L        `json:"drawn_name"`
	Onset         time.Time     `json:"onset"`   // zero: at once
	Expires       time.Time     `json:"expires"` // the message says nothing any more
	Contact       string        `json:"contact"`
	Web           string        `json:"web"`
	Incident      string        `json:"incident"` // number of the case it comes from
}

// Limits of what is written, in characters.
const (
	longestHeadline = 160 // what phones and signs show whole (section 3.2.2, headline)
	longestEasy     = 200
	longestWords    = 4000
)

// Validate tells every fault. A draft may be saved with the faults of draft only:
// what can never be right; the rest is asked for when it is checked.
func (c Content) Validate(now time.Time) error {
	fs := c.wrong()
	missing := func(path string, l text.L) {
		if !l.Complete() {
			fs = append(fs, fault.At(path, "warning.both_languages"))
		}
	}
	for path, l := range map[string]text.L{"event": c.Event, "headline": c.Headline, "description": c.Description, "instruction": c.Instruction, "easy": c.Easy} {
		missing(path, l)
	}
	if len(c.Categories) == 0 {
		fs = append(fs, fault.At("categories", "warning.choose"))
	}
	for path, s := range map[string]string{"urgency": c.Urgency, "severity": c.Severity, "certainty": c.Certainty} {
		if s == "" {
			fs = append(fs, fault.At(path, "warning.choose"))
		}
	}
	if len(c.Areas) == 0 && len(c.Drawn) == 0 {
		fs = append(fs, fault.At("areas", "warning.no_area"))
	}
	if len(c.Drawn) > 0 {
		missing("drawn_name", c.DrawnName)
	}
	switch {
	case c.Expires.IsZero():
		fs = append(fs, fault.At("expires", "warning.no_end"))
	case !c.Expires.After(now), !c.Expires.After(c.Onset):
		fs = append(fs, fault.At("expires", "warning.ends_before"))
	}
	return refused(fs)
}

func refused(fs []fault.Field) error {
	if len(fs) == 0 {
		return nil
	}
	slices.SortFunc(fs, func(a, b fault.Field) int { return strings.Compare(a.Path, b.Path) })
	return fault.Fields("warning.invalid", fs...)
}

// wrong is what no further writing can mend.
func (c Content) wrong() (fs []fault.Field) {
	among := func(path string, list []string, says ...string) {
		for _, s := range says {
			if s != "" && !slices.Contains(list, s) {
				fs = append(fs, fault.At(path, "warning.cap_not_one_of", "value", s, "known", strings.Join(list, ", ")))
			}
		}
	}
	among("categories", cap.Categories, c.Categories...)
	among("response_types", cap.ResponseTypes, c.ResponseTypes...)
	among("urgency", cap.Urgencies, c.Urgency)
	among("severity", cap.Severities, c.Severity)
	among("certainty", cap.Certainties, c.Certainty)
	for path, l := range map[string]struct {
		text.L
		most int
	}{
		"event": {c.Event, longestHeadline}, "headline": {c.Headline, longestHeadline}, "easy": {c.Easy, longestEasy}, "audience": {c.Audience, longestHeadline},
		"description": {c.Description, longestWords}, "instruction": {c.Instruction, longestWords}, "drawn_name": {c.DrawnName, longestHeadline},
	} {
		for lang, s := range map[string]string{"vi": l.VI, "en": l.EN} {
			if utf8.RuneCountInString(s) > l.most {
				fs = append(fs, fault.At(path+"."+lang, "warning.too_long", "max", l.most))
			}
		}
	}
	for i, ring := range c.Drawn {
		if rule, args := cap.Outline(ring); rule != "" {
			fs = append(fs, fault.At(fmt.Sprintf("drawn[%d]", i), rule, args...))
		}
	}
	if c.Web != "" {
		if rule, args := cap.Address(c.Web); rule != "" {
			fs = append(fs, fault.At("web", rule, args...))
		}
	}
	return fs
}
