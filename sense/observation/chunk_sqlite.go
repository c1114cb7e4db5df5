package observation

import (
	"context"
	"database/sql"
	"math"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// packInto folds points of one series into its chunks; where a chunk knows an
// instant already the point wins. Chunks that the points touch are made anew, and
// the one before them while it is small.
func packInto(ctx context.Context, tx *db.Tx, series int64, fresh []point) error {
	from, to := fresh[0].at, fresh[len(fresh)-1].at
	var under []point
	var gone []int64 // beginnings of chunks that are made anew
	take := func(c *chunk) (err error) {
		gone = append(gone, c.first)
		under, err = c.unpack(under, true)
		return err
	}
	before, found, err := chunkAt(ctx, tx, series, from)
	if err != nil {
		return err
	}
	if found && (before.last >= from || before.points < chunkPoints*3/4) {
		if err := take(&before); err != nil {
			return err
		}
	}
	at, err := chunkAfter(ctx, tx, series, from)
	if err != nil {
		return err
	}
	for at <= to {
		c, _, err := chunkAt(ctx, tx, series, at)
		if err != nil {
			return err
		}
		if err := take(&c); err != nil {
			return err
		}
		if at, err = chunkAfter(ctx, tx, series, at); err != nil {
			return err
		}
	}
	made := cut(overlay(under, fresh), at == math.MaxInt64)
	kept := map[int64]bool{}
	for i := range made {
		kept[made[i].first] = true
		if err := putChunk(ctx, tx, series, &made[i]); err != nil {
			return err
		}
	}
	for _, first := range gone {
		if kept[first] {
			continue
		}
		if _, err := tx.Exec(ctx, `DELETE FROM observation_chunk WHERE series = ? AND first = ?`, series, first); err != nil {
			return err
		}
	}
	return nil
}

func putChunk(ctx context.Context, tx *db.Tx, series int64, c *chunk) error {
	var low, high any
	if c.valid > 0 {
		low, high = c.low, c.high
	}
	_, err := tx.Exec(ctx, `INSERT INTO observation_chunk (series, first, last, points, valid, low, high, total, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (series, first) DO UPDATE SET last = excluded.last, points = excluded.points, valid = excluded.valid,
		low = excluded.low, high = excluded.high, total = excluded.total, body = excluded.body`,
		series, c.first, c.last, int64(c.points), int64(c.valid), low, high, c.total, c.body)
	return err
}

// chunkAt gives the last chunk that begins at an instant or before it; it may end
// before that instant.
func chunkAt(ctx context.Context, tx *db.Tx, series, at int64) (c chunk, found bool, err error) {
	err = tx.QueryRow(ctx, `SELECT first, last, points, body FROM observation_chunk WHERE series = ? AND first <= ? ORDER BY first DESC LIMIT 1`,
		series, at).Scan(&c.first, &c.last, &c.points, &c.body)
	if fault.Is(err, fault.NotFound) {
		return c, false, nil
	}
	return c, err == nil, err
}

// chunkAfter gives where the first chunk after an instant begins, or the end of
// time.
func chunkAfter(ctx context.Context, tx *db.Tx, series, at int64) (int64, error) {
	var next sql.NullInt64
	err := tx.QueryRow(ctx, `SELECT min(first) FROM observation_chunk WHERE series = ? AND first > ?`, series, at).Scan(&next)
	if !next.Valid {
		return math.MaxInt64, err
	}
	return next.Int64, err
}
