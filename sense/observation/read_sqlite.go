package observation

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"sort"

	"thanhdong/ground/db"
)

// scan merges what is known of a span: the head answers from the instant on from
// which it knows everything, tables and chunks for what is before.
func (l *lite) scan(ctx context.Context, tx *db.Tx, series, from, to int64, limit int) ([]point, error) {
	tail, start, err := l.fromHead(ctx, tx, series, from, to, limit)
	if err != nil || start <= from {
		return tail, err
	}
	// A list that is cut short has limit points, so the merged list is right up to
	// its own limit.
	before := min(to, start)
	over, err := l.unfolded(ctx, tx, series, from, before, limit)
	if err != nil {
		return nil, err
	}
	var under []point
	if err := eachChunk(ctx, tx, series, from, before, func(c *chunk) (bool, error) {
		var err error
		under, err = c.unpack(under, true)
		under = within(under, from, before)
		return len(under) < limit, err
	}); err != nil {
		return nil, err
	}
	points := append(overlay(under, over), tail...)
	return points[:min(len(points), limit)], nil
}

// within drops what lies outside [from, to) at either end of a rising list.
func within(points []point, from, to int64) []point {
	i := sort.Search(len(points), func(i int) bool { return points[i].at >= from })
	j := sort.Search(len(points), func(i int) bool { return points[i].at >= to })
	return points[i:max(i, j)]
}

// fromHead answers from memory when the head stands exactly at the reader's
// snapshot. start is the instant from which the answer is whole.
func (l *lite) fromHead(ctx context.Context, tx *db.Tx, series, from, to int64, limit int) (points []point, start int64, err error) {
	var n int64
	if err := tx.QueryRow(ctx, `SELECT n FROM observation_commit WHERE id = 1`).Scan(&n); err != nil {
		return nil, 0, err
	}
	if l.head.behind(n) {
		if err := l.head.rebuild(ctx, tx, n); err != nil {
			return nil, 0, err
		}
	}
	points, start = l.head.tail(n, series, from, to, limit)
	return points, start, nil
}

// unfolded gives the rows of a series that lie outside its chunks.
func (l *lite) unfolded(ctx context.Context, tx *db.Tx, series, from, to int64, limit int) ([]point, error) {
	recent, err := points(ctx, tx, `SELECT at, series, value, status, source, received FROM observation_recent
		WHERE at >= ? AND at < ? AND series = ? ORDER BY at LIMIT ?`, from, to, series, limit)
	if err != nil {
		return nil, err
	}
	late, err := points(ctx, tx, `SELECT at, series, value, status, source, received FROM observation_late
		WHERE at >= ? AND at < ? AND series = ? ORDER BY at LIMIT ?`, from, to, series, limit)
	return overlay(recent, late), err
}

func points(ctx context.Context, tx *db.Tx, q string, args ...any) (list []point, err error) {
	var p point
	var series int64
	var value sql.NullFloat64
	into := []any{&p.at, &series, &value, &p.status, &p.source, &p.received}
	err = tx.Each(ctx, q, args, func(scan func(...any) error) error {
		err := scan(into...)
		if p.value = math.NaN(); value.Valid {
			p.value = value.Float64
		}
		list = append(list, p)
		return err
	})
	return list, err
}

// eachChunk calls f for the chunks that touch [from, to) until it has enough. A
// chunk is good only during the call.
func eachChunk(ctx context.Context, tx *db.Tx, series, from, to int64, f func(c *chunk) (more bool, err error)) error {
	if from >= to {
		return nil
	}
	// The chunk that begins before the span may reach into it.
	rows, err := tx.Query(ctx, `SELECT first, last, points, valid, low, high, total, body FROM observation_chunk
		WHERE series = ?1 AND first < ?3 AND first >= coalesce((SELECT max(first) FROM observation_chunk WHERE series = ?1 AND first <= ?2), ?2)
		ORDER BY first`, series, from, to)
	if err != nil {
		return err
	}
	defer rows.Close()
	var body sql.RawBytes
	for rows.Next() {
		var c chunk
		var low, high sql.NullFloat64
		if err := rows.Scan(&c.first, &c.last, &c.points, &c.valid, &low, &high, &c.total, &body); err != nil {
			return err
		}
		c.low, c.high, c.body = low.Float64, high.Float64, body
		if c.last < from {
			continue
		}
		if more, err := f(&c); err != nil || !more {
			return err
		}
	}
	return rows.Err()
}

