package observation

import (
	"context"
	"encoding/json"

	"thanhdong/ground/db"
)

// replay asks the two time-major tables once for all series, and the chunks of
// each. The head is not needed: what it holds lies in the recent table too.
func (l *lite) replay(ctx context.Context, tx *db.Tx, series []int64, from, to, every int64) (map[int64][]Mean, error) {
	recent, err := unfoldedOf(ctx, tx, "observation_recent", series, from, to)
	if err != nil {
		return nil, err
	}
	late, err := unfoldedOf(ctx, tx, "observation_late", series, from, to)
	if err != nil {
		return nil, err
	}
	means := make(map[int64][]Mean, len(series))
	for _, id := range series {
		sum := periods{every: every, shift: shift(every), limit: int((to-from)/every) + 2}
		rest, err := sum.chunks(ctx, tx, id, from, to, overlay(recent[id], late[id]))
		if err != nil {
			return nil, err
		}
		sum.points(rest)
		means[id] = sum.done()
	}
	return means, nil
}

func unfoldedOf(ctx context.Context, tx *db.Tx, table string, series []int64, from, to int64) (map[int64][]point, error) {
	ids, err := json.Marshal(series)
	if err != nil {
		return nil, err
	}
	// The plus keeps the engine on the time-major key whatever it thinks of the list.
	rows, err := tx.Query(ctx, `SELECT at, series, value, status, source, received FROM `+table+`
		WHERE at >= ? AND at < ? AND +series IN (SELECT value FROM json_each(?)) ORDER BY at`, from, to, string(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[int64][]point{}
	for rows.Next() {
		var id int64
		p, err := scanPoint(rows, &id)
		if err != nil {
			return nil, err
		}
		found[id] = append(found[id], p)
	}
	return found, rows.Err()
}
