package app

import (
	"context"
	"io"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Sample says what of the sample province a server loads.
type Sample string

const (
	Off  Sample = "off"  // nothing: the province's own data
	Seed Sample = "seed" // the sample province with generated history, no simulation
	Live Sample = "live" // the sample province and a simulator that speaks through the doors
)

// Config is everything a server needs to know. The zero value of a field is its
// default.
type Config struct {
	Data    string // data folder
	DB      string // PostgreSQL URL; empty means the embedded database
	HTTP    string // address to listen on
	MQTT    string // address to listen on for MQTT; empty means not at all
	MailIn  string // address to listen on for citizens' e-mail (SMTP); empty means not at all
	MailAt  string // address that citizens write to, when MailIn is set
	Drop    string // folder for station files; default DATA/drop
	Sender  string // who sends public warnings, unique in the world; default a name at this machine
	Public  string // address by which people reach the server, for links in messages; default the one it listens on
	Sample  Sample
	Version string
	// Settings are what a server may be told to do otherwise, by name; see settings.
	Settings map[string]string
	Clock    db.Clock
	Out      io.Writer // where the address and the sample accounts are printed

	// Look is how often the drop folder is looked into; a file is taken once it
	// has stayed unchanged for two seconds of the clock.
	Look time.Duration

	// Outgoing gives what takes the place of the real ways out, as in an exercise; nil keeps them.
	Outgoing func(real Outgoing) Outgoing

	// Simulate runs the simulator of the sample province until ctx ends; cmd
	// starts it as a child process.
	Simulate func(ctx context.Context, o Outside) error
}

// Outside is what a simulator may know of the server: the doors, nothing else.
type Outside struct {
	URL        string
	Drop       string
	DeviceKeys map[string]string // by feed
}

func (c *Config) fill() error {
	if c.Data == "" {
		c.Data = "data"
	}
	if c.HTTP == "" {
		c.HTTP = "127.0.0.1:8080"
	}
	if c.Drop == "" {
		c.Drop = filepath.Join(c.Data, "drop")
	}
	if c.Sender == "" {
		host, err := os.Hostname()
		if err != nil || strings.ContainsAny(host, " ,<&") {
			host = "localhost"
		}
		c.Sender = "canhbao@" + host
	}
	if strings.ContainsAny(c.Sender, " ,<&\t\n") {
		return fault.New(fault.Invalid, "warning.cap_plain_name", "value", c.Sender)
	}
	if c.Public = strings.TrimSuffix(c.Public, "/"); c.Public == "" {
		c.Public = "http://" + c.HTTP
	}
	if u, err := url.Parse(c.Public); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fault.New(fault.Invalid, "app.bad_public", "public", c.Public)
	}
	if a, err := mail.ParseAddress(c.MailAt); (c.MailIn == "") != (c.MailAt == "") || c.MailAt != "" && (err != nil || a.Address != c.MailAt || strings.Contains(c.MailAt, "+")) {
		return fault.New(fault.Invalid, "app.bad_mail_at", "address", c.MailAt)
	}
	if c.Sample == "" {
		c.Sample = Off
	}
	if err := c.settle(); err != nil {
		return err
	}
	if c.Clock == nil {
		c.Clock = db.SystemClock{}
	}
	if c.Out == nil {
		c.Out = io.Discard
	}
	if c.Look <= 0 {
		c.Look = time.Second
	}
	switch c.Sample {
	case Off:
		return nil
	case Seed, Live:
		for _, addr := range []string{c.HTTP, c.MQTT, c.MailIn} {
			if addr != "" && !loopback(addr) {
				// Sample accounts have printed passwords: they must not be reachable.
				return fault.New(fault.Invalid, "app.sample_on_loopback_only", "http", addr)
			}
		}
		return nil
	}
	return fault.New(fault.Invalid, "app.unknown_sample", "sample", string(c.Sample))
}

func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
