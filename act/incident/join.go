package incident

import (
	"context"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// joined is nil for a case that another leads.
func (i Incident) joined() error {
	if i.State == Joined {
		return nil
	}
	return fault.New(fault.Conflict, "incident.stands_alone", "number", i.Number)
}

// Join puts a whole case under another: lead goes on, other is closed as joined
// and its work item with it. Its signals are shown with the lead's. [Incidents.Part]
// undoes it. Refusals: [fault.NotFound], [fault.Forbidden]; [fault.Conflict] when
// one of the two is not open, when they are one, or when other leads cases itself.
func (is *Incidents) Join(ctx context.Context, leadID, otherID string) (lead Incident, err error) {
	err = is.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		lead, other, err := both(ctx, tx, leadID, otherID, "")
		if err != nil {
			return err
		}
		for _, i := range []Incident{lead, other} {
			if err := by.Check(ToJoin, i.Scope()); err != nil {
				return err
			}
		}
		if lead.ID == other.ID {
			return fault.New(fault.Conflict, "incident.joins_itself", "number", lead.Number)
		}
		// The item is locked before the case, as on every way of closing.
		why, err := is.whyCases(ctx, tx, lead, other)
		if err != nil {
			return err
		}
		reason := text.T(text.VI, "incident.joined_reason", map[string]any{"number": lead.Number})
		if err := is.queue.Settle(ctx, kindName, other.ID, reason); err != nil {
			return err
		}
		if lead, other, err = both(ctx, tx, leadID, otherID, tx.Lock()); err != nil {
			return err
		}
		for _, i := range []Incident{lead, other} {
			if err := i.open(); err != nil {
				return err
			}
		}
		var leads int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM incident WHERE lead = ?`, other.ID).Scan(&leads); err != nil {
			return err
		}
		if leads > 0 {
			return fault.New(fault.Conflict, "incident.leads_others", "number", other.Number, "n", leads)
		}
		if err := other.become(ctx, tx, Joined, `lead = ?, closed_at = ?, closed_by = ?, closed_name = ?, reason = ?`,
			lead.ID, db.Micros(tx.Now()), by.ID, by.Name, reason); err != nil {
			return err
		}
		if err := other.endRunning(ctx, tx); err != nil {
			return err
		}
		args := map[string]any{"lead": lead.Number, "other": other.Number, "why": why}
		if err := tell(ctx, tx, lead.ID, lineJoined, JoinedEvent, "", args); err != nil {
			return err
		}
		if err := tell(ctx, tx, other.ID, lineJoinedInto, JoinedEvent, "", args); err != nil {
			return err
		}
		return enter(ctx, tx, "incident.join", other, map[string]any{"lead": lead.ID})
	})
	if err != nil {
		return Incident{}, fmt.Errorf("join incident %s to %s: %w", otherID, leadID, err)
	}
	return is.Get(ctx, leadID)
}

// Part lets a joined case stand alone again, open, with its work item and its
// signals, whatever became of the one that led it. Its clock counts anew what was
// left when it was joined.
func (is *Incidents) Part(ctx context.Context, id string) (i Incident, err error) {
	err = is.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if i, err = readable(ctx, tx, id, ""); err != nil {
			return err
		}
		if err := actor.From(ctx).Check(ToJoin, i.Scope()); err != nil {
			return err
		}
		if err := i.joined(); err != nil {
			return err
		}
		lead, err := load(ctx, tx, i.Lead, tx.Lock()) // its log is written too
		if err != nil {
			return err
		}
		// The right to part was checked above; taking the item up again follows from it.
		again := text.T(text.VI, "incident.parted_reason", map[string]any{"number": lead.Number})
		if _, err := is.queue.Reopen(actor.With(ctx, actor.System("incident")), i.Work, again); err != nil {
			return err
		}
		if i, err = load(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		if err := i.become(ctx, tx, Open, `lead = '', closed_at = NULL, closed_by = '', closed_name = '', reason = ''`); err != nil {
			return err
		}
		if err := i.askSitreps(ctx, tx, i.SitrepEvery); err != nil {
			return err
		}
		args := map[string]any{"lead": lead.Number, "other": i.Number}
		if err := tell(ctx, tx, lead.ID, lineParted, PartedEvent, "", args); err != nil {
			return err
		}
		if err := tell(ctx, tx, i.ID, linePartedFrom, PartedEvent, "", args); err != nil {
			return err
		}
		return enter(ctx, tx, "incident.part", i, map[string]any{"lead": lead.ID})
	})
	if err != nil {
		return Incident{}, fmt.Errorf("part incident %s: %w", id, err)
	}
	return is.Get(ctx, id)
}

// become moves the state by compare and set, with what else changes.
func (i Incident) become(ctx context.Context, tx *db.Tx, to State, set string, args ...any) error {
	moved := fault.New(fault.Conflict, "incident.moved_on", "number", i.Number)
	if !i.State.may(to) {
		return moved
	}
	args = append([]any{string(to)}, append(args, i.ID, string(i.State))...)
	n, err := tx.Exec(ctx, `UPDATE incident SET state = ?, `+set+` WHERE id = ? AND state = ?`, args...)
	if err == nil && n == 0 {
		return moved
	}
	return err
}

// both reads two cases; locked in the order of their ids, so that two who join
// them the other way round wait for each other instead of standing still.
func both(ctx context.Context, tx *db.Tx, a, b, lock string) (x, y Incident, err error) {
	first, second := &x, &y
	if b < a {
		a, b, first, second = b, a, second, first
	}
	if *first, err = readable(ctx, tx, a, lock); err != nil {
		return x, y, err
	}
	*second, err = readable(ctx, tx, b, lock)
	return x, y, err
}

func (is *Incidents) whyCases(ctx context.Context, tx *db.Tx, lead, other Incident) (Why, error) {
	return is.why(ctx, tx, lead, func(Type) (spot, error) { return is.spot(ctx, tx, other) })
}

// Followers gives the cases that a case leads.
func (is *Incidents) Followers(ctx context.Context, id string) (list []Incident, err error) {
	may, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = query(ctx, tx, may+` AND lead = ? ORDER BY opened_at, id`, append(args, id)...)
		return err
	})
	return list, err
}

// Named gives the numbers of cases that the actor may read, by id.
func (is *Incidents) Named(ctx context.Context, ids ...string) (refs map[string]Ref, err error) {
	refs = map[string]Ref{}
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, id := range ids {
			i, err := readable(ctx, tx, id, "")
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return err
			}
			refs[id] = Ref{i.ID, i.Number}
		}
		return nil
	})
	return refs, err
}
