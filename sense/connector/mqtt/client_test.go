package mqtt

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/mochi-mqtt/server/v2/packets"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
)

// rig is a port over a store with two feeds and a device for each.
type rig struct {
	*MQTT
	t        testing.TB
	d        *db.DB
	f        *feed.Feeds
	accounts *account.Accounts
	keys     map[string]string // by feed
}

func newRig(t testing.TB, d *db.DB) *rig {
	t.Helper()
	obs, err := observation.New(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, d: d, f: feed.New(d, obs, nil), accounts: account.Open(d, account.Options{}), keys: map[string]string{}}
	err = d.Do(r.system(), func(ctx context.Context, tx *db.Tx) error {
		name := text.L{VI: "Mẫu", EN: "Sample"}
		if _, err := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: name, Mark: "VERIFIED"},
			{Code: "288", Kind: "city", Parent: "30", Name: name, Mark: "VERIFIED"}}); err != nil {
			return err
		}
		_, err := unit.Put(ctx, tx, []unit.Unit{{Code: "H23", Kind: "committee", Area: "30", Name: name, Mark: "PROJECT CHOICE"},
			{Code: "H23.STNMT", Kind: "department", Parent: "H23", Area: "30", Name: name, Mark: "PROJECT CHOICE"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"air", "other"} {
		if _, err := r.f.Put(r.system(), feed.Contract{Code: code, Name: text.L{VI: "Mẫu", EN: "Sample"}, Unit: "H23.STNMT", Area: "30", Connector: "mqtt",
			Cadence: 5 * time.Minute, Playbook: "KB", Parameters: []feed.Parameter{{Name: "PM2.5", Unit: "ug/Nm3"}}}); err != nil {
			t.Fatal(err)
		}
		r.keys[code] = r.device(code, code)
	}
	entitytest.Station(t, d, "S1", "air", "other")
	r.MQTT = New(r.f, r.accounts, nil)
	r.start()
	return r
}

func (r *rig) start() {
	r.t.Helper()
	if err := r.Start(r.t.Context(), "127.0.0.1:0"); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(r.Stop)
}

func (r *rig) system() context.Context {
	return actor.With(r.t.Context(), actor.System("test"))
}

// device makes a key.
func (r *rig) device(feed, name string) string {
	r.t.Helper()
	key, err := r.accounts.DeviceAdd(r.system(), feed, actor.Scope{UnitPath: "/H23/H23.STNMT/", AreaPath: "/30/"}, name)
	if err != nil {
		r.t.Fatal(err)
	}
	return key
}

// counts are what the feed air has taken so far.
func (r *rig) counts() string {
	r.t.Helper()
	v, err := r.f.Get(r.system(), "air")
	if err != nil {
		r.t.Fatal(err)
	}
	return fmt.Sprintf("%d %d %d %d", v.Counts.Accepted, v.Counts.Duplicate, v.Counts.Corrected, v.Counts.Quarantined)
}

func row(value, at string) string {
	return fmt.Sprintf(`{"station":"S1","parameter":"PM2.5","value":%s,"unit":"ug/m3","at":"2024-07-03T%s:00+07:00"}`, value, at)
}

// client is a device as the standard describes one.
type client struct {
	t testing.TB
	net.Conn
	in      *bufio.Reader
	version byte
}

func dial(t testing.TB, addr string, version byte) *client {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return &client{t: t, Conn: c, in: bufio.NewReader(c), version: version}
}

func hello(user, key, id string, more ...func(*packets.Packet)) packets.Packet {
	p := packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Connect}}
	p.Connect = packets.ConnectParams{ProtocolName: []byte("MQTT"), Clean: true, Keepalive: 60, ClientIdentifier: id,
		UsernameFlag: true, Username: []byte(user), PasswordFlag: key != "", Password: []byte(key)}
	for _, f := range more {
		f(&p)
	}
	return p
}

// enter connects and gives the code of the answer.
func (c *client) enter(p packets.Packet) packets.Packet {
	c.t.Helper()
	c.send(p)
	a, err := c.read()
	if err != nil || a.FixedHeader.Type != packets.Connack {
		c.t.Fatalf("answer to CONNECT: %d, %v", a.FixedHeader.Type, err)
	}
	return a
}

// in gives a client that has come in.
func (r *rig) in(version byte, id string) *client {
	r.t.Helper()
	c := dial(r.t, r.Addr(), version)
	if a := c.enter(hello("air", r.keys["air"], id)); a.ReasonCode != 0 {
		r.t.Fatalf("not let in: %d %s", a.ReasonCode, a.Properties.ReasonString)
	}
	return c
}

func publication(id uint16, qos byte, topic, payload string) packets.Packet {
	return packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Publish, Qos: qos}, TopicName: topic, PacketID: id, Payload: []byte(payload)}
}

const topic = "feeds/air/observations"

// publish sends with QoS 1 and gives the code of PUBACK.
func (c *client) publish(id uint16, topic, payload string) packets.Packet {
	c.t.Helper()
	c.send(publication(id, 1, topic, payload))
	a, err := c.read()
	if err != nil || a.FixedHeader.Type != packets.Puback || a.PacketID != id {
		c.t.Fatalf("answer to PUBLISH %d: type %d of %d, %v", id, a.FixedHeader.Type, a.PacketID, err)
	}
	return a
}

func (c *client) send(p packets.Packet) {
	c.t.Helper()
	if err := c.write(p); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) write(p packets.Packet) (err error) {
	p.ProtocolVersion = c.version
	var b bytes.Buffer
	switch p.FixedHeader.Type {
	case packets.Connect:
		err = p.ConnectEncode(&b)
	case packets.Publish:
		err = p.PublishEncode(&b)
	case packets.Subscribe:
		err = p.SubscribeEncode(&b)
	case packets.Disconnect:
		err = p.DisconnectEncode(&b)
	default:
		err = errors.New("a device sends no such packet")
	}
	if err == nil {
		_, err = c.Write(b.Bytes())
	}
	return err
}

// read waits for a packet of the server.
func (c *client) read() (p packets.Packet, err error) {
	return c.within(time.Minute)
}

func (c *client) within(d time.Duration) (p packets.Packet, err error) {
	if err := c.SetReadDeadline(time.Now().Add(d)); err != nil {
		return p, err
	}
	b, err := c.in.ReadByte()
	if err != nil {
		return p, err
	}
	p.ProtocolVersion = c.version
	if err := p.FixedHeader.Decode(b); err != nil {
		return p, err
	}
	n, _, err := packets.DecodeLength(c.in)
	if err != nil {
		return p, err
	}
	rest := make([]byte, n)
	if _, err := io.ReadFull(c.in, rest); err != nil {
		return p, err
	}
	p.FixedHeader.Remaining = n
	switch p.FixedHeader.Type {
	case packets.Connack:
		err = p.ConnackDecode(rest)
	case packets.Puback:
		err = p.PubackDecode(rest)
	case packets.Suback:
		err = p.SubackDecode(rest)
	case packets.Disconnect:
		err = p.DisconnectDecode(rest)
	default:
		err = fmt.Errorf("unexpected packet %d", p.FixedHeader.Type)
	}
	return p, err
}

// ended waits for the end of the connection and gives the reason that MQTT 5
// states before.
func (c *client) ended() byte {
	c.t.Helper()
	var code byte
	for {
		p, err := c.read()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			c.t.Fatal("the connection was not ended")
		}
		if err != nil {
			return code
		}
		if p.FixedHeader.Type != packets.Disconnect {
			c.t.Fatalf("packet %d where the connection should end", p.FixedHeader.Type)
		}
		code = p.ReasonCode
	}
}
