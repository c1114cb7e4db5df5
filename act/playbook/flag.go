package playbook

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// reviewLimit is how long the owner has to look at a playbook whose legal text has
// changed, in working time: ten days of eight hours. PROJECT CHOICE.
const reviewLimit = 80 * time.Hour

const reviewKind = "playbook-law"

// Flag says that a text which the playbook cites is no longer as it was when the
// version came into force.
type Flag struct {
	Act    string
	Clause string
	What   string // amended, repealed
	At     time.Time
}

// lawChanged flags the playbooks that cite what changed, and asks their owners to
// look. A version that was put together with the change, or later, knows it.
func (ps *Playbooks) lawChanged(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	for _, e := range events {
		var c law.Changed
		if err := json.Unmarshal(e.Body, &c); err != nil {
			return fmt.Errorf("read %s: %w", e.Kind, err)
		}
		list, err := ps.current(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range list {
			if !p.PutAt.Before(e.At) {
				continue
			}
			if err := ps.flag(ctx, tx, p, c, e.At); err != nil {
				return err
			}
		}
	}
	return nil
}

func (ps *Playbooks) flag(ctx context.Context, tx *db.Tx, p Playbook, c law.Changed, at time.Time) error {
	var cited []string
	for _, s := range p.Steps {
		for _, l := range s.Legal {
			if l.Act == c.Act && !slices.Contains(cited, l.Clause) && c.Touches(l.Clause) {
				cited = append(cited, l.Clause)
			}
		}
	}
	if len(cited) == 0 || !p.To.Open() && p.To <= text.DayOf(tx.Now()) {
		return nil
	}
	what := "amended"
	if c.Ended {
		what = "repealed"
	}
	var flags int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM playbook_flag WHERE code = ?`, p.Code).Scan(&flags); err != nil {
		return err
	}
	for _, clause := range cited {
		if _, err := tx.Exec(ctx, `INSERT INTO playbook_flag (code, act, clause, what, at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (code, act, clause) DO UPDATE SET what = excluded.what, at = excluded.at`, p.Code, c.Act, clause, what, db.Micros(at)); err != nil {
			return err
		}
	}
	if err := bus.Record(ctx, tx, FlaggedEvent, p.Code, Happened{Code: p.Code}); err != nil {
		return err
	}
	if flags > 0 {
		return nil // one item for all that changed
	}
	title := text.Message("playbook.please_review", map[string]any{"code": p.Code, "title": p.Title, "act": c.Act})
	err := ps.item(ctx, tx, reviewKind, p.Owner(), reviewLimit, work.Subject{Kind: "playbook", ID: p.Code, Number: p.Code}, title)
	if fault.Is(err, fault.NotFound) {
		return nil // the owner has ended; the flag stands
	}
	return err
}

// Flags gives the flags of all playbooks, by code.
func (ps *Playbooks) Flags(ctx context.Context) (flags map[string][]Flag, err error) {
	flags = map[string][]Flag{}
	err = ps.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Read, actor.Scope{}); err != nil {
			return err
		}
		clear(flags)
		return tx.Each(ctx, `SELECT code, act, clause, what, at FROM playbook_flag ORDER BY code, act, clause`, nil, func(scan func(...any) error) error {
			var code string
			var f Flag
			var at int64
			if err := scan(&code, &f.Act, &f.Clause, &f.What, &at); err != nil {
				return err
			}
			f.At = db.Time(at)
			flags[code] = append(flags[code], f)
			return nil
		})
	})
	return flags, err
}

// Review says that a flagged playbook was looked at and still holds, with the
// reason; its flags go and the owner's item is done. A new version does the same.
func (ps *Playbooks) Review(ctx context.Context, code, reason string) error {
	reason = strings.TrimSpace(reason)
	err := ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := ps.Newest(ctx, tx, code)
		if err != nil {
			return err
		}
		path, err := p.path(ctx, tx)
		if err != nil {
			return err
		}
		if err := actor.From(ctx).Check(ToEdit, actor.Scope{UnitPath: path}); err != nil {
			return err
		}
		if err := reasonGiven(reason); err != nil {
			return err
		}
		n, err := ps.unflag(ctx, tx, code, reason)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "playbook.not_flagged", "code", code)
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "playbook.review", Subject: p.ID, UnitPath: path, Payload: map[string]any{"reason": reason, "flags": n}})
	})
	if err != nil {
		return fmt.Errorf("review playbook %s: %w", code, err)
	}
	return nil
}

func (ps *Playbooks) unflag(ctx context.Context, tx *db.Tx, code, reason string) (int64, error) {
	n, err := tx.Exec(ctx, `DELETE FROM playbook_flag WHERE code = ?`, code)
	if err != nil || n == 0 {
		return 0, err
	}
	if err := bus.Record(ctx, tx, FlaggedEvent, code, Happened{Code: code}); err != nil {
		return 0, err
	}
	if ps.queue == nil {
		return n, nil
	}
	return n, ps.queue.Settle(ctx, reviewKind, code, reason)
}
