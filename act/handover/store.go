package handover

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/act/roster"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

const columns = `id, number, roster, name_vi, name_en, unit, unit_path, area, area_path, state, at, until_at, opened_at, opened_name,
	out_at, out_by, out_name, out_reason, in_at, in_by, in_name, in_reason, content, digest, received, seal, unsigned`

func insert(ctx context.Context, tx *db.Tx, s Sheet, by string) error {
	n, err := tx.Exec(ctx, `INSERT INTO handover (id, number, roster, name_vi, name_en, unit, unit_path, area, area_path, state, at, until_at, opened_at, opened_by, opened_name, search)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		s.ID, s.Number, s.Roster, s.Name.VI, s.Name.EN, s.Unit, s.UnitPath, s.Area, s.AreaPath, string(s.State), db.Micros(s.At), db.Micros(s.Until),
		db.Micros(s.OpenedAt), by, s.OpenedName, searchKey(s))
	if err == nil && n == 0 { // two at once: the other's sheet is there the moment this one is asked for again
		err = fault.New(fault.Conflict, "handover.opened_at_once", "roster", s.Roster)
	}
	return err
}

func query(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Sheet, err error) {
	err = tx.Each(ctx, `SELECT `+columns+` FROM handover WHERE `+where, args, func(scan func(...any) error) error {
		var s Sheet
		var at, until, opened, unsigned int64
		var out, in *int64
		if err := scan(&s.ID, &s.Number, &s.Roster, &s.Name.VI, &s.Name.EN, &s.Unit, &s.UnitPath, &s.Area, &s.AreaPath, &s.State, &at, &until, &opened, &s.OpenedName,
			&out, &s.Out.By, &s.Out.Name, &s.Out.Reason, &in, &s.In.By, &s.In.Name, &s.In.Reason, &s.content, &s.Digest, &s.received, &s.Seal, &unsigned); err != nil {
			return err
		}
		s.At, s.Until, s.OpenedAt, s.Unsigned = db.Time(at), db.Time(until), db.Time(opened), unsigned == 1
		if out != nil {
			s.Out.At = db.Time(*out)
		}
		if in != nil {
			s.In.At = db.Time(*in)
		}
		list = append(list, s)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read hand-overs: %w", err)
	}
	return list, nil
}

func notFound(id string) error { return fault.New(fault.NotFound, "handover.not_found", "id", id) }

// load reads one sheet whoever asks; lock is "" or [db.Tx.Lock].
func load(ctx context.Context, tx *db.Tx, id, lock string) (Sheet, error) {
	list, err := query(ctx, tx, `id = ?`+lock, id)
	if err == nil && len(list) == 0 {
		err = notFound(id)
	}
	if err != nil {
		return Sheet{}, err
	}
	return list[0], nil
}

// readable is a sheet that the actor may read; one that they may not is not found.
func readable(ctx context.Context, tx *db.Tx, id, lock string) (Sheet, error) {
	s, err := load(ctx, tx, id, lock)
	if err == nil && !actor.From(ctx).May(Read, s.Scope()) {
		err = notFound(id)
	}
	if err != nil {
		return Sheet{}, err
	}
	return s, nil
}

// unfinished is the one sheet of a roster that is not signed by both; [fault.NotFound] where none is.
func unfinished(ctx context.Context, tx *db.Tx, code string) (Sheet, error) {
	list, err := query(ctx, tx, `roster = ? AND state <> 'done'`, code)
	if err == nil && len(list) == 0 {
		err = notFound(code)
	}
	if err != nil {
		return Sheet{}, err
	}
	return list[0], nil
}

// sides reads from the roster who goes and who comes, as it stands now.
func (s *Sheet) sides(ctx context.Context, tx *db.Tx) error {
	if s.State == Done {
		return nil
	}
	c, err := roster.ChangeoverAt(ctx, tx, s.Roster, s.At)
	s.Out.Turns, s.In.Turns = c.Out, c.In
	return err
}

// full adds the lines, and all else that Get gives; what the actor may not read is veiled.
func (h *Handovers) full(ctx context.Context, tx *db.Tx, s Sheet) (Sheet, error) {
	err := s.sides(ctx, tx)
	if err == nil && s.State == Open {
		err = h.live(ctx, tx, &s)
	} else if err == nil {
		_, notIn := s.signs(actor.From(ctx), s.In, s.Out)
		err = h.frozen(ctx, tx, &s, notIn == nil)
	}
	if err == nil {
		err = s.readLog(ctx, tx)
	}
	if err == nil {
		s.Intact, err = h.intact(ctx, s)
	}
	if err != nil {
		return Sheet{}, fmt.Errorf("read hand-over %s: %w", s.ID, err)
	}
	s.veil(actor.From(ctx))
	return s, nil
}

// live writes the lines anew.
func (h *Handovers) live(ctx context.Context, tx *db.Tx, s *Sheet) (err error) {
	if s.Lines, s.More, err = h.gather(ctx, tx, *s); err != nil {
		return err
	}
	err = tx.Each(ctx, `SELECT id, words, at, by_name FROM handover_note WHERE sheet = ? ORDER BY at, id`, []any{s.ID}, func(scan func(...any) error) error {
		l := Line{Section: Notes, UnitPath: s.UnitPath, AreaPath: s.AreaPath, Unit: s.Unit, Must: true, Why: "note"}
		var at int64
		if err := scan(&l.Key, &l.Title.VI, &at, &l.Person); err != nil {
			return err
		}
		l.Since = db.Time(at)
		s.Lines = append(s.Lines, l)
		return nil
	})
	if err != nil {
		return err
	}
	return tx.Each(ctx, `SELECT line, must FROM handover_mark WHERE sheet = ?`, []any{s.ID}, func(scan func(...any) error) error {
		var key string
		var must int64
		if err := scan(&key, &must); err != nil {
			return err
		}
		for i := range s.Lines {
			if l := &s.Lines[i]; l.Key == key && l.Must != (must == 1) {
				l.Must, l.Why = must == 1, ""
				if l.Must {
					l.Why = "hand"
				}
			}
		}
		return nil
	})
}

// thaw reads what the first signature stands under.
func (s *Sheet) thaw() error {
	var g given
	if err := json.Unmarshal([]byte(s.content), &g); err != nil {
		return err
	}
	s.Lines, s.More = g.Lines, g.More
	return nil
}

// frozen reads what was signed, what was ticked and what changed since. Who may sign sees their own ticks, which
// are those that count; others see what anybody has ticked.
func (h *Handovers) frozen(ctx context.Context, tx *db.Tx, s *Sheet, own bool) (err error) {
	if err := s.thaw(); err != nil {
		return err
	}
	if s.State == Done {
		var t taken
		err = json.Unmarshal([]byte(s.received), &t)
		s.Remark, s.Ticks, s.Changes = t.Remark, t.Ticks, t.Changes
		return err
	}
	s.Ticks = map[string]time.Time{}
	if err := tx.Each(ctx, `SELECT line, by_id, at FROM handover_tick WHERE sheet = ?`, []any{s.ID}, func(scan func(...any) error) error {
		var line, by string
		var at int64
		err := scan(&line, &by, &at)
		if !own || by == actor.From(ctx).ID {
			s.Ticks[line] = db.Time(at)
		}
		return err
	}); err != nil {
		return err
	}
	s.Changes, err = h.since(ctx, tx, *s)
	return err
}

// intact compares what is kept with its digests, and these with the ledger's, whose chain is checked apart.
func (h *Handovers) intact(ctx context.Context, s Sheet) (bool, error) {
	if s.State == Open {
		return true, nil
	}
	if digest(s.content) != s.Digest || s.State == Done && digest(s.received) != s.Seal {
		return false, nil
	}
	verb := "handover.sign_out"
	if s.State == Done {
		verb = "handover.sign_in"
	}
	lines, err := ledger.List(actor.With(ctx, actor.System("handover")), h.d, ledger.Filter{Subject: s.ID, Verb: verb, Limit: 1})
	if err != nil || len(lines) == 0 {
		return false, err
	}
	var kept struct{ Digest, Seal string }
	if lines[0].Payload != nil { // one that was erased says nothing
		if err := json.Unmarshal(lines[0].Payload, &kept); err != nil {
			return false, err
		}
		return kept.Digest == s.Digest && kept.Seal == s.Seal, nil
	}
	return true, nil
}

func (s *Sheet) readLog(ctx context.Context, tx *db.Tx) error {
	s.Log = nil
	return tx.Each(ctx, `SELECT at, by_id, by_name, kind, words FROM handover_log WHERE sheet = ? ORDER BY seq`, []any{s.ID}, func(scan func(...any) error) error {
		var e Entry
		var at int64
		err := scan(&at, &e.ByID, &e.ByName, &e.Kind, &e.Words)
		e.At = db.Time(at)
		s.Log = append(s.Log, e)
		return err
	})
}

// By names who wrote the entry: a person, or that it came by itself.
func (e Entry) By(lang text.Lang) string {
	if e.ByName == "" {
		return text.T(lang, "handover.by_itself", nil)
	}
	return e.ByName
}
