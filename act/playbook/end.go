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
		// A case that ran by it keeps its version.
		if err := ps.unused(ctx, tx, code, users[:2]); err != nil {
			return err
		}
		if p.To = today; p.From >= today {
			p.From = "" // or an older version would count until then
		}
		_, _, err = ps.Put(ctx, p)
		return err
	})
	if err != nil {
		return fmt.Errorf("end playbook %s: %w", code, err)
	}
	return nil
}
