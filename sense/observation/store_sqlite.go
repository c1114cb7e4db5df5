package observation

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"strings"

	"thanhdong/ground/db"
)

// lite keeps rows time-major. Statements that carry many rows cost a fraction of
// one statement a row (450 against 170 thousand rows a second on the reference
// machine), and a few fixed widths keep them prepared.
type lite struct{ head *head }

var widths = []int{50, 10, 1}

var (
	insertRows = byWidth(`INSERT INTO observation_recent (at, series, value, status, source, received) VALUES `, `(?, ?, ?, ?, ?, ?)`, ` ON CONFLICT DO NOTHING`)
	findRows   = byWidth(`SELECT at, series, value, status, source, received FROM observation_recent WHERE (at, series) IN (VALUES `, `(?, ?)`, `)`)
	latestRows = byWidth(`INSERT INTO observation_latest (series, at, value, status, source, received) VALUES `, `(?, ?, ?, ?, ?, ?)`,
		` ON CONFLICT (series) DO UPDATE SET at = excluded.at, value = excluded.value, status = excluded.status,
		source = excluded.source, received = excluded.received WHERE excluded.at >= observation_latest.at`)
)

func byWidth(head, row, tail string) map[int]string {
	m := map[int]string{}
	for _, n := range widths {
		m[n] = head + row + strings.Repeat(", "+row, n-1) + tail
	}
	return m
}

// eachWidth cuts entries into pieces of the fixed widths.
func eachWidth(entries []entry, f func(width int, part []entry) error) error {
	for _, w := range widths {
		for len(entries) >= w {
			if err := f(w, entries[:w]); err != nil {
				return err
			}
			entries = entries[w:]
		}
	}
	return nil
}

func (l *lite) find(ctx context.Context, tx *db.Tx, keys []entry) (map[ident]point, error) {
	kept := make(map[ident]point, len(keys))
	args := make([]any, 0, 2*widths[0])
	return kept, eachWidth(keys, func(w int, part []entry) error {
		args = args[:0]
		for _, e := range part {
			args = append(args, e.at, e.series)
		}
		rows, err := tx.Query(ctx, findRows[w], args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var series int64
			p, err := scanPoint(rows, &series)
			if err != nil {
				return err
			}
			kept[ident{series, p.at}] = p
		}
		return rows.Err()
	})
}

func (l *lite) insert(ctx context.Context, tx *db.Tx, entries []entry) (n int64, err error) {
	slices.SortFunc(entries, func(a, b entry) int {
		if c := cmpInt(a.at, b.at); c != 0 {
			return c
		}
		return cmpInt(a.series, b.series)
	})
	args := make([]any, 0, 6*widths[0])
	err = eachWidth(entries, func(w int, part []entry) error {
		args = args[:0]
		for _, e := range part {
			args = append(args, e.at, e.series, nullable(e.value), int64(e.status), int64(e.source), e.received)
		}
		m, err := tx.Exec(ctx, insertRows[w], args...)
		n += m
		return err
	})
	return n, err
}

func (l *lite) replace(ctx context.Context, tx *db.Tx, entries []entry) error {
	for _, e := range entries {
		if _, err := tx.Exec(ctx, `UPDATE observation_recent SET value = ?, status = ?, source = ?, received = ? WHERE at = ? AND series = ?`,
			nullable(e.value), int64(e.status), int64(e.source), e.received, e.at, e.series); err != nil {
			return err
		}
	}
	return nil
}

func (l *lite) latest(ctx context.Context, tx *db.Tx, newest []entry) error {
	args := make([]any, 0, 6*widths[0])
	return eachWidth(newest, func(w int, part []entry) error {
		args = args[:0]
		for _, e := range part {
			args = append(args, e.series, e.at, nullable(e.value), int64(e.status), int64(e.source), e.received)
		}
		_, err := tx.Exec(ctx, latestRows[w], args...)
		return err
	})
}

// committing numbers the transaction and lets the head follow once it is on disk.
func (l *lite) committing(ctx context.Context, tx *db.Tx, c changes) error {
	var n int64
	if err := tx.QueryRow(ctx, `UPDATE observation_commit SET n = n + 1 WHERE id = 1 RETURNING n`).Scan(&n); err != nil {
		return err
	}
	tx.AfterCommit(func() { l.head.follow(n, c) })
	return nil
}

func (l *lite) scan(ctx context.Context, tx *db.Tx, series, from, to int64, limit int) ([]point, error) {
	if points, ok, err := l.fromHead(ctx, tx, series, from, to, limit); ok || err != nil {
		return points, err
	}
	rows, err := tx.Query(ctx, `SELECT at, series, value, status, source, received FROM observation_recent
		WHERE at >= ? AND at < ? AND series = ? ORDER BY at LIMIT ?`, from, to, series, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var points []point
	for rows.Next() {
		p, err := scanPoint(rows, &series)
		if err != nil {
			return nil, err
		}
		points = append(points, p)
	}
	return points, rows.Err()
}

// fromHead answers from memory when the head stands exactly at the reader's
// snapshot and knows the whole span.
func (l *lite) fromHead(ctx context.Context, tx *db.Tx, series, from, to int64, limit int) ([]point, bool, error) {
	var n int64
	if err := tx.QueryRow(ctx, `SELECT n FROM observation_commit WHERE id = 1`).Scan(&n); err != nil {
		return nil, false, err
	}
	if l.head.behind(n) {
		if err := l.head.rebuild(ctx, tx, n); err != nil {
			return nil, false, err
		}
	}
	points, ok := l.head.span(n, series, from, to, limit)
	return points, ok, nil
}

func (l *lite) means(ctx context.Context, tx *db.Tx, series, from, to, every int64, limit int) ([]Mean, error) {
	// Integer division goes towards zero, so instants before 1970 are shifted up
	// by a whole number of periods first.
	rows, err := tx.Query(ctx, `SELECT (at + ?) / ? AS bucket, avg(value), min(value), max(value), count(value) FROM observation_recent
		WHERE at >= ? AND at < ? AND series = ? AND status = 0 GROUP BY bucket ORDER BY bucket LIMIT ?`,
		shift(every), every, from, to, series, limit)
	if err != nil {
		return nil, err
	}
	return scanMeans(rows, every)
}

func scanPoint(rows *sql.Rows, series *int64) (p point, err error) {
	var value sql.NullFloat64
	err = rows.Scan(&p.at, series, &value, &p.status, &p.source, &p.received)
	p.value = math.NaN()
	if value.Valid {
		p.value = value.Float64
	}
	return p, err
}
