package playbook

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

// Drill is how well a version was followed in one exercise.
type Drill struct {
	Exercise string // id of the exercise
	Name     string // what people call it
	Code     string
	Version  int
	Started  time.Time
	Ended    time.Time
	Result   Result
	At       time.Time // when it was recorded
	By       string
}

// RecordDrill keeps the score of a playbook in an exercise; recorded again, the
// last one counts. The exercise ran in a world of its own, so nothing but the
// score comes over. Refusals: [fault.Invalid], [fault.Forbidden]; [fault.NotFound]
// for a version that is not known here.
func (ps *Playbooks) RecordDrill(ctx context.Context, dr Drill) error {
	if strings.TrimSpace(dr.Exercise) == "" || strings.TrimSpace(dr.Name) == "" || dr.Ended.Before(dr.Started) || dr.Result.Points < 0 || dr.Result.Points > 100 {
		return fault.New(fault.Invalid, "playbook.bad_drill")
	}
	body, err := json.Marshal(dr.Result)
	if err != nil {
		return fmt.Errorf("record drill: %w", err)
	}
	err = ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		if err := by.Check(ToRecordDrill, actor.Scope{}); err != nil {
			return err
		}
		p, err := ps.exact(ctx, tx, dr.Code, dr.Version)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO playbook_drill (exercise, code, version, name, started_at, ended_at, points, body, recorded_at, recorded_name)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (exercise, code) DO UPDATE SET version = excluded.version, name = excluded.name, started_at = excluded.started_at, ended_at = excluded.ended_at,
			points = excluded.points, body = excluded.body, recorded_at = excluded.recorded_at, recorded_name = excluded.recorded_name`,
			dr.Exercise, dr.Code, dr.Version, dr.Name, db.Micros(dr.Started), db.Micros(dr.Ended), dr.Result.Points, string(body), db.Micros(tx.Now()), by.Name); err != nil {
			return err
		}
		if err := bus.Record(ctx, tx, DrilledEvent, dr.Code, Happened{Code: dr.Code}); err != nil {
			return err
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "playbook.drill", Subject: p.ID, UnitPath: p.UnitPath,
			Payload: map[string]any{"exercise": dr.Exercise, "version": dr.Version, "points": dr.Result.Points}})
	})
	if err != nil {
		return fmt.Errorf("record drill of playbook %s: %w", dr.Code, err)
	}
	return nil
}

// Drills gives the scores of a playbook, newest first.
func (ps *Playbooks) Drills(ctx context.Context, code string) (list []Drill, err error) {
	err = ps.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Read, actor.Scope{}); err != nil {
			return err
		}
		list = nil
		return tx.Each(ctx, `SELECT exercise, code, version, name, started_at, ended_at, body, recorded_at, recorded_name FROM playbook_drill
			WHERE code = ? ORDER BY started_at DESC, exercise DESC LIMIT 100`, []any{code}, func(scan func(...any) error) error {
			var dr Drill
			var started, ended, at int64
			var body string
			if err := scan(&dr.Exercise, &dr.Code, &dr.Version, &dr.Name, &started, &ended, &body, &at, &dr.By); err != nil {
				return err
			}
			dr.Started, dr.Ended, dr.At = db.Time(started), db.Time(ended), db.Time(at)
			if err := json.Unmarshal([]byte(body), &dr.Result); err != nil {
				return err
			}
			list = append(list, dr)
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("drills of playbook %s: %w", code, err)
	}
	return list, nil
}
