package incident

import (
	"context"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Relate says that two cases hang together, or, with related false, that they do
// not: neither leads the other. The log of both says so.
func (is *Incidents) Relate(ctx context.Context, id, otherID string, related bool) (Incident, error) {
	return is.joining(ctx, id, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		i, other, err := both(ctx, tx, id, otherID, tx.Lock())
		if err != nil {
			return err
		}
		if err := by.Check(ToRun, i.Scope()); err != nil {
			return err
		}
		if i.ID == other.ID {
			return fault.New(fault.Conflict, "incident.joins_itself", "number", i.Number)
		}
		a, b := min(id, otherID), max(id, otherID)
		var n int64
		line := lineRelated
		if related {
			n, err = tx.Exec(ctx, `INSERT INTO incident_related (a, b, at, by_name) VALUES (?, ?, ?, ?) ON CONFLICT (a, b) DO NOTHING`, a, b, db.Micros(tx.Now()), by.Name)
		} else {
			line = lineUnrelated
			n, err = tx.Exec(ctx, `DELETE FROM incident_related WHERE a = ? AND b = ?`, a, b)
		}
		if err != nil || n == 0 {
			return err
		}
		if err := tell(ctx, tx, i.ID, line, RunEvent, "", map[string]any{"number": other.Number}); err != nil {
			return err
		}
		if err := tell(ctx, tx, other.ID, line, RunEvent, "", map[string]any{"number": i.Number}); err != nil {
			return err
		}
		return enter(ctx, tx, "incident.relate", i, map[string]any{"other": other.ID, "related": related})
	})
}

// Related gives the cases that hang together with one, as far as the actor may
// read them, newest first.
func (is *Incidents) Related(ctx context.Context, id string) (list []Incident, err error) {
	may, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := readable(ctx, tx, id, ""); err != nil {
			return err
		}
		list, err = query(ctx, tx, may+` AND id IN (SELECT b FROM incident_related WHERE a = ? UNION SELECT a FROM incident_related WHERE b = ?) ORDER BY opened_at DESC, id`,
			append(args, id, id)...)
		return err
	})
	return list, err
}

// Running is how a case is run: what shall be reached and what was asked for.
type Running struct {
	Objectives []Objective
	Resources  []Resource
}

// Running gives it.
func (is *Incidents) Running(ctx context.Context, id string) (r Running, err error) {
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := readable(ctx, tx, id, ""); err != nil {
			return err
		}
		if r.Objectives, err = objectives(ctx, tx, id); err != nil {
			return err
		}
		r.Resources, err = resources(ctx, tx, id)
		return err
	})
	return r, err
}
