package unit

import (
	"cmp"
	"fmt"
	"slices"

	"thanhdong/ground/area"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// version names one row of one code.
type version struct {
	code string
	from text.Day
}

// tree is all rows at once: units are few hundred, so that rules over all of them are plain loops.
type tree struct {
	rows  map[version]*Unit
	code  map[string][]*Unit // in order of time
	areas map[string][]area.Area
	put   map[version]int // where a row stands in what is being put
}

func grow(stored []Unit) *tree {
	t := &tree{rows: map[version]*Unit{}, code: map[string][]*Unit{}, areas: map[string][]area.Area{}, put: map[version]int{}}
	for _, u := range stored {
		t.rows[version{u.Code, u.From}] = &u
	}
	return t
}

// add lays put rows over the stored ones; a closed row stays closed when the put one is open.
func (t *tree) add(units []Unit) []fault.Field {
	var faults []fault.Field
	for i, u := range units {
		v := version{u.Code, u.From}
		if _, twice := t.put[v]; twice {
			faults = append(faults, fault.At(fmt.Sprintf("units/%d/code", i), "unit.code_twice", "code", u.Code))
		}
		t.put[v] = i
		if old := t.rows[v]; old != nil && u.To.Open() {
			u.To = old.To
		}
		u.Path, u.AreaPath = "", ""
		t.rows[v] = &u
	}
	return faults
}

// settle checks the rows against each other and their areas, and computes every path.
func (t *tree) settle() []fault.Field {
	var faults []fault.Field
	for _, u := range t.rows {
		u.Path, u.AreaPath = "", ""
		t.code[u.Code] = append(t.code[u.Code], u)
	}
	for _, versions := range t.code {
		slices.SortFunc(versions, func(a, b *Unit) int { return cmp.Compare(a.From, b.From) })
		for i := 1; i < len(versions); i++ {
			if last := versions[i-1]; last.To.Open() || last.To > versions[i].From {
				faults = append(faults, t.at(versions[i], "from", "unit.overlap", "code", last.Code, "from", last.From))
			}
		}
	}
	for _, u := range t.rows {
		if key, bad := t.path(u, nil); key != "" && bad == u {
			faults = append(faults, t.at(u, "parent", key, "code", u.Code, "parent", u.Parent))
		}
		for _, a := range slices.Backward(t.areas[u.Area]) {
			if overlap(u.From, u.To, a.From, a.To) {
				u.AreaPath = a.Path
				break
			}
		}
		if u.AreaPath == "" && u.Area != "" {
			faults = append(faults, t.at(u, "area", "unit.no_area", "code", u.Code, "area", u.Area))
		}
	}
	slices.SortFunc(faults, func(a, b fault.Field) int { return cmp.Compare(a.Path, b.Path) })
	return faults
}

// path computes the path of a row through the row of its parent that is valid at the same time, the
// latest where there are several. A fault is told at the row whose own parent is wrong.
func (t *tree) path(u *Unit, below []*Unit) (key string, bad *Unit) {
	if u.Path != "" {
		return "", nil
	}
	if slices.Contains(below, u) {
		return "unit.cycle", u
	}
	if u.Parent == "" {
		u.Path = "/" + u.Code + "/"
		return "", nil
	}
	for _, parent := range slices.Backward(t.code[u.Parent]) {
		if !overlap(u.From, u.To, parent.From, parent.To) {
			continue
		}
		if key, bad := t.path(parent, append(below, u)); key != "" {
			return key, bad
		}
		u.Path = parent.Path + u.Code + "/"
		return "", nil
	}
	return "unit.no_parent", u
}

func overlap(aFrom, aTo, bFrom, bTo text.Day) bool {
	return (aTo.Open() || bFrom < aTo) && (bTo.Open() || aFrom < bTo)
}

// at places a fault where the writer of the rows finds it: by number when the row is being put, by
// code when it was stored before.
func (t *tree) at(u *Unit, what, key string, kv ...any) fault.Field {
	if i, ok := t.put[version{u.Code, u.From}]; ok {
		return fault.At(fmt.Sprintf("units/%d/%s", i, what), key, kv...)
	}
	return fault.At(u.Code+"/"+what, key, kv...)
}
