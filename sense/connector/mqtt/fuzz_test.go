package mqtt

import (
	"bytes"
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/mochi-mqtt/server/v2/packets"

	"thanhdong/ground/actor"
	"thanhdong/sense/feed"
	"thanhdong/sense/feed/body"
)

// Whatever bytes come, the connection ends, nothing panics, and only what the
// device may send reaches the feed.
func FuzzConnection(f *testing.F) {
	seed := func(version byte, list ...packets.Packet) {
		var b bytes.Buffer
		for _, p := range list {
			p.ProtocolVersion = version
			var err error
			switch p.FixedHeader.Type {
			case packets.Connect:
				err = p.ConnectEncode(&b)
			case packets.Publish:
				err = p.PublishEncode(&b)
			case packets.Subscribe:
				err = p.SubscribeEncode(&b)
			}
			if err != nil {
				f.Fatal(err)
			}
		}
		f.Add(b.Bytes())
	}
	for _, v := range versions {
		seed(v, hello("air", "key", "x"), publication(1, 1, topic, row("1", "07:00")), publication(0, 0, topic, "["))
		seed(v, hello("air", "key", ""), publication(2, 2, topic, "{}"), publication(1, 1, "feeds/other/observations", "{}"))
		seed(v, hello("air", "key", "x"), packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Subscribe, Qos: 1}, PacketID: 1, Filters: packets.Subscriptions{{Filter: "a/#"}}},
			publication(1, 1, topic, "x"))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		m := New(nil, nil, nil)
		m.byKey = func(context.Context, string) (actor.Actor, error) {
			return actor.Actor{ID: "dev_1", Name: "air", Kind: actor.Device, Feeds: []string{"air"}}, nil
		}
		m.read = func(_ context.Context, _ string, b []byte, mediaType, origin string, _ int) ([]feed.Reading, error) {
			return body.Read(b, mediaType, origin)
		}
		m.accept = func(_ context.Context, code string, readings []feed.Reading) (feed.Summary, error) {
			if code != "air" || len(readings) == 0 {
				t.Errorf("%d readings for %q", len(readings), code)
			}
			return feed.Summary{}, nil
		}
		m.gate = newGate(nil)
		m.gate.slots <- struct{}{}
		here, there := net.Pipe()
		c := m.gate.admit(here)
		go func() {
			go func() { _, _ = io.Copy(io.Discard, there) }()
			_ = there.SetWriteDeadline(time.Now().Add(5 * time.Second))
			_, _ = there.Write(in)
			there.Close()
		}()
		m.serve(c)
		if n := m.panics.Load(); n != 0 {
			t.Error("a panic")
		}
		if n := len(m.gate.open) + len(m.gate.slots) + m.sessions.n + m.server.Clients.Len(); n != 0 {
			t.Errorf("%d things are left", n)
		}
	})
}
