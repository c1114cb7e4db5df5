package report

import (
	"context"
	"slices"

	"thanhdong/ground/db"
)

// walked is how many of the newest reports are looked at one by one before the index of words is asked; a test makes it small. PROJECT CHOICE, measured: so a
// page of a word that one report in a thousand has costs 3 ms, and a word that stands nowhere 25 ms more than the index alone.
var walked int64 = 40_000

// newestPostgres gives the newest reports, of those that came before one, that hold all words. The index of words gives its hits in no order, so that all of
// a frequent word's would be read and sorted for one page; and the planner knows how frequent a word is but not which words stand together, so that left alone it
// walks half a million reports for what is nowhere. Therefore it has no choice here: the newest reports are walked with the words as a filter, and only what they
// leave open is gathered by the index. SQLite's index keeps the order of arrival and needs none of this.
func newestPostgres(ctx context.Context, tx *db.Tx, where string, args []any, words []string, before int64, most int) ([]Report, error) {
	// What else is asked for decides which index is best: a plan made once for all values would be the worst for some.
	if _, err := tx.Exec(ctx, `SET LOCAL plan_cache_mode = force_custom_plan`); err != nil {
		return nil, err
	}
	var newest int64
	if err := tx.QueryRow(ctx, `SELECT COALESCE(max(seq), 0) FROM report`).Scan(&newest); err != nil {
		return nil, err
	}
	depth := min(newest, before-1) - walked
	match := tx.Matching(words)
	// Within CASE the index of words is out of reach, as that of the order is under a sum.
	list, err := query(ctx, tx, where+` AND r.seq > ? AND r.seq < ? AND CASE WHEN r.lexemes @@ ?::tsquery THEN TRUE ELSE FALSE END ORDER BY r.seq DESC LIMIT ?`, slices.Concat(args, []any{depth, before, match, most})...)
	if err != nil || len(list) >= most {
		return list, err
	}
	older, err := query(ctx, tx, where+` AND r.seq <= ? AND r.lexemes @@ ?::tsquery ORDER BY r.seq + 0 DESC LIMIT ?`, slices.Concat(args, []any{depth, match, most - len(list)})...)
	return append(list, older...), err
}
