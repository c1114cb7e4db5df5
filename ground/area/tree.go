package area

import (
	"cmp"
	"fmt"
	"slices"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// version names one row of one code.
type version struct {
	code string
	from text.Day
}

// tree is all rows at once: areas are few hundred, so that rules over all of them are plain loops.
type tree struct {
	rows map[version]*Area
	code map[string][]*Area // in order of time
	put  map[version]int    // where a row stands in what is being put
}

func grow(stored []Area) *tree {
	t := &tree{rows: map[version]*Area{}, code: map[string][]*Area{}, put: map[version]int{}}
	for _, a := range stored {
		t.rows[version{a.Code, a.From}] = &a
	}
	return t
}

// add lays put rows over the stored ones. A closed row stays closed when the put one is open: packs
// describe the frame they were written for, and a later act is not undone by applying them again. For
// the same reason a put row without days is the first stored one of its code, whose beginning became
// known.
func (t *tree) add(areas []Area) []fault.Field {
	var faults []fault.Field
	for i, a := range areas {
		if a.From.Open() && a.To.Open() && t.rows[version{a.Code, ""}] == nil {
			a.From = t.first(a.Code)
		}
		v := version{a.Code, a.From}
		if _, twice := t.put[v]; twice {
			faults = append(faults, fault.At(fmt.Sprintf("areas/%d/code", i), "area.code_twice", "code", a.Code))
		}
		t.put[v] = i
		if old := t.rows[v]; old != nil && a.To.Open() {
			a.To = old.To
		}
		a.Path = ""
		t.rows[v] = &a
	}
	return faults
}

// first is the first day of the earliest stored row of a code; open when there is none.
func (t *tree) first(code string) (day text.Day) {
	for v := range t.rows {
		if v.code == code && (day.Open() || v.from < day) {
			day = v.from
		}
	}
	return day
}

// settle checks the rows against each other and computes every path.
func (t *tree) settle() []fault.Field {
	var faults []fault.Field
	for _, a := range t.rows {
		t.code[a.Code] = append(t.code[a.Code], a)
	}
	for _, versions := range t.code {
		slices.SortFunc(versions, func(a, b *Area) int { return cmp.Compare(a.From, b.From) })
		for i := 1; i < len(versions); i++ {
			if last := versions[i-1]; last.To.Open() || last.To > versions[i].From {
				faults = append(faults, t.at(versions[i], "from", "area.overlap", "code", last.Code, "from", last.From))
			}
		}
	}
	for _, a := range t.rows {
		a.Path = ""
	}
	for _, a := range t.rows {
		if key, bad := t.path(a, nil); key != "" && bad == a {
			faults = append(faults, t.at(a, "parent", key, "code", a.Code, "parent", a.Parent))
		}
	}
	slices.SortFunc(faults, func(a, b fault.Field) int { return cmp.Compare(a.Path, b.Path) })
	return faults
}

// path computes the path of a row through the row of its parent that is valid at the same time, the
// latest where there are several. A fault is told at the row whose own parent is wrong.
func (t *tree) path(a *Area, below []*Area) (key string, bad *Area) {
	if a.Path != "" {
		return "", nil
	}
	if slices.Contains(below, a) {
		return "area.cycle", a
	}
	if a.Parent == "" {
		a.Path = "/" + a.Code + "/"
		return "", nil
	}
	for _, parent := range slices.Backward(t.code[a.Parent]) {
		if !overlap(a, parent) {
			continue
		}
		if key, bad := t.path(parent, append(below, a)); key != "" {
			return key, bad
		}
		a.Path = parent.Path + a.Code + "/"
		return "", nil
	}
	return "area.no_parent", a
}

func overlap(a, b *Area) bool {
	return (a.To.Open() || b.From < a.To) && (b.To.Open() || a.From < b.To)
}

// at places a fault where the writer of the rows finds it: by number when the row is being put, by
// code when it was stored before.
func (t *tree) at(a *Area, what, key string, kv ...any) fault.Field {
	if i, ok := t.put[version{a.Code, a.From}]; ok {
		return fault.At(fmt.Sprintf("areas/%d/%s", i, what), key, kv...)
	}
	return fault.At(a.Code+"/"+what, key, kv...)
}
