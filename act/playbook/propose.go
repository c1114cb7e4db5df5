package playbook

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

const (
	longestWords = 4000
	largestDraft = 256 << 10 // bytes as JSON
)

// Propose is what a lesson learnt becomes: the playbook as it should be, with the
// version it changes, handed in at once for approval by who answers for it. It is
// refused as [Playbooks.Draft] and [Playbooks.HandIn] refuse.
func (ps *Playbooks) Propose(ctx context.Context, code string, base int, changed Playbook, why Why) (q Proposal, err error) {
	err = ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if q, err = ps.Draft(ctx, code, base, changed, why); err != nil {
			return err
		}
		q, err = ps.HandIn(ctx, q.ID)
		return err
	})
	return q, err
}

// Draft begins a proposal that may still be full of gaps. Base is the version that
// it changes, 0 for a new playbook: [fault.Conflict] when the code is taken.
func (ps *Playbooks) Draft(ctx context.Context, code string, base int, changed Playbook, why Why) (q Proposal, err error) {
	changed.Code, why.Words = code, strings.TrimSpace(why.Words)
	body, err := checked(changed, why)
	if err != nil {
		return Proposal{}, fmt.Errorf("propose playbook %s: %w", code, err)
	}
	err = ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		if err := by.Check(ToPropose, actor.Scope{}); err != nil {
			return err
		}
		q = Proposal{ID: tx.NewID("pbp"), Code: code, Base: base, Playbook: changed, Why: why, State: Drafted, Revision: 1,
			Author: by.ID, ByName: by.Name, Created: tx.Now(), Changed: tx.Now(), Changer: by.Name}
		if err := ps.base(ctx, tx, code, base); err != nil {
			return err
		}
		if err := ps.place(ctx, tx, &q); err != nil {
			return err
		}
		if q.Number, err = tx.Number(ctx, "KB"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO playbook_proposal (`+proposalColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
			q.ID, q.Number, q.Code, q.Base, body, why.Words, why.Case, why.CaseNumber, string(q.State), q.Revision, q.Unit, q.UnitPath,
			q.Author, q.ByName, db.Micros(q.Created), db.Micros(q.Changed), q.Changer); err != nil {
			return err
		}
		if err := q.moved(ctx, tx, "begun", ""); err != nil {
			return err
		}
		return q.tell(ctx, tx, ProposedEvent, "draft", map[string]any{"code": code, "base": base, "number": q.Number})
	})
	if err != nil {
		return Proposal{}, fmt.Errorf("propose playbook %s: %w", code, err)
	}
	return q, nil
}

// Save changes a proposal: revision is the one that the editor saw, base the
// version they hold it against now. When somebody saved meanwhile it is a
// [fault.Conflict]; the editor's text can still be kept by beginning another
// proposal with it. What was proposed becomes a draft again.
func (ps *Playbooks) Save(ctx context.Context, id string, revision, base int, changed Playbook, words string) (q Proposal, err error) {
	err = ps.change(ctx, id, func(ctx context.Context, tx *db.Tx, was Proposal) error {
		q = was
		changed.Code, words = q.Code, strings.TrimSpace(words)
		if err := q.mine(ctx); err != nil {
			return err
		}
		if err := q.may(Drafted); err != nil {
			return err
		}
		if revision != q.Revision {
			return fault.New(fault.Conflict, "playbook.edited_meanwhile", "number", q.Number, "by", q.Changer, "at", q.Changed)
		}
		q.Why.Words = words
		body, err := checked(changed, q.Why)
		if err != nil {
			return err
		}
		if err := ps.base(ctx, tx, q.Code, base); err != nil {
			return err
		}
		if q.State == Proposed {
			if err := ps.settle(ctx, q, text.T(text.VI, "playbook.edited_again", nil)); err != nil {
				return err
			}
		}
		q.Playbook, q.Base, q.Revision, q.Changed, q.Changer = changed, base, q.Revision+1, tx.Now(), actor.From(ctx).Name
		if err := ps.place(ctx, tx, &q); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE playbook_proposal SET body = ?, base = ?, why = ?, revision = ?, unit = ?, unit_path = ?, changed_at = ?, changed_name = ? WHERE id = ?`,
			body, base, words, q.Revision, q.Unit, q.UnitPath, db.Micros(q.Changed), q.Changer, id); err != nil {
			return err
		}
		if err := q.to(ctx, tx, Drafted, "edited", ""); err != nil {
			return err
		}
		return q.tell(ctx, tx, ProposedEvent, "edit", map[string]any{"revision": q.Revision, "base": base})
	})
	return q, err
}

// HandIn asks a second person to approve. It is refused with every fault of the
// playbook, when no reason is given, and when nothing would change.
func (ps *Playbooks) HandIn(ctx context.Context, id string) (q Proposal, err error) {
	err = ps.change(ctx, id, func(ctx context.Context, tx *db.Tx, was Proposal) error {
		q = was
		if err := q.mine(ctx); err != nil {
			return err
		}
		if err := q.may(Proposed); err != nil {
			return err
		}
		if err := ps.whole(ctx, tx, q); err != nil {
			return err
		}
		if err := q.to(ctx, tx, Proposed, "proposed", ""); err != nil {
			return err
		}
		if err := ps.ask(ctx, tx, q); err != nil {
			return err
		}
		return q.tell(ctx, tx, ProposedEvent, "propose", map[string]any{"revision": q.Revision})
	})
	return q, err
}

