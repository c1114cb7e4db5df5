package main

import (
	"context"
	"fmt"
	"slices"

	"thanhdong/app"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/pack"
)

// packNames are the packs a command is about: those named, else all that come
// with the product.
type packNames struct {
	Packs []string `arg:"" optional:"" name:"pack" help:"Name or folder; none means all that come with the product."`
}

func (n packNames) each(do func(p *pack.Pack) error) error {
	names := n.Packs
	if len(names) == 0 {
		names = pack.Builtin()
	}
	for _, name := range names {
		p, err := pack.Open(name)
		if err != nil {
			return err
		}
		if err := do(p); err != nil {
			return err
		}
	}
	return nil
}

type packCheck struct{ packNames }

func (c packCheck) Run(e *env) error {
	return c.each(func(p *pack.Pack) error {
		if err := p.Check(); err != nil {
			return err
		}
		fmt.Fprintln(e.out, text.T(e.lang, "cli.pack_checked", map[string]any{"pack": p.Name, "version": p.Version}))
		return nil
	})
}

type packTest struct{ packNames }

func (c packTest) Run(e *env) error {
	failed := 0
	err := c.each(func(p *pack.Pack) error {
		for _, r := range p.Test() {
			key := "cli.case_passed"
			if len(r.Why) > 0 {
				failed++
				key = "cli.case_failed"
			}
			fmt.Fprintln(e.out, text.T(e.lang, key, map[string]any{"pack": p.Name, "case": r.Case, "file": r.File}))
			for _, why := range r.Why {
				fmt.Fprintln(e.out, "  ", why)
			}
		}
		return nil
	})
	if err == nil && failed > 0 {
		err = fault.New(fault.Conflict, "cli.cases_failed", "count", failed)
	}
	return err
}

type packApply struct {
	Pack string   `arg:"" help:"Name or folder."`
	Over []string `help:"A row changed in the province that shall be overwritten: \"rules KK-PM25-CAO\". Repeat for more." placeholder:"ROW"`
}

func (c packApply) Run(e *env) error {
	p, err := pack.Open(c.Pack)
	if err != nil {
		return err
	}
	return e.rooms(func(ctx context.Context, r *app.Rooms) error {
		reports, err := r.Packs.Apply(ctx, p, c.Over...)
		for _, x := range reports {
			x.Rows = slices.DeleteFunc(x.Rows, func(r pack.RowPlan) bool { return r.Do != pack.Conflict })
			printReport(e, "cli.pack_applied", x)
		}
		return err
	})
}

type packPlan struct {
	Pack   string `arg:"" help:"Name or folder."`
	Remove bool   `help:"Plan its removal instead of applying it."`
}

func (c packPlan) Run(e *env) error {
	return e.rooms(func(ctx context.Context, r *app.Rooms) error {
		if c.Remove {
			report, err := r.Packs.PlanRemoval(ctx, c.Pack)
			if err == nil {
				printReport(e, "cli.pack_planned", report)
			}
			return err
		}
		p, err := pack.Open(c.Pack)
		if err != nil {
			return err
		}
		reports, err := r.Packs.Plan(ctx, p)
		for _, x := range reports {
			printReport(e, "cli.pack_planned", x)
		}
		return err
	})
}

type packRemove struct {
	Pack string `arg:"" help:"Name."`
}

func (c packRemove) Run(e *env) error {
	return e.rooms(func(ctx context.Context, r *app.Rooms) error {
		report, err := r.Packs.Remove(ctx, c.Pack)
		if err == nil {
			printReport(e, "cli.pack_removed", report)
		}
		return err
	})
}

// printReport says counts by part, then each row that is not as it was.
func printReport(e *env, key string, x pack.Report) {
	fmt.Fprintln(e.out, text.T(e.lang, key, map[string]any{"pack": x.Pack, "version": x.Version}))
	for _, q := range x.Parts {
		fmt.Fprintln(e.out, "  ", text.T(e.lang, "cli.pack_part", map[string]any{
			"part": q.Part, "changed": q.Changed, "same": q.Same, "kept": q.Kept, "withdrawn": q.Withdrawn, "conflicts": q.Conflicts, "left": q.Left}))
	}
	for _, row := range x.Rows {
		fmt.Fprintln(e.out, "     ", row.Part, row.Code, text.T(e.lang, "cli.pack_do_"+string(row.Do), nil))
	}
}

type packShow struct{ packNames }

func (c packShow) Run(e *env) error {
	return c.each(func(p *pack.Pack) error {
		fmt.Fprintf(e.out, "%s %s: %s\n  %s\n", p.Name, p.Version, p.Title.In(e.lang), p.About.In(e.lang))
		for _, q := range p.Summary() {
			fmt.Fprintf(e.out, "  %-14s %d\n", q.Part, q.Changed)
		}
		return nil
	})
}
