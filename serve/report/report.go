package report

import (
	"crypto/rand"
	"math"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Source is how a report came in.
type Source string

const (
	Web      Source = "web"
	QR       Source = "qr"
	Hotline  Source = "hotline"
	Open311  Source = "open311"
	Email    Source = "email"
	Staff    Source = "staff"
	ByExport Source = "import"
)

// Sources is the closed list.
var Sources = []Source{Web, QR, Hotline, Open311, Email, Staff, ByExport}

// Report is one report.
type Report struct {
	ID         string
	Number     string // PA-24-0001
	Code       string // secret of its reporter; part of the address /r/{code}
	seq        int64  // of arrival
	Source     Source
	Category   string
	Words      string
	Answers    map[string]string // to the questions of the category, by code
	Address    string            // as said: street, landmark
	Lon, Lat   *float64
	Private    bool
	Flags      []string // what was noticed when it came in, of [Flags]
	Callback   bool     // its reporter asked to be called
	Unit       string   // that has to act
	UnitPath   string
	Area       string
	AreaPath   string
	State      State
	Outcome    Outcome
	Approved   bool // may be published
	Reporter   Reporter
	MergedInto string // id
	Reason     string // why it was rejected, of [Reasons]
	Answer     string // what its reporter is told
	Easy       string // the same in easy words
	Draft      Answer // not said yet
	Published  Said   // what is published, where staff changed it
	Rating     int    // 1 not satisfied, 2 acceptable, 3 satisfied; 0 not said
	Reopened   int    // how often
	ReceivedAt time.Time
	ResolvedAt time.Time
	EndedAt    time.Time
	Work       string // id of its item now; empty while nobody has to act
	Due        time.Time

	// What follows is filled by Get, not by List.
	Log    []Line
	Photos []Photo
	Proof  []Photo  // of what was done, handed in at its items
	Merged []string // numbers of the reports that were merged with it
	Main   string   // number of the one that it was merged with
	Shown  int      // pieces of evidence at its item now
	Visit  *Visit   // the last; nil where none was drawn
}

// Answer is words to a reporter, and the same in easy words.
type Answer struct {
	Words string
	Easy  string
}

// Said is the words of a report and the answer to it.
type Said struct {
	Words  string
	Answer string
}

// What can be noticed when a report comes in: its place lies outside the province; its sender sent many within an hour, or may
// not send at all, and it was taken because of danger.
const (
	FlagOutside = "outside"
	FlagMany    = "many"
	FlagBanned  = "banned"
)

// Flags is the closed list.
var Flags = []string{FlagOutside, FlagMany, FlagBanned}

// Scope is where the report belongs, for rights.
func (r Report) Scope() actor.Scope { return actor.Scope{UnitPath: r.UnitPath, AreaPath: r.AreaPath} }

// Reporter is who reported, as far as they said; all of it may be empty.
type Reporter struct {
	Name   string
	Phone  string
	Email  string
	Hidden bool // not shown to the unit that handles it
}

// Anonymous tells whether nobody can be reached but by the code.
func (r Reporter) Anonymous() bool { return r.Name == "" && r.Phone == "" && r.Email == "" }

// Draft is what somebody says to report.
type Draft struct {
	Key        string    // of idempotency: the same again is the same report; empty: none
	External   string    // id at another system, with Key's space of its own; empty: none
	Lang       text.Lang // in which its reporter is written to; empty: Vietnamese
	MessageID  string    // of the e-mail that it came as; empty: none
	Media      string    // address of a picture at another system: said to staff, never fetched
	Source     Source
	Category   string
	Words      string
	Answers    map[string]string
	Address    string
	Lon, Lat   *float64
	Area       string // code, where there is no place
	Reporter   Reporter
	Callback   bool      // the reporter wants to be called
	Sender     string    // address on the network that it came from, as the door knows it; counted, and forgotten after a day or two
	ReceivedAt time.Time // of an import; zero: now
}

const (
	longestWords   = 4000 // as Open311 says of description
	longestAddress = 300
	longestName    = 120
	longestAnswer  = 1000
)

var (
	phone = regexp.MustCompile(`^\+?[0-9]{8,15}$`)
	keys  = regexp.MustCompile(`^[A-Za-z0-9._:-]{8,120}$`)
)

// mostMarks is how many marks may stand on one letter: Vietnamese has two.
const mostMarks = 4

// clean gives words as they may be kept: one form of each letter, and none of the signs by which text shows
// itself in another order than it is written, as something that is not there, or over the lines beside it.
func clean(words string) string {
	words = norm.NFC.String(strings.ToValidUTF8(words, ""))
	marks := 0
	words = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) {
			if marks++; marks > mostMarks {
				return -1
			}
			return r
		}
		marks = 0
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\u2028', r == '\u2029', r == '\u0085':
			return '\n'
		case r == '\u115f', r == '\u1160', r == '\u3164', r == '\uffa0': // letters that show nothing
			return -1
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200d', unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, words)
	return strings.TrimSpace(words)
}

