package alert

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/rule"
)

// Alerts is the room.
type Alerts struct{ d *db.DB }

// New opens the room: it reads what rules find, and its timers wait for what time
// alone brings.
func New(d *db.DB, b *bus.Bus, timers *timer.Timers) *Alerts {
	as := &Alerts{d: d}
	b.Read("alert", []string{rule.FiredEvent, rule.ResolvedEvent}, as.found)
	timers.Handle(groupDuty, as.tell)
	timers.Handle(staleDuty, as.stale)
	timers.Handle(quietDuty, as.quiet)
	timers.Handle(silenceDuty, as.silenceDue)
	timers.Handle(sweepDuty, as.sweepOn)
	timers.Handle(planDuty, as.planDue)
	timers.Handle(causeDuty, as.goOn)
	timers.Handle(anewDuty, as.standAgain)
	return as
}

// found turns findings into alerts. Beside what other systems say ([Alerts.Outside]) it
// is the only way in which an alert fires or is resolved.
func (as *Alerts) found(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	if err := gate(ctx, tx); err != nil {
		return err
	}
	touched := groupsTouched{}
	for _, e := range events {
		var f rule.Finding
		if err := json.Unmarshal(e.Body, &f); err != nil {
			return fmt.Errorf("read %s: %w", e.Kind, err)
		}
		do := as.resolve
		if e.Kind == rule.FiredEvent {
			do = as.fire
		}
		if err := do(ctx, tx, f, touched); err != nil {
			return fmt.Errorf("%s of %s at %s: %w", e.Kind, f.Rule, subjectOf(f).ID, err)
		}
	}
	return settle(ctx, tx, touched)
}

func (as *Alerts) fire(ctx context.Context, tx *db.Tx, f rule.Finding, touched groupsTouched) error {
	a, err := living(ctx, tx, f)
	if err == nil { // one live alert per fingerprint
		_, err = wobble(ctx, tx, a, false, nil)
		return err
	}
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	about := ofRule
	if f.Breach != "" {
		about = ofContract
	}
	a, words, err := about(ctx, tx, f)
	if fault.Is(err, fault.NotFound) && f.Breach != "" {
		return nil // the contract ended meanwhile, and with it what it promised
	}
	if err != nil {
		return err
	}
	a.Rule, a.Version, a.Subject, a.Parameter, a.Breach = f.Rule, max(f.Version, 1), subjectOf(f), f.Parameter, f.Breach
	a.Feed, a.Value, a.ValueUnit, a.ObservedAt, a.Since = f.Feed, f.Value, f.Unit, db.Time(f.At), db.Time(f.Since)
	return as.start(ctx, tx, a, words+" "+f.Parameter+" "+f.Rule, f, touched)
}

// start lets an alert begin: it is numbered, put into its group, and muted where
// something mutes it already.
func (as *Alerts) start(ctx context.Context, tx *db.Tx, a Alert, words string, payload any, touched groupsTouched) error {
	set, err := settings(ctx, tx)
	if err != nil {
		return err
	}
	a.ID, a.State, a.FiredAt = tx.NewID("alt"), Firing, tx.Now()
	if a.Number, err = tx.Number(ctx, "CB"); err != nil {
		return err
	}
	flapping, err := flaps(ctx, tx, a, set.Times)
	if err != nil {
		return err
	}
	if flapping {
		a.FlappingSince, a.QuietAt = tx.Now(), tx.Now().Add(set.Times.Quiet)
		if err := timer.Set(ctx, tx, quietDuty, a.ID, a.QuietAt, nil); err != nil {
			return err
		}
	}
	if err := join(ctx, tx, &a, set); err != nil {
		return fmt.Errorf("group of the alert: %w", err)
	}
	if err := insert(ctx, tx, a, text.SearchKey(a.Number+" "+a.Title.VI+" "+a.Title.EN+" "+words)); err != nil {
		return err
	}
	if err := record(ctx, tx, FiredEvent, a.ID); err != nil {
		return err
	}
	if flapping {
		if err := record(ctx, tx, FlappingEvent, a.ID); err != nil {
			return err
		}
	}
	if err := silenced(ctx, tx, a, touched); err != nil {
		return err
	}
	if err := stand(ctx, tx, a, set.Inhibitions, touched); err != nil {
		return err
	}
	var muted int64
	if err := tx.QueryRow(ctx, `SELECT muted FROM alert WHERE id = ?`, a.ID).Scan(&muted); err != nil {
		return err
	}
	touched.touch(a.Group, muted == 0)
	return enter(ctx, tx, "alert.fire", a, payload)
}

func subjectOf(f rule.Finding) Subject {
	if f.Breach != "" {
		return Subject{OfFeed, f.Feed}
	}
	return Subject{OfStation, f.Station}
}

