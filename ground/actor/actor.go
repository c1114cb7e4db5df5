package actor

import (
	"context"
	"slices"
	"strings"

	"thanhdong/ground/fault"
)

// Role is one of the closed list of roles.
type Role string

const (
	Leader      Role = "leader"
	ShiftLeader Role = "shift-leader"
	Duty        Role = "duty"
	Officer     Role = "officer"
	Clerk       Role = "clerk"
	Hotline     Role = "hotline"
	Programme   Role = "programme"
	Steward     Role = "steward"
	Inspector   Role = "inspector"
	Admin       Role = "admin"
	Integrator  Role = "integrator"
)

// Everyone is every role, in the order of the documentation.
var Everyone = []Role{Leader, ShiftLeader, Duty, Officer, Clerk, Hotline, Programme, Steward, Inspector, Admin, Integrator}

// Kind tells people from machines.
type Kind string

const (
	Person  Kind = "person"
	Device  Kind = "device"
	Product Kind = "system" // the product itself, acting by a rule or a timer
)

// Grant is a role for a subtree of units and a subtree of areas. Unit and Area
// are the codes that were granted; the paths are theirs on the day the grant was
// loaded. Where a granted unit or area has ended, its successors hold for it, and
// one grant that was given becomes several.
type Grant struct {
	Role     Role
	Unit     string
	Area     string
	UnitPath string
	AreaPath string
	// For names what was granted, where that has ended and Unit or Area took its
	// place: "unit area"; empty otherwise.
	For string
	// Undecided says that what was granted has ended and nobody stated what takes
	// its place, or how it was divided.
	Undecided bool
}

// Actor is who acts.
type Actor struct {
	ID     string // acc_..., dev_..., sys_...
	Name   string
	Kind   Kind
	Unit   string // code of the unit a person works in
	Grants []Grant
	Feeds  []string // the feeds a device may send to
}

// System is the product itself; it may do everything and says in its id which
// part of it acted.
func System(part string) Actor {
	return Actor{ID: "sys_" + part, Name: part, Kind: Product}
}

type key struct{}

// With puts the actor into the context.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From gives the actor of the context: nobody, where none was put.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(key{}).(Actor)
	return a
}

// Has tells whether the actor holds one of the roles anywhere.
func (a Actor) Has(roles ...Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return slices.Contains(roles, g.Role) })
}

// MaySend tells whether a device may send to the feed.
func (a Actor) MaySend(feed string) bool {
	return a.Kind == Product || a.Kind == Device && slices.Contains(a.Feeds, feed)
}

// Scope is where a row belongs.
type Scope struct {
	UnitPath string
	AreaPath string
}

// Covers tells whether path lies in the subtree of root. Both end with a slash.
func Covers(root, path string) bool { return root != "" && strings.HasPrefix(path, root) }

// May tells whether the actor may do the verb to a row of this scope.
func (a Actor) May(v Verb, s Scope) bool {
	if a.Kind == Product {
		return true
	}
	return slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return v.allows(g.Role) &&
			(v.by&ByUnit == 0 || Covers(g.UnitPath, s.UnitPath)) &&
			(v.by&ByArea == 0 || Covers(g.AreaPath, s.AreaPath))
	})
}

// Check is [Actor.May] as an error: [fault.Unauthenticated] for nobody,
// [fault.Forbidden] otherwise.
func (a Actor) Check(v Verb, s Scope) error {
	if a.May(v, s) {
		return nil
	}
	if a.ID == "" {
		return fault.New(fault.Unauthenticated, "actor.nobody")
	}
	return fault.New(fault.Forbidden, "actor.forbidden", "verb", v.name)
}

// Because gives the grants by which the actor may do the verb to the row: the
// answer to "why may I see this?".
func (a Actor) Because(v Verb, s Scope) []Grant {
	var because []Grant
	for _, g := range a.Grants {
		if (Actor{Grants: []Grant{g}}).May(v, s) {
			because = append(because, g)
		}
	}
	return because
}
