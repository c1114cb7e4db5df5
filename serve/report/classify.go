package report

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// change runs a command on a report that the actor may read, with the row of its item locked before its own, as on every way
// through the queue, and gives it whole.
func (rs *Reports) change(ctx context.Context, id, what string, v actor.Verb, do func(context.Context, *db.Tx, *Report) error) (r Report, err error) {
	err = rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		seen, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		if err := lockItem(ctx, tx, seen); err != nil {
			return err
		}
		if r, err = readable(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		if err := actor.From(ctx).Check(v, r.Scope()); err != nil {
			return err
		}
		if err := do(ctx, tx, &r); err != nil {
			return err
		}
		r, err = full(ctx, tx, r, false)
		return err
	})
	if err != nil {
		return Report{}, fmt.Errorf("%s report %s: %w", what, id, err)
	}
	return r.shownTo(actor.From(ctx)), nil
}

func lockItem(ctx context.Context, tx *db.Tx, r Report) error {
	if r.Work == "" {
		return nil
	}
	return tx.QueryRow(ctx, `SELECT id FROM work_item WHERE id = ?`+tx.Lock(), r.Work).Scan(new(string))
}

// to moves a report by compare-and-set.
func (r *Report) to(ctx context.Context, tx *db.Tx, state State) error {
	was := r.State
	if err := r.may(state); err != nil {
		return err
	}
	r.State, r.EndedAt = state, tx.Now()
	var ended *int64
	if state.Ended() {
		us := db.Micros(r.EndedAt)
		ended = &us
	}
	n, err := tx.Exec(ctx, `UPDATE report SET state = ?, ended_at = ? WHERE id = ? AND state = ?`, string(state), ended, r.ID, string(was))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "report.moved_on", "number", r.Number)
	}
	return err
}

// pass ends the item of now and, where somebody has to act, opens the next.
func (rs *Reports) pass(ctx context.Context, tx *db.Tx, r *Report, words string) error {
	if r.Work != "" {
		if err := rs.queue.Settle(ctx, kindName, r.ID, words); err != nil {
			return err
		}
		r.Work = ""
	}
	if !r.State.Ended() && r.State != Resolved {
		c, err := category(ctx, tx, r.Category)
		if err != nil {
			return err
		}
		desk, err := intake(ctx, tx)
		if err != nil {
			return err
		}
		if err := rs.open(ctx, tx, r, c, desk); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `UPDATE report SET unit = ?, unit_path = ?, category = ?, private = ?, work = ?, due_at = ? WHERE id = ?`,
		r.Unit, r.UnitPath, r.Category, flag(r.Private), r.Work, db.Micros(r.Due), r.ID)
	return err
}

// Proposed is the unit that a report would go to: what staff chose last for the category in the area, else the route of the pack; empty where nobody knows.
func (rs *Reports) Proposed(ctx context.Context, r Report) (code string, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		code, err = proposed(ctx, tx, r)
		return err
	})
	return code, err
}

func proposed(ctx context.Context, tx *db.Tx, r Report) (string, error) {
	var code string
	err := tx.QueryRow(ctx, `SELECT unit FROM report_correction WHERE category = ? AND area = ?`, r.Category, r.Area).Scan(&code)
	if fault.Is(err, fault.NotFound) {
		c, err := category(ctx, tx, r.Category)
		if err != nil {
			return "", err
		}
		if code = c.route(r.AreaPath, text.DayOf(tx.Now())); code == "" {
			return "", nil
		}
	} else if err != nil {
		return "", err
	}
	u, err := living(ctx, tx, code, r.AreaPath)
	if fault.Is(err, fault.NotFound) {
		return "", nil // the unit ended and nobody stated who takes over: a person chooses
	}
	return u.Code, err
}

