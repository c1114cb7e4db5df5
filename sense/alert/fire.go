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
			return fmt.Errorf("%s of %s at %s: %w", e.Kind, f.Rule, f.Station, err)
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
	r, err := rule.Get(ctx, tx, f.Rule)
	if err != nil {
		return err
	}
	station, err := entity.Get(ctx, tx, f.Station)
	if err != nil {
		return err
	}
	path, err := ownerPath(ctx, tx, r)
	if err != nil {
		return err
	}
	a := Alert{
		ID: tx.NewID("alt"), Rule: f.Rule, Version: max(f.Version, 1), Station: f.Station, Parameter: f.Parameter, State: Firing,
		Title:     text.L{VI: r.Name.VI + " · " + station.Name.In(text.VI), EN: r.Name.EN + " · " + station.Name.In(text.EN)},
		Condition: text.L{VI: r.Condition(text.VI), EN: r.Condition(text.EN)},
		Severity:  r.Severity, Unit: r.Unit, UnitPath: path, Area: station.Area, AreaPath: station.AreaPath,
		Playbook: r.Playbook, OpensIncident: r.OpensIncident,
		Feed: f.Feed, Value: f.Value, ValueUnit: f.Unit, ObservedAt: db.Time(f.At), Since: db.Time(f.Since), FiredAt: tx.Now(),
	}
	if a.Number, err = tx.Number(ctx, "CB"); err != nil {
		return err
	}
	if err := insert(ctx, tx, a, text.SearchKey(a.Number+" "+a.Title.VI+" "+a.Title.EN+" "+station.Code+" "+f.Parameter+" "+f.Rule)); err != nil {
		return err
	}
	if err := record(ctx, tx, FiredEvent, a.ID); err != nil {
		return err
	}
	return enter(ctx, tx, "alert.fire", a, f)
}

// ownerPath is the owner's place today. A unit that was closed after the rule was
// saved keeps its last place: an alert without a successor is still somebody's.
func ownerPath(ctx context.Context, tx *db.Tx, r rule.Rule) (path string, err error) {
	owner, err := unit.ByCode(ctx, tx, r.Unit, text.DayOf(tx.Now()))
	if fault.Is(err, fault.NotFound) {
		err = tx.QueryRow(ctx, `SELECT unit_path FROM rule WHERE code = ?`, r.Code).Scan(&path)
		return path, err
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
