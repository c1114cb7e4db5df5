package db

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"thanhdong/ground/fault"
)

func databaseOf(address string) string {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return ""
	}
	return c.Database
}

// duplicateDatabase is PostgreSQL's code for a name that is taken, noRight for a
// role that may not make databases.
const (
	duplicateDatabase = "42P04"
	noRight           = "42501"
)

// copyPostgres makes a database and pours every table into it through this
// process: a database that is in use cannot be a template, and the server's own
// programs need not be on this machine.
func (d *DB) copyPostgres(ctx context.Context, to Config) error {
	from, err := pgx.Connect(ctx, d.url)
	if err != nil {
		return err
	}
	defer from.Close(context.WithoutCancel(ctx))
	name := pgx.Identifier{databaseOf(to.URL)}.Sanitize()
	_, err = from.Exec(ctx, `CREATE DATABASE `+name)
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &pg) && pg.Code == duplicateDatabase:
		return fault.New(fault.Conflict, "db.snapshot_there")
	case errors.As(err, &pg) && pg.Code == noRight:
		return fault.New(fault.Unavailable, "db.may_not_create").With(err)
	case err != nil:
		return err
	}
	if err := d.pour(ctx, from, to); err != nil {
		return errors.Join(err, d.dropPostgres(context.WithoutCancel(ctx), to.URL))
	}
	return nil
}

func (d *DB) dropPostgres(ctx context.Context, address string) error {
	c, err := pgx.Connect(ctx, d.url)
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	_, err = c.Exec(ctx, `DROP DATABASE IF EXISTS `+pgx.Identifier{databaseOf(address)}.Sanitize()+` WITH (FORCE)`)
	return err
}

// table is one that holds rows.
type table struct {
	name    string // quoted
	parent  string // of a partition, quoted; else empty
	bound   string
	columns string
}

func (d *DB) pour(ctx context.Context, from *pgx.Conn, to Config) error {
	fresh, err := Open(ctx, to) // our own migrations make the tables
	if err != nil {
		return err
	}
	if err := fresh.Close(); err != nil {
		return err
	}
	dest, err := pgx.Connect(ctx, to.URL)
	if err != nil {
		return err
	}
	defer dest.Close(context.WithoutCancel(ctx))
	// One instant for all tables. It only reads, so it holds back no reader of the log.
	if _, err := from.Exec(ctx, `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`); err != nil {
		return err
	}
	tables, err := tablesOf(ctx, from)
	if err != nil {
		return err
	}
	binds, err := lines(ctx, dest, `SELECT 'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid)
		FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 ORDER BY oid`)
	if err != nil {
		return err
	}
	frees, err := lines(ctx, dest, `SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname)
		FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 ORDER BY oid`)
	if err != nil {
		return err
	}
	// Rows come table by table: what holds between tables is tied again at the end.
	if err := all(ctx, dest, frees); err != nil {
		return err
	}
	for _, t := range tables {
		if t.parent != "" {
			if _, err := dest.Exec(ctx, `CREATE TABLE IF NOT EXISTS `+t.name+` PARTITION OF `+t.parent+` `+t.bound); err != nil {
				return err
			}
		}
		if _, err := dest.Exec(ctx, `TRUNCATE `+t.name); err != nil { // what migrations put there
			return err
		}
	}
	for _, t := range tables {
		if err := pourTable(ctx, from, dest, t); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	if err := all(ctx, dest, binds); err != nil {
		return err
	}
	counters, err := lines(ctx, from, `SELECT format('SELECT setval(%L, %s)', quote_ident(sequencename), last_value) FROM pg_sequences
		WHERE schemaname = current_schema() AND last_value IS NOT NULL AND sequencename NOT LIKE 'goose%'`)
	if err != nil {
		return err
	}
	if err := all(ctx, dest, counters); err != nil {
		return err
	}
	_, err = dest.Exec(ctx, `ANALYZE`)
	return err
}

// tablesOf lists our tables that hold rows: not those of extensions, and not the
// list of migrations, which the copy has by itself.
func tablesOf(ctx context.Context, from *pgx.Conn) ([]table, error) {
	rows, err := from.Query(ctx, `SELECT quote_ident(c.relname), coalesce((SELECT quote_ident(p.relname) FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent WHERE i.inhrelid = c.oid), ''),
		coalesce(pg_get_expr(c.relpartbound, c.oid), ''),
		(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND n.nspname = current_schema() AND c.relname NOT LIKE 'goose%'
		AND NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e') ORDER BY c.oid`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (t table, err error) {
		return t, r.Scan(&t.name, &t.parent, &t.bound, &t.columns)
	})
}

// pourTable lets the rows of one table flow from one connection into the other.
func pourTable(ctx context.Context, from, dest *pgx.Conn, t table) error {
	r, w := io.Pipe()
	sent := make(chan error, 1)
	go func() {
		_, err := from.PgConn().CopyTo(ctx, w, `COPY `+t.name+` (`+t.columns+`) TO STDOUT`)
		w.CloseWithError(err)
		sent <- err
	}()
	_, err := dest.PgConn().CopyFrom(ctx, r, `COPY `+t.name+` (`+t.columns+`) FROM STDIN`)
	r.CloseWithError(err) // who still sends stops
	return errors.Join(err, <-sent)
}

func lines(ctx context.Context, c *pgx.Conn, query string) ([]string, error) {
	rows, err := c.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func all(ctx context.Context, c *pgx.Conn, statements []string) error {
	if len(statements) == 0 {
		return nil
	}
	_, err := c.Exec(ctx, strings.Join(statements, ";\n"))
	return err
}
