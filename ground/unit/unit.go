package unit

import (
	"fmt"
	"regexp"
	"slices"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/text"
)

// Unit is one dated row of a unit.
type Unit struct {
	Code     string   `json:"code" yaml:"code"`
	Kind     string   `json:"kind" yaml:"kind"`
	Parent   string   `json:"parent,omitempty" yaml:"parent,omitempty"`
	Area     string   `json:"area" yaml:"area"` // code of the area it works for
	Name     text.L   `json:"name" yaml:"name"`
	From     text.Day `json:"from,omitempty" yaml:"from,omitempty"`
	To       text.Day `json:"to,omitempty" yaml:"to,omitempty"`
	Mark     string   `json:"mark" yaml:"mark"`
	Path     string   `json:"path,omitempty" yaml:"-"`      // computed by Put
	AreaPath string   `json:"area_path,omitempty" yaml:"-"` // computed by Put
}

// Kinds is the closed list of kinds of unit: a people's committee, its office, a department or
// authority, a centre or other service below one, a division inside one, a post in the field.
var Kinds = []string{"committee", "office", "department", "centre", "division", "station"}

// Read is seeing a unit. Every role may, within its own area.
var Read = actor.Declare("unit.read", actor.ByArea, actor.Everyone...)

// Scope is where the row belongs, for rights.
func (u Unit) Scope() actor.Scope { return actor.Scope{UnitPath: u.Path, AreaPath: u.AreaPath} }

// On says whether the row is valid on day.
func (u Unit) On(day text.Day) bool { return day.Within(u.From, u.To) }

// codeForm fits both schemes of electronic identifiers, H23.12.05 of Decision 20/2020/QĐ-TTg and
// 000.05.12.H23 of QCVN 102:2016/BTTTT, and letters in place of numbers that were not found.
var codeForm = regexp.MustCompile(`^[0-9A-Z]+(\.[0-9A-Z]+)*$`)

// longestCode is the limit of Decision 20/2020/QĐ-TTg.
const longestCode = 35

// Validate collects every fault that the rows show by themselves.
func Validate(units []Unit) error {
	if faults := validate(units); len(faults) > 0 {
		return fault.Fields("unit.invalid", faults...)
	}
	return nil
}

func validate(units []Unit) []fault.Field {
	var faults []fault.Field
	for i, u := range units {
		fail := func(what, key string, kv ...any) {
			faults = append(faults, fault.At(fmt.Sprintf("units/%d/%s", i, what), key, kv...))
		}
		if !codeForm.MatchString(u.Code) || len(u.Code) > longestCode {
			fail("code", "unit.bad_code", "code", u.Code)
		}
		if !slices.Contains(Kinds, u.Kind) {
			fail("kind", "unit.bad_kind", "kind", u.Kind)
		}
		if !u.Name.Complete() {
			fail("name", "unit.no_name")
		}
		if u.Area == "" {
			fail("area", "unit.area_missing")
		}
		if !u.From.Valid() || !u.To.Valid() || !u.To.Open() && u.To <= u.From {
			fail("to", "unit.bad_days")
		}
		if !law.ValidMark(u.Mark) {
			fail("mark", "unit.bad_mark", "mark", u.Mark)
		}
	}
	return faults
}
