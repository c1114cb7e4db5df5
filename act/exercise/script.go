package exercise

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Script is what is played in an exercise.
type Script struct {
	Code     string `yaml:"code" json:"code"`
	Name     text.L `yaml:"name" json:"name"`
	About    text.L `yaml:"about" json:"about,omitzero"`
	Playbook string `yaml:"playbook" json:"playbook,omitempty"` // under drill
	Speed    int    `yaml:"speed" json:"speed,omitempty"`       // what is usual; 0: as on the wall
	Lasts    Span   `yaml:"lasts" json:"lasts"`                 // what is usual
	Sample   bool   `yaml:"sample" json:"sample,omitempty"`     // its figures are made up
	Mark     string `yaml:"mark" json:"mark,omitempty"`
	Steps    []Step `yaml:"steps" json:"steps"`
}

// Step is one thing that happens at a time after the start. It holds exactly one of the five.
type Step struct {
	At      Span     `yaml:"at" json:"at"`
	Message *text.L  `yaml:"message" json:"message,omitempty"` // what the players are told
	Values  *Values  `yaml:"values" json:"values,omitempty"`
	Alert   *Finding `yaml:"alert" json:"alert,omitempty"`
	Call    *Call    `yaml:"call" json:"call,omitempty"`
	Replay  *Replay  `yaml:"replay" json:"replay,omitempty"`
}

// Values are what a station sends: a line from one value to another.
type Values struct {
	Feed      string  `yaml:"feed" json:"feed"`
	Station   string  `yaml:"station" json:"station"`
	Parameter string  `yaml:"parameter" json:"parameter"`
	Unit      string  `yaml:"unit" json:"unit"`
	From      float64 `yaml:"from" json:"from"`
	To        float64 `yaml:"to" json:"to"`
	Over      Span    `yaml:"over" json:"over,omitempty"`   // 0: one value, From
	Every     Span    `yaml:"every" json:"every,omitempty"` // 0: a minute
}

// Finding is a rule's finding that is given by the script, without values that lead to it.
type Finding struct {
	Rule      string   `yaml:"rule" json:"rule"`
	Station   string   `yaml:"station" json:"station"`
	Parameter string   `yaml:"parameter" json:"parameter"`
	Feed      string   `yaml:"feed" json:"feed"`
	Value     *float64 `yaml:"value" json:"value,omitempty"`
	Unit      string   `yaml:"unit" json:"unit,omitempty"`
}

// Call is somebody who tells what they see, by telephone: the players are told the words, and find them
// as a free signal. What becomes of it is their duty.
type Call struct {
	Words string `yaml:"words" json:"words"`
	Place string `yaml:"place" json:"place,omitempty"`
	Area  string `yaml:"area" json:"area"`
	Unit  string `yaml:"unit" json:"unit,omitempty"` // whom it reaches; empty: who runs the exercise
}

// Replay plays a span of this store's own past again, at the exercise's time.
type Replay struct {
	Feed       string    `yaml:"feed" json:"feed"`
	Stations   []string  `yaml:"stations" json:"stations"`
	Parameters []string  `yaml:"parameters" json:"parameters"`
	From       time.Time `yaml:"from" json:"from"`
	To         time.Time `yaml:"to" json:"to"`
}

// Kind says what a step is, for people.
func (s Step) Kind() string {
	switch {
	case s.Message != nil:
		return "message"
	case s.Values != nil:
		return "values"
	case s.Alert != nil:
		return "alert"
	case s.Call != nil:
		return "call"
	case s.Replay != nil:
		return "replay"
	}
	return ""
}

const (
	maxScript   = 256 << 10 // bytes
	maxSteps    = 500
	maxWords    = 2000
	longestPlay = 7 * 24 * time.Hour
	longestPast = 3 * 24 * time.Hour
	maxSeries   = 100 // of one replay
	leastEvery  = Span(time.Second)
)

var codePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// ParseScript reads a script in YAML or JSON, strictly: an unknown or repeated key is
// refused, and so are anchors. [fault.Invalid] with all faults that it has by itself.
func ParseScript(b []byte) (s Script, err error) {
	bad := func(cause string) error {
		return fault.Fields("exercise.invalid", fault.At("script", "exercise.bad_script", "cause", cause))
	}
	switch {
	case len(b) > maxScript:
		return s, fault.New(fault.TooLarge, "exercise.script_too_large", "most", maxScript>>10)
	case !utf8.Valid(b):
		return s, bad("UTF-8")
	case len(bytes.TrimSpace(b)) == 0:
		return s, bad("empty")
	case tooDeep(b):
		return s, bad("too deep")
	}
	file, err := parser.ParseBytes(b, 0)
	if err != nil {
		return s, bad(said(err))
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return s, bad("not one document")
	}
	var found anchors
	ast.Walk(&found, file.Docs[0].Body)
	if found {
		return s, bad("anchor")
	}
	if err := yaml.NodeToValue(file.Docs[0].Body, &s, yaml.Strict()); err != nil {
		return Script{}, bad(said(err))
	}
	return s, s.Validate()
}

// said takes the words out of the library's error, without the picture of the source.
func said(err error) string {
	var y yaml.Error
	if errors.As(err, &y) {
		if t := y.GetToken(); t != nil && t.Position != nil {
			return fmt.Sprintf("%d: %s", t.Position.Line, y.GetMessage())
		}
		return y.GetMessage()
	}
	return fmt.Sprint(err)
}

type anchors bool

func (a *anchors) Visit(n ast.Node) ast.Visitor {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		*a = true
		return nil
	}
	return a
}

