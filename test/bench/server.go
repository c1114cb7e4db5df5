//go:build bench

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// server is the built binary, measured from outside.
type server struct {
	bin, data, url string
	cmd            *exec.Cmd
	took           time.Duration // from start to ready
}

// build makes the binary as a release does.
func build(dir string) (string, error) {
	bin := filepath.Join(dir, "thanhdong")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", bin, "thanhdong/cmd/thanhdong")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return bin, nil
}

// serve starts the binary over a data folder and waits until it is ready.
func serve(bin, data string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	l.Close()
	s := &server{bin: bin, data: data, url: "http://" + addr}
	s.cmd = exec.Command(bin, "serve", "--data", data, "--http", addr, "--sample", "off")
	log, err := os.Create(data + ".log")
	if err != nil {
		return nil, err
	}
	s.cmd.Stdout, s.cmd.Stderr = log, log
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(began) < 30*time.Second {
		if r, err := http.Get(s.url + "/readyz"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				s.took = time.Since(began)
				return s, nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	s.stop()
	out, err := os.ReadFile(data + ".log")
	return nil, fmt.Errorf("not ready after 30 s: %s %w", out, err)
}

func (s *server) stop() {
	s.cmd.Process.Signal(os.Interrupt)
	s.cmd.Wait()
}

// memory is the resident set in bytes, where the system tells it.
func (s *server) memory() int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var kb int64
		if n, _ := fmt.Sscanf(lines.Text(), "VmRSS: %d kB", &kb); n == 1 {
			return kb << 10
		}
	}
	return 0
}

// tell runs a command of the binary beside the server and gives what it prints.
func (s *server) tell(stdin string, args ...string) (string, error) {
	cmd := exec.Command(s.bin, append([]string{"--data", s.data}, args...)...)
	cmd.Stdin = strings.NewReader(stdin)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w %s", args[0], err, errs.String())
	}
	return strings.TrimSpace(string(out)), nil
}

// client keeps enough connections open for all senders.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200, DisableCompression: true}, Timeout: 30 * time.Second}

// push sends one body from a sender of its own.
func (s *server) push(key string, body []byte) error {
	c, err := s.sender(key)
	if err != nil {
		return err
	}
	defer c.Close()
	return c.push(body)
}

// sender is a logger at the other end of a connection that it keeps. It writes
// what a device writes and reads no more of the answer than it must: the load
// shares its cores with what it measures.
type sender struct {
	net.Conn
	in       *bufio.Reader
	head, to []byte
}

func (s *server) sender(key string) (*sender, error) {
	addr := strings.TrimPrefix(s.url, "http://")
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &sender{Conn: c, in: bufio.NewReader(c), head: []byte("POST /api/v1/feeds/bench/observations HTTP/1.1\r\nHost: " + addr +
		"\r\nAuthorization: Bearer " + key + "\r\nContent-Type: application/json\r\nContent-Length: ")}, nil
}

func (c *sender) push(body []byte) error {
	c.to = append(strconv.AppendInt(append(c.to[:0], c.head...), int64(len(body)), 10), "\r\n\r\n"...)
	c.to = append(c.to, body...)
	if _, err := c.Write(c.to); err != nil {
		return err
	}
	line, err := c.in.ReadString('\n')
	if err != nil {
		return err
	}
	length := 0
	for {
		h, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(h) <= 2 {
			break
		}
		if n, ok := bytes.CutPrefix(h, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(strings.TrimSpace(string(n))); err != nil {
				return err
			}
		}
	}
	out := make([]byte, length)
	if _, err := io.ReadFull(c.in, out); err != nil {
		return err
	}
	if !strings.HasPrefix(line, "HTTP/1.1 200 ") || !bytes.Contains(out, []byte(`"quarantined":0`)) {
		return fmt.Errorf("push: %s %s", line, out)
	}
	return nil
}

// get reads an address with a person's token and gives the body.
func (s *server) get(token, path string) ([]byte, error) {
	q, err := http.NewRequest("GET", s.url+path, nil)
	if err != nil {
		return nil, err
	}
	q.Header.Set("Authorization", "Bearer "+token)
	r, err := client.Do(q)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	out, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s %s", path, r.Status, out)
	}
	return out, err
}

// live listens as a browser does and hands on each frame's topic and data.
func (s *server) live(ctx context.Context, token, topics string) (<-chan [2]string, error) {
	q, err := http.NewRequestWithContext(ctx, "GET", s.url+"/api/v1/live?topics="+topics, nil)
	if err != nil {
		return nil, err
	}
	q.Header.Set("Authorization", "Bearer "+token)
	r, err := (&http.Client{Transport: client.Transport}).Do(q)
	if err != nil {
		return nil, err
	}
	if r.StatusCode != http.StatusOK {
		r.Body.Close()
		return nil, fmt.Errorf("live: %s", r.Status)
	}
	frames := make(chan [2]string, 1000)
	go func() {
		defer close(frames)
		defer r.Body.Close()
		topic := ""
		lines := bufio.NewScanner(r.Body)
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			if t, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				topic = t
			} else if d, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				select {
				case frames <- [2]string{topic, d}:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return frames, nil
}
