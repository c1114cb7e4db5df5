package exercise

import (
	"context"
	"time"

	"thanhdong/act/playbook"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/sense/feed"
)

// Exercise is one drill.
type Exercise struct {
	ID          string
	Number      string // DT-24-0001
	Name        string
	Script      Script
	Playbook    string // code of the playbook under drill; empty: none
	Unit        string // who runs it
	UnitPath    string
	Area        string
	AreaPath    string
	Speed       int // how many seconds pass inside in one outside
	State       State
	PlannedAt   time.Time
	PlannedBy   string
	PlannedName string
	Base        time.Time     // where its clock began; zero before it started
	Played      time.Duration // how far its clock went until ResumedAt
	ResumedAt   time.Time     // zero while its clock stands
	EndedAt     time.Time
	ArchivedAt  time.Time
	People      []string // ids of those who take part
	Report      *Report  // nil before it is scored
}

// Scope is where the exercise belongs, for rights.
func (e Exercise) Scope() actor.Scope { return actor.Scope{UnitPath: e.UnitPath, AreaPath: e.AreaPath} }

// Now is the time inside at an instant outside. The zero time before it started.
func (e Exercise) Now(at time.Time) time.Time {
	if e.Base.IsZero() {
		return time.Time{}
	}
	return e.Base.Add(e.elapsed(at))
}

func (e Exercise) elapsed(at time.Time) time.Duration {
	if e.ResumedAt.IsZero() || at.Before(e.ResumedAt) {
		return e.Played
	}
	return e.Played + at.Sub(e.ResumedAt)*time.Duration(max(1, e.Speed))
}

// Stands tells whether there is a world.
func (e Exercise) Stands() bool {
	return e.ArchivedAt.IsZero() && !e.Base.IsZero() && e.State != Starting && e.State != Planned && e.State != Dropped
}

const (
	// MostWorlds is how many worlds may stand at once: each is a copy of the whole store. PROJECT CHOICE.
	MostWorlds = 4
	// MostSpeed is the fastest clock: a day in a quarter of an hour. PROJECT CHOICE.
	MostSpeed = 96
	// MostPeople bounds those who take part.
	MostPeople = 200
)

// Worlds is the port to whoever assembles the product: it makes second worlds and lets them
// follow what this room says. All of it may be asked again.
type Worlds interface {
	// Build makes the store of an exercise that starts and puts its script in.
	Build(ctx context.Context, e Exercise) error
	// Follow opens, times and closes worlds as the exercises' rows say.
	Follow(ctx context.Context) error
	// Facts tells what was done inside.
	Facts(ctx context.Context, e Exercise) (Facts, error)
	// Size is how many bytes a world takes.
	Size(ctx context.Context, id string) (int64, error)
	// Remove takes a world away for good.
	Remove(ctx context.Context, id string) error
}

// Exercises is the room.
type Exercises struct {
	d         *db.DB
	playbooks *playbook.Playbooks
	feeds     *feed.Feeds
	worlds    Worlds
}

// New opens the room.
func New(d *db.DB, feeds *feed.Feeds, playbooks *playbook.Playbooks) *Exercises {
	return &Exercises{d: d, feeds: feeds, playbooks: playbooks}
}

// Ask says who makes worlds. Without it exercises can be planned and not started: inside an exercise
// there is no other.
func (xs *Exercises) Ask(w Worlds) { xs.worlds = w }
