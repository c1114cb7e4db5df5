package playbook

import (
	"fmt"
	"maps"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Answer is one answer to a step's question, and where it leads.
type Answer struct {
	Key   string `json:"key"` // A, B, C: what stands on paper and in the log of a case
	Title text.L `json:"title"`
	To    int    `json:"to,omitempty"`  // go on at this step; 0: at the next
	End   bool   `json:"end,omitempty"` // nothing more is to be done
}

// Asks tells whether the step has a question.
func (s Step) Asks() bool { return len(s.Answers) > 0 }

// Answer finds an answer by its key.
func (s Step) Answer(key string) (Answer, bool) {
	for _, a := range s.Answers {
		if a.Key == key {
			return a, true
		}
	}
	return Answer{}, false
}

// Place says how a step stands to the way that a case takes.
type Place string

const (
	On    Place = "on"    // it will be passed, whatever is answered yet
	Maybe Place = "maybe" // it depends on an answer that was not given
	Off   Place = "off"   // the answers given lead past it
)

// Path tells for each step, in their order, how it stands when these answers were
// given, by the number of the step that asked. Without questions every step is on
// the path. An answer that its step does not have counts as not given.
func (p Playbook) Path(answers map[int]string) []Place {
	n := len(p.Steps)
	places := make([]Place, n)
	// Ways only lead forward, so one pass sees every step that can be reached; a
	// step is passed for sure when the end cannot be reached around it.
	reach := p.reach(answers, -1)
	for i := range places {
		switch {
		case !reach[i]:
			places[i] = Off
		case p.reach(answers, i)[n]:
			places[i] = Maybe
		default:
			places[i] = On
		}
	}
	return places
}

// LedPast tells for each step that is off the path which step's answer leads past
// it, by that step's number; 0 for steps that are not off. Where several answers do
// so together, the last of them counts.
func (p Playbook) LedPast(answers map[int]string) []int {
	by := make([]int, len(p.Steps))
	for i, place := range p.Path(answers) {
		if place != Off {
			continue
		}
		for no := 1; no <= i; no++ {
			if _, given := p.Steps[no-1].Answer(answers[no]); !given {
				continue
			}
			by[i] = no
			without := maps.Clone(answers)
			delete(without, no)
			if p.reach(without, -1)[i] {
				break
			}
		}
	}
	return by
}

// reach tells which steps can be reached from the first, and in its last element
// whether the end can, without passing the step around.
func (p Playbook) reach(answers map[int]string, around int) []bool {
	n := len(p.Steps)
	reach := make([]bool, n+1)
	reach[0] = true
	for i, s := range p.Steps {
		if !reach[i] || i == around {
			continue
		}
		for _, to := range p.ways(i, s, answers) {
			reach[to] = true
		}
	}
	return reach
}

// ways are the places, from 0, to which a step leads; the end is behind the last.
func (p Playbook) ways(i int, s Step, answers map[int]string) []int {
	end := len(p.Steps)
	place := func(to int) int {
		if to > i+1 && to <= end {
			return to - 1
		}
		return i + 1
	}
	if !s.Asks() {
		return []int{place(s.Then)}
	}
	given, known := s.Answer(answers[i+1])
	var ways []int
	for _, a := range s.Answers {
		if known && a.Key != given.Key {
			continue
		}
		if a.End {
			ways = append(ways, end)
		} else {
			ways = append(ways, place(a.To))
		}
	}
	return ways
}

// branchFaults collects what is wrong with questions and ways: ways that lead back
// would go round for ever, and a step that no way reaches would never be done.
func (p Playbook) branchFaults() (fs []fault.Field) {
	add := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	way := func(path string, i, to int) {
		switch {
		case to == 0:
		case to < 0 || to > len(p.Steps):
			add(path, "playbook.no_such_step", "no", to)
		case to <= i+1:
			add(path, "playbook.way_back", "no", i+1, "to", to)
		}
	}
	for i, s := range p.Steps {
		at := func(what string) string { return fmt.Sprintf("steps/%d/%s", i, what) }
		way(at("then"), i, s.Then)
		if !s.Asks() {
			if !s.Ask.Empty() {
				add(at("answers"), "playbook.few_answers", "max", maxAnswers)
			}
			continue
		}
		if !s.Ask.Complete() {
			add(at("ask"), "playbook.no_title")
		}
		if s.Then != 0 {
			add(at("then"), "playbook.then_and_answers")
		}
		if len(s.Answers) < 2 || len(s.Answers) > maxAnswers {
			add(at("answers"), "playbook.few_answers", "max", maxAnswers)
		}
		for j, a := range s.Answers {
			at := func(what string) string { return fmt.Sprintf("steps/%d/answers/%d/%s", i, j, what) }
			if want := string(rune('A' + j)); a.Key != want {
				add(at("key"), "playbook.bad_answer_key", "want", want)
			}
			if !a.Title.Complete() {
				add(at("title"), "playbook.no_title")
			}
			if a.End && a.To != 0 {
				add(at("to"), "playbook.end_and_to")
			}
			way(at("to"), i, a.To)
		}
	}
	if len(fs) > 0 {
		return fs
	}
	for i, place := range p.Path(nil) {
		if place == Off {
			add(fmt.Sprintf("steps/%d/no", i), "playbook.unreachable", "no", i+1)
		}
	}
	return fs
}

const maxAnswers = 6
