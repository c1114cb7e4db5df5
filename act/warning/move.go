package warning

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// approvalLimit is how long a checked warning may wait for the second person, by
// the clock on the wall. PROJECT CHOICE.
const approvalLimit = 30 * time.Minute

// Check says that the draft is whole and asks a second person. It refuses with
// every fault that would keep it from being published, and puts an item into the
// queue of the owner unit.
func (ws *Warnings) Check(ctx context.Context, id string) (w Warning, err error) {
	err = ws.change(ctx, id, ToDraft, func(ctx context.Context, tx *db.Tx, was Warning) error {
		w = was
		if err := w.may(Checked); err != nil {
			return err
		}
		if _, err := ws.message(ctx, tx, w); err != nil {
			return err
		}
		if err := ws.to(ctx, tx, &w, Checked, ""); err != nil {
			return err
		}
		if _, err := ws.queue.Open(ctx, approval(w)); err != nil {
			return err
		}
		return tell(ctx, tx, CheckedEvent, "check", w, nil)
	})
	return w, err
}

// severities puts CAP's words on the queue's scale.
var severities = map[string]int{"Extreme": 5, "Severe": 4, "Moderate": 3, "Minor": 2, "Unknown": 3}

func approval(w Warning) work.NewItem {
	return work.NewItem{
		Kind: kindName, Subject: work.Subject{Kind: "warning", ID: w.ID, Number: w.Number}, Title: w.Content.Headline,
		Severity: severities[w.Content.Severity], Unit: w.Unit, UnitPath: w.UnitPath, Area: w.Area, AreaPath: w.AreaPath, Limit: approvalLimit,
	}
}

// Approve says that the warning may go out as it is. [fault.Forbidden] for who
// wrote or last changed it, and for who says it was checked: it takes a second
// person.
func (ws *Warnings) Approve(ctx context.Context, id string) (w Warning, err error) {
	err = ws.change(ctx, id, ToApprove, func(ctx context.Context, tx *db.Tx, was Warning) error {
		w = was
		if err := w.may(Approved); err != nil {
			return err
		}
		if err := w.secondPerson(ctx, tx); err != nil {
			return err
		}
		if err := ws.to(ctx, tx, &w, Approved, ""); err != nil {
			return err
		}
		if err := ws.queue.Settle(ctx, kindName, w.ID, text.T(text.VI, "warning.approved", nil)); err != nil {
			return err
		}
		return tell(ctx, tx, ApprovedEvent, "approve", w, map[string]any{"version": w.Version})
	})
	return w, err
}

// Return sends a checked or approved warning back to be mended, with a reason.
func (ws *Warnings) Return(ctx context.Context, id, reason string) (w Warning, err error) {
	err = ws.change(ctx, id, ToApprove, func(ctx context.Context, tx *db.Tx, was Warning) error {
		w = was
		if err := reasonGiven(reason); err != nil {
			return err
		}
		if err := ws.to(ctx, tx, &w, Draft, strings.TrimSpace(reason)); err != nil {
			return err
		}
		if err := ws.queue.Settle(ctx, kindName, w.ID, strings.TrimSpace(reason)); err != nil {
			return err
		}
		return tell(ctx, tx, ReturnedEvent, "return", w, map[string]any{"reason": reason})
	})
	return w, err
}

// Withdraw gives up what was never published, with a reason.
func (ws *Warnings) Withdraw(ctx context.Context, id, reason string) (w Warning, err error) {
	err = ws.change(ctx, id, ToDraft, func(ctx context.Context, tx *db.Tx, was Warning) error {
		w = was
		if err := reasonGiven(reason); err != nil {
			return err
		}
		if err := ws.to(ctx, tx, &w, Withdrawn, strings.TrimSpace(reason)); err != nil {
			return err
		}
		if err := ws.queue.Settle(ctx, kindName, w.ID, strings.TrimSpace(reason)); err != nil {
			return err
		}
		return tell(ctx, tx, WithdrawnEvent, "withdraw", w, map[string]any{"reason": reason})
	})
	return w, err
}

func reasonGiven(reason string) error {
	switch words := strings.TrimSpace(reason); {
	case words == "":
		return refused([]fault.Field{fault.At("reason", "warning.no_reason")})
	case utf8.RuneCountInString(words) > longestWords:
		return refused([]fault.Field{fault.At("reason", "warning.too_long", "max", longestWords)})
	}
	return nil
}

