package publish

import (
	"context"
	"maps"
	"slices"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Format is in which a set is taken.
type Format string

const (
	Page Format = "page"
	CSV  Format = "csv"
	JSON Format = "json"
	XLSX Format = "xlsx"
)

// Formats is the closed list.
var Formats = []Format{Page, CSV, JSON, XLSX}

// use is all that is known of a use.
type use struct {
	code   string
	format Format
	day    text.Day
}

// countPause is how often counts are written: a use is a number in memory until then, so that many readers cost one write.
const countPause = time.Minute

// Count counts one use of a public set. What is counted is a file or page that was given whole, not one that its reader had already.
func (ss *Sets) Count(s Set, f Format) {
	if s.State != Published || !slices.Contains(Formats, f) {
		return
	}
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.counts[use{s.Code, f, text.DayOf(ss.d.Now())}]++
}

// KeepCounts writes what was counted.
func (ss *Sets) KeepCounts(ctx context.Context) error {
	ss.mu.Lock()
	counts := ss.counts
	ss.counts = map[use]int64{}
	ss.mu.Unlock()
	if len(counts) == 0 {
		return nil
	}
	err := ss.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		for u, n := range counts {
			if _, err := tx.Exec(ctx, `INSERT INTO publish_use (code, format, day, n) VALUES (?, ?, ?, ?) ON CONFLICT (code, format, day) DO UPDATE SET n = publish_use.n + excluded.n`,
				u.code, string(u.format), u.day, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil { // they count with the next
		ss.mu.Lock()
		for u, n := range counts {
			ss.counts[u] += n
		}
		ss.mu.Unlock()
	}
	return err
}

// Used is how often a set was taken on a day, by format.
type Used struct {
	Day text.Day
	By  map[Format]int64
}

// Use gives the use of a set from one day to another, every day of it, for who may read the set.
func (ss *Sets) Use(ctx context.Context, code string, from, to text.Day) (list []Used, err error) {
	err = ss.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := readable(ctx, tx, code, ""); err != nil {
			return err
		}
		by := map[text.Day]map[Format]int64{}
		for d := from; d <= to; d = d.Add(1) {
			by[d] = map[Format]int64{}
		}
		if err := tx.Each(ctx, `SELECT day, format, n FROM publish_use WHERE code = ? AND day >= ? AND day <= ?`, []any{code, from, to}, func(scan func(...any) error) error {
			var day text.Day
			var f Format
			var n int64
			err := scan(&day, &f, &n)
			if by[day] != nil {
				by[day][f] += n
			}
			return err
		}); err != nil {
			return err
		}
		list = nil
		for _, d := range slices.Sorted(maps.Keys(by)) {
			list = append(list, Used{d, by[d]})
		}
		return nil
	})
	return list, err
}

// Total gives how often each set that the actor may read was taken since a day.
func (ss *Sets) Total(ctx context.Context, from text.Day) (all map[string]int64, err error) {
	err = ss.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all = map[string]int64{}
		where, args := readableWhere(actor.From(ctx))
		return tx.Each(ctx, `SELECT u.code, CAST(SUM(u.n) AS BIGINT) FROM publish_use u JOIN publish_set s ON s.code = u.code WHERE `+where+` AND u.day >= ? GROUP BY u.code`, append(args, from), func(scan func(...any) error) error {
			var code string
			var n int64
			err := scan(&code, &n)
			all[code] = n
			return err
		})
	})
	return all, err
}
