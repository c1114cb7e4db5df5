package alert

import (
	"regexp"
	"strconv"
	"strings"

	"thanhdong/sense/feed"
)

// Names are the labels that every alert has, for matchers and groupings. What an
// outside sender said of its alert has its own names behind [OutsidePrefix].
var Names = []string{"rule", "kind", "breach", "parameter", "station", "feed", "unit", "area", "district", "severity"}

// OutsidePrefix stands before the names of an outside sender's labels, so that none
// can pass for one of ours.
const OutsidePrefix = "x_"

// The values of the label kind.
const (
	kindValue   = "value"   // a condition over values
	kindSilence = "silence" // a station that says nothing
	kindBreach  = "breach"  // a promise of a contract
	kindOutside = "outside" // found by another system
)

var labelName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]{0,127}$`)

// known tells whether a matcher may ask for a label.
func known(name string) bool {
	if strings.HasPrefix(name, OutsidePrefix) {
		return labelName.MatchString(name)
	}
	for _, n := range Names {
		if n == name {
			return true
		}
	}
	return false
}

// Labels are what matchers and groupings look at. Those that can be read off the alert
// are, so that they follow its owner and its area; Extra holds the others.
func (a Alert) Labels() map[string]string {
	l := map[string]string{
		"rule": a.Rule, "kind": kindValue, "breach": string(a.Breach), "parameter": a.Parameter, "feed": a.Feed,
		"unit": a.Unit, "area": a.Area, "district": districtOf(a.AreaPath), "severity": strconv.Itoa(a.Severity),
	}
	switch {
	case a.Subject.Kind == OfOutside:
		l["kind"] = kindOutside
	case a.Breach != "":
		l["kind"], l["rule"] = kindBreach, contractRule(a.Breach)
	case a.Value == nil:
		l["kind"] = kindSilence
	}
	for name, v := range a.Extra {
		l[name] = v
	}
	return l
}

// contractRule stands in the label rule for what a contract found.
func contractRule(b feed.Health) string { return "contract." + string(b) }

// districtOf is the area below the province: "/30/288/10507/" gives "288". What lies
// in the province as a whole is its own district.
func districtOf(path string) string {
	codes := strings.Split(strings.Trim(path, "/"), "/")
	if len(codes) > 1 {
		return codes[1]
	}
	return codes[0]
}

// provinceOf is the top of an area's path.
func provinceOf(path string) string {
	top, _, _ := strings.Cut(strings.Trim(path, "/"), "/")
	return top
}

// common is the path of what holds both areas.
func common(a, b string) string {
	end := 0
	for i := 0; i < len(a) && i < len(b) && a[i] == b[i]; i++ {
		if a[i] == '/' {
			end = i + 1
		}
	}
	return a[:end]
}
