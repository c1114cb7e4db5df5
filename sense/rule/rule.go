package rule

import (
	"regexp"
	"slices"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/observation"
)

// Kind says what a rule watches.
type Kind string

const (
	Value   Kind = "value"   // a condition over values
	Silence Kind = "silence" // nothing came from a station
)

// Over says which figure of the series the condition sees.
type Over string

const (
	Newest Over = "newest" // the newest value, as `value`
	Hourly Over = "PT1H"   // the mean of a full hour, as `mean`
)

// Rule is a condition with an owner and a playbook.
type Rule struct {
	Code          string        `json:"code"`
	Name          text.L        `json:"name"`
	Kind          Kind          `json:"kind"`
	When          string        `json:"when,omitempty"`      // CEL over value or mean, parameter, status
	Clear         string        `json:"clear,omitempty"`     // CEL: when a finding is over; empty means when it no longer holds
	Parameter     string        `json:"parameter,omitempty"` // silence: empty means any parameter of the station
	Over          Over          `json:"over,omitempty"`
	Feed          string        `json:"feed,omitempty"` // empty: whichever feed brings it
	Hold          time.Duration `json:"hold,omitempty"`
	Silence       time.Duration `json:"silence,omitempty"`
	Severity      int           `json:"severity"` // 1 lowest … 5 highest
	Unit          string        `json:"unit"`     // the owner of every finding
	Playbook      string        `json:"playbook"`
	OpensIncident bool          `json:"opens_incident,omitempty"`
	Legal         []Legal       `json:"legal,omitempty"`
	Mark          string        `json:"mark,omitempty"` // where the threshold comes from

	// Version counts the changes of a stored rule; what it found names it.
	Version int `json:"-"`
}

// Legal is what a threshold rests on.
type Legal struct {
	Act    string `json:"act"`
	Clause string `json:"clause,omitempty"`
}

// Limits on a rule. A hold beyond a week would outlive the data it judges at
// full resolution; a silence under a minute is below every cadence we accept.
const (
	maxHold    = 7 * 24 * time.Hour
	minSilence = time.Minute
	maxSilence = 30 * 24 * time.Hour
)

var codePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// Normal gives the rule with its defaults written out.
func (r Rule) Normal() Rule {
	if r.Kind == "" {
		r.Kind = Value
	}
	if r.Kind == Value && r.Over == "" {
		r.Over = Newest
	}
	if r.Parameter != "" {
		r.Parameter = observation.NormalParameter(r.Parameter)
	}
	return r
}

// faults collects everything that is wrong with the rule by itself. What needs
// the store (unit, playbook) is added by Put.
func (r Rule) faults() []fault.Field {
	var fs []fault.Field
	add := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	if !codePattern.MatchString(r.Code) {
		add("code", "rule.bad_code")
	}
	if !r.Name.Complete() {
		add("name", "rule.no_name")
	}
	if r.Severity < 1 || r.Severity > 5 {
		add("severity", "rule.bad_severity", "severity", r.Severity)
	}
	if r.Unit == "" {
		add("unit", "rule.no_unit")
	}
	if r.Playbook == "" {
		add("playbook", "rule.no_playbook")
	}
	if r.Hold < 0 || r.Hold > maxHold {
		add("hold", "rule.bad_hold")
	}
	switch r.Kind {
	case Value:
		if r.Parameter == "" {
			add("parameter", "rule.no_parameter")
		}
		if r.Over != Newest && r.Over != Hourly {
			add("over", "rule.bad_over", "over", string(r.Over))
			break
		}
		_, problems := r.compile()
		fs = append(fs, problems...)
	case Silence:
		if r.When != "" {
			add("when", "rule.silence_has_condition")
		}
		if r.Clear != "" {
			add("clear", "rule.clear_without_when")
		}
		if r.Silence < minSilence || r.Silence > maxSilence {
			add("silence", "rule.bad_silence")
		}
	default:
		add("kind", "rule.bad_kind", "kind", string(r.Kind))
	}
	return fs
}

// Validate reports all faults that the rule has by itself, as one Invalid error.
func (r Rule) Validate() error {
	if fs := r.Normal().faults(); len(fs) > 0 {
		return fault.Fields("rule.invalid", fs...)
	}
	return nil
}

// Conditions are those of one rule, ready to judge.
type Conditions struct {
	When  *Condition
	Clear *Condition // nil: a finding is over when When no longer holds
}

// Inputs is what both ask for beside the figure.
func (c Conditions) inputs() []Input {
	if c.When == nil {
		return nil
	}
	list := c.When.Inputs
	if c.Clear != nil {
		for _, in := range c.Clear.Inputs {
			if !slices.Contains(list, in) {
				list = append(list[:len(list):len(list)], in)
			}
		}
	}
	return list
}

func (r Rule) compile() (c Conditions, fs []fault.Field) {
	c.When, fs = compile("when", r.When, r.Over)
	if r.Clear != "" {
		var more []fault.Field
		c.Clear, more = compile("clear", r.Clear, r.Over)
		fs = append(fs, more...)
	}
	return c, fs
}

// Condition in words for people: the CEL text with its hold, or the silence.
func (r Rule) Condition(lang text.Lang) string {
	if r.Kind == Silence {
		return text.T(lang, "rule.words_silence", map[string]any{"length": r.Silence})
	}
	words := text.T(lang, "rule.words_newest", map[string]any{"parameter": r.Parameter, "when": r.When})
	if r.Over == Hourly {
		words = text.T(lang, "rule.words_mean", map[string]any{"parameter": r.Parameter, "when": r.When})
	}
	if r.Hold == 0 {
		return words
	}
	return text.T(lang, "rule.words_hold", map[string]any{"condition": words, "length": r.Hold})
}

// String is for logs.
func (r Rule) String() string { return "rule " + r.Code }
