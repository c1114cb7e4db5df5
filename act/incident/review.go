package incident

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Finding is one thing that was learned from a case after it was closed.
type Finding struct {
	No       int
	What     string
	Why      string
	Proposal string
	Step     int // of the playbook; 0: of none
	At       time.Time
	By       string
	Version  string // id of the proposed playbook version that it went into
}

// over is nil for a case that may be reviewed: closed, not merely joined.
func (i Incident) over() error {
	if i.State == Closed {
		return nil
	}
	return fault.New(fault.Conflict, "incident.not_over", "number", i.Number)
}

// AddFinding writes what was learned. It is only ever added to.
func (is *Incidents) AddFinding(ctx context.Context, id string, f Finding) (Incident, error) {
	var fs, more []fault.Field
	f.What, fs = words("what", f.What, true, longestWords)
	f.Why, more = words("why", f.Why, true, longestWords)
	fs = append(fs, more...)
	f.Proposal, more = words("proposal", f.Proposal, true, longestWords)
	if err := invalid(fs, more); err != nil {
		return Incident{}, err
	}
	return is.change(ctx, id, ToReview, "finding", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
		if err := i.over(); err != nil {
			return nil, err
		}
		whole, err := is.full(ctx, tx, *i)
		if err != nil {
			return nil, err
		}
		if f.Step < 0 || f.Step > len(whole.Checklist) {
			return nil, fault.New(fault.NotFound, "incident.no_step", "no", f.Step, "number", i.Number)
		}
		no, err := next(ctx, tx, "incident_finding", id)
		if err != nil {
			return nil, err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO incident_finding (incident, no, what, why, proposal, step, at, by_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			id, no, f.What, f.Why, f.Proposal, f.Step, db.Micros(tx.Now()), actor.From(ctx).Name); err != nil {
			return nil, err
		}
		return map[string]any{"no": no, "what": f.What, "why": f.Why, "proposal": f.Proposal, "step": f.Step},
			tell(ctx, tx, id, lineFinding, ReviewedEvent, f.What, map[string]any{"no": no})
	})
}

// Findings gives what was learned, in order.
func (is *Incidents) Findings(ctx context.Context, id string) (list []Finding, err error) {
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := readable(ctx, tx, id, ""); err != nil {
			return err
		}
		list, err = findings(ctx, tx, id)
		return err
	})
	return list, err
}

func findings(ctx context.Context, tx *db.Tx, id string) (list []Finding, err error) {
	err = tx.Each(ctx, `SELECT no, what, why, proposal, step, at, by_name, version FROM incident_finding WHERE incident = ? ORDER BY no`, []any{id}, func(scan func(...any) error) error {
		var f Finding
		var at int64
		if err := scan(&f.No, &f.What, &f.Why, &f.Proposal, &f.Step, &at, &f.By, &f.Version); err != nil {
			return err
		}
		f.At = db.Time(at)
		list = append(list, f)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("findings of incident %s: %w", id, err)
	}
	return list, nil
}
