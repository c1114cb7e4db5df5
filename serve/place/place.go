package place

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Place is a public place.
type Place struct {
	Code    string  `json:"code"` // in its address, /places/CODE, and on its QR sign; it never changes
	Kind    string  `json:"kind"` // see Kinds
	Name    text.L  `json:"name"`
	Address text.L  `json:"address"`
	Lon     float64 `json:"lon"`
	Lat     float64 `json:"lat"`
	Area    string  `json:"area"`
	Unit    string  `json:"unit"` // that owns it
	Facts   []Fact  `json:"facts"`
	Recheck int     `json:"recheck"` // months after which a fact is to be seen again
	Sample  bool    `json:"sample"`  // it does not exist
	Basis   string  `json:"basis"`
	Mark    string  `json:"mark"`
}

// Fact is one thing that somebody saw there.
type Fact struct {
	What string   `json:"what"` // see Questions
	Is   string   `json:"is,omitempty"`
	CM   int      `json:"cm,omitempty"` // of what is measured
	Seen text.Day `json:"seen"`
	By   text.L   `json:"by"` // an office or a group, no person
}

// Kinds of places.
var Kinds = []string{"committee", "one-stop", "hospital", "clinic", "school", "bus-station", "park", "toilet", "market", "library", "culture", "other"}

// Question is what may be known of a place, and which answers there are. A place without a fact about it leaves it open.
type Question struct {
	What    string
	Answers []string // none: it is measured, in centimetres
}

const (
	yes, no        = "yes", "no"
	level, limited = "level", "limited"
	entrance, door = "entrance", "door"
)

// Questions in the order in which a page says them.
var Questions = []Question{
	{entrance, []string{level, limited, no}}, {"ramp", []string{yes, no}}, {door, nil}, {"lift", []string{yes, no}}, {"toilet", []string{yes, no}}, {"parking", []string{yes, no}},
	{"tactile", []string{yes, no}}, {"braille", []string{yes, no}}, {"loop", []string{yes, no}}, {"sign", []string{yes, no}}, {"quiet", []string{yes, no}}, {"lit", []string{yes, no}},
}

// Needs are what a reader may look for: a place is found by one when a fact says so, never because nobody said otherwise.
var Needs = []string{"step-free", "toilet", "lift", "parking", "tactile", "braille", "loop", "sign", "quiet", "lit"}

const (
	mostFacts                = 40
	longestName, longestSaid = 200, 300
	narrowest, widest        = 40, 1000 // cm
	mostMonths               = 120
)

var codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// Validate tells all that is wrong with it by itself.
func (p Place) Validate() error {
	var fs []fault.Field
	bad := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	words := func(path string, l text.L, longest int) {
		if !l.Complete() || len([]rune(l.VI)) > longest || len([]rune(l.EN)) > longest {
			bad(path, "place.bad_words", "max", longest)
		}
	}
	if !codeForm.MatchString(p.Code) {
		bad("code", "place.bad_code", "code", p.Code)
	}
	if !slices.Contains(Kinds, p.Kind) {
		bad("kind", "place.bad_choice", "given", p.Kind, "known", strings.Join(Kinds, ", "))
	}
	words("name", p.Name, longestName)
	words("address", p.Address, longestSaid)
	if !(p.Lon >= -180 && p.Lon <= 180 && p.Lat >= -90 && p.Lat <= 90) || p.Lon == 0 && p.Lat == 0 {
		bad("lon", "place.bad_point")
	}
	if p.Recheck < 1 || p.Recheck > mostMonths {
		bad("recheck", "place.bad_recheck", "max", mostMonths)
	}
	if p.Mark == "" {
		bad("mark", "place.no_mark")
	}
	if len(p.Facts) > mostFacts {
		bad("facts", "place.twice", "what", "")
	}
	met := map[string]bool{}
	for i, f := range p.Facts {
		at := fmt.Sprintf("facts/%d", i)
		if met[f.What] {
			bad(at, "place.twice", "what", f.What)
		}
		met[f.What] = true
		if !f.answers() {
			bad(at, "place.bad_answer", "what", f.What, "is", f.Is)
		}
		if f.Seen.Open() || !f.Seen.Valid() {
			bad(at+"/seen", "place.no_day")
		}
		words(at+"/by", f.By, longestName)
	}
	if len(fs) > 0 {
		return fault.Fields("place.invalid", fs...)
	}
	return nil
}

func (f Fact) answers() bool {
	i := slices.IndexFunc(Questions, func(q Question) bool { return q.What == f.What })
	if i < 0 {
		return false
	}
	if Questions[i].Answers == nil {
		return f.Is == "" && f.CM >= narrowest && f.CM <= widest
	}
	return f.CM == 0 && slices.Contains(Questions[i].Answers, f.Is)
}

// Fact is what is known of a question, if anything is.
func (p Place) Fact(what string) (Fact, bool) {
	i := slices.IndexFunc(p.Facts, func(f Fact) bool { return f.What == what })
	if i < 0 {
		return Fact{}, false
	}
	return p.Facts[i], true
}

// Open are the questions to which nobody has an answer.
func (p Place) Open() (list []string) {
	for _, q := range Questions {
		if _, known := p.Fact(q.What); !known {
			list = append(list, q.What)
		}
	}
	return list
}

// Stand is how a place stands to a need.
type Stand string

// Stands: what nobody looked at is Unknown, never Unmet.
const (
	Met     Stand = "met"
	Unmet   Stand = "unmet"
	Unknown Stand = "unknown"
)

// Stand tells how the place stands to a need by its facts.
func (p Place) Stand(need string) Stand {
	what, is := need, yes
	if need == "step-free" {
		what, is = entrance, level
	}
	f, known := p.Fact(what)
	switch {
	case !known:
		return Unknown
	case f.Is == is:
		return Met
	}
	return Unmet
}

// Meets are the needs that a fact says are met.
func (p Place) Meets() (list []string) {
	for _, need := range Needs {
		if p.Stand(need) == Met {
			list = append(list, need)
		}
	}
	return list
}

// Old tells whether a fact is to be seen again on a day.
func (p Place) Old(f Fact, now time.Time) bool {
	return f.Seen.Start().AddDate(0, p.Recheck, 0).Before(text.DayOf(now).Start())
}

// search is by what it is found, with and without diacritics.
func (p Place) search() string {
	return text.SearchKey(strings.Join([]string{p.Code, p.Name.VI, p.Name.EN, p.Address.VI, p.Address.EN,
		text.T(text.VI, "place.kind_"+p.Kind, nil), text.T(text.EN, "place.kind_"+p.Kind, nil)}, " "))
}
