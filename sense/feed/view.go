package feed

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed/body"
	"thanhdong/sense/observation"
)

// book is all contracts and stations in memory, as they were at one version of
// each. A commit compares the versions in its transaction, so that a change by
// another process counts from the next commit on.
type book struct {
	feeds, entities int64
	views           map[string]*view
}

// view is one contract with the stations that may speak through it.
type view struct {
	Contract
	from     time.Time
	params   map[string]int // stored spelling -> index of Parameters
	stations map[string]*station
	called   map[string]*station // by what the mapping's "by" names
	mapper   *body.Mapper        // nil: the plain form
}

// station keeps for each parameter of the contract the series it fills.
type station struct {
	id     string
	code   string
	series []atomic.Pointer[filled]
}

// filled is a series and by what this feed's values are multiplied to be in its
// unit: the feed that spoke first has set the unit.
type filled struct {
	series *observation.Series
	factor float64
	ok     bool // false: the units are not of one quantity
}

func (v *view) station(code string) *station {
	if s, ok := v.stations[code]; ok {
		return s
	}
	if key, ok := v.Keys[code]; ok {
		return v.stations[key]
	}
	return v.called[code]
}

func (v *view) param(name string) (int, bool) {
	if i, ok := v.params[name]; ok {
		return i, true
	}
	i, ok := v.params[observation.NormalParameter(name)]
	return i, ok
}

func newView(c Contract) *view {
	v := &view{Contract: c, from: c.first(), params: map[string]int{}, stations: map[string]*station{}, called: map[string]*station{}}
	for i, p := range c.Parameters {
		v.params[p.Name] = i
	}
	if c.Mapping != nil {
		v.mapper, _ = body.Compile(*c.Mapping, c.units()) // Put refused what has faults
	}
	return v
}

// add lets a station speak through the feed.
func (v *view) add(e entity.Entity) {
	s := &station{id: e.ID, code: e.Code, series: make([]atomic.Pointer[filled], len(v.Parameters))}
	v.stations[e.Code] = s
	v.call(e, s)
}

// fill adds the feed's stations as the transaction sees them.
func (v *view) fill(ctx context.Context, tx *db.Tx) error {
	stations, err := entity.All(ctx, tx, entity.Station)
	for _, e := range stations {
		if slices.Contains(e.Feeds, v.Code) {
			v.add(e)
		}
	}
	return err
}

// call remembers what the source calls a station. Two of one name are nobody's.
func (v *view) call(e entity.Entity, s *station) {
	if v.Mapping == nil || v.Mapping.Station.By == "" {
		return
	}
	names := []string{}
	if by := v.Mapping.Station.By; by == "name" {
		names = append(names, e.Name.VI)
		if e.Name.EN != e.Name.VI {
			names = append(names, e.Name.EN)
		}
	} else if name, ok := e.Attrs[by]; ok {
		names = append(names, fmt.Sprint(name))
	}
	for _, name := range names {
		if other, twice := v.called[name]; twice && other != s {
			v.called[name] = nil
			continue
		}
		v.called[name] = s
	}
}

func versions(ctx context.Context, tx *db.Tx) (feeds, entities int64, err error) {
	// One question instead of two: every commit asks it.
	err = tx.QueryRow(ctx, `SELECT f.n, e.n FROM feed_version f, entity_version e`).Scan(&feeds, &entities)
	return feeds, entities, err
}

// current gives the book as the transaction sees it, from memory when that is
// still right.
func (f *Feeds) current(ctx context.Context, tx *db.Tx) (*book, error) {
	feeds, entities, err := versions(ctx, tx)
	if err != nil {
		return nil, err
	}
	if b := f.book.Load(); b != nil && b.feeds == feeds && b.entities == entities {
		return b, nil
	}
	b := &book{feeds: feeds, entities: entities, views: map[string]*view{}}
	list, err := contracts(ctx, tx, "1=1")
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		b.views[c.Code] = newView(c)
	}
	stations, err := entity.All(ctx, tx, entity.Station)
	if err != nil {
		return nil, err
	}
	for _, e := range stations {
		for _, code := range e.Feeds {
			if v := b.views[code]; v != nil {
				v.add(e)
			}
		}
	}
	tx.AfterCommit(func() { f.book.Store(b) })
	return b, nil
}

// opened gives the book for checking readings before their transaction begins.
func (f *Feeds) opened(ctx context.Context) (b *book, err error) {
	if b := f.book.Load(); b != nil {
		return b, nil
	}
	err = f.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err = f.current(ctx, tx)
		return err
	})
	return b, err
}

// fill gives the series of a station's parameter, made on first use.
func (f *Feeds) fill(ctx context.Context, tx *db.Tx, v *view, s *station, param int) (*filled, error) {
	if x := s.series[param].Load(); x != nil {
		return x, nil
	}
	p := v.Parameters[param]
	series, err := f.o.Ensure(ctx, tx, s.id, p.Name, p.Unit, v.Cadence)
	if err != nil {
		return nil, err
	}
	x := &filled{series: series}
	x.factor, x.ok = observation.Factor(p.Unit, series.Unit)
	tx.AfterCommit(func() { s.series[param].Store(x) })
	return x, nil
}

func notFound(code string) error { return fault.New(fault.NotFound, "feed.not_found", "feed", code) }
