package directive

import (
	"context"
	"fmt"

	"thanhdong/act/work"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/unit"
)

const kindName = "directive"

// kind answers for directives in the queue: they end by being accepted.
type kind struct{}

func (kind) Name() string { return kindName }

func (kind) MayClose(_ context.Context, _ *db.Tx, i work.Item) error {
	return fault.New(fault.Conflict, "directive.accept_there", "number", i.Subject.Number)
}

func (kind) Closed(context.Context, *db.Tx, work.Item) error { return nil }

// Reopened takes the directive up again with its item.
func (kind) Reopened(ctx context.Context, tx *db.Tx, i work.Item) error {
	d, err := load(ctx, tx, i.Subject.ID, tx.Lock())
	if err != nil {
		return err
	}
	if err := d.is(Accepted); err != nil {
		return err
	}
	return to(ctx, tx, &d, Open, ReopenedEvent, "reopen", "")
}

// follow keeps a directive with its item when another unit or another person has that.
func (ds *Directives) follow(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	for _, e := range events {
		list, err := query(ctx, tx, `d.work = ?`+lockOf(tx), e.Subject)
		if err != nil || len(list) == 0 {
			if err != nil {
				return err
			}
			continue
		}
		d := list[0]
		var now Place
		var person, name string
		if err := tx.QueryRow(ctx, `SELECT unit, unit_path, area, area_path, person, person_name FROM work_item WHERE id = ?`, e.Subject).
			Scan(&now.Unit, &now.UnitPath, &now.Area, &now.AreaPath, &person, &name); err != nil {
			return fmt.Errorf("directive %s and its work: %w", d.Number, err)
		}
		if now == d.Doer && person == d.Person {
			continue
		}
		before := d.Doer
		if person == "" && now.Unit == before.Unit {
			person, name = d.Person, d.PersonName // taken up again: still theirs
		}
		d.Doer, d.Person, d.PersonName = now, person, name
		if _, err := tx.Exec(ctx, `UPDATE directive SET doer_unit = ?, doer_unit_path = ?, doer_area = ?, doer_area_path = ?, person = ?, person_name = ? WHERE id = ?`,
			now.Unit, now.UnitPath, now.Area, now.AreaPath, person, name, d.ID); err != nil {
			return err
		}
		words := name
		if now.Unit != before.Unit {
			if words, err = unit.NameOf(ctx, tx, now.Unit); err != nil {
				return err
			}
		}
		if err := tell(ctx, tx, HandedOnEvent, "hand_on", d, words, map[string]any{"before": before, "after": now, "person": person}); err != nil {
			return err
		}
	}
	return nil
}

// lockOf locks the directives of a joined query, and not what they are joined with.
func lockOf(tx *db.Tx) string {
	if tx.Lock() == "" {
		return ""
	}
	return tx.Lock() + " OF d"
}

// Estate is the live directives of units on the side of who gave them. The side that does them follows the work.
func (ds *Directives) Estate() unit.Estate {
	return unit.Estate{
		Name: "directives",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "directive", unit.OwnerColumns, `state IN ('open', 'handed-in')`)
		},
		Pass: passOn,
	}
}

func passOn(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	list, err := query(ctx, tx, `d.unit = ? AND d.unit_path = ? AND d.area = ? AND d.area_path = ? AND d.state IN ('open', 'handed-in') ORDER BY d.id LIMIT ?`+lockOf(tx),
		from.Unit, from.UnitPath, from.Area, from.AreaPath, most)
	if err != nil {
		return err
	}
	for _, d := range list {
		if _, err := tx.Exec(ctx, `UPDATE directive SET unit = ?, unit_path = ?, area = ?, area_path = ? WHERE id = ?`, to.Unit, to.UnitPath, to.Area, to.AreaPath, d.ID); err != nil {
			return fmt.Errorf("hand on directive %s: %w", d.ID, err)
		}
		name, err := unit.NameOf(ctx, tx, to.Unit)
		if err != nil {
			return err
		}
		if err := tell(ctx, tx, HandedOnEvent, "succeed", d, name, map[string]any{"before": from, "after": to}); err != nil {
			return err
		}
	}
	return nil
}
