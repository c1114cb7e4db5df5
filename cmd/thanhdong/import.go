package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"thanhdong/app"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/pack/official"
)

// imported takes over an official file. It asks nothing: it shows the plan and applies it, or only
// shows it; it ends with exit code 1 when the file is refused, and then nothing was written.
type imported struct {
	Kind   string   `arg:"" enum:"areas,boundaries,units,stations" help:"What the file holds: areas, boundaries, units or stations."`
	File   string   `arg:"" help:"GeoJSON, CSV or xlsx." type:"path"`
	From   string   `help:"First day on which the file is true (2025-07-01); a date in a row goes before."`
	To     string   `help:"First day on which it is not."`
	Source string   `help:"Who made the file; default its name."`
	Mark   string   `help:"How sure we are." default:"VERIFIED"`
	Plan   bool     `help:"Only show what would be done."`
	Off    float64  `help:"How many percent a boundary's size may differ from the register." default:"3"`
	Accept []string `help:"Codes whose size may differ more."`
}

func (c *imported) Run(e *env) error {
	f, err := os.Open(c.File)
	if err != nil {
		return fault.New(fault.NotFound, "cli.import_no_file", "file", c.File).With(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fault.New(fault.Invalid, "cli.import_no_file", "file", c.File)
	}
	read, err := official.Read(official.Kind(c.Kind), filepath.Base(c.File), f, info.Size())
	if err != nil {
		return err
	}
	return e.rooms(func(ctx context.Context, r *app.Rooms) error {
		o := official.New(r.DB, official.Rooms{Entities: r.Entities, Feeds: r.Feeds})
		do := o.Apply
		if c.Plan {
			do = o.Plan
		}
		p, err := do(ctx, read, official.Options{From: text.Day(c.From), To: text.Day(c.To), Source: c.Source, Mark: c.Mark, Off: c.Off, Accept: c.Accept})
		if err != nil {
			return err
		}
		e.tell(p, c.Plan)
		return nil
	})
}

// tell prints a plan: what changes, what a person should look at, and the slivers.
func (e *env) tell(p *official.Plan, only bool) {
	for _, l := range p.Lines {
		fmt.Fprintln(e.out, l.In(e.lang))
	}
	section := func(key string, n int) bool {
		if n > 0 {
			fmt.Fprintln(e.out, text.T(e.lang, key, map[string]any{"count": n}))
		}
		return n > 0
	}
	if section("cli.import_warnings", len(p.Warnings)) {
		for _, l := range p.Warnings {
			fmt.Fprintln(e.out, "  ", l.In(e.lang))
		}
	}
	if section("cli.import_slivers", len(p.Slivers)) {
		for _, s := range p.Slivers {
			fmt.Fprintln(e.out, "  ", s.Line().In(e.lang))
		}
	}
	key := "cli.import_done"
	if only {
		key = "cli.import_planned"
	}
	fmt.Fprintln(e.out, strings.TrimSpace(text.T(e.lang, key, map[string]any{"changed": p.Changed, "same": p.Same})))
}
