//go:build bench

package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// body makes the n-th to n+size-th reading of the load as a device sends them.
func body(n, size int) []byte {
	b := make([]byte, 0, size*120)
	b = append(b, '[')
	for i := range size {
		if i > 0 {
			b = append(b, ',')
		}
		k := n + i
		s := k % series
		b = append(b, `{"station":"`...)
		b = append(b, stations[s/perStation]...)
		b = append(b, `","parameter":"`...)
		b = append(b, parameters[s%perStation]...)
		b = append(strconv.AppendFloat(append(b, `","value":`...), float64(k%977)/10, 'f', 1, 64), `,"unit":"1","at":"`...)
		b = db.Time(start+int64(k/series)*tick).In(text.Zone).AppendFormat(b, time.RFC3339)
		b = append(b, `","status":"00"}`...)
	}
	return append(b, ']')
}

// measureServer measures the binary through its doors.
func measureServer(dir, bin string, bare float64, span time.Duration) error {
	info, err := os.Stat(bin)
	if err != nil {
		return err
	}
	empty, err := serve(bin, dir+"/empty")
	if err != nil {
		return err
	}
	time.Sleep(5 * time.Second) // idle means idle
	fmt.Printf("server   binary %.1f MB, empty start to ready %s, idle memory %.0f MB\n",
		float64(info.Size())/1e6, empty.took.Round(time.Millisecond), float64(empty.memory())/1e6)
	empty.stop()

	r, err := openRooms(dir+"/full", "")
	if err != nil {
		return err
	}
	if err := r.d.Close(); err != nil {
		return err
	}
	s, err := serve(bin, dir+"/full")
	if err != nil {
		return err
	}
	defer s.stop()
	key, err := s.tell("", "device", "add", "--feed", "bench")
	if err != nil {
		return err
	}
	if _, err := s.tell("mat-khau-do-thu-12\n", "account", "add", "--name", "bench", "--role", "admin", "--unit", "H23", "--area", "30", "--password-stdin"); err != nil {
		return err
	}
	token, err := s.tell("", "token", "add", "--account", "bench")
	if err != nil {
		return err
	}
	if err := s.load(key, bare, span); err != nil {
		return err
	}
	singles, err := bareSingles(dir, 64, span)
	if err != nil {
		return fmt.Errorf("bare commits: %w", err)
	}
	fmt.Printf("one SQLite commit a value, 64 senders      %9.0f rows/s\n", singles)
	if err := s.reads(key, token); err != nil {
		return err
	}
	if err := s.browser(key, token, "publish to browser, nothing else          "); err != nil {
		return err
	}
	still, err := s.beside(key, 1000)
	if err != nil {
		return err
	}
	err = s.browser(key, token, "publish to browser, beside 1,000 a second ")
	if err := errors.Join(err, still()); err != nil {
		return err
	}
	if err := s.rules(key, token); err != nil {
		return err
	}
	fmt.Printf("server   memory after the load %.0f MB\n\n", float64(s.memory())/1e6)
	return nil
}

func (s *server) load(key string, bare float64, span time.Duration) error {
	var next atomic.Int64
	for range series / 1000 { // series are made on first sight
		if err := s.push(key, body(int(next.Add(1000))-1000, 1000)); err != nil {
			return err
		}
	}
	for _, c := range []struct{ senders, batch int }{{1, 1}, {64, 1}, {16, 100}, {4, 1000}} {
		var done atomic.Int64
		var failed atomic.Value
		var wg sync.WaitGroup
		began, used := time.Now(), cpu(s.cmd.Process.Pid)
		for range c.senders {
			wg.Go(func() {
				x, err := s.sender(key)
				if err != nil {
					failed.Store(err)
					return
				}
				defer x.Close()
				for time.Since(began) < span {
					if err := x.push(body(int(next.Add(int64(c.batch)))-c.batch, c.batch)); err != nil {
						failed.Store(err)
						return
					}
					done.Add(int64(c.batch))
				}
			})
		}
		wg.Wait()
		if err, ok := failed.Load().(error); ok {
			return err
		}
		rate := float64(done.Load()) / time.Since(began).Seconds()
		spent := (cpu(s.cmd.Process.Pid) - used) / time.Duration(max(1, done.Load()/int64(c.batch)))
		fmt.Printf("HTTP push, durable, %2d senders of %4d      %9.0f rows/s = %.2f, %s CPU each request\n", c.senders, c.batch, rate, rate/bare, spent.Round(time.Microsecond))
	}
	return nil
}

// one is a single observation of the present minute or so.
func one(station, parameter string, value float64, at time.Time) []byte {
	return fmt.Appendf(nil, `[{"station":%q,"parameter":%q,"value":%g,"unit":"1","at":%q}]`, station, parameter, value, at.Format(time.RFC3339Nano))
}

