package work

import (
	"context"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Take makes the actor the person responsible. Taking one's own item again
// changes nothing. Refusals: [fault.NotFound], [fault.Forbidden], and
// [fault.Conflict] when it is done or another person has it.
func (w *Work) Take(ctx context.Context, id string) (item Item, err error) {
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		if item, err = w.readable(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		if err := by.Check(ToTake, item.Scope()); err != nil {
			return err
		}
		if item.Person == by.ID && item.State == Open {
			return nil
		}
		if err := takeable(item); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE work_item SET person = ?, person_name = ? WHERE id = ? AND state = 'open' AND person = ''`, by.ID, by.Name, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "work.moved_on", "number", item.Number)
		}
		item.Person, item.PersonName = by.ID, by.Name
		if err := item.rewalk(ctx, tx, nil); err != nil { // late work goes on Walking
			return err
		}
		if err := write(ctx, tx, id, lineTaken, "", nil); err != nil {
			return err
		}
		if err := record(ctx, tx, Taken, id); err != nil {
			return err
		}
		return enter(ctx, tx, "work.take", item, nil)
	})
	if err != nil {
		return Item{}, fmt.Errorf("take work %s: %w", id, err)
	}
	return item, nil
}

func takeable(i Item) error {
	if i.State == Done {
		return closedAlready(i)
	}
	if i.Person != "" {
		return fault.New(fault.Conflict, "work.taken", "number", i.Number, "name", i.PersonName)
	}
	return nil
}

func closedAlready(i Item) error {
	return fault.New(fault.Conflict, "work.already_closed", "number", i.Number, "name", i.ClosedName, "at", i.ClosedAt)
}
