package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// server is the real binary over one store.
type server struct {
	binary, data, db string
	base             string
	cmd              *exec.Cmd
	log              bytes.Buffer
}

// build makes the binary from this tree.
func build(ctx context.Context, dir string) (string, error) {
	binary := filepath.Join(dir, "thanhdong")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/thanhdong")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return binary, nil
}

func (s *server) args(more ...string) []string {
	args := []string{"--data", s.data, "--lang", "en"}
	if s.db != "" {
		args = append(args, "--db", s.db)
	}
	return append(args, more...)
}

// run runs a command beside the server and gives what it prints.
func (s *server) run(ctx context.Context, more ...string) (string, error) {
	var errs bytes.Buffer
	cmd := exec.CommandContext(ctx, s.binary, s.args(more...)...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(more, " "), err, &errs)
	}
	return strings.TrimSpace(string(out)), nil
}

func (s *server) start(ctx context.Context, more ...string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return err
	}
	s.base = "http://" + address
	s.cmd = exec.CommandContext(ctx, s.binary, s.args(append([]string{"serve", "--http", address}, more...)...)...)
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	if err := s.cmd.Start(); err != nil {
		return err
	}
	for range 600 {
		if a, err := http.Get(s.base + "/readyz"); err == nil {
			if err := a.Body.Close(); err != nil {
				return err
			}
			if a.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("the server is not ready:\n%s", &s.log)
}

func (s *server) stop() error {
	if s.cmd == nil {
		return nil
	}
	err := errors.Join(s.cmd.Process.Signal(os.Interrupt), s.cmd.Wait())
	s.cmd = nil
	return err
}

// problem is one error of the standard.
type problem struct {
	Code        int
	Description string
}

// post sends one row and gives its number, or why it was refused.
func (s *server) post(v url.Values) (id string, problems []problem, err error) {
	a, err := http.PostForm(s.base+"/open311/v2/requests.json", v)
	if err != nil {
		return "", nil, err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		return "", nil, err
	}
	if a.StatusCode == http.StatusOK {
		var made []struct {
			ID string `json:"service_request_id"`
		}
		if err := json.Unmarshal(b, &made); err != nil || len(made) != 1 || made[0].ID == "" {
			return "", nil, fmt.Errorf("answered %s (%v)", b, err)
		}
		return made[0].ID, nil, nil
	}
	if err := json.Unmarshal(b, &problems); err != nil || len(problems) == 0 {
		return "", nil, fmt.Errorf("refused with %d %s (%v)", a.StatusCode, b, err)
	}
	if a.StatusCode >= 500 || a.StatusCode == http.StatusTooManyRequests {
		return "", nil, fmt.Errorf("%d: %v", a.StatusCode, problems)
	}
	return "", problems, nil
}

// asked is a report as everybody may see it.
type asked struct {
	ID     string `json:"service_request_id"`
	Code   string `json:"service_code"`
	Status string
}

// stored reads all reports back, page by page.
func (s *server) stored() (all map[string]asked, twice int, err error) {
	all = map[string]asked{}
	for page := 1; ; page++ {
		a, err := http.Get(fmt.Sprintf("%s/open311/v2/requests.json?page_size=500&page=%d", s.base, page))
		if err != nil {
			return nil, 0, err
		}
		var list []asked
		err = errors.Join(json.NewDecoder(a.Body).Decode(&list), a.Body.Close())
		if err != nil {
			return nil, 0, err
		}
		for _, r := range list {
			if _, there := all[r.ID]; there {
				twice++
			}
			all[r.ID] = r
		}
		if len(list) < 500 {
			return all, twice, nil
		}
	}
}
