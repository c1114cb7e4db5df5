package dataset

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

// approveTime is the working time that a level has. PROJECT CHOICE.
const approveTime = 16 * time.Hour

// Broken is a rule that does not hold, or a cell that must be filled and is not.
type Broken struct {
	Rule      string // its code; empty for a compulsory cell
	Cell      Cell   // of a compulsory cell
	Words     text.L
	Hard      bool
	Explained bool // a soft one whose cells have a comment
}

// Check judges the values of a set.
func (f Form) Check(list []Value) (broken []Broken) {
	byCell := map[string]Value{}
	sums := map[string]float64{}
	for _, v := range list {
		byCell[v.Cell.String()] = v
		if e, ok := f.Element(v.Element); ok && v.Number != nil {
			x := float64(*v.Number) / pow10(e.Decimals)
			sums[v.Element] += x
			sums[v.Cell.String()] = sums[v.Cell.String()] + truth(v.Option != "")*x
		}
	}
	for _, e := range f.Elements {
		for _, o := range f.Options(e) {
			c := Cell{e.Code, o}
			if v := byCell[c.String()]; e.Compulsory && v.Number == nil && v.Text == "" {
				name := func(lang text.Lang) string {
					words := e.Name.In(lang)
					if o != "" {
						words += ", " + f.OptionName(e, o, lang)
					}
					return text.T(lang, "dataset.cell_empty", map[string]any{"cell": words})
				}
				broken = append(broken, Broken{Cell: c, Words: text.L{VI: name(text.VI), EN: name(text.EN)}, Hard: true})
			}
		}
	}
	for _, r := range f.Rules {
		c, err := Compile(f, r)
		if err != nil {
			continue // a form is put with rules that compile
		}
		holds, judged := c.Holds(func(name string) (float64, bool) { v, ok := sums[name]; return v, ok })
		if holds || !judged {
			continue
		}
		b := Broken{Rule: r.Code, Words: r.Name, Hard: r.Hard}
		for _, n := range c.Needs {
			for _, v := range list {
				b.Explained = b.Explained || v.Comment != "" && (v.Cell.String() == n || v.Element == n)
			}
		}
		broken = append(broken, b)
	}
	return broken
}

// change runs a command on a set whose row is locked, and gives it whole.
func (ds *Sets) change(ctx context.Context, id, what string, do func(context.Context, *db.Tx, *Set, Form) error) (s Set, err error) {
	err = ds.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if s, err = readable(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		f, err := form(ctx, tx, s.Form)
		if err != nil {
			return err
		}
		if err := do(ctx, tx, &s, f); err != nil {
			return err
		}
		list, err := query(ctx, tx, `s.id = ?`, id)
		if err != nil {
			return err
		}
		s, err = full(ctx, tx, list[0], f)
		return err
	})
	if err != nil {
		return Set{}, fmt.Errorf("%s set %s: %w", what, id, err)
	}
	return s, nil
}

func sentence(words string, needed bool) (string, error) {
	words = strings.TrimSpace(words)
	if needed && words == "" {
		return "", fault.Fields("dataset.invalid", fault.At("words", "dataset.needed"))
	}
	if utf8.RuneCountInString(words) > longestReason {
		return "", fault.Fields("dataset.invalid", fault.At("words", "dataset.too_long", "max", longestReason))
	}
	return words, nil
}

// move changes the state by compare-and-set, together with what else changes.
func (s *Set) move(ctx context.Context, tx *db.Tx, to State, set string, args ...any) error {
	if err := s.may(to); err != nil {
		return err
	}
	was := s.State
	if was != Open {
		if err := s.tally(ctx, tx, -1); err != nil {
			return err
		}
	}
	n, err := tx.Exec(ctx, `UPDATE dataset_set SET state = ?`+set+` WHERE id = ? AND state = ?`, append(append([]any{string(to)}, args...), s.ID, string(was))...)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "dataset.moved_on", "number", s.Number)
	}
	if err != nil {
		return err
	}
	if s.State = to; to != Open {
		if err := s.tally(ctx, tx, 1); err != nil {
			return err
		}
	}
	switch {
	case was == Open:
		return s.sums(ctx, tx, 1)
	case to == Open:
		return s.sums(ctx, tx, -1)
	}
	return nil
}

