package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"runtime/debug"
	"time"

	"thanhdong/app"
	"thanhdong/pack/simulate"
)

type serve struct {
	Public string `help:"Address by which people reach the server, for links in messages; empty: the one it listens on." name:"public" env:"THANHDONG_PUBLIC"`
	HTTP   string `help:"Address to listen on." name:"http" default:"127.0.0.1:8080" env:"THANHDONG_HTTP"`
	MQTT   string `help:"Address for MQTT; empty: not listening." name:"mqtt" env:"THANHDONG_MQTT"`
	MailIn string `help:"Address for citizens' e-mail (SMTP), reached by the province's mail server alone; empty: not listening." name:"mail-in" env:"THANHDONG_MAIL_IN"`
	MailAt string `help:"E-mail address that citizens write to; with --mail-in." name:"mail-at" env:"THANHDONG_MAIL_AT"`
	Drop   string `help:"Folder for station files; default DATA/drop." env:"THANHDONG_DROP" type:"path"`
	Sender string `help:"Who sends public warnings: a name unique in the world, such as an address at your domain." env:"THANHDONG_SENDER"`
	Sample string `help:"Sample province: live, seed or off." enum:"live,seed,off" default:"off" env:"THANHDONG_SAMPLE"`

	Set map[string]string `help:"What this server does otherwise, such as report.outside=accept-and-flag." placeholder:"NAME=VALUE" env:"THANHDONG_SET"`
}

// collectAt lets the heap grow to three times what is alive before it is collected:
// what is alive is small, and doors that answer thousands a second leave much.
const collectAt = 200

func (s *serve) Run(e *env) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	a, err := app.New(e.ctx, app.Config{
		Data: e.cli.Data, DB: e.cli.DB, HTTP: s.HTTP, Public: s.Public, MQTT: s.MQTT, MailIn: s.MailIn, MailAt: s.MailAt, Drop: s.Drop, Sender: s.Sender, Sample: app.Sample(s.Sample), Settings: s.Set,
		Version: version, Out: e.out, Simulate: child,
	})
	if err != nil {
		return err
	}
	return a.Run(e.ctx)
}

// child runs the simulator as a process of its own, so that it has nothing but
// the doors. Its secrets go through its standard input, not its arguments.
func child(ctx context.Context, o app.Outside) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, "simulate")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the simulator: %w", err)
	}
	if err := json.NewEncoder(in).Encode(o); err != nil {
		return fmt.Errorf("tell the simulator: %w", err)
	}
	// The pipe stays open: when the server dies, however it dies, the simulator
	// reads its end and stops too.
	return cmd.Wait()
}

// simulated is the child's side.
type simulated struct{}

func (simulated) Run(e *env) error {
	var o app.Outside
	in := json.NewDecoder(os.Stdin)
	if err := in.Decode(&o); err != nil {
		return fmt.Errorf("what the server tells its simulator: %w", err)
	}
	ctx, stop := context.WithCancel(e.ctx)
	defer stop()
	go func() {
		_, _ = io.Copy(io.Discard, in.Buffered())
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop() // the server has gone
	}()
	return simulate.Run(ctx, simulate.Config{BaseURL: o.URL, DropDir: o.Drop, DeviceKeys: o.DeviceKeys, Log: slog.Default()})
}
