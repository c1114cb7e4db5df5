package report

import (
	"context"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/unit"
)

const kindName = "report"

// inQueue lets a command of this room, which has checked its own right, change the item: whoever handles reports may let its clock stand, whatever they may do in the queue.
func inQueue(ctx context.Context) context.Context {
	by := actor.From(ctx)
	by.Kind = actor.Product
	return actor.With(ctx, by)
}

// kind answers for reports in the queue. Closing the item of a unit that handles one, with its proof, is resolving the
// report: so it can be done on a telephone without a line as well. What is to be classified ends by that alone.
type kind struct{ rs *Reports }

func (kind) Name() string { return kindName }

func (k kind) MayClose(ctx context.Context, tx *db.Tx, i work.Item) error {
	r, err := load(ctx, tx, `r.id = ?`, tx.Lock(), i.Subject.ID)
	if err != nil {
		return err
	}
	if i.DupOf != "" {
		into, err := reportOf(ctx, tx, r, i.DupOf)
		if err != nil {
			return err
		}
		if err := actor.From(ctx).Check(ToClassify, r.Scope()); err != nil {
			return err
		}
		_, err = r.mergeable(ctx, tx, into)
		return err
	}
	if r.State.waiting() {
		return fault.New(fault.Conflict, "report.close_there", "number", r.Number)
	}
	if err := r.may(Resolved); err != nil {
		return err
	}
	return k.rs.proven(ctx, tx, r)
}

// reportOf is the report that an item stands for.
func reportOf(ctx context.Context, tx *db.Tx, r Report, item string) (id string, err error) {
	err = tx.QueryRow(ctx, `SELECT subject_id FROM work_item WHERE id = ? AND kind = ?`, item, kindName).Scan(&id)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.Conflict, "report.only_reports", "number", r.Number)
	}
	return id, err
}

func (k kind) Closed(ctx context.Context, tx *db.Tx, i work.Item) error {
	r, err := load(ctx, tx, `r.id = ?`, tx.Lock(), i.Subject.ID)
	if err != nil {
		return err
	}
	if i.DupOf != "" {
		into, err := reportOf(ctx, tx, r, i.DupOf)
		if err != nil {
			return err
		}
		main, err := r.mergeable(ctx, tx, into)
		if err != nil {
			return err
		}
		if err := r.merge(ctx, tx, main); err != nil {
			return err
		}
	} else if err := k.rs.resolved(ctx, tx, &r, clean(i.Reason), r.Draft.Easy); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE report SET work = '' WHERE id = ?`, r.ID)
	return err
}

func (kind) Reopened(_ context.Context, _ *db.Tx, i work.Item) error {
	return fault.New(fault.Conflict, "report.reopen_there", "number", i.Subject.Number)
}

// followed is what happens to an item that its report follows.
var followed = []string{work.HandedOn, work.DueMoved, work.Paused, work.Resumed}

// follow keeps a report with its item: with the unit that has it, with its due time, and when its clock goes on though the reporter did not answer.
func (rs *Reports) follow(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	for _, e := range events {
		list, err := query(ctx, tx, `r.work = ? AND r.work <> ''`, e.Subject)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			continue
		}
		var to unit.Held
		var due int64
		if err := tx.QueryRow(ctx, `SELECT unit, unit_path, area, area_path, due_at FROM work_item WHERE id = ?`+tx.Lock(), e.Subject).
			Scan(&to.Unit, &to.UnitPath, &to.Area, &to.AreaPath, &due); err != nil {
			return err
		}
		r, err := load(ctx, tx, `r.id = ?`, tx.Lock(), list[0].ID)
		if err != nil {
			return err
		}
		if r.Work != e.Subject {
			continue
		}
		if to.Unit != r.Unit {
			if err := r.handOn(ctx, tx, to, "hand_on"); err != nil {
				return err
			}
		}
		if at := db.Time(due); !at.Equal(r.Due) {
			if err := r.dueAt(ctx, tx, at); err != nil {
				return err
			}
		}
		if e.Kind == work.Resumed && r.State == NeedInfo {
			if err := r.to(ctx, tx, InProgress); err != nil {
				return err
			}
			if err := tell(ctx, tx, r, line{event: StartedEvent, kind: "go_on", shown: true}); err != nil {
				return err
			}
		}
	}
	return nil
}

// handOn gives the report to another unit; where it lies stays.
func (r Report) handOn(ctx context.Context, tx *db.Tx, to unit.Held, how string) error {
	was := r.Unit
	r.Unit, r.UnitPath = to.Unit, to.UnitPath
	if _, err := tx.Exec(ctx, `UPDATE report SET unit = ?, unit_path = ? WHERE id = ?`, r.Unit, r.UnitPath, r.ID); err != nil {
		return err
	}
	name, err := unit.NameOf(ctx, tx, to.Unit)
	if err != nil {
		return err
	}
	return tell(ctx, tx, r, line{event: HandedOnEvent, kind: how, words: name, shown: true, payload: map[string]any{"before": was, "after": to.Unit}})
}

// Estate is the reports that have not ended: they follow a unit that is merged away, with a line in their history.
func (rs *Reports) Estate() unit.Estate {
	const live = `state NOT IN ('rejected', 'merged', 'closed')`
	return unit.Estate{
		Name: "reports",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "report", unit.OwnerColumns, live)
		},
		Pass: func(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
			list, err := query(ctx, tx, `r.unit = ? AND r.unit_path = ? AND r.area = ? AND r.area_path = ? AND r.`+live+` ORDER BY r.id LIMIT ?`+tx.Lock(),
				from.Unit, from.UnitPath, from.Area, from.AreaPath, most)
			if err != nil {
				return err
			}
			for _, r := range list {
				if _, err := tx.Exec(ctx, `UPDATE report SET unit_path = ?, area = ?, area_path = ? WHERE id = ?`, to.UnitPath, to.Area, to.AreaPath, r.ID); err != nil {
					return err
				}
				r.Area, r.AreaPath = to.Area, to.AreaPath
				if from.Unit == to.Unit {
					continue
				}
				if err := r.handOn(ctx, tx, to, "succeed"); err != nil {
					return err
				}
			}
			return nil
		},
	}
}
