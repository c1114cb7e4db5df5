package db

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"thanhdong/ground/fault"
)

var besideName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// Beside says where a second store of this name lies: a folder below the data
// folder, and on PostgreSQL a database of its own on the same server. It panics for
// a name that is no short word of small letters, digits and underscores.
func (d *DB) Beside(name string) Config {
	if !besideName.MatchString(name) {
		panic("db: no name for a store beside: " + name)
	}
	c := Config{Dir: filepath.Join(d.dir, "beside", name)}
	if d.engine == Postgres {
		c.URL = otherDatabase(d.url, func(own string) string { return own + "_" + name })
	}
	return c
}

// otherDatabase gives the address of another database on the same server, in
// either form that the driver reads.
func otherDatabase(address string, name func(own string) string) string {
	if u, err := url.Parse(address); err == nil && strings.HasPrefix(u.Scheme, "postgres") {
		u.Path = "/" + name(databaseOf(address))
		return u.String()
	}
	return address + " dbname=" + name(databaseOf(address))
}

// Snapshot copies this store, all of it as it is at one instant, to where none is
// yet; [fault.Conflict] where there is one. Work beside it goes on. The copy is
// whole or it is not there. Files of evidence are not copied.
func (d *DB) Snapshot(ctx context.Context, to Config) error {
	if err := os.MkdirAll(to.Dir, 0o700); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	var err error
	if d.engine == Postgres {
		err = d.copyPostgres(ctx, to)
	} else {
		err = d.lite.copy(ctx, File(to.Dir))
	}
	if err != nil {
		return fmt.Errorf("snapshot: %w", mapError(err))
	}
	return nil
}

// copy writes a second database file. It is given its name when it is whole.
func (l *lite) copy(ctx context.Context, to string) error {
	if _, err := os.Stat(to); err == nil {
		return fault.New(fault.Conflict, "db.snapshot_there")
	}
	part := to + ".part"
	if err := os.Remove(part); err != nil && !os.IsNotExist(err) {
		return err
	}
	conn, err := l.pool.Conn(ctx) // of its own: a reader of ours would keep others waiting
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `VACUUM INTO ?`, part); err != nil {
		_ = os.Remove(part)
		return err
	}
	return os.Rename(part, to)
}

// Discard removes a store that [DB.Beside] named, which must be closed.
func (d *DB) Discard(ctx context.Context, c Config) error {
	if !strings.HasPrefix(c.Dir, filepath.Join(d.dir, "beside")+string(filepath.Separator)) {
		return fault.New(fault.Internal, "db.not_beside")
	}
	if d.engine == Postgres {
		if err := d.dropPostgres(ctx, c.URL); err != nil {
			return fmt.Errorf("discard a store: %w", mapError(err))
		}
	}
	if err := os.RemoveAll(c.Dir); err != nil {
		return fmt.Errorf("discard a store: %w", err)
	}
	return nil
}

// Size is how many bytes a store beside this one takes; 0 when it is not there.
func (d *DB) Size(ctx context.Context, c Config) (bytes int64, err error) {
	err = filepath.WalkDir(c.Dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			if os.IsNotExist(err) {
				return nil // removed meanwhile, as a log that was folded in is
			}
			return err
		}
		if info, err := e.Info(); err == nil {
			bytes += info.Size()
		}
		return nil
	})
	if err != nil || d.engine == SQLite {
		return bytes, err
	}
	var own *int64
	err = d.View(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.QueryRow(ctx, `SELECT (SELECT pg_database_size(oid) FROM pg_database WHERE datname = ?)`, databaseOf(c.URL)).Scan(&own)
	})
	if own != nil {
		bytes += *own
	}
	return bytes, err
}
