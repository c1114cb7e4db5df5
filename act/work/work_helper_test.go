package work_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
)

// fake is a kind whose subjects live in a map; it refuses when told to.
type fake struct {
	mu     sync.Mutex
	refuse error // by MayClose
	fail   error // by Closed
	reopen error // by Reopened
	closed map[string]string
}

func (f *fake) Name() string { return "test" }

func (f *fake) MayClose(context.Context, *db.Tx, work.Item) error { return f.refuse }

func (f *fake) Reopened(context.Context, *db.Tx, work.Item) error { return f.reopen }

func (f *fake) Closed(_ context.Context, _ *db.Tx, i work.Item) error {
	if f.fail != nil {
		return f.fail
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed[i.Subject.ID] = i.Reason
	return nil
}

// bench is one store with a queue.
type bench struct {
	t      *testing.T
	d      *db.DB
	clock  *dbtest.Clock
	bus    *bus.Bus
	timers *timer.Timers
	queue  *work.Work
	kind   *fake
}

func each(t *testing.T, fn func(b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		b := &bench{t: t, d: d, clock: dbtest.ClockOf(d), bus: bus.New(d), timers: timer.New(d), kind: &fake{closed: map[string]string{}}}
		b.queue = work.New(d, b.bus, b.timers)
		b.queue.Register(b.kind)
		b.settle() // the calendar was installed
		fn(b)
	})
}

const (
	stnmt, stnmtPath = "H23.STNMT", "/H23/H23.STNMT/"
	city, cityPath   = "288", "/30/288/"
)

// person is an account with one grant over the whole province's area.
func person(id string, role actor.Role, unit, unitPath string) actor.Actor {
	return actor.Actor{ID: "acc_" + id, Name: id, Kind: actor.Person, Unit: unit,
		Grants: []actor.Grant{{Role: role, Unit: unit, Area: "30", UnitPath: unitPath, AreaPath: "/30/"}}}
}

func as(t *testing.T, a actor.Actor) context.Context { return actor.With(t.Context(), a) }

var (
	officer = person("officer", actor.Officer, stnmt, stnmtPath)
	second  = person("second", actor.Officer, stnmt, stnmtPath)
	leader  = person("leader", actor.Leader, "H23", "/H23/")
	other   = person("other", actor.Officer, "H23.SYT", "/H23/H23.SYT/")
)

func newItem(subject string) work.NewItem {
	return work.NewItem{
		Kind: "test", Subject: work.Subject{Kind: "test", ID: subject, Number: "SC-24-" + subject},
		Title: text.L{VI: "Bụi mịn cao ở Hoà Bình", EN: "High fine dust"}, Severity: 4,
		Unit: stnmt, UnitPath: stnmtPath, Area: city, AreaPath: cityPath,
		Limit: 8 * time.Hour, WorkingTime: true, WantsEvidence: true,
	}
}

func (b *bench) open(n work.NewItem) work.Item {
	b.t.Helper()
	item, err := b.queue.Open(as(b.t, actor.System("test")), n)
	if err != nil {
		b.t.Fatal(err)
	}
	return item
}

func (b *bench) evidence(a actor.Actor, id, sha string) {
	b.t.Helper()
	if _, err := b.queue.AddEvidence(as(b.t, a), id, file.File{SHA: sha, Size: 3, Type: "image/jpeg", Name: "anh.jpg"}, "sau xử lý"); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) get(id string) work.Item {
	b.t.Helper()
	item, err := b.queue.Get(as(b.t, officer), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return item
}

// events lists the kinds recorded so far, without the steps of chains, which have tests of their own.
func (b *bench) events() (kinds []string) {
	b.t.Helper()
	list, err := bus.New(b.d).Since(b.t.Context(), bus.Pos{}, work.Events, 1000)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, e := range list {
		if e.Kind != work.Escalated {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

func wantKind(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Key != key {
		t.Errorf("got %v, want %s %s", err, kind, key)
	}
}

var errFake = errors.New("the subject cannot be closed")