// Submit hands a set in. Refusals: [fault.Invalid] with every compulsory cell that is empty and every rule that does not hold, hard or soft and without a comment.
func (ds *Sets) Submit(ctx context.Context, id string) (Set, error) {
	return ds.change(ctx, id, "submit", func(ctx context.Context, tx *db.Tx, s *Set, f Form) error {
		by := actor.From(ctx)
		if err := by.Check(ToEnter, s.Scope()); err != nil {
			return err
		}
		if s.State == Submitted {
			return fault.New(fault.Conflict, "dataset.is_submitted", "number", s.Number)
		}
		if err := s.may(Submitted); err != nil {
			return err
		}
		list, err := values(ctx, tx, s.ID)
		if err != nil {
			return err
		}
		var fs []fault.Field
		flaws := 0
		for _, b := range f.Check(list) {
			if !b.Hard {
				flaws++
			}
			if b.Hard || !b.Explained {
				at := "rules/" + b.Rule
				if b.Rule == "" {
					at = "cells/" + b.Cell.String()
				}
				fs = append(fs, fault.At(at, "dataset.broken", "words", b.Words.VI))
			}
		}
		if len(fs) > 0 {
			return fault.Fields("dataset.not_ready", fs...)
		}
		if err := ds.queue.Settle(ctx, formKindName, s.ID, text.T(text.VI, "dataset.handed_in", nil)); err != nil {
			return err
		}
		now := db.Micros(tx.Now())
		if err := s.move(ctx, tx, Submitted, `, level = 0, work = '', submitted_at = ?, submitted_by = ?, first_at = COALESCE(first_at, ?), flaws = ?`, now, by.ID, now, flaws); err != nil {
			return err
		}
		s.Level = 0
		if err := timer.Cancel(ctx, tx, remindDuty, s.ID); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, SubmittedEvent, "submit", "", nil); err != nil {
			return err
		}
		return ds.askLevel(ctx, tx, f, *s)
	})
}

// levelUnit is the unit whose people approve next.
func (f Form) levelUnit(ctx context.Context, tx *db.Tx, s Set) (unit.Unit, error) {
	code := f.Levels[s.Level].Unit
	if code == "" {
		own, err := unit.Heir(ctx, tx, s.Unit)
		if err != nil {
			return own, err
		}
		if code = own.Parent; code == "" {
			code = f.Owner
		}
	}
	return unit.Heir(ctx, tx, code)
}

