//go:build bench

package main

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"thanhdong/sense/rule"
)

// cost is what one observation costs in a store of some size.
type cost struct {
	series   int
	wall     time.Duration // per observation, batches of 1000 by two senders
	cpu      time.Duration
	question time.Duration // p95 of 1,440 points
}

// measureScale gives the cost of an observation against the number of series,
// all of which speak in turn, and how a server starts over the largest store.
func measureScale(dir, bin string, span time.Duration, sizes []int) (costs []cost, err error) {
	for _, n := range sizes {
		at := fmt.Sprintf("%s/scale-%d", dir, n)
		r, err := openSized(at, "", n, nil)
		if err != nil {
			return nil, err
		}
		var next atomic.Int64
		accept := func(d time.Duration) error { // round and round through all series
			began := time.Now()
			for time.Since(began) < d || int(next.Load()) < n {
				k := int(next.Add(1000)) - 1000
				s, err := r.f.Accept(r.ctx, "bench", readingsOf(n, k, 1000))
				if err == nil && s.Accepted != 1000 {
					err = fmt.Errorf("not all accepted: %+v", s)
				}
				if err != nil {
					return err
				}
			}
			return nil
		}
		if err := accept(0); err != nil { // series are made on first sight
			return nil, err
		}
		c := cost{series: n}
		before, used, began := next.Load(), cpu(os.Getpid()), time.Now()
		if err := accept(span); err != nil {
			return nil, err
		}
		rows := time.Duration(next.Load() - before)
		c.wall, c.cpu = time.Since(began)/rows, (cpu(os.Getpid())-used)/rows
		if c.question, _, err = r.ranges(); err != nil {
			return nil, err
		}
		if err := r.d.Close(); err != nil {
			return nil, err
		}
		fmt.Printf("%9d series   %s an observation, %s of it CPU; 1,440 points p95 %s\n", n, c.wall, c.cpu, c.question.Round(10*time.Microsecond))
		costs = append(costs, c)
		if n == sizes[len(sizes)-1] {
			if err := largest(at, bin, n); err != nil {
				return nil, err
			}
		}
		if err := os.RemoveAll(at); err != nil {
			return nil, err
		}
	}
	return costs, nil
}

// largest starts the server over a store of which ten thousand series speak.
func largest(dir, bin string, n int) error {
	s, err := serve(bin, dir)
	if err != nil {
		return err
	}
	defer s.stop()
	key, err := s.tell("", "device", "add", "--feed", "bench")
	if err != nil {
		return err
	}
	for m := range 3 { // three rounds of ten thousand series
		for k := 0; k < series; k += 1000 {
			if err := s.push(key, body(series*(2000+m)+k, 1000)); err != nil {
				return err
			}
		}
	}
	fmt.Printf("%9d series   known, %d speak: start to ready %s, memory %.0f MB\n", n, series, s.took.Round(10*time.Millisecond), float64(s.memory())/1e6)
	return nil
}

// measureRules gives the time from the arrival of one value of every series to
// the end of judging them all by three rules each.
func measureRules(dir string, n int) error {
	var watching []rule.Rule
	for _, p := range parameters {
		for i, when := range []string{"value > 1000.0", "value > 900.0 && value < 950.0", "value < -1000.0"} {
			watching = append(watching, rule.Rule{Code: fmt.Sprintf("R-%s-%d", p, i), When: when, Parameter: p})
		}
	}
	r, err := openSized(fmt.Sprintf("%s/rules-%d", dir, n), "", n, watching)
	if err != nil {
		return err
	}
	defer r.d.Close()
	day := start
	defer func() { start = day }()
	ctx, cancel := context.WithCancel(r.ctx)
	ended := make(chan error, 1)
	go func() { ended <- r.bus.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	for round := range 2 { // in the first, series and states are made
		start = time.Now().UnixMicro() - minute*int64(2-round)/2
		began := time.Now()
		var g errgroup.Group
		g.SetLimit(20) // they come together, as files of one minute do
		for k := 0; k < n; k += 1000 {
			g.Go(func() error {
				_, err := r.f.Accept(r.ctx, "bench", readingsOf(n, k, 1000))
				return err
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
		arrived := time.Now()
		for {
			lags, err := r.bus.Behind(r.ctx)
			if err != nil {
				return err
			}
			waiting := int64(0)
			for _, l := range lags {
				waiting += l.Events
			}
			if waiting == 0 {
				break
			}
			if time.Since(arrived) > 2*time.Minute {
				return fmt.Errorf("%d events still wait to be judged", waiting)
			}
			time.Sleep(5 * time.Millisecond)
		}
		if round == 1 {
			fmt.Printf("%9d series x 3 rules: judged %s after the last arrived; %s after the first, which took %s to send\n", n,
				time.Since(arrived).Round(time.Millisecond), time.Since(began).Round(time.Millisecond), arrived.Sub(began).Round(time.Millisecond))
		}
	}
	return nil
}
