package playbook

import (
	"context"
	"fmt"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// End takes a playbook out of force from today on, as a version of its own: cases that run by an older
// one go on. [fault.Conflict] names a rule or a feed that still counts on it. Ending what has ended
// changes nothing.
func (ps *Playbooks) End(ctx context.Context, code string) error {
	err := ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := ps.Newest(ctx, tx, code)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		today := text.DayOf(tx.Now())
		if !p.To.Open() && p.To <= today {
			return nil
		}
		for _, u := range users[:2] { // a case that ran by it keeps its version
			var who string
			err := tx.QueryRow(ctx, u.query, code).Scan(&who)
			if err == nil {
				return fault.New(fault.Conflict, "playbook.used", "code", code, "kind", text.Key(u.key), "who", who)
			}
			if !fault.Is(err, fault.NotFound) {
				return err
			}
		}
		if p.To = today; p.From >= today {
			p.To = p.From.Add(1)
		}
		_, _, err = ps.Put(ctx, p)
		return err
	})
	if err != nil {
		return fmt.Errorf("end playbook %s: %w", code, err)
	}
	return nil
}
