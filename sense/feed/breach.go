package feed

import (
	"context"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Breaches are the promises of a contract that a source can fail to keep. Each is
// the [Health] that shows it: late, silent, bad.
var Breaches = []Health{Late, Silent, Bad}

// Kinds of the events of a breach: it stands, it is over.
const (
	BreachedKind  = "feed.Breached"
	RecoveredKind = "feed.Recovered"
)

// Breached is the body of both. Instants are microseconds UTC.
type Breached struct {
	Feed   string `json:"feed"`
	Breach Health `json:"breach"`
	Since  int64  `json:"since"` // when the source began to fare so
	Heard  int64  `json:"heard"` // the newest observation, or the last arrival when none was taken
}

// How long a source may fare badly before that is a breach: a cadence, but not
// less than a passing hiccup and not more than an hour. PROJECT CHOICE.
const (
	leastHold = 5 * time.Minute
	mostHold  = time.Hour
)

func (c Contract) hold() time.Duration { return min(max(c.Cadence, leastHold), mostHold) }

// standing tells which breaches stand, and when time alone may add one. A silence
// is as long as it must be by itself; but when we noticed it late, we were away, and
// what was sent meanwhile may still be on its way. A source that is silent has not
// stopped being late: that finding lives until it speaks in time.
func standing(c Contract, s state, now time.Time) (list []Health, next time.Time) {
	t := limitsOf(c, s)
	raise := func(b Health, at time.Time) {
		switch {
		case slices.Contains(s.breaches, b) || !now.Before(at):
			list = append(list, b)
		default:
			next = at
		}
	}
	if s.health == Late {
		raise(Late, s.since.Add(c.hold()))
	} else if slices.Contains(s.breaches, Late) && s.health != Never && t.tardy(now) {
		list = append(list, Late)
	}
	switch s.health {
	case Silent:
		from := t.silent
		if least := s.received.Add(leastHold); from.Before(least) {
			from = least
		}
		if s.since.Sub(from) > c.hold() {
			from = s.since.Add(c.hold())
		}
		raise(Silent, from)
	case Bad:
		raise(Bad, s.since.Add(c.hold()))
	}
	return list, next
}

// breach records what changed in what stands.
func breach(ctx context.Context, tx *db.Tx, c Contract, s state, before []Health) error {
	heard := s.observed
	if heard.IsZero() {
		heard = s.received
	}
	tell := func(kind string, b Health) error {
		return bus.Record(ctx, tx, kind, c.Code, Breached{Feed: c.Code, Breach: b, Since: micros(s.since), Heard: micros(heard)})
	}
	for _, b := range before {
		if !slices.Contains(s.breaches, b) {
			if err := tell(RecoveredKind, b); err != nil {
				return err
			}
		}
	}
	for _, b := range s.breaches {
		if !slices.Contains(before, b) {
			if err := tell(BreachedKind, b); err != nil {
				return err
			}
		}
	}
	return nil
}

func joined(list []Health) string {
	words := make([]string, len(list))
	for i, b := range list {
		words[i] = string(b)
	}
	return strings.Join(words, ",")
}

func parted(s string) (list []Health) {
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' }) {
		list = append(list, Health(w))
	}
	return list
}

// severities of breaches where the contract names none. PROJECT CHOICE.
var severities = map[Health]int{Late: 2, Silent: 3, Bad: 2}

// SeverityOf is how severe a breach is: what the contract says, else by its kind.
func (c Contract) SeverityOf(b Health) int {
	if c.Severity > 0 {
		return c.Severity
	}
	return severities[b]
}

// Title names a breach of the contract.
func (c Contract) Title(b Health) text.L {
	name := func(lang text.Lang) string {
		return text.T(lang, "feed.breach_"+string(b), nil) + " · " + c.Name.In(lang)
	}
	return text.L{VI: name(text.VI), EN: name(text.EN)}
}

// Promise says in plain words which promise a breach breaks.
func (c Contract) Promise(b Health) text.L {
	key, args := "feed.promise_"+string(b), map[string]any{"cadence": c.Cadence}
	switch {
	case c.DueHour != nil && b == Late:
		key, args["hour"] = "feed.promise_late_due", *c.DueHour
	case c.DueHour != nil && b == Silent:
		key, args["hour"], args["length"] = "feed.promise_silent_due", *c.DueHour, silentAfter*max(c.Cadence, 24*time.Hour)
	case b == Late:
		args["length"], args["old"] = lateAfter*c.Cadence+c.hold(), oldAfter*c.Cadence
	case b == Silent:
		args["length"] = max(silentAfter*c.Cadence, leastHold)
	}
	return text.L{VI: text.T(text.VI, key, args), EN: text.T(text.EN, key, args)}
}

// Promised gives the contract of a source, for rooms that act on its breaches; it
// asks for no right. [fault.NotFound] for one that is not in force.
func Promised(ctx context.Context, tx *db.Tx, code string) (Contract, error) {
	return contract(ctx, tx, code)
}

// NameOf is what people call a source, also one whose contract has ended; its code
// when nobody knows it.
func NameOf(ctx context.Context, tx *db.Tx, code string) (text.L, error) {
	var body string
	err := tx.QueryRow(ctx, `SELECT body FROM feed WHERE code = ?`, code).Scan(&body)
	if fault.Is(err, fault.NotFound) {
		return text.L{VI: code, EN: code}, nil
	}
	if err != nil {
		return text.L{}, err
	}
	c, err := decode(body)
	return c.Name, err
}