// reads gives the p95 of a day of minutes over HTTP.
func (s *server) reads(key, token string) error {
	from := time.Now().Truncate(time.Minute).Add(-48 * time.Hour)
	var b []byte
	for i := range 1440 {
		b = append(b, ',')
		b = append(b, strings.Trim(string(one("S0999", "X0", float64(i), from.Add(time.Duration(i)*time.Minute))), "[]")...)
	}
	b[0] = '['
	if err := s.push(key, append(b, ']')); err != nil {
		return err
	}
	path := "/api/v1/stations/S0999/observations?parameter=X0&from=" + url.QueryEscape(from.Format(time.RFC3339)) + "&to=" + url.QueryEscape(from.Add(24*time.Hour).Format(time.RFC3339))
	read := func(what string) error {
		var took []time.Duration
		used := cpu(s.cmd.Process.Pid)
		for range 100 {
			began := time.Now()
			out, err := s.get(token, path)
			if n := strings.Count(string(out), `"at"`); err != nil || n != 1440 {
				return fmt.Errorf("%d points, %w", n, err)
			}
			took = append(took, time.Since(began))
		}
		spent := (cpu(s.cmd.Process.Pid) - used) / 100
		fmt.Printf("HTTP range of 1,440 points %-8s        p50 %s, p95 %s, %s CPU each\n", what, p(took, 50).Round(10*time.Microsecond), p(took, 95).Round(10*time.Microsecond), spent)
		return nil
	}
	if err := read("as rows"); err != nil {
		return err
	}
	if err := foldBeside(s.data); err != nil {
		return err
	}
	return read("folded")
}

// browser gives the time from sending an observation to its frame. Frames leave
// at once when the last is older than their pace, so sending is slower than that.
func (s *server) browser(key, token, what string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	frames, err := s.live(ctx, token, "observations")
	if err != nil {
		return err
	}
	var took []time.Duration
	for i := range 100 {
		value := 100 + float64(i)/1000
		began := time.Now()
		if err := s.push(key, one("S0001", "X1", value, began.Add(-time.Second))); err != nil {
			return err
		}
		if err := await(frames, "observations", fmt.Sprintf(`"value":%g,`, value)); err != nil {
			return err
		}
		took = append(took, time.Since(began))
		time.Sleep(300 * time.Millisecond)
	}
	fmt.Printf("%s p50 %s, p99 %s\n", what, p(took, 50).Round(time.Millisecond), p(took, 99).Round(time.Millisecond))
	return nil
}

// beside sends single observations at a steady rate, from ten senders, until the
// function it gives is called.
func (s *server) beside(key string, rate int) (stop func() error, err error) {
	const senders = 10
	ctx, cancel := context.WithCancel(context.Background())
	var g errgroup.Group
	var n atomic.Int64
	for range senders {
		c, err := s.sender(key)
		if err != nil {
			cancel()
			return nil, errors.Join(err, g.Wait())
		}
		g.Go(func() error {
			defer c.Close()
			tick := time.NewTicker(time.Second * senders / time.Duration(rate))
			defer tick.Stop()
			for {
				select {
				case <-tick.C:
				case <-ctx.Done():
					return nil
				}
				k := int(n.Add(1))
				if err := c.push(one(stations[1+k%900], "X2", float64(k%100), time.Now().Add(-time.Second))); err != nil {
					return err
				}
			}
		})
	}
	return func() error { cancel(); return g.Wait() }, nil
}

// rules gives the time from sending a bad value to its alert on the screen.
func (s *server) rules(key, token string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	frames, err := s.live(ctx, token, "alerts")
	if err != nil {
		return err
	}
	var took []time.Duration
	for i := range 50 {
		began := time.Now()
		if err := s.push(key, one(stations[i], parameters[perStation-1], 5000, began.Add(-time.Second))); err != nil {
			return err
		}
		if err := await(frames, "alerts", `"firing"`); err != nil {
			return err
		}
		took = append(took, time.Since(began))
		time.Sleep(300 * time.Millisecond)
	}
	fmt.Printf("bad value to alert on the screen           p50 %s, p99 %s\n", p(took, 50).Round(time.Millisecond), p(took, 99).Round(time.Millisecond))
	return nil
}

// await reads frames until one of the topic holds the words.
func await(frames <-chan [2]string, topic, words string) error {
	late := time.After(20 * time.Second)
	for {
		select {
		case f, ok := <-frames:
			if !ok {
				return fmt.Errorf("the stream of %s ended", topic)
			}
			if f[0] == topic && strings.Contains(f[1], words) {
				return nil
			}
		case <-late:
			return fmt.Errorf("no frame of %s with %s", topic, words)
		}
	}
}
