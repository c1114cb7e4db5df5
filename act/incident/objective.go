package incident

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Objective is something that shall be reached in a case: open or met.
type Objective struct {
	No    int
	Words string
	At    time.Time
	By    string
	MetAt time.Time // zero while open
	MetBy string
}

// AddObjective says what shall be reached.
func (is *Incidents) AddObjective(ctx context.Context, id, said string) (Incident, error) {
	said, fs := words("words", said, true, shortWords)
	if err := invalid(fs); err != nil {
		return Incident{}, err
	}
	return is.changeOpen(ctx, id, ToRun, "objective", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
		no, err := next(ctx, tx, "incident_objective", id)
		if err != nil {
			return nil, err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO incident_objective (incident, no, words, at, by_name) VALUES (?, ?, ?, ?, ?)`,
			id, no, said, db.Micros(tx.Now()), actor.From(ctx).Name); err != nil {
			return nil, err
		}
		return map[string]any{"no": no, "words": said}, tell(ctx, tx, id, lineObjective, RunEvent, said, map[string]any{"no": no})
	})
}

// Meet says that an objective is met, or, after a slip, that it is not.
func (is *Incidents) Meet(ctx context.Context, id string, no int, met bool) (Incident, error) {
	return is.changeOpen(ctx, id, ToRun, "meet", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
		list, err := objectives(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if no < 1 || no > len(list) {
			return nil, fault.New(fault.NotFound, "incident.no_objective", "no", no, "number", i.Number)
		}
		o := list[no-1]
		if o.MetAt.IsZero() != met {
			return nil, nil
		}
		line, by, at := lineUnmet, "", any(nil)
		if met {
			line, by, at = lineMet, actor.From(ctx).Name, db.Micros(tx.Now())
		}
		if _, err := tx.Exec(ctx, `UPDATE incident_objective SET met_at = ?, met_name = ? WHERE incident = ? AND no = ?`, at, by, id, no); err != nil {
			return nil, err
		}
		return map[string]any{"no": no, "met": met}, tell(ctx, tx, id, line, RunEvent, o.Words, map[string]any{"no": no})
	})
}

func objectives(ctx context.Context, tx *db.Tx, id string) (list []Objective, err error) {
	err = tx.Each(ctx, `SELECT no, words, at, by_name, met_at, met_name FROM incident_objective WHERE incident = ? ORDER BY no`, []any{id}, func(scan func(...any) error) error {
		var o Objective
		var at int64
		var met *int64
		if err := scan(&o.No, &o.Words, &at, &o.By, &met, &o.MetBy); err != nil {
			return err
		}
		if o.At = db.Time(at); met != nil {
			o.MetAt = db.Time(*met)
		}
		list = append(list, o)
		return nil
	})
	return list, err
}

// next is the next number in a table of a case; the case's row is locked.
func next(ctx context.Context, tx *db.Tx, table, id string) (no int, err error) {
	err = tx.QueryRow(ctx, `SELECT COALESCE(MAX(no), 0) + 1 FROM `+table+` WHERE incident = ?`, id).Scan(&no)
	if err != nil {
		return 0, fmt.Errorf("number in %s: %w", table, err)
	}
	return no, nil
}