// Publish signs an approved warning and gives it to the feed; what it follows
// ends in the same instant.
func (ws *Warnings) Publish(ctx context.Context, id string) (w Warning, err error) {
	key, err := ws.key(ctx)
	if err != nil {
		return Warning{}, err
	}
	err = ws.change(ctx, id, ToApprove, func(ctx context.Context, tx *db.Tx, was Warning) error {
		w = was
		if err := w.may(Published); err != nil {
			return err
		}
		m, err := ws.message(ctx, tx, w)
		if err != nil {
			return err
		}
		signed, err := m.Sign(key)
		if err != nil {
			return err
		}
		if w.Follows != "" {
			if err := ws.end(ctx, tx, w); err != nil {
				return err
			}
		}
		if err := ws.to(ctx, tx, &w, Published, ""); err != nil {
			return err
		}
		w.PublishedAt = tx.Now()
		if _, err := tx.Exec(ctx, `UPDATE warning SET published_at = ?, message = ? WHERE id = ?`, db.Micros(w.PublishedAt), signed, w.ID); err != nil {
			return err
		}
		return tell(ctx, tx, PublishedEvent, "publish", w, map[string]any{"identifier": w.Identifier, "message": string(signed)})
	})
	return w, err
}

// end closes the life of the warning that an Update or a Cancel follows.
func (ws *Warnings) end(ctx context.Context, tx *db.Tx, by Warning) error {
	old, err := load(ctx, tx, by.Follows, tx.Lock())
	if err != nil {
		return err
	}
	to := Updated
	if by.MsgType == "Cancel" {
		to = Cancelled
	}
	if err := ws.to(ctx, tx, &old, to, by.Number); err != nil {
		return err
	}
	return tell(ctx, tx, EndedEvent, string(to), old, map[string]any{"by": by.ID})
}

// Follow begins an Update or a Cancel of a published warning as a draft with the
// same words, which goes the same way to the public. [fault.Conflict] when one is
// on its way already.
func (ws *Warnings) Follow(ctx context.Context, id, msgType string) (w Warning, err error) {
	err = ws.change(ctx, id, ToDraft, func(ctx context.Context, tx *db.Tx, old Warning) error {
		to := map[string]State{"Update": Updated, "Cancel": Cancelled}[msgType]
		if to == "" {
			return refused([]fault.Field{fault.At("type", "warning.cap_not_one_of", "value", msgType, "known", "Update, Cancel")})
		}
		if err := old.may(to); err != nil {
			return err
		}
		waiting, err := query(ctx, tx, `follows = ? AND state IN ('draft', 'checked', 'approved')`, id)
		if err != nil {
			return err
		}
		if len(waiting) > 0 {
			return fault.New(fault.Conflict, "warning.followed", "number", old.Number, "by", waiting[0].Number)
		}
		c := old.Content
		if msgType == "Cancel" {
			c.ResponseTypes = []string{"AllClear"}
			c.Easy, c.Instruction = text.L{}, text.L{} // what to do now is another thing than before
		}
		w, err = ws.begin(ctx, tx, Warning{MsgType: msgType, Follows: id, Unit: old.Unit, Content: c})
		return err
	})
	return w, err
}

// Confirm says that the actor has received a published warning. Again changes
// nothing.
func (ws *Warnings) Confirm(ctx context.Context, id string) (w Warning, err error) {
	err = ws.change(ctx, id, ToConfirm, func(ctx context.Context, tx *db.Tx, was Warning) error {
		w = was
		if w.PublishedAt.IsZero() {
			return fault.New(fault.Conflict, "warning.not_published", "number", w.Number)
		}
		by := actor.From(ctx)
		n, err := tx.Exec(ctx, `INSERT INTO warning_receipt (warning, by_id, by_name, unit, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			w.ID, by.ID, by.Name, by.Unit, db.Micros(tx.Now()))
		if err != nil {
			return err
		}
		if err := w.history(ctx, tx); err != nil || n == 0 {
			return err
		}
		return tell(ctx, tx, ConfirmedEvent, "confirm", w, nil)
	})
	return w, err
}

const kindName = "warning-approval"

// kind answers for approvals in the queue: they end by approving or returning.
type kind struct{}

func (kind) Name() string { return kindName }

func (kind) MayClose(_ context.Context, _ *db.Tx, item work.Item) error {
	return fault.New(fault.Conflict, "warning.approve_there", "number", item.Subject.Number)
}

func (kind) Closed(context.Context, *db.Tx, work.Item) error { return nil }

func (kind) Reopened(_ context.Context, _ *db.Tx, item work.Item) error {
	return fault.New(fault.Conflict, "warning.approve_there", "number", item.Subject.Number)
}

// areaNames is for people who do not read codes.
func areaNames(list []area.Area, lang text.Lang) string {
	names := make([]string, len(list))
	for i, a := range list {
		names[i] = a.Name.In(lang)
	}
	return strings.Join(names, ", ")
}
