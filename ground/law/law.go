package law

import (
	"fmt"
	"regexp"
	"strings"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Act is a legal document.
type Act struct {
	Code    string   `json:"code" yaml:"code"`
	Title   text.L   `json:"title" yaml:"title"`
	Number  string   `json:"number" yaml:"number"`
	From    text.Day `json:"from,omitempty" yaml:"from,omitempty"`
	To      text.Day `json:"to,omitempty" yaml:"to,omitempty"`
	Source  string   `json:"source,omitempty" yaml:"source,omitempty"` // where its text was found
	Mark    string   `json:"mark" yaml:"mark"`
	Clauses []Clause `json:"clauses,omitempty" yaml:"clauses,omitempty"`
}

// Clause is a part of an act under the name by which it is cited: "Điều 112", "Bảng 1".
type Clause struct {
	Clause string `json:"clause" yaml:"clause"`
	Text   text.L `json:"text" yaml:"text"`
	Mark   string `json:"mark,omitempty" yaml:"mark,omitempty"`
}

// InForce says whether the act applies on day.
func (a Act) InForce(day text.Day) bool { return day.Within(a.From, a.To) }

// Cite finds a clause by name.
func (a Act) Cite(clause string) (Clause, bool) {
	for _, c := range a.Clauses {
		if c.Clause == clause {
			return c, true
		}
	}
	return Clause{}, false
}

// codeForm allows what acts are called: 788/NQ-UBTVQH14, QCVN-05-2023, 1459/QĐ-TCMT.
var codeForm = regexp.MustCompile(`^[\p{L}0-9][\p{L}0-9./-]{0,59}$`)

// markForm is the closed list of marks; a KNOWLEDGE mark may lie between two of its grades.
var markForm = regexp.MustCompile(`^(VERIFIED|PROJECT CHOICE|COMPUTED|KNOWLEDGE (high|medium|low|medium-high|low-medium))$`)

// ValidMark says whether s is a mark by which data says how sure it is.
func ValidMark(s string) bool { return markForm.MatchString(s) }

// Validate collects every fault of the acts.
func Validate(acts []Act) error {
	var faults []fault.Field
	seen := map[string]bool{}
	for i, a := range acts {
		at := func(what string) string { return fmt.Sprintf("acts/%d/%s", i, what) }
		if !codeForm.MatchString(a.Code) {
			faults = append(faults, fault.At(at("code"), "law.bad_code", "code", a.Code))
		}
		if seen[a.Code] {
			faults = append(faults, fault.At(at("code"), "law.code_twice", "code", a.Code))
		}
		seen[a.Code] = true
		if !a.Title.Complete() {
			faults = append(faults, fault.At(at("title"), "law.no_title"))
		}
		if strings.TrimSpace(a.Number) == "" {
			faults = append(faults, fault.At(at("number"), "law.no_number"))
		}
		if !a.From.Valid() || !a.To.Valid() || !a.To.Open() && a.To <= a.From {
			faults = append(faults, fault.At(at("to"), "law.bad_days"))
		}
		if !ValidMark(a.Mark) {
			faults = append(faults, fault.At(at("mark"), "law.bad_mark", "mark", a.Mark))
		}
		names := map[string]bool{}
		for j, c := range a.Clauses {
			clause := func(what string) string { return fmt.Sprintf("acts/%d/clauses/%d/%s", i, j, what) }
			if strings.TrimSpace(c.Clause) == "" || names[c.Clause] {
				faults = append(faults, fault.At(clause("clause"), "law.bad_clause", "clause", c.Clause))
			}
			names[c.Clause] = true
			if !c.Text.Complete() {
				faults = append(faults, fault.At(clause("text"), "law.no_text"))
			}
			if c.Mark != "" && !ValidMark(c.Mark) {
				faults = append(faults, fault.At(clause("mark"), "law.bad_mark", "mark", c.Mark))
			}
		}
	}
	if len(faults) > 0 {
		return fault.Fields("law.invalid", faults...)
	}
	return nil
}

// Ref is a reference to an act, and to a clause of it when Clause is not empty, found at Path of
// whatever holds it.
type Ref struct {
	Path   string
	Act    string
	Clause string
}
