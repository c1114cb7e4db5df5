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
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/sense/alert"
)

// Incidents is the room.
type Incidents struct {
	d         *db.DB
	playbooks *playbook.Playbooks
	queue     *work.Work
}

// New opens the room: it answers for its items in the queue, reads what becomes of
// alerts and of the calendar, and asks for situation reports in time.
func New(d *db.DB, playbooks *playbook.Playbooks, queue *work.Work, b *bus.Bus, timers *timer.Timers) *Incidents {
	is := &Incidents{d: d, playbooks: playbooks, queue: queue}
	queue.Register(kind{})
	timers.Handle(sitrepDuty, is.sitrepDue)
	b.Read("incident.calendar", []string{calendar.ChangedEvent}, is.calendarChanged)
	b.Read("incident", []string{alert.FiredEvent, alert.UnmutedEvent, alert.ResolvedEvent}, is.alerts)
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
	i := Incident{
		Title: a.Title, Severity: a.Severity, Subject: a.Subject,
		Unit: a.Unit, UnitPath: a.UnitPath, Area: a.Area, AreaPath: a.AreaPath,
	}
	var err error
	if i.Type, err = typeOfPlaybook(ctx, tx, a.Playbook); err != nil {
		return Incident{}, err
	}
	return is.begin(ctx, tx, i, a.Playbook, a.Number+" "+a.Parameter, func(i Incident, item work.Item, owner string) (any, error) {
		if _, err := tx.Exec(ctx, `INSERT INTO incident_alert (alert, incident, origin, joined_at) VALUES (?, ?, 1, ?)`, a.ID, i.ID, db.Micros(tx.Now())); err != nil {
			return nil, err
		}
		err := write(ctx, tx, i.ID, lineOpened, "", map[string]any{"alert": a.Number, "work": item.Number, "unit": owner})
		return map[string]any{"number": i.Number, "alert": a.ID, "work": i.Work, "playbook": i.PlaybookID}, err
	})
}

// begin makes a case whose owner, title and severity are known: its number, its
// item of the queue, its checklist, its first line. first writes that line and ties
// what the case was opened from.
func (is *Incidents) begin(ctx context.Context, tx *db.Tx, i Incident, playbookCode, search string, first func(Incident, work.Item, string) (any, error)) (Incident, error) {
	by := actor.From(ctx)
	if by.Kind == actor.Product {
		by.Name = "" // put into words by [Incident.Opener]
	}
	var p playbook.Playbook
	var err error
	if playbookCode != "" {
		if p, err = is.playbooks.Pin(ctx, tx, playbookCode); err != nil {
			return Incident{}, err
		}
	}
	i.ID, i.State, i.OpenedAt, i.OpenedBy, i.OpenedName, i.PlaybookID = tx.NewID("inc"), Open, tx.Now(), by.ID, by.Name, p.ID
	if i.Number, err = tx.Number(ctx, "SC"); err != nil {
		return Incident{}, err
	}
	item, err := is.queue.Open(ctx, workOf(i, p))
	if err != nil {
		return Incident{}, err
	}
	i.Work = item.ID
	if err := insert(ctx, tx, i, text.SearchKey(i.Number+" "+item.Number+" "+i.Title.VI+" "+i.Title.EN+" "+i.Place+" "+search)); err != nil {
		return Incident{}, err
	}
	if err := insertSteps(ctx, tx, i, p); err != nil {
		return Incident{}, err
	}
	t, err := typeOf(ctx, tx, i.Type)
	if err != nil {
		return Incident{}, err
	}
	if err := i.askSitreps(ctx, tx, t.sitrepEvery(i.Severity)); err != nil {
		return Incident{}, err
	}
	owner, err := unit.NameOf(ctx, tx, i.Unit)
	if err != nil {
		return Incident{}, err
	}
	payload, err := first(i, item, owner)
	if err != nil {
		return Incident{}, err
	}
	if err := record(ctx, tx, OpenedEvent, i.ID); err != nil {
		return Incident{}, err
	}
	if err := enter(ctx, tx, "incident.open", i, payload); err != nil {
		return Incident{}, err
	}
	if i, err = load(ctx, tx, i.ID, ""); err != nil {
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
		if e.Kind != alert.ResolvedEvent {
			if a.OpensIncident && a.Muted == 0 { // of a muted one when it is heard and still stands
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
	if err := tell(ctx, tx, i.ID, lineAlertResolved, AlertResolvedEvent, "", map[string]any{"alert": a.Number}); err != nil || i.State != Joined {
		return err
	}
	lead, err := load(ctx, tx, i.Lead, tx.Lock())
	if err != nil {
		return err
	}
	return tell(ctx, tx, lead.ID, lineAlertResolved, AlertResolvedEvent, "", map[string]any{"alert": a.Number})
}

// enter writes the ledger in the incident's scope.
func enter(ctx context.Context, tx *db.Tx, verb string, i Incident, payload any) error {
	return ledger.Write(ctx, tx, ledger.Entry{Verb: verb, Subject: i.ID, UnitPath: i.UnitPath, AreaPath: i.AreaPath, Payload: payload})
}
