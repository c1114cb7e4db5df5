//go:build fault

package fault

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// devices is how many come back at once: fewer in every run of the tests, ten
// thousand for the table in docs/operate/reliability.md.
var devices = flag.Int("devices", 2000, "how many MQTT devices come back at once")

// perKey is how many of them share a key; the server takes 256.
const perKey = 250

// device is an MQTT 3.1.1 client that wants one message acknowledged.
type device struct {
	name, key, id string
	conn          net.Conn
	in            *bufio.Reader
}

func text16(b []byte, s string) []byte {
	return append(append(b, byte(len(s)>>8), byte(len(s))), s...)
}

func packet(kind byte, body []byte) []byte {
	b := []byte{kind}
	for n := len(body); ; {
		digit := byte(n % 128)
		if n /= 128; n > 0 {
			digit |= 128
		}
		b = append(b, digit)
		if n == 0 {
			return append(b, body...)
		}
	}
}

// enter connects; an error means: try again later, as devices do.
func (d *device) enter(addr string) error {
	c, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		return err
	}
	d.conn, d.in = c, bufio.NewReader(c)
	hello := append(text16(nil, "MQTT"), 4, 0xc2, 1, 44) // user, password, clean session; 300 s
	hello = text16(text16(text16(hello, d.id), d.name), d.key)
	answer := make([]byte, 4)
	if err = c.SetDeadline(time.Now().Add(30 * time.Second)); err == nil {
		if _, err = c.Write(packet(0x10, hello)); err == nil {
			if _, err = io.ReadFull(d.in, answer); err == nil && answer[3] != 0 {
				err = fmt.Errorf("refused with %d", answer[3])
			}
		}
	}
	if err != nil {
		c.Close()
	}
	return err
}

// say publishes and waits for the acknowledgement.
func (d *device) say(body string) error {
	topic := text16(nil, "feeds/f-push/observations")
	if _, err := d.conn.Write(packet(0x32, append(append(topic, 0, 7), body...))); err != nil {
		return err
	}
	answer := make([]byte, 4)
	if _, err := io.ReadFull(d.in, answer); err != nil {
		return err
	}
	if answer[0] != 0x40 || answer[3] != 7 {
		return fmt.Errorf("answered with %x", answer)
	}
	return nil
}

// All devices of a province lose their server and come back in the same moment.
// Each repeats its message until it is acknowledged; each message is stored once.
func TestThousandsOfDevicesComeBackAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *server) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr := l.Addr().String()
		l.Close()
		s.more = []string{"--mqtt", addr}
		in := newIngest(t, s)
		all := make([]*device, *devices)
		for i := range all {
			if i%perKey == 0 {
				in.key = s.command("", "device", "add", "--feed", "f-push", "--name", fmt.Sprint("storm", i/perKey))
			}
			all[i] = &device{name: fmt.Sprint("storm", i/perKey), key: in.key, id: fmt.Sprint("c", i)}
		}
		k := series{"F_ONE", "PM10"}
		var tries atomic.Int64
		// storm lets each device come in and say its word of this round.
		storm := func(round int) *sync.WaitGroup {
			var wg sync.WaitGroup
			for i, d := range all {
				at, v := in.base.Add(time.Duration(round*len(all)+i)*time.Second), float64(i%800)/10
				body := fmt.Sprintf(`{"station":"F_ONE","parameter":"PM10","value":%v,"unit":"ug/Nm3","at":%q}`, v, at.Format(time.RFC3339))
				in.mu.Lock()
				note(in.sent, k, at.Unix(), v)
				in.mu.Unlock()
				wg.Go(func() {
					for end := time.Now().Add(4 * time.Minute); ; {
						tries.Add(1)
						err := d.enter(addr)
						if err == nil {
							if err = d.say(body); err == nil {
								break
							}
							d.conn.Close()
						}
						if time.Now().After(end) {
							t.Errorf("%s: %v", d.id, err)
							return
						}
						<-time.After(100*time.Millisecond + time.Duration(i%400)*time.Millisecond)
					}
					in.mu.Lock()
					note(in.acked, k, at.Unix(), v)
					in.mu.Unlock()
				})
			}
			return &wg
		}
		s.start()
		storm(0).Wait()
		s.kill() // all of them lose their connection
		for _, d := range all {
			d.conn.Close()
		}
		tries.Store(0)
		coming := storm(1)
		s.start()
		began := time.Now()
		<-time.After(500 * time.Millisecond) // and once more, in the middle of it
		s.kill()
		s.start()
		coming.Wait()
		t.Logf("%d devices were all back %v after the first start, a kill between; %d attempts", len(all), time.Since(began).Round(100*time.Millisecond), tries.Load())
		in.check()
		for _, d := range all {
			d.conn.Close()
		}
	})
}