// findFolded looks into the chunks for keys that nothing above them has.
func findFolded(ctx context.Context, tx *db.Tx, keys []entry, kept map[ident]point) error {
	slices.SortFunc(keys, bySeries)
	for len(keys) > 0 {
		e := keys[0]
		c, found, err := chunkAt(ctx, tx, e.series, e.at)
		if err != nil {
			return err
		}
		last := c.last
		if !found || last < e.at {
			// No chunk knows the keys before the next one begins.
			next, err := chunkAfter(ctx, tx, e.series, e.at)
			if err != nil {
				return err
			}
			found, last = false, next-1
		}
		n := sort.Search(len(keys), func(i int) bool { return keys[i].series != e.series || keys[i].at > last })
		if found {
			folded, err := c.unpack(nil, true)
			if err != nil {
				return err
			}
			for _, k := range keys[:n] {
				i := sort.Search(len(folded), func(i int) bool { return folded[i].at >= k.at })
				if i < len(folded) && folded[i].at == k.at {
					kept[k.ident()] = folded[i]
				}
			}
		}
		keys = keys[n:]
	}
	return nil
}

// means sums periods up. A chunk that lies inside one period, and over which
// nothing newer lies, is taken by its sums and not opened.
func (l *lite) means(ctx context.Context, tx *db.Tx, series, from, to, every int64, limit int) ([]Mean, error) {
	sum := periods{every: every, shift: shift(every), limit: limit}
	// Once: the head moves on while we read.
	tail, start, err := l.fromHead(ctx, tx, series, from, to, 2*maxWindow)
	if err != nil {
		return nil, err
	}
	for before := min(to, start); from < before && !sum.full(); {
		// The rows over the chunks may be many, before a first fold; so they are
		// taken in parts, and the chunks as far as each part reaches.
		over, err := l.unfolded(ctx, tx, series, from, before, part)
		if err != nil {
			return nil, err
		}
		end := before
		if len(over) >= part {
			over = over[:part]
			end = over[part-1].at + 1
		}
		if over, err = sum.chunks(ctx, tx, series, from, end, over); err != nil {
			return nil, err
		}
		sum.points(over)
		from = end
	}
	sum.points(tail)
	return sum.done(), nil
}

// part is how many rows a mean takes into memory at once.
const part = 20_000

// periods collects means from points and chunks that come in the order of time.
type periods struct {
	every, shift int64
	limit        int
	means        []Mean
	bucket       int64
	now          chunk // sums of the present bucket
}

func (s *periods) full() bool { return len(s.means) >= s.limit }

func (s *periods) of(at int64) int64 { return (at + s.shift) / s.every }

// chunks takes the chunks of [from, to) and the points over them, and gives those
// points back that lie after the last chunk.
func (s *periods) chunks(ctx context.Context, tx *db.Tx, series, from, to int64, over []point) ([]point, error) {
	var opened []point
	err := eachChunk(ctx, tx, series, from, to, func(c *chunk) (bool, error) {
		i := sort.Search(len(over), func(i int) bool { return over[i].at >= c.first })
		s.points(over[:i])
		over = over[i:]
		i = sort.Search(len(over), func(i int) bool { return over[i].at > c.last })
		if i == 0 && c.first >= from && c.last < to && s.of(c.first) == s.of(c.last) {
			s.add(s.of(c.first), c)
			return !s.full(), nil
		}
		var err error
		opened, err = c.unpack(opened[:0], false)
		s.points(overlay(within(opened, from, to), over[:i]))
		over = over[i:]
		return !s.full(), err
	})
	return over, err
}

func (s *periods) points(points []point) {
	for _, p := range points {
		if p.status != Measured || p.none() {
			continue
		}
		if b := s.of(p.at); b != s.bucket || s.now.valid == 0 {
			s.close(b)
		}
		if s.now.valid == 0 {
			s.now.low, s.now.high = p.value, p.value
		}
		s.now.valid++
		s.now.low, s.now.high = min(s.now.low, p.value), max(s.now.high, p.value)
		s.now.total += p.value
	}
}

func (s *periods) add(bucket int64, c *chunk) {
	if c.valid == 0 {
		return
	}
	if bucket != s.bucket || s.now.valid == 0 {
		s.close(bucket)
	}
	if s.now.valid == 0 {
		s.now.low, s.now.high = c.low, c.high
	}
	s.now.valid += c.valid
	s.now.low, s.now.high = min(s.now.low, c.low), max(s.now.high, c.high)
	s.now.total += c.total
}

// close ends the present bucket and begins another.
func (s *periods) close(next int64) {
	if s.now.valid > 0 && !s.full() {
		s.means = append(s.means, Mean{
			At: db.Time(s.bucket*s.every - s.shift), Count: s.now.valid,
			Mean: s.now.total / float64(s.now.valid), Min: s.now.low, Max: s.now.high, total: s.now.total,
		})
	}
	s.now, s.bucket = chunk{}, next
}

func (s *periods) done() []Mean {
	s.close(0)
	return s.means
}
