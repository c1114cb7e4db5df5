package exercise

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// move is one command that changes the state alone.
func (xs *Exercises) move(ctx context.Context, id string, to State, event, verb string, change func(e *Exercise, now time.Time)) (e Exercise, err error) {
	err = xs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if e, err = mine(ctx, tx, id); err != nil {
			return err
		}
		if err := e.may(to); err != nil {
			return err
		}
		before := e.State
		e.State = to
		if change != nil {
			change(&e, tx.Now())
		}
		if err := rewrite(ctx, tx, e, before); err != nil {
			return err
		}
		return tell(ctx, tx, event, verb, e, map[string]any{"number": e.Number, "inside": e.Now(tx.Now())})
	})
	if err != nil {
		return Exercise{}, fmt.Errorf("%s exercise %s: %w", verb, id, err)
	}
	return e, nil
}

// mine is an exercise that the actor may run, locked.
func mine(ctx context.Context, tx *db.Tx, id string) (Exercise, error) {
	e, err := readable(ctx, tx, id, tx.Lock())
	if err != nil {
		return Exercise{}, err
	}
	return e, actor.From(ctx).Check(ToRun, e.Scope())
}

// Start makes the world of a planned exercise and lets its clock go. The copy of the store may take a
// while; until it is whole the exercise is starting, and when it fails it is planned again.
// [fault.Conflict] when as many worlds stand as may.
func (xs *Exercises) Start(ctx context.Context, id string) (Exercise, error) {
	if xs.worlds == nil {
		return Exercise{}, fault.New(fault.Conflict, "exercise.within")
	}
	var e Exercise
	err := xs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if e, err = mine(ctx, tx, id); err != nil {
			return err
		}
		if err := e.may(Starting); err != nil {
			return err
		}
		// Two who start at once wait for each other here, so that none is one too many.
		if _, err := tx.Exec(ctx, `UPDATE exercise SET beat_at = beat_at WHERE state = 'planned'`); err != nil {
			return err
		}
		var stand int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM exercise WHERE archived_at IS NULL AND state IN ('starting', 'running', 'paused', 'ended', 'scored')`).Scan(&stand); err != nil {
			return err
		}
		if stand >= MostWorlds {
			return fault.New(fault.Conflict, "exercise.too_many", "most", MostWorlds)
		}
		e.State, e.Base = Starting, tx.Now()
		return rewrite(ctx, tx, e, Planned)
	})
	if err != nil {
		return Exercise{}, fmt.Errorf("start exercise %s: %w", id, err)
	}
	// Who asked may leave the page meanwhile; what was begun is ended either way.
	build := context.WithoutCancel(ctx)
	if err := xs.worlds.Build(actor.With(build, actor.System("exercise")), e); err != nil {
		return Exercise{}, fmt.Errorf("start exercise %s: %w", id, firstly(err, xs.back(build, e)))
	}
	e, err = xs.move(build, id, Running, StartedEvent, "start", func(e *Exercise, now time.Time) { e.ResumedAt = now })
	if err != nil {
		return Exercise{}, err
	}
	return e, xs.worlds.Follow(build)
}

// back lets an exercise whose world could not be made be planned again.
func (xs *Exercises) back(ctx context.Context, e Exercise) error {
	if err := xs.worlds.Remove(ctx, e.ID); err != nil {
		return err
	}
	return xs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		e.State, e.Base = Planned, time.Time{}
		return rewrite(ctx, tx, e, Starting)
	})
}

// firstly keeps the fault of what failed first, for people, with what failed after it.
func firstly(first, then error) error {
	if then == nil {
		return first
	}
	return fmt.Errorf("%w (and then: %v)", first, then)
}

// stop folds the time that has passed into what was played.
func (e *Exercise) stop(now time.Time) { e.Played, e.ResumedAt = e.elapsed(now), time.Time{} }

// Pause stops the clock inside.
func (xs *Exercises) Pause(ctx context.Context, id string) (Exercise, error) {
	e, err := xs.move(ctx, id, Paused, PausedEvent, "pause", (*Exercise).stop)
	return xs.followed(ctx, e, err)
}

// Resume lets the clock inside go on.
func (xs *Exercises) Resume(ctx context.Context, id string) (Exercise, error) {
	e, err := xs.move(ctx, id, Running, ResumedEvent, "resume", func(e *Exercise, now time.Time) { e.ResumedAt = now })
	return xs.followed(ctx, e, err)
}

// End stops an exercise for good. Its world stands to be looked at until it is archived.
func (xs *Exercises) End(ctx context.Context, id string) (Exercise, error) {
	e, err := xs.move(ctx, id, Ended, EndedEvent, "end", func(e *Exercise, now time.Time) {
		e.stop(now)
		e.EndedAt = now
	})
	return xs.followed(ctx, e, err)
}

func (xs *Exercises) followed(ctx context.Context, e Exercise, err error) (Exercise, error) {
	if err == nil && xs.worlds != nil {
		err = xs.worlds.Follow(ctx)
	}
	return e, err
}

// Archive removes the world of an exercise that ended; what was recorded and the report stay.
func (xs *Exercises) Archive(ctx context.Context, id string) (e Exercise, err error) {
	err = xs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if e, err = mine(ctx, tx, id); err != nil {
			return err
		}
		if e.State != Ended && e.State != Scored || !e.ArchivedAt.IsZero() {
			return fault.New(fault.Conflict, "exercise.not_over", "number", e.Number)
		}
		e.ArchivedAt = tx.Now()
		if err := rewrite(ctx, tx, e, e.State); err != nil {
			return err
		}
		return tell(ctx, tx, ArchivedEvent, "archive", e, map[string]any{"number": e.Number})
	})
	if err != nil {
		return Exercise{}, fmt.Errorf("archive exercise %s: %w", id, err)
	}
	if xs.worlds == nil {
		return e, nil
	}
	if err := xs.worlds.Follow(ctx); err != nil { // closes it
		return e, err
	}
	return e, xs.worlds.Remove(context.WithoutCancel(ctx), e.ID)
}

// beatEvery is how often a server says that clocks inside go.
const beatEvery = 5 * time.Second

// BeatEvery is how often [Exercises.Beat] wants to be called.
const BeatEvery = beatEvery

// Beat notes that the clocks of running exercises go.
func (xs *Exercises) Beat(ctx context.Context) error {
	return xs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE exercise SET beat_at = ? WHERE state = 'running'`, db.Micros(tx.Now()))
		return err
	})
}

