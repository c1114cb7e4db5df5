package observation

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// What stays in observation_recent. It is chosen so that the head knows all of
// it: else reading one series would pass by the rows of all the others.
const (
	hot      = 50 * time.Minute // younger rows stay: late is slower than in time
	span     = 50 * time.Minute // so much is folded at once: fuller chunks, fewer writes
	hottest  = 5 * time.Minute  // with very many series less stays, but so much
	mostRows = headBudget       // more rows than this are folded earlier
)

// steps is how much one step of a fold takes. The batch bounds memory, the others
// how long the writer is held: about a tenth of a second on the reference machine.
type steps struct {
	batch int // rows read at once
	pack  int // points packed in one transaction
	clear int // rows removed in one transaction
	late  int // late rows packed and removed in one transaction
}

var usual = steps{batch: 600_000, pack: 12_000, clear: 25_000, late: 5_000}

func bySeries(a, b entry) int {
	return cmp.Or(cmp.Compare(a.series, b.series), cmp.Compare(a.at, b.at))
}

// fold moves rows into chunks: first those of recent, then the late ones.
//
// A row of recent is copied into its chunk and removed in a later transaction.
// Between them it is in both places, equal, and reading takes recent's; so the
// fold may end anywhere and begin again. Late rows wait until recent has none
// before the frozen instant: then the order of who wins is also the order of
// folding.
func (l *lite) fold(ctx context.Context, d *db.DB) error {
	if err := l.freeze(ctx, d); err != nil {
		return fmt.Errorf("freeze observations: %w", err)
	}
	for {
		batch, err := l.frozenRows(ctx, d)
		if err != nil || len(batch) == 0 {
			if err == nil {
				err = l.foldLate(ctx, d)
			}
			return err
		}
		if err := l.foldRows(ctx, d, batch); err != nil {
			return fmt.Errorf("fold observations: %w", err)
		}
	}
}

// do runs one transaction of the fold and lets others write after it.
func (l *lite) do(ctx context.Context, d *db.DB, f func(ctx context.Context, tx *db.Tx) error) error {
	var began time.Time
	err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		began = time.Now() // how long the writer is held, by the machine's clock
		return f(ctx, tx)
	})
	if err != nil {
		return err
	}
	return l.between(ctx, time.Since(began))
}

// freeze raises the instant before which recent takes no more rows, when enough
// rows lie there.
func (l *lite) freeze(ctx context.Context, d *db.DB) error {
	var edge int64
	if err := d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := tx.Now()
		edge = math.MinInt64
		var oldest, more int64
		err := tx.QueryRow(ctx, `SELECT at FROM observation_recent ORDER BY at LIMIT 1`).Scan(&oldest)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if oldest < db.Micros(now.Add(-hot-span)) {
			edge = db.Micros(now.Add(-hot))
		}
		err = tx.QueryRow(ctx, `SELECT at FROM observation_recent ORDER BY at DESC LIMIT 1 OFFSET ?`, mostRows).Scan(&more)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err == nil {
			err = tx.QueryRow(ctx, `SELECT at FROM observation_recent ORDER BY at DESC LIMIT 1 OFFSET ?`, mostRows/2).Scan(&more)
		}
		edge = max(edge, min(more, db.Micros(now.Add(-hottest))))
		return err
	}); err != nil || edge == math.MinInt64 {
		return err
	}
	return l.do(ctx, d, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE observation_commit SET frozen = ? WHERE id = 1 AND frozen < ?`, edge, edge)
		return err
	})
}

// frozenRows gives the oldest rows of recent that change no more.
func (l *lite) frozenRows(ctx context.Context, d *db.DB) (batch []entry, err error) {
	err = d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := tx.Query(ctx, `SELECT at, series, value, status, source, received FROM observation_recent
			WHERE at < (SELECT frozen FROM observation_commit WHERE id = 1) ORDER BY at, series LIMIT ?`, l.step.batch)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var e entry
			if e.point, err = scanPoint(rows, &e.series); err != nil {
				return err
			}
			batch = append(batch, e)
		}
		return rows.Err()
	})
	return batch, err
}

// foldRows packs a batch that comes in the order of recent, then removes it.
func (l *lite) foldRows(ctx context.Context, d *db.DB, batch []entry) error {
	var ends []ident // where each transaction that removes rows stops
	for i := range batch {
		if (i+1)%l.step.clear == 0 || i+1 == len(batch) {
			ends = append(ends, batch[i].ident())
		}
	}
	oldest := batch[0].ident()
	slices.SortFunc(batch, bySeries)
	for len(batch) > 0 {
		n := wholeSeries(batch, l.step.pack)
		err := l.do(ctx, d, func(ctx context.Context, tx *db.Tx) error {
			// Another fold may have been faster, removed the rows, and folded a
			// correction that must not be undone.
			var one int
			err := tx.QueryRow(ctx, `SELECT 1 FROM observation_recent WHERE at = ? AND series = ?`, oldest.at, oldest.series).Scan(&one)
			if err != nil {
				return err
			}
			return packAll(ctx, tx, batch[:n])
		})
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		batch = batch[n:]
	}
	for _, end := range ends {
		if err := l.do(ctx, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM observation_recent WHERE (at, series) <= (?, ?)`, end.at, end.series)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// wholeSeries gives how many entries make a slice: at least the given number, and
// up to the end of a series unless that is far.
func wholeSeries(entries []entry, slice int) int {
	n := min(slice, len(entries))
	for n < len(entries) && n < 2*slice && entries[n].series == entries[n-1].series {
		n++
	}
	return n
}

// foldLate packs late rows and removes them in the same transaction.
func (l *lite) foldLate(ctx context.Context, d *db.DB) error {
	for done := false; !done; {
		if err := l.do(ctx, d, func(ctx context.Context, tx *db.Tx) error {
			var waiting int
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT 1 FROM observation_recent
				WHERE at < (SELECT frozen FROM observation_commit WHERE id = 1) LIMIT 1)`).Scan(&waiting); err != nil {
				return err
			}
			if done = waiting > 0; done {
				return nil // somebody froze more; the next fold goes on
			}
			rows, err := tx.Query(ctx, `SELECT at, series, value, status, source, received FROM observation_late ORDER BY series, at LIMIT ?`, l.step.late)
			if err != nil {
				return err
			}
			defer rows.Close()
			var batch []entry
			for rows.Next() {
				var e entry
				if e.point, err = scanPoint(rows, &e.series); err != nil {
					return err
				}
				batch = append(batch, e)
			}
			if err := rows.Err(); err != nil {
				return err
			}
			rows.Close()
			if done = len(batch) < l.step.late; len(batch) == 0 {
				return nil
			}
			if err := packAll(ctx, tx, batch); err != nil {
				return err
			}
			end := batch[len(batch)-1]
			_, err = tx.Exec(ctx, `DELETE FROM observation_late WHERE (series, at) <= (?, ?)`, end.series, end.at)
			return err
		}); err != nil {
			return fmt.Errorf("fold late observations: %w", err)
		}
	}
	return nil
}

// packAll folds entries that come in the order of series and time.
func packAll(ctx context.Context, tx *db.Tx, entries []entry) error {
	short := context.WithoutCancel(ctx) // see Write
	for len(entries) > 0 {
		n := 1
		for n < len(entries) && entries[n].series == entries[0].series {
			n++
		}
		points := make([]point, n)
		for i := range points {
			points[i] = entries[i].point
		}
		if err := packInto(short, tx, entries[0].series, points); err != nil {
			return err
		}
		entries = entries[n:]
	}
	return nil
}
