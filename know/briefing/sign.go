package briefing

import (
	"context"
	"fmt"

	"thanhdong/act/notify"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// change runs a command on a locked brief that the actor may read, and gives it whole.
func (bs *Briefs) change(ctx context.Context, id, what string, v actor.Verb, do func(context.Context, *db.Tx, *Brief) error) (b Brief, err error) {
	err = bs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if b, err = readable(ctx, tx, id, lockOf(tx)); err != nil {
			return err
		}
		if err := actor.From(ctx).Check(v, b.Scope()); err != nil {
			return err
		}
		if err := do(ctx, tx, &b); err != nil {
			return err
		}
		if b, err = readable(ctx, tx, id, ""); err != nil {
			return err
		}
		b, err = bs.full(ctx, tx, b)
		return err
	})
	if err != nil {
		return Brief{}, fmt.Errorf("%s brief %s: %w", what, id, err)
	}
	return b, nil
}

// Sign is a person's word that the content with this digest is the brief of the day. [fault.Conflict] when it was composed anew since they looked, or is signed;
// [fault.Forbidden] for the product itself: a brief is signed by somebody.
func (bs *Briefs) Sign(ctx context.Context, id, seen string) (Brief, error) {
	return bs.change(ctx, id, "sign", ToSign, func(ctx context.Context, tx *db.Tx, b *Brief) error {
		by := actor.From(ctx)
		if by.Kind != actor.Person {
			return fault.New(fault.Forbidden, "briefing.by_a_person")
		}
		if err := b.may(Signed); err != nil {
			return err
		}
		if seen != b.Digest {
			return fault.New(fault.Conflict, "briefing.composed_anew", "number", b.Number)
		}
		n, err := tx.Exec(ctx, `UPDATE briefing_brief SET state = 'signed', signed_at = ?, signed_by = ?, signed_name = ? WHERE id = ? AND state = 'composed' AND digest = ?`, db.Micros(tx.Now()), by.ID, by.Name, id, seen)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "briefing.is_signed", "number", b.Number)
		}
		if err != nil {
			return err
		}
		return b.tell(ctx, tx, SignedEvent, "sign", map[string]any{"digest": b.Digest, "version": b.Version, "name": by.Name})
	})
}

// Send gives a signed brief to the leaders at and below its unit, once; they may read it from then on.
func (bs *Briefs) Send(ctx context.Context, id string) (Brief, error) {
	return bs.change(ctx, id, "send", ToSend, func(ctx context.Context, tx *db.Tx, b *Brief) error {
		if err := b.may(Sent); err != nil {
			return err
		}
		by := actor.From(ctx)
		n, err := tx.Exec(ctx, `UPDATE briefing_brief SET state = 'sent', sent_at = ?, sent_by = ?, sent_name = ? WHERE id = ? AND state = 'signed'`, db.Micros(tx.Now()), by.ID, by.Name, id)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "briefing.is_sent", "number", b.Number)
		}
		if err != nil {
			return err
		}
		ids, err := account.Below(ctx, tx, b.UnitPath, actor.Leader)
		if err != nil {
			return err
		}
		for _, to := range ids {
			if _, err := tx.Exec(ctx, `INSERT INTO briefing_told (brief, account) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, to); err != nil {
				return err
			}
		}
		whole, err := bs.full(ctx, tx, *b)
		if err != nil {
			return err
		}
		kept, broken := whole.Content.Kept()
		if err := bs.notices.Tell(ctx, tx, notify.News{
			Origin: "briefing/sent/" + id, Kind: notify.Situation, Severity: 2, About: notify.Subject{Kind: "brief", ID: id, Number: b.Number},
			Title: text.Message("briefing.sent_title", map[string]any{"day": b.Day}),
			Text:  text.Message("briefing.sent_words", map[string]any{"late": len(whole.Content.Late) + whole.Content.More.Late, "kept": kept, "broken": broken}),
			Link:  "/briefs/" + string(b.Day),
		}, ids...); err != nil {
			return err
		}
		return b.tell(ctx, tx, SentEvent, "send", map[string]any{"digest": b.Digest, "to": ids})
	})
}

// Remind tells the person of a line, at once, that it waits for them. [fault.NotFound] for a line that is not there or has nobody.
func (bs *Briefs) Remind(ctx context.Context, id, key string) (name text.L, err error) {
	_, err = bs.change(ctx, id, "remind by", ToRemind, func(ctx context.Context, tx *db.Tx, b *Brief) error {
		whole, err := bs.full(ctx, tx, *b)
		if err != nil {
			return err
		}
		for _, l := range whole.Content.Lines() {
			if l.Key != key || l.Person == "" {
				continue
			}
			name = l.Name
			by := actor.From(ctx)
			if err := bs.notices.Tell(ctx, tx, notify.News{
				Origin: fmt.Sprintf("briefing/remind/%s/%s/%d", id, key, tx.Now().Unix()/60), Kind: notify.Escalated, Severity: max(2, l.Severity), About: notify.Subject{Kind: l.Kind, ID: l.Key, Number: l.Code},
				Title: text.Message("briefing.reminded", map[string]any{"by": by.Name, "code": l.Code}), Link: l.Link, Wants: notify.Confirm,
			}, l.Person); err != nil {
				return err
			}
			return b.tell(ctx, tx, RemindedEvent, "remind", map[string]any{"line": key, "person": l.Person})
		}
		return fault.New(fault.NotFound, "briefing.no_such_line")
	})
	return name, err
}
