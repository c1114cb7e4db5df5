package db

import (
	"context"
	"database/sql"
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
	pool.SetMaxOpenConns(max(16, 4*runtime.NumCPU()))
	pool.SetMaxIdleConns(8)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

func beginPostgres(ctx context.Context, pool *sql.DB, tx *Tx, writes bool) (commit, rollback func() error, err error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, nil, err
	}
	// The driver rolls back when the context of BeginTx ends; a commit that has
	// begun must not be cut, so the context is only used to begin.
	stx, err := conn.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{ReadOnly: !writes})
	if err != nil {
		conn.Close()
		return nil, nil, err
	}
	tx.run, tx.conn = stx, conn
	commit = func() error { defer conn.Close(); return stx.Commit() }
	rollback = func() error { defer conn.Close(); return stx.Rollback() }
	return commit, rollback, nil
}
