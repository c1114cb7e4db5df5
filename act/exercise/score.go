package exercise

import (
	"context"
	"fmt"
	"time"

	"thanhdong/act/playbook"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Report is what an exercise showed. It is made once and never changed.
type Report struct {
	Points     int            `json:"points"` // the mean of its runs; 100 where nothing had to be run
	Alerts     []AlertScore   `json:"alerts,omitempty"`
	Runs       []RunScore     `json:"runs,omitempty"`
	Warnings   []WarningScore `json:"warnings,omitempty"`
	Late       []LateScore    `json:"late,omitempty"`
	Played     int            `json:"played"` // steps of the script
	Unplayed   int            `json:"unplayed"`
	Sent       int            `json:"sent"` // what would have left
	Inside     time.Duration  `json:"inside"`
	Before     []EarlierDrill `json:"before,omitempty"` // of the same playbook, newest first
	ScoredAt   time.Time      `json:"scored_at"`
	ScoredName string         `json:"scored_name"`
}

// AlertScore is how fast an alert was answered. Zero: it never was.
type AlertScore struct {
	Number      string        `json:"number"`
	Title       text.L        `json:"title"`
	Acknowledge time.Duration `json:"acknowledge,omitempty"`
	Open        time.Duration `json:"open,omitempty"`
	Missed      bool          `json:"missed"` // neither acknowledged nor taken into an incident
}

// RunScore is how a playbook was followed.
type RunScore struct {
	Incident string          `json:"incident"`
	Title    text.L          `json:"title"`
	Playbook string          `json:"playbook"`
	Version  int             `json:"version"`
	Result   playbook.Result `json:"result"`
}

// WarningScore is how good a warning was.
type WarningScore struct {
	Number   string        `json:"number"`
	Headline text.L        `json:"headline"`
	State    string        `json:"state"`
	Both     bool          `json:"both"`
	Second   bool          `json:"second"`
	Took     time.Duration `json:"took,omitempty"` // from the first word to the public; zero: never
}

// LateScore is work that was late.
type LateScore struct {
	Number string        `json:"number"`
	Title  text.L        `json:"title"`
	Unit   string        `json:"unit"`
	By     time.Duration `json:"by"`
}

// EarlierDrill is what an earlier one of the same playbook brought.
type EarlierDrill struct {
	Name    string    `json:"name"`
	Version int       `json:"version"`
	Started time.Time `json:"started"`
	Points  int       `json:"points"`
}

// took is how long something took. What was done in the same instant took the
// shortest time there is, because none at all means never.
func took(from, to time.Time) time.Duration { return max(to.Sub(from), time.Microsecond) }

// reported weighs facts.
func reported(f Facts) (r Report) {
	for _, a := range f.Alerts {
		s := AlertScore{Number: a.Number, Title: a.Title, Missed: a.Acknowledged.IsZero() && a.Opened.IsZero()}
		if !a.Acknowledged.IsZero() {
			s.Acknowledge = took(a.Fired, a.Acknowledged)
		}
		if !a.Opened.IsZero() {
			s.Open = took(a.Fired, a.Opened)
		}
		r.Alerts = append(r.Alerts, s)
	}
	sum := 0
	for _, run := range f.Runs {
		result := playbook.Score(run.Steps)
		sum += result.Points
		r.Runs = append(r.Runs, RunScore{Incident: run.Incident, Title: run.Title, Playbook: run.Playbook, Version: run.Version, Result: result})
	}
	if r.Points = 100; len(r.Runs) > 0 {
		r.Points = sum / len(r.Runs)
	}
	for _, w := range f.Warnings {
		s := WarningScore{Number: w.Number, Headline: w.Headline, State: w.State, Both: w.Both, Second: w.Second}
		if !w.Published.IsZero() {
			s.Took = took(w.Began, w.Published)
		}
		r.Warnings = append(r.Warnings, s)
	}
	for _, l := range f.Late {
		r.Late = append(r.Late, LateScore(l))
	}
	return r
}

// Score makes the report of an exercise that ended, from its world, and lets the playbook under drill keep
// what it brought. The worst run of that playbook counts. [fault.Conflict] for one that was scored.
func (xs *Exercises) Score(ctx context.Context, id string) (e Exercise, err error) {
	if e, err = xs.Get(ctx, id); err != nil {
		return Exercise{}, err
	}
	if err := actor.From(ctx).Check(ToRun, e.Scope()); err != nil {
		return Exercise{}, err
	}
	if err := e.may(Scored); err != nil {
		return Exercise{}, err
	}
	facts, err := xs.worlds.Facts(actor.With(ctx, actor.System("exercise")), e)
	if err != nil {
		return Exercise{}, fmt.Errorf("score exercise %s: %w", e.Number, err)
	}
	r := reported(facts)
	err = xs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if e, err = mine(ctx, tx, id); err != nil {
			return err
		}
		if err := e.may(Scored); err != nil {
			return err
		}
		r.ScoredAt, r.ScoredName, r.Inside = tx.Now(), actor.From(ctx).Name, e.Played
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM exercise_played WHERE exercise = ?`, id).Scan(&r.Played); err != nil {
			return err
		}
		r.Unplayed = len(e.Script.Steps) - r.Played
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM exercise_record WHERE exercise = ?`, id).Scan(&r.Sent); err != nil {
			return err
		}
		if err := xs.drilled(ctx, &e, &r); err != nil {
			return err
		}
		e.State, e.Report = Scored, &r
		if err := rewrite(ctx, tx, e, Ended); err != nil {
			return err
		}
		return tell(ctx, tx, ScoredEvent, "score", e, map[string]any{"number": e.Number, "points": r.Points})
	})
	if err != nil {
		return Exercise{}, fmt.Errorf("score exercise %s: %w", id, err)
	}
	return e, nil
}

// drilled compares with earlier drills of the playbook and adds this one to them.
func (xs *Exercises) drilled(ctx context.Context, e *Exercise, r *Report) error {
	if e.Playbook == "" {
		return nil
	}
	ctx = actor.With(ctx, actor.Actor{ID: "sys_exercise", Name: actor.From(ctx).Name, Kind: actor.Product}) // who may score may have it kept
	before, err := xs.playbooks.Drills(ctx, e.Playbook)
	if err != nil {
		return err
	}
	for _, d := range before[:min(len(before), 10)] {
		if d.Exercise != e.ID {
			r.Before = append(r.Before, EarlierDrill{Name: d.Name, Version: d.Version, Started: d.Started, Points: d.Result.Points})
		}
	}
	var worst *RunScore
	for i, run := range r.Runs {
		if run.Playbook == e.Playbook && (worst == nil || run.Result.Points < worst.Result.Points) {
			worst = &r.Runs[i]
		}
	}
	if worst == nil {
		return nil
	}
	return xs.playbooks.RecordDrill(ctx, playbook.Drill{
		Exercise: e.ID, Name: e.Name, Code: worst.Playbook, Version: worst.Version, Started: e.Base, Ended: e.EndedAt, Result: worst.Result,
	})
}
