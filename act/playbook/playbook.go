package playbook

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/text"
)

// Playbook is one version of a procedure.
type Playbook struct {
	ID      string        `json:"-"`
	Code    string        `json:"code"`
	Version int           `json:"-"`
	Title   text.L        `json:"title"`
	Unit    string        `json:"unit,omitempty"`  // owner; empty: the unit of the first step that names one
	Limit   time.Duration `json:"limit,omitempty"` // of the whole case; 0 means that of its slowest step
	Steps   []Step        `json:"steps"`
	From    text.Day      `json:"from,omitempty"`
	To      text.Day      `json:"to,omitempty"`
	Mark    string        `json:"mark,omitempty"`
	PutAt   time.Time     `json:"-"`

	// Where the version came from. None of it is content.
	Origin   Origin `json:"-"`
	PutBy    string `json:"-"` // the name of who brought it into force
	Why      string `json:"-"` // the reason of the proposal it came from
	Proposal string `json:"-"` // its id; empty for a version of a pack
	UnitPath string `json:"-"` // of the owner when it was put; empty where it was not known
}

// Origin says where a version came from.
type Origin string

const (
	FromPack Origin = "pack"
	FromHere Origin = "local" // proposed and approved in the province
)

// Step is one thing to do.
type Step struct {
	No       int           `json:"no"`
	Title    text.L        `json:"title"`
	Role     actor.Role    `json:"role"`
	Unit     string        `json:"unit,omitempty"` // empty: the unit that owns the case
	Legal    []Legal       `json:"legal,omitempty"`
	Limit    time.Duration `json:"limit,omitempty"`   // from the opening of the case
	Evidence text.L        `json:"evidence,omitzero"` // which evidence is wanted; empty: none

	// A step may ask a question; the answer decides where to go on. Without one the
	// next step follows, or the step Then where it is set.
	Ask     text.L   `json:"ask,omitzero"`
	Answers []Answer `json:"answers,omitempty"`
	Then    int      `json:"then,omitempty"` // go on at this step; 0: at the next
}

// Legal is what a step rests on.
type Legal struct {
	Act    string `json:"act"`
	Clause string `json:"clause,omitempty"`
}

// AroundTheClock tells whether the step is done by people on shift, whose limits
// are clock time.
func (s Step) AroundTheClock() bool { return s.Role == actor.Duty || s.Role == actor.ShiftLeader }

// WantsEvidence tells whether the step asks for evidence.
func (s Step) WantsEvidence() bool { return !s.Evidence.Empty() }

// InForce says whether the version applies on day.
func (p Playbook) InForce(day text.Day) bool { return day.Within(p.From, p.To) }

// CaseLimit is the time in which a case run by this playbook is to be done: its
// own limit, or that of its slowest step; 0 when it names none.
func (p Playbook) CaseLimit() time.Duration {
	if p.Limit > 0 {
		return p.Limit
	}
	var longest time.Duration
	for _, s := range p.Steps {
		longest = max(longest, s.Limit)
	}
	return longest
}

const (
	maxSteps = 100
	maxLimit = 365 * 24 * time.Hour
)

var codePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// Validate reports all faults that the playbook has by itself.
func (p Playbook) Validate() error {
	var fs []fault.Field
	add := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	if !codePattern.MatchString(p.Code) {
		add("code", "playbook.bad_code")
	}
	if !p.Title.Complete() {
		add("title", "playbook.no_title")
	}
	if !p.From.Valid() || !p.To.Valid() || !p.To.Open() && p.To <= p.From {
		add("to", "playbook.bad_days")
	}
	if p.Limit < 0 || p.Limit > maxLimit {
		add("limit", "playbook.bad_limit")
	}
	if p.Mark != "" && !law.ValidMark(p.Mark) {
		add("mark", "playbook.bad_mark", "mark", p.Mark)
	}
	if len(p.Steps) == 0 || len(p.Steps) > maxSteps {
		add("steps", "playbook.no_steps", "max", maxSteps)
	}
	for i, s := range p.Steps {
		at := func(what string) string { return fmt.Sprintf("steps/%d/%s", i, what) }
		// Steps are numbered as people count them, so that "step 3" on the phone is
		// step 3 on paper.
		if s.No != i+1 {
			add(at("no"), "playbook.bad_no", "want", i+1)
		}
		if !s.Title.Complete() {
			add(at("title"), "playbook.no_title")
		}
		if !slices.Contains(actor.Everyone, s.Role) {
			add(at("role"), "playbook.bad_role", "role", string(s.Role))
		}
		if s.Limit < 0 || s.Limit > maxLimit {
			add(at("limit"), "playbook.bad_limit")
		}
		if !s.Evidence.Empty() && !s.Evidence.Complete() {
			add(at("evidence"), "playbook.no_title")
		}
		for j, l := range s.Legal {
			if l.Act == "" {
				add(fmt.Sprintf("steps/%d/legal/%d/act", i, j), "playbook.no_act")
			}
		}
	}
	fs = append(fs, p.branchFaults()...)
	if len(fs) > 0 {
		return fault.Fields("playbook.invalid", fs...)
	}
	return nil
}

// refs lists what the steps cite, for the check against ground/law.
func (p Playbook) refs() (refs []law.Ref) {
	for i, s := range p.Steps {
		for j, l := range s.Legal {
			refs = append(refs, law.Ref{Path: fmt.Sprintf("steps/%d/legal/%d", i, j), Act: l.Act, Clause: l.Clause})
		}
	}
	return refs
}

// Owner is the unit that answers for the playbook: the one it names, or that of
// the first step which names one.
func (p Playbook) Owner() string {
	if p.Unit != "" {
		return p.Unit
	}
	for _, s := range p.Steps {
		if s.Unit != "" {
			return s.Unit
		}
	}
	return ""
}

// Short is a code by which a printed version is told from any other: who holds a
// paper with another one holds another text.
func (p Playbook) Short() string {
	_, sum, err := p.digest()
	if err != nil {
		return ""
	}
	return strings.ToUpper(sum[:6])
}

// digest tells equal content from changed content.
func (p Playbook) digest() (body, sum string, err error) {
	b, err := json.Marshal(p)
	if err != nil {
		return "", "", fmt.Errorf("playbook %s: %w", p.Code, err)
	}
	h := sha256.Sum256(b)
	return string(b), hex.EncodeToString(h[:]), nil
}
