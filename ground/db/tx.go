package db

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"sync"
	"time"
)

// runner is what a transaction needs of a connection.
type runner interface {
	ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

// rowRunner reads a single row; the embedded engine keeps such statements prepared.
type rowRunner interface {
	scanRow(ctx context.Context, q string, args []any, dest []any) error
	each(ctx context.Context, q string, args []any, f func(scan func(dest ...any) error) error) error
}

// Tx is one transaction on either engine. It is not safe for concurrent use.
type Tx struct {
	d      *DB
	run    runner
	conn   *sql.Conn
	now    time.Time
	writes bool
	after  []func()
	once   map[any]any
	queued []statement // written, not sent yet: PostgreSQL alone
}

type statement struct {
	q    string
	args []any
}

// mostQueued bounds what a transaction holds unsent.
const mostQueued = 500

// Once gives what f gives, and asks it once in this transaction. It is for what
// many rows of one answer look at.
func (tx *Tx) Once(key any, f func() (any, error)) (any, error) {
	if v, ok := tx.once[key]; ok {
		return v, nil
	}
	v, err := f()
	if err != nil {
		return nil, err
	}
	if tx.once == nil {
		tx.once = map[any]any{}
	}
	tx.once[key] = v
	return v, nil
}

// Forget has [Tx.Once] ask again: what it gave was changed.
func (tx *Tx) Forget(key any) { delete(tx.once, key) }

// Writes tells whether the transaction may write; what it reads may then be its
// own and never be committed.
func (tx *Tx) Writes() bool { return tx.writes }

// Engine tells which store this is, for the few places where physics differ.
func (tx *Tx) Engine() Engine { return tx.d.engine }

// Now is the instant of this transaction: one for all its rows, UTC, whole
// microseconds.
func (tx *Tx) Now() time.Time { return tx.now }

// Lock is the suffix that locks the rows a SELECT reads. SQLite has one writer,
// so a writing transaction has locked everything already.
func (tx *Tx) Lock() string {
	if tx.d.engine == Postgres {
		return " FOR UPDATE"
	}
	return ""
}

// LastNumber is the expression for the number that the row just inserted was given, for a table that
// numbers its rows; so a row that points at it can be queued in the same trip.
func (tx *Tx) LastNumber() string {
	if tx.d.engine == Postgres {
		return "lastval()"
	}
	return "last_insert_rowid()"
}

// AfterCommit registers f to run once the transaction is on disk. f must be
// quick and must not fail: it wakes readers, it does no work.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// Queue writes without asking how many rows were changed. PostgreSQL is sent what was queued in one
// round trip, before the next statement of the transaction or its commit; so what it refuses is told
// there, and a caller who acts on a refusal uses Exec. The embedded engine is no trip away and does it at once.
func (tx *Tx) Queue(ctx context.Context, q string, args ...any) error {
	if tx.d.engine == SQLite {
		_, err := tx.Exec(ctx, q, args...)
		return err
	}
	tx.queued = append(tx.queued, statement{tx.bind(q), args})
	if len(tx.queued) < mostQueued {
		return nil
	}
	return mapError(tx.send(ctx))
}

// Exec runs a statement and gives the number of rows it changed.
func (tx *Tx) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	if err := tx.send(ctx); err != nil {
		return 0, mapError(err)
	}
	r, err := tx.run.ExecContext(ctx, tx.bind(q), args...)
	if err != nil {
		return 0, mapError(err)
	}
	n, err := r.RowsAffected()
	return n, mapError(err)
}

// Query runs a statement that gives rows. The caller closes them and checks
// their Err.
func (tx *Tx) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if err := tx.send(ctx); err != nil {
		return nil, mapError(err)
	}
	rows, err := tx.run.QueryContext(ctx, tx.bind(q), args...)
	return rows, mapError(err)
}

// Each runs a statement and hands each row to f by its scan function. It is for
// statements that run often: the embedded engine keeps them prepared, which it
// cannot for rows that a caller holds open. f runs no statement of its own.
func (tx *Tx) Each(ctx context.Context, q string, args []any, f func(scan func(dest ...any) error) error) error {
	if s, ok := tx.run.(rowRunner); ok {
		return mapError(s.each(ctx, tx.bind(q), args, f))
	}
	if err := tx.send(ctx); err != nil {
		return mapError(err)
	}
	rows, err := tx.run.QueryContext(ctx, tx.bind(q), args...)
	return mapError(eachRow(rows, err, f))
}

func eachRow(rows *sql.Rows, err error, f func(scan func(dest ...any) error) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Row is the promise of a single row.
type Row struct {
	tx   *Tx
	ctx  context.Context
	q    string
	args []any
}

// QueryRow runs a statement that gives at most one row.
func (tx *Tx) QueryRow(ctx context.Context, q string, args ...any) *Row {
	return &Row{tx: tx, ctx: ctx, q: tx.bind(q), args: args}
}

// Scan reads the row. No row is [fault.NotFound] with the key "db.no_row"; rooms
// turn it into a message that names their noun.
func (r *Row) Scan(dest ...any) error {
	if s, ok := r.tx.run.(rowRunner); ok {
		return mapError(s.scanRow(r.ctx, r.q, r.args, dest))
	}
	if err := r.tx.send(r.ctx); err != nil {
		return mapError(err)
	}
	rows, err := r.tx.run.QueryContext(r.ctx, r.q, r.args...)
	if err != nil {
		return mapError(err)
	}
	return mapError(scanOne(rows, dest))
}

func scanOne(rows *sql.Rows, dest []any) error {
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return sql.ErrNoRows
	}
	if err := rows.Scan(dest...); err != nil {
		return err
	}
	return rows.Close()
}

var bound sync.Map // statement with `?` -> statement with `$n`

// bind rewrites placeholders for PostgreSQL. A question mark inside a quoted
// string stays.
func (tx *Tx) bind(q string) string {
	if tx.d.engine == SQLite {
		return q
	}
	if b, ok := bound.Load(q); ok {
		return b.(string)
	}
	b := rebind(q)
	bound.Store(q, b)
	return b
}

func rebind(q string) string {
	var b strings.Builder
	n, quoted := 0, false
	for i := 0; i < len(q); i++ {
		switch c := q[i]; {
		case c == '\'':
			quoted = !quoted
			b.WriteByte(c)
		case c == '?' && !quoted:
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
