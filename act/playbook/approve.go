package playbook

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// approvalLimit is how long a proposal may wait for the second person, in working
// time: three days of eight hours. PROJECT CHOICE.
const approvalLimit = 24 * time.Hour

const approvalKind = "playbook-approval"

// Approve makes the proposal a version that is in force from a day on, today when
// none is named. Revision is the one that was looked at. [fault.Forbidden] for who
// wrote or changed it, whatever their role; [fault.Conflict] when it was edited or
// when another version came meanwhile, and when a playbook would end that rules,
// feeds or contracts count on.
func (ps *Playbooks) Approve(ctx context.Context, id string, revision int, from text.Day) (q Proposal, err error) {
	err = ps.change(ctx, id, func(ctx context.Context, tx *db.Tx, was Proposal) error {
		q = was
		by := actor.From(ctx)
		if err := q.mayApprove(by); err != nil {
			return err
		}
		if revision != q.Revision {
			return fault.New(fault.Conflict, "playbook.edited_meanwhile", "number", q.Number, "by", q.Changer, "at", q.Changed)
		}
		if err := ps.whole(ctx, tx, q); err != nil {
			return err
		}
		// Who is given a playbook must want it as well as who gives it away.
		heir, err := pathOf(ctx, tx, q.Playbook.Owner())
		if err != nil {
			return err
		}
		if err := by.Check(ToApprove, actor.Scope{UnitPath: heir}); err != nil {
			return err
		}
		p := q.Playbook
		today := text.DayOf(tx.Now())
		if from == "" {
			from = max(p.From, today)
		}
		if !from.Valid() || from < today {
			return fault.Fields("playbook.invalid", fault.At("from", "playbook.day_gone"))
		}
		p.From = from
		if !p.To.Open() {
			if err := ps.unused(ctx, tx, q.Code, users[:2]); err != nil {
				return err
			}
		}
		p.Origin, p.PutBy, p.Why, p.Proposal = FromHere, by.Name, q.Why.Words, q.ID
		stored, _, err := ps.put(ctx, tx, p)
		if err != nil {
			return err
		}
		q.Version = stored.Version
		if _, err := tx.Exec(ctx, `UPDATE playbook_proposal SET version = ? WHERE id = ?`, q.Version, q.ID); err != nil {
			return err
		}
		if err := q.to(ctx, tx, Approved, "approved", ""); err != nil {
			return err
		}
		if err := ps.settle(ctx, q, text.T(text.VI, "playbook.approved", map[string]any{"version": q.Version})); err != nil {
			return err
		}
		return q.tell(ctx, tx, DecidedEvent, "approve", map[string]any{"revision": revision, "version": q.Version, "from": from})
	})
	return q, err
}

// Return sends a proposal back to be mended, with a reason.
func (ps *Playbooks) Return(ctx context.Context, id, reason string) (q Proposal, err error) {
	err = ps.change(ctx, id, func(ctx context.Context, tx *db.Tx, was Proposal) error {
		q = was
		if err := actor.From(ctx).Check(ToApprove, q.Scope()); err != nil {
			return err
		}
		if q.State != Proposed {
			return fault.New(fault.Conflict, "playbook.is_"+string(q.State), "number", q.Number)
		}
		return ps.decide(ctx, tx, &q, Drafted, "returned", reason)
	})
	return q, err
}

// Withdraw gives a proposal up, with a reason. Its text stays readable.
func (ps *Playbooks) Withdraw(ctx context.Context, id, reason string) (q Proposal, err error) {
	err = ps.change(ctx, id, func(ctx context.Context, tx *db.Tx, was Proposal) error {
		q = was
		if err := q.mine(ctx); err != nil {
			return err
		}
		return ps.decide(ctx, tx, &q, Withdrawn, "withdrawn", reason)
	})
	return q, err
}

func (ps *Playbooks) decide(ctx context.Context, tx *db.Tx, q *Proposal, state State, what, reason string) error {
	reason = strings.TrimSpace(reason)
	if err := reasonGiven(reason); err != nil {
		return err
	}
	waited := q.State == Proposed
	if err := q.to(ctx, tx, state, what, reason); err != nil {
		return err
	}
	if waited {
		if err := ps.settle(ctx, *q, reason); err != nil {
			return err
		}
	}
	return q.tell(ctx, tx, DecidedEvent, what, map[string]any{"reason": reason})
}

func reasonGiven(reason string) error {
	switch {
	case reason == "":
		return fault.Fields("playbook.invalid", fault.At("reason", "playbook.no_reason"))
	case utf8.RuneCountInString(reason) > longestWords:
		return fault.Fields("playbook.invalid", fault.At("reason", "playbook.too_long", "max", longestWords))
	}
	return nil
}

// mayApprove refuses who may not, and who had a hand in it.
func (q Proposal) mayApprove(by actor.Actor) error {
	if err := by.Check(ToApprove, q.Scope()); err != nil {
		return err
	}
	if q.State != Proposed {
		return fault.New(fault.Conflict, "playbook.is_"+string(q.State), "number", q.Number)
	}
	for _, m := range q.Moves {
		if m.ByID == by.ID && (m.What == "begun" || m.What == "edited" || m.What == "proposed") {
			return fault.New(fault.Forbidden, "playbook.second_person", "number", q.Number)
		}
	}
	return nil
}

// ask puts the approval into the queue of the owner.
func (ps *Playbooks) ask(ctx context.Context, tx *db.Tx, q Proposal) error {
	if ps.queue == nil {
		return nil
	}
	return ps.item(ctx, tx, approvalKind, q.Unit, approvalLimit, work.Subject{Kind: "playbook", ID: q.ID, Number: q.Number},
		text.Message("playbook.please_approve", map[string]any{"code": q.Code, "title": q.Playbook.Title}))
}

// item opens work of the room for a unit.
func (ps *Playbooks) item(ctx context.Context, tx *db.Tx, kind, owner string, limit time.Duration, subject work.Subject, title text.L) error {
	u, err := unit.ByCode(ctx, tx, owner, "")
	if err != nil {
		return err
	}
	_, err = ps.queue.Open(ctx, work.NewItem{
		Kind: kind, Subject: subject, Title: title, Severity: 2, Unit: u.Code, UnitPath: u.Path, Area: u.Area, AreaPath: u.AreaPath,
		Limit: limit, WorkingTime: true,
	})
	return err
}

func (ps *Playbooks) settle(ctx context.Context, q Proposal, reason string) error {
	if ps.queue == nil {
		return nil
	}
	return ps.queue.Settle(ctx, approvalKind, q.ID, reason)
}

// kind answers for the room's items in the queue: they end by what is done to the
// playbook, and in no other way.
type kind struct{ name, why string }

func (k kind) Name() string { return k.name }

func (k kind) MayClose(_ context.Context, _ *db.Tx, item work.Item) error {
	return fault.New(fault.Conflict, k.why, "number", item.Subject.Number)
}

func (kind) Closed(context.Context, *db.Tx, work.Item) error { return nil }

func (k kind) Reopened(_ context.Context, _ *db.Tx, item work.Item) error {
	return fault.New(fault.Conflict, k.why, "number", item.Subject.Number)
}
