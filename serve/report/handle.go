package report

import (
	"context"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
)

// Start says that somebody is at it, also when the reporter was asked and did not answer.
func (rs *Reports) Start(ctx context.Context, id string) (Report, error) {
	return rs.change(ctx, id, "start", ToHandle, func(ctx context.Context, tx *db.Tx, r *Report) error {
		asked := r.State == NeedInfo
		if err := r.to(ctx, tx, InProgress); err != nil {
			return err
		}
		if asked {
			if err := rs.goOn(ctx, tx, r); err != nil {
				return err
			}
		}
		return tell(ctx, tx, *r, line{event: StartedEvent, kind: "start", shown: true})
	})
}

// waitForInfo is the reason of the queue for which the clock stands still, a row of the part reasons.
const waitForInfo = "cho-bo-sung"

// AskInfo asks the reporter for what is missing. The clock stands still until the end of a day or the reporter's answer, as long as its reason allows; that of a
// report which is late already goes on.
func (rs *Reports) AskInfo(ctx context.Context, id, words string, until text.Day) (Report, error) {
	words, fs := sentence(words, true)
	if !until.Valid() || until.Open() {
		fs = append(fs, fault.At("until", "report.bad_day"))
	}
	if len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.change(ctx, id, "ask about", ToHandle, func(ctx context.Context, tx *db.Tx, r *Report) error {
		if err := r.to(ctx, tx, NeedInfo); err != nil {
			return err
		}
		item, err := rs.queue.Pause(inQueue(ctx), r.Work, waitForInfo, words, until.Add(1).Start())
		if f, ok := fault.As(err); ok && (f.Key == "work.late_no_pause" || f.Key == "work.paused") {
			item, err = rs.queue.Get(inQueue(ctx), r.Work) // asked all the same
		}
		if err != nil {
			return err
		}
		if err := r.dueAt(ctx, tx, item.Due); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: InfoAskedEvent, kind: "ask_info", words: words, shown: true})
	})
}

// Return says that it is not this unit's matter; the desk classifies it again.
func (rs *Reports) Return(ctx context.Context, id, words string) (Report, error) {
	words, fs := sentence(words, true)
	if len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.change(ctx, id, "return", ToHandle, func(ctx context.Context, tx *db.Tx, r *Report) error {
		if err := r.to(ctx, tx, Returned); err != nil {
			return err
		}
		if err := rs.atDesk(ctx, tx, r); err != nil {
			return err
		}
		if err := rs.pass(ctx, tx, r, words); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: ReturnedEvent, kind: "return", words: words})
	})
}

// Resolve says what was done, with proof: a photo taken near the place, or a document. The reporter is shown the answer, which
// needs a line in easy words, and has the last word.
func (rs *Reports) Resolve(ctx context.Context, id, answer, easy string) (Report, error) {
	answer, fs := sentence(answer, true)
	easy, more := sentence(easy, true)
	if fs = append(fs, at("easy", more)...); len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.change(ctx, id, "resolve", ToHandle, func(ctx context.Context, tx *db.Tx, r *Report) error {
		if err := r.may(Resolved); err != nil {
			return err
		}
		if err := rs.proven(ctx, tx, *r); err != nil {
			return err
		}
		if err := rs.resolved(ctx, tx, r, answer, easy); err != nil {
			return err
		}
		return rs.pass(ctx, tx, r, answer)
	})
}

// resolved moves a report to where its reporter has the word.
func (rs *Reports) resolved(ctx context.Context, tx *db.Tx, r *Report, answer, easy string) error {
	if err := keepProof(ctx, tx, *r); err != nil {
		return err
	}
	desk, err := intake(ctx, tx)
	if err != nil {
		return err
	}
	if err := r.to(ctx, tx, Resolved); err != nil {
		return err
	}
	r.Answer, r.Easy, r.ResolvedAt = answer, easy, tx.Now()
	if _, err := tx.Exec(ctx, `UPDATE report SET answer = ?, easy = ?, resolved_at = ?, draft_answer = '', draft_easy = '' WHERE id = ?`, answer, easy, db.Micros(r.ResolvedAt), r.ID); err != nil {
		return err
	}
	if err := timer.Set(ctx, tx, silentDuty, r.ID, r.ResolvedAt.Add(desk.Answer), Happened{ID: r.ID}); err != nil {
		return err
	}
	return tell(ctx, tx, *r, line{event: ResolvedEvent, kind: "resolve", words: answer, shown: true})
}

// Reopen takes a report up again, by staff, with the time of its category from now on.
func (rs *Reports) Reopen(ctx context.Context, id, words string) (Report, error) {
	words, fs := sentence(words, true)
	if len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.change(ctx, id, "reopen", ToClassify, func(ctx context.Context, tx *db.Tx, r *Report) error {
		if r.State == Merged {
			return fault.New(fault.Conflict, "report.is_merged", "number", r.Number)
		}
		if r.State == Rejected { // nobody had it yet
			if err := r.to(ctx, tx, Received); err != nil {
				return err
			}
			r.Reason, r.Answer = "", ""
			if _, err := tx.Exec(ctx, `UPDATE report SET reason = '', answer = '' WHERE id = ?`, id); err != nil {
				return err
			}
			if err := rs.atDesk(ctx, tx, r); err != nil {
				return err
			}
			if err := rs.pass(ctx, tx, r, words); err != nil {
				return err
			}
		} else if err := rs.again(ctx, tx, r, words); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: ReopenedEvent, kind: "reopen", words: words, shown: true})
	})
}

// again opens a report for the unit that had it, or that stands for it today.
func (rs *Reports) again(ctx context.Context, tx *db.Tx, r *Report, words string) error {
	if err := r.to(ctx, tx, Reopened); err != nil {
		return err
	}
	u, err := living(ctx, tx, r.Unit, r.AreaPath)
	if fault.Is(err, fault.NotFound) { // it ended since, and nobody stated who takes over
		err = rs.atDesk(ctx, tx, r)
	} else if err == nil {
		r.Unit, r.UnitPath = u.Code, u.Path
	}
	if err != nil {
		return err
	}
	r.Reopened++
	r.Outcome = ""
	if _, err := tx.Exec(ctx, `UPDATE report SET reopened = ?, outcome = '' WHERE id = ?`, r.Reopened, r.ID); err != nil {
		return err
	}
	if err := timer.Cancel(ctx, tx, silentDuty, r.ID); err != nil {
		return err
	}
	if err := rs.dropVisit(ctx, tx, *r); err != nil {
		return err
	}
	return rs.pass(ctx, tx, r, words)
}
