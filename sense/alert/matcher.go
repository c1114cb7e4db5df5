package alert

import (
	"regexp"
	"strconv"
	"strings"

	"thanhdong/ground/fault"
)

// Matcher asks one label for a value, in the four ways of Alertmanager.
type Matcher struct {
	Name  string `json:"name"`
	Op    string `json:"op"` // = != =~ !~
	Value string `json:"value"`

	pattern *regexp.Regexp
}

// Matchers all have to agree.
type Matchers []Matcher

const (
	longestValue = 500
	mostMatchers = 20
)

var matcherForm = regexp.MustCompile(`^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$`)

// ParseMatcher reads `station=~"HD_.*"`; the quotes may be left out.
func ParseMatcher(s string) (Matcher, error) {
	parts := matcherForm.FindStringSubmatch(s)
	if parts == nil {
		return Matcher{}, fault.New(fault.Invalid, "alert.bad_matcher", "matcher", s)
	}
	m := Matcher{Name: parts[1], Op: parts[2], Value: parts[3]}
	if strings.HasPrefix(m.Value, `"`) {
		v, err := strconv.Unquote(m.Value)
		if err != nil {
			return Matcher{}, fault.New(fault.Invalid, "alert.bad_matcher", "matcher", s)
		}
		m.Value = v
	}
	return m, nil
}

// String is the form that [ParseMatcher] reads.
func (m Matcher) String() string { return m.Name + m.Op + strconv.Quote(m.Value) }

// compile makes the patterns and gives what is wrong, at path.
func (ms Matchers) compile(path string) (fs []fault.Field) {
	if len(ms) == 0 || len(ms) > mostMatchers {
		return []fault.Field{fault.At(path, "alert.no_matchers", "max", mostMatchers)}
	}
	for i := range ms {
		m := &ms[i]
		at := path + "/" + strconv.Itoa(i)
		switch {
		case !known(m.Name):
			fs = append(fs, fault.At(at, "alert.unknown_label", "label", m.Name, "known", strings.Join(Names, ", ")+", "+OutsidePrefix+"…"))
		case len(m.Value) > longestValue:
			fs = append(fs, fault.At(at, "alert.value_too_long", "max", longestValue))
		case m.Op == "=" || m.Op == "!=":
		case m.Op == "=~" || m.Op == "!~":
			p, err := regexp.Compile("^(?:" + m.Value + ")$")
			if err != nil {
				fs = append(fs, fault.At(at, "alert.bad_pattern", "pattern", m.Value))
				continue
			}
			m.pattern = p
		default:
			fs = append(fs, fault.At(at, "alert.bad_operator", "op", m.Op))
		}
	}
	if len(fs) == 0 && ms.matchNothing() {
		fs = append(fs, fault.At(path, "alert.matches_everything"))
	}
	return fs
}

// matchNothing tells whether every matcher agrees with a label that is not there:
// then they would agree with everything, by a slip.
func (ms Matchers) matchNothing() bool {
	for _, m := range ms {
		if !m.agrees("") {
			return false
		}
	}
	return true
}

func (m Matcher) agrees(v string) bool {
	switch m.Op {
	case "=":
		return v == m.Value
	case "!=":
		return v != m.Value
	case "=~":
		return m.pattern.MatchString(v)
	}
	return !m.pattern.MatchString(v)
}

// Match tells whether all agree; a label that is not there is empty.
func (ms Matchers) Match(labels map[string]string) bool {
	for _, m := range ms {
		if !m.agrees(labels[m.Name]) {
			return false
		}
	}
	return true
}
