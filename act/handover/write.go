package handover

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

const (
	longestWords = 2000
	mostNotes    = 40
)

// change runs a command on a locked sheet that the actor may read and write, and gives it whole.
func (h *Handovers) change(ctx context.Context, id string, do func(context.Context, *db.Tx, *Sheet) error) (s Sheet, err error) {
	err = h.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if s, err = readable(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		if err := actor.From(ctx).Check(ToWrite, s.Scope()); err != nil {
			return err
		}
		if err := s.sides(ctx, tx); err != nil {
			return err
		}
		if err := do(ctx, tx, &s); err != nil {
			return err
		}
		if s, err = load(ctx, tx, id, ""); err != nil {
			return err
		}
		s, err = h.full(ctx, tx, s)
		return err
	})
	if err != nil {
		return Sheet{}, fmt.Errorf("hand-over %s: %w", id, err)
	}
	return s, nil
}

// signs says why the actor may not act for a side; standsIn where they may without a turn there.
func (s Sheet) signs(by actor.Actor, side, other Side) (standsIn bool, err error) {
	switch {
	case other.By != "" && other.By == by.ID:
		return false, fault.New(fault.Forbidden, "handover.same_person", "number", s.Number)
	case slices.Contains(side.People(), by.ID):
		return false, nil
	case by.May(ToStandIn, s.Scope()):
		return true, nil
	}
	return false, fault.New(fault.Forbidden, "handover.not_your_turn", "number", s.Number)
}

// writes lets those who may sign for who goes write into an open sheet.
func (s Sheet) writes(by actor.Actor) error {
	if err := s.is(Open); err != nil {
		return err
	}
	_, err := s.signs(by, s.Out, Side{})
	return err
}

// Note adds a person's own words as a line, which must be read unless must is false.
func (h *Handovers) Note(ctx context.Context, id, words string, must bool) (Sheet, error) {
	words, err := sentence("words", words)
	if err != nil {
		return Sheet{}, err
	}
	return h.change(ctx, id, func(ctx context.Context, tx *db.Tx, s *Sheet) error {
		by := actor.From(ctx)
		if err := s.writes(by); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM handover_note WHERE sheet = ?`, id).Scan(&n); err != nil {
			return err
		}
		if n >= mostNotes {
			return fault.New(fault.Conflict, "handover.too_many_notes", "max", mostNotes)
		}
		key := tx.NewID("hnt")
		if _, err := tx.Exec(ctx, `INSERT INTO handover_note (id, sheet, words, at, by_id, by_name) VALUES (?, ?, ?, ?, ?, ?)`,
			key, id, words, db.Micros(tx.Now()), by.ID, by.Name); err != nil {
			return err
		}
		if !must {
			if err := mark(ctx, tx, id, key, false); err != nil {
				return err
			}
		}
		return tell(ctx, tx, ChangedEvent, "note", *s, map[string]any{"note": key, "words": words, "must": must})
	})
}

// RemoveNote takes a note out of an open sheet; the ledger keeps that it was there.
func (h *Handovers) RemoveNote(ctx context.Context, id, key string) (Sheet, error) {
	return h.change(ctx, id, func(ctx context.Context, tx *db.Tx, s *Sheet) error {
		if err := s.writes(actor.From(ctx)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM handover_mark WHERE sheet = ? AND line = ?`, id, key); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `DELETE FROM handover_note WHERE sheet = ? AND id = ?`, id, key)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "handover.no_such_line")
		}
		return tell(ctx, tx, ChangedEvent, "remove_note", *s, map[string]any{"note": key})
	})
}

// Mark says that a line must be read, or need not.
func (h *Handovers) Mark(ctx context.Context, id, line string, must bool) (Sheet, error) {
	return h.change(ctx, id, func(ctx context.Context, tx *db.Tx, s *Sheet) error {
		if err := s.writes(actor.From(ctx)); err != nil {
			return err
		}
		whole, err := h.full(ctx, tx, *s)
		if err != nil {
			return err
		}
		if !whole.has(line) {
			return fault.New(fault.NotFound, "handover.no_such_line")
		}
		if err := mark(ctx, tx, id, line, must); err != nil {
			return err
		}
		return tell(ctx, tx, ChangedEvent, "mark", *s, map[string]any{"line": line, "must": must})
	})
}

func mark(ctx context.Context, tx *db.Tx, id, line string, must bool) error {
	n := 0
	if must {
		n = 1
	}
	_, err := tx.Exec(ctx, `INSERT INTO handover_mark (sheet, line, must) VALUES (?, ?, ?) ON CONFLICT (sheet, line) DO UPDATE SET must = excluded.must`, id, line, n)
	return err
}

// Tick says that who comes has read a line, or takes that back. Saying it again changes nothing.
func (h *Handovers) Tick(ctx context.Context, id, line string, read bool) (Sheet, error) {
	return h.change(ctx, id, func(ctx context.Context, tx *db.Tx, s *Sheet) error {
		by := actor.From(ctx)
		if err := s.is(Offered); err != nil {
			return err
		}
		if _, err := s.signs(by, s.In, s.Out); err != nil {
			return err
		}
		if err := s.thaw(); err != nil {
			return err
		}
		if !s.has(line) {
			return fault.New(fault.NotFound, "handover.no_such_line")
		}
		q, args := `DELETE FROM handover_tick WHERE sheet = ? AND line = ? AND by_id = ?`, []any{id, line, by.ID}
		if read {
			q, args = `INSERT INTO handover_tick (sheet, line, by_id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, append(args, db.Micros(tx.Now()))
		}
		n, err := tx.Exec(ctx, q, args...)
		if err != nil || n == 0 {
			return err
		}
		return tell(ctx, tx, ChangedEvent, "tick", *s, map[string]any{"line": line, "read": read})
	})
}

func (s Sheet) has(line string) bool {
	return slices.ContainsFunc(s.Lines, func(l Line) bool { return l.Key == line })
}

// sentence trims a person's words and refuses none and too many.
func sentence(path, words string) (string, error) {
	words = strings.TrimSpace(words)
	if words == "" {
		return "", fault.Fields("handover.invalid", fault.At(path, "handover.no_words"))
	}
	return words, short(path, words)
}

func short(path, words string) error {
	if utf8.RuneCountInString(words) > longestWords {
		return fault.Fields("handover.invalid", fault.At(path, "handover.words_too_long", "max", longestWords))
	}
	return nil
}
