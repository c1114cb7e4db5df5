package incident

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/act/playbook"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/sense/alert"
)

// Incidents is the room.
type Incidents struct {
	d         *db.DB
	playbooks *playbook.Playbooks
	queue     *work.Work
}

// New opens the room: it answers for its items in the queue and reads what
// becomes of alerts and of the calendar.
func New(d *db.DB, playbooks *playbook.Playbooks, queue *work.Work, b *bus.Bus) *Incidents {
	is := &Incidents{d: d, playbooks: playbooks, queue: queue}
	queue.Register(kind{})
	b.Read("incident.calendar", []string{calendar.ChangedEvent}, is.calendarChanged)
	b.Read("incident", []string{alert.FiredEvent, alert.ResolvedEvent}, is.alerts)
	return is
}

// OpenFromAlert opens the incident of an alert, or gives the one that is there.
// Refusals: [fault.NotFound], [fault.Forbidden]; [fault.Conflict] when the alert
// is resolved and has none.
func (is *Incidents) OpenFromAlert(ctx context.Context, alertID string) (i Incident, err error) {
	err = is.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		// The alert's row is the lock between two who open at once.
		a, err := alert.Locked(ctx, tx, alertID)
		if err != nil {
			return err
		}
		by := actor.From(ctx)
		if err := by.Check(ToOpen, a.Scope()); err != nil {
			return err
		}
		found, err := ofAlert(ctx, tx, a.ID)
		if err == nil {
			i, err = is.full(ctx, tx, found)
			return err
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
		// A rule opens it even when its reader comes late: the finding was real.
		if !a.Alive() && by.Kind != actor.Product {
			return resolvedAlready(a)
		}
		i, err = is.open(ctx, tx, a)
		return err
	})
	if err != nil {
		return Incident{}, fmt.Errorf("open incident from alert %s: %w", alertID, err)
	}
	return i, nil
}

// MayOpen tells why the actor may not open an incident from the alert; nil when
// they may, also when one is open already.
func MayOpen(ctx context.Context, a alert.Alert, has bool) *fault.Error {
	err := actor.From(ctx).Check(ToOpen, a.Scope())
	if err == nil && !has && !a.Alive() {
		err = resolvedAlready(a)
	}
	f, _ := fault.As(err)
	return f
}

func resolvedAlready(a alert.Alert) error {
	return fault.New(fault.Conflict, "incident.alert_resolved", "number", a.Number, "at", a.ResolvedAt)
}