// askLevel puts a set into the queue of the level that approves next.
func (ds *Sets) askLevel(ctx context.Context, tx *db.Tx, f Form, s Set) error {
	u, err := f.levelUnit(ctx, tx, s)
	if err != nil {
		return err
	}
	item, err := ds.queue.Open(ctx, work.NewItem{Kind: approvalKindName, Subject: work.Subject{Kind: formKindName, ID: s.ID, Number: s.Number}, Severity: 2,
		Title: text.L{VI: f.Name.VI + ", " + s.Period.In(text.VI), EN: f.Name.EN + ", " + s.Period.In(text.EN)},
		Unit:  u.Code, UnitPath: u.Path, Area: u.Area, AreaPath: u.AreaPath, Limit: approveTime, WorkingTime: true})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE dataset_set SET work = ? WHERE id = ?`, item.ID, s.ID)
	return err
}

// judge says why the actor may not approve or send back a set at its level.
func (f Form) judge(ctx context.Context, tx *db.Tx, s Set) error {
	if s.State != Submitted {
		return fault.New(fault.Conflict, "dataset.is_"+string(s.State), "number", s.Number)
	}
	u, err := f.levelUnit(ctx, tx, s)
	if err != nil {
		return err
	}
	by := actor.From(ctx)
	if err := by.Check(ToApprove, u.Scope()); err != nil {
		return err
	}
	if by.ID == s.SubmittedBy {
		return fault.New(fault.Forbidden, "dataset.own", "number", s.Number)
	}
	return nil
}

// Approve is a level's word. After the last one the set is approved. Of two who approve at once one wins.
func (ds *Sets) Approve(ctx context.Context, id string, level int) (Set, error) {
	return ds.change(ctx, id, "approve", func(ctx context.Context, tx *db.Tx, s *Set, f Form) error {
		if err := f.judge(ctx, tx, *s); err != nil {
			return err
		}
		if level != s.Level {
			return fault.New(fault.Conflict, "dataset.moved_on", "number", s.Number)
		}
		if err := ds.queue.Settle(ctx, approvalKindName, s.ID, text.T(text.VI, "dataset.approved", nil)); err != nil {
			return err
		}
		name := f.Levels[s.Level].Name.VI
		s.Level++
		if s.Level < len(f.Levels) {
			if err := s.move(ctx, tx, Submitted, `, level = ?, work = ''`, s.Level); err != nil {
				return err
			}
			if err := s.tell(ctx, tx, ApprovedEvent, "approve", name, map[string]any{"level": s.Level}); err != nil {
				return err
			}
			return ds.askLevel(ctx, tx, f, *s)
		}
		if err := s.move(ctx, tx, Approved, `, level = ?, work = '', approved_at = ?`, s.Level, db.Micros(tx.Now())); err != nil {
			return err
		}
		return s.tell(ctx, tx, ApprovedEvent, "approve", name, map[string]any{"level": s.Level})
	})
}

// Return sends a set back to its unit, with words. An approved one is sent back by the form's owner.
func (ds *Sets) Return(ctx context.Context, id, words string) (Set, error) {
	words, err := sentence(words, true)
	if err != nil {
		return Set{}, err
	}
	return ds.change(ctx, id, "return", func(ctx context.Context, tx *db.Tx, s *Set, f Form) error {
		if s.State == Approved {
			if err := f.owned(ctx, tx); err != nil {
				return err
			}
		} else if err := f.judge(ctx, tx, *s); err != nil {
			return err
		}
		if err := ds.queue.Settle(ctx, approvalKindName, s.ID, words); err != nil {
			return err
		}
		if err := s.move(ctx, tx, Open, `, level = 0, work = '', approved_at = NULL`); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, ReturnedEvent, "return", words, nil); err != nil {
			return err
		}
		return ds.owe(ctx, tx, f, *s)
	})
}

// owned says why the actor may not act for the form's owner.
func (f Form) owned(ctx context.Context, tx *db.Tx) error {
	u, err := unit.Heir(ctx, tx, f.Owner)
	if err != nil {
		return err
	}
	return actor.From(ctx).Check(ToLock, u.Scope())
}

// Lock ends the changes of a set.
func (ds *Sets) Lock(ctx context.Context, id string) (Set, error) {
	return ds.change(ctx, id, "lock", func(ctx context.Context, tx *db.Tx, s *Set, f Form) error {
		if err := f.owned(ctx, tx); err != nil {
			return err
		}
		if err := s.move(ctx, tx, Locked, `, locked_at = ?`, db.Micros(tx.Now())); err != nil {
			return err
		}
		return s.tell(ctx, tx, LockedEvent, "lock", "", nil)
	})
}

// Correct changes a value of a locked set, with words why: both values are kept.
func (ds *Sets) Correct(ctx context.Context, id string, g Given, words string) (Set, error) {
	words, err := sentence(words, true)
	if err != nil {
		return Set{}, err
	}
	return ds.change(ctx, id, "correct", func(ctx context.Context, tx *db.Tx, s *Set, f Form) error {
		if err := f.owned(ctx, tx); err != nil {
			return err
		}
		if s.State != Locked {
			return fault.New(fault.Conflict, "dataset.not_locked", "number", s.Number)
		}
		c := Cell{g.Element, g.Option}
		e, ok := f.Element(c.Element)
		if !ok || !f.Has(c) {
			return fault.Fields("dataset.invalid", fault.At("element", "dataset.no_element", "element", cut(c.String())))
		}
		v, err := e.read(c, g)
		if x, ours := fault.As(err); ours {
			return fault.Fields("dataset.invalid", fault.Field{Path: "value", Key: x.Key, Args: x.Args})
		}
		if err != nil {
			return err
		}
		v.Source = "hand"
		if err := s.note(ctx, tx, v, "correct", words); err != nil {
			return err
		}
		const cell = `v.num IS NOT NULL AND v.element = ? AND v.opt = ?`
		if err := s.sumsOf(ctx, tx, -1, cell, c.Element, c.Option); err != nil {
			return err
		}
		by := actor.From(ctx)
		if _, err := tx.Exec(ctx, `INSERT INTO dataset_value (set_id, element, opt, num, words, comment, source, at, by_id, by_name, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
			ON CONFLICT (set_id, element, opt) DO UPDATE SET num = excluded.num, words = excluded.words, source = excluded.source, at = excluded.at, by_id = excluded.by_id, by_name = excluded.by_name,
			changes = dataset_value.changes + 1`, s.ID, v.Element, v.Option, v.Number, v.Text, v.Comment, v.Source, db.Micros(tx.Now()), by.ID, by.Name); err != nil {
			return err
		}
		if err := s.sumsOf(ctx, tx, 1, cell, c.Element, c.Option); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE dataset_set SET version = version + 1 WHERE id = ?`, s.ID); err != nil {
			return err
		}
		return s.tell(ctx, tx, CorrectedEvent, "correct", e.Name.VI+": "+words, map[string]any{"cell": c.String()})
	})
}
