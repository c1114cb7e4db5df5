package alert_test

import (
	"testing"
	"time"

	"thanhdong/sense/alert"
)

func TestMatchersAreReadAsTheyAreWritten(t *testing.T) {
	for in, want := range map[string]string{
		`station="HD01"`: `station="HD01"`, ` station = HD01 `: `station="HD01"`, `rule=~AIR-.*`: `rule=~"AIR-.*"`,
		`x_job!~"a \"b\""`: `x_job!~"a \"b\""`, `severity!=5`: `severity!="5"`, `breach=`: `breach=""`,
	} {
		m, err := alert.ParseMatcher(in)
		if err != nil || m.String() != want {
			t.Errorf("%s gives %s (%v)", in, m, err)
		}
	}
	for _, in := range []string{"", "station", "=x", `station="x`, "sta tion=x", "station>5"} {
		if m, err := alert.ParseMatcher(in); err == nil {
			t.Errorf("%q was read as %s", in, m)
		}
	}
}

func TestSettingsThatCannotWorkAreRefused(t *testing.T) {
	good := alert.Grouping{By: []string{"unit", "x_cluster"}, Wait: time.Second, Interval: time.Minute, Repeat: time.Hour, Many: 4}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(g *alert.Grouping){
		"label":    func(g *alert.Grouping) { g.By = []string{"colour"} },
		"wait":     func(g *alert.Grouping) { g.Wait = 2 * time.Hour },
		"interval": func(g *alert.Grouping) { g.Interval = 0 },
		"repeat":   func(g *alert.Grouping) { g.Repeat = time.Second },
		"many":     func(g *alert.Grouping) { g.Many = 1 },
		"matcher":  func(g *alert.Grouping) { g.Match = alert.Matchers{{Name: "rule", Op: "=~", Value: "("}} },
	} {
		bad := good
		spoil(&bad)
		if bad.Validate() == nil {
			t.Errorf("a grouping with a bad %s is taken", name)
		}
	}
	for _, i := range []alert.Inhibition{
		{Source: matchers("kind=breach")},
		{Source: matchers("kind=breach"), Target: matchers("rule=~.*")},
		{Source: matchers("kind=breach"), Target: matchers("kind=silence"), Equal: []string{"nobody"}},
	} {
		if i.Validate() == nil {
			t.Errorf("the inhibition %+v is taken", i)
		}
	}
	if (alert.Times{Flaps: 3, Window: time.Hour, Quiet: time.Hour, Longest: time.Hour}).Validate() == nil {
		t.Error("times without those of acknowledgements are taken")
	}
}

// matchers reads matchers that are known to be good.
func matchers(words ...string) (ms alert.Matchers) {
	for _, w := range words {
		m, err := alert.ParseMatcher(w)
		if err != nil {
			panic(err)
		}
		ms = append(ms, m)
	}
	return ms
}
