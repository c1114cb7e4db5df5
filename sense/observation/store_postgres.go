package observation

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"thanhdong/ground/db"
)

// postgres keeps rows partitioned by month. Bulk statements carry columns as
// arrays: one round trip whatever the size of the batch.
type postgres struct {
	mu     sync.Mutex
	months map[int]bool // partitions known to exist
}

// columns turns entries into arrays, one for each column.
type columns struct {
	series, source   []int64
	at, received     []time.Time
	atUS, receivedUS []int64
	value            []*float64
	status           []int16
}

func newColumns(entries []entry) (c columns) {
	for i := range entries {
		e := &entries[i]
		c.series = append(c.series, e.series)
		c.at, c.atUS = append(c.at, db.Time(e.at)), append(c.atUS, e.at)
		c.received, c.receivedUS = append(c.received, db.Time(e.received)), append(c.receivedUS, e.received)
		c.source, c.status = append(c.source, int64(e.source)), append(c.status, int16(e.status))
		if e.none() {
			c.value = append(c.value, nil)
		} else {
			c.value = append(c.value, &e.value)
		}
	}
	return c
}

func (p *postgres) find(ctx context.Context, tx *db.Tx, keys []entry) (map[ident]point, error) {
	c := newColumns(keys)
	// The rows stay locked, so that two corrections of one row come one after the
	// other and each keeps what it replaced.
	rows, err := tx.Query(ctx, `SELECT r.at, r.series, r.value, r.status, r.source, r.received FROM observation_row r
		JOIN unnest(?::bigint[], ?::timestamptz[]) k (series, at) ON r.series = k.series AND r.at = k.at
		ORDER BY r.series, r.at FOR UPDATE OF r`, c.series, c.at)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	kept := make(map[ident]point, len(keys))
	for rows.Next() {
		var series int64
		x, err := scanStamped(rows, &series)
		if err != nil {
			return nil, err
		}
		kept[ident{series, x.at}] = x
	}
	return kept, rows.Err()
}

func (p *postgres) insert(ctx context.Context, tx *db.Tx, entries []entry) (int64, error) {
	// One order for all writers: two that bring the same rows wait for each other
	// instead of deadlocking.
	slices.SortFunc(entries, func(a, b entry) int {
		if c := cmpInt(a.series, b.series); c != 0 {
			return c
		}
		return cmpInt(a.at, b.at)
	})
	if err := p.partitions(ctx, tx, entries); err != nil {
		return 0, err
	}
	c := newColumns(entries)
	return tx.Exec(ctx, `INSERT INTO observation_row (series, at, value, status, source, received)
		SELECT * FROM unnest(?::bigint[], ?::timestamptz[], ?::double precision[], ?::smallint[], ?::integer[], ?::timestamptz[])
		ON CONFLICT DO NOTHING`, c.series, c.at, c.value, c.status, c.source, c.received)
}

func (p *postgres) replace(ctx context.Context, tx *db.Tx, entries []entry) error {
	c := newColumns(entries)
	return tx.Queue(ctx, `UPDATE observation_row r SET value = k.value, status = k.status, source = k.source, received = k.received
		FROM unnest(?::bigint[], ?::timestamptz[], ?::double precision[], ?::smallint[], ?::integer[], ?::timestamptz[]) k (series, at, value, status, source, received)
		WHERE r.series = k.series AND r.at = k.at`, c.series, c.at, c.value, c.status, c.source, c.received)
}

func (p *postgres) latest(ctx context.Context, tx *db.Tx, newest []entry) error {
	c := newColumns(newest)
	return tx.Queue(ctx, `INSERT INTO observation_latest (series, at, value, status, source, received)
		SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::double precision[], ?::smallint[], ?::bigint[], ?::bigint[])
		ON CONFLICT (series) DO UPDATE SET at = excluded.at, value = excluded.value, status = excluded.status,
		source = excluded.source, received = excluded.received WHERE excluded.at >= observation_latest.at`,
		c.series, c.atUS, c.value, c.status, c.source, c.receivedUS)
}

func (p *postgres) committing(context.Context, *db.Tx, changes) error { return nil }

