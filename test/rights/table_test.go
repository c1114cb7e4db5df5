package rights

import (
	"os"
	"slices"
	"strings"
	"testing"

	"thanhdong/ground/actor"
)

// outcome is what happens.
type outcome string

const (
	allowed outcome = "A"
	refused outcome = "R"
	absent  outcome = "-"
	strange outcome = "S" // sign in first; not in the table, it is so everywhere
)

// scopes are the columns of the table.
var scopes = []string{"own unit", "sub-unit", "other unit", "other area"}

// route is one entry of the table.
type route struct {
	line   int
	name   string // "GET /alerts/{id}", "LIVE alerts", "GET /overview #late"
	open   bool
	behind bool                 // a page that asks who reads it
	says   map[string][]outcome // by role, or by what stands in its place: one or four
}

// address is the method and the path.
func (r route) address() string { return strings.TrimSpace(strings.Split(r.name, "#")[0]) }

// expect gives what the table says for a role and a scope.
func (r route) expect(who string, scope int) outcome {
	o := r.says[who]
	if len(o) == 1 {
		return o[0]
	}
	return o[scope]
}

func readTable(t *testing.T) (routes []route) {
	t.Helper()
	b, err := os.ReadFile("table.txt")
	if err != nil {
		t.Fatal(err)
	}
	for n, line := range strings.Split(string(b), "\n") {
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case line[0] != ' ':
			name, open := strings.CutSuffix(line, " open")
			name, behind := strings.CutSuffix(name, " signed-in")
			routes = append(routes, route{line: n + 1, name: name, open: open, behind: behind, says: map[string][]outcome{}})
		default:
			words := strings.Fields(line)
			var says []outcome
			for len(words) > 0 && slices.Contains([]string{"A", "R", "-"}, words[len(words)-1]) {
				says = append([]outcome{outcome(words[len(words)-1])}, says...)
				words = words[:len(words)-1]
			}
			if len(says) != 1 && len(says) != len(scopes) || len(words) == 0 || len(routes) == 0 {
				t.Fatalf("table.txt:%d cannot be read: %s", n+1, line)
			}
			r := routes[len(routes)-1]
			who := words
			switch {
			case words[0] == "everyone":
				who = nil
				for _, role := range actor.Everyone {
					who = append(who, string(role))
				}
			case strings.HasPrefix(r.name, "DEVICE"), strings.HasPrefix(r.name, "PAGE"):
				who = []string{strings.Join(words, " ")}
			}
			for _, w := range who {
				if r.says[w] != nil {
					t.Fatalf("table.txt:%d names %s twice for %s", n+1, w, r.name)
				}
				r.says[w] = says
			}
		}
	}
	for i, r := range routes {
		if slices.ContainsFunc(routes[:i], func(o route) bool { return o.name == r.name }) {
			t.Errorf("table.txt:%d: %s is there twice", r.line, r.name)
		}
		if strings.HasPrefix(r.name, "DEVICE") || strings.HasPrefix(r.name, "PAGE") {
			continue
		}
		for _, role := range actor.Everyone {
			if r.says[string(role)] == nil {
				t.Errorf("table.txt:%d says nothing about %s for %s", r.line, role, r.name)
			}
		}
		if len(r.says) != len(actor.Everyone) {
			t.Errorf("table.txt:%d names a role that does not exist: %v", r.line, r.says)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	return routes
}
