package incident

import (
	"context"
	"slices"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// ResourceState says how far a resource has come.
type ResourceState string

const (
	Asked    ResourceState = "asked"
	There    ResourceState = "there"
	Released ResourceState = "released"
)

// resourceMoves also takes a slip back.
var resourceMoves = map[ResourceState][]ResourceState{
	Asked:    {There, Released},
	There:    {Released, Asked},
	Released: {There, Asked},
}

// Resource is people, vehicles or things that a case needs.
type Resource struct {
	No         int
	What       string
	Amount     int
	Giver      string // the office that is asked
	State      ResourceState
	AskedAt    time.Time
	ThereAt    time.Time
	ReleasedAt time.Time
	By         string
}

const mostOfOne = 100_000

// AskResource says what is needed, how many and from whom.
func (is *Incidents) AskResource(ctx context.Context, id, what string, amount int, giver string) (Incident, error) {
	what, fs := words("what", what, true, shortWords)
	giver, more := words("giver", giver, true, shortWords)
	if fs = append(fs, more...); amount < 1 || amount > mostOfOne {
		fs = append(fs, fault.At("amount", "incident.bad_amount", "max", mostOfOne))
	}
	if err := invalid(fs); err != nil {
		return Incident{}, err
	}
	return is.changeOpen(ctx, id, ToRun, "resource", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
		no, err := next(ctx, tx, "incident_resource", id)
		if err != nil {
			return nil, err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO incident_resource (incident, no, what, amount, giver, state, asked_at, by_name) VALUES (?, ?, ?, ?, ?, 'asked', ?, ?)`,
			id, no, what, amount, giver, db.Micros(tx.Now()), actor.From(ctx).Name); err != nil {
			return nil, err
		}
		args := map[string]any{"no": no, "what": what, "n": amount, "giver": giver}
		return args, tell(ctx, tx, id, lineAsked, RunEvent, "", args)
	})
}

// MoveResource says that what was asked for is there, or is given back; the way
// back takes a slip back. What was moved meanwhile by another is a conflict: from
// is the state that was seen.
func (is *Incidents) MoveResource(ctx context.Context, id string, no int, from, to ResourceState) (Incident, error) {
	return is.changeOpen(ctx, id, ToRun, "move_resource", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
		list, err := resources(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if no < 1 || no > len(list) {
			return nil, fault.New(fault.NotFound, "incident.no_resource", "no", no, "number", i.Number)
		}
		r := list[no-1]
		if r.State == to {
			return nil, nil
		}
		if r.State != from || !slices.Contains(resourceMoves[from], to) {
			return nil, fault.New(fault.Conflict, "incident.resource_moved_on", "what", r.What)
		}
		now := any(db.Micros(tx.Now()))
		line, set, at := lineAsked, `there_at = ?, released_at = NULL`, any(nil)
		switch to {
		case There:
			line, set, at = lineThere, `there_at = ?, released_at = NULL`, now
		case Released:
			line, set, at = lineReleased, `released_at = ?`, now
		}
		if _, err := tx.Exec(ctx, `UPDATE incident_resource SET state = ?, `+set+` WHERE incident = ? AND no = ?`, string(to), at, id, no); err != nil {
			return nil, err
		}
		args := map[string]any{"no": no, "what": r.What, "n": r.Amount, "giver": r.Giver}
		return map[string]any{"no": no, "from": from, "to": to}, tell(ctx, tx, id, line, RunEvent, "", args)
	})
}

func resources(ctx context.Context, tx *db.Tx, id string) (list []Resource, err error) {
	err = tx.Each(ctx, `SELECT no, what, amount, giver, state, asked_at, there_at, released_at, by_name FROM incident_resource WHERE incident = ? ORDER BY no`, []any{id},
		func(scan func(...any) error) error {
			var r Resource
			var asked int64
			var there, released *int64
			if err := scan(&r.No, &r.What, &r.Amount, &r.Giver, &r.State, &asked, &there, &released, &r.By); err != nil {
				return err
			}
			r.AskedAt = db.Time(asked)
			if there != nil {
				r.ThereAt = db.Time(*there)
			}
			if released != nil {
				r.ReleasedAt = db.Time(*released)
			}
			list = append(list, r)
			return nil
		})
	return list, err
}
