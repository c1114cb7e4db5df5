package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"thanhdong/act/directive"
	"thanhdong/act/exercise"
	"thanhdong/act/handover"
	"thanhdong/act/incident"
	"thanhdong/act/notify"
	"thanhdong/act/playbook"
	"thanhdong/act/roster"
	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/ground/account"
	"thanhdong/ground/bus"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/file"
	"thanhdong/ground/ledger"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/know/briefing"
	"thanhdong/know/dashboard"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
	"thanhdong/know/periodic"
	"thanhdong/know/publish"
	"thanhdong/pack"
	"thanhdong/sense/alert"
	"thanhdong/sense/derive"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
	"thanhdong/sense/rule"
	"thanhdong/serve/place"
	"thanhdong/serve/privacy"
	"thanhdong/serve/report"
)

// Rooms are the rooms of one process over one store, wired together.
type Rooms struct {
	DB           *db.DB
	Bus          *bus.Bus
	Timers       *timer.Timers
	Files        *file.Files
	Consent      *consent.Consent
	Accounts     *account.Accounts
	Heirs        *unit.Heirs
	Entities     *entity.Entities
	Observations *observation.Observations
	Derive       *derive.Derive
	Feeds        *feed.Feeds
	Rules        *rule.Rules
	Alerts       *alert.Alerts
	Rosters      *roster.Rosters
	Playbooks    *playbook.Playbooks
	Work         *work.Work
	Incidents    *incident.Incidents
	Directives   *directive.Directives
	Handovers    *handover.Handovers
	Notices      *notify.Notices
	Warnings     *warning.Warnings
	Exercises    *exercise.Exercises
	Privacy      *privacy.Privacy
	Reports      *report.Reports
	Places       *place.Places
	Datasets     *dataset.Sets
	Boards       *dashboard.Boards
	Briefs       *briefing.Briefs
	Periodic     *periodic.Editions
	Figures      *indicator.Figures
	OpenData     *publish.Sets
	Outgoing     Outgoing // every way out of this assembly
	Packs        *pack.Packs
}

const (
	sealEvery  = 500 * time.Millisecond // an entry waits this long for its link
	pruneEvery = time.Hour
	// The log is copied into the database this often, so that a commit seldom has
	// to do it.
	checkpointEvery = 2 * time.Second
	eventsKept      = 7 * 24 * time.Hour // a screen that was away longer loads anew
)

// Open opens the store and builds the rooms. Their readers and timers are
// registered, but nothing runs: that is what a command beside a running server
// needs. Close it.
func Open(ctx context.Context, c Config) (*Rooms, error) {
	if err := c.fill(); err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, db.Config{Dir: c.Data, URL: c.DB, Clock: c.Clock})
	if err != nil {
		return nil, err
	}
	r, err := build(ctx, d, c)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return r, nil
}

// Close closes the store.
func (r *Rooms) Close() error { return r.DB.Close() }

