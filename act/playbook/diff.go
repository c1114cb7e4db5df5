package playbook

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/text"
)

// What a change does.
const (
	Added   = "added"
	Removed = "removed"
	Moved   = "moved"
	Changed = "changed"
)

// Change is one difference between two versions.
type Change struct {
	Kind   string // one of those above
	Step   int    // its number now; before, for a step that was removed; 0 for the playbook as a whole
	Was    int    // its number before, for a step that is in both
	Title  text.L // of the step
	Field  string // title, role, unit, limit, legal, evidence, ask, answers, then, end, mark; for changed only
	Before any    // text.L, actor.Role, time.Duration, text.Day, []Legal, []Answer, int, or the code of a unit as string
	After  any
}

// Diff tells in what b differs from a: first the playbook as a whole, then its
// steps in the order of b, then those that are gone. From which day a version
// holds is no difference, and neither is a number that only counts differently
// because a step came or went before it.
func Diff(a, b Playbook) (list []Change) {
	whole := func(field string, before, after any, same bool) {
		if !same {
			list = append(list, Change{Kind: Changed, Field: field, Before: before, After: after})
		}
	}
	whole("title", a.Title, b.Title, a.Title == b.Title)
	whole("unit", a.Unit, b.Unit, a.Unit == b.Unit)
	whole("limit", a.Limit, b.Limit, a.Limit == b.Limit)
	whole("end", a.To, b.To, a.To == b.To)
	whole("mark", a.Mark, b.Mark, a.Mark == b.Mark)
	was := match(a.Steps, b.Steps)
	now := map[int]int{} // place before to place now
	for j, i := range was {
		if i >= 0 {
			now[i] = j
		}
	}
	stay := inOrder(was)
	for j, s := range b.Steps {
		i := was[j]
		if i < 0 {
			list = append(list, Change{Kind: Added, Step: j + 1, Title: s.Title})
			continue
		}
		if !stay[j] {
			list = append(list, Change{Kind: Moved, Step: j + 1, Was: i + 1, Title: s.Title})
		}
		list = append(list, stepDiff(a.Steps[i], s, i, j, now)...)
	}
	for i, s := range a.Steps {
		if _, ok := now[i]; !ok {
			list = append(list, Change{Kind: Removed, Step: i + 1, Title: s.Title})
		}
	}
	return list
}

func stepDiff(a, b Step, i, j int, now map[int]int) (list []Change) {
	add := func(field string, before, after any, same bool) {
		if !same {
			list = append(list, Change{Kind: Changed, Step: j + 1, Was: i + 1, Title: b.Title, Field: field, Before: before, After: after})
		}
	}
	// A way that leads to the same step as before is the same way.
	same := func(before, after int) bool {
		if before == 0 || after == 0 {
			return before == after
		}
		place, ok := now[before-1]
		return ok && place == after-1
	}
	add("title", a.Title, b.Title, a.Title == b.Title)
	add("role", a.Role, b.Role, a.Role == b.Role)
	add("unit", a.Unit, b.Unit, a.Unit == b.Unit)
	add("limit", a.Limit, b.Limit, a.Limit == b.Limit)
	add("legal", a.Legal, b.Legal, slices.Equal(a.Legal, b.Legal))
	add("evidence", a.Evidence, b.Evidence, a.Evidence == b.Evidence)
	add("ask", a.Ask, b.Ask, a.Ask == b.Ask)
	add("answers", a.Answers, b.Answers, slices.EqualFunc(a.Answers, b.Answers, func(x, y Answer) bool {
		return x.Key == y.Key && x.Title == y.Title && x.End == y.End && same(x.To, y.To)
	}))
	add("then", a.Then, b.Then, same(a.Then, b.Then))
	return list
}

