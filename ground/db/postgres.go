package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

func openPostgres(ctx context.Context, url string) (*sql.DB, error) {
	c, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	for k, v := range map[string]string{
		"application_name":   "thanhdong",
		"timezone":           "UTC",
		"synchronous_commit": "on", // "acknowledged" means on disk, whatever the server's default
		// A reader of the event log passes only what no running transaction can
		// still precede, so a forgotten one would hold everybody back.
		"idle_in_transaction_session_timeout": "30s",
	} {
		c.RuntimeParams[k] = v
	}
	c.ConnectTimeout = 5 * time.Second
	pool := stdlib.OpenDB(*c)
	most := max(16, 4*runtime.NumCPU())
	pool.SetMaxOpenConns(most)
	// A connection costs the server a process and has the hot statements prepared: after a burst all stay for a while.
	pool.SetMaxIdleConns(most)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

func beginPostgres(ctx context.Context, pool *sql.DB, tx *Tx, writes bool) (commit, rollback func() error, err error) {
	var conn *sql.Conn
	var stx *sql.Tx
	// A caller who gives up in the middle of a statement takes the connection along, and the pool learns of it when the next one begins on it: nothing was done there yet.
	for left := pool.Stats().MaxOpenConnections; ; left-- {
		if conn, err = pool.Conn(ctx); err != nil {
			return nil, nil, err
		}
		// The driver rolls back when the context of BeginTx ends; a commit that has
		// begun must not be cut, so the context is only used to begin.
		if stx, err = conn.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{ReadOnly: !writes}); err == nil {
			break
		}
		conn.Close()
		if left <= 0 || !errors.Is(err, driver.ErrBadConn) {
			return nil, nil, err
		}
	}
	tx.run, tx.conn = stx, conn
	commit = func() error {
		defer conn.Close()
		if err := tx.send(context.WithoutCancel(ctx)); err != nil {
			_ = stx.Rollback() // says that it is done already where the connection was lost
			return err
		}
		return stx.Commit()
	}
	rollback = func() error { defer conn.Close(); return stx.Rollback() }
	return commit, rollback, nil
}

// send sends what is queued.
func (tx *Tx) send(ctx context.Context) error {
	if len(tx.queued) == 0 {
		return nil
	}
	var b pgx.Batch
	for _, s := range tx.queued {
		b.Queue(s.q, s.args...)
	}
	tx.queued = nil
	return tx.conn.Raw(func(conn any) error { return conn.(*stdlib.Conn).Conn().SendBatch(ctx, &b).Close() })
}