// prepare cleans what was written and gives every fault of it.
func (d *Draft) prepare(c Category) (fs []fault.Field) {
	d.Words, d.Address = clean(d.Words), clean(d.Address)
	d.Reporter.Name, d.Reporter.Email = strings.Join(strings.Fields(clean(d.Reporter.Name)), " "), strings.TrimSpace(d.Reporter.Email)
	d.Reporter.Phone = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-()", r) {
			return -1
		}
		return r
	}, clean(d.Reporter.Phone))
	within := func(path, s string, most int) {
		if utf8.RuneCountInString(s) > most {
			fs = append(fs, fault.At(path, "report.too_long", "max", most))
		}
	}
	if d.Words == "" {
		fs = append(fs, fault.At("words", "report.no_words"))
	}
	within("words", d.Words, longestWords)
	within("address", d.Address, longestAddress)
	within("name", d.Reporter.Name, longestName)
	if d.Reporter.Phone != "" && !phone.MatchString(d.Reporter.Phone) {
		fs = append(fs, fault.At("phone", "report.bad_phone"))
	}
	if _, err := mail.ParseAddress(d.Reporter.Email); d.Reporter.Email != "" && (err != nil || len(d.Reporter.Email) > 254) {
		fs = append(fs, fault.At("email", "report.bad_email"))
	}
	if d.Key != "" && !keys.MatchString(d.Key) {
		fs = append(fs, fault.At("key", "report.bad_key"))
	}
	if !slices.Contains(Sources, d.Source) {
		fs = append(fs, fault.At("source", "report.bad_source"))
	}
	// NaN fails both comparisons, hence the form of the question.
	if (d.Lon == nil) != (d.Lat == nil) || d.Lon != nil && (!(math.Abs(*d.Lon) <= 180) || !(math.Abs(*d.Lat) <= 90)) {
		fs = append(fs, fault.At("place", "report.bad_place"))
	}
	if d.Lon == nil && d.Address == "" && d.Area == "" {
		fs = append(fs, fault.At("place", "report.no_place"))
	}
	return append(fs, d.answers(c)...)
}

func (d *Draft) answers(c Category) (fs []fault.Field) {
	kept := map[string]string{}
	for _, q := range c.Questions {
		path := "answers/" + q.Code
		a := clean(d.Answers[q.Code])
		if a == "" {
			if q.Required && d.Source != Email { // nobody can be asked before it is there
				fs = append(fs, fault.At(path, "report.answer_needed"))
			}
			continue
		}
		if utf8.RuneCountInString(a) > longestAnswer {
			fs = append(fs, fault.At(path, "report.too_long", "max", longestAnswer))
			continue
		}
		kept[q.Code] = a
		switch q.Datatype {
		case "number":
			if _, err := strconv.ParseFloat(strings.Replace(a, ",", ".", 1), 64); err != nil {
				fs = append(fs, fault.At(path, "report.not_number"))
			}
		case "datetime":
			if _, err := time.Parse(time.RFC3339, a); err != nil {
				fs = append(fs, fault.At(path, "report.not_time"))
			}
		case "singlevaluelist", "multivaluelist":
			chosen := []string{a}
			if q.Datatype == "multivaluelist" {
				chosen = strings.Split(a, ",")
			}
			for _, key := range chosen {
				i := slices.IndexFunc(q.Values, func(v Choice) bool { return v.Key == key })
				if i < 0 {
					fs = append(fs, fault.At(path, "report.not_in_list"))
				} else if q.Values[i].Stop {
					fs = append(fs, fault.At(path, "report.stop", "words", c.Stop))
				}
			}
		}
	}
	d.Answers = kept
	return fs
}

// newCode makes the reporter's secret: ten letters and digits without look-alikes, 50 bits, in two halves that can be read out.
func newCode() string {
	const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	var b [10]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	for i := range b {
		b[i] = letters[b[i]%32]
	}
	return string(b[:5]) + "-" + string(b[5:])
}

// CodeOf reads a code as people type it.
func CodeOf(typed string) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			return r
		}
		return -1
	}, typed)
	if len(s) == 10 {
		s = s[:5] + "-" + s[5:]
	}
	return s
}

// Line is one line of a report's history.
type Line struct {
	At     time.Time
	ByID   string
	ByName string
	Kind   string
	State  State
	Words  string
	Shown  bool // to the reporter as well
}

// In puts the line into words.
func (l Line) In(lang text.Lang) string {
	return text.T(lang, "report.line_"+l.Kind, map[string]any{"words": l.Words})
}