// match finds for each step of b its place in a, or -1: first by its words, then,
// among those left, whose words are most alike.
func match(a, b []Step) []int {
	was := make([]int, len(b))
	taken := make([]bool, len(a))
	for j, s := range b {
		was[j] = -1
		for i, o := range a {
			if !taken[i] && o.Title.VI == s.Title.VI {
				was[j], taken[i] = i, true
				break
			}
		}
	}
	for {
		best, bi, bj := alike, -1, -1
		for j, s := range b {
			for i, o := range a {
				if was[j] >= 0 || taken[i] {
					continue
				}
				if x := likeness(o.Title.VI, s.Title.VI); x >= best && (x > best || bi < 0) {
					best, bi, bj = x, i, j
				}
			}
		}
		if bi < 0 {
			return was
		}
		was[bj], taken[bi] = bi, true
	}
}

// alike is how many of the words of two titles must be the same for them to be
// two wordings of one step.
const alike = 0.4

func likeness(a, b string) float64 {
	x, y := strings.Fields(text.SearchKey(a)), strings.Fields(text.SearchKey(b))
	both := 0
	for _, w := range x {
		if i := slices.Index(y, w); i >= 0 {
			both++
			y[i] = ""
		}
	}
	if all := len(x) + len(y) - both; all > 0 {
		return float64(both) / float64(all)
	}
	return 0
}

// inOrder tells which steps kept their order: the longest run of them; the others
// were moved.
func inOrder(was []int) []bool {
	length, from := make([]int, len(was)), make([]int, len(was))
	last := -1
	for j, i := range was {
		from[j] = -1
		if i < 0 {
			continue
		}
		length[j] = 1
		for k := range j {
			if was[k] >= 0 && was[k] < i && length[k]+1 > length[j] {
				length[j], from[j] = length[k]+1, k
			}
		}
		if last < 0 || length[j] > length[last] {
			last = j
		}
	}
	stay := make([]bool, len(was))
	for j := last; j >= 0; j = from[j] {
		stay[j] = true
	}
	return stay
}

// In puts the change into words; unitName names a unit by its code.
func (c Change) In(lang text.Lang, unitName func(code string) string) string {
	args := map[string]any{"no": c.Step, "was": c.Was, "title": c.Title}
	if c.Kind != Changed {
		return text.T(lang, "playbook.diff_"+c.Kind, args)
	}
	args["field"] = text.Key("playbook.field_" + c.Field)
	args["before"], args["after"] = c.value(lang, c.Before, unitName), c.value(lang, c.After, unitName)
	if c.Step == 0 {
		return text.T(lang, "playbook.diff_whole", args)
	}
	return text.T(lang, "playbook.diff_changed", args)
}

func (c Change) value(lang text.Lang, v any, unitName func(string) string) string {
	nothing := text.T(lang, "playbook.diff_nothing", nil)
	words := ""
	switch v := v.(type) {
	case text.L:
		// Who changed the English alone reads both, or the change could not be seen.
		if b, ok := c.Before.(text.L); ok && b.In(lang) == c.After.(text.L).In(lang) {
			return strings.Trim(v.VI+" / "+v.EN, " /")
		}
		words = v.In(lang)
	case string:
		if v != "" && c.Field == "unit" {
			v = unitName(v)
		}
		words = v
	case actor.Role:
		words = text.T(lang, "wire.role_"+strings.ReplaceAll(string(v), "-", "_"), nil)
	case time.Duration:
		if v > 0 {
			words = text.Duration(lang, v)
		}
	case text.Day:
		if !v.Open() {
			words = v.In(lang)
		}
	case int:
		if v > 0 {
			words = text.T(lang, "playbook.step_no", map[string]any{"no": v})
		}
	case []Legal:
		var all []string
		for _, l := range v {
			all = append(all, strings.TrimSpace(l.Act+" "+l.Clause))
		}
		words = strings.Join(all, "; ")
	case []Answer:
		var all []string
		for _, a := range v {
			all = append(all, a.in(lang))
		}
		words = strings.Join(all, "; ")
	}
	if words == "" {
		return nothing
	}
	return words
}

// in says an answer and where it leads: "A Có → 5".
func (a Answer) in(lang text.Lang) string {
	way := text.T(lang, "playbook.way_next", nil)
	switch {
	case a.End:
		way = text.T(lang, "playbook.way_end", nil)
	case a.To > 0:
		way = strconv.Itoa(a.To)
	}
	return a.Key + " " + a.Title.In(lang) + " → " + way
}
