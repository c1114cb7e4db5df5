package playbook

import (
	"context"
	"fmt"
	"slices"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// Playbooks is the room.
type Playbooks struct {
	d     *db.DB
	queue *work.Work // nil until [Playbooks.Join]; then nobody is asked
}

// New makes the room.
func New(d *db.DB) *Playbooks { return &Playbooks{d: d} }

// Join lets the room put approvals and reviews into the queue, and follow changes
// of the law. Rooms below ask for playbooks before the queue is there, so it comes
// after [New].
func (ps *Playbooks) Join(queue *work.Work, b *bus.Bus) {
	ps.queue = queue
	queue.Register(kind{approvalKind, "playbook.approve_there"})
	queue.Register(kind{reviewKind, "playbook.review_there"})
	b.Read("playbook.law", []string{law.ChangedEvent}, ps.lawChanged)
}

// Put stores a playbook. Content that equals the newest version changes nothing;
// other content becomes the next version. It tells the version and whether it is
// new. Refusals: [fault.Invalid] with every fault, also for acts and clauses that
// ground/law does not know.
func (ps *Playbooks) Put(ctx context.Context, p Playbook) (stored Playbook, changed bool, err error) {
	if err := p.Validate(); err != nil {
		return Playbook{}, false, fmt.Errorf("put playbook %s: %w", p.Code, err)
	}
	p.Origin, p.PutBy, p.Why, p.Proposal = FromPack, actor.From(ctx).Name, "", ""
	err = ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		stored, changed, err = ps.put(ctx, tx, p)
		return err
	})
	if err != nil {
		return Playbook{}, false, fmt.Errorf("put playbook %s: %w", p.Code, err)
	}
	return stored, changed, nil
}

// put adds a version that is valid by itself.
func (ps *Playbooks) put(ctx context.Context, tx *db.Tx, p Playbook) (stored Playbook, changed bool, err error) {
	body, sum, err := p.digest()
	if err != nil {
		return Playbook{}, false, err
	}
	if err := law.Check(ctx, tx, p.refs()); err != nil {
		return Playbook{}, false, err
	}
	var version int
	var id, digest string
	err = tx.QueryRow(ctx, `SELECT id, version, digest FROM playbook WHERE code = ? ORDER BY version DESC LIMIT 1`, p.Code).Scan(&id, &version, &digest)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Playbook{}, false, err
	}
	stored = p
	if digest == sum {
		stored.ID, stored.Version = id, version
		return stored, false, nil
	}
	stored.ID, stored.Version, stored.PutAt = tx.NewID("pbk"), version+1, tx.Now()
	if stored.UnitPath, err = pathOf(ctx, tx, p.Owner()); err != nil {
		return Playbook{}, false, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO playbook (id, code, version, title_vi, title_en, valid_from, valid_to, body, digest, used, put_at, unit, unit_path, origin, put_name, proposal, why)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)`, stored.ID, p.Code, stored.Version, p.Title.VI, p.Title.EN, p.From, p.To, body, sum, db.Micros(tx.Now()),
		p.Owner(), stored.UnitPath, string(p.Origin), p.PutBy, p.Proposal, p.Why); err != nil {
		return Playbook{}, false, err
	}
	if err := nameUnits(ctx, tx, p); err != nil {
		return Playbook{}, false, err
	}
	if _, err := ps.unflag(ctx, tx, p.Code, text.T(text.VI, "playbook.new_version", map[string]any{"version": stored.Version})); err != nil {
		return Playbook{}, false, err
	}
	if err := bus.Record(ctx, tx, PutEvent, p.Code, Happened{Code: p.Code, Proposal: p.Proposal}); err != nil {
		return Playbook{}, false, err
	}
	return stored, true, ledger.Write(ctx, tx, ledger.Entry{Verb: "playbook.put", Subject: stored.ID, UnitPath: stored.UnitPath,
		Payload: map[string]any{"code": p.Code, "version": stored.Version, "digest": sum}})
}

// nameUnits keeps which units the newest version names.
func nameUnits(ctx context.Context, tx *db.Tx, p Playbook) error {
	if _, err := tx.Exec(ctx, `DELETE FROM playbook_unit WHERE code = ?`, p.Code); err != nil {
		return err
	}
	named := []string{p.Unit}
	for _, s := range p.Steps {
		named = append(named, s.Unit)
	}
	slices.Sort(named)
	for _, code := range slices.Compact(named) {
		path, err := pathOf(ctx, tx, code)
		if err != nil {
			return err
		}
		if path == "" {
			continue
		}
		if _, err := tx.Exec(ctx, `INSERT INTO playbook_unit (code, unit, unit_path) VALUES (?, ?, ?)`, p.Code, code, path); err != nil {
			return err
		}
	}
	return nil
}

// Remove takes a playbook away that nothing uses. [fault.Conflict] names what
// does: a rule, a feed, or a case, which needs its version for ever.
func (ps *Playbooks) Remove(ctx context.Context, code string) error {
	err := ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := ps.unused(ctx, tx, code, users); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM playbook_unit WHERE code = ?`, code); err != nil {
			return err
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

// unused refuses when one of the users counts on the playbook, and names it.
func (ps *Playbooks) unused(ctx context.Context, tx *db.Tx, code string, by []user) error {
	for _, u := range by {
		var who string
		err := tx.QueryRow(ctx, u.query, code).Scan(&who)
		if err == nil {
			return fault.New(fault.Conflict, "playbook.used", "code", code, "kind", text.Key(u.key), "who", who)
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return nil
}

type user struct{ key, query string }

// users are the rooms below that name playbooks, and the cases that ran by one.
var users = []user{
	{"playbook.used_by_rule", `SELECT code FROM rule WHERE playbook = ? AND in_force = 1 ORDER BY code LIMIT 1`},
	// A contract keeps its playbook in its body; codes hold nothing that JSON
	// would write differently, so the text can be looked for.
	{"playbook.used_by_feed", `SELECT code FROM feed WHERE ended IS NULL AND body LIKE '%"playbook":"' || REPLACE(CAST(? AS TEXT), '_', '!_') || '"%' ESCAPE '!' ORDER BY code LIMIT 1`},
	{"playbook.used_by_case", `SELECT code FROM playbook WHERE code = ? AND used = 1 LIMIT 1`},
}