// build makes the rooms from the ground up and wires the ports.
func build(ctx context.Context, d *db.DB, c Config) (*Rooms, error) {
	r := &Rooms{DB: d, Bus: bus.New(d), Timers: timer.New(d)}
	r.Files = file.New(d, filepath.Join(d.Dir(), "files"))
	r.Accounts = account.Open(d, account.Options{})
	r.Entities = entity.New(d)
	var err error
	if r.Observations, err = observation.New(ctx, d); err != nil {
		return nil, fmt.Errorf("open observations: %w", err)
	}
	r.Observations.Register(r.Timers)
	r.Playbooks = playbook.New(d) // answers the ports feed.Playbooks and rule.Playbooks
	r.Feeds = feed.New(d, r.Observations, r.Playbooks)
	r.Feeds.Handle(r.Timers)
	r.Derive = derive.New(d, r.Observations)
	r.Derive.Register(r.Bus, r.Timers)
	r.Rules = rule.New(d, r.Observations, r.Bus, r.Timers, r.Playbooks)
	r.Observations.Ask(needs{r.Rules, r.Derive})
	r.Alerts = alert.New(d, r.Bus, r.Timers)
	r.Rosters = roster.New(d)
	r.Rosters.Register(r.Timers)
	r.Work = work.New(d, r.Bus, r.Timers)
	r.Playbooks.Join(r.Work, r.Bus)                                     // registers its work.Kinds
	r.Incidents = incident.New(d, r.Playbooks, r.Work, r.Bus, r.Timers) // registers its work.Kind
	incident.NewAlertItems(r.Alerts, r.Work, r.Bus)                     // registers the kinds alert and feed-breach
	r.Directives = directive.New(d, r.Work, r.Bus)                      // registers its work.Kind
	r.Handovers = handover.New(d, r.Rosters, r.Work, r.Timers)
	r.Warnings = warning.New(d, r.Work, c.Sender) // registers its work.Kind
	r.Exercises = exercise.New(d, r.Feeds, r.Playbooks)
	r.Notices = notify.New(d, r.Accounts, r.Alerts, r.Rosters, r.Work, r.Bus, r.Timers, c.Public)
	if r.Outgoing = outgoing(r.Notices); c.Outgoing != nil {
		r.Outgoing = c.Outgoing(r.Outgoing)
	}
	for _, channel := range r.Outgoing.Channels {
		r.Notices.Register(channel)
	}
	r.Reports = report.New(d, r.Work, r.Files, r.Bus, r.Timers, report.Outside(c.Settings[reportOutside])) // registers its work.Kind
	r.Places = place.New(d)
	r.Reports.Tell(r.Notices, r.Bus)
	r.Reports.HearAt(c.MailAt)
	r.Reports.ProposeTo(r.Incidents, r.Bus)
	r.Outgoing.Peers(r.Reports, r.Timers)
	r.Datasets = dataset.New(d, r.Work, r.Bus, r.Timers) // registers its work.Kinds
	r.Datasets.Tell(r.Notices)
	r.Figures = indicator.New(d)
	r.Boards = dashboard.New(d, r.Figures)
	r.OpenData = publish.New(d, r.Bus, r.Timers)
	r.Briefs = briefing.New(d, r.Work, r.Directives, r.Warnings, r.Notices, r.Figures, r.Timers)
	r.Periodic = periodic.New(d, r.Files, r.Briefs, r.Figures, r.Notices, r.Timers)
	r.Consent = consent.New(d)
	r.Consent.Register(r.Timers)
	r.Privacy = privacy.Open(d, r.Consent, r.Work, r.Bus) // registers its work.Kinds
	for _, h := range []consent.Holder{r.Accounts.Holder(), r.Notices.Holder(), r.Incidents.Holder(), r.Privacy.Holder(), r.Reports.Holder()} {
		r.Consent.Hold(h)
	}
	r.Heirs = unit.NewHeirs()
	r.Heirs.Follow(r.Bus, r.Timers)
	for _, e := range []unit.Estate{
		r.Accounts.Estate(), r.Accounts.Homes(), r.Accounts.Keys(), r.Entities.Estate(), r.Feeds.Estate(), r.Rules.Estate(), r.Alerts.Estate(), r.Alerts.SilenceEstate(), r.Alerts.MaintenanceEstate(),
		r.Rosters.Estate(), r.Work.Estate(), r.Work.ViewEstate(), r.Incidents.Estate(), r.Incidents.SignalsEstate(), r.Directives.Estate(), r.Handovers.Estate(), r.Warnings.Estate(), r.Exercises.Estate(),
		r.Reports.Estate(), r.Datasets.Estate(), r.Datasets.OwnerEstate(), r.OpenData.Estate(), r.Boards.Estate(),
	} {
		r.Heirs.Register(e)
	}
	for _, e := range r.Playbooks.Estates() {
		r.Heirs.Register(e)
	}
	r.Packs = pack.New(d, pack.Rooms{
		Entities: r.Entities, Derive: r.Derive, Feeds: r.Feeds, Rules: r.Rules, Playbooks: r.Playbooks,
		Rosters: r.Rosters, Heirs: r.Heirs,
	})
	r.Timers.Every("db.checkpoint", checkpointEvery, d.Checkpoint)
	r.Timers.Every("account.tidy", pruneEvery, r.Accounts.Tidy)
	r.Timers.Every("report.drafts", pruneEvery, r.Reports.ForgetDrafts)
	r.Timers.Every("report.followers", pruneEvery, r.Reports.ForgetFollowers)
	r.Timers.Every("file.forgotten", pruneEvery, func(ctx context.Context) error { return r.Files.Sweep(ctx, r.Reports.Uses) })
	r.Timers.Every("ledger.seal", sealEvery, func(ctx context.Context) error { return ledger.Seal(ctx, d) })
	r.Timers.Every("bus.prune", pruneEvery, func(ctx context.Context) error {
		_, err := r.Bus.Prune(ctx, d.Now().Add(-eventsKept))
		return err
	})
	return r, nil
}

// Settle does all that is pending at the clock's present time: timers, readers,
// the ledger's seal. Tests with a clock of their own use it in place of running.
func (r *Rooms) Settle(ctx context.Context) error {
	for range 3 { // a timer makes news, news set timers
		if err := errors.Join(r.Bus.Drain(ctx), r.Timers.RunDue(ctx)); err != nil {
			return err
		}
	}
	return r.Bus.Drain(ctx)
}
