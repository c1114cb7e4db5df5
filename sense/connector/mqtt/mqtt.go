package mqtt

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	broker "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/sense/feed"
)

// Limits. They bound what devices, and strangers, can use up.
const (
	MaxMessage     = 256 << 10 // bytes of one packet; thousands of readings
	MaxConnections = 16_384
	maxOfDevice    = 256 // connections with one key
	maxConnect     = 8 << 10
	maxStrangers   = 1024 // connections that have not said yet who they are
	maxFromOne     = 256  // of them from one address
	maxLookups     = 32   // keys that are looked up at once

	helloTime  = 10 * time.Second // to say who one is
	writeTime  = 10 * time.Second // for one packet to be taken by a client
	drainTime  = 2 * time.Second  // for messages under way when the port closes
	checkEvery = time.Second      // a key is looked up again this often
	longest    = 12 * time.Hour   // between two packets of a client
	remember   = 7 * 24 * time.Hour
)

// MQTT is the port.
type MQTT struct {
	read   func(ctx context.Context, feed string, b []byte, mediaType, origin string, most int) ([]feed.Reading, error)
	accept func(ctx context.Context, feed string, readings []feed.Reading) (feed.Summary, error)
	byKey  func(ctx context.Context, key string) (actor.Actor, error)
	log    *slog.Logger
	quiet  quiet
	check  time.Duration

	server   *broker.Server
	gate     *gate
	sessions sessions
	lookups  chan struct{}
	ctx      context.Context // of messages under way
	cancel   context.CancelFunc
	all      sync.WaitGroup // connections
	work     work
	panics   atomic.Int64
}

// New makes the port; nothing listens yet.
func New(feeds *feed.Feeds, accounts *account.Accounts, log *slog.Logger) *MQTT {
	if log == nil {
		log = slog.Default()
	}
	m := &MQTT{read: feeds.Read, accept: feeds.Accept, byKey: accounts.ByDeviceKey,
		log: log, check: checkEvery, lookups: make(chan struct{}, maxLookups), work: newWork()}
	m.ctx, m.cancel = context.WithCancel(context.Background())
	c := broker.NewDefaultServerCapabilities()
	c.MaximumQos, c.RetainAvailable, c.WildcardSubAvailable, c.SubIDAvailable, c.SharedSubAvailable = 1, 0, 0, 0, 0
	c.MaximumPacketSize = MaxMessage
	c.MaximumSessionExpiryInterval = uint32(remember / time.Second)
	c.MaximumClientWritesPending = 1 // nothing is ever published to a client
	c.ReceiveMaximum, c.MaximumInflight, c.TopicAliasMaximum = 64, 64, 0
	c.Compatibilities.NoInheritedPropertiesOnAck = true
	m.server = broker.New(&broker.Options{
		Capabilities: c,
		// The broker would log whole messages at each refusal; what matters is
		// logged here.
		Logger:                 slog.New(slog.DiscardHandler),
		SysTopicResendInterval: 1 << 31, // its own figures are for subscribers
	})
	if err := m.server.AddHook(&hook{m: m}, nil); err != nil {
		panic(err) // the hook's Init cannot fail
	}
	return m
}

// Start listens on the address and takes connections until [MQTT.Stop].
func (m *MQTT) Start(ctx context.Context, addr string) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("listen for MQTT on %s: %w", addr, err)
	}
	m.gate = newGate(l)
	m.all.Go(func() {
		for {
			c := m.gate.Accept()
			if c == nil {
				return
			}
			m.all.Go(func() { m.serve(c) })
		}
	})
	return nil
}

// Addr is the address that was bound, useful with port 0; "" before [MQTT.Start].
func (m *MQTT) Addr() string {
	if m.gate == nil {
		return ""
	}
	return m.gate.Addr().String()
}

// serve runs one connection. A panic over one client's packets must not take the
// process and all others with it.
func (m *MQTT) serve(c *conn) {
	defer func() {
		if p := recover(); p != nil {
			m.panics.Add(1)
			m.log.Error("mqtt: panic over a connection", "remote", c.RemoteAddr().String(), "panic", p, "stack", string(debug.Stack()))
		}
		m.work.end(c)
		c.Close()
		m.leave(c)
	}()
	err := m.server.EstablishConnection("mqtt", c)
	m.log.Debug("mqtt: a connection ended", "remote", c.RemoteAddr().String(), "err", err)
}

// leave forgets a connection. The broker's own session is not kept: ours is all
// that is.
func (m *MQTT) leave(c *conn) {
	cl := c.client.Load()
	if cl == nil {
		return
	}
	now, known := m.server.Clients.Get(cl.ID)
	replaced := known && now != cl || cl.IsTakenOver()
	if known && !replaced {
		m.server.Clients.Delete(cl.ID)
	}
	m.sessions.leave(c.device, cl, replaced)
}

// Stop closes the port: nobody new, no new message; messages under way are
// answered; then all connections end. Without [MQTT.Start] it has nothing to do.
func (m *MQTT) Stop() {
	if m.gate == nil {
		return
	}
	m.gate.Listener.Close()
	m.cancel() // what waits for a commit is given up; what is in one is finished
	select {
	case <-m.work.stop():
	case <-time.After(drainTime):
	}
	var bye sync.WaitGroup
	for _, c := range m.gate.shut() {
		bye.Go(func() {
			_ = c.SetDeadline(time.Now().Add(time.Second)) // also for a client that takes nothing
			if cl := c.client.Load(); cl != nil {
				m.end(cl, packets.ErrServerShuttingDown)
			}
			c.Close()
		})
	}
	bye.Wait()
	m.all.Wait()
}

// end closes a connection. Only MQTT 5 knows a farewell of the server.
func (m *MQTT) end(cl *broker.Client, why packets.Code) {
	if cl.Properties.ProtocolVersion == 5 {
		_ = m.server.DisconnectClient(cl, why)
		return
	}
	cl.Stop(why)
}

// work counts messages under way.
type work struct {
	mu       sync.Mutex
	n        int
	stopping bool
	none     chan struct{}
}

func newWork() work { return work{none: make(chan struct{})} }

// begin tells whether a message may still be taken.
func (w *work) begin(c *conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopping {
		return false
	}
	c.busy = true
	w.n++
	return true
}

// end is called after the answer to a message was written, and once more when
// the connection ends.
func (w *work) end(c *conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !c.busy {
		return
	}
	c.busy = false
	if w.n--; w.n == 0 && w.stopping {
		close(w.none)
	}
}

// stop lets no message begin any more; the channel closes when none is under way.
func (w *work) stop() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.stopping && w.n == 0 {
		close(w.none)
	}
	w.stopping = true
	return w.none
}
