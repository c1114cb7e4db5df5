package observation

import (
	"context"
	"database/sql"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// pgRow is about what a row takes with its place in the index.
const pgRow = 110

func (p *postgres) held(ctx context.Context, tx *db.Tx, series, to int64) (s stock, err error) {
	if to == beginning {
		return s, nil
	}
	var first, last sql.NullTime
	err = tx.QueryRow(ctx, `SELECT count(*), min(at), max(at) FROM observation_row WHERE series = ? AND at < ?`, series, db.Time(to)).Scan(&s.points, &first, &last)
	if s.points > 0 {
		s.first, s.last, s.bytes = db.Micros(first.Time), db.Micros(last.Time), int64(s.points)*pgRow
	}
	return s, err
}

// hold locks the rows: who corrects one meanwhile waits, and then finds it gone.
func (p *postgres) hold(ctx context.Context, tx *db.Tx, series, from, to int64, limit int) ([]point, error) {
	since := any(db.Time(from))
	if from == beginning {
		since = "-infinity"
	}
	rows, err := tx.Query(ctx, `SELECT at, series, value, status, source, received FROM observation_row
		WHERE series = ? AND at >= ?::timestamptz AND at < ? ORDER BY at LIMIT ? FOR UPDATE`, series, since, db.Time(to), limit)
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

func (p *postgres) settled(context.Context, *db.Tx, int64, int64, int64) (bool, error) {
	return true, nil
}

func (p *postgres) remove(ctx context.Context, tx *db.Tx, series int64, gone []point) error {
	at := make([]time.Time, len(gone))
	for i, x := range gone {
		at[i] = db.Time(x.at)
	}
	n, err := tx.Exec(ctx, `DELETE FROM observation_row WHERE series = ? AND at = ANY(?::timestamptz[])`, series, at)
	if err == nil && n != int64(len(gone)) {
		err = fault.New(fault.Unavailable, "observation.contended")
	}
	return err
}
