package db

import (
	"context"
	"embed"
	"io/fs"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"thanhdong/ground/fault"
)

//go:embed migration/*.sql
var migrations embed.FS

// engineFS shows only the files of one engine, so that goose sees one sequence.
type engineFS struct {
	fs.FS
	suffix string
}

func (e engineFS) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(e.FS, name)
	var own []fs.DirEntry
	for _, f := range all {
		if strings.HasSuffix(f.Name(), e.suffix) {
			own = append(own, f)
		}
	}
	return own, err
}

// migrate brings the store to this program's version. Two processes may start at
// once: PostgreSQL takes a session lock; SQLite's writer lock makes the second
// find the work done, or fail on a version that is there already and try again.
func (d *DB) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migration")
	if err != nil {
		return err
	}
	dialect, pool := goose.DialectSQLite3, d.pool
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if d.engine == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	} else {
		pool = d.lite.pool
	}
	p, err := goose.NewProvider(dialect, pool, engineFS{files, "." + d.engine.String() + ".sql"}, opts...)
	if err != nil {
		return err
	}
	for try := 0; ; try++ {
		err = up(ctx, p)
		if err == nil || try == 10 || fault.Is(err, fault.Conflict) {
			return err
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func up(ctx context.Context, p *goose.Provider) error {
	at, newest, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if at > newest {
		return fault.New(fault.Conflict, "db.newer", "database", at, "program", newest)
	}
	_, err = p.Up(ctx)
	return err
}
