package privacy

import (
	"context"
	"fmt"

	"thanhdong/act/work"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

const (
	requestKind = "privacy"
	breachKind  = "privacy-breach"
)

// kind answers for the room's items in the queue: they end with what they stand for.
type kind struct{ name, where string }

func (k kind) Name() string { return k.name }

func (k kind) MayClose(_ context.Context, _ *db.Tx, i work.Item) error {
	return fault.New(fault.Conflict, k.where, "number", i.Subject.Number)
}

func (kind) Closed(context.Context, *db.Tx, work.Item) error { return nil }

func (kind) Reopened(_ context.Context, _ *db.Tx, i work.Item) error {
	return fault.New(fault.Conflict, "privacy.file_anew", "number", i.Subject.Number)
}

// follow keeps requests and breaches with their items when another unit has them, by hand or by succession.
func (p *Privacy) follow(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	for _, e := range events {
		for _, table := range []string{"privacy_request", "privacy_breach"} {
			var id, was, unit, unitPath, area, areaPath string
			err := tx.QueryRow(ctx, `SELECT r.id, r.unit, w.unit, w.unit_path, w.area, w.area_path FROM `+table+` r JOIN work_item w ON w.id = r.work WHERE r.work = ?`+lockOf(tx, "r"), e.Subject).
				Scan(&id, &was, &unit, &unitPath, &area, &areaPath)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return fmt.Errorf("what stands for work %s: %w", e.Subject, err)
			}
			if _, err := tx.Exec(ctx, `UPDATE `+table+` SET unit = ?, unit_path = ?, area = ?, area_path = ? WHERE id = ?`, unit, unitPath, area, areaPath, id); err != nil {
				return err
			}
			event := map[string]string{"privacy_request": MovedEvent, "privacy_breach": BreachMovedEvent}[table]
			if err := bus.Record(ctx, tx, event, id, Happened{id}); err != nil {
				return err
			}
			if err := ledger.Write(ctx, tx, ledger.Entry{Verb: "privacy.hand_on", Subject: id, UnitPath: unitPath, AreaPath: areaPath, Payload: map[string]string{"before": was, "after": unit}}); err != nil {
				return err
			}
		}
	}
	return nil
}
