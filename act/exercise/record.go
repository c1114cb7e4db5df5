package exercise

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Record is one thing that would have left a world.
type Record struct {
	ID    string
	Way   string // the port: capfeed, notify/sms
	To    string // id of the account, or empty where it goes to everybody
	Title string
	Words string
	At    time.Time // inside
}

// Record keeps what a recorder was given. It holds no address: whom it would have reached is an account.
func (xs *Exercises) Record(ctx context.Context, id string, r Record) error {
	err := xs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO exercise_record (id, exercise, way, recipient, title, words, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			tx.NewID("rec"), id, r.Way, r.To, cut(r.Title, maxWords), cut(r.Words, 2*maxWords), db.Micros(r.At))
		if err != nil {
			return err
		}
		return bus.Record(ctx, tx, RecordedEvent, id, Happened{ID: id})
	})
	if err != nil {
		return fmt.Errorf("record of exercise %s: %w", id, err)
	}
	return nil
}

func cut(s string, most int) string {
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return s
}

// Records gives what would have left, newest first.
func (xs *Exercises) Records(ctx context.Context, id string, limit int, after string) (list []Record, next string, err error) {
	if limit <= 0 {
		limit = usualPage
	}
	limit = min(limit, longestPage)
	err = xs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := readable(ctx, tx, id, ""); err != nil {
			return err
		}
		where, args := `exercise = ?`, []any{id}
		if after != "" {
			where, args = where+` AND id < ?`, append(args, after)
		}
		list = nil
		return tx.Each(ctx, `SELECT id, way, recipient, title, words, at FROM exercise_record WHERE `+where+` ORDER BY id DESC LIMIT ?`, append(args, limit+1), func(scan func(...any) error) error {
			var r Record
			var at int64
			err := scan(&r.ID, &r.Way, &r.To, &r.Title, &r.Words, &at)
			r.At = db.Time(at)
			list = append(list, r)
			return err
		})
	})
	if len(list) > limit {
		list, next = list[:limit], list[limit-1].ID
	}
	return list, next, err
}

// Played is what became of one step of the script.
type Played struct {
	Step  int // of the script, from 0
	At    time.Time
	Fault string // the key of why it could not be played; empty when it was
}

// Played notes that a step was played. Told twice, the first time counts.
func (xs *Exercises) Played(ctx context.Context, id string, p Played) error {
	err := xs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `INSERT INTO exercise_played (exercise, step, at, fault) VALUES (?, ?, ?, ?) ON CONFLICT (exercise, step) DO NOTHING`, id, p.Step, db.Micros(p.At), p.Fault)
		if err != nil || n == 0 {
			return err
		}
		return bus.Record(ctx, tx, PlayedEvent, id, Happened{ID: id})
	})
	if err != nil {
		return fmt.Errorf("step %d of exercise %s: %w", p.Step, id, err)
	}
	return nil
}

// PlayedSteps gives what was played so far, in the order of the script.
func (xs *Exercises) PlayedSteps(ctx context.Context, id string) (list []Played, err error) {
	err = xs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := readable(ctx, tx, id, ""); err != nil {
			return err
		}
		list = nil
		return tx.Each(ctx, `SELECT step, at, fault FROM exercise_played WHERE exercise = ? ORDER BY step`, []any{id}, func(scan func(...any) error) error {
			var p Played
			var at int64
			err := scan(&p.Step, &at, &p.Fault)
			p.At = db.Time(at)
			list = append(list, p)
			return err
		})
	})
	return list, err
}

// Told is the newest message or call that the players were given, with its time inside; empty before the
// first.
func (xs *Exercises) Told(ctx context.Context, e Exercise, lang text.Lang) (words string, at time.Time, err error) {
	list, err := xs.PlayedSteps(ctx, e.ID)
	for _, p := range list {
		if p.Step >= len(e.Script.Steps) {
			continue
		}
		if s := e.Script.Steps[p.Step]; s.Message != nil || s.Call != nil {
			words, at = s.In(lang), p.At
		}
	}
	return words, at, err
}
