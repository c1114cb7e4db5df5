package report

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
)

// silentDuty closes a report of which its reporter said nothing in time.
const silentDuty = "report.silent"

// ByCode gives a report to its reporter, who holds its code: with their own words, and what they may see of its history. One that
// was merged shows state, answer and proof of the other.
func (rs *Reports) ByCode(ctx context.Context, code string) (r Report, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = byCode(ctx, tx, code, "")
		if err != nil {
			return err
		}
		if r, err = full(ctx, tx, r, true); err != nil || r.MergedInto == "" {
			return err
		}
		main, err := load(ctx, tx, `r.id = ?`, "", r.MergedInto)
		if err != nil {
			return err
		}
		if main, err = full(ctx, tx, main, true); err != nil {
			return err
		}
		r.State, r.Outcome, r.Answer, r.Easy, r.Due, r.Unit, r.ResolvedAt, r.EndedAt = main.State, main.Outcome, main.Answer, main.Easy, main.Due, main.Unit, main.ResolvedAt, main.EndedAt
		r.Proof = main.Proof
		return nil
	})
	return r, err
}

func byCode(ctx context.Context, tx *db.Tx, code, lock string) (Report, error) {
	r, err := load(ctx, tx, `r.code = ?`, lock, CodeOf(code))
	if fault.Is(err, fault.NotFound) {
		return r, fault.New(fault.NotFound, "report.no_code")
	}
	return r, err
}

// said runs what a reporter says by the code. Who sent a report that was merged speaks about the one that it was merged with.
func (rs *Reports) said(ctx context.Context, code, what string, do func(context.Context, *db.Tx, *Report) error) (r Report, err error) {
	err = rs.d.Do(reporter(ctx), func(ctx context.Context, tx *db.Tx) error {
		seen, err := byCode(ctx, tx, code, "")
		if err != nil {
			return err
		}
		if seen.MergedInto != "" {
			if seen, err = load(ctx, tx, `r.id = ?`, "", seen.MergedInto); err != nil {
				return err
			}
		}
		if err := lockItem(ctx, tx, seen); err != nil {
			return err
		}
		if r, err = load(ctx, tx, `r.id = ?`, tx.Lock(), seen.ID); err != nil {
			return err
		}
		return do(ctx, tx, &r)
	})
	if err != nil {
		return Report{}, fmt.Errorf("%s by its reporter: %w", what, err)
	}
	return rs.ByCode(ctx, code)
}

// Confirm is the reporter's word that it is done. Only this counts as mended.
func (rs *Reports) Confirm(ctx context.Context, code string, rating int) (Report, error) {
	return rs.said(ctx, code, "confirm", func(ctx context.Context, tx *db.Tx, r *Report) error {
		if err := rated(rating); err != nil {
			return err
		}
		if err := rs.end(ctx, tx, r, Confirmed, rating); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: ConfirmedEvent, kind: "confirm", shown: true, payload: map[string]any{"rating": rating}})
	})
}

// Deny is the reporter's word that it is not done: once, within the days of the intake; later staff reopens.
func (rs *Reports) Deny(ctx context.Context, code, words string) (Report, error) {
	words, fs := sentence(words, true)
	if len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.said(ctx, code, "deny", func(ctx context.Context, tx *db.Tx, r *Report) error {
		desk, err := intake(ctx, tx)
		if err != nil {
			return err
		}
		if err := r.deniable(tx.Now(), desk.Answer); err != nil {
			return err
		}
		if err := rs.again(ctx, tx, r, words); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: DeniedEvent, kind: "deny", words: words, shown: true})
	})
}

// deniable says why its reporter may not reopen a report now.
func (r Report) deniable(now time.Time, within time.Duration) error {
	if r.State != Resolved && !(r.State == Closed && r.Outcome == Confirmed) {
		return fault.New(fault.Conflict, "report.is_"+string(r.State), "number", r.Number)
	}
	if r.Reopened > 0 {
		return fault.New(fault.Conflict, "report.reopened_once", "number", r.Number)
	}
	if now.After(r.ResolvedAt.Add(within)) {
		return fault.New(fault.Conflict, "report.too_late", "number", r.Number)
	}
	return nil
}

// GiveInfo answers what was asked; the clock goes on.
func (rs *Reports) GiveInfo(ctx context.Context, code, words string) (Report, error) {
	words, fs := sentence(words, true)
	if len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.said(ctx, code, "answer", func(ctx context.Context, tx *db.Tx, r *Report) error {
		if r.State != NeedInfo {
			return fault.New(fault.Conflict, "report.is_"+string(r.State), "number", r.Number)
		}
		if err := r.to(ctx, tx, InProgress); err != nil {
			return err
		}
		if err := rs.goOn(ctx, tx, r); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: InfoGivenEvent, kind: "give_info", words: words, shown: true})
	})
}

// goOn lets the clock of the item go on, where it stands.
func (rs *Reports) goOn(ctx context.Context, tx *db.Tx, r *Report) error {
	item, err := rs.queue.Get(inQueue(ctx), r.Work)
	if err != nil {
		return err
	}
	if !item.PausedUntil.IsZero() {
		if item, err = rs.queue.Resume(inQueue(ctx), r.Work); err != nil {
			return err
		}
	}
	return r.dueAt(ctx, tx, item.Due)
}

func (r *Report) dueAt(ctx context.Context, tx *db.Tx, due time.Time) error {
	r.Due = due
	_, err := tx.Exec(ctx, `UPDATE report SET due_at = ? WHERE id = ?`, db.Micros(due), r.ID)
	return err
}

// silent closes a report of which nothing was said in time. It is no word that it was done.
func (rs *Reports) silent(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var h Happened
	if err := json.Unmarshal(due.Body, &h); err != nil {
		return fmt.Errorf("end of a report's days: %w", err)
	}
	r, err := load(ctx, tx, `r.id = ?`, tx.Lock(), h.ID)
	if fault.Is(err, fault.NotFound) || err == nil && r.State != Resolved {
		return nil
	}
	if err != nil {
		return err
	}
	if err := rs.end(ctx, tx, &r, Unanswered, 0); err != nil {
		return err
	}
	return tell(ctx, tx, r, line{event: UnansweredEvent, kind: "unanswered", shown: true})
}

func (rs *Reports) end(ctx context.Context, tx *db.Tx, r *Report, outcome Outcome, rating int) error {
	if err := r.to(ctx, tx, Closed); err != nil {
		return err
	}
	r.Outcome, r.Rating = outcome, rating
	if _, err := tx.Exec(ctx, `UPDATE report SET outcome = ?, rating = ? WHERE id = ?`, string(outcome), rating, r.ID); err != nil {
		return err
	}
	return timer.Cancel(ctx, tx, silentDuty, r.ID)
}

func rated(rating int) error {
	if rating < 0 || rating > 3 {
		return fault.Fields("report.invalid", fault.At("rating", "report.bad_rating"))
	}
	return nil
}