// partitions makes the months that are missing. A partition is filled beside the
// table and then attached, because that waits for no writer, while creating it
// inside the table would wait for all of them.
func (p *postgres) partitions(ctx context.Context, tx *db.Tx, entries []entry) error {
	var made []int
	seen := -1
	for _, e := range entries {
		m := month(e.at)
		if m == seen || slices.Contains(made, m) {
			continue
		}
		seen = m
		if p.known(m) {
			continue
		}
		if err := attach(ctx, tx, m); err != nil {
			return fmt.Errorf("make partition: %w", err)
		}
		made = append(made, m)
	}
	if len(made) > 0 {
		tx.AfterCommit(func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			for _, m := range made {
				p.months[m] = true
			}
		})
	}
	return nil
}

func (p *postgres) known(m int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.months[m]
}

// month numbers months from the year 0, in UTC.
func month(us int64) int {
	t := db.Time(us)
	return t.Year()*12 + int(t.Month()) - 1
}

func attach(ctx context.Context, tx *db.Tx, m int) error {
	from := time.Date(m/12, time.Month(m%12+1), 1, 0, 0, 0, 0, time.UTC)
	name := "observation_row_" + from.Format("200601")
	// One maker at a time; the lock ends with the transaction.
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('observation_row'))`); err != nil {
		return err
	}
	var there bool
	if err := tx.QueryRow(ctx, `SELECT to_regclass(?) IS NOT NULL`, name).Scan(&there); err != nil || there {
		return err
	}
	if _, err := tx.Exec(ctx, `CREATE TABLE `+name+` (LIKE observation_row INCLUDING ALL)`); err != nil {
		return err
	}
	const stamp = "2006-01-02 15:04:05Z"
	_, err := tx.Exec(ctx, fmt.Sprintf(`ALTER TABLE observation_row ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')`,
		name, from.Format(stamp), from.AddDate(0, 1, 0).Format(stamp)))
	return err
}

func (p *postgres) scan(ctx context.Context, tx *db.Tx, series, from, to int64, limit int) ([]point, error) {
	rows, err := tx.Query(ctx, `SELECT at, series, value, status, source, received FROM observation_row
		WHERE series = ? AND at >= ? AND at < ? ORDER BY at LIMIT ?`, series, db.Time(from), db.Time(to), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var points []point
	for rows.Next() {
		x, err := scanStamped(rows, &series)
		if err != nil {
			return nil, err
		}
		points = append(points, x)
	}
	return points, rows.Err()
}

func (p *postgres) means(ctx context.Context, tx *db.Tx, series, from, to, every int64, limit int) ([]Mean, error) {
	rows, err := tx.Query(ctx, `SELECT ((extract(epoch FROM at) * 1000000)::bigint + ?::bigint) / ?::bigint AS bucket, sum(value), min(value), max(value), count(value)
		FROM observation_row WHERE series = ? AND at >= ? AND at < ? AND status = 0 GROUP BY bucket ORDER BY bucket LIMIT ?`,
		shift(every), every, series, db.Time(from), db.Time(to), limit)
	if err != nil {
		return nil, err
	}
	return scanMeans(rows, every)
}

func (p *postgres) replay(ctx context.Context, tx *db.Tx, series []int64, from, to, every int64) (map[int64][]Mean, error) {
	rows, err := tx.Query(ctx, `SELECT series, ((extract(epoch FROM at) * 1000000)::bigint + ?::bigint) / ?::bigint AS bucket, sum(value), min(value), max(value), count(value)
		FROM observation_row WHERE series = ANY(?::bigint[]) AND at >= ? AND at < ? AND status = 0 GROUP BY series, bucket ORDER BY series, bucket`,
		shift(every), every, series, db.Time(from), db.Time(to))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	means := make(map[int64][]Mean, len(series))
	for rows.Next() {
		var m Mean
		var id, bucket int64
		if err := rows.Scan(&id, &bucket, &m.total, &m.Min, &m.Max, &m.Count); err != nil {
			return nil, err
		}
		m.Mean = m.total / float64(m.Count)
		m.At = db.Time(bucket*every - shift(every))
		means[id] = append(means[id], m)
	}
	return means, rows.Err()
}

func scanStamped(rows *sql.Rows, series *int64) (p point, err error) {
	var value sql.NullFloat64
	var at, received time.Time
	err = rows.Scan(&at, series, &value, &p.status, &p.source, &received)
	p.at, p.received, p.value = db.Micros(at), db.Micros(received), math.NaN()
	if value.Valid {
		p.value = value.Float64
	}
	return p, err
}
