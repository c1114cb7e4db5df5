package exercise

import (
	"context"
	"fmt"
	"time"

	"thanhdong/act/incident"
	"thanhdong/act/playbook"
	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
)

// Facts are what people did inside, as the world tells it.
type Facts struct {
	Alerts   []AlertFact
	Runs     []RunFact
	Warnings []WarningFact
	Late     []LateFact
}

// AlertFact is one alert that fired inside.
type AlertFact struct {
	Number       string
	Title        text.L
	Severity     int
	Fired        time.Time
	Acknowledged time.Time // zero: never
	Opened       time.Time // when it had its incident; zero: never
}

// RunFact is one run of a playbook.
type RunFact struct {
	Incident string // its number
	Title    text.L
	Opened   time.Time
	Closed   time.Time // zero: open
	Playbook string
	Version  int
	Steps    []playbook.Run
}

// WarningFact is one warning that was written inside.
type WarningFact struct {
	Number    string
	Headline  text.L
	State     string
	Both      bool // in both languages
	Second    bool // approved by another than who wrote it
	Began     time.Time
	Published time.Time // zero: never
}

// LateFact is work that was not done in its time.
type LateFact struct {
	Number string
	Title  text.L
	Unit   string
	By     time.Duration
}

// mostFacts bounds each list: a drill has tens.
const mostFacts = 500

// Facts tells what was done since the world began.
func (d *Director) Facts(ctx context.Context) (f Facts, err error) {
	now := d.DB.Now()
	opened := map[string]time.Time{} // by alert
	cases, _, err := d.Incidents.List(ctx, incident.Filter{Limit: mostFacts})
	if err != nil {
		return f, fmt.Errorf("facts of an exercise: %w", err)
	}
	for _, each := range cases {
		if each.OpenedAt.Before(d.e.Base) {
			continue
		}
		i, err := d.Incidents.Get(ctx, each.ID)
		if err != nil {
			return f, fmt.Errorf("facts of an exercise: %w", err)
		}
		r := RunFact{Incident: i.Number, Title: i.Title, Opened: i.OpenedAt, Closed: i.ClosedAt, Playbook: i.Playbook.Code, Version: i.Playbook.Version}
		r.Steps = i.Runs()
		f.Runs = append(f.Runs, r)
		for _, id := range i.Alerts {
			opened[id] = i.OpenedAt
		}
	}
	alerts, _, err := d.Alerts.List(ctx, alert.Filter{Limit: mostFacts})
	if err != nil {
		return f, fmt.Errorf("facts of an exercise: %w", err)
	}
	for _, a := range alerts {
		if !a.FiredAt.Before(d.e.Base) {
			f.Alerts = append(f.Alerts, AlertFact{Number: a.Number, Title: a.Title, Severity: a.Severity, Fired: a.FiredAt, Acknowledged: a.AcknowledgedAt, Opened: opened[a.ID]})
		}
	}
	if f.Warnings, err = d.warnings(ctx); err != nil {
		return f, fmt.Errorf("facts of an exercise: %w", err)
	}
	for _, done := range []bool{false, true} {
		items, _, err := d.Work.List(ctx, work.Filter{Done: done, View: work.All, Limit: mostFacts})
		if err != nil {
			return f, fmt.Errorf("facts of an exercise: %w", err)
		}
		for _, i := range items {
			until := now
			if done {
				until = i.ClosedAt
			}
			if !i.OpenedAt.Before(d.e.Base) && until.After(i.Due) {
				f.Late = append(f.Late, LateFact{Number: i.Number, Title: i.Title, Unit: i.Unit, By: until.Sub(i.Due)})
			}
		}
	}
	return f, nil
}

func (d *Director) warnings(ctx context.Context) (facts []WarningFact, err error) {
	list, _, err := d.Warnings.List(ctx, warning.Filter{Limit: mostFacts})
	if err != nil {
		return nil, err
	}
	for _, each := range list {
		w, err := d.Warnings.Get(ctx, each.ID)
		if err != nil {
			return nil, err
		}
		if len(w.Moves) == 0 || w.Moves[0].At.Before(d.e.Base) {
			continue
		}
		c := w.Content
		x := WarningFact{Number: w.Number, Headline: c.Headline, State: string(w.State), Began: w.Moves[0].At, Published: w.PublishedAt,
			Both: c.Headline.Complete() && c.Description.Complete() && c.Instruction.Complete() && c.Easy.Complete()}
		for _, m := range w.Moves {
			if m.State == warning.Approved {
				x.Second = m.ByID != w.Moves[0].ByID
			}
		}
		facts = append(facts, x)
	}
	return facts, nil
}
