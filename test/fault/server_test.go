//go:build fault

package fault

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"thanhdong/ground/db/dbtest"
)

// binary is the product, built once.
var binary string

func TestMain(m *testing.M) {
	if os.Getenv(watchedBy) != "" {
		fmt.Fprintln(os.Stderr, watch()) // comes back only when it failed
		os.Exit(1)
	}
	flag.Parse()
	dir, err := os.MkdirTemp("", "thanhdong-fault-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = filepath.Join(dir, "thanhdong")
	build := exec.Command("go", "build", "-o", binary, "thanhdong/cmd/thanhdong")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		os.Exit(1)
	}
	if err := ready(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// server is the real binary over one store; it is started and killed many times.
type server struct {
	t      *testing.T
	data   string
	db     string // URL; empty means embedded
	addr   string
	token  string   // of a person who may read everything
	more   []string // flags of this server
	cmd    *exec.Cmd
	exited chan struct{}
	log    *os.File
	began  int64 // where the log of the newest process begins
	disk   *disk // of the server, when a test breaks it
}

// each runs fn with a server, prepared and not yet running, on each engine.
func each(t *testing.T, fn func(t *testing.T, s *server)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, prepare(t, "")) })
	t.Run("postgres", func(t *testing.T) { fn(t, prepare(t, dbtest.Postgres(t))) })
}

func prepare(t *testing.T, db string) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, data: t.TempDir(), db: db, addr: l.Addr().String()}
	l.Close() // the address stays ours for as long as nobody asks for just this one
	if s.log, err = os.Create(filepath.Join(s.data, "log")); err != nil {
		t.Fatal(err)
	}
	s.command("", "pack", "apply", filepath.Join("testdata", "fault"))
	s.command("đường-về-nhà-có-hàng-cây-2024\n", "account", "add", "--name", "người xem", "--role", "duty", "--unit", "H23", "--password-stdin")
	s.token = s.command("", "token", "add", "--account", "người xem")
	t.Cleanup(func() {
		if s.cmd != nil {
			s.kill()
		}
		if t.Failed() {
			if b, err := os.ReadFile(s.log.Name()); err == nil {
				var failed []string // and of the rest the end
				for _, line := range strings.Split(string(b), "\n") {
					if strings.Contains(line, "level=ERROR") && len(failed) < 20 {
						failed = append(failed, line)
					}
				}
				t.Logf("of the server's log:\n%s\n…\n%s", strings.Join(failed, "\n"), b[max(0, len(b)-2000):])
			}
		}
		s.log.Close()
	})
	return s
}

// command runs the binary beside the server and gives what it prints.
func (s *server) command(stdin string, args ...string) string {
	s.t.Helper()
	out, err := s.try(stdin, args...)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

// try is [server.command] that may fail.
func (s *server) try(stdin string, args ...string) (string, error) {
	cmd := exec.Command(binary, append(args, "--data", s.data, "--db", s.db)...)
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("thanhdong %s: %w\n%s%s", strings.Join(args, " "), err, out.Bytes(), errs.Bytes())
	}
	return strings.TrimSpace(out.String()), nil
}

// start starts the server and waits until it answers.
func (s *server) start() {
	s.t.Helper()
	command := exec.Command
	if s.disk != nil {
		command = s.disk.command
	}
	s.cmd = command(binary, append([]string{"serve", "--data", s.data, "--db", s.db, "--http", s.addr}, s.more...)...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if info, err := s.log.Stat(); err == nil {
		s.began = info.Size()
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.exited = make(chan struct{})
	go func(cmd *exec.Cmd, exited chan struct{}) {
		_ = cmd.Wait() // it was killed
		close(exited)
	}(s.cmd, s.exited)
	s.until("the server answers", func() bool {
		select {
		case <-s.exited:
			s.t.Fatal("the server ended by itself")
		default:
		}
		a, err := http.Get("http://" + s.addr + "/healthz")
		if err != nil {
			return false
		}
		a.Body.Close()
		return a.StatusCode == http.StatusOK
	})
}

// kill ends the server as a power cut would.
func (s *server) kill() { s.end(syscall.SIGKILL) }

// stop ends it as an operator does.
func (s *server) stop() { s.end(syscall.SIGTERM) }

func (s *server) end(sig os.Signal) {
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Error(err)
	}
	<-s.exited
	s.cmd = nil
}

// get reads an address of the API into v.
func (s *server) get(path string, v any) {
	s.t.Helper()
	q, err := http.NewRequest(http.MethodGet, "http://"+s.addr+"/api/v1"+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+s.token)
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		s.t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusOK {
		s.t.Fatalf("GET %s: %d %s %v", path, a.StatusCode, b, err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		s.t.Fatalf("GET %s: %v", path, err)
	}
}

// until waits for a condition, at most two minutes: what failed is tried again within one.
func (s *server) until(what string, holds func() bool) {
	s.t.Helper()
	for end := time.Now().Add(2 * time.Minute); !holds(); {
		if time.Now().After(end) {
			s.t.Fatalf("after two minutes still not: %s", what)
		}
		<-time.After(20 * time.Millisecond)
	}
}
