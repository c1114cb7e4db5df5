package account

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// State is whether an account may come in.
type State string

const (
	Active    State = "active"
	Suspended State = "suspended"
)

// Account is a person who may come in.
type Account struct {
	ID        string
	Name      string // what is typed to sign in
	Title     text.L // what is shown; Name when empty
	Unit      string // code of the unit the person works in
	UnitPath  string // that unit's path and area when the account was made: the account's scope
	AreaPath  string
	State     State
	Sample    bool
	Grants    []actor.Grant // with paths of today
	CreatedAt time.Time
	LastSeen  time.Time // zero when never
}

// Scope is where the account belongs, for rights.
func (a Account) Scope() actor.Scope { return actor.Scope{UnitPath: a.UnitPath, AreaPath: a.AreaPath} }

// Shown is the name that people see.
func (a Account) Shown() text.L {
	if a.Title.Empty() {
		return text.L{VI: a.Name, EN: a.Name}
	}
	return a.Title
}

// Actor is the account as one who acts.
func (a Account) Actor() actor.Actor {
	return actor.Actor{ID: a.ID, Name: a.Shown().In(text.VI), Kind: actor.Person, Unit: a.Unit, Grants: a.Grants}
}

// Given is a grant before its codes were resolved.
type Given struct {
	Role actor.Role
	Unit string
	Area string
}

// New is an account to be made. With Grants empty, Role for Unit and Area is the only grant; with Area
// empty, a grant reaches the area that its unit's topmost unit works for, the whole province.
type New struct {
	Name     string
	Title    text.L
	Unit     string
	Role     actor.Role
	Area     string
	Grants   []Given
	Password string
	Sample   bool
}

// grants gives the grants that n asks for.
func (n New) grants() []Given {
	if len(n.Grants) > 0 {
		return n.Grants
	}
	return []Given{{Role: n.Role, Unit: n.Unit, Area: n.Area}}
}

// Accounts is the room.
type Accounts struct {
	d       *db.DB
	o       Options
	hashing chan struct{} // bounds the memory that passwords being checked take together
	keys    known
}

// Options are settings of an installation; zero values mean the defaults.
type Options struct {
	Idle       time.Duration // a session ends when unused so long; 12 h
	Absolute   time.Duration // and at the latest after so long; 7 days
	Window     time.Duration // in which failed tries are counted; 5 min
	NameTries  int           // tries per name and window; 5
	PlaceTries int           // tries per remote address and window; 50
}

// Open makes the room over a store.
func Open(d *db.DB, o Options) *Accounts {
	o.Idle = cmp.Or(o.Idle, 12*time.Hour)
	o.Absolute = cmp.Or(o.Absolute, 7*24*time.Hour)
	o.Window = cmp.Or(o.Window, 5*time.Minute)
	o.NameTries = cmp.Or(o.NameTries, 5)
	o.PlaceTries = cmp.Or(o.PlaceTries, 50)
	return &Accounts{d: d, o: o, hashing: make(chan struct{}, atOnce)}
}

// validate collects every fault of n that shows without the store.
func (n New) validate() []fault.Field {
	var faults []fault.Field
	fail := func(path, key string, kv ...any) { faults = append(faults, fault.At(path, key, kv...)) }
	if !nameOK(n.Name) {
		fail("name", "account.bad_name")
	}
	if (n.Title.VI == "") != (n.Title.EN == "") || utf8.RuneCountInString(n.Title.VI) > longestName || utf8.RuneCountInString(n.Title.EN) > longestName {
		fail("title", "account.bad_title")
	}
	if f := policy(n.Name, n.Password); f != nil {
		faults = append(faults, *f)
	}
	if n.Unit == "" {
		fail("unit", "account.no_unit")
	}
	for i, g := range n.grants() {
		path := "role"
		if len(n.Grants) > 0 {
			path = fmt.Sprintf("grants/%d/role", i)
		}
		faults = append(faults, badRole(path, g.Role)...)
	}
	return faults
}

func badRole(path string, role actor.Role) []fault.Field {
	if slices.Contains(actor.Everyone, role) {
		return nil
	}
	return []fault.Field{fault.At(path, "account.bad_role", "role", string(role), "roles", roles())}
}

func roles() string {
	names := make([]string, len(actor.Everyone))
	for i, r := range actor.Everyone {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}

const longestName = 80

// nameOK accepts what a person can read aloud: two characters or more, none invisible, and nothing
// that looks like an id or a secret of ours.
func nameOK(name string) bool {
	if !utf8.ValidString(name) || strings.TrimSpace(name) != name || strings.Contains(name, "  ") {
		return false
	}
	if n := utf8.RuneCountInString(name); n < 2 || n > longestName {
		return false
	}
	if strings.HasPrefix(name, idPrefix+"_") || strings.HasPrefix(name, "td_") {
		return false
	}
	return strings.IndexFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) < 0 &&
		strings.IndexFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

const idPrefix = "acc"
