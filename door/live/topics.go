package live

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"thanhdong/act/directive"
	"thanhdong/act/exercise"
	"thanhdong/act/handover"
	"thanhdong/act/incident"
	"thanhdong/act/notify"
	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/door/wire"
	"thanhdong/ground/bus"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/know/dataset"
	"thanhdong/sense/alert"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
	"thanhdong/serve/privacy"
	"thanhdong/serve/report"
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

// Silences tells of silences that begin and end.
func Silences(a *alert.Alerts) Topic {
	return byID("silences", alert.SilenceEvents, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := a.GetSilence(ctx, e.Subject)
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

// Signals tells of what people called, reported or saw, until it belongs to a case.
func Signals(i *incident.Incidents) Topic {
	return byID("signals", incident.SignalEvents, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := i.Signal(ctx, e.Subject)
		state := "free"
		switch {
		case x.Incident != "":
			state = "joined"
		case x.Aside != "":
			state = "aside"
		}
		return Item{Verb: incident.ReadSignal, Scope: x.Scope(), Body: Changed{ID: x.ID, State: state, Change: e.Kind}}, err
	})
}

// Work tells of work items.
func Work(w *work.Work) Topic {
	return byID("work", work.Events, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := w.Get(ctx, e.Subject)
		return Item{Verb: work.Read, Scope: x.Scope(), Body: Changed{ID: x.ID, State: string(x.State), Change: e.Kind}}, err
	})
}

// Notices tells each person of what comes into the own inbox and what is read there.
func Notices() Topic {
	return Topic{Name: "notices", Kinds: notify.Events, Read: func(_ context.Context, events []bus.Event) (items []Item, err error) {
		for _, e := range events {
			var b notify.Happened
			if err := json.Unmarshal(e.Body, &b); err != nil {
				return nil, err
			}
			items = append(items, Item{Key: e.Subject + "/" + b.ID, Verb: notify.Own, Only: e.Subject, Body: Changed{ID: b.ID, Change: e.Kind}})
		}
		return items, nil
	}}
}

// Warnings tells of public warnings from the first word to the end.
func Warnings(ws *warning.Warnings) Topic {
	return byID("warnings", warning.Events, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := ws.Get(ctx, e.Subject)
		return Item{Verb: warning.Read, Scope: x.Scope(), Body: Changed{ID: x.ID, State: string(x.State), Change: e.Kind}}, err
	})
}

// Directives tells of tasks given by leaders and meetings, to the side that does them and to the side that gave them.
func Directives(ds *directive.Directives) Topic {
	one := byID("directives", directive.Events, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := ds.Seen(ctx, e.Subject)
		return Item{Verb: directive.Read, Scope: x.Doer.Scope(), Body: Changed{ID: x.ID, State: string(x.State), Change: e.Kind}}, err
	})
	doers := one.Read
	one.Read = func(ctx context.Context, events []bus.Event) ([]Item, error) {
		items, err := doers(ctx, events)
		if err != nil {
			return nil, err
		}
		for _, item := range items[:len(items):len(items)] {
			x, err := ds.Seen(ctx, item.Key)
			if err != nil {
				return nil, err
			}
			item.Key, item.Scope = item.Key+"/giver", x.Giver.Scope()
			items = append(items, item)
		}
		return items, nil
	}
	return one
}

// Reports tells of citizens' reports. Of a private one only those hear who may classify or handle it.
func Reports(rs *report.Reports) Topic {
	return byID("reports", report.Events, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := rs.Seen(ctx, e.Subject)
		v := report.Read
		if x.Private {
			v = report.ReadPrivate
		}
		return Item{Verb: v, Scope: x.Scope(), Body: Changed{ID: x.ID, State: string(x.State), Change: e.Kind}}, err
	})
}

// Datasets tells of what units hand in.
func Datasets(ds *dataset.Sets) Topic {
	return byID("datasets", dataset.Events, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := ds.Seen(ctx, e.Subject)
		return Item{Verb: dataset.Read, Scope: x.Scope(), Body: Changed{ID: x.ID, State: string(x.State), Change: e.Kind}}, err
	})
}

// Exercises tells of drills from plan to report, and of what is played and recorded meanwhile.
func Exercises(xs *exercise.Exercises) Topic {
	one := byID("exercises", exercise.Events, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := xs.Get(ctx, e.Subject)
		return Item{Verb: exercise.Read, Scope: x.Scope(), Body: Changed{ID: x.ID, State: string(x.State), Change: e.Kind}}, err
	})
	readers := one.Read
	one.Read = func(ctx context.Context, events []bus.Event) ([]Item, error) {
		items, err := readers(ctx, events)
		if err != nil {
			return nil, err
		}
		for _, item := range items[:len(items):len(items)] { // and those who take part, wherever they work
			x, err := xs.Get(ctx, item.Key)
			if err != nil {
				return nil, err
			}
			for _, person := range x.People {
				items = append(items, Item{Key: item.Key + "/" + person, Verb: notify.Own, Only: person, Body: item.Body})
			}
		}
		return items, nil
	}
	return one
}

// Privacy tells of persons' requests about their data, of breaches, and of plans to erase what has grown old.
func Privacy(p *privacy.Privacy) Topic {
	return byID("privacy", append(slices.Clone(privacy.Events), consent.PlannedEvent, consent.SweptEvent), func(ctx context.Context, e bus.Event) (Item, error) {
		if e.Kind == consent.PlannedEvent || e.Kind == consent.SweptEvent {
			return Item{Verb: consent.Read, Body: Changed{ID: e.Subject, Change: e.Kind}}, nil
		}
		scope, state, err := p.Seen(ctx, e.Subject)
		return Item{Verb: privacy.Read, Scope: scope, Body: Changed{ID: e.Subject, State: state, Change: e.Kind}}, err
	})
}

// Handovers tells of what passes from shift to shift.
func Handovers(h *handover.Handovers) Topic {
	return byID("handovers", handover.Events, func(ctx context.Context, e bus.Event) (Item, error) {
		x, err := h.Seen(ctx, e.Subject)
		return Item{Verb: handover.Read, Scope: x.Scope(), Body: Changed{ID: x.ID, State: string(x.State), Change: e.Kind}}, err
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
