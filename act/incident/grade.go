package incident

import (
	"context"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Grade changes how severe an open case is, with the reason; its item of the queue
// follows, in severity and, where the playbook sets no limit, in time. Steps keep
// the times that were promised. The same severity again changes nothing.
func (is *Incidents) Grade(ctx context.Context, id string, severity int, reason string) (i Incident, err error) {
	said, fs := words("reason", reason, true, longestWords)
	if severity < 1 || severity > 5 {
		fs = append(fs, fault.At("severity", "incident.bad_severity"))
	}
	if err := invalid(fs); err != nil {
		return i, err
	}
	err = is.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		// The item is locked before the case, as on every way of closing.
		if i, err = readable(ctx, tx, id, ""); err != nil {
			return err
		}
		was := i.Severity
		if i.State == Open && was != severity {
			if i, err = is.full(ctx, tx, i); err != nil {
				return err
			}
			i.Severity = severity
			n := workOf(i, i.Playbook)
			if err := is.queue.Regrade(ctx, kindName, id, n.Severity, n.Limit, n.WorkingTime, said); err != nil {
				return err
			}
		}
		i, err = is.changeOpen(ctx, id, ToCommand, "grade", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
			if i.Severity != was {
				return nil, fault.New(fault.Conflict, "incident.moved_on", "number", i.Number)
			}
			if was == severity {
				return nil, nil
			}
			i.Severity = severity
			if _, err := tx.Exec(ctx, `UPDATE incident SET severity = ? WHERE id = ?`, severity, id); err != nil {
				return nil, err
			}
			args := map[string]any{"from": was, "to": severity}
			return args, tell(ctx, tx, id, lineGraded, GradedEvent, said, args)
		})
		if err != nil {
			return err
		}
		i, err = is.full(ctx, tx, i)
		return err
	})
	if err != nil {
		return Incident{}, err
	}
	return i, nil
}
