// Package ruletest is a small province for tests of rules and of what follows
// from them: one department, one station on one feed, and a clock that stops at
// every timer.
package ruletest

import (
	"context"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/sense/entity"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/observation"
	"thanhdong/sense/rule"
)

// Where things are.
const (
	Owner, OwnerPath = "H23.STNMT", "/H23/H23.STNMT/"
	Area, AreaPath   = "288", "/30/288/"
	Feed             = "air-files"
	Cadence          = 5 * time.Minute
)

// Playbooks answers for the codes it holds.
type Playbooks map[string]bool

// InForce implements the port of rules.
func (p Playbooks) InForce(_ context.Context, _ *db.Tx, code string) (bool, error) {
	return p[code], nil
}

// Bench is one store with what rules need.
type Bench struct {
	T       testing.TB
	D       *db.DB
	Clock   *dbtest.Clock
	Bus     *bus.Bus
	Timers  *timer.Timers
	Obs     *observation.Observations
	Rules   *rule.Rules
	Station entity.Entity
}

// New makes a bench. Rooms above register with Bus and Timers before the first
// value is sent.
func New(t testing.TB, d *db.DB, playbooks rule.Playbooks) *Bench {
	t.Helper()
	calendartest.Install(t, d)
	b := &Bench{T: t, D: d, Clock: dbtest.ClockOf(d)}
	err := d.Do(b.Ctx(), func(ctx context.Context, tx *db.Tx) error {
		a := func(code, kind, parent string) area.Area {
			return area.Area{Code: code, Kind: kind, Parent: parent, Name: text.L{VI: code, EN: code}, Mark: "VERIFIED"}
		}
		if _, err := area.Put(ctx, tx, []area.Area{a("30", "province", ""), a(Area, "city", "30")}); err != nil {
			return err
		}
		u := func(code, kind, parent string) unit.Unit {
			return unit.Unit{Code: code, Kind: kind, Parent: parent, Area: "30", Name: text.L{VI: code, EN: code}, Mark: "PROJECT CHOICE"}
		}
		// Migrations ask rooms above to look at their rows once; those rooms are not here.
		if _, err := tx.Exec(ctx, `DELETE FROM timer`); err != nil {
			return err
		}
		_, err := unit.Put(ctx, tx, []unit.Unit{u("H23", "committee", ""), u(Owner, "department", "H23"), u("H23.SYT", "department", "H23")})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b.Station = entitytest.Station(t, d, "HD_TPHD_KHI001", Feed)
	b.Restart(playbooks)
	return b
}

// Restart opens the rooms anew over the same store, as a new process does.
func (b *Bench) Restart(playbooks rule.Playbooks) {
	b.T.Helper()
	var err error
	b.Bus, b.Timers = bus.New(b.D), timer.New(b.D)
	if b.Obs, err = observation.New(b.Ctx(), b.D); err != nil {
		b.T.Fatal(err)
	}
	b.Rules = rule.New(b.D, b.Obs, b.Bus, b.Timers, playbooks)
}

// Ctx is a context in which the product acts.
func (b *Bench) Ctx() context.Context { return actor.With(b.T.Context(), actor.System("test")) }

// Put saves a rule.
func (b *Bench) Put(r rule.Rule) {
	b.T.Helper()
	if _, err := b.Rules.Put(b.Ctx(), r); err != nil {
		b.T.Fatal(err)
	}
}

// Advance moves the clock forward to the instant and stops at every timer on the
// way, as a running server would.
func (b *Bench) Advance(to time.Time) {
	b.T.Helper()
	for stops := 0; ; stops++ {
		if stops > 10_000 {
			b.T.Fatal("the timers never end: one of them has no handler, or sets itself anew")
		}
		if err := b.Bus.Drain(b.Ctx()); err != nil {
			b.T.Fatal(err)
		}
		var next *int64
		err := b.D.View(b.Ctx(), func(ctx context.Context, tx *db.Tx) error {
			return tx.QueryRow(ctx, `SELECT min(due) FROM timer`).Scan(&next)
		})
		if err != nil {
			b.T.Fatal(err)
		}
		if next == nil || db.Time(*next).After(to) {
			break
		}
		if at := db.Time(*next); at.After(b.Clock.Now()) {
			b.Clock.Set(at)
		}
		if err := b.Timers.RunDue(b.Ctx()); err != nil {
			b.T.Fatal(err)
		}
	}
	b.Clock.Set(to)
}

// Send lets an observation come in at the clock's time, and lets everything
// follow from it.
func (b *Bench) Send(parameter string, p rule.Point) {
	b.T.Helper()
	b.Store(parameter, p)
	if err := b.Bus.Drain(b.Ctx()); err != nil {
		b.T.Fatal(err)
	}
}

// Store writes an observation and lets no reader run. An empty feed is the
// bench's own.
func (b *Bench) Store(parameter string, p rule.Point) {
	b.T.Helper()
	b.At(b.Station.ID, parameter, p)
}

// At is [Bench.Store] for any station.
func (b *Bench) At(station, parameter string, p rule.Point) {
	b.T.Helper()
	feed, cadence := p.Feed, time.Duration(0)
	if feed == "" {
		feed, cadence = Feed, Cadence
	}
	err := b.D.Do(b.Ctx(), func(ctx context.Context, tx *db.Tx) error {
		series, err := b.Obs.Ensure(ctx, tx, station, parameter, "ug/Nm3", cadence)
		if err != nil {
			return err
		}
		_, err = b.Obs.Write(ctx, tx, feed, []observation.Row{{
			Station: station, Parameter: series.Parameter, Series: series, At: p.At, Value: p.Value, Unit: series.Unit, Status: p.Status, Feed: feed,
		}})
		return err
	})
	if err != nil {
		b.T.Fatal(err)
	}
}

// Value is a plain point at the clock's time.
func (b *Bench) Value(parameter string, v float64) {
	b.T.Helper()
	b.Send(parameter, rule.Point{At: b.Clock.Now(), Value: &v})
}
