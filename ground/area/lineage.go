package area

import (
	"context"
	"fmt"
	"math"
	"strings"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// Lineage says that on a day a part of one area went to another. Mergers and splits are many to many:
// figures of the past are re-aggregated by these shares, old rows are never renamed.
type Lineage struct {
	Old       string   `json:"old" yaml:"old"`
	New       string   `json:"new" yaml:"new"`
	Day       text.Day `json:"date" yaml:"date"`
	ShareArea *float64 `json:"share_area,omitempty" yaml:"share_area,omitempty"` // of the old one's land, 0 to 1; nil when not known
	SharePop  *float64 `json:"share_pop,omitempty" yaml:"share_pop,omitempty"`   // of the old one's people
	Source    string   `json:"source" yaml:"source"`
}

// overfull is how far the shares of one area may exceed 1 by rounding.
const overfull = 0.001

// PutLineage stores lineage and says how many rows that changed; each replaces the row of the same old
// code, new code and day. Invalid with every fault; codes must be those of areas.
func PutLineage(ctx context.Context, tx *db.Tx, lines []Lineage) (int, error) {
	var faults []fault.Field
	for i, l := range lines {
		fail := func(what, key string, kv ...any) {
			faults = append(faults, fault.At(fmt.Sprintf("lineage/%d/%s", i, what), key, kv...))
		}
		if l.Day.Open() || !l.Day.Valid() {
			fail("date", "area.bad_days")
		}
		if strings.TrimSpace(l.Source) == "" {
			fail("source", "area.no_source")
		}
		for what, share := range map[string]*float64{"share_area": l.ShareArea, "share_pop": l.SharePop} {
			if share != nil && (math.IsNaN(*share) || *share < 0 || *share > 1) {
				fail(what, "area.bad_share")
			}
		}
		for what, code := range map[string]string{"old": l.Old, "new": l.New} {
			versions, err := Versions(ctx, tx, code)
			if err != nil {
				return 0, err
			}
			if len(versions) == 0 {
				fail(what, "area.no_area", "code", code)
			}
		}
	}
	if len(faults) > 0 {
		return 0, fault.Fields("area.invalid", faults...)
	}
	changed := 0
	for _, l := range lines {
		n, err := tx.Exec(ctx, `INSERT INTO area_lineage (old_code, new_code, day, share_area, share_pop, source) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (old_code, new_code, day) DO UPDATE SET share_area = excluded.share_area, share_pop = excluded.share_pop, source = excluded.source
			WHERE area_lineage.share_area IS DISTINCT FROM excluded.share_area OR area_lineage.share_pop IS DISTINCT FROM excluded.share_pop
			OR area_lineage.source <> excluded.source`, l.Old, l.New, l.Day, l.ShareArea, l.SharePop, l.Source)
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
		if err := ledger.Write(ctx, tx, ledger.Entry{Verb: "area.put_lineage", Subject: "area/" + l.Old, AreaPath: versions[len(versions)-1].Path, Payload: l}); err != nil {
			return 0, err
		}
	}
	return changed, full(ctx, tx)
}

// full refuses areas that gave away more than the whole of themselves on one day.
func full(ctx context.Context, tx *db.Tx) error {
	rows, err := tx.Query(ctx, `SELECT old_code, day FROM area_lineage GROUP BY old_code, day
		HAVING SUM(share_area) > ? OR SUM(share_pop) > ? ORDER BY old_code, day`, 1+overfull, 1+overfull)
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
		faults = append(faults, fault.At("lineage/"+code, "area.shares_over", "code", code, "on", on))
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(faults) > 0 {
		return fault.Fields("area.invalid", faults...)
	}
	return nil
}

// LineageOf gives what a code came from and became, by day, whoever asks.
func LineageOf(ctx context.Context, tx *db.Tx, code string) ([]Lineage, error) {
	return lineage(ctx, tx, `old_code = ? OR new_code = ?`, code, code)
}