// Recover is called when a server starts: the clocks of running exercises go on from where the last server
// left them, and one that was starting is planned again.
func (xs *Exercises) Recover(ctx context.Context) error {
	var halves []Exercise
	err := xs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := query(ctx, tx, `state IN ('running', 'starting')`+tx.Lock())
		if err != nil {
			return err
		}
		halves = nil
		for _, e := range list {
			if e.State == Starting {
				halves = append(halves, e)
				continue
			}
			var beat *int64
			if err := tx.QueryRow(ctx, `SELECT beat_at FROM exercise WHERE id = ?`, e.ID).Scan(&beat); err != nil {
				return err
			}
			last := e.ResumedAt
			if beat != nil && db.Time(*beat).After(last) {
				last = db.Time(*beat)
			}
			// What was played after the last beat counts too: the clock never goes back.
			if last = last.Add(beatEvery); !last.Before(tx.Now()) {
				continue // another server lets it go
			}
			e.stop(last)
			e.ResumedAt = tx.Now()
			if err := rewrite(ctx, tx, e, Running); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("recover exercises: %w", err)
	}
	for _, e := range halves {
		if err := xs.back(ctx, e); err != nil {
			return fmt.Errorf("recover exercise %s: %w", e.Number, err)
		}
	}
	if xs.worlds == nil {
		return nil
	}
	return xs.worlds.Follow(ctx)
}
