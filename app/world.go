package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"thanhdong/act/exercise"
	"thanhdong/door/live"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
)

// world is one exercise's second world: the same rooms over a copy of the store,
// with a clock of its own, and a recorder for every way out.
type world struct {
	clock    *insideClock
	rooms    *Rooms
	director *exercise.Director
	live     *live.Live
	mux      *http.ServeMux
	handler  http.Handler // of what lies below /exercise/{id}

	stop context.CancelFunc
	done *errgroup.Group
}

// insideClock is the time in an exercise.
type insideClock struct {
	outside db.Clock
	mu      sync.Mutex
	e       exercise.Exercise
}

// Now gives the time inside.
func (c *insideClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.e.Now(c.outside.Now())
}

func (c *insideClock) follow(e exercise.Exercise) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.e = e
}

func (c *insideClock) exercise() exercise.Exercise {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.e
}

// numberMark stands before every number inside: nobody takes it for a real one on the phone.
const numberMark = "DT-"

// beside is where the world of an exercise keeps its store.
func (a *App) beside(id string) db.Config { return a.DB.Beside(id) }

// assemble opens the store of a world and builds its rooms. Nothing runs yet.
func (a *App) assemble(ctx context.Context, e exercise.Exercise) (*world, error) {
	w := &world{clock: &insideClock{outside: a.cfg.Clock, e: e}}
	store := a.beside(e.ID)
	store.Clock, store.Mark = w.clock, numberMark
	d, err := db.Open(ctx, store)
	if err != nil {
		return nil, fmt.Errorf("open the world of exercise %s: %w", e.Number, err)
	}
	rec := &recorder{exercises: a.Exercises, e: e}
	c := a.cfg
	c.Data, c.DB, c.Clock, c.Sample, c.Simulate = store.Dir, store.URL, w.clock, Off, nil
	real := c.Outgoing
	c.Outgoing = func(o Outgoing) Outgoing {
		if real != nil {
			o = real(o)
		}
		return rec.replace(o)
	}
	if c.Public != "" {
		c.Public += "/exercise/" + e.ID
	}
	if w.rooms, err = build(ctx, d, c); err != nil {
		return nil, errors.Join(fmt.Errorf("build the world of exercise %s: %w", e.Number, err), d.Close())
	}
	r := w.rooms
	r.Files.Behind(a.Files)
	r.Warnings.Exercise(e.Base)
	rec.rooms = r
	w.director = exercise.NewDirector(exercise.Stage{
		DB: r.DB, Timers: r.Timers, Observations: r.Observations, Feeds: r.Feeds, Alerts: r.Alerts, Work: r.Work, Incidents: r.Incidents, Warnings: r.Warnings,
	}, e, func(ctx context.Context, p exercise.Played) error { return a.Exercises.Played(ctx, e.ID, p) })
	at := &site{mux: http.NewServeMux(), rooms: r, world: w}
	a.open(at)
	w.live, w.mux = at.live, at.mux
	r.Outgoing.CAP(at.mux, r.Warnings)
	w.handler = wire.Serve(at.mux, a.who(), slog.Default(), nil)
	return w, nil
}

// run lets readers, timers and streams of the world go until it is closed.
func (w *world) run(ctx context.Context, number string) {
	ctx, w.stop = context.WithCancel(ctx)
	w.done, ctx = errgroup.WithContext(ctx)
	for _, do := range []func(context.Context) error{w.rooms.Bus.Run, w.rooms.Timers.Run, w.live.Run} {
		w.done.Go(func() error {
			err := do(ctx)
			if err != nil && ctx.Err() == nil { // a world that falters is not the end of the real one
				slog.Error("the world of an exercise faltered", "exercise", number, "err", err)
			}
			return err
		})
	}
}

func (w *world) close() error {
	if w.stop != nil {
		w.stop()
		_ = w.done.Wait() // told already
	}
	return w.rooms.Close()
}

// worlds answers the port exercise.Worlds.
type worlds struct {
	a *App

	mu     sync.Mutex
	open   map[string]*world
	closed bool
	run    context.Context // nil before the server started
}

func newWorlds(a *App) *worlds { return &worlds{a: a, open: map[string]*world{}} }

// Build copies the store and puts the script into the copy.
func (ws *worlds) Build(ctx context.Context, e exercise.Exercise) error {
	at := ws.a.beside(e.ID)
	if err := ws.a.DB.Discard(ctx, at); err != nil { // half a copy of a server that died
		return err
	}
	if err := ws.a.DB.Snapshot(ctx, at); err != nil {
		return err
	}
	w, err := ws.a.assemble(ctx, e)
	if err != nil {
		return err
	}
	return errors.Join(w.rooms.Notices.Forget(ctx), w.director.Begin(ctx), w.close())
}

// Follow opens, times and closes worlds as the rows say.
func (ws *worlds) Follow(ctx context.Context) error {
	standing, err := ws.a.Exercises.Standing(actor.With(ctx, actor.System("exercise")))
	if err != nil {
		return err
	}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.run == nil || ws.closed {
		return nil
	}
	var failed error
	stand := map[string]bool{}
	for _, e := range standing {
		stand[e.ID] = true
		if w := ws.open[e.ID]; w != nil {
			w.clock.follow(e)
			continue
		}
		w, err := ws.a.assemble(actor.With(context.WithoutCancel(ctx), actor.System("exercise")), e)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		w.run(ws.run, e.Number)
		ws.open[e.ID] = w
	}
	for id, w := range ws.open {
		if !stand[id] {
			delete(ws.open, id)
			failed = errors.Join(failed, w.close())
		}
	}
	return failed
}

// look lets the timers of all worlds look at once.
func (ws *worlds) look() {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for _, w := range ws.open {
		w.rooms.Timers.Look()
	}
}

// at gives an open world; it may have been started by another server.
func (ws *worlds) at(ctx context.Context, id string) (*world, error) {
	find := func() *world {
		ws.mu.Lock()
		defer ws.mu.Unlock()
		return ws.open[id]
	}
	if w := find(); w != nil {
		return w, nil
	}
	if err := ws.Follow(ctx); err != nil {
		return nil, err
	}
	if w := find(); w != nil {
		return w, nil
	}
	return nil, errNoWorld(id)
}

// Facts tells what was done inside.
func (ws *worlds) Facts(ctx context.Context, e exercise.Exercise) (exercise.Facts, error) {
	w, err := ws.at(ctx, e.ID)
	if err != nil {
		return exercise.Facts{}, err
	}
	return w.director.Facts(ctx)
}

// Size is how many bytes a world takes.
func (ws *worlds) Size(ctx context.Context, id string) (int64, error) {
	return ws.a.DB.Size(ctx, ws.a.beside(id))
}

// Remove closes a world and takes its store away.
func (ws *worlds) Remove(ctx context.Context, id string) error {
	ws.mu.Lock()
	w := ws.open[id]
	delete(ws.open, id)
	ws.mu.Unlock()
	var err error
	if w != nil {
		err = w.close()
	}
	return errors.Join(err, ws.a.DB.Discard(ctx, ws.a.beside(id)))
}

// start opens the worlds that stood when the last server ended.
func (ws *worlds) start(ctx context.Context) error {
	ws.mu.Lock()
	ws.run = ctx
	ws.mu.Unlock()
	return ws.a.Exercises.Recover(actor.With(ctx, actor.System("exercise")))
}

// stopAll closes all worlds; their clocks go on at the next start.
func (ws *worlds) stopAll() (err error) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	ws.closed = true
	for id, w := range ws.open {
		delete(ws.open, id)
		err = errors.Join(err, w.close())
	}
	return err
}
