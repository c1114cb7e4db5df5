package app

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"thanhdong/door/capfeed"
	"thanhdong/door/console"
	"thanhdong/door/live"
	"thanhdong/door/push"
	"thanhdong/door/signin"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/web"
)

// mount builds the one handler of the process: every door at its address.
func (a *App) mount() {
	who := wire.Who{Session: a.bySession, Bearer: a.byBearer}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("GET /readyz", a.readyz)
	signin.Register(mux, signin.Deps{Accounts: a.Accounts, DB: a.DB, Sample: a.cfg.Sample != Off, Version: a.cfg.Version, Frame: a.frame})
	console.Register(mux, console.Deps{
		DB: a.DB, Version: a.cfg.Version, Accounts: a.Accounts, Heirs: a.Heirs, Entities: a.Entities, Observations: a.Observations, Feeds: a.Feeds,
		Rules: a.Rules, Alerts: a.Alerts, Rosters: a.Rosters, Playbooks: a.Playbooks, Work: a.Work, Incidents: a.Incidents, Warnings: a.Warnings, Packs: a.Packs, Files: a.Files,
		Derive: a.Derive,
	})
	capfeed.Register(mux, a.Warnings)
	p := push.New(a.DB, a.Feeds)
	a.Timers.Every("push.tidy", pruneEvery, p.Tidy)
	mux.Handle(push.Path, wire.Handler(p.Serve))
	a.live = live.New(a.DB, a.Bus, who.Of, live.Usual,
		live.Observations(a.DB, a.Observations), live.Alerts(a.Alerts), live.Incidents(a.Incidents), live.Work(a.Work), live.Feeds(a.Feeds), live.Warnings(a.Warnings))
	mux.Handle("GET /api/v1/live", wire.Handler(a.live.Serve))
	files, _ := web.Console()
	mux.Handle("GET /console/", newPages(files))
	mux.Handle("GET /{$}", http.RedirectHandler("/console/", http.StatusFound)) // until the portal exists
	a.server = &http.Server{
		Handler:           wire.Serve(mux, who, slog.Default()),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
}

// frame is the time in which the applied packs show the province.
func (a *App) frame(ctx context.Context) (string, error) {
	applied, err := a.Packs.List(ctx)
	for _, p := range applied {
		if p.Frame != "" {
			return p.Frame, err
		}
	}
	return "", err
}

// bySession finds the person of a session's secret.
func (a *App) bySession(ctx context.Context, secret string) (actor.Actor, error) {
	acc, err := a.Accounts.Session(ctx, secret)
	if err != nil {
		return actor.Actor{}, err
	}
	return acc.Actor(), nil
}

// byBearer finds the device of a key or the account of a token.
func (a *App) byBearer(ctx context.Context, secret string) (actor.Actor, error) {
	who, err := a.Accounts.KnownDevice(ctx, secret)
	if fault.Is(err, fault.Unauthenticated) {
		return a.Accounts.ByToken(ctx, secret)
	}
	return who, err
}

// Handler is the one handler of the process, for tests and for what needs no
// listening.
func (a *App) Handler() http.Handler { return a.server.Handler }
