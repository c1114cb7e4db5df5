package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/bus"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Serve is the handler of GET /api/v1/live. It returns an error only while
// nothing was written.
func (l *Live) Serve(w http.ResponseWriter, r *http.Request) error {
	who, err := wire.Person(r.Context())
	if err != nil {
		return err
	}
	topics, err := l.wanted(r.URL.Query()["topics"])
	if err != nil {
		return err
	}
	c := newClient(who, topics)
	joined, err := l.join(r.Context(), c)
	if err != nil {
		return err
	}
	defer l.leave(c)
	s := &stream{l: l, c: c, w: w, rc: http.NewResponseController(w), sent: joined.String()}
	if cursor := r.Header.Get("Last-Event-ID"); cursor != "" {
		// Until what was missed has been sent the screen keeps the place it has.
		if s.sent, err = l.resume(r.Context(), c, cursor, joined); err != nil {
			return err
		}
	}
	s.open()
	s.serve(r)
	return nil // a stream that ends, ends: there is nobody to tell
}

// wanted reads ?topics=a,b; all topics when it is missing.
func (l *Live) wanted(asked []string) ([]bool, error) {
	want := make([]bool, len(l.topics))
	names := strings.FieldsFunc(strings.Join(asked, ","), func(c rune) bool { return c == ',' })
	if len(names) == 0 {
		for i := range want {
			want[i] = true
		}
		return want, nil
	}
next:
	for _, n := range names {
		for i, t := range l.topics {
			if t.Name == n {
				want[i] = true
				continue next
			}
		}
		return nil, fault.Fields("live.invalid", fault.At("topics", "live.unknown_topic", "topic", n, "known", strings.Join(l.Topics(), ", ")))
	}
	return want, nil
}

// resume fills the gap behind a cursor, or has the screen start anew. It gives
// the place that the screen has for certain, empty for none.
func (l *Live) resume(ctx context.Context, c *client, cursor string, joined bus.Pos) (string, error) {
	pos, err := bus.ParsePos(cursor)
	if err == nil {
		ok, err := l.replay(ctx, c, pos, joined)
		if ok || err != nil {
			return pos.String(), err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget()
	c.rouse()
	return "", nil
}

// stream writes to one screen.
type stream struct {
	l    *Live
	c    *client
	w    http.ResponseWriter
	rc   *http.ResponseController
	sent string // the place that the screen has for certain
	buf  bytes.Buffer
}

func (s *stream) open() {
	h := s.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies must not gather what we send at once
	// Nothing more is read; a deadline for reading the request would end the stream.
	_ = s.rc.SetReadDeadline(time.Time{}) // not supported means that there is none
	s.w.WriteHeader(http.StatusOK)
	s.buf.WriteString("retry: 2000\n")
	s.frame(s.sent, "hello", map[string]any{"now": s.l.d.Now().In(text.Zone).Format(time.RFC3339)})
}

// serve runs until the screen leaves, its session ends, or the server stops.
func (s *stream) serve(r *http.Request) {
	if s.flush() != nil {
		return
	}
	beat, check := time.NewTimer(s.l.pace.Beat), time.NewTimer(s.l.pace.Check)
	defer beat.Stop()
	defer check.Stop()
	pause := time.NewTimer(0) // the first change is sent at once
	<-pause.C
	defer pause.Stop()
	wake := s.c.wake
	for {
		select {
		case <-wake:
			s.gather(s.c.taken())
			wake = nil // until the pause is over, changes gather
			pause.Reset(s.l.pace.Frame)
		case <-pause.C:
			wake = s.c.wake
			continue
		case <-beat.C:
			s.buf.WriteString(": beat\n\n")
		case <-check.C:
			check.Reset(s.l.pace.Check)
			who, err := s.l.again(r)
			if err != nil && (fault.Is(err, fault.Unauthenticated) || errors.Is(err, context.Canceled)) || err == nil && who.ID != s.c.id {
				return
			}
			if err == nil { // otherwise the store is away: nobody's rights have changed
				s.c.as(who)
			}
			continue
		case <-r.Context().Done():
			return
		case <-s.l.done:
			return
		}
		if s.flush() != nil {
			return
		}
		beat.Reset(s.l.pace.Beat)
	}
}

// gather writes what waits as frames. All but the last carry the place reached
// before, because only with the last one the screen knows everything.
func (s *stream) gather(b batch) {
	type part struct {
		event string
		data  any
	}
	var parts []part
	if b.reset {
		parts = append(parts, part{"reset", struct{}{}})
	}
	for i, items := range b.items {
		if len(items) > 0 {
			parts = append(parts, part{s.l.topics[i].Name, map[string][]json.RawMessage{"items": items}})
		}
	}
	for i, p := range parts {
		if i == len(parts)-1 {
			s.sent = b.pos.String()
		}
		s.frame(s.sent, p.event, p.data)
	}
}

func (s *stream) frame(id, event string, data any) {
	d, err := json.Marshal(data) // one line: JSON escapes line ends
	if err != nil {
		panic(err) // raw messages were marshalled before
	}
	if id != "" {
		fmt.Fprintf(&s.buf, "id: %s\n", id)
	}
	fmt.Fprintf(&s.buf, "event: %s\ndata: %s\n\n", event, d)
}

// flush sends the buffer, within the time that a screen gets to take it.
func (s *stream) flush() error {
	defer s.buf.Reset()
	if err := s.rc.SetWriteDeadline(time.Now().Add(s.l.pace.Write)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := s.w.Write(s.buf.Bytes()); err != nil {
		return err
	}
	return s.rc.Flush()
}
