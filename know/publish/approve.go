package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Preview is what would be public if the proposal were approved now, and the digest by which it is approved.
func (ss *Sets) Preview(ctx context.Context, code string) (t Table, seen string, err error) {
	err = ss.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := readable(ctx, tx, code, "")
		if err != nil {
			return err
		}
		if t, err = s.Definition.make(ctx, tx); err != nil {
			return err
		}
		seen, _, err = digest(s.Definition, t)
		return err
	})
	if err != nil {
		return Table{}, "", fmt.Errorf("preview open data %s: %w", code, err)
	}
	return t, seen, nil
}

// change runs a command on a set whose row is locked.
func (ss *Sets) change(ctx context.Context, code, what string, do func(context.Context, *db.Tx, Set) error) (s Set, err error) {
	err = ss.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if s, err = readable(ctx, tx, code, lockOf(tx)); err != nil {
			return err
		}
		by := actor.From(ctx)
		if err := by.Check(ToApprove, s.Scope()); err != nil {
			return err
		}
		if by.Kind != actor.Person {
			return fault.New(fault.Forbidden, "publish.by_a_person")
		}
		if err := do(ctx, tx, s); err != nil {
			return err
		}
		s, err = readable(ctx, tx, code, "")
		return err
	})
	if err != nil {
		return Set{}, fmt.Errorf("%s open data %s: %w", what, code, err)
	}
	return s, nil
}

// Approve makes the proposal public as its reader saw it: seen is the digest of that preview. [fault.Conflict] when the proposal or its figures changed since, or when it
// is public as it is; [fault.Forbidden] for the product itself: somebody answers for it; [fault.Invalid] when it would let a hidden count of another public one be told.
func (ss *Sets) Approve(ctx context.Context, code, seen string) (Set, error) {
	return ss.change(ctx, code, "approve", func(ctx context.Context, tx *db.Tx, s Set) error {
		if err := s.may(Published); err != nil {
			return err
		}
		if s.State == Published && !s.Changed() {
			return fault.New(fault.Conflict, "publish.is_published", "code", code)
		}
		if err := s.Definition.check(ctx, tx, `s.state = 'published'`, func(o Set) Definition { return o.Public }); err != nil {
			return err
		}
		t, err := s.Definition.make(ctx, tx)
		if err != nil {
			return err
		}
		sum, body, err := digest(s.Definition, t)
		if err != nil {
			return err
		}
		if sum != seen {
			return fault.New(fault.Conflict, "publish.changed_since", "code", code)
		}
		public, err := json.Marshal(s.Definition)
		if err != nil {
			return err
		}
		by, now := actor.From(ctx), db.Micros(tx.Now())
		role := actor.Role("")
		if grants := by.Because(ToApprove, s.Scope()); len(grants) > 0 {
			role = grants[0].Role
		}
		n, err := tx.Exec(ctx, `UPDATE publish_set SET state = 'published', public = ?, public_version = version, approved_at = ?, approved_by = ?, approved_role = ?, approved_unit = ?, issued_at = COALESCE(issued_at, ?),
			withdrawn_at = NULL, words = '' WHERE code = ? AND state = ? AND version = ?`, string(public), now, by.ID, string(role), by.Unit, now, code, string(s.State), s.Version)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "publish.changed_since", "code", code)
		}
		if err != nil {
			return err
		}
		if err := save(ctx, tx, code, s.Digest, sum, t, body); err != nil {
			return err
		}
		return s.tell(ctx, tx, PublishedEvent, "approve", "", map[string]any{"digest": sum, "version": s.Version, "rows": len(t.Rows), "hidden": t.Hidden()})
	})
}

const longestWords = 1000

// Withdraw takes a set back, with words that stand at its address from then on. What is proposed and not wanted is withdrawn too.
func (ss *Sets) Withdraw(ctx context.Context, code, words string) (Set, error) {
	words = strings.TrimSpace(words)
	switch n := utf8.RuneCountInString(words); {
	case n == 0:
		return Set{}, fault.Fields("publish.invalid", fault.At("words", "publish.needed"))
	case n > longestWords:
		return Set{}, fault.Fields("publish.invalid", fault.At("words", "publish.too_long", "max", longestWords))
	}
	return ss.change(ctx, code, "withdraw", func(ctx context.Context, tx *db.Tx, s Set) error {
		if err := s.may(Withdrawn); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE publish_set SET state = 'withdrawn', withdrawn_at = ?, words = ? WHERE code = ? AND state = ?`, db.Micros(tx.Now()), words, code, string(s.State))
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "publish.is_withdrawn", "code", code)
		}
		if err != nil {
			return err
		}
		return s.tell(ctx, tx, WithdrawnEvent, "withdraw", words, map[string]any{"words": words})
	})
}

// save keeps a table; the time of its change is that of other content.
func save(ctx context.Context, tx *db.Tx, code, before, sum string, t Table, body []byte) error {
	if before == sum {
		_, err := tx.Exec(ctx, `UPDATE publish_set SET trouble = '' WHERE code = ?`, code)
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE publish_set SET digest = ?, changed_at = ?, rows_count = ?, hidden_count = ?, trouble = '' WHERE code = ?`, sum, db.Micros(tx.Now()), len(t.Rows), t.Hidden(), code); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO publish_table (code, digest, body) VALUES (?, ?, ?) ON CONFLICT (code) DO UPDATE SET digest = excluded.digest, body = excluded.body`, code, sum, string(body))
	return err
}
