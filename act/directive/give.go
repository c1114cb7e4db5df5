package directive

import (
	"context"
	"fmt"
	"strings"

	"thanhdong/act/work"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Directives is the room.
type Directives struct {
	d     *db.DB
	queue *work.Work
}

// New opens the room: it answers for its items in the queue and follows them to another unit or person.
func New(d *db.DB, queue *work.Work, b *bus.Bus) *Directives {
	ds := &Directives{d: d, queue: queue}
	queue.Register(kind{})
	b.Read("directive", []string{work.HandedOn, work.Taken}, ds.follow)
	return ds
}

// severity is where directives stand on the queue's scale: PROJECT CHOICE, as an incident of the middle level.
const severity = 3

// Give gives somebody a task; with a parent it is a part of another, asked by who has that one of a unit that
// need not be under them. Refusals: [fault.Forbidden]; [fault.Invalid] with every fault.
func (ds *Directives) Give(ctx context.Context, n Draft) (d Directive, err error) {
	err = ds.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		fs := n.faults(tx.Now())
		doer, more, err := doerOf(ctx, tx, n)
		if err != nil {
			return err
		}
		d = Directive{
			ID: tx.NewID("dir"), Parent: n.Parent, Title: strings.TrimSpace(n.Title), Result: strings.TrimSpace(n.Result), Responsibility: strings.TrimSpace(n.Responsibility),
			Source: n.Source, GivenAt: tx.Now(), GivenBy: by.ID, GivenName: by.Name, Doer: doer.Place, Person: n.Person, PersonName: doer.name, State: Open, Due: n.Due.UTC(),
		}
		if err := ds.giver(ctx, tx, &d); err != nil {
			return err
		}
		if fs = append(fs, more...); len(fs) > 0 {
			return fault.Fields("directive.invalid", fs...)
		}
		if d.Number, err = tx.Number(ctx, "CD"); err != nil {
			return err
		}
		item, err := ds.queue.Open(ctx, work.NewItem{
			Kind: kindName, Subject: work.Subject{Kind: kindName, ID: d.ID, Number: d.Number}, Title: text.L{VI: d.Title, EN: d.Title}, Severity: severity,
			Unit: d.Doer.Unit, UnitPath: d.Doer.UnitPath, Area: d.Doer.Area, AreaPath: d.Doer.AreaPath,
			Person: d.Person, PersonName: d.PersonName, Limit: d.Due.Sub(tx.Now()), WantsEvidence: true,
		})
		if err != nil {
			return err
		}
		d.Work, d.WorkNumber, d.Due = item.ID, item.Number, item.Due
		if err := insert(ctx, tx, d); err != nil {
			return err
		}
		if err := tell(ctx, tx, GivenEvent, "give", d, "", map[string]any{"number": d.Number, "directive": n, "work": d.Work}); err != nil {
			return err
		}
		d, err = ds.full(ctx, tx, d)
		return err
	})
	if err != nil {
		return Directive{}, fmt.Errorf("give a directive: %w", err)
	}
	return d, nil
}

// giver says on whose side a new directive is given, and refuses who may not give it.
func (ds *Directives) giver(ctx context.Context, tx *db.Tx, d *Directive) error {
	by := actor.From(ctx)
	if d.Parent != "" {
		parent, err := load(ctx, tx, d.Parent, tx.Lock())
		if err == nil && !parent.Readable(by) {
			err = notFound(d.Parent)
		}
		if err != nil {
			return err
		}
		if err := by.Check(ToReport, parent.Doer.Scope()); err != nil {
			return err
		}
		if parent.Parent != "" {
			return fault.New(fault.Conflict, "directive.part_of_part", "number", parent.Number)
		}
		d.Giver = parent.Doer
		return parent.is(Open)
	}
	if d.Doer.UnitPath != "" {
		if err := by.Check(ToGive, d.Doer.Scope()); err != nil {
			return err
		}
	} else if !by.Has(ToGive.Roles()...) {
		return fault.New(fault.Forbidden, "actor.forbidden", "verb", ToGive.Name())
	}
	own, err := unit.ByCode(ctx, tx, by.Unit, "")
	if fault.Is(err, fault.NotFound) { // the product itself, or somebody without a unit
		d.Giver = d.Doer
		return nil
	}
	d.Giver = Place{own.Code, own.Path, own.Area, own.AreaPath}
	return err
}

type named struct {
	Place
	name string
}

// doerOf finds the unit and the person, who must work in it or below.
func doerOf(ctx context.Context, tx *db.Tx, n Draft) (doer named, fs []fault.Field, err error) {
	if n.Unit == "" {
		return doer, nil, nil
	}
	u, err := unit.ByCode(ctx, tx, n.Unit, "")
	if fault.Is(err, fault.NotFound) {
		return doer, []fault.Field{fault.At("unit", "unit.unknown", "code", n.Unit)}, nil
	}
	if err != nil {
		return doer, nil, err
	}
	doer.Place = Place{u.Code, u.Path, u.Area, u.AreaPath}
	if n.Person == "" {
		return doer, nil, nil
	}
	var path string
	err = tx.QueryRow(ctx, `SELECT unit_path FROM account WHERE id = ? AND state = 'active'`, n.Person).Scan(&path)
	if fault.Is(err, fault.NotFound) || err == nil && !actor.Covers(u.Path, path) {
		return doer, []fault.Field{fault.At("person", "directive.not_in_unit")}, nil
	}
	if err != nil {
		return doer, nil, err
	}
	names, err := account.Names(ctx, tx, []string{n.Person})
	doer.name = names[n.Person].In(text.VI)
	return doer, nil, err
}

// People are those who can be given a task of a unit: who works in it or below and may come in. It is asked by
// who may give one there, and by who may ask other units for a part.
func (ds *Directives) People(ctx context.Context, code string) (ids []string, err error) {
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids = nil
		u, err := unit.ByCode(ctx, tx, code, "")
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, "unit.unknown", "code", code)
		}
		if err != nil {
			return err
		}
		by := actor.From(ctx)
		if !by.Has(ToReport.Roles()...) {
			if err := by.Check(ToGive, actor.Scope{UnitPath: u.Path, AreaPath: u.AreaPath}); err != nil {
				return err
			}
		}
		return tx.Each(ctx, `SELECT id FROM account WHERE state = 'active' AND unit_path LIKE ? ESCAPE '!' ORDER BY name`, []any{db.Like(u.Path) + "%"}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
	})
	return ids, err
}

// Seen gives a directive as the list does, for live frames.
func (ds *Directives) Seen(ctx context.Context, id string) (d Directive, err error) {
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		d, err = readable(ctx, tx, id, "")
		return err
	})
	return d, err
}
