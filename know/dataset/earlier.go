package dataset

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/unit"
)

// Earlier is a set that was handed in before this system was there, or beside it.
type Earlier struct {
	Form   string
	Unit   string
	Period Period
	State  State
	Values []Given   // Element, Option, Value and Comment of them count
	At     time.Time // when it was handed in; not asked of an open one
}

// TakeOver takes over what stood elsewhere, with the times of then: what is approved or locked is nobody's work any more, the rest is put to those whose it is.
// What is there already stays as it is. For the server's own programs, which answer for what they bring: rules are not judged.
func (ds *Sets) TakeOver(ctx context.Context, list []Earlier, source string) (n int, err error) {
	if actor.From(ctx).Kind != actor.Product {
		return 0, fault.New(fault.Forbidden, "dataset.not_yours", "unit", "")
	}
	for part := range slices.Chunk(list, 50) {
		taken := 0
		if err := ds.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			taken = 0
			for _, e := range part {
				done, err := ds.takeOver(ctx, tx, e, source)
				if err != nil {
					return fmt.Errorf("take over %s of %s for %s: %w", e.Form, e.Unit, e.Period.Code(), err)
				}
				if done {
					taken++
				}
			}
			return nil
		}); err != nil {
			return n, err
		}
		n += taken
	}
	return n, nil
}

func (ds *Sets) takeOver(ctx context.Context, tx *db.Tx, e Earlier, source string) (bool, error) {
	f, err := form(ctx, tx, e.Form)
	if err != nil {
		return false, err
	}
	there, err := query(ctx, tx, `s.form = ? AND s.unit = ? AND s.period = ?`, f.Code, e.Unit, e.Period.Code())
	if err != nil || len(there) > 0 || !f.Asks(e.Period) || !slices.Contains(f.Units, e.Unit) {
		return false, err
	}
	u, err := unit.ByCode(ctx, tx, e.Unit, e.Period.End.Add(-1))
	if fault.Is(err, fault.NotFound) {
		return false, nil // it was not there then
	}
	if err != nil {
		return false, err
	}
	s, err := ds.open(ctx, tx, f, u, e.Period)
	if err != nil {
		return false, err
	}
	if err := ds.prefill(ctx, tx, f, s); err != nil {
		return false, err
	}
	if err := s.plant(ctx, tx, f, e, source); err != nil {
		return false, err
	}
	if err := ledger.Write(ctx, tx, ledger.Entry{Verb: "dataset.take_over", Subject: s.ID, UnitPath: s.HolderPath, AreaPath: s.HolderArea,
		Payload: map[string]any{"number": s.Number, "form": s.Form, "period": s.Period.Code(), "values": len(e.Values), "source": source, "state": string(e.State)}}); err != nil {
		return false, err
	}
	if e.State == Open {
		return true, ds.owe(ctx, tx, f, s)
	}
	by, at := actor.From(ctx), db.Micros(e.At)
	set, args := `state = ?, submitted_at = ?, submitted_by = ?, first_at = ?, opened_at = ?`, []any{string(e.State), at, by.ID, at, db.Micros(s.Period.End.Start())}
	kinds := []string{"submit"}
	if e.State != Submitted {
		set, args, kinds = set+`, approved_at = ?, level = ?`, append(args, at, len(f.Levels)), append(kinds, "approve")
	}
	if e.State == Locked {
		set, args, kinds = set+`, locked_at = ?`, append(args, at), append(kinds, "lock")
	}
	if _, err := tx.Exec(ctx, `UPDATE dataset_set SET `+set+` WHERE id = ?`, append(args, s.ID)...); err != nil {
		return false, err
	}
	if err := s.tally(ctx, tx, 1); err != nil {
		return false, err
	}
	if err := s.sums(ctx, tx, 1); err != nil {
		return false, err
	}
	for i, kind := range kinds {
		words := ""
		if kind == "approve" {
			words = source
		}
		if _, err := tx.Exec(ctx, `INSERT INTO dataset_log (set_id, seq, at, by_id, by_name, kind, words) VALUES (?, ?, ?, ?, ?, ?, ?)`, s.ID, i+2, at, by.ID, by.Name, kind, words); err != nil {
			return false, err
		}
	}
	if e.State == Submitted {
		return true, ds.askLevel(ctx, tx, f, s)
	}
	return true, bus.Record(ctx, tx, ApprovedEvent, s.ID, Happened{ID: s.ID})
}

// plant keeps values many at a time: nothing stood there before, so that there is nothing to be noted.
func (s Set) plant(ctx context.Context, tx *db.Tx, f Form, e Earlier, source string) error {
	at := e.At
	if at.IsZero() {
		at = tx.Now()
	}
	by := actor.From(ctx)
	for part := range slices.Chunk(e.Values, 50) {
		var rows []string
		var args []any
		for _, g := range part {
			c := Cell{g.Element, g.Option}
			el, ok := f.Element(g.Element)
			if !ok || !f.Has(c) {
				return fault.New(fault.Invalid, "dataset.no_element", "element", c.String())
			}
			v, err := el.read(c, g)
			if err != nil {
				return err
			}
			rows = append(rows, `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`)
			args = append(args, s.ID, v.Element, v.Option, v.Number, v.Text, v.Comment, source, db.Micros(at), by.ID, by.Name)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO dataset_value (set_id, element, opt, num, words, comment, source, at, by_id, by_name, changes) VALUES `+strings.Join(rows, ", ")+` ON CONFLICT (set_id, element, opt) DO NOTHING`, args...); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `UPDATE dataset_set SET version = version + 1, filled = (SELECT count(*) FROM dataset_value v WHERE v.set_id = dataset_set.id AND (v.num IS NOT NULL OR v.words <> '')) WHERE id = ?`, s.ID)
	return err
}