// change locks a proposal and does something to it.
func (ps *Playbooks) change(ctx context.Context, id string, do func(ctx context.Context, tx *db.Tx, q Proposal) error) error {
	err := ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Read, actor.Scope{}); err != nil {
			return err
		}
		q, err := load(ctx, tx, id, tx.Lock())
		if err != nil {
			return err
		}
		return do(ctx, tx, q)
	})
	if err != nil {
		return fmt.Errorf("proposal %s: %w", id, err)
	}
	return nil
}

// mine lets authors change their own proposals, and people of the owner all.
func (q Proposal) mine(ctx context.Context) error {
	by := actor.From(ctx)
	if by.ID == q.Author && by.May(ToPropose, actor.Scope{}) {
		return nil
	}
	return by.Check(ToEdit, q.Scope())
}

// checked refuses what cannot be kept at all, and gives the rest as it is stored.
func checked(p Playbook, why Why) (body string, err error) {
	var fs []fault.Field
	if !codePattern.MatchString(p.Code) {
		fs = append(fs, fault.At("code", "playbook.bad_code"))
	}
	if len(p.Steps) > maxSteps {
		fs = append(fs, fault.At("steps", "playbook.no_steps", "max", maxSteps))
	}
	if utf8.RuneCountInString(why.Words) > longestWords {
		fs = append(fs, fault.At("why", "playbook.too_long", "max", longestWords))
	}
	b, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	if len(b) > largestDraft {
		fs = append(fs, fault.At("steps", "playbook.too_large"))
	}
	if len(fs) > 0 {
		return "", fault.Fields("playbook.invalid", fs...)
	}
	return string(b), nil
}

// base wants the version that a proposal changes; 0 for a code that is free.
func (ps *Playbooks) base(ctx context.Context, tx *db.Tx, code string, base int) error {
	if base != 0 {
		_, err := ps.exact(ctx, tx, code, base)
		return err
	}
	_, err := ps.Newest(ctx, tx, code)
	switch {
	case err == nil:
		return fault.New(fault.Conflict, "playbook.code_taken", "code", code)
	case fault.Is(err, fault.NotFound):
		return nil
	}
	return err
}

// place says who decides: the owner of the playbook as it stands, so that nobody
// takes a playbook from its owner by naming another; for a new one its own owner.
func (ps *Playbooks) place(ctx context.Context, tx *db.Tx, q *Proposal) error {
	p := q.Playbook
	if q.Base != 0 {
		newest, err := ps.Newest(ctx, tx, q.Code)
		if err != nil {
			return err
		}
		if newest.Owner() != "" { // one that nobody owns yet is decided by the owner it shall get
			p = newest
		}
	}
	var err error
	q.Unit = p.Owner()
	q.UnitPath, err = pathOf(ctx, tx, q.Unit)
	return err
}

// pathOf is the path of a unit of today; empty where there is none.
func pathOf(ctx context.Context, tx *db.Tx, code string) (string, error) {
	if code == "" {
		return "", nil
	}
	u, err := unit.ByCode(ctx, tx, code, "")
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return u.Path, err
}

// Try tells everything that would keep a draft from being handed in, without
// keeping anything.
func (ps *Playbooks) Try(ctx context.Context, p Playbook) (fs []fault.Field, err error) {
	err = ps.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(ToPropose, actor.Scope{}); err != nil {
			return err
		}
		fs, err = ps.faults(ctx, tx, p)
		return err
	})
	return fs, err
}

// faults are those of the playbook by itself, and those that only the store knows.
func (ps *Playbooks) faults(ctx context.Context, tx *db.Tx, p Playbook) (fs []fault.Field, err error) {
	collect := func(err error) error {
		f, ok := fault.As(err)
		if err != nil && (!ok || f.Kind != fault.Invalid) {
			return err
		}
		if f != nil {
			fs = append(fs, f.Fields...)
		}
		return nil
	}
	if err := collect(p.Validate()); err != nil {
		return nil, err
	}
	var cited []law.Ref
	for _, ref := range p.refs() {
		if ref.Act != "" {
			cited = append(cited, ref)
		}
	}
	if err := collect(law.Check(ctx, tx, cited)); err != nil {
		return nil, err
	}
	if p.Owner() == "" {
		fs = append(fs, fault.At("unit", "playbook.no_owner"))
	}
	known := func(path, code string) error {
		if code == "" {
			return nil
		}
		_, err := unit.ByCode(ctx, tx, code, "")
		if fault.Is(err, fault.NotFound) {
			fs = append(fs, fault.At(path, "playbook.unknown_unit", "unit", code))
			return nil
		}
		return err
	}
	if err := known("unit", p.Unit); err != nil {
		return nil, err
	}
	for i, s := range p.Steps {
		if err := known(fmt.Sprintf("steps/%d/unit", i), s.Unit); err != nil {
			return nil, err
		}
	}
	return fs, nil
}

// whole refuses what could not come into force as it is.
func (ps *Playbooks) whole(ctx context.Context, tx *db.Tx, q Proposal) error {
	fs, err := ps.faults(ctx, tx, q.Playbook)
	if err != nil {
		return err
	}
	if q.Why.Words == "" {
		fs = append(fs, fault.At("why", "playbook.no_why"))
	}
	if len(fs) > 0 {
		return fault.Fields("playbook.invalid", fs...)
	}
	newest, err := ps.Newest(ctx, tx, q.Code)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if newest.Version != q.Base {
		return fault.New(fault.Conflict, "playbook.base_moved", "number", q.Number, "base", q.Base, "version", newest.Version, "by", newest.PutBy)
	}
	if len(Diff(newest, q.Playbook)) == 0 {
		return fault.New(fault.Conflict, "playbook.nothing_changed", "version", newest.Version)
	}
	return nil
}
