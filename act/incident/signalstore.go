package incident

import (
	"context"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/unit"
)

const signalColumns = `id, kind, type, words, place, lon, lat, at, source, reliability, unit, unit_path, area, area_path, taken_at, taken_by, taken_name,
	incident, origin, joined_at, joined_name, why, aside`

func signals(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Signal, err error) {
	err = tx.Each(ctx, `SELECT `+signalColumns+` FROM incident_signal WHERE `+where, args, func(scan func(...any) error) error {
		var s Signal
		var at, taken, origin, joined int64
		var why string
		if err := scan(&s.ID, &s.Kind, &s.Type, &s.Words, &s.Place, &s.Lon, &s.Lat, &at, &s.Source, &s.Reliability, &s.Unit, &s.UnitPath, &s.Area, &s.AreaPath,
			&taken, &s.TakenBy, &s.TakenName, &s.Incident, &origin, &joined, &s.JoinedName, &why, &s.Aside); err != nil {
			return err
		}
		s.At, s.TakenAt, s.Origin, s.Why = db.Time(at), db.Time(taken), origin == 1, whyFrom(why)
		if s.Incident != "" {
			s.JoinedAt = db.Time(joined)
		}
		list = append(list, s)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read signals: %w", err)
	}
	return list, nil
}

func readableSignal(ctx context.Context, tx *db.Tx, id, lock string) (Signal, error) {
	list, err := signals(ctx, tx, `id = ?`+lock, id)
	if err != nil {
		return Signal{}, err
	}
	if len(list) == 0 || !actor.From(ctx).May(ReadSignal, list[0].Scope()) {
		return Signal{}, fault.New(fault.NotFound, "incident.no_signal", "id", id)
	}
	return list[0], nil
}

// Signal gives a signal that the actor may read; [fault.NotFound] otherwise.
func (is *Incidents) Signal(ctx context.Context, id string) (s Signal, err error) {
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err = readableSignal(ctx, tx, id, "")
		return err
	})
	return s, err
}

// FreeSignals gives the signals that the actor may read and that belong to no
// case, newest first; those that were set aside only when asked for.
func (is *Incidents) FreeSignals(ctx context.Context, aside bool) (list []Signal, err error) {
	may, args := actor.From(ctx).Where(ReadSignal, "unit_path", "area_path")
	which := `aside = ''`
	if aside {
		which = `aside <> ''`
	}
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = signals(ctx, tx, may+` AND incident = '' AND `+which+` ORDER BY taken_at DESC, id DESC LIMIT ?`, append(args, longestPage)...)
		return err
	})
	return list, err
}

// SignalsEstate is the free signals of units: somebody must still look at them.
// Those of a case go where the case goes.
func (is *Incidents) SignalsEstate() unit.Estate {
	const live = `incident = '' AND aside = ''`
	return unit.Estate{
		Name: "signals",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "incident_signal", unit.OwnerColumns, live)
		},
		Pass: func(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
			at, args := from.At(unit.OwnerColumns)
			free, err := signals(ctx, tx, at+` AND `+live+` ORDER BY id LIMIT ?`+tx.Lock(), append(args, most)...)
			if err != nil {
				return err
			}
			for _, s := range free {
				s.Unit, s.UnitPath, s.Area, s.AreaPath = to.Unit, to.UnitPath, to.Area, to.AreaPath
				if _, err := tx.Exec(ctx, `UPDATE incident_signal SET unit = ?, unit_path = ?, area = ?, area_path = ? WHERE id = ?`,
					s.Unit, s.UnitPath, s.Area, s.AreaPath, s.ID); err != nil {
					return fmt.Errorf("hand on signal %s: %w", s.ID, err)
				}
				if err := s.tell(ctx, tx, "hand_on", map[string]any{"before": from, "after": to}); err != nil {
					return err
				}
			}
			return nil
		},
	}
}
