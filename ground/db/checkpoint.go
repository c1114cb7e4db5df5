package db

import "context"

// Checkpoint copies what SQLite's log holds into the database, as far as it can
// without keeping anybody waiting. Once all is copied and nobody reads from the
// log, the next commit begins it anew, so it stays small. Commits copy too when
// the log has become long, but then their senders wait; run often enough, this
// leaves them little to do. PostgreSQL does this by itself.
func (d *DB) Checkpoint(ctx context.Context) error {
	if d.engine == Postgres {
		return nil
	}
	var s *session
	select {
	case s = <-d.lite.readers:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { d.lite.readers <- s }()
	var busy, pages, copied int
	return mapError(s.conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`).Scan(&busy, &pages, &copied))
}
