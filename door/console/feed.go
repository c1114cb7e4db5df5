package console

import (
	"context"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/text"
	"thanhdong/sense/feed"
	"thanhdong/sense/feed/body"
)

// Feed is the contract of a source with how it fares.
type Feed struct {
	Code           string          `json:"code"`
	Name           string          `json:"name"`
	Owner          wire.Ref        `json:"owner"`
	Area           wire.Ref        `json:"area"`
	Connector      string          `json:"connector"`
	CadenceSeconds int             `json:"cadence_s"`
	DueHour        *int            `json:"due_hour"`
	Health         string          `json:"health" enum:"on_time,late,silent,bad,never"`
	HealthSince    *time.Time      `json:"health_since"`
	LastReceived   *time.Time      `json:"last_received"`
	LastObserved   *time.Time      `json:"last_observed"`
	Freshness      string          `json:"freshness" enum:"live,new,old,dead"`
	Counts         FeedCounts      `json:"counts" doc:"Of the last 24 hours"`
	Stations       int             `json:"stations"`
	QuarantineOpen int             `json:"quarantine_open"`
	Parameters     []FeedParameter `json:"parameters"`
	Playbook       string          `json:"playbook"`
	Mark           string          `json:"mark"`
}

// FeedCounts is what became of what a source sent.
type FeedCounts struct {
	Accepted    int `json:"accepted"`
	Duplicate   int `json:"duplicate"`
	Corrected   int `json:"corrected"`
	Quarantined int `json:"quarantined"`
}

// FeedParameter is one thing that a source measures.
type FeedParameter struct {
	Name string   `json:"name"`
	Unit string   `json:"unit"`
	Min  *float64 `json:"min"`
	Max  *float64 `json:"max"`
}

// Quarantined is what could not be taken, in the sender's own words.
type Quarantined struct {
	ID        string    `json:"id"`
	Received  time.Time `json:"received" doc:"The last time it came"`
	First     time.Time `json:"first"`
	Times     int       `json:"times"`
	Station   string    `json:"station"`
	Parameter string    `json:"parameter"`
	Raw       string    `json:"raw" doc:"Of a file the beginning"`
	Form      string    `json:"form" enum:"json,csv,circular,file," doc:"How it is kept to be read again; file: a whole file that was refused; empty: it is not"`
	Reason    string    `json:"reason" doc:"Message key"`
	Message   string    `json:"message"`
	Origin    string    `json:"origin"`
	Cell      string    `json:"cell" doc:"The column, in a row of many values"`
	State     string    `json:"state" enum:"open,released,discarded"`
	Decision  string    `json:"decision" doc:"Why it was put aside"`
}

func (c *Console) feedList(ctx context.Context, s *speaker, in *Paging) (wire.List[Feed], error) {
	list, err := c.Feeds.List(ctx)
	if err != nil {
		return wire.List[Feed]{}, err
	}
	list, next := cut(list, in, func(f feed.Feed) (string, text.L) { return f.Code, f.Name })
	return page(list, next, func(f feed.Feed) (Feed, error) { return s.feed(ctx, f) })
}

// ByFeed names a source.
type ByFeed struct {
	Feed string `path:"feed" maxLength:"60"`
}

func (c *Console) feedOne(ctx context.Context, s *speaker, in *ByFeed) (Feed, error) {
	f, err := c.Feeds.Get(ctx, in.Feed)
	if err != nil {
		return Feed{}, err
	}
	return s.feed(ctx, f)
}

type quarantineQuery struct {
	ByFeed
	Reason    string    `query:"reason" maxLength:"100"`
	Station   string    `query:"station" maxLength:"200"`
	Parameter string    `query:"parameter" maxLength:"200"`
	From      time.Time `query:"from" doc:"When it came the last time"`
	To        time.Time `query:"to"`
	State     string    `query:"state" enum:"open,released,discarded" doc:"open when missing"`
	Limit     int       `query:"limit" minimum:"1" maximum:"500"`
	After     string    `query:"after" maxLength:"64"`
}

func (c *Console) feedQuarantine(ctx context.Context, s *speaker, in *quarantineQuery) (wire.List[Quarantined], error) {
	list, next, err := c.Feeds.Quarantine(ctx, in.Feed, in.sought(), in.After, in.Limit)
	if err != nil {
		return wire.List[Quarantined]{}, err
	}
	return wire.ListOf(list, next, func(q feed.Quarantined) Quarantined {
		return Quarantined{
			ID: q.ID, Received: wire.At(q.Received), First: wire.At(q.First), Times: q.Times, Station: q.Station, Parameter: q.Parameter,
			Raw: beginning(q), Form: q.Form, Reason: q.Reason, Message: text.T(s.lang, q.Reason, q.Args), Origin: q.Origin,
			Cell: q.Cell, State: string(q.State), Decision: q.Decision,
		}
	}), nil
}

// beginning is a row whole, and of a file so much that people know it again.
func beginning(q feed.Quarantined) string {
	if q.Form == body.FormFile {
		return clip(q.Raw, 1000)
	}
	return q.Raw
}

func (s *speaker) feed(ctx context.Context, f feed.Feed) (Feed, error) {
	owner, where, err := s.refs(ctx, f.Unit, f.Area)
	if err != nil {
		return Feed{}, err
	}
	return Feed{
		Code: f.Code, Name: f.Name.In(s.lang), Owner: owner, Area: where, Connector: f.Connector, CadenceSeconds: int(f.Cadence / time.Second),
		DueHour: f.DueHour, Health: string(f.Health), HealthSince: wire.Maybe(f.Since), LastReceived: wire.Maybe(f.LastReceived),
		LastObserved: wire.Maybe(f.LastObserved), Freshness: feed.Freshness(s.now.Sub(f.LastReceived), f.Cadence), Counts: FeedCounts(f.Counts),
		Stations: f.Stations, QuarantineOpen: f.Quarantined, Playbook: f.Playbook, Mark: f.Mark,
		Parameters: wire.Map(f.Parameters, func(p feed.Parameter) FeedParameter { return FeedParameter(p) }),
	}, nil
}

// cadence gives how often the feed of a value speaks. It is no secret of the
// contract: whoever sees the value sees whether it is old.
func (s *speaker) cadence(ctx context.Context, code string) (time.Duration, error) {
	if s.feeds == nil {
		s.feeds = map[string]time.Duration{deriveFeed: time.Hour}
	}
	if d, ok := s.feeds[code]; ok {
		return d, nil
	}
	d, err := s.Feeds.Cadence(ctx, s.tx, code)
	s.feeds[code] = d
	return d, err
}
