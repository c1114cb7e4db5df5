package dataset

import (
	"context"
	"fmt"
	"strings"

	"thanhdong/ground/db"
)

// Figures of a province rest on hundreds of thousands of values. What was handed in is therefore added up for every area that holds it, in the transaction
// that hands it in, sends it back or corrects it: table dataset_sum per element, option and first day of the period, table dataset_tally of the sets themselves.
// Both only ever move by differences, so that two who hand in at once both count.

// sums adds the values of a set to those of its areas; with sign -1 takes them away.
func (s Set) sums(ctx context.Context, tx *db.Tx, sign int) error {
	return s.sumsOf(ctx, tx, sign, `v.num IS NOT NULL`)
}

// sumsOf does so for one cell or all.
func (s Set) sumsOf(ctx context.Context, tx *db.Tx, sign int, which string, args ...any) error {
	codes := strings.Split(strings.Trim(s.AreaPath, "/"), "/")
	all := []any{s.Form, string(s.Period.Start), sign, sign}
	for _, code := range codes {
		all = append(all, code)
	}
	// In one order: two at once wait for each other and never in a circle.
	_, err := tx.Exec(ctx, `INSERT INTO dataset_sum (form, area, element, start_on, opt, num, n)
		SELECT CAST(? AS TEXT), a.code, v.element, CAST(? AS TEXT), v.opt, CAST(? AS BIGINT) * v.num, CAST(? AS BIGINT)
		FROM dataset_value v CROSS JOIN (SELECT CAST(? AS TEXT) AS code`+strings.Repeat(` UNION SELECT CAST(? AS TEXT)`, len(codes)-1)+`) a
		WHERE v.set_id = ? AND `+which+` ORDER BY a.code, v.element, v.opt
		ON CONFLICT (form, area, element, start_on, opt) DO UPDATE SET num = dataset_sum.num + excluded.num, n = dataset_sum.n + excluded.n`, append(append(all, s.ID), args...)...)
	if err != nil {
		return fmt.Errorf("add up set %s: %w", s.ID, err)
	}
	return nil
}

// tally counts a set, as its row says now, among those that its areas handed in; with sign -1 no more.
func (s Set) tally(ctx context.Context, tx *db.Tx, sign int) error {
	codes := strings.Split(strings.Trim(s.AreaPath, "/"), "/")
	args := []any{sign, sign, sign, sign}
	for _, code := range codes {
		args = append(args, code)
	}
	_, err := tx.Exec(ctx, `INSERT INTO dataset_tally (form, area, start_on, sets, approved, clean, live, at)
		SELECT s.form, a.code, s.start_on, CAST(? AS BIGINT), CAST(? AS BIGINT) * CASE WHEN s.state = 'submitted' THEN 0 ELSE 1 END, CAST(? AS BIGINT) * CASE WHEN s.flaws = 0 THEN 1 ELSE 0 END,
			CAST(? AS BIGINT) * CASE WHEN s.first_at <= s.due_at THEN 1 ELSE 0 END, COALESCE(s.submitted_at, 0)
		FROM dataset_set s CROSS JOIN (SELECT CAST(? AS TEXT) AS code`+strings.Repeat(` UNION SELECT CAST(? AS TEXT)`, len(codes)-1)+`) a
		WHERE s.id = ? ORDER BY a.code
		ON CONFLICT (form, area, start_on) DO UPDATE SET sets = dataset_tally.sets + excluded.sets, approved = dataset_tally.approved + excluded.approved, clean = dataset_tally.clean + excluded.clean,
			live = dataset_tally.live + excluded.live, at = CASE WHEN dataset_tally.at > excluded.at THEN dataset_tally.at ELSE excluded.at END`, append(args, s.ID)...)
	if err != nil {
		return fmt.Errorf("count set %s: %w", s.ID, err)
	}
	return nil
}