// Assign gives a report to the unit that handles it, by the category that it really is of (empty: as it is). What differs from
// the proposal is kept and proposed next time.
func (rs *Reports) Assign(ctx context.Context, id, unitCode, categoryCode, words string) (Report, error) {
	return rs.change(ctx, id, "assign", ToClassify, func(ctx context.Context, tx *db.Tx, r *Report) error {
		words, fs := sentence(words, false)
		if categoryCode != "" && categoryCode != r.Category {
			c, err := category(ctx, tx, categoryCode)
			if fault.Is(err, fault.NotFound) || err == nil && c.Ended {
				fs = append(fs, fault.At("category", "report.no_category", "code", categoryCode))
			} else if err != nil {
				return err
			}
			r.Category, r.Private = c.Code, c.Private
		}
		u, err := unit.ByCode(ctx, tx, unitCode, "")
		if fault.Is(err, fault.NotFound) {
			fs = append(fs, fault.At("unit", "unit.unknown", "code", unitCode, "on", text.DayOf(tx.Now())))
		} else if err != nil {
			return err
		}
		if len(fs) > 0 {
			return fault.Fields("report.invalid", fs...)
		}
		usually, err := proposed(ctx, tx, *r)
		if err != nil {
			return err
		}
		if usually != u.Code {
			if _, err := tx.Exec(ctx, `INSERT INTO report_correction (category, area, unit, at, by_id) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (category, area) DO UPDATE SET unit = excluded.unit, at = excluded.at, by_id = excluded.by_id`,
				r.Category, r.Area, u.Code, db.Micros(tx.Now()), actor.From(ctx).ID); err != nil {
				return err
			}
		}
		if err := r.to(ctx, tx, Assigned); err != nil {
			return err
		}
		if err := r.lies(ctx, tx, u); err != nil {
			return err
		}
		r.Unit, r.UnitPath = u.Code, u.Path
		if err := rs.pass(ctx, tx, r, text.T(text.VI, "report.classified", map[string]any{"unit": u.Name.VI})); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: AssignedEvent, kind: "assign", words: u.Name.VI + note(words), shown: true, payload: map[string]any{"unit": u.Code, "proposed": usually}})
	})
}

// lies gives a report of which nobody said where it lies, so that it was put where the desk is, to the area of the unit that handles it: whose people may read what lies
// there.
func (r *Report) lies(ctx context.Context, tx *db.Tx, u unit.Unit) error {
	if r.Lon != nil || !strings.HasPrefix(u.AreaPath, r.AreaPath) || u.AreaPath == r.AreaPath {
		return nil
	}
	desk, err := intake(ctx, tx)
	if err != nil {
		return err
	}
	if own, err := deskOf(ctx, tx, desk); err != nil || own.Area != r.Area {
		return err
	}
	r.Area, r.AreaPath = u.Area, u.AreaPath
	_, err = tx.Exec(ctx, `UPDATE report SET area = ?, area_path = ? WHERE id = ?`, r.Area, r.AreaPath, r.ID)
	return err
}

// note puts what somebody added behind what is said.
func note(words string) string {
	if words == "" {
		return ""
	}
	return ": " + words
}

// Reject says why nothing will be done, by one of [Reasons], and what the reporter can do.
func (rs *Reports) Reject(ctx context.Context, id, reason, words string) (Report, error) {
	words, fs := sentence(words, true)
	if !slices.Contains(Reasons, reason) {
		fs = append(fs, fault.At("reason", "report.bad_reason", "reason", reason))
	}
	if len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.change(ctx, id, "reject", ToClassify, func(ctx context.Context, tx *db.Tx, r *Report) error {
		if err := r.to(ctx, tx, Rejected); err != nil {
			return err
		}
		r.Reason, r.Answer = reason, words
		if _, err := tx.Exec(ctx, `UPDATE report SET reason = ?, answer = ? WHERE id = ?`, reason, words, id); err != nil {
			return err
		}
		if err := rs.pass(ctx, tx, r, words); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: RejectedEvent, kind: "reject", words: words, shown: true, payload: map[string]any{"reason": reason}})
	})
}

