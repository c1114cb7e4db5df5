package mqtt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mochi-mqtt/server/v2/packets"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/sense/feed"
)

var versions = []byte{4, 5}

func TestWhatIsAcknowledgedIsStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		for i, v := range versions {
			c := r.in(v, "logger")
			at := func(m int) string { return fmt.Sprintf("0%d:%02d", i, m) }
			for id, body := range []string{row("1", at(0)), "[" + row("2", at(1)) + "," + row("3", at(2)) + "]", row("4", at(3)) + "\n" + row("5", at(4)),
				"station,parameter,value,unit,at\nS1,PM2.5,6,ug/m3,2024-07-03T" + at(5) + ":00+07:00"} {
				if a := c.publish(uint16(id+1), topic, body); a.ReasonCode != 0 {
					t.Errorf("version %d: %s was answered by %d", v, body, a.ReasonCode)
				}
			}
			if got, want := r.counts(), fmt.Sprintf("%d %d 0 0", 6*(i+1), 2*i); got != want {
				t.Errorf("version %d: counts %s, want %s", v, got, want)
			}
			// QoS 0 is answered by nothing; what comes behind it shows that it was taken.
			c.send(publication(0, 0, topic, row("1", at(0))))
			p := publication(9, 1, topic, row("2", at(1)))
			p.FixedHeader.Dup = true
			c.send(p)
			if a, err := c.read(); err != nil || a.PacketID != 9 || a.ReasonCode != 0 {
				t.Errorf("a message that comes twice: %+v, %v", a, err)
			}
			if got, want := r.counts(), fmt.Sprintf("%d %d 0 0", 6*(i+1), 2*(i+1)); got != want {
				t.Errorf("version %d: counts %s, want %s", v, got, want)
			}
		}
	})
}

