//go:build fault

package fault

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// outage breaks the disk under traffic, looks at what the server says meanwhile,
// and mends it; the server is the same process before and after.
type outage struct {
	name string
	how  func(call int) syscall.Errno
	says string // what readyz is to say
}

var outages = []outage{{"no room", full, "no room"}, {"input and output fail", broken, "disk"}}

// A disk that is full or broken while senders send: they are refused with a time
// to come back, the server says what is wrong and stays, and goes on by itself
// once there is a disk again. Nothing that was acknowledged is lost.
func TestSendersAreRefusedWhileTheDiskIsFullOrBroken(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		s := prepare(t, "")
		s.disk = &disk{t: t}
		s.start()
		in := newIngest(t, s)
		ctx, stop := context.WithCancel(t.Context())
		sending := in.run(ctx)
		for _, o := range outages {
			in.flows()
			s.ready("ready")
			s.disk.fail(o.how, s.data, "/drop/", "/log")
			in.refused(o, s)
			s.ready(o.says)
			n := s.disk.heal()
			healed := time.Now()
			in.flows()
			t.Logf("%s: %d calls of the system failed; senders were taken again after %v", o.name, n, time.Since(healed).Round(10*time.Millisecond))
			s.until("the server is ready again", func() bool { return strings.Contains(s.says(), "ready") })
		}
		stop()
		sending.Wait()
		in.filesTaken()
		rows := in.check()
		settled(t, s)
		t.Logf("%d rows stored, refusals by status %v", rows, in.refusals)
	})
}

// The same for the disk of a PostgreSQL. Where its log cannot be written it ends
// itself, and whoever watches over it (here: the test) starts it again.
func TestSendersAreRefusedWhileTheDiskOfPostgreSQLIsFullOrBroken(t *testing.T) {
	t.Parallel()
	t.Run("postgres", func(t *testing.T) {
		d := &disk{t: t}
		pg := newCluster(t, d)
		s := prepare(t, pg.url())
		s.start()
		in := newIngest(t, s)
		ctx, stop := context.WithCancel(t.Context())
		sending := in.run(ctx)
		for _, o := range []struct {
			outage
			below string
		}{{outages[0], "base"}, {outages[1], "pg_wal"}} {
			in.flows()
			s.ready("ready")
			d.fail(o.how, filepath.Join(pg.data(), o.below))
			in.refused(o.outage, s)
			s.until("the server says so", func() bool { return strings.HasPrefix(s.says(), "503") })
			said := s.says()
			n := d.heal()
			healed := time.Now()
			ended := false
			s.until("PostgreSQL is up", func() bool {
				if _, err := pg.run("pg_ctl", "-D", pg.data(), "status"); err != nil {
					ended = true
					pg.start()
				}
				_, err := pg.run("pg_isready", "-h", pg.dir)
				return err == nil
			})
			in.flows()
			t.Logf("%s: %d calls of the system failed; PostgreSQL ended itself: %t; the server said %q; senders were taken again after %v", o.name, n, ended, said, time.Since(healed).Round(10*time.Millisecond))
			s.ready("ready")
		}
		stop()
		sending.Wait()
		in.filesTaken()
		rows := in.check()
		settled(t, s)
		t.Logf("%d rows stored, refusals by status %v", rows, in.refusals)
	})
}

// flows waits until senders are acknowledged.
func (in *ingest) flows() {
	in.t.Helper()
	had := in.acknowledged()
	in.s.until("traffic flows", func() bool { return in.acknowledged() > had+200 })
}

// refused waits until senders have been refused again and again, and sees that
// nothing is acknowledged meanwhile.
func (in *ingest) refused(o outage, s *server) {
	in.t.Helper()
	turned := func() int {
		in.mu.Lock()
		defer in.mu.Unlock()
		return in.refusals[http.StatusServiceUnavailable]
	}
	before := turned()
	s.until(o.name+": senders are refused", func() bool { return turned() > before })
	had := in.acknowledged()
	before = turned()
	s.until(o.name+": senders are refused again and again", func() bool { return turned() > before+10 })
	if now := in.acknowledged(); now > had+300 { // what was on its way when we looked
		in.t.Errorf("%s: %d rows were acknowledged meanwhile", o.name, now-had)
	}
}

// says gives the words of readyz.
func (s *server) says() string {
	s.t.Helper()
	a, err := http.Get("http://" + s.addr + "/readyz")
	if err != nil {
		s.t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return a.Status + " " + strings.TrimSpace(string(b))
}

func (s *server) ready(want string) {
	s.t.Helper()
	s.until("readyz says "+want, func() bool { return strings.Contains(s.says(), want) })
}