// Merge says that a report is the same matter as another: from now on its reporter sees the state and the answer of that
// one, and what was merged with it goes along. The other may not have ended.
func (rs *Reports) Merge(ctx context.Context, id, into string) (Report, error) {
	return rs.change(ctx, id, "merge", ToClassify, func(ctx context.Context, tx *db.Tx, r *Report) error {
		main, err := r.mergeable(ctx, tx, into)
		if err != nil {
			return err
		}
		if err := r.merge(ctx, tx, main); err != nil {
			return err
		}
		return rs.pass(ctx, tx, r, text.T(text.VI, "report.merged_with", map[string]any{"number": main.Number}))
	})
}

// mergeable finds what a report is to be merged with, or says why it may not be.
func (r Report) mergeable(ctx context.Context, tx *db.Tx, into string) (main Report, err error) {
	if r.ID == into {
		return main, fault.Fields("report.invalid", fault.At("into", "report.into_itself"))
	}
	if main, err = readable(ctx, tx, into, tx.Lock()); err != nil {
		return main, err
	}
	switch {
	case main.State.Ended():
		return main, fault.New(fault.Conflict, "report.is_"+string(main.State), "number", main.Number)
	case main.Private && !r.Private: // its reporter would be answered what concerns another
		return main, fault.New(fault.Conflict, "report.into_private", "number", main.Number)
	}
	return main, r.may(Merged)
}

func (r *Report) merge(ctx context.Context, tx *db.Tx, main Report) error {
	if err := r.to(ctx, tx, Merged); err != nil {
		return err
	}
	r.MergedInto = main.ID
	if _, err := tx.Exec(ctx, `UPDATE report SET merged_into = ? WHERE id = ? OR merged_into = ?`, main.ID, r.ID, r.ID); err != nil {
		return err
	}
	if err := tell(ctx, tx, *r, line{event: MergedEvent, kind: "merge", words: main.Number, shown: true, payload: map[string]any{"into": main.Number}}); err != nil {
		return err
	}
	return tell(ctx, tx, main, line{event: MergedEvent, kind: "merge_here", words: r.Number, payload: map[string]any{"merged": r.Number}})
}

// Part takes a report out of the one that it was merged with; it is classified again.
func (rs *Reports) Part(ctx context.Context, id, words string) (Report, error) {
	words, fs := sentence(words, true)
	if len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.change(ctx, id, "part", ToClassify, func(ctx context.Context, tx *db.Tx, r *Report) error {
		if r.State != Merged {
			return fault.New(fault.Conflict, "report.is_"+string(r.State), "number", r.Number)
		}
		if err := r.to(ctx, tx, Received); err != nil {
			return err
		}
		r.MergedInto = ""
		if _, err := tx.Exec(ctx, `UPDATE report SET merged_into = '' WHERE id = ?`, id); err != nil {
			return err
		}
		if err := rs.atDesk(ctx, tx, r); err != nil {
			return err
		}
		if err := rs.pass(ctx, tx, r, words); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: PartedEvent, kind: "part", words: words, shown: true})
	})
}

// atDesk gives the report to the desk that classifies.
func (rs *Reports) atDesk(ctx context.Context, tx *db.Tx, r *Report) error {
	desk, err := intake(ctx, tx)
	if err != nil {
		return err
	}
	u, err := deskOf(ctx, tx, desk)
	r.Unit, r.UnitPath = u.Code, u.Path
	return err
}

// sentence cleans a person's words and says what is wrong with them.
func sentence(words string, needed bool) (string, []fault.Field) {
	words = clean(words)
	switch {
	case needed && strings.TrimSpace(words) == "":
		return words, []fault.Field{fault.At("words", "report.words_needed")}
	case utf8.RuneCountInString(words) > longestWords:
		return words, []fault.Field{fault.At("words", "report.too_long", "max", longestWords)}
	}
	return words, nil
}
