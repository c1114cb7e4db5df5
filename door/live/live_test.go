package live_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"thanhdong/door/live"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
)

var readThing = actor.Declare("thing.read", actor.ByArea, actor.Officer)

// rig is the door with one made-up topic: things named "<area>/<name>".
type rig struct {
	t    *testing.T
	d    *db.DB
	url  string
	stop context.CancelFunc // of the hub
	left chan error         // how each stream ended

	mu      sync.Mutex
	persons map[string]actor.Actor
}

// fast lets changes through at once; what a test is about it slows down itself.
var fast = live.Pace{Frame: time.Millisecond, Beat: time.Minute, Check: time.Minute, Write: 10 * time.Second}

func newRig(t *testing.T, d *db.DB, pace live.Pace) *rig {
	t.Helper()
	r := &rig{t: t, d: d, left: make(chan error, 100), persons: map[string]actor.Actor{}}
	for name, area := range map[string]string{"an": "/30/288/", "binh": "/30/290/", "chi": "/30/"} {
		r.persons[name] = actor.Actor{ID: "acc_" + name, Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Officer, UnitPath: "/H23/", AreaPath: area}}}
	}
	l := live.New(d, bus.New(d), r.who, pace, live.Topic{Name: "things", Kinds: []string{"thing.Changed"}, Read: read})
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	ran := make(chan error, 1)
	go func() { ran <- l.Run(ctx) }()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		who, _ := r.who(q)
		q = q.WithContext(actor.With(q.Context(), who))
		wire.Handler(func(w http.ResponseWriter, q *http.Request) error {
			err := l.Serve(w, q)
			r.left <- err
			return err
		}).ServeHTTP(w, q)
	}))
	srv.Listener = tight{srv.Listener}
	srv.Start()
	r.url = srv.URL
	t.Cleanup(func() {
		stop()
		if err := <-ran; err != nil {
			t.Error(err)
		}
		srv.Close()
	})
	return r
}

func (r *rig) who(q *http.Request) (actor.Actor, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.persons[q.Header.Get("X-Name")], nil
}

// tight gives connections small buffers, so that a reader who stops reading is
// felt soon.
type tight struct{ net.Listener }

func (l tight) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if t, ok := c.(*net.TCPConn); ok {
		t.SetWriteBuffer(4 << 10)
	}
	return c, err
}

func read(_ context.Context, events []bus.Event) (items []live.Item, err error) {
	for _, e := range events {
		area, _, _ := strings.Cut(e.Subject, "/")
		items = append(items, live.Item{Key: e.Subject, Verb: readThing, Scope: actor.Scope{AreaPath: "/30/" + area + "/"}, Body: e.Body})
	}
	return items, nil
}

