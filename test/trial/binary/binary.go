// Package binary runs the real binary over a store of its own, for trials: they speak to it as others do.
package binary

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Server is the binary over one store: the folder Data, and the PostgreSQL database DB where it is not empty.
type Server struct {
	Binary, Data, DB string
	Base             string // where it answers, once it was started
	Log              bytes.Buffer
	cmd              *exec.Cmd
}

// Main is the command of a trial: it runs over the FOLDER that is given and ends with 1 where checks failed.
func Main(name string, run func(ctx context.Context, dir, url, folder string) (failed int, err error)) {
	log.SetFlags(0)
	url := flag.String("db", "", "PostgreSQL URL of an empty database; SQLite in a new folder when empty")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatalf("usage: %s [-db URL] FOLDER", name)
	}
	dir, err := os.MkdirTemp("", "trial-"+name+"-")
	if err != nil {
		log.Fatal(err)
	}
	failed, err := run(context.Background(), dir, *url, flag.Arg(0))
	if err := os.RemoveAll(dir); err != nil {
		log.Print(err)
	}
	if err != nil {
		log.Fatal(err)
	}
	if failed > 0 {
		log.Fatalf("%d checks failed", failed)
	}
	fmt.Println("all checks passed")
}

// Build makes the binary from this tree.
func Build(ctx context.Context, dir string) (string, error) {
	binary := filepath.Join(dir, "thanhdong")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/thanhdong")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return binary, nil
}

func (s *Server) args(more ...string) []string {
	args := []string{"--data", s.Data, "--lang", "en"}
	if s.DB != "" {
		args = append(args, "--db", s.DB)
	}
	return append(args, more...)
}

// Command is one that runs beside the server.
func (s *Server) Command(ctx context.Context, more ...string) *exec.Cmd {
	return exec.CommandContext(ctx, s.Binary, s.args(more...)...)
}

// Run runs a command beside the server and gives what it prints.
func (s *Server) Run(ctx context.Context, more ...string) (string, error) {
	var errs bytes.Buffer
	cmd := s.Command(ctx, more...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(more, " "), err, &errs)
	}
	return strings.TrimSpace(string(out)), nil
}

// Start serves until Stop.
func (s *Server) Start(ctx context.Context, more ...string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return err
	}
	s.Base = "http://" + address
	s.cmd = exec.CommandContext(ctx, s.Binary, s.args(append([]string{"serve", "--http", address}, more...)...)...)
	s.cmd.Stdout, s.cmd.Stderr = &s.Log, &s.Log
	if err := s.cmd.Start(); err != nil {
		return err
	}
	for range 600 {
		if a, err := http.Get(s.Base + "/readyz"); err == nil {
			if err := a.Body.Close(); err != nil {
				return err
			}
			if a.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("the server is not ready:\n%s", &s.Log)
}

// Stop ends it as a service manager does.
func (s *Server) Stop() error {
	if s.cmd == nil {
		return nil
	}
	err := errors.Join(s.cmd.Process.Signal(os.Interrupt), s.cmd.Wait())
	s.cmd = nil
	return err
}
