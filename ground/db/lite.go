package db

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the embedded engine, pure Go
)

// lite is the embedded engine: one connection that writes, a few that read.
// SQLite has one writer whatever we do; queueing for it here, with the caller's
// context, is fairer and cheaper than its busy loop.
type lite struct {
	pool    *sql.DB
	writer  chan *session
	group   *group       // the transaction that is open on the writer, and whose it is
	waiting atomic.Int32 // callers who wait for the writer
	readers chan *session
	all     []*session
}

// session is one connection that keeps its hot statements prepared. database/sql
// cannot do that across transactions, so transactions are begun by hand.
type session struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

// keptStatements bounds the statements kept per connection, because some
// statements are composed (filters of lists) and would grow without end.
const keptStatements = 300

// File is the embedded database inside a data folder.
func File(dir string) string { return filepath.Join(dir, "thanhdong.db") }

func openLite(ctx context.Context, dir string) (*lite, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	q := url.Values{}
	for _, p := range []string{
		"busy_timeout(10000)", // other processes: account, device, pack beside a running server
		"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		// The default of 1,000 pages halves the write rate and stalls (measured).
		"wal_autocheckpoint(10000)", "cache_size(-32000)", "temp_store(MEMORY)",
		// After a burst the log's file shrinks to this.
		"journal_size_limit(8388608)",
	} {
		q.Add("_pragma", p)
	}
	pool, err := sql.Open("sqlite", "file:"+(&url.URL{Path: File(dir)}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	readers := max(4, runtime.NumCPU())
	l := &lite{pool: pool, writer: make(chan *session, 1), readers: make(chan *session, readers)}
	for i := range readers + 1 {
		conn, err := connect(ctx, pool)
		if err != nil {
			l.close()
			return nil, err
		}
		s := &session{conn: conn, stmts: map[string]*sql.Stmt{}}
		l.all = append(l.all, s)
		if i == 0 {
			l.writer <- s
		} else {
			l.readers <- s
		}
	}
	return l, os.Chmod(File(dir), 0o600)
}

// connect opens one connection. Turning a new file into WAL mode needs it alone
// and does not wait for others, so a second process that starts at the same
// moment tries again.
func connect(ctx context.Context, pool *sql.DB) (*sql.Conn, error) {
	for try := 0; ; try++ {
		conn, err := pool.Conn(ctx)
		if err == nil || !retryable(err) || try == 100 {
			return conn, err
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (l *lite) close() error {
	for _, s := range l.all {
		s.conn.Close()
	}
	return l.pool.Close()
}

func (l *lite) begin(ctx context.Context, tx *Tx, writes bool) (commit, rollback func() error, err error) {
	if writes {
		return l.join(ctx, tx)
	}
	var s *session
	select {
	case s = <-l.readers:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	// Not cancelled: the driver tells who gave up meanwhile that it failed, though it is done, and the connection would have an open transaction for ever.
	if _, err := s.ExecContext(context.WithoutCancel(ctx), "BEGIN"); err != nil {
		l.readers <- s
		return nil, nil, err
	}
	tx.run, tx.conn = s, s.conn
	end := func() error {
		defer func() { l.readers <- s }()
		_, err := s.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return err
	}
	return end, end, nil
}

func (s *session) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	st, err := s.prepared(ctx, q)
	if err != nil {
		return nil, err
	}
	if st == nil {
		return s.conn.ExecContext(ctx, q, args...)
	}
	return st.ExecContext(ctx, args...)
}

// each hands the rows of a kept statement to f. f may not run the same statement:
// a statement has one set of rows at a time.
func (s *session) each(ctx context.Context, q string, args []any, f func(scan func(dest ...any) error) error) error {
	st, err := s.prepared(ctx, q)
	if err != nil {
		return err
	}
	if st == nil {
		rows, err := s.conn.QueryContext(ctx, q, args...)
		return eachRow(rows, err, f)
	}
	rows, err := st.QueryContext(ctx, args...)
	return eachRow(rows, err, f)
}

// QueryContext does not use kept statements: its rows may still be open when the
// same statement runs again.
func (s *session) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return s.conn.QueryContext(ctx, q, args...)
}

func (s *session) scanRow(ctx context.Context, q string, args, dest []any) error {
	st, err := s.prepared(ctx, q)
	if err != nil {
		return err
	}
	var rows *sql.Rows
	if st == nil {
		rows, err = s.conn.QueryContext(ctx, q, args...)
	} else {
		rows, err = st.QueryContext(ctx, args...)
	}
	if err != nil {
		return err
	}
	return scanOne(rows, dest)
}

func (s *session) prepared(ctx context.Context, q string) (*sql.Stmt, error) {
	if st, ok := s.stmts[q]; ok {
		return st, nil
	}
	if len(s.stmts) >= keptStatements {
		return nil, nil
	}
	st, err := s.conn.PrepareContext(context.WithoutCancel(ctx), q)
	if err != nil {
		return nil, err
	}
	s.stmts[q] = st
	return st, nil
}
