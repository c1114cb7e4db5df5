package mqtt

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	broker "github.com/mochi-mqtt/server/v2"
)

// gate lets connections in. It keeps those that have not said yet who they are
// few, so that strangers cannot use up memory; who comes after them waits in the
// system's queue.
type gate struct {
	net.Listener
	slots        chan struct{}
	hello, write time.Duration

	mu        sync.Mutex
	closed    bool
	open      map[*conn]struct{}
	strangers map[netip.Addr]int
}

func newGate(l net.Listener) *gate {
	return &gate{Listener: l, hello: helloTime, write: writeTime, slots: make(chan struct{}, maxStrangers), open: map[*conn]struct{}{}, strangers: map[netip.Addr]int{}}
}

// Accept waits for a connection that may come in; nil means that the port is
// closed.
func (g *gate) Accept() *conn {
	pause := 5 * time.Millisecond
	for {
		g.slots <- struct{}{} // a stranger leaves it after [helloTime] at the latest
		raw, err := g.Listener.Accept()
		if err == nil {
			if c := g.admit(raw); c != nil {
				return c
			}
			raw.Close()
		}
		<-g.slots
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil { // out of files, or the peer went away: neither is the end of the port
			time.Sleep(pause)
			pause = min(2*pause, time.Second)
		}
	}
}

// admit makes a stranger of a connection, unless too many from there are.
func (g *gate) admit(raw net.Conn) *conn {
	var from netip.Addr
	if p, err := netip.ParseAddrPort(raw.RemoteAddr().String()); err == nil {
		from = p.Addr().Unmap()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	// A proxy on this machine speaks for everybody.
	if g.closed || !from.IsLoopback() && g.strangers[from] >= maxFromOne {
		return nil
	}
	g.strangers[from]++
	c := &conn{Conn: raw, gate: g, from: from, stranger: true}
	g.open[c] = struct{}{}
	_ = raw.SetDeadline(time.Now().Add(g.hello))
	return c
}

// known makes room for the next stranger.
func (g *gate) known(c *conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.leave(c)
}

func (g *gate) leave(c *conn) {
	if !c.stranger {
		return
	}
	c.stranger = false
	if g.strangers[c.from]--; g.strangers[c.from] == 0 {
		delete(g.strangers, c.from)
	}
	<-g.slots
}

func (g *gate) gone(c *conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.leave(c)
	delete(g.open, c)
}

// shut lets nobody in any more and gives who is in.
func (g *gate) shut() []*conn {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	list := make([]*conn, 0, len(g.open))
	for c := range g.open {
		list = append(list, c)
	}
	return list
}

// conn is a connection that is bounded in time and, until it is known, in size.
type conn struct {
	net.Conn
	gate     *gate
	from     netip.Addr
	stranger bool // guarded by the gate
	closed   sync.Once
	client   atomic.Pointer[broker.Client]
	device   *device
	busy     bool // guarded by work

	seen int // bytes of the first packet's head
	size int // of the first packet
}

var errConnectTooLarge = errors.New("mqtt: the first packet is too large")

// Read looks at the length that the first packet claims before anybody makes
// room for it: a stranger may not ask for memory.
func (c *conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	for i := 0; i < n && c.seen >= 0; i++ {
		if c.seen > 0 { // the first byte is its type
			c.size |= int(b[i]&0x7f) << (7 * (c.seen - 1))
			if c.size > maxConnect {
				return 0, errConnectTooLarge
			}
			if b[i]&0x80 == 0 || c.seen == 4 {
				c.seen = -1
				break
			}
		}
		c.seen++
	}
	return n, err
}

// Write gives a client that takes nothing no more than its time.
func (c *conn) Write(b []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(c.gate.write))
	return c.Conn.Write(b)
}

func (c *conn) Close() (err error) {
	c.closed.Do(func() {
		err = c.Conn.Close()
		c.gate.gone(c)
	})
	return err
}
