package playbook

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Proposal is what somebody wants a playbook to become.
type Proposal struct {
	ID       string
	Number   string // KB-24-0001
	Code     string
	Base     int      // the version that it changes; 0 for a new playbook
	Playbook Playbook // as it should be
	Why      Why
	State    State
	Revision int // counts edits
	Unit     string
	UnitPath string // of who approves: the owner of the base, or of the new playbook
	Author   string
	ByName   string
	Created  time.Time
	Changed  time.Time
	Changer  string // the name of who changed it last
	Version  int    // that it became; 0 before
	Moves    []Move // oldest first; filled by Proposal, not by Proposals
}

// Why says why a playbook should change, and which case taught it.
type Why struct {
	Words      string
	Case       string // id of an incident; empty for none
	CaseNumber string
}

// Move is one line of what became of a proposal.
type Move struct {
	At     time.Time
	ByID   string
	ByName string
	What   string // begun, edited, proposed, returned, approved, withdrawn
	Words  string
}

// Scope is where the proposal belongs, for rights.
func (q Proposal) Scope() actor.Scope { return actor.Scope{UnitPath: q.UnitPath} }

const proposalColumns = `id, number, code, base, body, why, case_id, case_number, state, revision, unit, unit_path, author, author_name,
	created_at, changed_at, changed_name, version`

func proposals(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Proposal, err error) {
	err = tx.Each(ctx, `SELECT `+proposalColumns+` FROM playbook_proposal WHERE `+where, args, func(scan func(...any) error) error {
		var q Proposal
		var body string
		var created, changed int64
		if err := scan(&q.ID, &q.Number, &q.Code, &q.Base, &body, &q.Why.Words, &q.Why.Case, &q.Why.CaseNumber, &q.State, &q.Revision,
			&q.Unit, &q.UnitPath, &q.Author, &q.ByName, &created, &changed, &q.Changer, &q.Version); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &q.Playbook); err != nil {
			return err
		}
		q.Created, q.Changed = db.Time(created), db.Time(changed)
		list = append(list, q)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read proposals: %w", err)
	}
	return list, nil
}

// load reads one proposal with what became of it.
func load(ctx context.Context, tx *db.Tx, id, lock string) (Proposal, error) {
	list, err := proposals(ctx, tx, `id = ?`+lock, id)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "playbook.no_proposal")
	}
	if err != nil {
		return Proposal{}, err
	}
	q := list[0]
	err = tx.Each(ctx, `SELECT at, by_id, by_name, what, words FROM playbook_proposal_move WHERE proposal = ? ORDER BY seq`, []any{id}, func(scan func(...any) error) error {
		var m Move
		var at int64
		if err := scan(&at, &m.ByID, &m.ByName, &m.What, &m.Words); err != nil {
			return err
		}
		m.At = db.Time(at)
		q.Moves = append(q.Moves, m)
		return nil
	})
	return q, err
}

// moved adds a line; the row is locked by the caller, so the next number is free.
func (q *Proposal) moved(ctx context.Context, tx *db.Tx, what, words string) error {
	by := actor.From(ctx)
	_, err := tx.Exec(ctx, `INSERT INTO playbook_proposal_move (proposal, seq, at, by_id, by_name, what, words) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		q.ID, len(q.Moves)+1, db.Micros(tx.Now()), by.ID, by.Name, what, words)
	q.Moves = append(q.Moves, Move{tx.Now(), by.ID, by.Name, what, words})
	return err
}

// to moves the proposal by compare-and-set.
func (q *Proposal) to(ctx context.Context, tx *db.Tx, state State, what, words string) error {
	if err := q.may(state); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE playbook_proposal SET state = ? WHERE id = ? AND state = ?`, string(state), q.ID, string(q.State))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "playbook.is_"+string(q.State), "number", q.Number)
	}
	q.State = state
	return q.moved(ctx, tx, what, words)
}

// Proposal gives one with what became of it.
func (ps *Playbooks) Proposal(ctx context.Context, id string) (q Proposal, err error) {
	err = ps.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Read, actor.Scope{}); err != nil {
			return err
		}
		q, err = load(ctx, tx, id, "")
		return err
	})
	return q, err
}

// Proposals gives those of a playbook, newest first; of all playbooks only those
// that are still on their way.
func (ps *Playbooks) Proposals(ctx context.Context, code string) (list []Proposal, err error) {
	err = ps.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Read, actor.Scope{}); err != nil {
			return err
		}
		if code == "" {
			list, err = proposals(ctx, tx, `state IN ('draft', 'proposed') ORDER BY changed_at DESC, id DESC`)
			return err
		}
		list, err = proposals(ctx, tx, `code = ? ORDER BY created_at DESC, id DESC LIMIT 100`, code)
		return err
	})
	return list, err
}
