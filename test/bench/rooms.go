//go:build bench

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"thanhdong/act/playbook"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
	"thanhdong/sense/rule"
)

// rooms is the sensing half without doors: what the house itself costs.
type rooms struct {
	d   *db.DB
	bus *bus.Bus
	o   *observation.Observations
	f   *feed.Feeds
	ctx context.Context
	ids []string
	end time.Time // of what ranges wrote
}

const perStation = 10 // series of one station

// openRooms makes a store with a feed and a thousand stations. url is empty for
// the embedded engine.
func openRooms(dir, url string) (*rooms, error) { return openSized(dir, url, series, oneRule) }

// oneRule watches one parameter of each station.
var oneRule = []rule.Rule{{Code: "R1", When: "value > 1000.0", Parameter: parameters[perStation-1]}}

// openSized makes a store with as many series and the rules.
func openSized(dir, url string, series int, watching []rule.Rule) (*rooms, error) {
	ctx := actor.With(context.Background(), actor.System("bench"))
	d, err := db.Open(ctx, db.Config{Dir: dir, URL: url})
	if err != nil {
		return nil, err
	}
	r := &rooms{d: d, ctx: ctx, bus: bus.New(d)}
	if r.o, err = observation.New(ctx, d); err != nil {
		return nil, err
	}
	r.f = feed.New(d, r.o, nil)
	entities := entity.New(d)
	playbooks := playbook.New(d)
	rules := rule.New(d, r.o, r.bus, timer.New(d), playbooks)
	return r, d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		name := text.L{VI: "Đo thử", EN: "Bench"}
		if _, err := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: name, Mark: "VERIFIED"}}); err != nil {
			return err
		}
		if _, err := unit.Put(ctx, tx, []unit.Unit{{Code: "H23", Kind: "committee", Area: "30", Name: name, Mark: "VERIFIED"}}); err != nil {
			return err
		}
		c := feed.Contract{Code: "bench", Name: name, Unit: "H23", Area: "30", Connector: "push", Cadence: time.Minute, Playbook: "KB"}
		for i := range perStation {
			c.Parameters = append(c.Parameters, feed.Parameter{Name: fmt.Sprintf("X%d", i), Unit: "1"})
		}
		if _, err := r.f.Put(ctx, c); err != nil {
			return err
		}
		for i := range series / perStation {
			e, _, err := entities.Put(ctx, entity.Entity{Type: entity.Station, Code: station(i), Name: name, Unit: "H23", Area: "30", Feeds: []string{"bench"}})
			if err != nil {
				return err
			}
			r.ids = append(r.ids, e.ID)
		}
		if _, _, err := playbooks.Put(ctx, playbook.Playbook{Code: "KB", Title: name, Steps: []playbook.Step{{No: 1, Title: name, Role: actor.Duty}}}); err != nil {
			return err
		}
		for _, x := range watching {
			x.Name, x.Severity, x.Unit, x.Playbook = name, 3, "H23", "KB"
			if _, err := rules.Put(ctx, x); err != nil {
				return err
			}
		}
		return nil
	})
}

// readings makes the n-th to n+size-th reading of the load.
func readings(n, size int) []feed.Reading { return readingsOf(series, n, size) }

// readingsOf is the same for another number of series.
func readingsOf(series, n, size int) []feed.Reading {
	list := make([]feed.Reading, size)
	values := make([]float64, size)
	for i := range list {
		k := n + i
		s := k % series
		values[i] = float64(k%977) / 10
		list[i] = feed.Reading{
			Station: station(s / perStation), Parameter: parameters[s%perStation], Unit: "1", Value: &values[i],
			At: db.Time(start + int64(k/series)*tick),
		}
	}
	return list
}

var stations, parameters = names("S%04d", series/perStation), names("X%d", perStation)

func station(i int) string {
	if i < len(stations) {
		return stations[i]
	}
	return "S" + strconv.Itoa(i)
}

func names(format string, n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf(format, i))
	}
	return list
}

// accept gives durable observations a second with some senders of batches.
func (r *rooms) accept(next *atomic.Int64, senders, batch int, d time.Duration) (float64, error) {
	var done atomic.Int64
	var failed atomic.Value
	var wg sync.WaitGroup
	began := time.Now()
	for range senders {
		wg.Go(func() {
			for time.Since(began) < d {
				n := int(next.Add(int64(batch))) - batch
				s, err := r.f.Accept(r.ctx, "bench", readings(n, batch))
				if err == nil && s.Accepted != batch {
					err = fmt.Errorf("not all accepted: %+v", s)
				}
				if err != nil {
					failed.Store(err)
					return
				}
				done.Add(int64(batch))
			}
		})
	}
	wg.Wait()
	if err, ok := failed.Load().(error); ok {
		return 0, err
	}
	return float64(done.Load()) / time.Since(began).Seconds(), nil
}

// ranges gives the p95 of reading 1,440 points of a series that are still in the
// head, and of as many that are not.
func (r *rooms) ranges() (head, table time.Duration, err error) {
	now := time.Now().Truncate(time.Minute)
	var rows []observation.Row
	for i := range 5000 {
		v := float64(i)
		rows = append(rows, observation.Row{Station: r.ids[0], Parameter: "X0", Unit: "1", At: now.Add(time.Duration(i-5000) * time.Minute), Value: &v})
	}
	if err := r.d.Do(r.ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := r.o.Write(ctx, tx, "bench", rows)
		return err
	}); err != nil {
		return 0, 0, err
	}
	r.end = now
	return r.readRanges()
}

func (r *rooms) readRanges() (head, table time.Duration, err error) {
	read := func(from time.Time) (time.Duration, error) {
		var took []time.Duration
		for range 200 {
			began := time.Now()
			got, _, err := r.o.Range(r.ctx, observation.Query{Station: r.ids[0], Parameter: "X0", From: from, To: from.Add(1440 * time.Minute)})
			if err != nil || len(got) < 1440 {
				return 0, fmt.Errorf("%d points, %w", len(got), err)
			}
			took = append(took, time.Since(began))
		}
		return p(took, 95), nil
	}
	if head, err = read(r.end.Add(-1440 * time.Minute)); err != nil {
		return 0, 0, err
	}
	table, err = read(r.end.Add(-5000 * time.Minute))
	return head, table, err
}

// p is a percentile.
func p(all []time.Duration, percent int) time.Duration {
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	return all[(len(all)-1)*percent/100]
}

func size(dir string) (n int64) {
	files, err := filepath.Glob(filepath.Join(dir, "thanhdong.db*"))
	if err != nil {
		return 0
	}
	for _, f := range files {
		if i, err := os.Stat(f); err == nil {
			n += i.Size()
		}
	}
	return n
}
