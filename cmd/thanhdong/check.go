package main

import (
	"context"
	"fmt"

	"thanhdong/app"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

type checkLedger struct{}

func (checkLedger) Run(e *env) error {
	return e.rooms(func(ctx context.Context, r *app.Rooms) error {
		report, err := ledger.Check(ctx, r.DB)
		if err != nil {
			return err
		}
		for _, f := range report.Findings {
			fmt.Fprintln(e.out, text.T(e.lang, f.Key, f.Args))
		}
		fmt.Fprintln(e.out, text.T(e.lang, "ledger.checked", map[string]any{
			"entries": report.Entries, "erased": report.Erased, "waiting": report.Waiting, "findings": len(report.Findings), "head": report.Head,
		}))
		if !report.OK() {
			return fault.New(fault.Conflict, "ledger.does_not_verify", "findings", len(report.Findings))
		}
		return nil
	})
}
