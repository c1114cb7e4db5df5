package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"thanhdong/act/exercise"
	"thanhdong/door/live"
	"thanhdong/door/mailin"
	"thanhdong/sense/connector/filedrop"
	"thanhdong/sense/connector/mqtt"
)

// App is one server process.
type App struct {
	*Rooms
	cfg    Config
	drop   *filedrop.Drop
	mqtt   *mqtt.MQTT
	mail   *mailin.MailIn
	live   *live.Live
	mux    *http.ServeMux
	server *http.Server
	listen net.Listener
	unlock func()

	running context.Context
	stop    context.CancelFunc
	group   *errgroup.Group
	samples *samples
	worlds  *worlds
}

// New opens the store, builds the rooms and mounts the doors. Nothing runs and
// nothing listens yet.
func New(ctx context.Context, c Config) (*App, error) {
	if err := c.fill(); err != nil {
		return nil, err
	}
	a := &App{cfg: c, unlock: func() {}}
	if c.DB == "" {
		unlock, err := lockData(c.Data)
		if err != nil {
			return nil, err
		}
		a.unlock = unlock
	}
	var err error
	if a.Rooms, err = Open(ctx, c); err != nil {
		a.unlock()
		return nil, err
	}
	if err := os.MkdirAll(c.Drop, 0o755); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	a.drop = filedrop.New(a.DB, a.Feeds, c.Drop)
	a.drop.Register(a.Timers, c.Look)
	a.mqtt = mqtt.New(a.Feeds, a.Accounts, slog.Default())
	a.mail = mailin.New(mailin.Deps{Reports: a.Reports, Files: a.Files, Notices: a.Notices, At: c.MailAt, Log: slog.Default()})
	a.worlds = newWorlds(a)
	a.Exercises.Ask(a.worlds)
	a.Timers.Every("exercise.beat", exercise.BeatEvery, a.beat)
	a.mount()
	return a, nil
}

// Close closes what [New] opened; after [App.Start] use [App.Stop].
func (a *App) Close() error {
	err := a.Rooms.Close()
	a.unlock()
	return err
}

// Start loads the sample where one is asked for, begins to serve the readers and
// duties, and listens. It returns once the address answers.
func (a *App) Start(ctx context.Context) (err error) {
	if a.cfg.Sample != Off {
		if a.samples, err = a.loadSample(ctx); err != nil {
			return fmt.Errorf("load the sample province: %w", err)
		}
	}
	if a.listen, err = new(net.ListenConfig).Listen(ctx, "tcp", a.cfg.HTTP); err != nil {
		return fmt.Errorf("listen on %s: %w", a.cfg.HTTP, err)
	}
	if a.cfg.MQTT != "" {
		if err = a.mqtt.Start(ctx, a.cfg.MQTT); err != nil {
			return errors.Join(err, a.listen.Close())
		}
	}
	if a.cfg.MailIn != "" {
		if err = a.mail.Start(ctx, a.cfg.MailIn); err != nil {
			a.mqtt.Stop()
			return errors.Join(err, a.listen.Close())
		}
	}
	ctx, a.stop = context.WithCancel(context.WithoutCancel(ctx))
	a.group, ctx = errgroup.WithContext(ctx)
	a.running = ctx
	if err := a.worlds.start(ctx); err != nil {
		slog.Error("an exercise cannot go on", "err", err) // the real world serves in any case
	}
	a.group.Go(func() error { return a.Bus.Run(ctx) })
	a.group.Go(func() error { return a.Timers.Run(ctx) })
	a.group.Go(func() error { return a.live.Run(ctx) })
	a.group.Go(func() error {
		if err := a.server.Serve(a.listen); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	if a.cfg.Sample == Live && a.cfg.Simulate != nil {
		a.group.Go(func() error {
			// The simulator is not the server: its end is told, not shared.
			if err := a.cfg.Simulate(ctx, a.samples.outside(a)); err != nil && ctx.Err() == nil {
				slog.Error("the simulator of the sample province ended", "err", err)
			}
			return nil
		})
	}
	a.greet()
	return nil
}

// Addr is the address that was bound, useful with port 0.
func (a *App) Addr() string { return a.listen.Addr().String() }

// MQTTAddr is the address that was bound for MQTT; "" when nothing listens there.
func (a *App) MQTTAddr() string { return a.mqtt.Addr() }

// MailAddr is the address that was bound for e-mail; "" when nothing listens there.
func (a *App) MailAddr() string { return a.mail.Addr() }

// URL is where the server answers.
func (a *App) URL() string { return "http://" + a.Addr() }

// Run starts, waits until ctx ends, and stops.
func (a *App) Run(ctx context.Context) error {
	if err := a.Start(ctx); err != nil {
		return errors.Join(err, a.Close())
	}
	select {
	case <-ctx.Done():
	case <-a.running.Done(): // something that must not end has ended: Stop says what
	}
	return a.Stop()
}

// Look lets all that waits for a time look at the clock now, here and in exercises. Tests that move the clock
// use it; otherwise each looks once a second.
func (a *App) Look() {
	a.Timers.Look()
	a.worlds.look()
}

// Stop ends streams, then requests, then duties, and closes the store. What was
// pending is in the store and continues at the next start.
func (a *App) Stop() error {
	a.stop() // readers, duties and streams; requests under way go on
	a.mqtt.Stop()
	a.mail.Stop()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err := a.server.Shutdown(ctx)
	return errors.Join(err, a.worlds.stopAll(), a.group.Wait(), a.Close())
}
