package feed

import (
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/sense/feed/body"
	"thanhdong/sense/observation"
)

// Reading is one value as a door or connector understood it.
type Reading = body.Reading

// Reasons is the closed list of why a reading is not taken. Each is a message key.
var Reasons = body.Reasons

// The reasons; those of single lines are found by the reader, the others by the
// contract.
const (
	UnknownStation   = body.UnknownStation
	UnknownParameter = body.UnknownParameter
	WrongUnit        = body.WrongUnit
	NotANumber       = body.NotANumber
	OutOfRange       = body.OutOfRange
	BeforeFirstDate  = body.BeforeFirstDate
	InFuture         = body.InFuture
	BadTime          = body.BadTime
	BadStatus        = body.BadStatus
	BadLine          = body.BadLine
	BadFile          = body.BadFile
	NotATable        = body.NotATable
	BadFileName      = body.BadFileName
	FileTooLarge     = body.FileTooLarge
)

// ahead is how far a sender's clock may run before ours.
const ahead = 10 * time.Minute

// refusal is why a reading is not taken; the zero value means it is.
type refusal struct {
	key  string
	args map[string]any
}

func refuse(key string, kv ...any) refusal {
	r := refusal{key: key, args: map[string]any{}}
	for i := 0; i+1 < len(kv); i += 2 {
		r.args[kv[i].(string)] = kv[i+1]
	}
	return r
}

// check holds a reading against the contract and gives where it belongs.
func (v *view) check(r *Reading, now time.Time) (s *station, param int, why refusal) {
	if r.Reason != "" {
		return nil, 0, refusal{r.Reason, r.Args}
	}
	s = v.station(r.Station)
	if s == nil {
		return nil, 0, refuse(UnknownStation, "station", shown(r.Station, maxName))
	}
	param, ok := v.param(r.Parameter)
	if !ok {
		return s, 0, refuse(UnknownParameter, "parameter", shown(r.Parameter, maxName))
	}
	p := &v.Parameters[param]
	if r.Unit != p.Unit && observation.NormalUnit(r.Unit) != p.Unit {
		return s, param, refuse(WrongUnit, "unit", shown(r.Unit, maxName), "expected", p.Unit)
	}
	if r.At.IsZero() {
		return s, param, refuse(BadTime)
	}
	if r.At.Before(v.from) {
		return s, param, refuse(BeforeFirstDate, "at", stamp(r.At), "first", stamp(v.from))
	}
	if r.At.After(now.Add(ahead)) {
		return s, param, refuse(InFuture, "at", stamp(r.At), "now", stamp(now))
	}
	if r.Status > observation.Faulty {
		return s, param, refuse(BadStatus)
	}
	if r.Value == nil {
		if r.Status != observation.Faulty {
			return s, param, refuse(NotANumber)
		}
		return s, param, refusal{}
	}
	x := *r.Value
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return s, param, refuse(NotANumber)
	}
	// A device that calibrates or fails may say anything; its values are kept and
	// left out of means, so bounds are for measured ones.
	if r.Status == observation.Measured && (p.Min != nil && x < *p.Min || p.Max != nil && x > *p.Max) {
		return s, param, refuse(OutOfRange, "value", x, "min", bound(p.Min), "max", bound(p.Max))
	}
	return s, param, refusal{}
}

func bound(v *float64) any {
	if v == nil {
		return "…"
	}
	return *v
}

func stamp(t time.Time) string { return t.In(vietnam).Format("2006-01-02 15:04:05") }

const (
	maxName = 100
	maxRaw  = 500
	maxRow  = 8000 // of a row that is kept to be read again
)

// shown makes a sender's words fit to be stored and shown: valid text, no zero
// bytes (PostgreSQL takes none), bounded.
func shown(s string, most int) string {
	if len(s) > 4*most {
		s = s[:4*most]
	}
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
