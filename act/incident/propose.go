package incident

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/alert"
	"thanhdong/sense/entity"
)

// Proposal is something that seems to belong to a case: an alert, a signal or
// another open case; one of the three.
type Proposal struct {
	Alert    *alert.Alert
	Signal   *Signal
	Incident *Incident
	Why      Why
}

// mostProposed bounds what is looked at and what is shown.
const mostProposed = 200

// Proposals gives what seems to belong to an open case, the nearest first: by the
// distance and the time of its type. Nothing is joined by itself.
func (is *Incidents) Proposals(ctx context.Context, id string) (list []Proposal, err error) {
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		i, err := readable(ctx, tx, id, "")
		if err != nil || i.State != Open {
			return err
		}
		t, err := typeOf(ctx, tx, i.Type)
		if err != nil {
			return err
		}
		here, err := is.spots(ctx, tx, i)
		if err != nil {
			return err
		}
		offer := func(p Proposal, there spot) {
			if w, fits := t.nearest(here, there); fits {
				p.Why = w
				list = append(list, p)
			}
		}
		if err := is.offerAlerts(ctx, tx, here, t.Window, offer); err != nil {
			return err
		}
		free, err := is.FreeSignals(ctx, false)
		if err != nil {
			return err
		}
		for n := range free {
			offer(Proposal{Signal: &free[n]}, spotOfSignal(free[n]))
		}
		return is.offerIncidents(ctx, tx, i, offer)
	})
	if err != nil {
		return nil, fmt.Errorf("proposals for incident %s: %w", id, err)
	}
	slices.SortStableFunc(list, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(a.Why.far(), b.Why.far()), cmp.Compare(a.Why.Minutes, b.Why.Minutes))
	})
	return list[:min(len(list), mostProposed)], nil
}

// far orders by distance; without a place comes last.
func (w Why) far() int {
	if w.Metres == nil {
		return 1 << 30
	}
	return *w.Metres
}

func (is *Incidents) offerAlerts(ctx context.Context, tx *db.Tx, here []spot, window time.Duration, offer func(Proposal, spot)) error {
	from := here[0].At
	for _, s := range here {
		if s.At.Before(from) {
			from = s.At
		}
	}
	may, args := actor.From(ctx).Where(alert.Read, "a.unit_path", "a.area_path")
	var ids []string
	if err := tx.Each(ctx, `SELECT a.id FROM alert a WHERE `+may+` AND a.state <> 'resolved' AND a.fired_at >= ?
		AND NOT EXISTS (SELECT 1 FROM incident_alert x WHERE x.alert = a.id) ORDER BY a.fired_at DESC LIMIT ?`,
		append(args, db.Micros(from.Add(-window)), mostProposed), func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			ids = append(ids, id)
			return err
		}); err != nil {
		return err
	}
	alerts, err := alert.ByIDs(ctx, tx, ids)
	if err != nil {
		return err
	}
	for n := range alerts {
		there, err := spotOfAlert(ctx, tx, alerts[n])
		if err != nil {
			return err
		}
		offer(Proposal{Alert: &alerts[n]}, there)
	}
	return nil
}

func (is *Incidents) offerIncidents(ctx context.Context, tx *db.Tx, i Incident, offer func(Proposal, spot)) error {
	may, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	open, err := query(ctx, tx, may+` AND state = 'open' AND id <> ? ORDER BY opened_at DESC LIMIT ?`, append(args, i.ID, mostProposed)...)
	if err != nil {
		return err
	}
	for n := range open {
		there, err := is.spot(ctx, tx, open[n])
		if err != nil {
			return err
		}
		offer(Proposal{Incident: &open[n]}, there)
	}
	return nil
}

// nearest compares with each of several spots and keeps the best that fits, else
// the best there is.
func (t Type) nearest(here []spot, there spot) (best Why, fits bool) {
	for n, s := range here {
		w, ok := t.compare(s, there)
		if n == 0 || ok && !fits || ok == fits && w.far() < best.far() {
			best, fits = w, ok
		}
	}
	return best, fits
}

// why is what speaks for joining something to a case; that a person did it by
// hand, where it would not have been proposed.
func (is *Incidents) why(ctx context.Context, tx *db.Tx, i Incident, of func(Type) (spot, error)) (Why, error) {
	t, err := typeOf(ctx, tx, i.Type)
	if err != nil {
		return Why{}, err
	}
	here, err := is.spots(ctx, tx, i)
	if err != nil {
		return Why{}, err
	}
	there, err := of(t)
	if err != nil {
		return Why{}, err
	}
	w, fits := t.nearest(here, there)
	w.ByHand = !fits
	return w, nil
}

// spots are the case itself and what was joined to it.
func (is *Incidents) spots(ctx context.Context, tx *db.Tx, i Incident) ([]spot, error) {
	own, err := is.spot(ctx, tx, i)
	if err != nil {
		return nil, err
	}
	all := []spot{own}
	said, err := signals(ctx, tx, `incident = ? ORDER BY at, id LIMIT ?`, i.ID, mostProposed)
	if err != nil {
		return nil, err
	}
	for _, s := range said {
		x := spotOfSignal(s)
		x.Kinds = append(x.Kinds, own.Kinds...) // by joining it was said to be of this kind
		all = append(all, x)
	}
	return all, nil
}

// spot is where, when and what a case is.
func (is *Incidents) spot(ctx context.Context, tx *db.Tx, i Incident) (spot, error) {
	s := spot{Lon: i.Lon, Lat: i.Lat, Area: i.Area, At: i.OpenedAt}
	if i.Type != "" {
		s.Kinds = append(s.Kinds, i.Type)
	}
	if i.PlaybookID != "" {
		p, err := is.playbooks.Version(ctx, tx, i.PlaybookID)
		if err != nil {
			return s, err
		}
		s.Kinds = append(s.Kinds, p.Code)
	}
	if s.Lon != nil || i.Subject.Kind != alert.OfStation {
		return s, nil
	}
	return s, s.at(ctx, tx, i.Subject.ID)
}

func spotOfAlert(ctx context.Context, tx *db.Tx, a alert.Alert) (spot, error) {
	s := spot{Area: a.Area, At: a.Since, Kinds: []string{a.Playbook}}
	code, err := typeOfPlaybook(ctx, tx, a.Playbook)
	if err != nil {
		return s, err
	}
	if code != "" {
		s.Kinds = append(s.Kinds, code)
	}
	if a.Subject.Kind != alert.OfStation {
		return s, nil
	}
	return s, s.at(ctx, tx, a.Subject.ID)
}

func spotOfSignal(s Signal) spot {
	x := spot{Lon: s.Lon, Lat: s.Lat, Area: s.Area, At: s.At}
	if s.Type != "" {
		x.Kinds = []string{s.Type}
	}
	return x
}

// at puts the spot where a station stands.
func (s *spot) at(ctx context.Context, tx *db.Tx, station string) error {
	e, err := entity.Get(ctx, tx, station)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	s.Lon, s.Lat = &e.Lon, &e.Lat
	return err
}
