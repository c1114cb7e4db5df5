package actor

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Dimension says in what respect a grant must cover a row.
type Dimension uint8

const (
	ByUnit Dimension = 1 << iota
	ByArea
)

// Anywhere is for verbs on things that belong to no unit and no area, such as
// the list of packs.
const Anywhere Dimension = 0

// Verb is something that may be done, with who may.
type Verb struct {
	name  string
	by    Dimension
	roles []Role
}

var declared struct {
	sync.Mutex
	verbs []Verb
}

// Declare makes a verb. Rooms declare theirs as package variables in rights.go,
// so that the list of all verbs is complete when the program has started.
func Declare(name string, by Dimension, roles ...Role) Verb {
	v := Verb{name: name, by: by, roles: roles}
	declared.Lock()
	defer declared.Unlock()
	declared.verbs = append(declared.verbs, v)
	return v
}

// Verbs gives all declared verbs by name.
func Verbs() []Verb {
	declared.Lock()
	defer declared.Unlock()
	all := slices.Clone(declared.verbs)
	slices.SortFunc(all, func(a, b Verb) int { return cmp.Compare(a.name, b.name) })
	return all
}

// Name is the verb's name, "room.verb".
func (v Verb) Name() string { return v.name }

// Roles are the roles that may.
func (v Verb) Roles() []Role { return slices.Clone(v.roles) }

func (v Verb) allows(r Role) bool { return slices.Contains(v.roles, r) }

// Where gives the predicate that is true for exactly the rows that [Actor.May]
// allows. unitCol and areaCol name the columns that keep the row's paths; the
// one that the verb does not look at may be empty. Paths are compared as bytes:
// a subtree is the range from its root to the root with its last slash raised by
// one, which an index serves on both engines.
func (a Actor) Where(v Verb, unitCol, areaCol string) (sql string, args []any) {
	if a.Kind == Product {
		return "1=1", nil
	}
	var either []string
	for _, g := range a.Grants {
		if !v.allows(g.Role) || v.by&ByUnit != 0 && g.UnitPath == "" || v.by&ByArea != 0 && g.AreaPath == "" {
			continue
		}
		both := "1=1"
		if v.by&ByUnit != 0 {
			both += " AND " + unitCol + " >= ? AND " + unitCol + " < ?"
			args = append(args, g.UnitPath, after(g.UnitPath))
		}
		if v.by&ByArea != 0 {
			both += " AND " + areaCol + " >= ? AND " + areaCol + " < ?"
			args = append(args, g.AreaPath, after(g.AreaPath))
		}
		either = append(either, both)
	}
	if len(either) == 0 {
		return "1=0", nil
	}
	return "(" + strings.Join(either, " OR ") + ")", args
}

// after is the first string behind all that begin with root.
func after(root string) string {
	return root[:len(root)-1] + string(root[len(root)-1]+1)
}
