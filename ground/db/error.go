package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"thanhdong/ground/fault"
)

// away is how long a sender should wait before it tries again while the store
// does not answer.
const away = 5 * time.Second

// What keeps a store from writing, apart from being away.
const (
	noRoom    = "db.no_room"
	diskFails = "db.disk_fails"
)

// mapError turns a driver's error into one of our kinds, so that nothing above
// ever sees a driver.
func mapError(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.As(err); ok {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "db.no_row").With(err)
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch code := lite.Code(); {
		case code == sqlite3.SQLITE_CONSTRAINT_UNIQUE || code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
			return fault.New(fault.Conflict, "db.duplicate").With(err)
		case code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
			return fault.New(fault.Conflict, "db.reference").With(err)
		case code&0xff == sqlite3.SQLITE_FULL:
			return fault.New(fault.Unavailable, noRoom).Retry(away).With(err)
		case code&0xff == sqlite3.SQLITE_IOERR, code&0xff == sqlite3.SQLITE_CANTOPEN:
			return fault.New(fault.Unavailable, diskFails).Retry(away).With(err)
		}
		return err
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case pg.Code == "23505":
			return fault.New(fault.Conflict, "db.duplicate").With(err)
		case pg.Code == "23503":
			return fault.New(fault.Conflict, "db.reference").With(err)
		case pg.Code == "53100":
			return fault.New(fault.Unavailable, noRoom).Retry(away).With(err)
		case strings.HasPrefix(pg.Code, "58"):
			return fault.New(fault.Unavailable, diskFails).Retry(away).With(err)
		// 08 connection, 53 out of memory or connections, 57P shutdown.
		case strings.HasPrefix(pg.Code, "08"), strings.HasPrefix(pg.Code, "53"), strings.HasPrefix(pg.Code, "57P"):
			return fault.New(fault.Unavailable, "db.away").Retry(away).With(err)
		}
		return err
	}
	var connect *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, net.ErrClosed) || errors.Is(err, sql.ErrConnDone) ||
		// A server that stops in the middle of a statement just ends the stream.
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || pgconn.SafeToRetry(err) {
		return fault.New(fault.Unavailable, "db.away").Retry(away).With(err)
	}
	return err
}

// retryable tells whether the engine asks to run the transaction again.
func retryable(err error) bool {
	// The driver says that a connection is bad only where nothing was sent on it: who gave up in the middle of a statement took it along.
	if errors.Is(err, errGroupLost) || errors.Is(err, driver.ErrBadConn) {
		return true
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		code := lite.Code() & 0xff
		return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	return false
}
