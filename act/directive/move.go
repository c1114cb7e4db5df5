package directive

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// change runs a command on a directive that the actor may read, with its item's row locked before its own, as on
// every way through the queue, and gives it whole.
func (ds *Directives) change(ctx context.Context, id, what string, do func(context.Context, *db.Tx, *Directive) error) (d Directive, err error) {
	err = ds.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		seen, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT id FROM work_item WHERE id = ?`+tx.Lock(), seen.Work).Scan(new(string)); err != nil {
			return err
		}
		if d, err = readable(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		if err := do(ctx, tx, &d); err != nil {
			return err
		}
		if d, err = load(ctx, tx, id, ""); err != nil {
			return err
		}
		d, err = ds.full(ctx, tx, d)
		return err
	})
	if err != nil {
		return Directive{}, fmt.Errorf("%s directive %s: %w", what, id, err)
	}
	return d, nil
}

// Report says how far it is, in words and in per cent.
func (ds *Directives) Report(ctx context.Context, id string, percent int, words string) (Directive, error) {
	words, fs := sentence(words, true)
	if percent < 0 || percent > 100 {
		fs = append(fs, fault.At("percent", "directive.bad_percent"))
	}
	if len(fs) > 0 {
		return Directive{}, fault.Fields("directive.invalid", fs...)
	}
	return ds.change(ctx, id, "report on", func(ctx context.Context, tx *db.Tx, d *Directive) error {
		if err := actor.From(ctx).Check(ToReport, d.Doer.Scope()); err != nil {
			return err
		}
		if err := d.is(Open); err != nil {
			return err
		}
		d.Percent = percent
		if _, err := tx.Exec(ctx, `UPDATE directive SET percent = ? WHERE id = ?`, percent, id); err != nil {
			return err
		}
		return tell(ctx, tx, ReportedEvent, "report", *d, words, map[string]any{"percent": percent, "words": words})
	})
}

// HandIn says that the result is there; it takes proof at the item, and no part may be open.
func (ds *Directives) HandIn(ctx context.Context, id, words string) (Directive, error) {
	words, fs := sentence(words, true)
	if len(fs) > 0 {
		return Directive{}, fault.Fields("directive.invalid", fs...)
	}
	return ds.change(ctx, id, "hand in", func(ctx context.Context, tx *db.Tx, d *Directive) error {
		if err := actor.From(ctx).Check(ToReport, d.Doer.Scope()); err != nil {
			return err
		}
		if err := d.ready(ctx, tx); err != nil {
			return err
		}
		d.Percent = 100
		if _, err := tx.Exec(ctx, `UPDATE directive SET percent = 100 WHERE id = ?`, id); err != nil {
			return err
		}
		return to(ctx, tx, d, HandedIn, HandedInEvent, "hand_in", words)
	})
}

// ready refuses what is handed in too early.
func (d Directive) ready(ctx context.Context, tx *db.Tx) error {
	if err := d.may(HandedIn); err != nil {
		return err
	}
	if d.Evidence == 0 {
		return fault.New(fault.Conflict, "directive.no_proof", "number", d.Number)
	}
	parts, err := query(ctx, tx, `d.parent = ? AND d.state IN ('open', 'handed-in')`, d.ID)
	if err == nil && len(parts) > 0 {
		err = fault.New(fault.Conflict, "directive.open_parts", "n", len(parts))
	}
	return err
}

// to moves a directive by compare-and-set and tells.
func to(ctx context.Context, tx *db.Tx, d *Directive, state State, event, kind, words string) error {
	was := d.State
	if err := d.may(state); err != nil {
		return err
	}
	var ended *int64
	if !state.Live() {
		us := db.Micros(tx.Now())
		ended = &us
	}
	n, err := tx.Exec(ctx, `UPDATE directive SET state = ?, ended_at = ? WHERE id = ? AND state = ?`, string(state), ended, d.ID, string(was))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "directive.moved_on", "number", d.Number)
	}
	d.State = state
	return tell(ctx, tx, event, kind, *d, words, map[string]any{"words": words})
}

// Accept says that the result is what was wanted, and ends the item. Only who gave it may, or who may give in
// their place; never who did it.
func (ds *Directives) Accept(ctx context.Context, id, words string) (Directive, error) {
	words, fs := sentence(words, false)
	if len(fs) > 0 {
		return Directive{}, fault.Fields("directive.invalid", fs...)
	}
	return ds.change(ctx, id, "accept", func(ctx context.Context, tx *db.Tx, d *Directive) error {
		if err := d.judges(actor.From(ctx)); err != nil {
			return err
		}
		if err := to(ctx, tx, d, Accepted, AcceptedEvent, "accept", words); err != nil {
			return err
		}
		if words == "" {
			words = text.T(text.VI, "directive.accepted", nil)
		}
		return ds.queue.Settle(ctx, kindName, d.ID, words)
	})
}

// SendBack says what is missing; who does it goes on with the time that is left.
func (ds *Directives) SendBack(ctx context.Context, id, words string) (Directive, error) {
	words, fs := sentence(words, true)
	if len(fs) > 0 {
		return Directive{}, fault.Fields("directive.invalid", fs...)
	}
	return ds.change(ctx, id, "send back", func(ctx context.Context, tx *db.Tx, d *Directive) error {
		if err := d.judges(actor.From(ctx)); err != nil {
			return err
		}
		if err := d.is(HandedIn); err != nil {
			return err
		}
		return to(ctx, tx, d, Open, SentBackEvent, "send_back", words)
	})
}

// Withdraw says why it need not be done any more; its open parts end with it.
func (ds *Directives) Withdraw(ctx context.Context, id, words string) (Directive, error) {
	words, fs := sentence(words, true)
	if len(fs) > 0 {
		return Directive{}, fault.Fields("directive.invalid", fs...)
	}
	return ds.change(ctx, id, "withdraw", func(ctx context.Context, tx *db.Tx, d *Directive) error {
		if err := d.judges(actor.From(ctx)); err != nil {
			return err
		}
		parts, err := query(ctx, tx, `d.parent = ? AND d.state IN ('open', 'handed-in')`, d.ID)
		if err != nil {
			return err
		}
		for _, x := range append([]Directive{*d}, parts...) {
			if err := to(ctx, tx, &x, Withdrawn, WithdrawnEvent, "withdraw", words); err != nil {
				return err
			}
			if err := ds.queue.Settle(ctx, kindName, x.ID, words); err != nil {
				return err
			}
		}
		return nil
	})
}

// sentence trims a person's words and says what is wrong with them.
func sentence(words string, needed bool) (string, []fault.Field) {
	words = strings.TrimSpace(words)
	switch {
	case needed && words == "":
		return words, []fault.Field{fault.At("words", "directive.needed")}
	case utf8.RuneCountInString(words) > longestWords:
		return words, []fault.Field{fault.At("words", "directive.too_long", "max", longestWords)}
	}
	return words, nil
}
