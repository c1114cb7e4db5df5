package incident

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"thanhdong/act/playbook"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Change is a playbook as it should be after a lesson: Base is the version that was
// changed, Words why. HandIn asks a second person at once; else it is a draft.
type Change struct {
	Base     int
	Playbook playbook.Playbook
	Words    string
	HandIn   bool
}

// Propose makes a proposed version of the case's playbook out of its findings. Those
// that are in no proposal yet, or only in one that was withdrawn, go into this one.
// Refusals: [fault.Conflict] before the case is closed, without a new finding or
// without a playbook; those of [playbook.Playbooks.Propose], and then nothing is kept.
func (is *Incidents) Propose(ctx context.Context, id string, c Change) (q playbook.Proposal, err error) {
	_, err = is.change(ctx, id, ToReview, "propose", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
		whole, err := is.lessons(ctx, tx, *i)
		if err != nil {
			return nil, err
		}
		fresh, err := is.fresh(ctx, tx, whole)
		if err != nil {
			return nil, err
		}
		propose := is.playbooks.Draft
		if c.HandIn {
			propose = is.playbooks.Propose
		}
		if q, err = propose(ctx, whole.Playbook.Code, c.Base, c.Playbook, playbook.Why{Words: c.Words, Case: i.ID, CaseNumber: i.Number}); err != nil {
			return nil, err
		}
		var nos []string
		for _, f := range fresh {
			if _, err := tx.Exec(ctx, `UPDATE incident_finding SET version = ? WHERE incident = ? AND no = ?`, q.ID, id, f.No); err != nil {
				return nil, err
			}
			nos = append(nos, strconv.Itoa(f.No))
		}
		return map[string]any{"proposal": q.ID, "findings": nos},
			tell(ctx, tx, id, lineProposed, ReviewedEvent, "", map[string]any{"no": strings.Join(nos, ", "), "proposal": q.Number})
	})
	return q, err
}

// lessons is a case that may teach its playbook something.
func (is *Incidents) lessons(ctx context.Context, tx *db.Tx, i Incident) (Incident, error) {
	if err := i.over(); err != nil {
		return i, err
	}
	whole, err := is.full(ctx, tx, i)
	if err == nil && whole.PlaybookID == "" {
		err = fault.New(fault.Conflict, "incident.no_book", "number", i.Number)
	}
	return whole, err
}

// fresh gives the findings that no proposal on its way or in force rests on.
func (is *Incidents) fresh(ctx context.Context, tx *db.Tx, i Incident) (list []Finding, err error) {
	all, err := findings(ctx, tx, i.ID)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		if f.Version != "" {
			q, err := is.playbooks.Proposal(ctx, f.Version)
			if err != nil {
				return nil, err
			}
			if q.State != playbook.Withdrawn {
				continue
			}
		}
		list = append(list, f)
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Conflict, "incident.no_findings", "number", i.Number)
	}
	return list, nil
}

// MayPropose tells why the findings cannot become a proposed version now; nil when
// they can. Who may review is asked by [Incidents.Actions].
func (is *Incidents) MayPropose(ctx context.Context, tx *db.Tx, i Incident) error {
	whole, err := is.lessons(ctx, tx, i)
	if err == nil {
		_, err = is.fresh(ctx, tx, whole)
	}
	return err
}

// Lessons is what a proposal from this case says by itself: how the steps went, and
// its new findings.
func (is *Incidents) Lessons(ctx context.Context, id string, lang text.Lang) (words string, err error) {
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		i, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		if i, err = is.lessons(ctx, tx, i); err != nil {
			return err
		}
		fresh, err := is.fresh(ctx, tx, i)
		if err != nil {
			return err
		}
		r := playbook.Score(i.Runs())
		parts := []string{text.T(lang, "incident.lesson_score", map[string]any{"number": i.Number, "code": i.Playbook.Code, "version": i.Playbook.Version,
			"points": r.Points, "on_time": r.OnTime, "late": r.Late, "skipped": r.Skipped, "missing": r.Missing})}
		for _, f := range fresh {
			key := "incident.lesson"
			if f.Step > 0 {
				key = "incident.lesson_step"
			}
			parts = append(parts, text.T(lang, key, map[string]any{"no": f.No, "step": f.Step, "what": ended(f.What), "why": ended(f.Why), "proposal": ended(f.Proposal)}))
		}
		words = lined(parts)
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("lessons of incident %s: %w", id, err)
	}
	return words, nil
}

// ended closes a sentence that a person left open, so that the next can follow.
func ended(said string) string {
	if said == "" || strings.ContainsAny(said[len(said)-1:], ".!?") {
		return said
	}
	return said + "."
}
