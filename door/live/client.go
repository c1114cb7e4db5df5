package live

import (
	"encoding/json"
	"maps"
	"sync"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
)

// client is one open stream. The hub puts changes in, the stream's own goroutine
// takes them out; between the two waits at most one state of each thing.
type client struct {
	id     string // of the person
	topics []bool
	wake   chan struct{} // holds one token

	mu      sync.Mutex
	who     actor.Actor
	pos     bus.Pos
	pending map[key]json.RawMessage
	order   []key
	reset   bool
}

type key struct {
	topic int
	key   string
}

func newClient(who actor.Actor, topics []bool) *client {
	return &client{id: who.ID, who: who, topics: topics, wake: make(chan struct{}, 1), pending: map[key]json.RawMessage{}}
}

// put takes what this person may read.
func (c *client) put(changes []change, pos bus.Pos, lost bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pos = pos
	for _, ch := range changes {
		c.add(ch)
	}
	if lost {
		c.forget()
	}
	c.rouse()
}

// fill takes what a resumed stream missed. What the hub has put meanwhile is
// newer and stays.
func (c *client) fill(changes []change) {
	c.mu.Lock()
	defer c.mu.Unlock()
	newer := maps.Clone(c.pending)
	for _, ch := range changes {
		if _, there := newer[key{ch.topic, ch.key}]; !there {
			c.add(ch)
		}
	}
	c.rouse()
}

func (c *client) add(ch change) {
	if c.reset || !c.topics[ch.topic] || !c.who.May(ch.verb, ch.scope) || ch.only != "" && ch.only != c.who.ID {
		return
	}
	k := key{ch.topic, ch.key}
	if _, there := c.pending[k]; !there {
		if len(c.order) == maxPending {
			c.forget()
			return
		}
		c.order = append(c.order, k)
	}
	c.pending[k] = ch.data
}

// forget drops everything: the screen is told to read its lists again.
func (c *client) forget() {
	c.reset = true
	c.order = nil
	clear(c.pending)
}

func (c *client) rouse() {
	if len(c.order) == 0 && !c.reset {
		return
	}
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// as changes who the stream belongs to, after the rights were read again.
func (c *client) as(who actor.Actor) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.who = who
}

// batch is what waits for a stream: items by topic, in the order of their first
// change.
type batch struct {
	pos   bus.Pos
	items [][]json.RawMessage // by topic
	reset bool
}

func (c *client) taken() (b batch) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b = batch{pos: c.pos, items: make([][]json.RawMessage, len(c.topics)), reset: c.reset}
	for _, k := range c.order {
		b.items[k.topic] = append(b.items[k.topic], c.pending[k])
	}
	c.reset, c.order = false, nil
	clear(c.pending)
	return b
}
