package rule

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
	"thanhdong/ground/unit"
)

// Estate is the rules in force of units. A rule that goes to another owner is a new version of it; what
// it found and what it holds goes on as it was, because nothing that is judged changes.
func (rs *Rules) Estate() unit.Estate {
	return unit.Estate{
		Name: "rules",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "rule", "", `in_force = 1`)
		},
		Pass: rs.passOn,
	}
}

func (rs *Rules) passOn(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	codes, err := from.CodesAt(ctx, tx, "rule", "", `in_force = 1`, most)
	if err != nil {
		return err
	}
	for _, code := range codes {
		r, err := Get(ctx, tx, code)
		if err != nil {
			return err
		}
		version := r.Version + 1
		r.Unit, r.Version = to.Unit, 0
		body, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE rule SET body = ?, unit = ?, unit_path = ?, put_at = ?, version = ? WHERE code = ?`,
			string(body), to.Unit, to.UnitPath, db.Micros(tx.Now()), version, code); err != nil {
			return fmt.Errorf("hand on rule %s: %w", code, err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO rule_version (rule, version, body, put_at, put_by) VALUES (?, ?, ?, ?, ?)`,
			code, version, string(body), db.Micros(tx.Now()), actor.From(ctx).Name); err != nil {
			return fmt.Errorf("hand on rule %s: %w", code, err)
		}
		if err := ledger.Write(ctx, tx, ledger.Entry{Verb: "rule.hand_on", Subject: code, UnitPath: to.UnitPath, Payload: map[string]any{"before": from, "after": to}}); err != nil {
			return err
		}
	}
	return nil
}
