package incident

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/act/playbook"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// The due time of an incident's work moves in the queue; those of its steps move here.

// calendarChanged counts the due times of open steps anew.
func (is *Incidents) calendarChanged(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	cal, err := calendar.Load(ctx, tx)
	if err != nil {
		return err
	}
	var c calendar.Changed // of several at once the newest is named
	if err := json.Unmarshal(events[len(events)-1].Body, &c); err != nil {
		return fmt.Errorf("read %s: %w", calendar.ChangedEvent, err)
	}
	open, err := query(ctx, tx, `state = 'open' AND severity < ? ORDER BY id`+tx.Lock(), clockSeverity)
	if err != nil {
		return err
	}
	for _, i := range open {
		if i, err = is.full(ctx, tx, i); err != nil {
			return err
		}
		if err := moveSteps(ctx, tx, i, cal, c.Days); err != nil {
			return fmt.Errorf("due times of incident %s: %w", i.ID, err)
		}
	}
	return nil
}

func moveSteps(ctx context.Context, tx *db.Tx, i Incident, cal *calendar.Calendar, days []text.Day) error {
	moved := map[string]any{}
	for _, s := range i.Checklist {
		to, ok := i.dueBy(s, cal)
		if !ok {
			continue
		}
		if _, err := tx.Exec(ctx, `UPDATE incident_step SET due_at = ? WHERE incident = ? AND no = ?`, db.Micros(to), i.ID, s.Step.No); err != nil {
			return err
		}
		args := map[string]any{"no": s.Step.No, "title_vi": s.Step.Title.VI, "title_en": s.Step.Title.EN,
			"before": db.Micros(s.Due), "due": db.Micros(to), "days": text.Days(days)}
		if err := write(ctx, tx, i.ID, lineMoved, "", args); err != nil {
			return err
		}
		moved[fmt.Sprint(s.Step.No)] = map[string]any{"before": db.Micros(s.Due), "after": db.Micros(to)}
	}
	if len(moved) == 0 {
		return nil
	}
	if err := record(ctx, tx, StepChangedEvent, i.ID); err != nil {
		return err
	}
	return enter(ctx, tx, "incident.move_steps", i, map[string]any{"steps": moved, "days": days})
}

// dueBy is when an open step is due by a calendar, and whether that is another time than now.
func (i Incident) dueBy(s Check, cal *calendar.Calendar) (time.Time, bool) {
	if s.Due.IsZero() || !s.DoneAt.IsZero() || !i.inWorkingTime(s.Step) {
		return s.Due, false
	}
	to := cal.AddWorking(i.OpenedAt, s.Step.Limit).UTC()
	return to, !to.Equal(s.Due)
}

// inWorkingTime says whether the limit of a step counts working time: by the clock for people on
// shift and where lives may depend on it.
func (i Incident) inWorkingTime(s playbook.Step) bool {
	return !s.AroundTheClock() && i.Severity < clockSeverity
}

// Moves counts the open steps that another calendar would move, of all incidents: whoever changes the
// calendar answers for all.
func (is *Incidents) Moves(ctx context.Context, tx *db.Tx, cal *calendar.Calendar) (all int, err error) {
	open, err := query(ctx, tx, `state = 'open' AND severity < ?`, clockSeverity)
	if err != nil {
		return 0, err
	}
	for _, i := range open {
		if i, err = is.full(ctx, tx, i); err != nil {
			return 0, err
		}
		for _, s := range i.Checklist {
			if _, does := i.dueBy(s, cal); does {
				all++
			}
		}
	}
	return all, nil
}
