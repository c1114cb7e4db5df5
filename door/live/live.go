package live

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Topic is one subject that a screen can follow.
type Topic struct {
	Name  string
	Kinds []string // of the event log
	// Read gives the things that events name, as they stand now. It acts for the
	// product; who may see an item is decided for each screen.
	Read func(ctx context.Context, events []bus.Event) ([]Item, error)
}

// Item is one changed thing.
type Item struct {
	Key   string     // of several items with one key only the newest is sent
	Verb  actor.Verb // the right to read it
	Scope actor.Scope
	Only  string // an account: nobody else is sent it
	Body  any
}

// Pace is how fast a stream runs. Tests make it faster.
type Pace struct {
	Frame time.Duration // least time between two frames
	Beat  time.Duration // a comment after this much silence
	Check time.Duration // who is signed in is asked again
	Write time.Duration // longest time for one write
}

// Usual is the pace of the product.
var Usual = Pace{Frame: 250 * time.Millisecond, Beat: 15 * time.Second, Check: 10 * time.Second, Write: 10 * time.Second}

// Bounds on what streams may cost.
const (
	maxPending = 5000 // changed things that wait for one screen
	maxReplay  = 2000 // events that a resumed stream reads again
	maxStreams = 4000 // of the process
	maxOfOne   = 64   // of one person
)

// Live feeds the screens of one process.
type Live struct {
	d      *db.DB
	b      *bus.Bus
	again  func(*http.Request) (actor.Actor, error)
	topics []Topic
	pace   Pace

	mu      sync.Mutex
	at      bus.Pos // everything up to here has been handed to the screens
	clients map[*client]struct{}
	begun   chan struct{}
	done    chan struct{}
}

// New makes the door. again tells who stands behind a request whose stream has
// lasted a while: the session may have ended, rights may have changed.
func New(d *db.DB, b *bus.Bus, again func(*http.Request) (actor.Actor, error), pace Pace, topics ...Topic) *Live {
	return &Live{d: d, b: b, again: again, pace: pace, topics: topics, clients: map[*client]struct{}{},
		begun: make(chan struct{}), done: make(chan struct{})}
}

// Topics lists the names that the door knows.
func (l *Live) Topics() (names []string) {
	for _, t := range l.topics {
		names = append(names, t.Name)
	}
	return names
}

func (l *Live) kinds() (kinds []string) {
	for _, t := range l.topics {
		kinds = append(kinds, t.Kinds...)
	}
	return kinds
}

// Run hands on what happens until ctx ends; then all streams end. It runs once.
func (l *Live) Run(ctx context.Context) error {
	defer close(l.done)
	head, err := l.b.Head(ctx)
	if err != nil && ctx.Err() != nil {
		return nil // stopped before it began
	}
	if err != nil {
		return fmt.Errorf("live: %w", err)
	}
	l.mu.Lock()
	l.at = head
	l.mu.Unlock()
	close(l.begun)
	ctx = actor.With(ctx, actor.System("live"))
	for events := range l.b.Tail(ctx, head, l.kinds()) {
		l.spread(ctx, events)
	}
	return nil
}

// change is an item on its way, encoded once for all screens.
type change struct {
	topic int
	key   string
	verb  actor.Verb
	scope actor.Scope
	only  string
	data  json.RawMessage
}

// spread hands events to every screen.
func (l *Live) spread(ctx context.Context, events []bus.Event) {
	last := events[len(events)-1].Pos
	l.mu.Lock()
	idle := len(l.clients) == 0
	if idle {
		l.at = last // a screen that comes now reads its lists after this
	}
	l.mu.Unlock()
	if idle {
		return
	}
	changes, err := l.read(ctx, events)
	if err != nil && ctx.Err() == nil {
		slog.Error("live: read what changed", "err", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at = last
	for c := range l.clients {
		c.put(changes, last, err != nil)
	}
}

// read turns events into encoded items.
func (l *Live) read(ctx context.Context, events []bus.Event) (all []change, err error) {
	for i, t := range l.topics {
		var mine []bus.Event
		for _, e := range events {
			if slices.Contains(t.Kinds, e.Kind) {
				mine = append(mine, e)
			}
		}
		if len(mine) == 0 {
			continue
		}
		items, err := t.Read(ctx, mine)
		if err != nil {
			return nil, fmt.Errorf("topic %s: %w", t.Name, err)
		}
		for _, it := range items {
			data, err := json.Marshal(it.Body)
			if err != nil {
				return nil, fmt.Errorf("topic %s: %w", t.Name, err)
			}
			all = append(all, change{topic: i, key: it.Key, verb: it.Verb, scope: it.Scope, only: it.Only, data: data})
		}
	}
	return all, nil
}

// join adds a screen and tells up to where others have been served. A screen
// that comes before the server has begun waits a moment.
func (l *Live) join(ctx context.Context, c *client) (bus.Pos, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	select {
	case <-l.begun:
	case <-ctx.Done():
		return bus.Pos{}, fault.New(fault.Unavailable, "live.starting").Retry(time.Second)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.clients) >= maxStreams {
		return bus.Pos{}, fault.New(fault.TooMany, "live.too_many").Retry(time.Minute)
	}
	mine := 0
	for other := range l.clients {
		if other.id == c.id {
			mine++
		}
	}
	if mine >= maxOfOne {
		return bus.Pos{}, fault.New(fault.TooMany, "live.too_many_of_one", "max", maxOfOne).Retry(time.Minute)
	}
	l.clients[c] = struct{}{}
	c.pos = l.at
	return l.at, nil
}

func (l *Live) leave(c *client) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.clients, c)
}

// replay gives a resumed screen what it missed between its cursor and the place
// where it joined. false means that the gap cannot be filled.
func (l *Live) replay(ctx context.Context, c *client, cursor, joined bus.Pos) (bool, error) {
	if cursor.After(joined) {
		// The hub may be a moment behind the log; a cursor that the log itself has
		// not reached comes from another store.
		head, err := l.b.Head(ctx)
		return !cursor.After(head), err
	}
	ctx = actor.With(ctx, actor.System("live"))
	oldest, err := l.b.Since(ctx, bus.Pos{}, l.kinds(), 1)
	if err != nil {
		return false, err
	}
	if cursor == joined {
		return true, nil
	}
	if len(oldest) == 0 || oldest[0].Pos.After(cursor) {
		return false, nil // what followed the cursor may have been pruned
	}
	var kinds []string
	for i, t := range l.topics {
		if c.topics[i] {
			kinds = append(kinds, t.Kinds...)
		}
	}
	events, err := l.b.Since(ctx, cursor, kinds, maxReplay+1)
	if err != nil || len(events) > maxReplay {
		return false, err
	}
	if len(events) == 0 {
		return true, nil
	}
	changes, err := l.read(ctx, events)
	if err != nil {
		return false, err
	}
	c.fill(changes)
	return true, nil
}
