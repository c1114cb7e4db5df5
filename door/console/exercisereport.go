package console

import (
	"time"

	"thanhdong/act/exercise"
	"thanhdong/act/playbook"
	"thanhdong/door/wire"
)

// ExerciseReport is what an exercise showed, as it was frozen.
type ExerciseReport struct {
	Points   int               `json:"points" doc:"Of 100: the mean of its runs"`
	Played   int               `json:"played"`
	Unplayed int               `json:"unplayed"`
	Sent     int               `json:"sent" doc:"What would have left"`
	InsideS  int               `json:"inside_s"`
	ScoredAt time.Time         `json:"scored_at"`
	ScoredBy string            `json:"scored_by"`
	Alerts   []ExerciseAlert   `json:"alerts"`
	Runs     []ExerciseRun     `json:"runs"`
	Warnings []ExerciseWarning `json:"warnings"`
	Late     []ExerciseLate    `json:"late"`
	Before   []ExerciseBefore  `json:"before" doc:"Earlier drills of the same playbook"`
}

// ExerciseAlert is how fast an alert was answered.
type ExerciseAlert struct {
	Number       string `json:"number"`
	Title        string `json:"title"`
	AcknowledgeS *int   `json:"acknowledge_s"`
	OpenS        *int   `json:"open_s" doc:"Until it had its incident"`
	Missed       bool   `json:"missed"`
}

// ExerciseRun is how a playbook was followed.
type ExerciseRun struct {
	Incident string   `json:"incident"`
	Title    string   `json:"title"`
	Playbook string   `json:"playbook"`
	Version  int      `json:"version"`
	Points   int      `json:"points"`
	Steps    int      `json:"steps"`
	OnTime   int      `json:"on_time"`
	Late     int      `json:"late"`
	Skipped  int      `json:"skipped"`
	Missing  int      `json:"missing"`
	Lost     []string `json:"lost" doc:"In words, a step each"`
}

// ExerciseWarning is how good a warning was.
type ExerciseWarning struct {
	Number   string `json:"number"`
	Headline string `json:"headline"`
	State    string `json:"state"`
	Both     bool   `json:"both" doc:"In both languages"`
	Second   bool   `json:"second" doc:"Approved by a second person"`
	TookS    *int   `json:"took_s" doc:"From the first word to the public; null: never published"`
}

// ExerciseLate is work that was late.
type ExerciseLate struct {
	Number string `json:"number"`
	Title  string `json:"title"`
	Unit   string `json:"unit"`
	ByS    int    `json:"by_s"`
}

// ExerciseBefore is an earlier drill.
type ExerciseBefore struct {
	Name    string    `json:"name"`
	Version int       `json:"version"`
	Started time.Time `json:"started"`
	Points  int       `json:"points"`
}

func seconds(d time.Duration) int { return int(d / time.Second) }

func perhaps(d time.Duration) *int {
	if d == 0 {
		return nil
	}
	n := seconds(d)
	return &n
}

func (s *speaker) report(r exercise.Report) *ExerciseReport {
	return &ExerciseReport{
		Points: r.Points, Played: r.Played, Unplayed: r.Unplayed, Sent: r.Sent, InsideS: seconds(r.Inside), ScoredAt: wire.At(r.ScoredAt), ScoredBy: r.ScoredName,
		Alerts: wire.Map(r.Alerts, func(a exercise.AlertScore) ExerciseAlert {
			return ExerciseAlert{Number: a.Number, Title: a.Title.In(s.lang), AcknowledgeS: perhaps(a.Acknowledge), OpenS: perhaps(a.Open), Missed: a.Missed}
		}),
		Runs: wire.Map(r.Runs, func(x exercise.RunScore) ExerciseRun {
			p := x.Result
			return ExerciseRun{Incident: x.Incident, Title: x.Title.In(s.lang), Playbook: x.Playbook, Version: x.Version, Points: p.Points, Steps: p.Steps, OnTime: p.OnTime,
				Late: p.Late, Skipped: p.Skipped, Missing: p.Missing, Lost: wire.Map(p.Lost, func(l playbook.Lost) string { return l.In(s.lang) })}
		}),
		Warnings: wire.Map(r.Warnings, func(w exercise.WarningScore) ExerciseWarning {
			return ExerciseWarning{Number: w.Number, Headline: w.Headline.In(s.lang), State: w.State, Both: w.Both, Second: w.Second, TookS: perhaps(w.Took)}
		}),
		Late: wire.Map(r.Late, func(l exercise.LateScore) ExerciseLate {
			return ExerciseLate{Number: l.Number, Title: l.Title.In(s.lang), Unit: l.Unit, ByS: seconds(l.By)}
		}),
		Before: wire.Map(r.Before, func(b exercise.EarlierDrill) ExerciseBefore {
			return ExerciseBefore{Name: b.Name, Version: b.Version, Started: wire.At(b.Started), Points: b.Points}
		}),
	}
}
