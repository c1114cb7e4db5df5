package playbook

import (
	"context"
	"fmt"

	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
	"thanhdong/ground/unit"
)

// Estates are what follows a unit's successor: the playbooks that name it, as a new
// version each with nothing changed but the unit, and proposals on their way.
func (ps *Playbooks) Estates() []unit.Estate {
	return []unit.Estate{{
		Name: "playbooks",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "playbook_unit", "", `1 = 1`)
		},
		Pass: ps.passOn,
	}, {
		Name: "proposals",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "playbook_proposal", "", underWay)
		},
		Pass: passProposals,
	}}
}

const underWay = `state IN ('draft', 'proposed') AND unit <> '' AND unit_path <> ''`

func (ps *Playbooks) passOn(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	codes, err := from.CodesAt(ctx, tx, "playbook_unit", "", `1 = 1`, most)
	if err != nil {
		return err
	}
	for _, code := range codes {
		if from.Unit == to.Unit { // the unit only lies elsewhere now
			if _, err := tx.Exec(ctx, `UPDATE playbook_unit SET unit_path = ? WHERE code = ? AND unit = ?`, to.UnitPath, code, to.Unit); err != nil {
				return fmt.Errorf("hand on playbook %s: %w", code, err)
			}
			continue
		}
		p, err := ps.Newest(ctx, tx, code)
		if err != nil {
			return err
		}
		if p.Unit == from.Unit {
			p.Unit = to.Unit
		}
		for i := range p.Steps {
			if p.Steps[i].Unit == from.Unit {
				p.Steps[i].Unit = to.Unit
			}
		}
		p.PutBy, p.Why = "", ""
		stored, _, err := ps.put(ctx, tx, p)
		if err != nil {
			return err
		}
		if err := ledger.Write(ctx, tx, ledger.Entry{Verb: "playbook.hand_on", Subject: stored.ID, UnitPath: to.UnitPath, Payload: map[string]any{"before": from, "after": to}}); err != nil {
			return err
		}
	}
	return nil
}

func passProposals(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	at, args := from.At("")
	list, err := proposals(ctx, tx, at+` AND `+underWay+` ORDER BY id LIMIT ?`+tx.Lock(), append(args, most)...)
	if err != nil {
		return err
	}
	for _, q := range list {
		if _, err := tx.Exec(ctx, `UPDATE playbook_proposal SET unit = ?, unit_path = ? WHERE id = ?`, to.Unit, to.UnitPath, q.ID); err != nil {
			return fmt.Errorf("hand on proposal %s: %w", q.Number, err)
		}
		if q, err = load(ctx, tx, q.ID, ""); err != nil {
			return err
		}
		if err := q.moved(ctx, tx, "handed_on", ""); err != nil {
			return err
		}
		if err := q.tell(ctx, tx, ProposedEvent, "hand_on", map[string]any{"before": from, "after": to}); err != nil {
			return err
		}
	}
	return nil
}
