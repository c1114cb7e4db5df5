package town

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"sync"
)

// Stream is an open live stream.
type Stream struct {
	mu     sync.Mutex
	frames []string
	ended  bool
}

// Live follows topics until the test ends.
func (c *Client) Live(topics string, header ...string) *Stream {
	c.t.Helper()
	ctx, leave := context.WithCancel(context.Background())
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, c.w.App.URL()+"/api/v1/live?topics="+topics, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	if c.secret != "" {
		q.Header.Set("Authorization", "Bearer "+c.secret)
	}
	for i := 0; i+1 < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		c.t.Fatal(err)
	}
	if a.StatusCode != http.StatusOK {
		c.t.Fatalf("%s: live answers %d", c.Name, a.StatusCode)
	}
	s := &Stream{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		r := bufio.NewReader(a.Body)
		event := ""
		for {
			line, err := r.ReadString('\n')
			s.mu.Lock()
			if err != nil {
				s.ended = true
				s.mu.Unlock()
				return
			}
			if name, ok := strings.CutPrefix(strings.TrimSpace(line), "event: "); ok {
				event = name
			}
			if data, ok := strings.CutPrefix(strings.TrimSpace(line), "data: "); ok {
				s.frames = append(s.frames, event+" "+data)
			}
			s.mu.Unlock()
		}
	}()
	c.t.Cleanup(func() { leave(); a.Body.Close(); <-done })
	return s
}

// Saw tells whether one frame held all the texts; the first is usually a topic.
func (s *Stream) Saw(texts ...string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
next:
	for _, f := range s.frames {
		for _, x := range texts {
			if !strings.Contains(f, x) {
				continue next
			}
		}
		return true
	}
	return false
}

// Ended tells whether the server closed the stream.
func (s *Stream) Ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}
