// Command thanhdong is the one binary: the server, the simulator of the sample
// province, and the commands that work beside a running server.
//
// Exit codes: 0 done, 1 refused or failed, 80 wrong usage.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"thanhdong/app"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// version is set by the build.
var version = "dev"

// cli is the whole command line.
type cli struct {
	Data string `help:"Data folder." default:"data" env:"THANHDONG_DATA" type:"path"`
	DB   string `help:"PostgreSQL URL; empty means the embedded database." name:"db" env:"THANHDONG_DB"`
	Lang string `help:"Language of messages." enum:"vi,en" default:"vi" env:"THANHDONG_LANG"`

	Serve    serve     `cmd:"" help:"Serve the operations centre."`
	Simulate simulated `cmd:"" help:"Play the stations of the sample province, through the doors only." hidden:""`
	Account  struct {
		Add accountAdd `cmd:"" help:"Add an account and print its id."`
	} `cmd:"" help:"People."`
	Device struct {
		Add deviceAdd `cmd:"" help:"Make a key for sending to a feed and print it, this once."`
	} `cmd:"" help:"Devices that send observations."`
	Peer struct {
		Add  peerAdd  `cmd:"" help:"Name a server of GeoReport v2 to which reports are passed on, or change it."`
		List peerList `cmd:"" help:"List them."`
	} `cmd:"" help:"Servers of others that handle reports."`
	Token struct {
		Add tokenAdd `cmd:"" help:"Make a token of an account and print it, this once."`
	} `cmd:"" help:"Tokens for programs."`
	Check struct {
		Ledger checkLedger `cmd:"" help:"Verify the ledger against itself and its head file."`
	} `cmd:"" help:"Checks."`
	Pack struct {
		Check  packCheck  `cmd:"" help:"Check packs against their schemas and each other."`
		Test   packTest   `cmd:"" help:"Run the cases of packs."`
		Apply  packApply  `cmd:"" help:"Apply a pack to the store."`
		Plan   packPlan   `cmd:"" help:"Say what applying a pack would add, change and end."`
		Remove packRemove `cmd:"" help:"End what a pack set to work; what was measured and done stays."`
		Show   packShow   `cmd:"" help:"Show what a pack holds."`
	} `cmd:"" help:"Packs: content of a province, a department, a standard."`
	Import  imported    `cmd:"" help:"Take over an official file: areas, boundaries, units, stations."`
	Openapi openapi     `cmd:"" help:"Print the OpenAPI document." hidden:""`
	Version showVersion `cmd:"" help:"Print the version."`
}

// env is what commands get to work with.
type env struct {
	ctx  context.Context
	cli  *cli
	out  io.Writer
	lang text.Lang
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, nil)))
	var c cli
	parsed := kong.Parse(&c, kong.Name("thanhdong"), kong.UsageOnError(),
		kong.Description("Smart-city platform and operations centre for a Vietnamese province."))
	e := &env{ctx: actor.With(ctx, actor.System("cli")), cli: &c, out: os.Stdout, lang: text.Lang(c.Lang)}
	if err := parsed.Run(e); err != nil {
		fmt.Fprintln(os.Stderr, "thanhdong:", e.words(err))
		stop()
		os.Exit(1)
	}
}

// words tells a person at the command line what was wrong: the message of the
// fault, each field's, and the cause, which an operator may see.
func (e *env) words(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return err.Error()
	}
	s := text.T(e.lang, f.Key, f.Args)
	for _, x := range f.Fields {
		s += fmt.Sprintf("\n  %s: %s", x.Path, text.T(e.lang, x.Key, x.Args))
	}
	if f.Cause != nil {
		s += fmt.Sprintf("\n  (%v)", f.Cause)
	}
	return s
}

// rooms opens the store for a command; it may be used by a server meanwhile.
func (e *env) rooms(do func(ctx context.Context, r *app.Rooms) error) error {
	r, err := app.Open(e.ctx, app.Config{Data: e.cli.Data, DB: e.cli.DB})
	if err != nil {
		return err
	}
	if err := do(e.ctx, r); err != nil {
		r.Close()
		return err
	}
	return r.Close()
}

type showVersion struct{}

func (showVersion) Run(e *env) error {
	fmt.Fprintln(e.out, version)
	return nil
}
