package app

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"thanhdong/ground/fault"
)

func TestMQTTListensWhereItIsAskedTo(t *testing.T) {
	boot := func(c Config) *App {
		t.Helper()
		c.Data, c.HTTP = t.TempDir(), "127.0.0.1:0"
		a, err := New(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Start(t.Context()); err != nil {
			a.Close()
			t.Fatal(err)
		}
		return a
	}
	a := boot(Config{MQTT: "127.0.0.1:0"})
	c, err := net.Dial("tcp", a.MQTTAddr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	// CONNECT of version 3.1.1 as user "u" with password "p".
	if _, err := c.Write([]byte("\x10\x12\x00\x04MQTT\x04\xc2\x00\x3c\x00\x00\x00\x01u\x00\x01p")); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(c); string(b) != "\x20\x02\x00\x04" {
		t.Errorf("a stranger is answered by %x, %v", b, err)
	}
	addr := a.MQTTAddr()
	stop(t, a)
	if c, err := net.Dial("tcp", addr); err == nil {
		c.Close()
		t.Error("the port is still open after the end")
	}

	a = boot(Config{})
	if a.MQTTAddr() != "" {
		t.Errorf("it listens on %s unasked", a.MQTTAddr())
	}
	stop(t, a)
	if _, err := New(t.Context(), Config{Data: t.TempDir(), Sample: Seed, MQTT: "0.0.0.0:1883"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a sample province that all may reach: %v", err)
	}
}

// stop ends a server; a duty that was just beginning may say that it was
// interrupted.
func stop(t *testing.T, a *App) {
	t.Helper()
	if err := a.Stop(); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
