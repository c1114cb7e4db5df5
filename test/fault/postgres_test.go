//go:build fault

package fault

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// cluster is a PostgreSQL of one test that can be stopped and started. It keeps
// its own promise of durability, unlike the throw-away one of the other tests.
type cluster struct {
	t    *testing.T
	bin  string
	dir  string
	attr *syscall.SysProcAttr
	disk *disk // nil: the machine's
}

func newCluster(t *testing.T, d *disk) *cluster {
	t.Helper()
	c := &cluster{t: t, attr: &syscall.SysProcAttr{}, disk: d}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl")
	if err != nil {
		t.Fatal(err)
	}
	if p, err := exec.LookPath("pg_ctl"); err == nil {
		if p, err = filepath.EvalSymlinks(p); err == nil {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("no pg_ctl in PATH or /usr/lib/postgresql")
		}
		t.Skip("no pg_ctl in PATH or /usr/lib/postgresql")
	}
	c.bin = filepath.Dir(found[len(found)-1])
	if c.dir, err = os.MkdirTemp("", "thanhdong-pg-"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.run("pg_ctl", "-D", c.data(), "-m", "immediate", "-w", "stop")
		os.RemoveAll(c.dir)
	})
	if os.Geteuid() == 0 { // initdb refuses root
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(c.dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		c.attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	if out, err := c.run("initdb", "-D", c.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	c.start()
	return c
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *cluster) run(program string, args ...string) (string, error) {
	command := exec.Command
	if c.disk != nil && args[len(args)-1] == "start" {
		command = c.disk.command
	}
	cmd := command(filepath.Join(c.bin, program), args...)
	cmd.SysProcAttr, cmd.Dir = c.attr, c.dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (c *cluster) start() {
	c.t.Helper()
	options := fmt.Sprintf("-k %s -c listen_addresses= -c max_connections=100", c.dir)
	if out, err := c.run("pg_ctl", "-D", c.data(), "-l", filepath.Join(c.dir, "log"), "-o", options, "-w", "start"); err != nil {
		c.t.Fatalf("start PostgreSQL: %v\n%s", err, out)
	}
}

// stop ends it at once, without a checkpoint.
func (c *cluster) stop() {
	c.t.Helper()
	if out, err := c.run("pg_ctl", "-D", c.data(), "-m", "immediate", "-w", "stop"); err != nil {
		c.t.Fatalf("stop PostgreSQL: %v\n%s", err, out)
	}
}

func (c *cluster) url() string {
	return "postgres:///postgres?" + url.Values{"host": {c.dir}, "user": {"postgres"}, "sslmode": {"disable"}}.Encode()
}
