package incident

import (
	"context"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/alert"
)

// Gathered is one signal of a case, whichever kind it is of.
type Gathered struct {
	Alert  *alert.Alert // one of the two
	Signal *Signal
	Origin bool // the case was opened from it: it stays
	Why    Why
	By     string // who joined it; empty: by itself, or nobody knows any more
	Via    string // id of the case that it belongs to, where that is led by this one
}

// Gathered gives what was joined into a case and into those it leads, the origin
// first. Alerts that the actor may not read are left off.
func (is *Incidents) Gathered(ctx context.Context, id string) (list []Gathered, err error) {
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		i, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		joined := map[string]Gathered{}
		var ids []string
		if err := tx.Each(ctx, `SELECT a.alert, a.incident, a.origin, a.joined_name, a.why FROM incident_alert a JOIN incident i ON i.id = a.incident WHERE i.id = ? OR i.lead = ?`,
			[]any{id, id}, func(scan func(...any) error) error {
				var alert, of, name, why string
				var origin int64
				if err := scan(&alert, &of, &origin, &name, &why); err != nil {
					return err
				}
				joined[alert] = Gathered{Origin: origin == 1 && of == i.ID, Why: whyFrom(why), By: name, Via: i.via(of)}
				ids = append(ids, alert)
				return nil
			}); err != nil {
			return fmt.Errorf("alerts of incident %s: %w", id, err)
		}
		alerts, err := alert.ByIDs(ctx, tx, ids)
		if err != nil {
			return err
		}
		for n := range alerts {
			g := joined[alerts[n].ID]
			g.Alert = &alerts[n]
			list = append(list, g)
		}
		said, err := signals(ctx, tx, `incident = ? OR incident IN (SELECT id FROM incident WHERE lead = ?) ORDER BY at, id`, id, id)
		for n := range said {
			s := &said[n]
			list = append(list, Gathered{Signal: s, Origin: s.Origin && s.Incident == i.ID, Why: s.Why, By: s.JoinedName, Via: i.via(s.Incident)})
		}
		return err
	})
	return list, err
}

func (i Incident) via(of string) string {
	if of == i.ID {
		return ""
	}
	return of
}

