package alert

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/rule"
)

// Alerts is the room.
type Alerts struct{ d *db.DB }

// New opens the room: it reads what rules find.
func New(d *db.DB, b *bus.Bus) *Alerts {
	as := &Alerts{d: d}
	b.Read("alert", []string{rule.FiredEvent, rule.ResolvedEvent}, as.found)
	return as
}

// found turns findings into alerts. It is the only way in which an alert fires
// or is resolved.
func (as *Alerts) found(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	for _, e := range events {
		var f rule.Finding
		if err := json.Unmarshal(e.Body, &f); err != nil {
			return fmt.Errorf("read %s: %w", e.Kind, err)
		}
		do := as.resolve
		if e.Kind == rule.FiredEvent {
			do = as.fire
		}
		if err := do(ctx, tx, f); err != nil {
			return fmt.Errorf("%s of %s at %s: %w", e.Kind, f.Rule, subjectOf(f).ID, err)
		}
	}
	return nil
}

func (as *Alerts) fire(ctx context.Context, tx *db.Tx, f rule.Finding) error {
	_, err := living(ctx, tx, f)
	if err == nil {
		return nil // one live alert per fingerprint
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
	a.ID, a.State, a.FiredAt = tx.NewID("alt"), Firing, tx.Now()
	a.Rule, a.Version, a.Subject, a.Parameter, a.Breach = f.Rule, max(f.Version, 1), subjectOf(f), f.Parameter, f.Breach
	a.Feed, a.Value, a.ValueUnit, a.ObservedAt, a.Since = f.Feed, f.Value, f.Unit, db.Time(f.At), db.Time(f.Since)
	if a.Number, err = tx.Number(ctx, "CB"); err != nil {
		return err
	}
	if err := insert(ctx, tx, a, text.SearchKey(a.Number+" "+a.Title.VI+" "+a.Title.EN+" "+words+" "+f.Parameter+" "+f.Rule)); err != nil {
		return err
	}
	if err := record(ctx, tx, FiredEvent, a.ID); err != nil {
		return err
	}
	return enter(ctx, tx, "alert.fire", a, f)
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

func (as *Alerts) resolve(ctx context.Context, tx *db.Tx, f rule.Finding) error {
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
	if _, err := tx.Exec(ctx, `UPDATE alert SET state = 'resolved', resolved_at = ?, resolved_value = ? WHERE id = ? AND state <> 'resolved'`,
		db.Micros(tx.Now()), f.Value, a.ID); err != nil {
		return err
	}
	if err := record(ctx, tx, ResolvedEvent, a.ID); err != nil {
		return err
	}
	return enter(ctx, tx, "alert.resolve", a, f)
}

// enter writes the ledger in the alert's scope.
func enter(ctx context.Context, tx *db.Tx, verb string, a Alert, payload any) error {
	return ledger.Write(ctx, tx, ledger.Entry{Verb: verb, Subject: a.ID, UnitPath: a.UnitPath, AreaPath: a.AreaPath, Payload: payload})
}
