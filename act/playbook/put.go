package playbook

import (
	"context"
	"fmt"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// Playbooks is the room.
type Playbooks struct{ d *db.DB }

// New makes the room.
func New(d *db.DB) *Playbooks { return &Playbooks{d: d} }

// Put stores a playbook. Content that equals the newest version changes nothing;
// other content becomes the next version. It tells the version and whether it is
// new. Refusals: [fault.Invalid] with every fault, also for acts and clauses that
// ground/law does not know.
func (ps *Playbooks) Put(ctx context.Context, p Playbook) (stored Playbook, changed bool, err error) {
	if err := p.Validate(); err != nil {
		return Playbook{}, false, fmt.Errorf("put playbook %s: %w", p.Code, err)
	}
	body, sum, err := p.digest()
	if err != nil {
		return Playbook{}, false, err
	}
	err = ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		changed = false
		if err := law.Check(ctx, tx, p.refs()); err != nil {
			return err
		}
		var version int
		var id, digest string
		err := tx.QueryRow(ctx, `SELECT id, version, digest FROM playbook WHERE code = ? ORDER BY version DESC LIMIT 1`, p.Code).Scan(&id, &version, &digest)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		stored = p
		if digest == sum {
			stored.ID, stored.Version = id, version
			return nil
		}
		changed = true
		stored.ID, stored.Version, stored.PutAt = tx.NewID("pbk"), version+1, tx.Now()
		if _, err := tx.Exec(ctx, `INSERT INTO playbook (id, code, version, title_vi, title_en, valid_from, valid_to, body, digest, used, put_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`, stored.ID, p.Code, stored.Version, p.Title.VI, p.Title.EN, p.From, p.To, body, sum, db.Micros(tx.Now())); err != nil {
			return err
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "playbook.put", Subject: stored.ID, Payload: map[string]any{"code": p.Code, "version": stored.Version, "digest": sum}})
	})
	if err != nil {
		return Playbook{}, false, fmt.Errorf("put playbook %s: %w", p.Code, err)
	}
	return stored, changed, nil
}

// Remove takes a playbook away that nothing uses. [fault.Conflict] names what
// does: a rule, a feed, or a case, which needs its version for ever.
func (ps *Playbooks) Remove(ctx context.Context, code string) error {
	err := ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, u := range users {
			var who string
			err := tx.QueryRow(ctx, u.query, code).Scan(&who)
			if err == nil {
				return fault.New(fault.Conflict, "playbook.used", "code", code, "kind", text.Key(u.key), "who", who)
			}
			if !fault.Is(err, fault.NotFound) {
				return err
			}
		}
		n, err := tx.Exec(ctx, `DELETE FROM playbook WHERE code = ?`, code)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "playbook.not_found", "code", code)
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "playbook.remove", Subject: code, Payload: map[string]any{"code": code, "versions": n}})
	})
	if err != nil {
		return fmt.Errorf("remove playbook %s: %w", code, err)
	}
	return nil
}

// users are the rooms below that name playbooks, and the cases that ran by one.
var users = []struct{ key, query string }{
	{"playbook.used_by_rule", `SELECT code FROM rule WHERE playbook = ? AND in_force = 1 ORDER BY code LIMIT 1`},
	// A contract keeps its playbook in its body; codes hold nothing that JSON
	// would write differently, so the text can be looked for.
	{"playbook.used_by_feed", `SELECT code FROM feed WHERE ended IS NULL AND body LIKE '%"playbook":"' || REPLACE(CAST(? AS TEXT), '_', '!_') || '"%' ESCAPE '!' ORDER BY code LIMIT 1`},
	{"playbook.used_by_case", `SELECT code FROM playbook WHERE code = ? AND used = 1 LIMIT 1`},
}