// JoinAlert joins an alert to a case, with what speaks for it. Once is enough.
// Refusals: [fault.NotFound], [fault.Forbidden]; [fault.Conflict] when the case is
// not open or the alert belongs to another.
func (is *Incidents) JoinAlert(ctx context.Context, id, alertID string) (Incident, error) {
	return is.joining(ctx, id, func(ctx context.Context, tx *db.Tx) error {
		// The alert is locked before the case, as where one is opened from it.
		a, err := alert.Locked(ctx, tx, alertID)
		if err != nil {
			return err
		}
		if err := actor.From(ctx).Check(ToOpen, a.Scope()); err != nil {
			return err
		}
		_, err = is.changeOpen(ctx, id, ToJoin, "join_alert", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
			of, err := ofAlert(ctx, tx, a.ID)
			if err == nil && of.ID == id {
				return nil, nil
			}
			if err == nil {
				return nil, fault.New(fault.Conflict, "incident.alert_elsewhere", "alert", a.Number, "number", of.Number)
			}
			if !fault.Is(err, fault.NotFound) {
				return nil, err
			}
			w, err := is.why(ctx, tx, *i, func(t Type) (spot, error) { return spotOfAlert(ctx, tx, a) })
			if err != nil {
				return nil, err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO incident_alert (alert, incident, origin, joined_at, joined_name, why) VALUES (?, ?, 0, ?, ?, ?)`,
				a.ID, id, db.Micros(tx.Now()), actor.From(ctx).Name, w.stored()); err != nil {
				return nil, err
			}
			if err := write(ctx, tx, id, lineSignalJoined, a.Number, map[string]any{"why": w}); err != nil {
				return nil, err
			}
			return map[string]any{"alert": a.ID}, bus.Record(ctx, tx, AlertJoinedEvent, id, AlertHappened{ID: id, Alert: a.ID})
		})
		return err
	})
}

// PartAlert takes an alert out of a case again; it goes back to where it was. The
// alert that a case was opened from stays.
func (is *Incidents) PartAlert(ctx context.Context, id, alertID string) (Incident, error) {
	return is.joining(ctx, id, func(ctx context.Context, tx *db.Tx) error {
		a, err := alert.Locked(ctx, tx, alertID)
		if err != nil {
			return err
		}
		_, err = is.changeOpen(ctx, id, ToJoin, "part_alert", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
			n, err := tx.Exec(ctx, `DELETE FROM incident_alert WHERE alert = ? AND incident = ? AND origin = 0`, a.ID, id)
			if err != nil {
				return nil, err
			}
			if n == 0 {
				return nil, is.notPartable(ctx, tx, *i, a.Number, `SELECT count(*) FROM incident_alert WHERE alert = ? AND incident = ?`, a.ID, id)
			}
			if err := write(ctx, tx, id, lineSignalParted, a.Number, nil); err != nil {
				return nil, err
			}
			return map[string]any{"alert": a.ID}, bus.Record(ctx, tx, AlertPartedEvent, id, AlertHappened{ID: id, Alert: a.ID})
		})
		return err
	})
}

// notPartable says why there was nothing to part: it is the origin, or it is not
// there any more.
func (is *Incidents) notPartable(ctx context.Context, tx *db.Tx, i Incident, what, count string, args ...any) error {
	var n int
	if err := tx.QueryRow(ctx, count, args...).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return fault.New(fault.Conflict, "incident.origin_stays", "what", what, "number", i.Number)
	}
	return fault.New(fault.Conflict, "incident.not_joined", "what", what, "number", i.Number)
}

// JoinSignal joins what somebody said to a case.
func (is *Incidents) JoinSignal(ctx context.Context, id, signalID string) (Incident, error) {
	return is.joining(ctx, id, func(ctx context.Context, tx *db.Tx) error {
		s, err := readableSignal(ctx, tx, signalID, tx.Lock())
		if err != nil {
			return err
		}
		_, err = is.changeOpen(ctx, id, ToNote, "join_signal", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
			switch s.Incident {
			case id:
				return nil, nil
			case "":
			default:
				return nil, is.elsewhere(ctx, tx, s.Incident)
			}
			w, err := is.why(ctx, tx, *i, func(Type) (spot, error) { return spotOfSignal(s), nil })
			if err != nil {
				return nil, err
			}
			return s.join(ctx, tx, *i, w, false)
		})
		return err
	})
}

// join ties a free signal to a case.
func (s Signal) join(ctx context.Context, tx *db.Tx, i Incident, w Why, origin bool) (any, error) {
	o := 0
	if origin {
		o = 1
	}
	if _, err := tx.Exec(ctx, `UPDATE incident_signal SET incident = ?, origin = ?, joined_at = ?, joined_name = ?, why = ?, aside = '' WHERE id = ? AND incident = ''`,
		i.ID, o, db.Micros(tx.Now()), actor.From(ctx).Name, w.stored(), s.ID); err != nil {
		return nil, err
	}
	if err := tell(ctx, tx, i.ID, lineSignalJoined, SignalsEvent, s.short(), map[string]any{"why": w}); err != nil {
		return nil, err
	}
	return map[string]any{"signal": s.ID}, s.tell(ctx, tx, "join", map[string]any{"incident": i.ID})
}

// PartSignal takes what somebody said out of a case again; it stands free.
func (is *Incidents) PartSignal(ctx context.Context, id, signalID string) (Incident, error) {
	return is.joining(ctx, id, func(ctx context.Context, tx *db.Tx) error {
		list, err := signals(ctx, tx, `id = ?`+tx.Lock(), signalID)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.New(fault.NotFound, "incident.no_signal", "id", signalID)
		}
		s := list[0] // who may read the case may read its signals
		_, err = is.changeOpen(ctx, id, ToNote, "part_signal", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
			n, err := tx.Exec(ctx, `UPDATE incident_signal SET incident = '', joined_at = 0, joined_name = '', why = '' WHERE id = ? AND incident = ? AND origin = 0`, s.ID, id)
			if err != nil {
				return nil, err
			}
			if n == 0 {
				return nil, is.notPartable(ctx, tx, *i, s.short(), `SELECT count(*) FROM incident_signal WHERE id = ? AND incident = ?`, s.ID, id)
			}
			if err := tell(ctx, tx, id, lineSignalParted, SignalsEvent, s.short(), nil); err != nil {
				return nil, err
			}
			return map[string]any{"signal": s.ID}, s.tell(ctx, tx, "part", map[string]any{"incident": id})
		})
		return err
	})
}

// elsewhere says to which case a signal belongs.
func (is *Incidents) elsewhere(ctx context.Context, tx *db.Tx, id string) error {
	i, err := load(ctx, tx, id, "")
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "incident.signal_elsewhere", "number", i.Number)
}

// joining runs a joining or parting and gives the case as it is then.
func (is *Incidents) joining(ctx context.Context, id string, do func(context.Context, *db.Tx) error) (i Incident, err error) {
	err = is.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := do(ctx, tx); err != nil {
			return err
		}
		if i, err = readable(ctx, tx, id, ""); err != nil {
			return err
		}
		i, err = is.full(ctx, tx, i)
		return err
	})
	if err != nil {
		return Incident{}, err
	}
	return i, nil
}

const shortest = 60

// short is the beginning of what was said, for a log.
func (s Signal) short() string {
	r := []rune(s.Words)
	if len(r) > shortest {
		return string(r[:shortest-1]) + "…"
	}
	return s.Words
}
