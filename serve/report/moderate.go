package report

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
)

// SaveDraft keeps an answer that is not said yet. Screens keep it while somebody writes, so that the history has one line for one person's writing.
func (rs *Reports) SaveDraft(ctx context.Context, id string, a Answer) (Report, error) {
	words, fs := sentence(a.Words, false)
	easy, more := sentence(a.Easy, false)
	if fs = append(fs, at("easy", more)...); len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.change(ctx, id, "draft an answer to", ToHandle, func(ctx context.Context, tx *db.Tx, r *Report) error {
		if r.State.Ended() || r.State == Resolved {
			return fault.New(fault.Conflict, "report.is_"+string(r.State), "number", r.Number)
		}
		if r.Draft == (Answer{words, easy}) {
			return nil
		}
		r.Draft = Answer{words, easy}
		var kind, by string
		err := tx.QueryRow(ctx, `SELECT kind, by_id FROM report_log WHERE report = ? ORDER BY seq DESC LIMIT 1`, id).Scan(&kind, &by)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE report SET draft_answer = ?, draft_easy = ? WHERE id = ?`, words, easy, id); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: DraftedEvent, kind: "draft", again: kind == "draft" && by == actor.From(ctx).ID})
	})
}

// at moves faults to another field.
func at(path string, fs []fault.Field) []fault.Field {
	for i := range fs {
		fs[i].Path = path
	}
	return fs
}

// Approve says that the report and its answer may be published, with the pictures that are named; a private one never.
func (rs *Reports) Approve(ctx context.Context, id string, pictures ...string) (Report, error) {
	return rs.change(ctx, id, "approve", ToApprove, func(ctx context.Context, tx *db.Tx, r *Report) error {
		if err := r.publishable(); err != nil {
			return err
		}
		if r.Approved {
			return fault.New(fault.Conflict, "report.approved", "number", r.Number)
		}
		r.Approved = true
		if _, err := tx.Exec(ctx, `UPDATE report SET approved = 1 WHERE id = ?`, id); err != nil {
			return err
		}
		for _, sha := range pictures {
			if err := setPhoto(ctx, tx, id, sha, `public = 1`); err != nil {
				return err
			}
		}
		return tell(ctx, tx, *r, line{event: ApprovedEvent, kind: "approve", payload: map[string]any{"pictures": pictures}})
	})
}

func (r Report) publishable() error {
	switch {
	case r.Private:
		return fault.New(fault.Conflict, "report.private", "number", r.Number)
	case r.State == Rejected || r.State == Merged:
		return fault.New(fault.Conflict, "report.is_"+string(r.State), "number", r.Number)
	}
	return nil
}

// Withdraw takes what was published back, with the reason in the history.
func (rs *Reports) Withdraw(ctx context.Context, id, words string) (Report, error) {
	words, fs := sentence(words, true)
	if len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.change(ctx, id, "withdraw", ToModerate, func(ctx context.Context, tx *db.Tx, r *Report) error {
		if !r.Approved {
			return fault.New(fault.Conflict, "report.not_approved", "number", r.Number)
		}
		r.Approved = false
		if _, err := tx.Exec(ctx, `UPDATE report SET approved = 0 WHERE id = ?`, id); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: ModeratedEvent, kind: "withdraw", words: words})
	})
}

// Redact sets the words that are published in place of what was written; empty words are the masked ones again. What was written stays as it is, and the history keeps
// what was published before.
func (rs *Reports) Redact(ctx context.Context, id string, p Said) (Report, error) {
	words, fs := sentence(p.Words, false)
	answer, more := sentence(p.Answer, false)
	if fs = append(fs, at("answer", more)...); len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.change(ctx, id, "redact", ToModerate, func(ctx context.Context, tx *db.Tx, r *Report) error {
		if err := r.publishable(); err != nil {
			return err
		}
		before := strings.TrimSpace(r.Said().Words + "\n\n" + r.Said().Answer)
		r.Published = Said{words, answer}
		if _, err := tx.Exec(ctx, `UPDATE report SET public_words = ?, public_answer = ? WHERE id = ?`, words, answer, id); err != nil {
			return err
		}
		return tell(ctx, tx, *r, line{event: ModeratedEvent, kind: "redact", words: before})
	})
}

// Said is what is published of a report, once it is approved.
func (r Report) Said() Said {
	s := Said{mask(r.Words), mask(r.Answer)}
	if r.Published.Words != "" {
		s.Words = r.Published.Words
	}
	if r.Published.Answer != "" {
		s.Answer = r.Published.Answer
	}
	return s
}

// mostBoxes is how many parts of a picture may be covered.
const mostBoxes = 40

// Retouch covers parts of a picture, such as faces and plates, and says whether it may be published. The picture for pages is made anew from the original, so parts may be
// uncovered again.
func (rs *Reports) Retouch(ctx context.Context, id, sha string, boxes []Box, public bool) (Report, error) {
	if len(boxes) > mostBoxes || slices.ContainsFunc(boxes, func(b Box) bool { return !b.valid() }) {
		return Report{}, fault.Fields("report.invalid", fault.At("boxes", "report.bad_boxes", "max", mostBoxes))
	}
	if boxes == nil {
		boxes = []Box{}
	}
	body, err := json.Marshal(boxes)
	if err != nil {
		return Report{}, err
	}
	return rs.change(ctx, id, "retouch a picture of", ToModerate, func(ctx context.Context, tx *db.Tx, r *Report) error {
		if public && r.Private {
			return fault.New(fault.Conflict, "report.private", "number", r.Number)
		}
		if err := forgetShown(ctx, tx, id, sha, string(body)); err != nil {
			return err
		}
		if err := setPhoto(ctx, tx, id, sha, `public = ?, shown = CASE WHEN boxes = ? THEN shown ELSE '' END, boxes = ?`, flag(public), string(body), string(body)); err != nil {
			return err
		}
		kind := "hide_photo"
		if public {
			kind = "show_photo"
		}
		return tell(ctx, tx, *r, line{event: ModeratedEvent, kind: kind, payload: map[string]any{"sha": sha, "boxes": len(boxes)}})
	})
}

// forgetShown lets the bytes for pages go where other parts of a picture are covered now: what was uncovered is seen nowhere any more.
func forgetShown(ctx context.Context, tx *db.Tx, id, sha, boxes string) error {
	list, err := photosOf(ctx, tx, `sha = ? AND shown <> '' AND boxes <> ? AND (report = ? OR report IN (SELECT id FROM report WHERE merged_into = ?))`, sha, boxes, id, id)
	if err != nil {
		return err
	}
	for _, p := range list {
		if err := file.Forget(ctx, tx, p.Shown); err != nil {
			return err
		}
	}
	return nil
}

// setPhoto changes a picture of a report, or of one that was merged with it.
func setPhoto(ctx context.Context, tx *db.Tx, id, sha, set string, args ...any) error {
	n, err := tx.Exec(ctx, `UPDATE report_photo SET `+set+` WHERE sha = ? AND (report = ? OR report IN (SELECT id FROM report WHERE merged_into = ?))`, append(args, sha, id, id)...)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "report.no_photo")
	}
	return err
}
