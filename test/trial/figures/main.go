// Command figures is a trial: it gives real figures of all provinces to the real binary by the API for machines, and counts. Rows of the province are stored, each
// once; all others come back as conflicts, for their units are unknown here; the same again changes nothing.
//
//	go run ./test/trial/figures FOLDER            (FOLDER holds socioeconomic/ and disease/)
//	go run ./test/trial/figures -db URL FOLDER    (the same on PostgreSQL; the database must be empty)
//
// Its forms are made from the headings of the files: a yearly one and one by school years of the statistics office, a monthly one of notifiable diseases, all owed by the province alone.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"time"

	"thanhdong/test/trial/binary"
)

// province is the code of ours in the files, and unit the one that reports for it.
const (
	province = "30"
	unit     = "H23"
)

type trial struct {
	binary.Server
	token  string
	failed int
}

func main() { binary.Main("figures", run) }

func run(ctx context.Context, dir, url, folder string) (failed int, err error) {
	sources, err := read(folder)
	if err != nil {
		return 0, err
	}
	packs := filepath.Join(dir, "packs")
	if err := writePack(packs, sources); err != nil {
		return 0, err
	}
	made, err := binary.Build(ctx, dir)
	if err != nil {
		return 0, err
	}
	t := &trial{Server: binary.Server{Binary: made, Data: filepath.Join(dir, "data"), DB: url}}
	defer func() { err = errors.Join(err, t.Stop()) }()
	for _, args := range [][]string{{"pack", "apply", "haiduong"}, {"pack", "apply", packs}} {
		if _, err := t.Run(ctx, args...); err != nil {
			return 0, err
		}
	}
	if err := t.enter(ctx); err != nil {
		return 0, err
	}
	if err := t.Start(ctx); err != nil {
		return 0, err
	}
	for _, s := range sources {
		if err := t.give(s); err != nil {
			return t.failed, fmt.Errorf("%s: %w\n%s", s.form, err, &t.Log)
		}
	}
	return t.failed, nil
}

// enter makes an account for the machine, with a token.
func (t *trial) enter(ctx context.Context) (err error) {
	cmd := t.Command(ctx, "account", "add", "--name", "may-so-lieu", "--role", "integrator", "--unit", unit, "--area", province, "--password-stdin")
	cmd.Stdin = bytes.NewBufferString("mat-khau-thu-nghiem-12\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("account: %w\n%s", err, out)
	}
	t.token, err = t.Run(ctx, "token", "add", "--account", "may-so-lieu")
	return err
}

func (t *trial) check(ok bool, form string, args ...any) {
	word := "ok    "
	if !ok {
		word = "FAILED"
		t.failed++
	}
	fmt.Println(word, fmt.Sprintf(form, args...))
}

type summary struct {
	Imported, Updated, Deleted, Ignored int
	Conflicts                           []struct {
		Row     int
		Key     string
		Message string
	}
}

// post gives rows as CSV, some thousand at once.
func (t *trial) post(form string, rows []row, dry bool) (all summary, err error) {
	const most = 20_000
	for from := 0; from < len(rows); from += most {
		var b bytes.Buffer
		if err := writeCSV(&b, rows[from:min(len(rows), from+most)]); err != nil {
			return all, err
		}
		r, err := http.NewRequest(http.MethodPost, fmt.Sprintf("%s/api/v1/datasets/%s/values?dryRun=%t", t.Base, form, dry), &b)
		if err != nil {
			return all, err
		}
		r.Header.Set("Content-Type", "text/csv")
		r.Header.Set("Authorization", "Bearer "+t.token)
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			return all, err
		}
		body, err := io.ReadAll(a.Body)
		if err = errors.Join(err, a.Body.Close()); err != nil {
			return all, err
		}
		if a.StatusCode != http.StatusOK {
			return all, fmt.Errorf("answered %d %.2000s", a.StatusCode, body)
		}
		var s summary
		if err := json.Unmarshal(body, &s); err != nil {
			return all, err
		}
		all.Imported, all.Updated, all.Deleted, all.Ignored = all.Imported+s.Imported, all.Updated+s.Updated, all.Deleted+s.Deleted, all.Ignored+s.Ignored
		for _, c := range s.Conflicts {
			c.Row += from
			all.Conflicts = append(all.Conflicts, c)
		}
	}
	return all, nil
}

func (t *trial) give(s source) error {
	ours, empty := 0, 0
	for _, r := range s.rows {
		if r.unit == unit {
			ours++
			if r.value == "" {
				empty++
			}
		}
	}
	began := time.Now()
	dry, err := t.post(s.form, s.rows, true)
	if err != nil {
		return err
	}
	first, err := t.post(s.form, s.rows, false)
	if err != nil {
		return err
	}
	again, err := t.post(s.form, s.rows, false)
	if err != nil {
		return err
	}
	reasons, strange := map[string]int{}, 0
	for _, c := range first.Conflicts {
		reasons[c.Key]++
		if s.rows[c.Row-1].unit == unit || c.Key != "dataset.unknown_unit" {
			strange++
		}
	}
	t.check(dry.Imported == first.Imported && len(dry.Conflicts) == len(first.Conflicts), "%s: a dry run says %d imported, %d conflicts", s.form, dry.Imported, len(dry.Conflicts))
	t.check(first.Imported == ours-empty && first.Updated+first.Deleted == 0, "%s: %d rows sent, %d of the province: %d imported, %d empty cells", s.form, len(s.rows), ours, first.Imported, first.Ignored)
	t.check(len(first.Conflicts) == len(s.rows)-ours && strange == 0, "%s: %d rows of others are conflicts: %v", s.form, len(s.rows)-ours, reasons)
	t.check(again.Imported+again.Updated+again.Deleted == 0 && again.Ignored == ours, "%s: the same again: %d imported, %d updated, %d ignored", s.form, again.Imported, again.Updated, again.Ignored)
	n, sum, err := t.stored(s.form)
	if err != nil {
		return err
	}
	t.check(n == ours-empty && sum == s.sum(), "%s: %d values read back, sum %s, in the file %s, %s", s.form, n, sum, s.sum(), time.Since(began).Round(time.Millisecond))
	return nil
}
