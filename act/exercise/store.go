package exercise

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

const columns = `id, number, name, script, playbook, unit, unit_path, area, area_path, speed, state, planned_at, planned_by, planned_name, base, played_us,
	resumed_at, ended_at, report, archived_at`

// instant is the stored form of an instant that may not be there.
func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return db.Micros(t)
}

func insert(ctx context.Context, tx *db.Tx, e Exercise) error {
	script, err := json.Marshal(e.Script)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO exercise (id, number, name, script, playbook, unit, unit_path, area, area_path, speed, state, planned_at, planned_by, planned_name)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.ID, e.Number, e.Name, string(script), e.Playbook, e.Unit, e.UnitPath, e.Area, e.AreaPath, e.Speed,
		string(e.State), db.Micros(e.PlannedAt), e.PlannedBy, e.PlannedName); err != nil {
		return err
	}
	for _, id := range e.People {
		if _, err := tx.Exec(ctx, `INSERT INTO exercise_person (exercise, account) VALUES (?, ?)`, e.ID, id); err != nil {
			return err
		}
	}
	return nil
}

// rewrite keeps what a move changed, if nobody moved it meanwhile.
func rewrite(ctx context.Context, tx *db.Tx, e Exercise, before State) error {
	var report any
	if e.Report != nil {
		b, err := json.Marshal(e.Report)
		if err != nil {
			return err
		}
		report = string(b)
	}
	n, err := tx.Exec(ctx, `UPDATE exercise SET state = ?, base = ?, played_us = ?, resumed_at = ?, ended_at = ?, report = ?, archived_at = ?, beat_at = CASE WHEN state = 'running' THEN beat_at END
		WHERE id = ? AND state = ?`, string(e.State), instant(e.Base), e.Played.Microseconds(), instant(e.ResumedAt), instant(e.EndedAt), report, instant(e.ArchivedAt), e.ID, string(before))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "exercise.moved_on", "number", e.Number)
	}
	return err
}

func query(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Exercise, err error) {
	err = tx.Each(ctx, `SELECT `+columns+` FROM exercise WHERE `+where, args, func(scan func(...any) error) error {
		var e Exercise
		var script string
		var planned, played int64
		var base, resumed, ended, archived *int64
		var report *string
		if err := scan(&e.ID, &e.Number, &e.Name, &script, &e.Playbook, &e.Unit, &e.UnitPath, &e.Area, &e.AreaPath, &e.Speed, &e.State, &planned, &e.PlannedBy, &e.PlannedName,
			&base, &played, &resumed, &ended, &report, &archived); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(script), &e.Script); err != nil {
			return err
		}
		if report != nil {
			if err := json.Unmarshal([]byte(*report), &e.Report); err != nil {
				return err
			}
		}
		e.PlannedAt, e.Played = db.Time(planned), time.Duration(played)*time.Microsecond
		for to, us := range map[*time.Time]*int64{&e.Base: base, &e.ResumedAt: resumed, &e.EndedAt: ended, &e.ArchivedAt: archived} {
			if us != nil {
				*to = db.Time(*us)
			}
		}
		list = append(list, e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read exercises: %w", err)
	}
	return list, nil
}

func notFound(id string) error { return fault.New(fault.NotFound, "exercise.not_found", "id", id) }

// readable is an exercise that the actor may read, or takes part in; another is not found.
func readable(ctx context.Context, tx *db.Tx, id, lock string) (Exercise, error) {
	list, err := query(ctx, tx, `id = ?`+lock, id)
	if err == nil && len(list) == 0 {
		err = notFound(id)
	}
	if err != nil {
		return Exercise{}, err
	}
	e := list[0]
	takes, err := takesPart(ctx, tx, id)
	if err == nil && !takes && !actor.From(ctx).May(Read, e.Scope()) {
		err = notFound(id)
	}
	if err != nil {
		return Exercise{}, err
	}
	return e, nil
}

func takesPart(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	var n int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM exercise_person WHERE exercise = ? AND account = ?`, id, actor.From(ctx).ID).Scan(&n)
	return n > 0, err
}

// Get gives an exercise with its people; [fault.NotFound] when the actor may not read it.
func (xs *Exercises) Get(ctx context.Context, id string) (e Exercise, err error) {
	err = xs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if e, err = readable(ctx, tx, id, ""); err != nil {
			return err
		}
		e.People = nil
		return tx.Each(ctx, `SELECT account FROM exercise_person WHERE exercise = ? ORDER BY account`, []any{id}, func(scan func(...any) error) error {
			var person string
			err := scan(&person)
			e.People = append(e.People, person)
			return err
		})
	})
	return e, err
}

const (
	usualPage   = 50
	longestPage = 200
)

// List gives exercises, newest first, and the cursor of the next page.
func (xs *Exercises) List(ctx context.Context, limit int, after string) (list []Exercise, next string, err error) {
	if limit <= 0 {
		limit = usualPage
	}
	limit = min(limit, longestPage)
	by := actor.From(ctx)
	where, args := by.Where(Read, "unit_path", "area_path")
	where, args = `(`+where+` OR EXISTS (SELECT 1 FROM exercise_person p WHERE p.exercise = exercise.id AND p.account = ?))`, append(args, by.ID)
	if after != "" {
		where, args = where+` AND id < ?`, append(args, after)
	}
	err = xs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = query(ctx, tx, where+` ORDER BY id DESC LIMIT ?`, append(args, limit+1)...)
		return err
	})
	if len(list) > limit {
		list, next = list[:limit], list[limit-1].ID
	}
	return list, next, err
}

// Standing lists the exercises whose worlds stand, whoever asks: it is for who assembles them.
func (xs *Exercises) Standing(ctx context.Context) (list []Exercise, err error) {
	err = xs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = query(ctx, tx, `archived_at IS NULL AND state IN ('running', 'paused', 'ended', 'scored')`)
		return err
	})
	return list, err
}

// Enter gives an exercise whose world the actor may act in: one who takes part or runs it. Nobody else
// learns that it is there.
func (xs *Exercises) Enter(ctx context.Context, id string) (e Exercise, err error) {
	err = xs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if e, err = readable(ctx, tx, id, ""); err != nil {
			return err
		}
		takes, err := takesPart(ctx, tx, id)
		if err == nil && (!takes && !actor.From(ctx).May(ToRun, e.Scope()) || !e.Stands()) {
			err = notFound(id)
		}
		return err
	})
	return e, err
}

// Size is how many bytes the world takes; 0 where none stands.
func (xs *Exercises) Size(ctx context.Context, e Exercise) (int64, error) {
	if xs.worlds == nil || !e.Stands() {
		return 0, nil
	}
	return xs.worlds.Size(ctx, e.ID)
}
