package rule_test

import (
	"strings"
	"testing"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/rule"
)

func TestABadConditionIsRefusedInWordsWithItsPlace(t *testing.T) {
	for _, c := range []struct {
		when string
		over rule.Over
		want string // in English, all faults joined
	}{
		{"value > 150", rule.Newest, ""},
		{"value >= 150.5 && parameter == 'PM2.5' && status == '00'", rule.Newest, ""},
		{"mean > 150", rule.Hourly, ""},
		{"", rule.Newest, "The condition is missing, for example: value > 150"},
		{"value > ", rule.Newest, "The condition cannot be read at line 1, column 9"},
		{"value\n > > 3", rule.Newest, "The condition cannot be read at line 2, column 4"},
		{"valu > 150", rule.Newest, "Line 1, column 1: there is no name “valu”; known are value, parameter, status"},
		{"1.0 < 2.0 && mean > 150.0", rule.Newest, "Line 1, column 14: mean is known only when over is PT1H"},
		{"value > 150.0", rule.Hourly, "Line 1, column 1: value is known only when over is newest; use mean here"},
		{"value > 'high'", rule.Newest, "Line 1, column 7: > cannot be applied to double, string"},
		{"value + 1.0", rule.Newest, "The condition must answer true or false, it gives double"},
		{"value > 1.0 || " + strings.Repeat("true || ", 200) + "true", rule.Newest, "The condition is longer than 1,000 characters"},
	} {
		_, problems := rule.Compile(c.when, c.over)
		var got []string
		for _, p := range problems {
			if p.Path != "when" {
				t.Errorf("%q: fault is on %q, want when", c.when, p.Path)
			}
			got = append(got, text.T(text.EN, p.Key, p.Args))
		}
		if joined := strings.Join(got, "; "); joined != c.want {
			t.Errorf("%q over %s:\n got %q\nwant %q", c.when, c.over, joined, c.want)
		}
	}
}

func TestValidateReportsAllFaultsAtOnce(t *testing.T) {
	err := rule.Rule{Code: "ô", When: "valu > 1", Severity: 9, Hold: -time.Second}.Validate()
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid {
		t.Fatalf("got %v, want an invalid fault", err)
	}
	var paths []string
	for _, field := range f.Fields {
		paths = append(paths, field.Path)
	}
	if got, want := strings.Join(paths, " "), "code name severity unit playbook hold parameter when"; got != want {
		t.Errorf("faulty fields = %q, want %q", got, want)
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{"value > 150", "value >", "((((", "value.foo", "[1,2].map(x,x)", "'\\u00'", "value > 1e400", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, when string) {
		c, problems := rule.Compile(when, rule.Newest)
		if (c == nil) == (len(problems) == 0) {
			t.Fatalf("%q: a condition or its problems, never both or neither", when)
		}
		for _, p := range problems {
			if words := text.T(text.VI, p.Key, p.Args); words == p.Key || strings.Contains(words, "{") {
				t.Errorf("%q: problem %s has no full words: %q", when, p.Key, words)
			}
		}
		if c != nil {
			_, _ = c.Holds("PM2.5", 1, 0)
		}
	})
}
