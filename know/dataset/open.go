package dataset

import (
	"context"
	"errors"
	"fmt"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

const (
	openPause = time.Hour
	// shortest is what remains to hand in a form that was opened, or sent back, after its time.
	shortest = 8 * time.Hour
)

// open makes the set of a unit for a period. Whether anybody has to act on it is said by [Sets.OpenDue]: what is given for years ago is nobody's work.
func (ds *Sets) open(ctx context.Context, tx *db.Tx, f Form, u unit.Unit, p Period) (s Set, err error) {
	s = Set{ID: tx.NewID("set"), Form: f.Code, FormName: f.Name, Period: p, Unit: u.Code, Area: u.Area, AreaPath: u.AreaPath, State: Open, OpenedAt: tx.Now()}
	owner, err := unit.Heir(ctx, tx, f.Owner)
	if err != nil {
		return s, err
	}
	s.OwnerPath, s.OwnerArea = owner.Path, owner.AreaPath
	holder, err := holderOf(ctx, tx, u)
	if err != nil {
		return s, err
	}
	s.HolderPath, s.HolderArea = holder.Path, holder.AreaPath
	if s.Due, err = f.due(ctx, tx, p); err != nil {
		return s, err
	}
	if s.Number, err = tx.Number(ctx, "BC"); err != nil {
		return s, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO dataset_set (id, number, form, period, start_on, end_on, unit, area, area_path, holder_unit_path, holder_area_path, owner_path, owner_area_path, state, due_at, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.ID, s.Number, s.Form, p.Code(), p.Start, p.End, s.Unit, s.Area, s.AreaPath, s.HolderPath, s.HolderArea, s.OwnerPath, s.OwnerArea, string(s.State), db.Micros(s.Due), db.Micros(s.OpenedAt)); err != nil {
		return s, fmt.Errorf("open a set: %w", err)
	}
	return s, s.tell(ctx, tx, OpenedEvent, "open", "", nil)
}

// OpenDue opens what is owed for periods that are over: the last one of each form, for each unit that has not handed it in, with its item in the queue.
func (ds *Sets) OpenDue(ctx context.Context) error {
	ctx = actor.With(ctx, actor.System("dataset"))
	list, err := ds.Forms(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, f := range list {
		for _, code := range f.Units { // a transaction each: one unit that cannot be opened is no matter of the others
			errs = append(errs, ds.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error { return ds.openFor(ctx, tx, f, code) }))
		}
	}
	return errors.Join(errs...)
}

func (ds *Sets) openFor(ctx context.Context, tx *db.Tx, f Form, code string) error {
	p := PeriodAt(f.Period, text.DayOf(tx.Now())).Add(-1)
	if !f.Asks(p) {
		return nil
	}
	list, err := query(ctx, tx, `s.form = ? AND s.unit = ? AND s.period = ?`+tx.Lock(), f.Code, code, p.Code())
	if err != nil || len(list) > 0 && (list[0].State != Open || list[0].Work != "") {
		return err
	}
	u, err := unit.ByCode(ctx, tx, code, p.End.Add(-1))
	if err == nil { // a unit that ended since owes it still, by who took over
		_, err = unit.Heir(ctx, tx, code)
	}
	if fault.Is(err, fault.NotFound) {
		return nil // it was not there then, or nobody took over
	}
	if err != nil {
		return err
	}
	var s Set
	if len(list) > 0 {
		s = list[0]
	} else if s, err = ds.open(ctx, tx, f, u, p); err != nil {
		return err
	}
	if err := ds.prefill(ctx, tx, f, s); err != nil {
		return err
	}
	return ds.owe(ctx, tx, f, s)
}

// owe puts a set into the queue of its unit.
func (ds *Sets) owe(ctx context.Context, tx *db.Tx, f Form, s Set) error {
	title := text.L{VI: f.Name.VI + ", " + s.Period.In(text.VI), EN: f.Name.EN + ", " + s.Period.In(text.EN)}
	if unit.Last(s.HolderPath) != s.Unit { // who took over from several has one of each
		name, err := ds.Called(ctx, s)
		if err != nil {
			return err
		}
		title.VI, title.EN = title.VI+", "+name.VI, title.EN+", "+name.EN
	}
	item, err := ds.queue.Open(ctx, work.NewItem{Kind: formKindName, Subject: work.Subject{Kind: formKindName, ID: s.ID, Number: s.Number}, Severity: 2, Title: title,
		Unit: unit.Last(s.HolderPath), UnitPath: s.HolderPath, Area: unit.Last(s.HolderArea), AreaPath: s.HolderArea, Limit: max(s.Due.Sub(tx.Now()), shortest)})
	if err != nil {
		return err
	}
	if _, err = tx.Exec(ctx, `UPDATE dataset_set SET work = ? WHERE id = ?`, item.ID, s.ID); err != nil {
		return err
	}
	return f.setReminder(ctx, tx, s)
}

// prefill takes over what is held already by the origins of elements: the value of the same unit for the period, or the sum of the periods within it.
func (ds *Sets) prefill(ctx context.Context, tx *db.Tx, f Form, s Set) error {
	have, err := values(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	there := map[Cell]bool{}
	for _, v := range have {
		there[v.Cell] = true
	}
	var puts []Value
	for _, e := range f.Elements {
		if e.From == nil || e.From.Form == "" || e.Type != Number {
			continue
		}
		of, err := form(ctx, tx, e.From.Form)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		held, ok := of.Element(e.From.Element)
		if !ok || held.Decimals > e.Decimals {
			continue
		}
		for _, option := range f.Options(e) {
			c := Cell{e.Code, option}
			if there[c] {
				continue
			}
			var n *int64
			var sets int
			how := "SUM(v.num)"
			where, args := `s.form = ? AND s.unit = ? AND v.element = ? AND v.num IS NOT NULL AND s.start_on >= ? AND s.end_on <= ?`, []any{of.Code, s.Unit, held.Code, s.Period.Start, s.Period.End}
			if option != "" {
				where, args = where+` AND v.opt = ?`, append(args, option)
			}
			if held.Aggregation == Last { // a stock: what stood at the end
				where, args = where+` AND s.end_on = ?`, append(args, s.Period.End)
			} else if held.Aggregation != Sum {
				where, args = where+` AND s.start_on = ? AND s.end_on = ?`, append(args, s.Period.Start, s.Period.End)
			}
			if err := tx.QueryRow(ctx, `SELECT `+how+`, count(DISTINCT s.id) FROM dataset_set s JOIN dataset_value v ON v.set_id = s.id WHERE `+where, args...).Scan(&n, &sets); err != nil {
				return err
			}
			if n == nil {
				continue
			}
			for range e.Decimals - held.Decimals {
				*n *= 10
			}
			puts = append(puts, Value{Cell: c, Number: n, Source: fmt.Sprintf("form %s.%s ×%d", of.Code, held.Code, sets)})
		}
	}
	if len(puts) == 0 {
		return nil
	}
	return s.write(ctx, tx, puts)
}
