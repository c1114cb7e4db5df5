package privacy

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/consent"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Ask is what a request asks for.
type Ask string

const (
	See     Ask = "see"
	Correct Ask = "correct"
	Delete  Ask = "delete"
	Object  Ask = "object" // to a use, or withdraws consent
)

// Asks is the closed list.
var Asks = []Ask{See, Correct, Delete, Object}

// Request is one.
type Request struct {
	ID       string
	Number   string
	Asks     Ask
	Words    string
	Person   consent.Person
	Unit     string
	UnitPath string
	Area     string
	AreaPath string
	FiledAt  time.Time
	FiledBy  string // account; empty: the person themselves
	State    State

	IdentifiedHow   string
	IdentifiedWords string
	IdentifiedAt    time.Time
	IdentifiedName  string
	SearchedAt      time.Time
	Answer          string
	Basis           string // of a refusal
	EndedAt         time.Time
	EndedName       string
	Work            string
	WorkNumber      string
	Due             time.Time
	Clock           Clock           // by which it is due
	Agreed          []consent.Given // about the request; only of one that was read whole
	Pieces          []Found         // likewise
}

// Scope is where the request belongs, for rights.
func (r Request) Scope() actor.Scope { return actor.Scope{UnitPath: r.UnitPath, AreaPath: r.AreaPath} }

// Late says that the time has passed without an answer.
func (r Request) Late(now time.Time) bool { return r.State.late(r.Due, now) }

func (s State) late(due, now time.Time) bool { return s.Live() && due.Before(now) }

// Found is a piece that a search found, and what became of it.
type Found struct {
	consent.Ref
	Title   string
	Why     string
	At      time.Time
	Scope   actor.Scope
	Outcome Outcome
	Words   string
	Agreed  []consent.Given // what the person of the piece agreed to
}

// New is a request to be filed. From tells the sender apart for the rate, a remote address; empty: filed by an account for somebody.
type New struct {
	Asks   Ask
	Words  string
	Person consent.Person
	Unit   string // empty: the topmost unit
	From   string
	Agrees []string // codes of purposes for [HeldKind]
	How    string   // it came in; one of [consent.Ways], empty: web
	Lang   text.Lang
	// Key makes the same form sent twice one request: random, of the one who fills it in. The code follows from it.
	Key string
}

const (
	longestWords = 5000
	longestName  = 200
	mostKeys     = 10 // phones, addresses, codes
	shortestKey  = 20 // of a form
)

func (n *New) faults() (fs []fault.Field) {
	known := false
	for _, a := range Asks {
		known = known || a == n.Asks
	}
	if !known {
		fs = append(fs, fault.At("asks", "privacy.bad_ask", "asks", string(n.Asks)))
	}
	if n.How == "" {
		n.How = "web"
	}
	if !slices.Contains(consent.Ways, n.How) {
		fs = append(fs, fault.At("how", "consent.bad_way"))
	}
	if n.Key != "" && (len(n.Key) < shortestKey || len(n.Key) > longestName) {
		fs = append(fs, fault.At("key", "privacy.bad_key"))
	}
	n.Words = strings.TrimSpace(n.Words)
	if utf8.RuneCountInString(n.Words) > longestWords || !utf8.ValidString(n.Words) {
		fs = append(fs, fault.At("words", "privacy.too_long", "max", longestWords))
	}
	if (n.Asks == Correct || n.Asks == Object) && n.Words == "" {
		fs = append(fs, fault.At("words", "privacy.say_what"))
	}
	n.Person, fs = cleanPerson(n.Person, fs)
	if n.Person.Name == "" {
		fs = append(fs, fault.At("name", "privacy.no_name"))
	}
	if len(n.Person.Phones)+len(n.Person.Emails) == 0 {
		fs = append(fs, fault.At("contact", "privacy.no_contact"))
	}
	return fs
}

// cleanPerson keeps what can be looked for, and says what cannot.
func cleanPerson(p consent.Person, fs []fault.Field) (consent.Person, []fault.Field) {
	p.Name = strings.Join(strings.Fields(p.Name), " ")
	if utf8.RuneCountInString(p.Name) > longestName || !utf8.ValidString(p.Name) {
		fs = append(fs, fault.At("name", "privacy.too_long", "max", longestName))
	}
	clean := func(path, key string, list []string, ok func(string) bool) (kept []string) {
		for _, s := range list {
			if s = strings.TrimSpace(s); s == "" {
				continue
			}
			if utf8.RuneCountInString(s) > longestName || strings.ContainsAny(s, "\n\r\x00") || !ok(s) {
				fs = append(fs, fault.At(path, key))
				continue
			}
			kept = append(kept, s)
		}
		if len(kept) > mostKeys {
			fs = append(fs, fault.At(path, "privacy.too_many", "max", mostKeys))
		}
		return kept
	}
	p.Phones = clean("phones", "privacy.bad_phone", p.Phones, func(s string) bool { return len(consent.PhoneKey(s)) >= 8 })
	p.Emails = clean("emails", "privacy.bad_email", p.Emails, func(s string) bool { return consent.EmailKey(s) != "" })
	p.Codes = clean("codes", "privacy.bad_code", p.Codes, func(string) bool { return true })
	return p, fs
}
