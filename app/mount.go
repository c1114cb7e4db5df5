package app

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"thanhdong/door/console"
	"thanhdong/door/dcat"
	"thanhdong/door/live"
	"thanhdong/door/notice"
	"thanhdong/door/open311"
	"thanhdong/door/portal"
	"thanhdong/door/push"
	"thanhdong/door/signin"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/web"
)

// mount builds the one handler of the process: every door at its address.
func (a *App) mount() {
	mux := http.NewServeMux()
	real := &site{mux: mux, rooms: a.Rooms}
	a.open(real)
	a.live, a.mux = real.live, mux
	a.Outgoing.CAP(mux, a.Warnings)
	a.mountWorlds(mux, real.pages)
	a.server = &http.Server{
		Handler:           wire.Serve(mux, a.who(), slog.Default(), http.HandlerFunc(real.portal.Missing)),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
}

// who asks is found in the real world, also for an exercise: the same accounts with the same rights.
func (a *App) who() wire.Who { return wire.Who{Session: a.bySession, Bearer: a.byBearer} }

// site is where doors are opened: the real world, or that of an exercise.
type site struct {
	mux    *http.ServeMux
	rooms  *Rooms
	world  *world // nil in the real world
	live   *live.Live
	pages  http.Handler
	portal *portal.Portal
}

// door is one thing that is served.
type door struct {
	name string
	// outside says why the world of an exercise does not have it; empty: it has.
	outside string
	at      []string // addresses of it, for the test that knocks inside
	open    func(p *site)
}

// open puts the doors that belong to a site at their addresses.
func (a *App) open(p *site) {
	for _, d := range a.doors() {
		if p.world == nil || d.outside == "" {
			d.open(p)
		}
	}
}

// doors are all of them. What the real world has alone is decided here, with the reason. What leaves by itself
// is [Outgoing]; what comes in by other ways than this server (the drop folder, the listener for MQTT) is opened
// by [App.Start] for the real world alone: inside an exercise only its script speaks.
func (a *App) doors() []door {
	return []door{
		{name: "signin", open: func(p *site) {
			in := signin.Deps{Accounts: a.Accounts, DB: p.rooms.DB, Sample: a.cfg.Sample != Off, Version: a.cfg.Version, Frame: a.frame}
			if p.world != nil {
				in.Drill = a.drill(p.world)
			}
			signin.Register(p.mux, in)
		}},
		{name: "console", open: func(p *site) {
			r := p.rooms
			console.Register(p.mux, console.Deps{
				DB: r.DB, Version: a.cfg.Version, Accounts: r.Accounts, Heirs: r.Heirs, Entities: r.Entities, Observations: r.Observations, Feeds: r.Feeds,
				Rules: r.Rules, Alerts: r.Alerts, Rosters: r.Rosters, Playbooks: r.Playbooks, Work: r.Work, Incidents: r.Incidents, Directives: r.Directives, Handovers: r.Handovers, Warnings: r.Warnings, Notices: r.Notices, Packs: r.Packs, Files: r.Files,
				Derive: r.Derive, Exercises: r.Exercises, Reports: r.Reports, Datasets: r.Datasets, Figures: r.Figures, OpenData: r.OpenData, Boards: r.Boards, Briefs: r.Briefs, Periodic: r.Periodic, Consent: r.Consent, Privacy: r.Privacy,
			})
		}},
		{name: "live", open: func(p *site) {
			r := p.rooms
			p.live = live.New(r.DB, r.Bus, a.who().Of, live.Usual,
				live.Observations(r.DB, r.Observations), live.Alerts(r.Alerts), live.Silences(r.Alerts), live.Incidents(r.Incidents), live.Signals(r.Incidents), live.Work(r.Work), live.Feeds(r.Feeds), live.Warnings(r.Warnings), live.Handovers(r.Handovers), live.Directives(r.Directives), live.Privacy(r.Privacy), live.Notices(), live.Exercises(r.Exercises), live.Reports(r.Reports), live.Datasets(r.Datasets))
			p.mux.Handle("GET /api/v1/live", wire.Handler(p.live.Serve))
		}},
		{name: "health", outside: "the process has one health", at: []string{"GET /healthz", "GET /readyz"}, open: func(p *site) {
			p.mux.HandleFunc("GET /healthz", healthz)
			p.mux.HandleFunc("GET /readyz", a.readyz)
		}},
		{name: "pages", outside: "pages hold no data: those of the real world are shown inside too", open: func(p *site) {
			files, _ := web.Console()
			p.pages = newPages(files)
			p.mux.Handle("GET /console/", p.pages)
		}},
		{name: "notice", outside: "a link to it travels in a message, and no message leaves an exercise: nobody can hold one", at: []string{"GET /n/abc", "POST /n/abc"}, open: func(p *site) {
			notice.Register(p.mux, p.rooms.Notices)
		}},
		{name: "push", outside: "a station's or a system's key speaks for what is real; inside only the script does", at: []string{"POST /api/v1/feeds/air-push/observations", "POST /api/v1/feeds/air-push/alertmanager"}, open: func(p *site) {
			in := push.New(p.rooms.DB, p.rooms.Feeds)
			p.rooms.Timers.Every("push.tidy", pruneEvery, in.Tidy)
			p.mux.Handle(push.Path, wire.Handler(in.Serve))
			p.mux.Handle(push.AlertmanagerPath, wire.Handler(push.NewAlertmanager(in, p.rooms.Alerts).Serve))
		}},
		{name: "open311", outside: "programs of others read and send what is real", at: []string{"GET /open311/v2/services.json", "POST /open311/v2/requests.json"}, open: func(p *site) {
			r := p.rooms
			open311.New(open311.Deps{DB: r.DB, Reports: r.Reports, Accounts: a.Accounts, Sample: a.cfg.Sample != Off}).Register(p.mux)
		}},
		{name: "dcat", outside: "programs of others read what is really public", at: []string{"GET /data/catalog.jsonld"}, open: func(p *site) {
			dcat.Register(p.mux, dcat.Deps{DB: p.rooms.DB, Sets: p.rooms.OpenData, Public: a.cfg.Public})
		}},
		{name: "portal", outside: "everybody reads it, without signing in: an exercise tells nobody outside", at: []string{"GET /"}, open: func(p *site) {
			r := p.rooms
			p.portal = portal.New(portal.Deps{DB: r.DB, Entities: r.Entities, Derive: r.Derive, Warnings: r.Warnings, Reports: r.Reports, Places: r.Places, Files: r.Files, Privacy: r.Privacy, OpenData: r.OpenData, Public: a.cfg.Public, MailAt: a.cfg.MailAt, Sample: a.cfg.Sample != Off})
			p.portal.Register(p.mux)
		}},
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
