package live

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"thanhdong/act/incident"
	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/door/wire"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/alert"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
)

// Observations tells the newest value of each series when it changes. A value
// that comes late changes history, not the newest value, and is not told.
func Observations(d *db.DB, o *observation.Observations) Topic {
	s := &stations{d: d}
	return Topic{Name: "observations", Kinds: []string{observation.StoredKind}, Read: func(ctx context.Context, events []bus.Event) ([]Item, error) {
		type series struct{ station, parameter string }
		touched := map[series]observation.Span{}
		var ids []string
		for _, e := range events {
			stored, err := observation.ReadStored(e.Body)
			if err != nil {
				return nil, err
			}
			for _, x := range stored.Series {
				k := series{x.Station, x.Parameter}
				was, known := touched[k]
				if known && was.To.After(x.To) {
					x.To = was.To
				}
				touched[k] = x
				ids = append(ids, x.Station)
			}
		}
		known, err := s.byID(ctx, ids)
		if err != nil {
			return nil, err
		}
		rows, err := o.Latest(ctx, slices.Collect(maps.Keys(known))...)
		if err != nil {
			return nil, err
		}
		var items []Item
		for _, r := range rows {
			x, there := touched[series{r.Station, r.Parameter}]
			if !there || r.At.After(x.To) {
				continue
			}
			e := known[r.Station]
			items = append(items, Item{Key: r.Station + "/" + r.Parameter, Verb: observation.Read, Scope: e.Scope(), Body: Observed{
				Station: e.Code, Parameter: r.Parameter, Value: r.Value, Unit: r.Unit, At: wire.At(r.At), Received: wire.At(r.Received),
				Status: fmt.Sprintf("%02d", r.Status), Feed: r.Feed,
			}})
		}
		return items, nil
	}}
}

// Observed is an item of the topic observations.
type Observed struct {
	Station   string    `json:"station"`
	Parameter string    `json:"parameter"`
	Value     *float64  `json:"value"`
	Unit      string    `json:"unit"`
	At        time.Time `json:"at"`
	Received  time.Time `json:"received"`
	Status    string    `json:"status"`
	Feed      string    `json:"feed"`
}

// Changed is an item of the other topics. Change is the kind of the event.
type Changed struct {
	ID     string `json:"id,omitempty"`
	Code   string `json:"code,omitempty"` // feeds have one instead of an id
	State  string `json:"state"`
	Change string `json:"change"`
}

// Alerts tells of alerts that fire, are acknowledged and resolve.
func Alerts(a *alert.Alerts) Topic {
	return byID("alerts", alert.Events, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := a.Get(ctx, e.Subject)
		return Item{Verb: alert.Read, Scope: x.Scope(), Body: Changed{ID: x.ID, State: string(x.State), Change: e.Kind}}, err
	})
}

// Incidents tells of incidents from opening to closing.
func Incidents(i *incident.Incidents) Topic {
	return byID("incidents", incident.Events, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := i.Get(ctx, e.Subject)
		return Item{Verb: incident.Read, Scope: x.Scope(), Body: Changed{ID: x.ID, State: string(x.State), Change: e.Kind}}, err
	})
}

// Work tells of work items.
func Work(w *work.Work) Topic {
	return byID("work", work.Events, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := w.Get(ctx, e.Subject)
		return Item{Verb: work.Read, Scope: x.Scope(), Body: Changed{ID: x.ID, State: string(x.State), Change: e.Kind}}, err
	})
}

// Warnings tells of public warnings from the first word to the end.
func Warnings(ws *warning.Warnings) Topic {
	return byID("warnings", warning.Events, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := ws.Get(ctx, e.Subject)
		return Item{Verb: warning.Read, Scope: x.Scope(), Body: Changed{ID: x.ID, State: string(x.State), Change: e.Kind}}, err
	})
}

// Feeds tells when a source fares differently.
func Feeds(f *feed.Feeds) Topic {
	return byID("feeds", []string{feed.HealthChangedKind}, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := f.Get(ctx, e.Subject)
		return Item{Verb: feed.Read, Scope: x.Scope(), Body: Changed{Code: x.Code, State: string(x.Health), Change: e.Kind}}, err
	})
}

// byID is a topic whose events name one thing each. A thing is read once for all
// its events; one that is gone has no news.
func byID(name string, kinds []string, read func(context.Context, bus.Event) (Item, error)) Topic {
	return Topic{Name: name, Kinds: kinds, Read: func(ctx context.Context, events []bus.Event) (items []Item, err error) {
		last := map[string]int{}
		for i, e := range events {
			last[e.Subject] = i
		}
		for i, e := range events {
			if last[e.Subject] != i {
				continue
			}
			item, err := read(ctx, e)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			item.Key = e.Subject
			items = append(items, item)
		}
		return items, nil
	}}
}

// stations keeps where stations are, as long as no entity changes.
type stations struct {
	d *db.DB

	mu      sync.Mutex
	version int64
	cache   map[string]entity.Entity
}

func (s *stations) byID(ctx context.Context, ids []string) (found map[string]entity.Entity, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found = map[string]entity.Entity{}
	err = s.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		version, err := entity.Version(ctx, tx)
		if err != nil {
			return err
		}
		if s.cache == nil || s.version != version {
			s.cache, s.version = map[string]entity.Entity{}, version
		}
		for _, id := range ids {
			e, there := s.cache[id]
			if !there {
				if e, err = entity.Get(ctx, tx, id); fault.Is(err, fault.NotFound) {
					continue
				}
				if err != nil {
					return err
				}
				s.cache[id] = e
			}
			found[id] = e
		}
		return nil
	})
	return found, err
}
