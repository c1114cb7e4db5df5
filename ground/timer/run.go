package timer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
)

const (
	look  = time.Second      // timers set by another process are seen within this time
	lease = 15 * time.Second // after a node's sudden death another takes over within this time
	// A lease that lasts longer than this was taken by a clock that was wrong. Its
	// holder, should it live, does no harm: a timer is handled under its row's lock.
	beyond = 10 * time.Minute
)

// Timers runs the duties of one process.
type Timers struct {
	d      *db.DB
	holder string
	duties map[string]Handler
	every  []*periodic

	mu   sync.Mutex
	held map[string]bool
}

type periodic struct {
	name  string
	pause time.Duration
	h     func(ctx context.Context) error
	next  time.Time // of RunDue only
}

// New makes the runner. On the embedded engine one process serves the store, so
// its name is constant and a restart waits for no lease.
func New(d *db.DB) *Timers {
	t := &Timers{d: d, holder: "embedded", duties: map[string]Handler{}, held: map[string]bool{}}
	if d.Engine() == db.Postgres {
		t.holder = db.NewID("node", d.Now())
	}
	return t
}

// Handle registers the handler of a duty before [Timers.Run].
func (t *Timers) Handle(duty string, h Handler) {
	if _, twice := t.duties[duty]; twice {
		panic("timer: two handlers for the duty " + duty)
	}
	t.duties[duty] = h
}

// Every registers work that repeats after each pause and leaves nothing pending.
func (t *Timers) Every(name string, pause time.Duration, h func(ctx context.Context) error) {
	t.every = append(t.every, &periodic{name: name, pause: pause, h: h})
}

// Run serves all duties until ctx ends, then gives the leases back.
func (t *Timers) Run(ctx context.Context) error {
	if err := t.renew(ctx); err != nil {
		if ctx.Err() != nil {
			return nil // stopped before it began
		}
		return fmt.Errorf("take timer leases: %w", err)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { t.keep(ctx); return nil })
	for duty, h := range t.duties {
		g.Go(func() error { t.serve(ctx, duty, h); return nil })
	}
	for _, p := range t.every {
		g.Go(func() error { t.repeat(ctx, p); return nil })
	}
	err := g.Wait()
	return errors.Join(err, t.release(context.WithoutCancel(ctx)))
}

// Look lets every duty look now at what is due, and not within a second: the clock was moved.
func (t *Timers) Look() { t.d.Wake(topic) }

func (t *Timers) serve(ctx context.Context, duty string, h Handler) {
	ctx = actor.With(ctx, actor.System(duty))
	for ctx.Err() == nil {
		woken := t.d.Woken(topic)
		if t.holds(duty) {
			if err := t.runDuty(ctx, duty, h); err != nil && ctx.Err() == nil {
				slog.Error("timer failed", "duty", duty, "err", err)
			}
		}
		pause := look
		if at, found, err := t.next(ctx, duty); err == nil && found {
			// A failed timer is due later, so this is never a busy loop for long.
			pause = min(max(at.Sub(t.d.Now()), time.Millisecond), look)
		}
		if !t.holds(duty) {
			pause = look
		}
		select {
		case <-woken:
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

// runDuty handles all timers of a duty that are due now.
func (t *Timers) runDuty(ctx context.Context, duty string, h Handler) error {
	keys, err := t.due(ctx, duty)
	var failed []error
	for _, k := range keys {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := t.handle(ctx, duty, k, h); err != nil {
			failed = append(failed, fmt.Errorf("timer %s %s: %w", duty, k, err))
			if err := t.later(ctx, duty, k, err); err != nil {
				failed = append(failed, err)
			}
		}
	}
	return errors.Join(append(failed, err)...)
}

func (t *Timers) repeat(ctx context.Context, p *periodic) {
	ctx = actor.With(ctx, actor.System(p.name))
	for {
		if t.holds(p.name) {
			if err := p.h(ctx); err != nil && ctx.Err() == nil {
				slog.Error("periodic work failed", "name", p.name, "err", err)
			}
		}
		select {
		case <-time.After(p.pause):
		case <-ctx.Done():
			return
		}
	}
}

// RunDue does all that is due at the clock's present time: timers until none is
// due, and once each the periodic work whose pause has passed. Tests use it in
// place of Run.
func (t *Timers) RunDue(ctx context.Context) error {
	var failed []error
	for _, p := range t.every {
		if now := t.d.Now(); !p.next.After(now) {
			p.next = now.Add(p.pause)
			if err := p.h(actor.With(ctx, actor.System(p.name))); err != nil {
				failed = append(failed, fmt.Errorf("%s: %w", p.name, err))
			}
		}
	}
	for more := true; more && len(failed) == 0; {
		more = false
		for duty, h := range t.duties {
			at, found, err := t.next(ctx, duty)
			if err != nil {
				return err
			}
			if !found || at.After(t.d.Now()) {
				continue
			}
			more = true
			if err := t.runDuty(actor.With(ctx, actor.System(duty)), duty, h); err != nil {
				failed = append(failed, err)
			}
		}
	}
	return errors.Join(failed...)
}
