package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/pack/official"
)

const historyFile = "hai_duong_admin_history_2019_2025.csv"

// history: the full lists of 2019 and 2025.
func (t *trial) history() error {
	f, err := t.read(official.Areas, historyFile, "")
	if err != nil {
		return told(err)
	}
	p, err := t.apply(f, official.Options{To: "2025-07-01", Source: "dvhcvn"})
	if err != nil {
		return told(err)
	}
	for _, w := range p.Warnings {
		fmt.Println("       warning:", w.In(text.EN))
	}
	in, err := os.Open(filepath.Join(t.folder, historyFile))
	if err != nil {
		return err
	}
	defer in.Close()
	rows, err := rowsOf(csv.NewReader(in))
	if err != nil {
		return err
	}
	lists := map[text.Day][]map[string]string{}
	for _, r := range rows {
		lists[text.Day(r["as_of"])] = append(lists[text.Day(r["as_of"])], r)
	}
	return t.view(func(ctx context.Context, tx *db.Tx) error {
		for _, c := range []struct {
			on    text.Day // first day of a list
			until text.Day // last day on which it holds
			count int
		}{{"2019-09-11", "2019-11-30", 263}, {"2019-12-01", "2024-12-31", 235}, {"2025-01-01", "2025-06-30", 207}} {
			if err := t.list(ctx, tx, lists[c.on], c.on, c.until, c.count); err != nil {
				return err
			}
		}
		if err := t.between(ctx, tx, "2019-11-30", "2019-12-01", 29, 1); err != nil {
			return err
		}
		if err := t.between(ctx, tx, "2024-12-31", "2025-01-01", 28, 0); err != nil {
			return err
		}
		return t.days(ctx, tx, "10510", "10693", "11002")
	})
}

// list compares every commune on the first and on the last day of a list.
func (t *trial) list(ctx context.Context, tx *db.Tx, rows []map[string]string, on, until text.Day, count int) error {
	for _, day := range []text.Day{on, until} {
		all, err := area.All(ctx, tx, day)
		if err != nil {
			return err
		}
		stored := map[string]area.Area{}
		for _, a := range all {
			if commune(a) {
				stored[a.Code] = a
			}
		}
		wrong := 0
		for _, r := range rows {
			a := stored[r["level3_id"]]
			if a.Name.VI != r["level3"] || a.Parent != r["level2_id"] || a.Path != "/30/"+r["level2_id"]+"/"+a.Code+"/" {
				wrong++
				fmt.Printf("       %s on %s: %s in %s, the list says %s in %s\n", r["level3_id"], day, a.Name.VI, a.Parent, r["level3"], r["level2_id"])
			}
		}
		t.check(len(stored) == count && len(rows) == count && wrong == 0, "%s: %d communes, %d in the list, %d with another name or district", day, len(stored), len(rows), wrong)
	}
	return nil
}

func commune(a area.Area) bool {
	return slices.Contains([]string{"ward", "commune", "township"}, a.Kind) && strings.HasPrefix(a.Path, "/30/")
}

// between counts what ended and began, and what is said of the successors.
func (t *trial) between(ctx context.Context, tx *db.Tx, before, after text.Day, gone, added int) error {
	diff, err := area.Differences(ctx, tx, before, after)
	if err != nil {
		return err
	}
	var ended, begun, unknown, changed []string
	for _, d := range diff {
		switch {
		case d.Gone() && commune(*d.Before):
			ended = append(ended, d.Code)
			if d.SuccessorUnknown() {
				unknown = append(unknown, d.Code)
			}
		case d.New() && commune(*d.After):
			begun = append(begun, d.Code+" "+d.After.Name.VI)
		case d.After != nil && commune(*d.After):
			changed = append(changed, d.Code)
		}
	}
	t.check(len(ended) == gone && len(begun) == added && len(unknown) == gone, "%s: %d gone, %d new %v, %d renamed or moved; “%s”: %d", after,
		len(ended), len(begun), begun, len(changed), text.T(text.VI, area.UnknownSuccessor, nil), len(unknown))
	return nil
}

// days prints the dated rows of some communes, as a person would look at them.
func (t *trial) days(ctx context.Context, tx *db.Tx, codes ...string) error {
	for _, code := range codes {
		versions, err := area.Versions(ctx, tx, code)
		if err != nil {
			return err
		}
		for _, a := range versions {
			fmt.Printf("       %s %s, %s [%s – %s]\n", a.Code, a.Name.VI, a.Path, a.From.In(text.VI), a.To.In(text.VI))
		}
	}
	return nil
}
