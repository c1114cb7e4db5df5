package unit

import (
	"context"
	"fmt"
	"strings"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// Lineage says that on a day a part of one unit's work went to another, with the records of it.
type Lineage struct {
	Old    string   `json:"old" yaml:"old"`
	New    string   `json:"new" yaml:"new"`
	Day    text.Day `json:"date" yaml:"date"`
	Share  *float64 `json:"share,omitempty" yaml:"share,omitempty"` // of the old one's work, 0 to 1; nil when not known
	Source string   `json:"source" yaml:"source"`
}

// overfull is how far the shares of one unit may exceed 1 by rounding.
const overfull = 0.001

// PutLineage stores lineage and says how many rows that changed; each replaces the row of the same old
// code, new code and day. Invalid with every fault; codes must be those of units.
func PutLineage(ctx context.Context, tx *db.Tx, lines []Lineage) (int, error) {
	var faults []fault.Field
	for i, l := range lines {
		fail := func(what, key string, kv ...any) {
			faults = append(faults, fault.At(fmt.Sprintf("lineage/%d/%s", i, what), key, kv...))
		}
		if l.Day.Open() || !l.Day.Valid() {
			fail("date", "unit.bad_days")
		}
		if strings.TrimSpace(l.Source) == "" {
			fail("source", "unit.no_source")
		}
		if l.Share != nil && !(*l.Share >= 0 && *l.Share <= 1) { // NaN too
			fail("share", "unit.bad_share")
		}
		for what, code := range map[string]string{"old": l.Old, "new": l.New} {
			versions, err := Versions(ctx, tx, code)
			if err != nil {
				return 0, err
			}
			if len(versions) == 0 {
				fail(what, "unit.no_unit", "code", code)
			}
		}
	}
	if len(faults) > 0 {
		return 0, fault.Fields("unit.invalid", faults...)
	}
	changed := 0
	for _, l := range lines {
		n, err := tx.Exec(ctx, `INSERT INTO unit_lineage (old_code, new_code, day, share, source) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (old_code, new_code, day) DO UPDATE SET share = excluded.share, source = excluded.source
			WHERE unit_lineage.share IS DISTINCT FROM excluded.share OR unit_lineage.source <> excluded.source`, l.Old, l.New, l.Day, l.Share, l.Source)
		if err != nil {
			return 0, fmt.Errorf("put lineage %s to %s: %w", l.Old, l.New, err)
		}
		if n == 0 {
			continue
		}
		changed++
		versions, err := Versions(ctx, tx, l.Old)
		if err != nil {
			return 0, err
		}
		last := versions[len(versions)-1]
		if err := ledger.Write(ctx, tx, ledger.Entry{Verb: "unit.put_lineage", Subject: "unit/" + l.Old, UnitPath: last.Path, AreaPath: last.AreaPath, Payload: l}); err != nil {
			return 0, err
		}
	}
	return changed, full(ctx, tx)
}

// full refuses units that gave away more than the whole of themselves on one day.
func full(ctx context.Context, tx *db.Tx) error {
	rows, err := tx.Query(ctx, `SELECT old_code, day FROM unit_lineage GROUP BY old_code, day
		HAVING SUM(share) > ? ORDER BY old_code, day`, 1+overfull)
	if err != nil {
		return fmt.Errorf("check lineage: %w", err)
	}
	defer rows.Close()
	var faults []fault.Field
	for rows.Next() {
		var code string
		var on text.Day
		if err := rows.Scan(&code, &on); err != nil {
			return err
		}
		faults = append(faults, fault.At("lineage/"+code, "unit.shares_over", "code", code, "on", on))
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(faults) > 0 {
		return fault.Fields("unit.invalid", faults...)
	}
	return nil
}

// LineageOf gives what a code came from and became, by day, whoever asks.
func LineageOf(ctx context.Context, tx *db.Tx, code string) ([]Lineage, error) {
	return lineage(ctx, tx, `old_code = ? OR new_code = ?`, code, code)
}