func (is *Incidents) open(ctx context.Context, tx *db.Tx, a alert.Alert) (Incident, error) {
	by := actor.From(ctx)
	if by.Kind == actor.Product {
		by.Name = "" // put into words by [Incident.Opener]
	}
	p, err := is.playbooks.Pin(ctx, tx, a.Playbook)
	if err != nil {
		return Incident{}, err
	}
	i := Incident{
		ID: tx.NewID("inc"), Title: a.Title, Severity: a.Severity, State: Open, Subject: a.Subject,
		Unit: a.Unit, UnitPath: a.UnitPath, Area: a.Area, AreaPath: a.AreaPath,
		OpenedAt: tx.Now(), OpenedBy: by.ID, OpenedName: by.Name, PlaybookID: p.ID,
	}
	if i.Number, err = tx.Number(ctx, "SC"); err != nil {
		return Incident{}, err
	}
	item, err := is.queue.Open(ctx, workOf(i, p))
	if err != nil {
		return Incident{}, err
	}
	i.Work = item.ID
	if err := insert(ctx, tx, i, text.SearchKey(i.Number+" "+a.Number+" "+item.Number+" "+i.Title.VI+" "+i.Title.EN+" "+a.Parameter)); err != nil {
		return Incident{}, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO incident_alert (alert, incident) VALUES (?, ?)`, a.ID, i.ID); err != nil {
		return Incident{}, err
	}
	if err := insertSteps(ctx, tx, i, p); err != nil {
		return Incident{}, err
	}
	owner, err := unit.NameOf(ctx, tx, i.Unit)
	if err != nil {
		return Incident{}, err
	}
	if err := write(ctx, tx, i.ID, lineOpened, "", map[string]any{"alert": a.Number, "work": item.Number, "unit": owner}); err != nil {
		return Incident{}, err
	}
	if err := record(ctx, tx, OpenedEvent, i.ID); err != nil {
		return Incident{}, err
	}
	if err := enter(ctx, tx, "incident.open", i, map[string]any{"number": i.Number, "alert": a.ID, "work": i.Work, "playbook": p.ID}); err != nil {
		return Incident{}, err
	}
	return is.full(ctx, tx, i)
}

// workOf is the one item of a case.
func workOf(i Incident, p playbook.Playbook) work.NewItem {
	limit := p.CaseLimit()
	if limit == 0 {
		limit = limits[i.Severity]
	}
	return work.NewItem{
		Kind: kindName, Subject: work.Subject{Kind: kindName, ID: i.ID, Number: i.Number}, Title: i.Title, Severity: i.Severity,
		Unit: i.Unit, UnitPath: i.UnitPath, Area: i.Area, AreaPath: i.AreaPath,
		Limit: limit, WorkingTime: i.Severity < clockSeverity, WantsEvidence: true,
	}
}

// insertSteps makes the checklist. Limits count from the opening.
func insertSteps(ctx context.Context, tx *db.Tx, i Incident, p playbook.Playbook) error {
	var cal *calendar.Calendar
	for _, s := range p.Steps {
		var due *int64
		if s.Limit > 0 {
			at := i.OpenedAt.Add(s.Limit)
			if i.inWorkingTime(s) {
				if cal == nil {
					var err error
					if cal, err = calendar.Hold(ctx, tx); err != nil {
						return err
					}
				}
				at = cal.AddWorking(i.OpenedAt, s.Limit)
			}
			us := db.Micros(at)
			due = &us
		}
		if _, err := tx.Exec(ctx, `INSERT INTO incident_step (incident, no, due_at) VALUES (?, ?, ?)`, i.ID, s.No, due); err != nil {
			return fmt.Errorf("checklist of incident %s: %w", i.ID, err)
		}
	}
	return nil
}

// alerts reads what becomes of alerts: a rule may open a case, and the end of an
// alert is written into its case, open or closed.
func (is *Incidents) alerts(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	for _, e := range events {
		var h alert.Happened
		if err := json.Unmarshal(e.Body, &h); err != nil {
			return fmt.Errorf("read %s: %w", e.Kind, err)
		}
		a, err := alert.Locked(ctx, tx, h.ID)
		if err != nil {
			return err
		}
		if e.Kind == alert.FiredEvent {
			if a.OpensIncident {
				if _, err := is.OpenFromAlert(ctx, a.ID); err != nil {
					return err
				}
			}
			continue
		}
		if err := is.alertResolved(ctx, tx, a); err != nil {
			return err
		}
	}
	return nil
}

func (is *Incidents) alertResolved(ctx context.Context, tx *db.Tx, a alert.Alert) error {
	i, err := ofAlert(ctx, tx, a.ID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if i, err = load(ctx, tx, i.ID, tx.Lock()); err != nil {
		return err
	}
	if err := write(ctx, tx, i.ID, lineAlertResolved, "", map[string]any{"alert": a.Number}); err != nil {
		return err
	}
	return record(ctx, tx, AlertResolvedEvent, i.ID)
}

// enter writes the ledger in the incident's scope.
func enter(ctx context.Context, tx *db.Tx, verb string, i Incident, payload any) error {
	return ledger.Write(ctx, tx, ledger.Entry{Verb: verb, Subject: i.ID, UnitPath: i.UnitPath, AreaPath: i.AreaPath, Payload: payload})
}
