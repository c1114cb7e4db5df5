package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"

	"thanhdong/ground/db"
)

var errNoPrograms = errors.New("PostgreSQL's initdb and postgres are neither in PATH nor in /usr/lib/postgresql/*/bin")

// Postgres gives the URL of a fresh, migrated database in the throw-away
// cluster; it is dropped when the test ends.
func Postgres(t *testing.T) string {
	t.Helper()
	c, err := cluster()
	if errors.Is(err, errNoPrograms) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("t%d", c.next.Add(1))
	if err := c.exec("CREATE DATABASE " + name + " TEMPLATE thanhdong_template STRATEGY file_copy"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return c.url(name)
}

type server struct {
	dir  string
	next atomic.Int64
	life io.Closer // our end of the guard's pipe: collected, it would end the server
}

func (s *server) url(name string) string {
	return "postgres:///" + name + "?" + url.Values{"host": {s.dir}, "user": {"postgres"}, "sslmode": {"disable"}}.Encode()
}

func (s *server) exec(q string) error {
	pool, err := sql.Open("pgx", s.url("postgres"))
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.Exec(q)
	return err
}

// cluster starts the process's cluster on first use.
var cluster = sync.OnceValues(func() (*server, error) {
	initdb, postgres, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(base(), "thanhdong-pg-")
	if err != nil {
		return nil, err
	}
	attr, err := asPostgres(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	cmd := exec.Command(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
	cmd.SysProcAttr, cmd.Dir = attr, dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	// The shell ends the server when this process's end of the pipe closes,
	// whichever way the process ended.
	guard := exec.Command("sh", "-c", `"$@" >"$0/log" 2>&1 & pid=$!; cat >/dev/null; kill -QUIT $pid; wait $pid; rm -rf "$0"`,
		dir, postgres, "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off",
		"-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "autovacuum=off", "-c", "wal_level=minimal", "-c", "max_wal_senders=0",
		"-c", "max_wal_size=512MB", "-c", "checkpoint_timeout=1h", "-c", "jit=off")
	guard.SysProcAttr, guard.Dir = attr, dir
	life, err := guard.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := guard.Start(); err != nil {
		return nil, err
	}
	s := &server{dir: dir, life: life}
	if err := s.ready(); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		return nil, fmt.Errorf("postgres did not start: %w\n%s", err, log)
	}
	if err := s.exec("CREATE DATABASE thanhdong_template"); err != nil {
		return nil, err
	}
	d, err := db.Open(context.Background(), db.Config{Dir: dir, URL: s.url("thanhdong_template")})
	if err != nil {
		return nil, err
	}
	return s, d.Close()
})

// ready waits until the server answers; there is nothing to be told by, so it asks.
func (s *server) ready() (err error) {
	for range 600 {
		if err = s.exec("SELECT 1"); err == nil {
			return nil
		}
		<-time.After(50 * time.Millisecond)
	}
	return err
}

func programs() (initdb, postgres string, err error) {
	var dirs []string
	if p, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(p))
	}
	packaged, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	dirs = append(dirs, packaged...)
	for i := len(dirs) - 1; i >= 0; i-- { // the newest last in the glob
		initdb, postgres := filepath.Join(dirs[i], "initdb"), filepath.Join(dirs[i], "postgres")
		if _, err := os.Stat(initdb); err == nil {
			if _, err := os.Stat(postgres); err == nil {
				return initdb, postgres, nil
			}
		}
	}
	return "", "", errNoPrograms
}

// asPostgres lets the server run as the user postgres when we are root.
func asPostgres(dir string) (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("running as root needs the user postgres: %w", err)
	}
	uid, err1 := strconv.Atoi(strings.TrimSpace(u.Uid))
	gid, err2 := strconv.Atoi(strings.TrimSpace(u.Gid))
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}