func TestNothingIsAcknowledgedBeforeTheCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		c := r.in(4, "logger")
		c.publish(1, topic, row("1", "07:00"))
		held, release, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		go func() {
			done <- d.Do(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				var n int
				if err := tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT feed FROM feed_state`+tx.Lock()+`) x`).Scan(&n); err != nil {
					return err
				}
				close(held)
				<-release
				return nil
			})
		}()
		<-held
		c.send(publication(2, 1, topic, row("2", "07:05")))
		if a, err := c.within(300 * time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("answered before the commit: %+v, %v", a, err)
		}
		close(release)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if a, err := c.read(); err != nil || a.PacketID != 2 || r.counts() != "2 0 0 0" {
			t.Errorf("after the commit: %+v, %v, counts %s", a, err, r.counts())
		}
	})
}

func TestOnlyADeviceWithItsKeyComesIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		who, err := r.accounts.ByDeviceKey(t.Context(), r.keys["air"])
		if err != nil {
			t.Fatal(err)
		}
		key := r.keys["air"]
		will := func(p *packets.Packet) {
			p.Connect.WillFlag, p.Connect.WillTopic, p.Connect.WillPayload = true, topic, []byte("gone")
		}
		for name, c := range map[string]struct {
			p      packets.Packet
			v4, v5 byte
		}{
			"by name":            {hello("air", key, "a"), 0, 0},
			"by id":              {hello(who.ID, key, "b"), 0, 0},
			"no name of its own": {hello("air", key, ""), 0, 0},
			"a wrong key":        {hello("air", key[:len(key)-1]+"2", "c"), 4, 0x86},
			"no key":             {hello("air", "", "c"), 4, 0x86},
			"another's name":     {hello("other", key, "c"), 4, 0x86},
			"no name":            {hello("", key, "c"), 4, 0x86},
			"a will":             {hello("air", key, "c", will), 5, 0x87},
		} {
			for v, want := range map[byte]byte{4: c.v4, 5: c.v5} {
				a := dial(t, r.Addr(), v).enter(c.p)
				if a.ReasonCode != want {
					t.Errorf("%s, version %d: %d, want %d", name, v, a.ReasonCode, want)
				}
				if v == 5 && want != 0 && a.Properties.ReasonString == "" {
					t.Errorf("%s: no reason is given", name)
				}
			}
		}
		a := dial(t, r.Addr(), 5).enter(hello("air", key, "d"))
		if p := a.Properties; p.MaximumQos != 1 || !p.MaximumQosFlag || !p.RetainAvailableFlag || p.RetainAvailable != 0 || p.MaximumPacketSize != MaxMessage {
			t.Errorf("a client is not told what it may do: %+v", p)
		}
	})
}

func TestADeviceSpeaksForItsOwnFeedOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		c := r.in(5, "logger")
		if a := c.publish(1, "feeds/other/observations", row("1", "07:00")); a.ReasonCode != packets.ErrNotAuthorized.Code || a.Properties.ReasonString == "" {
			t.Errorf("a foreign topic: %d %q", a.ReasonCode, a.Properties.ReasonString)
		}
		if a := c.publish(2, topic, row("1", "07:00")); a.ReasonCode != 0 {
			t.Errorf("its own, afterwards: %d", a.ReasonCode)
		}
		c = r.in(4, "logger4")
		c.send(publication(1, 1, "feeds/other/observations", row("2", "07:05")))
		c.ended() // the older version knows no refusal of a message
		for _, v := range versions {
			for name, x := range map[string]struct {
				p    packets.Packet
				code byte
			}{
				"QoS 0 to a foreign topic": {publication(0, 0, "feeds/other/observations", row("2", "07:05")), 0x87},
				"no topic of ours":         {publication(1, 1, "sensors/7", row("2", "07:05")), 0x90},
				"the broker's own topic":   {publication(1, 1, "$SYS/broker/uptime", row("2", "07:05")), 0x90},
				"QoS 2":                    {publication(1, 2, topic, row("2", "07:05")), 0x9b},
				"too large":                {publication(1, 1, topic, strings.Repeat(" ", MaxMessage)+row("2", "07:05")), 0},
				"retained": {func() packets.Packet {
					p := publication(1, 1, topic, row("2", "07:05"))
					p.FixedHeader.Retain = true
					return p
				}(), 0x9a},
			} {
				c := r.in(v, "x")
				_ = c.write(x.p) // the server may hang up before all of it is sent
				if got := c.ended(); v == 5 && got != x.code {
					t.Errorf("%s: ended with %#x, want %#x", name, got, x.code)
				}
			}
		}
		other, err := r.f.Get(r.system(), "other")
		if err != nil || other.Counts != (feed.Counts{}) || r.counts() != "1 0 0 0" {
			t.Errorf("what was refused left a trace: %+v %s, %v", other.Counts, r.counts(), err)
		}
	})
}

func TestDevicesHearNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		for v, want := range map[byte]byte{4: 0x80, 5: 0x87} {
			c := r.in(v, "ear")
			c.send(packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Subscribe, Qos: 1}, PacketID: 7,
				Filters: packets.Subscriptions{{Filter: "#"}, {Filter: topic, Qos: 1}, {Filter: "$SYS/#"}, {Filter: "$share/g/#"}}})
			a, err := c.read()
			if err != nil || len(a.ReasonCodes) != 4 {
				t.Fatalf("%+v, %v", a, err)
			}
			for _, code := range a.ReasonCodes {
				if code != want {
					t.Errorf("version %d: %#x, want %#x", v, a.ReasonCodes, want)
				}
			}
			r.in(4, "mouth").publish(1, topic, row("1", "07:00"))
			if p, err := c.within(100 * time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("heard %+v, %v", p, err)
			}
		}
	})
}

// A device that can only repeat itself must not repeat a broken message for ever.
func TestABrokenMessageIsKeptForPeopleAndEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		if a := r.in(4, "a").publish(1, topic, "hello?"); a.ReasonCode != 0 {
			t.Errorf("version 4: %d", a.ReasonCode)
		}
		c := r.in(5, "b")
		if a := c.publish(1, topic, "["+row("1", "07:00")); a.ReasonCode != packets.ErrPayloadFormatInvalid.Code || a.Properties.ReasonString == "" {
			t.Errorf("version 5: %d", a.ReasonCode)
		}
		if a := c.publish(2, topic, ""); a.ReasonCode != packets.ErrPayloadFormatInvalid.Code {
			t.Errorf("nothing: %d", a.ReasonCode)
		}
		if a := c.publish(3, topic, "["+row("1", "07:00")+",7]"); a.ReasonCode != 0 {
			t.Errorf("a bad element among good ones: %d", a.ReasonCode)
		}
		held, _, err := r.f.Quarantine(r.system(), "air", feed.Sought{}, "", 0)
		if err != nil || len(held) != 3 || r.counts() != "1 0 0 3" {
			t.Fatalf("%d in quarantine, counts %s, %v", len(held), r.counts(), err)
		}
		for _, q := range held {
			if q.Reason != feed.BadLine || !strings.HasPrefix(q.Origin, "MQTT air") {
				t.Errorf("%+v", q)
			}
		}
	})
}

func TestNothingIsAcknowledgedWhileTheStoreIsAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		r.check = time.Hour
		old, now := r.in(4, "old"), r.in(5, "new")
		d.Close()
		for _, c := range []*client{old, now} {
			c.send(publication(1, 1, topic, row("1", "07:00")))
			if code := c.ended(); c.version == 5 && code != packets.ErrServerBusy.Code {
				t.Errorf("ended with %#x", code)
			}
		}
		for v, want := range map[byte]byte{4: 3, 5: packets.ErrServerUnavailable.Code} {
			if a := dial(t, r.Addr(), v).enter(hello("air", r.keys["air"], "later")); a.ReasonCode != want {
				t.Errorf("version %d comes in meanwhile: %#x, want %#x", v, a.ReasonCode, want)
			}
		}
	})
}

func TestAnEndedKeyOpensNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		r.check = 0
		c := r.in(5, "logger")
		c.publish(1, topic, row("1", "07:00"))
		who, err := r.accounts.ByDeviceKey(t.Context(), r.keys["air"])
		if err == nil {
			err = r.accounts.DeviceEnd(r.system(), who.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		c.send(publication(2, 1, topic, row("2", "07:05")))
		if code := c.ended(); code != packets.ErrNotAuthorized.Code || r.counts() != "1 0 0 0" {
			t.Errorf("ended with %#x, counts %s", code, r.counts())
		}
		if a := dial(t, r.Addr(), 5).enter(hello("air", r.keys["air"], "logger")); a.ReasonCode != 0x86 {
			t.Errorf("let in with %#x", a.ReasonCode)
		}
	})
}

// Whose session is present sends again what was not acknowledged.
// Each version has a name of its own: when a clean session is followed at once by
// one that is to be kept, the broker's end of the first may forget the second.
// The client then sends again what was not acknowledged, which is harmless.
func TestAClientIsRemembered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		r.device("air", "second")
		second := r.device("air", "second")
		for _, v := range versions {
			again := func(p *packets.Packet) {
				p.Connect.Clean = false
				p.Properties.SessionExpiryInterval, p.Properties.SessionExpiryIntervalFlag = 3600, true
			}
			come := func(user, key string, more ...func(*packets.Packet)) bool {
				c := dial(t, r.Addr(), v)
				a := c.enter(hello(user, key, fmt.Sprint("logger", v), more...))
				if a.ReasonCode != 0 {
					t.Fatalf("%#x", a.ReasonCode)
				}
				return a.SessionPresent
			}
			for i, x := range []struct {
				got, want bool
			}{
				{come("air", r.keys["air"], again), false},
				{come("air", r.keys["air"], again), true},
				{come("second", second, again), false}, // another device's connection of the same name
				{come("air", r.keys["air"], again), true},
				{come("air", r.keys["air"]), false},
				{come("air", r.keys["air"], again), false},
			} {
				if x.got != x.want {
					t.Errorf("version %d, visit %d: present %t", v, i, x.got)
				}
			}
			come("air", r.keys["air"])
			come("second", second)
		}
	})
}

func TestANewConnectionEndsTheOldOfTheSameName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		old := r.in(5, "logger")
		second := dial(t, r.Addr(), 5)
		key := r.device("air", "second")
		second.enter(hello("second", key, "logger"))
		old.publish(1, topic, row("1", "07:00")) // another device's is another
		r.in(5, "logger").publish(1, topic, row("2", "07:05"))
		if code := old.ended(); code != packets.ErrSessionTakenOver.Code {
			t.Errorf("ended with %#x", code)
		}
	})
}

// After a power cut everybody comes back at once, and then again.
func TestAThousandComeBackAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		const devices, each = 10, 100
		keys := make([]string, devices)
		for i := range keys {
			keys[i] = r.device("air", fmt.Sprint("storm", i))
		}
		began := time.Now()
		for round := range 2 {
			var wg sync.WaitGroup
			var mu sync.Mutex
			var clients []*client
			for i := range devices * each {
				wg.Go(func() {
					c := dial(t, r.Addr(), versions[i%2])
					if a := c.enter(hello(fmt.Sprint("storm", i%devices), keys[i%devices], fmt.Sprint("c", i))); a.ReasonCode != 0 {
						t.Errorf("client %d: %#x", i, a.ReasonCode)
						return
					}
					at := fmt.Sprintf("%02dT%02d:%02d", round+1, i/60, i%60)
					if a := c.publish(1, topic, strings.Replace(row(fmt.Sprint(i), "00:00"), "03T00:00", at, 1)); a.ReasonCode != 0 {
						t.Errorf("client %d: %#x", i, a.ReasonCode)
					}
					mu.Lock()
					defer mu.Unlock()
					clients = append(clients, c)
				})
			}
			wg.Wait()
			if round == 0 {
				for _, c := range clients[:len(clients)/2] {
					c.Close() // the others stay, as connections do when a network fails
				}
			}
		}
		t.Logf("two storms of %d took %s", devices*each, time.Since(began))
		if got, want := r.counts(), fmt.Sprintf("%d 0 0 0", 2*devices*each); got != want {
			t.Errorf("counts %s, want %s", got, want)
		}
		r.sessions.mu.Lock()
		n := r.sessions.n
		r.sessions.mu.Unlock()
		if n > 2*devices*each {
			t.Errorf("%d connections are counted", n)
		}
		r.Stop()
		if n := len(r.gate.open) + len(r.gate.slots) + len(r.gate.strangers) + r.sessions.n + len(r.sessions.of) + r.server.Clients.Len(); n != 0 {
			t.Errorf("%d things are left: open %d, slots %d, strangers %d, counted %d, clients %d", n, len(r.gate.open), len(r.gate.slots), len(r.gate.strangers), r.sessions.n, r.server.Clients.Len())
		}
	})
}

func TestConnectionsOfADeviceAreBounded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		for i := range maxOfDevice {
			r.in(4, fmt.Sprint(i))
		}
		for v, want := range map[byte]byte{4: 3, 5: packets.ErrQuotaExceeded.Code} {
			if a := dial(t, r.Addr(), v).enter(hello("air", r.keys["air"], "one more")); a.ReasonCode != want {
				t.Errorf("version %d: %#x, want %#x", v, a.ReasonCode, want)
			}
		}
		r.in(4, "7") // in the place of its own
		if a := dial(t, r.Addr(), 4).enter(hello("other", r.keys["other"], "7")); a.ReasonCode != 0 {
			t.Errorf("another device: %#x", a.ReasonCode)
		}
	})
}

func TestStrangersGetNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		for name, b := range map[string]string{
			"a first packet of 200 MB": "\x10\xff\xff\xff\x60\x00\x04MQTT",
			"of no length":             "\x10\xff\xff\xff\xff\xff\xff",
			"HTTP":                     "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
			"TLS":                      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
			"a publication":            "\x30\x05\x00\x03a/bx",
		} {
			c := dial(t, r.Addr(), 4)
			if _, err := c.Write([]byte(b)); err != nil {
				t.Fatal(err)
			}
			c.ended()
			t.Log(name)
		}
		r.Stop()
		r.MQTT = New(r.f, r.accounts, nil)
		r.start()
		r.gate.mu.Lock()
		r.gate.hello = 50 * time.Millisecond
		r.gate.mu.Unlock()
		dial(t, r.Addr(), 4).ended() // who says nothing
	})
}

// A client that never reads has its own time only.
func TestAClientThatNeverReadsHoldsNobodyUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		r.check = time.Hour
		r.gate.mu.Lock()
		r.gate.write = 100 * time.Millisecond
		r.gate.mu.Unlock()
		deaf := r.in(5, "deaf")
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for deaf.write(publication(1, 1, "feeds/other/observations", "x")) == nil { // each answer has words
			}
		}()
		c := r.in(4, "logger")
		for i := range 50 {
			c.publish(1, topic, row(fmt.Sprint(i), "07:00"))
		}
		select {
		case <-ended:
		case <-time.After(60 * time.Second):
			t.Error("it may go on for ever")
		}
	})
}

func TestTheEndIsSaidAndNothingIsHalfAnswered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		idle := r.in(5, "idle")
		started, release := make(chan struct{}), make(chan struct{})
		accept := r.accept
		r.accept = func(ctx context.Context, code string, readings []feed.Reading) (feed.Summary, error) {
			close(started)
			<-release
			return accept(context.WithoutCancel(ctx), code, readings)
		}
		c := r.in(4, "busy")
		c.send(publication(1, 1, topic, row("1", "07:00")))
		<-started
		stopped := make(chan struct{})
		go func() { defer close(stopped); r.Stop() }()
		<-r.ctx.Done()
		close(release)
		if a, err := c.read(); err != nil || a.FixedHeader.Type != packets.Puback || r.counts() != "1 0 0 0" {
			t.Errorf("a message under way: %+v, %v, counts %s", a, err, r.counts())
		}
		if code := idle.ended(); code != packets.ErrServerShuttingDown.Code {
			t.Errorf("ended with %#x", code)
		}
		c.ended()
		<-stopped
		r.Stop() // once more is harmless
	})
}

func TestAPortThatIsTakenIsSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		m := New(r.f, r.accounts, nil)
		if err := m.Start(t.Context(), r.Addr()); err == nil || !strings.Contains(err.Error(), r.Addr()) {
			t.Errorf("%v", err)
		}
		m.Stop()
	})
}

func TestTopics(t *testing.T) {
	for in, want := range map[string]string{
		topic: "air", "feeds/a.b-c/observations": "a.b-c", "feeds//observations": "", "feeds/a/b/observations": "", "/feeds/air/observations": "",
		"feeds/+/observations": "", "feeds/air": "", "feeds/air/observations/": "", "": "", "feeds/observations": "",
	} {
		if got := feedOf(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if because(packets.ErrServerBusy, "mqtt.busy", nil).Reason == "mqtt.busy" || !fault.Is(fault.New(fault.NotFound, "feed.not_found"), fault.NotFound) {
		t.Error("no words")
	}
}