// tooDeep refuses nesting that no script needs, before the parser recurses.
func tooDeep(raw []byte) bool {
	depth := 0
	for _, b := range raw {
		switch b {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		}
		if depth > 20 {
			return true
		}
	}
	for line := range strings.Lines(string(raw)) {
		if len(line)-len(strings.TrimLeft(line, " -?")) > 60 {
			return true
		}
	}
	return false
}

// Validate tells every fault that a script has by itself.
func (s Script) Validate() error {
	var fs []fault.Field
	add := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	if !codePattern.MatchString(s.Code) {
		add("code", "exercise.bad_code")
	}
	if !s.Name.Complete() {
		add("name", "exercise.both_languages")
	}
	if s.Speed < 0 || s.Speed > MostSpeed {
		add("speed", "exercise.bad_speed", "most", MostSpeed)
	}
	if s.Lasts <= 0 || s.Lasts > Span(longestPlay) {
		add("lasts", "exercise.bad_span", "most", longestPlay)
	}
	if len(s.Steps) == 0 || len(s.Steps) > maxSteps {
		add("steps", "exercise.bad_count", "most", maxSteps)
	}
	for i, step := range s.Steps {
		if i >= maxSteps {
			break
		}
		fs = append(fs, step.faults(i, s.Lasts)...)
		if i > 0 && step.At < s.Steps[i-1].At {
			add(fmt.Sprintf("steps/%d/at", i), "exercise.step_before")
		}
	}
	if len(fs) > 0 {
		return fault.Fields("exercise.invalid", fs...)
	}
	return nil
}

func (s Step) faults(i int, lasts Span) (fs []fault.Field) {
	add := func(path, key string, kv ...any) {
		fs = append(fs, fault.At(strings.TrimSuffix(fmt.Sprintf("steps/%d/%s", i, path), "/"), key, kv...))
	}
	need := func(path string, values ...string) {
		if slices.Contains(values, "") {
			add(path, "exercise.needed")
		}
	}
	if s.At < 0 || s.At > lasts {
		add("at", "exercise.step_outside")
	}
	kinds := 0
	if s.Message != nil {
		kinds++
		if !s.Message.Complete() || utf8.RuneCountInString(s.Message.VI) > maxWords || utf8.RuneCountInString(s.Message.EN) > maxWords {
			add("message", "exercise.both_languages")
		}
	}
	if v := s.Values; v != nil {
		kinds++
		need("values", v.Feed, v.Station, v.Parameter, v.Unit)
		if notFinite(v.From) || notFinite(v.To) {
			add("values", "exercise.no_number")
		}
		if v.Over < 0 || v.Over > lasts || v.Every < 0 || v.Every != 0 && v.Every < leastEvery {
			add("values/over", "exercise.bad_span", "most", lasts.Std())
		}
	}
	if a := s.Alert; a != nil {
		kinds++
		need("alert", a.Rule, a.Station, a.Parameter, a.Feed)
		if a.Value != nil && (notFinite(*a.Value) || a.Unit == "") {
			add("alert", "exercise.no_number")
		}
	}
	if c := s.Call; c != nil {
		kinds++
		need("call", strings.TrimSpace(c.Words), c.Area)
		if utf8.RuneCountInString(c.Words) > maxWords || utf8.RuneCountInString(c.Place) > maxWords {
			add("call", "exercise.too_long", "most", maxWords)
		}
	}
	if r := s.Replay; r != nil {
		kinds++
		need("replay", r.Feed)
		if n := len(r.Stations) * len(r.Parameters); n == 0 || n > maxSeries {
			add("replay", "exercise.bad_count", "most", maxSeries)
		}
		if !r.To.After(r.From) || r.To.Sub(r.From) > longestPast {
			add("replay/to", "exercise.bad_span", "most", longestPast)
		}
	}
	if kinds != 1 {
		add("", "exercise.one_thing")
	}
	return fs
}

func notFinite(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }

// Span is a length of time as scripts write it: PT10M, P1DT2H.
type Span time.Duration

var spanForm = regexp.MustCompile(`^P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$`)

// Std is the span as the standard library has it.
func (s Span) Std() time.Duration { return time.Duration(s) }

func parseSpan(words string) (Span, error) {
	m := spanForm.FindStringSubmatch(words)
	if m == nil || words == "P" || strings.HasSuffix(words, "T") {
		return 0, fmt.Errorf("%q is no span such as PT10M or P1DT2H", words)
	}
	var sum time.Duration
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		n, _ := strconv.Atoi(m[i+1]) // digits or empty, by the form
		sum += time.Duration(n) * unit
	}
	return Span(sum), nil
}

// String writes the span in its form, in hours, minutes and seconds.
func (s Span) String() string {
	d := s.Std()
	words := "PT"
	for _, u := range []struct {
		of   time.Duration
		name string
	}{{time.Hour, "H"}, {time.Minute, "M"}, {time.Second, "S"}} {
		if n := d / u.of; n > 0 {
			words += strconv.Itoa(int(n)) + u.name
			d -= n * u.of
		}
	}
	if words == "PT" {
		return "PT0S"
	}
	return words
}

// MarshalText writes the form.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the form.
func (s *Span) UnmarshalText(b []byte) (err error) {
	*s, err = parseSpan(string(b))
	return err
}

// UnmarshalYAML reads the form.
func (s *Span) UnmarshalYAML(read func(any) error) error {
	var words string
	if err := read(&words); err != nil {
		return err
	}
	return s.UnmarshalText([]byte(words))
}
