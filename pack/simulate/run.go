package simulate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"thanhdong/ground/fault"
	"thanhdong/pack"
)

// Config says where the doors are and what is to be said there.
type Config struct {
	Plan       *pack.Simulation  // nil: that of haiduong/sample
	BaseURL    string            // "http://127.0.0.1:8080"
	DropDir    string            // a feed's files go into the folder of its name below
	DeviceKeys map[string]string // feed code to device key, for feeds that push
	Cadence    time.Duration     // rhythm of the back-fill; 0: five minutes, as the contracts say
	Log        *slog.Logger

	// For tests; nil is the real thing.
	Client *http.Client
	Now    func() time.Time
	Wait   func(context.Context, time.Duration) error
}

// retainFiles is how long own files stay; retainUnsent how much a station keeps.
const (
	retainFiles  = 30 * time.Minute
	retainUnsent = time.Hour
)

// filesFeed is the feed whose stations write files; all others push.
const filesFeed = "air-files"

// Plan gives the simulation of the sample province.
func Plan() (*pack.Simulation, error) {
	p, err := pack.Open("haiduong/sample")
	if err != nil {
		return nil, err
	}
	if p.Simulation == nil {
		return nil, fault.New(fault.NotFound, "pack.no_simulation", "pack", p.Name)
	}
	return p.Simulation, nil
}

func (c *Config) defaults() error {
	if c.Plan == nil {
		plan, err := Plan()
		if err != nil {
			return err
		}
		c.Plan = plan
	}
	if c.Cadence == 0 {
		c.Cadence = 5 * time.Minute
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Client == nil {
		c.Client = &http.Client{Timeout: 20 * time.Second}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Wait == nil {
		c.Wait = wait
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	for _, st := range c.Plan.Stations {
		switch {
		case st.Feed == filesFeed && c.DropDir == "":
			return fault.New(fault.Invalid, "pack.simulate_no_drop", "feed", st.Feed)
		case st.Feed != filesFeed && (c.DeviceKeys[st.Feed] == "" || c.BaseURL == ""):
			return fault.New(fault.Invalid, "pack.simulate_no_key", "feed", st.Feed)
		}
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run plays all stations until the context ends, which is no error.
func Run(ctx context.Context, c Config) error {
	if err := c.defaults(); err != nil {
		return err
	}
	if err := c.ready(ctx); err != nil {
		return quiet(ctx, err)
	}
	model := NewModel(*c.Plan, c.Now())
	group, ctx := errgroup.WithContext(ctx)
	said := newMemory(c.DropDir)
	for i, st := range c.Plan.Stations {
		s := &station{c: &c, model: model, SimStation: st, said: said}
		// Stations do not speak in chorus.
		offset := c.Plan.Every.Std() * time.Duration(i) / time.Duration(len(c.Plan.Stations))
		group.Go(func() error { return s.play(ctx, offset) })
	}
	return quiet(ctx, group.Wait())
}

// quiet makes the end of the context a normal end.
func quiet(ctx context.Context, err error) error {
	if ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled) || errors.Is(err, ctx.Err())) {
		return nil
	}
	return err
}

// ready waits until the server says that it is.
func (c *Config) ready(ctx context.Context) error {
	if c.BaseURL == "" {
		return nil
	}
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.BaseURL+"/readyz", nil)
		if err != nil {
			return err
		}
		if res, err := c.Client.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		if err := c.Wait(ctx, 500*time.Millisecond); err != nil {
			return err
		}
	}
}

// station is one speaker with what it could not yet send.
type station struct {
	pack.SimStation
	c      *Config
	model  Model
	said   memory
	unsent []Value
	swept  time.Time
}

func (s *station) play(ctx context.Context, offset time.Duration) error {
	if err := s.backfill(ctx); err != nil {
		return err
	}
	if err := s.c.Wait(ctx, offset); err != nil {
		return err
	}
	for {
		s.unsent = append(s.unsent, s.model.Station(s.SimStation, s.c.Now())...)
		if err := s.send(ctx); err != nil {
			s.c.Log.Warn("simulate: not sent", "station", s.Code, "waiting", len(s.unsent), "error", err)
		} else if err := s.said.keep(s.Code, s.c.Now()); err != nil {
			s.c.Log.Warn("simulate: not remembered", "station", s.Code, "error", err)
		}
		if err := s.c.Wait(ctx, s.c.Plan.Every.Std()); err != nil {
			return err
		}
	}
}

// backfill says the last hours in the contract's rhythm, an hour at a time.
func (s *station) backfill(ctx context.Context) error {
	now, last := s.c.Now(), s.said.until(s.Code)
	for _, values := range History(s.model, *s.c.Plan, s.SimStation, now, s.c.Cadence) {
		values = slices.DeleteFunc(values, func(v Value) bool { return !v.At.After(last) })
		s.unsent = append(s.unsent, values...)
		for {
			err := s.send(ctx)
			if err == nil {
				break
			}
			s.c.Log.Warn("simulate: back-fill not sent", "station", s.Code, "error", err)
			if err := s.c.Wait(ctx, 2*time.Second); err != nil {
				return err
			}
		}
	}
	return nil
}

// send hands over what waits, oldest first, and forgets it when it was taken.
func (s *station) send(ctx context.Context) error {
	if s.Feed == filesFeed {
		folder := filepath.Join(s.c.DropDir, s.Feed)
		if err := Drop(folder, s.Code, s.unsent); err != nil {
			s.forget()
			return err
		}
		s.unsent = nil
		if now := s.c.Now(); now.Sub(s.swept) > retainFiles/10 {
			s.swept = now
			return Sweep(folder, s.Code, now.Add(-retainFiles))
		}
		return nil
	}
	for len(s.unsent) > 0 {
		batch := s.unsent[:min(pushBatch, len(s.unsent))]
		err := push(ctx, s.c.Client, s.c.BaseURL, s.Feed, s.c.DeviceKeys[s.Feed], batch)
		if r := (refused{}); errors.As(err, &r) {
			// Saying the same again would be refused again.
			s.unsent = s.unsent[len(batch):]
			return fmt.Errorf("%s refused: %w", s.Feed, err)
		}
		if err != nil {
			s.forget()
			return err
		}
		s.unsent = s.unsent[len(batch):]
	}
	return nil
}

// forget drops what is older than a logger of this size would keep.
func (s *station) forget() {
	oldest := s.c.Now().Add(-retainUnsent - s.c.Plan.Backfill.Std())
	for len(s.unsent) > 0 && s.unsent[0].At.Before(oldest) {
		s.unsent = s.unsent[1:]
	}
}
