package area

import (
	"fmt"
	"regexp"
	"slices"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/text"
)

// Area is one dated row of an area.
type Area struct {
	Code    string   `json:"code" yaml:"code"`
	Kind    string   `json:"kind" yaml:"kind"`
	Parent  string   `json:"parent,omitempty" yaml:"parent,omitempty"`
	Name    text.L   `json:"name" yaml:"name"`
	KM2     float64  `json:"km2,omitempty" yaml:"km2,omitempty"` // 0 when not known
	KM2Mark string   `json:"km2_mark,omitempty" yaml:"km2_mark,omitempty"`
	From    text.Day `json:"from,omitempty" yaml:"from,omitempty"`
	To      text.Day `json:"to,omitempty" yaml:"to,omitempty"`
	Act     string   `json:"act,omitempty" yaml:"act,omitempty"` // what made this row
	Mark    string   `json:"mark" yaml:"mark"`
	Source  text.L   `json:"source,omitzero" yaml:"source,omitempty"`
	Path    string   `json:"path,omitempty" yaml:"-"` // computed by Put
}

// Kinds is the closed list of kinds of area.
var Kinds = []string{"province", "city", "town", "district", "ward", "commune", "township", "special_zone"}

// Read is seeing an area. Every role may, within its own area.
var Read = actor.Declare("area.read", actor.ByArea, actor.Everyone...)

// Scope is where the row belongs, for rights.
func (a Area) Scope() actor.Scope { return actor.Scope{AreaPath: a.Path} }

// On says whether the row is valid on day.
func (a Area) On(day text.Day) bool { return day.Within(a.From, a.To) }

// codeForm fits the codes of the General Statistics Office (2 to 5 digits) and other lists; a slash
// would break paths.
var codeForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_.-]{0,19}$`)

// Validate collects every fault that the rows show by themselves.
func Validate(areas []Area) error {
	if faults := validate(areas); len(faults) > 0 {
		return fault.Fields("area.invalid", faults...)
	}
	return nil
}

func validate(areas []Area) []fault.Field {
	var faults []fault.Field
	for i, a := range areas {
		fail := func(what, key string, kv ...any) {
			faults = append(faults, fault.At(fmt.Sprintf("areas/%d/%s", i, what), key, kv...))
		}
		if !codeForm.MatchString(a.Code) {
			fail("code", "area.bad_code", "code", a.Code)
		}
		if !slices.Contains(Kinds, a.Kind) {
			fail("kind", "area.bad_kind", "kind", a.Kind)
		}
		if !a.Name.Complete() {
			fail("name", "area.no_name")
		}
		if a.KM2 < 0 || a.KM2 > 1e6 {
			fail("km2", "area.bad_km2")
		}
		if !a.From.Valid() || !a.To.Valid() || !a.To.Open() && a.To <= a.From {
			fail("to", "area.bad_days")
		}
		if !law.ValidMark(a.Mark) {
			fail("mark", "area.bad_mark", "mark", a.Mark)
		}
		if a.KM2Mark != "" && !law.ValidMark(a.KM2Mark) {
			fail("km2_mark", "area.bad_mark", "mark", a.KM2Mark)
		}
	}
	return faults
}