func (r *rig) change(subject string, n int, ballast ...string) {
	r.t.Helper()
	err := r.d.Do(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		return bus.Record(ctx, tx, "thing.Changed", subject, thing{Subject: subject, N: n, Ballast: strings.Join(ballast, "")})
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

type thing struct {
	Subject string `json:"subject"`
	N       int    `json:"n"`
	Ballast string `json:"ballast,omitempty"`
}

type frame struct {
	id, event string
	things    []thing
	at        time.Time
}

// screen is a browser's end of a stream.
type screen struct {
	t      *testing.T
	answer *http.Response
	lines  *bufio.Reader
	leave  context.CancelFunc
	beats  int
}

func (r *rig) get(name, query, cursor string) (*http.Response, context.CancelFunc) {
	r.t.Helper()
	ctx, leave := context.WithCancel(context.Background())
	q, err := http.NewRequestWithContext(ctx, "GET", r.url+"/api/v1/live"+query, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	q.Header.Set("X-Name", name)
	if cursor != "" {
		q.Header.Set("Last-Event-ID", cursor)
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { leave(); a.Body.Close() })
	return a, leave
}

// look opens a stream and reads its hello.
func (r *rig) look(name, cursor string) *screen {
	r.t.Helper()
	a, leave := r.get(name, "?topics=things", cursor)
	if a.StatusCode != 200 || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/event-stream") {
		r.t.Fatalf("answer %d %s", a.StatusCode, a.Header.Get("Content-Type"))
	}
	s := &screen{t: r.t, answer: a, lines: bufio.NewReader(a.Body), leave: leave}
	if f := s.frame(); f.event != "hello" {
		r.t.Fatalf("the first frame is %+v", f)
	}
	return s
}

func (s *screen) frame() (f frame) {
	s.t.Helper()
	f, err := s.try()
	if err != nil {
		s.t.Fatalf("the stream ended: %v", err)
	}
	return f
}

func (s *screen) try() (f frame, err error) {
	for {
		line, err := s.lines.ReadString('\n')
		if err != nil {
			return f, err
		}
		line = strings.TrimSuffix(line, "\n")
		name, value, _ := strings.Cut(line, ": ")
		switch {
		case line == "" && f.event != "":
			f.at = time.Now()
			return f, nil
		case line == "":
			s.beats++
			return f, nil
		case name == "id":
			f.id = value
		case name == "event":
			f.event = value
		case name == "data":
			var v struct{ Items []thing }
			if err := json.Unmarshal([]byte(value), &v); err != nil {
				return f, err
			}
			f.things = v.Items
		}
	}
}

// until reads frames up to the one that holds the subject.
func (s *screen) until(subject string) (seen []string, last frame) {
	s.t.Helper()
	for {
		f := s.frame()
		for _, x := range f.things {
			seen = append(seen, fmt.Sprintf("%s=%d", x.Subject, x.N))
		}
		if slices.ContainsFunc(f.things, func(x thing) bool { return x.Subject == subject }) {
			return seen, f
		}
	}
}

func TestTheFirstChangeComesAtOnceAndLaterOnesInFrames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		pace := fast
		pace.Frame = 400 * time.Millisecond
		r := newRig(t, d, pace)
		s := r.look("an", "")
		r.change("288/a", 0)
		first := s.frame()
		if first.event != "things" || len(first.things) != 1 {
			t.Fatalf("the first frame is %+v", first)
		}
		for n := range 20 {
			r.change("288/b", n)
			r.change("288/c", n)
		}
		seen, last := s.until("288/c")
		if gap := last.at.Sub(first.at); gap < pace.Frame-50*time.Millisecond {
			t.Errorf("frames are only %v apart", gap)
		}
		for !slices.Contains(seen, "288/c=19") { // a slow machine may need another frame, and b may stand behind c in it
			more, _ := s.until("288/c")
			seen = append(seen, more...)
		}
		if len(seen) > 20 {
			t.Errorf("40 changes of two things came as %d items", len(seen))
		}
	})
}

func TestEachPersonSeesOnlyWhatIsTheirs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d, fast)
		an, binh, chi := r.look("an", ""), r.look("binh", ""), r.look("chi", "")
		for i, subject := range []string{"288/a", "290/b", "288/c", "290/d", "288/end", "290/end"} {
			r.change(subject, i)
		}
		for who, want := range map[*screen]string{an: "288/a=0 288/c=2 288/end=4", binh: "290/b=1 290/d=3 290/end=5",
			chi: "288/a=0 290/b=1 288/c=2 290/d=3 288/end=4 290/end=5"} {
			end := want[strings.LastIndex(want, " ")+1 : strings.LastIndex(want, "=")]
			if seen, _ := who.until(end); strings.Join(seen, " ") != want {
				t.Errorf("saw %v, want %s", seen, want)
			}
		}
	})
}

func TestAScreenThatComesBackGetsWhatItMissed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d, fast)
		s := r.look("an", "")
		r.change("288/a", 1)
		_, last := s.until("288/a")
		s.leave()
		<-r.left
		r.change("288/b", 1)
		r.change("290/x", 1)
		r.change("288/b", 2)
		again := r.look("an", last.id)
		if seen, _ := again.until("288/b"); !slices.Equal(seen, []string{"288/b=2"}) {
			t.Errorf("saw %v after coming back", seen)
		}
		r.change("288/c", 1)
		// What was read again may come once more with the stream; it is the same.
		seen, _ := again.until("288/c")
		if seen = slices.DeleteFunc(seen, func(s string) bool { return s == "288/b=2" }); !slices.Equal(seen, []string{"288/c=1"}) {
			t.Errorf("saw %v after that", seen)
		}
	})
}

func TestAGapThatCannotBeFilledIsSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d, fast)
		s, stays := r.look("an", ""), r.look("chi", "")
		r.change("288/a", 1)
		_, last := s.until("288/a")
		s.leave()
		<-r.left
		r.change("288/b", 1)
		stays.until("288/b") // the hub has passed it
		dbtest.ClockOf(d).Advance(time.Hour)
		if _, err := bus.New(d).Prune(t.Context(), d.Now()); err != nil {
			t.Fatal(err)
		}
		r.change("288/c", 1)
		for _, cursor := range []string{last.id, "9999999999.9", "of another time"} {
			s := r.look("an", cursor)
			if f := s.frame(); f.event != "reset" {
				t.Errorf("cursor %q gives %+v", cursor, f)
			}
			s.leave()
		}
	})
}

func TestAScreenThatDoesNotReadIsClosed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		pace := fast
		pace.Write = 200 * time.Millisecond
		r := newRig(t, d, pace)
		reader := r.look("an", "")
		c, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.(*net.TCPConn).SetReadBuffer(4 << 10)
		fmt.Fprintf(c, "GET /api/v1/live HTTP/1.1\r\nHost: x\r\nX-Name: an\r\n\r\n")
		b := make([]byte, 600) // it reads the hello, then nothing more
		if n, err := c.Read(b); err != nil || !bytes.Contains(b[:n], []byte("200 OK")) {
			t.Fatalf("%q, %v", b[:n], err)
		}
		ballast := strings.Repeat("x", 256<<10)
		for n := 0; ; n++ {
			r.change(fmt.Sprint("288/", n), n, ballast)
			reader.until(fmt.Sprint("288/", n)) // who reads is not held up
			select {
			case err := <-r.left:
				if err != nil {
					t.Error(err)
				}
				return
			default:
				if n == 400 {
					t.Fatal("100 MB later the stream still lives")
				}
			}
		}
	})
}

func TestAnEndedSessionEndsItsStream(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		pace := fast
		pace.Check, pace.Beat = 20*time.Millisecond, 20*time.Millisecond
		r := newRig(t, d, pace)
		s := r.look("an", "")
		for s.beats < 3 { // quiet lines are kept alive, checks pass
			s.frame()
		}
		r.mu.Lock()
		delete(r.persons, "an")
		r.mu.Unlock()
		for {
			if _, err := s.try(); err != nil {
				break
			}
		}
	})
}

func TestRightsThatChangeCountForOpenStreams(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		pace := fast
		pace.Check = 10 * time.Millisecond
		r := newRig(t, d, pace)
		s := r.look("an", "")
		r.mu.Lock()
		moved := r.persons["an"]
		moved.Grants = r.persons["binh"].Grants
		r.persons["an"] = moved
		r.mu.Unlock()
		stop := make(chan struct{})
		var sending sync.WaitGroup
		sending.Go(func() { // until the check has been made
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
					r.change("290/b", n)
				}
			}
		})
		s.until("290/b")
		close(stop)
		sending.Wait()
	})
}

func TestStoppingEndsEveryStream(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d, fast)
		s := r.look("an", "")
		r.stop()
		if _, err := s.try(); err == nil {
			t.Error("the stream goes on")
		}
	})
}

func TestUnknownTopicsAndStrangersAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d, fast)
		for _, c := range []struct {
			name, query string
			status      int
		}{{"an", "?topics=things,weather", 400}, {"nobody", "?topics=things", 401}, {"an", "", 200}} {
			if a, _ := r.get(c.name, c.query, ""); a.StatusCode != c.status {
				t.Errorf("%s %s: %d, want %d", c.name, c.query, a.StatusCode, c.status)
			}
		}
	})
}
