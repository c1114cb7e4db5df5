package observation

import (
	"context"
	"database/sql"
	"errors"

	"thanhdong/ground/db"
)

// What a row takes, about: of a chunk beside its body.
const (
	chunkRow  = 60
	recentRow = 50
)

// held takes the sums of chunks and opens only the one that the instant cuts.
func (l *lite) held(ctx context.Context, tx *db.Tx, series, to int64) (s stock, err error) {
	if to == beginning {
		return s, nil
	}
	take := func(n int, first, last, bytes int64) {
		if n == 0 {
			return
		}
		if s.points == 0 || first < s.first {
			s.first = first
		}
		s.last = max(s.last, last)
		if s.points == 0 {
			s.last = last
		}
		s.points, s.bytes = s.points+n, s.bytes+bytes
	}
	if err := tx.Each(ctx, `SELECT first, last, points, length(body) FROM observation_chunk WHERE series = ? AND first < ? AND last < ? ORDER BY first`, []any{series, to, to},
		func(scan func(...any) error) error {
			var first, last, bytes int64
			var n int
			err := scan(&first, &last, &n, &bytes)
			take(n, first, last, bytes+chunkRow)
			return err
		}); err != nil {
		return s, err
	}
	if c, found, err := chunkAt(ctx, tx, series, to-1); err != nil {
		return s, err
	} else if found && c.last >= to {
		points, err := c.unpack(nil, true)
		if err != nil {
			return s, err
		}
		if points = within(points, beginning, to); len(points) > 0 {
			take(len(points), points[0].at, points[len(points)-1].at, int64(len(c.body)*len(points)/c.points))
		}
	}
	// A value that is late may be in its chunk as well: then it counts twice here
	// for the minute until it is folded, and the plan is made again.
	for _, table := range []string{"observation_recent", "observation_late"} {
		var n int
		var first, last sql.NullInt64
		if err := tx.QueryRow(ctx, `SELECT count(*), min(at), max(at) FROM `+table+` WHERE series = ? AND at < ?`, series, to).Scan(&n, &first, &last); err != nil {
			return s, err
		}
		take(n, first.Int64, last.Int64, int64(n*recentRow))
	}
	return s, nil
}

// hold needs no lock: there is one writer.
func (l *lite) hold(ctx context.Context, tx *db.Tx, series, from, to int64, limit int) ([]point, error) {
	var all []point
	err := eachChunk(ctx, tx, series, from, to, func(c *chunk) (bool, error) {
		var err error
		all, err = c.unpack(all, true)
		all = within(all, from, to)
		return len(all) < limit, err
	})
	if err != nil {
		return nil, err
	}
	over, err := l.unfolded(ctx, tx, series, from, to, limit)
	all = overlay(all, over)
	return all[:min(len(all), limit)], err
}

// settled: what is still to be folded would come back.
func (l *lite) settled(ctx context.Context, tx *db.Tx, series, from, to int64) (bool, error) {
	over, err := l.unfolded(ctx, tx, series, from, to, 1)
	return len(over) == 0, err
}

// remove packs the chunks anew that lose some of their points.
func (l *lite) remove(ctx context.Context, tx *db.Tx, series int64, gone []point) error {
	from, to := gone[0].at, gone[len(gone)-1].at+1
	var stay []point
	var chunks []int64
	if err := eachChunk(ctx, tx, series, from, to, func(c *chunk) (bool, error) {
		chunks = append(chunks, c.first)
		points, err := c.unpack(nil, true)
		for _, p := range points {
			for len(gone) > 0 && gone[0].at < p.at {
				gone = gone[1:]
			}
			if len(gone) == 0 || gone[0].at != p.at {
				stay = append(stay, p)
			}
		}
		return true, err
	}); err != nil {
		return err
	}
	for _, first := range chunks {
		n, err := tx.Exec(ctx, `DELETE FROM observation_chunk WHERE series = ? AND first = ?`, series, first)
		if err != nil {
			return err
		}
		if n != 1 {
			return errors.New("a chunk is gone that was just read")
		}
	}
	made := cut(stay, false)
	for i := range made {
		if err := putChunk(ctx, tx, series, &made[i]); err != nil {
			return err
		}
	}
	return nil
}
