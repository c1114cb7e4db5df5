package mqtt

import (
	"context"
	"sync"
	"time"

	broker "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
)

// device is who is at the other end of a connection.
type device struct {
	who     actor.Actor
	key     string
	client  string    // the name it gave its connection
	checked time.Time // when the key was last looked up
	present bool      // it has been here before
}

// lookup finds the device of a key that comes in. Few may look at once: after a
// power cut everybody comes back together, and messages of those who are in go on
// meanwhile.
func (m *MQTT) lookup(key string) (actor.Actor, error) {
	ctx, cancel := context.WithTimeout(m.ctx, helloTime)
	defer cancel()
	select {
	case m.lookups <- struct{}{}:
		defer func() { <-m.lookups }()
	case <-ctx.Done():
		return actor.Actor{}, fault.New(fault.Unavailable, "mqtt.busy").With(ctx.Err())
	}
	return m.byKey(ctx, key)
}

// refusal is a refusal of a connection, in the words of both versions.
type refusal struct{ v5, v3 packets.Code }

var (
	badLogin     = refusal{packets.ErrBadUsernameOrPassword, packets.ErrMalformedUsernameOrPassword}
	notAllowed   = refusal{packets.ErrNotAuthorized, packets.Err3NotAuthorized}
	badMethod    = refusal{packets.ErrBadAuthenticationMethod, packets.Err3NotAuthorized}
	unavailable  = refusal{packets.ErrServerUnavailable, packets.Err3ServerUnavailable}
	tooMany      = refusal{packets.ErrQuotaExceeded, packets.Err3ServerUnavailable}
	busy         = refusal{packets.ErrServerBusy, packets.Err3ServerUnavailable}
	shuttingDown = refusal{packets.ErrServerShuttingDown, packets.Err3ServerUnavailable}
)

// enter checks a connection's first packet.
func (m *MQTT) enter(c *conn, cl *broker.Client, pk packets.Packet) (*refusal, string) {
	switch {
	case pk.Properties.AuthenticationMethod != "":
		return &badMethod, "mqtt.bad_method"
	case pk.Connect.WillFlag:
		return &notAllowed, "mqtt.will"
	case len(pk.Connect.Username) == 0 || len(pk.Connect.Password) == 0:
		return &badLogin, "mqtt.bad_login"
	}
	key := string(pk.Connect.Password)
	who, err := m.lookup(key)
	switch name := string(pk.Connect.Username); {
	case m.ctx.Err() != nil:
		return &shuttingDown, "mqtt.stopping"
	case fault.Is(err, fault.Unauthenticated), err == nil && name != who.ID && name != who.Name:
		return &badLogin, "mqtt.bad_login"
	case err != nil:
		m.quiet.warn(m.log, "mqtt: a device could not be looked up", err)
		return &unavailable, "mqtt.store_away"
	}
	d := &device{who: who, key: key, client: cl.ID, checked: time.Now()}
	// Names of connections are the device's own: nobody takes over another's.
	cl.ID = who.ID + "/" + cl.ID
	_, replaces := m.server.Clients.Get(cl.ID)
	if refused := m.sessions.enter(d, cl, pk.Connect.Clean, replaces); refused != nil {
		return refused, "mqtt.too_many_connections"
	}
	c.device = d
	c.client.Store(cl)
	m.gate.known(c)
	return nil, ""
}

// sessions counts the connections of each device and remembers who has been here.
type sessions struct {
	mu  sync.Mutex
	n   int // connections in all
	of  map[string]int
	was map[string]map[string]time.Time // device, connection: until when; zero while it is open
}

// maxRemembered bounds the memory for each device.
const maxRemembered = 2 * maxOfDevice

func (s *sessions) enter(d *device, cl *broker.Client, clean, replaces bool) *refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		s.of, s.was = map[string]int{}, map[string]map[string]time.Time{}
	}
	// One that replaces its own forgotten connection may always come: after a
	// network failed, the old ones are still counted.
	if !replaces && s.n >= MaxConnections {
		return &busy
	}
	if !replaces && s.of[d.who.ID] >= maxOfDevice {
		return &tooMany
	}
	s.n++
	s.of[d.who.ID]++
	was := s.was[d.who.ID]
	until, known := was[d.client]
	d.present = known && !clean && (until.IsZero() || time.Now().Before(until))
	delete(was, d.client)
	if !keeps(cl) {
		return nil
	}
	if was == nil {
		was = map[string]time.Time{}
		s.was[d.who.ID] = was
	}
	for k, until := range was {
		if len(was) < maxRemembered {
			break
		}
		if !until.IsZero() { // any that is not open; which one hardly matters
			delete(was, k)
		}
	}
	was[d.client] = time.Time{}
	return nil
}

func (s *sessions) leave(d *device, cl *broker.Client, replaced bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n--
	if s.of[d.who.ID]--; s.of[d.who.ID] == 0 {
		delete(s.of, d.who.ID)
	}
	was := s.was[d.who.ID]
	if _, known := was[d.client]; !known || replaced {
		return
	}
	if keeps(cl) {
		was[d.client] = time.Now().Add(expiry(cl))
		return
	}
	if delete(was, d.client); len(was) == 0 {
		delete(s.was, d.who.ID)
	}
}

// keeps tells whether a client wants to be remembered.
func keeps(cl *broker.Client) bool { return expiry(cl) > 0 }

func expiry(cl *broker.Client) time.Duration {
	if cl.Properties.ProtocolVersion == 5 {
		return min(remember, time.Duration(cl.Properties.Props.SessionExpiryInterval)*time.Second)
	}
	if cl.Properties.Clean {
		return 0
	}
	return remember
}