// ofRule tells what a rule found at a station, and by which word people seek it.
func ofRule(ctx context.Context, tx *db.Tx, f rule.Finding) (a Alert, words string, err error) {
	r, err := rule.Get(ctx, tx, f.Rule)
	if err != nil {
		return a, "", err
	}
	station, err := entity.Get(ctx, tx, f.Station)
	if err != nil {
		return a, "", err
	}
	a = Alert{
		Extra:      map[string]string{"station": station.Code},
		Title:      text.L{VI: r.Name.VI + " · " + station.Name.In(text.VI), EN: r.Name.EN + " · " + station.Name.In(text.EN)},
		Condition:  text.L{VI: r.Reading(text.VI, f.Unit), EN: r.Reading(text.EN, f.Unit)},
		Expression: r.When, Severity: r.Severity, Unit: r.Unit, Area: station.Area, AreaPath: station.AreaPath,
		Playbook: r.Playbook, OpensIncident: r.OpensIncident,
	}
	a.UnitPath, err = ownerPath(ctx, tx, r.Unit, func() (path string, err error) {
		err = tx.QueryRow(ctx, `SELECT unit_path FROM rule WHERE code = ?`, r.Code).Scan(&path)
		return path, err
	})
	return a, station.Code, err
}

// ofContract tells which promise of its contract a source breaks. One outage is one
// case: a breach beside another that stands opens none.
func ofContract(ctx context.Context, tx *db.Tx, f rule.Finding) (a Alert, words string, err error) {
	c, err := feed.Promised(ctx, tx, f.Feed)
	if err != nil {
		return a, "", err
	}
	a = Alert{
		Title: c.Title(f.Breach), Condition: c.Promise(f.Breach), Severity: c.SeverityOf(f.Breach), Unit: c.Unit, Area: c.Area, AreaPath: c.AreaPath, Playbook: c.Playbook,
	}
	if a.OpensIncident = c.OpensIncident; a.OpensIncident {
		beside, err := query(ctx, tx, `subject_kind = 'feed' AND subject = ? AND state <> 'resolved'`, c.Code)
		if err != nil {
			return a, "", err
		}
		a.OpensIncident = len(beside) == 0
	}
	a.UnitPath, err = ownerPath(ctx, tx, c.Unit, func() (string, error) { return c.UnitPath, nil })
	return a, c.Code, err
}

// ownerPath is the owner's place today. A unit that was closed after the rule or
// the contract was saved keeps its last place: an alert without a successor is still
// somebody's.
func ownerPath(ctx context.Context, tx *db.Tx, code string, last func() (string, error)) (string, error) {
	owner, err := unit.ByCode(ctx, tx, code, text.DayOf(tx.Now()))
	if fault.Is(err, fault.NotFound) {
		return last()
	}
	return owner.Path, err
}

func (as *Alerts) resolve(ctx context.Context, tx *db.Tx, f rule.Finding, touched groupsTouched) error {
	a, err := living(ctx, tx, f)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := a.may(Resolved); err != nil {
		return err
	}
	return as.end(ctx, tx, a, f.Value, f, touched)
}

// end resolves an alert whose condition is over; one that flaps stays until it is quiet.
func (as *Alerts) end(ctx context.Context, tx *db.Tx, a Alert, value *float64, payload any, touched groupsTouched) error {
	waits, err := wobble(ctx, tx, a, true, value)
	if err != nil || waits {
		return err
	}
	return as.finish(ctx, tx, a, value, payload, touched)
}

func (as *Alerts) finish(ctx context.Context, tx *db.Tx, a Alert, value *float64, payload any, touched groupsTouched) error {
	if _, err := tx.Exec(ctx, `UPDATE alert SET state = 'resolved', resolved_at = ?, resolved_value = ?, muted = 0, over = 0 WHERE id = ? AND state <> 'resolved'`,
		db.Micros(tx.Now()), value, a.ID); err != nil {
		return err
	}
	if err := record(ctx, tx, ResolvedEvent, a.ID); err != nil {
		return err
	}
	if a.Muted > 0 {
		if _, err := tx.Exec(ctx, `UPDATE alert_mute SET ended_at = ? WHERE alert = ? AND ended_at IS NULL`, db.Micros(tx.Now()), a.ID); err != nil {
			return err
		}
	}
	if err := freshAgain(ctx, tx, &a); err != nil {
		return err
	}
	if err := leave(ctx, tx, a, touched); err != nil {
		return err
	}
	touched.touch(a.Group, false)
	return enter(ctx, tx, "alert.resolve", a, payload)
}

// enter writes the ledger in the alert's scope.
func enter(ctx context.Context, tx *db.Tx, verb string, a Alert, payload any) error {
	return enterFor(ctx, tx, verb, a.ID, a.Scope(), payload)
}

func enterFor(ctx context.Context, tx *db.Tx, verb, subject string, s actor.Scope, payload any) error {
	return ledger.Write(ctx, tx, ledger.Entry{Verb: verb, Subject: subject, UnitPath: s.UnitPath, AreaPath: s.AreaPath, Payload: payload})
}
