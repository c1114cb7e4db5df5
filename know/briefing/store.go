package briefing

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

const columns = `b.id, b.number, b.day, b.unit, b.unit_path, b.area, b.area_path, b.state, b.version, b.digest, b.composed_at, b.signed_at, b.signed_by, b.signed_name, b.sent_at, b.sent_name,
	COALESCE((SELECT m.id FROM briefing_meeting m WHERE m.brief = b.id), ''), (SELECT count(*) FROM briefing_told t WHERE t.brief = b.id AND t.account = ?)`

func query(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Brief, err error) {
	args = append([]any{actor.From(ctx).ID}, args...)
	err = tx.Each(ctx, `SELECT `+columns+` FROM briefing_brief b WHERE `+where, args, func(scan func(...any) error) error {
		var b Brief
		var composed, told int64
		var signed, sent *int64
		if err := scan(&b.ID, &b.Number, &b.Day, &b.Unit, &b.UnitPath, &b.Area, &b.AreaPath, &b.State, &b.Version, &b.Digest, &composed, &signed, &b.SignedBy, &b.SignedName, &sent, &b.SentName, &b.Meeting, &told); err != nil {
			return err
		}
		b.ComposedAt, b.SignedAt, b.SentAt, b.told = db.Time(composed), db.TimeOf(signed), db.TimeOf(sent), told > 0
		list = append(list, b)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read briefs: %w", err)
	}
	return list, nil
}

func notFound(what string) error { return fault.New(fault.NotFound, "briefing.not_found", "id", what) }

// readable is a brief that the actor may read; one that they may not is not found.
func readable(ctx context.Context, tx *db.Tx, id, lock string) (Brief, error) {
	list, err := query(ctx, tx, `b.id = ?`+lock, id)
	if err == nil && (len(list) == 0 || !list[0].readable(actor.From(ctx))) {
		err = notFound(id)
	}
	if err != nil {
		return Brief{}, err
	}
	return list[0], nil
}

// lockOf locks the rows of briefs, and not what is counted beside them.
func lockOf(tx *db.Tx) string {
	if tx.Lock() == "" {
		return ""
	}
	return tx.Lock() + " OF b"
}

// full adds the content as it was kept, its versions and today's telephones.
func (bs *Briefs) full(ctx context.Context, tx *db.Tx, b Brief) (Brief, error) {
	var content string
	err := tx.Each(ctx, `SELECT version, digest, at, by_name, content FROM briefing_version WHERE brief = ? ORDER BY version`, []any{b.ID}, func(scan func(...any) error) error {
		var v Version
		var at int64
		var body string
		err := scan(&v.No, &v.Digest, &at, &v.By, &body)
		if v.At = db.Time(at); v.No == b.Version {
			content = body
		}
		b.Versions = append(b.Versions, v)
		return err
	})
	if err != nil {
		return b, err
	}
	if err := json.Unmarshal([]byte(content), &b.Content); err != nil {
		return b, fmt.Errorf("content of brief %s: %w", b.ID, err)
	}
	if b.Intact, err = bs.intact(ctx, b, content); err != nil {
		return b, err
	}
	b.Phones, err = phones(ctx, tx, b.Content.Lines())
	return b, err
}

// intact compares the content with its digest, and once it is signed this with the ledger's, whose chain is checked apart.
func (bs *Briefs) intact(ctx context.Context, b Brief, content string) (bool, error) {
	if digest(content) != b.Digest {
		return false, nil
	}
	if b.State == Composed {
		return true, nil
	}
	lines, err := ledger.List(actor.With(ctx, actor.System("briefing")), bs.d, ledger.Filter{Subject: b.ID, Verb: "briefing.sign", Limit: 1})
	if err != nil || len(lines) == 0 {
		return false, err
	}
	var kept struct{ Digest string }
	if lines[0].Payload == nil { // one that was erased says nothing
		return true, nil
	}
	err = json.Unmarshal(lines[0].Payload, &kept)
	return kept.Digest == b.Digest, err
}

// Get gives a brief whole; [fault.NotFound] when the actor may not read it.
func (bs *Briefs) Get(ctx context.Context, id string) (b Brief, err error) {
	err = bs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		b, err = bs.full(ctx, tx, found)
		return err
	})
	return b, err
}

// On gives the brief of a day: of a unit, or without one the brief nearest to the root that the actor may read.
func (bs *Briefs) On(ctx context.Context, day text.Day, code string) (b Brief, err error) {
	err = bs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		where, args := readableWhere(actor.From(ctx))
		where, args = where+` AND b.day = ?`, append(args, string(day))
		if code != "" {
			where, args = where+` AND b.unit = ?`, append(args, code)
		}
		list, err := query(ctx, tx, where+` ORDER BY length(b.unit_path), b.unit_path LIMIT 1`, args...)
		if err == nil && len(list) == 0 {
			err = fault.New(fault.NotFound, "briefing.none_that_day", "day", day)
		}
		if err != nil {
			return err
		}
		b, err = bs.full(ctx, tx, list[0])
		return err
	})
	return b, err
}

const usualPage, longestPage = 31, 200

// List gives briefs that the actor may read, the newest first, without content, and the cursor of the next page.
func (bs *Briefs) List(ctx context.Context, after string, limit int) (list []Brief, next string, err error) {
	if limit <= 0 {
		limit = usualPage
	}
	limit = min(limit, longestPage)
	err = bs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		where, args := readableWhere(actor.From(ctx))
		if after != "" {
			if len(after) < 12 || !text.Day(after[:10]).Valid() {
				return fault.Fields("briefing.invalid", fault.At("after", "briefing.bad_cursor"))
			}
			where, args = where+` AND (b.day, b.id) < (?, ?)`, append(args, after[:10], after[11:])
		}
		list, err = query(ctx, tx, where+` ORDER BY b.day DESC, b.id DESC LIMIT ?`, append(args, limit+1)...)
		return err
	})
	if err == nil && len(list) > limit {
		list = list[:limit]
		next = string(list[limit-1].Day) + "." + list[limit-1].ID
	}
	return list, next, err
}
