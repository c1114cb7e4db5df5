// Command open311 is a trial: it replays real reports of another city through Open311 against the real binary, and counts. Each row that was
// sent is stored once, or refused with a reason; the same rows again store none and are answered with the same numbers; and
// without the setting that takes places outside the province all are refused as outside.
//
//	go run ./test/trial/open311 FOLDER            (FOLDER holds citizen_reports/nyc311_*.csv)
//	go run ./test/trial/open311 -db URL FOLDER    (the same on PostgreSQL; the database must be empty)
//
// Types of complaints are mapped to categories by the table in kinds.go. A row without a place is sent with the centre of its borough.
package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"thanhdong/test/trial/binary"
)

// trial is what is sent to which server, and what was found.
type trial struct {
	*server
	rows   []row
	key    string
	failed int
}

func main() { binary.Main("open311", run) }

func run(ctx context.Context, dir, url, folder string) (failed int, err error) {
	rows, err := read(folder)
	if err != nil {
		return 0, err
	}
	made, err := binary.Build(ctx, dir)
	if err != nil {
		return 0, err
	}
	t := &trial{server: &server{binary.Server{Binary: made, Data: filepath.Join(dir, "data"), DB: url}}, rows: rows}
	defer func() { err = errors.Join(err, t.Stop()) }()
	if _, err := t.Run(ctx, "pack", "apply", "haiduong"); err != nil {
		return 0, err
	}
	if t.key, err = t.Run(ctx, "device", "add", "--app", "open311", "--rate", "1000000"); err != nil {
		return 0, err
	}
	for _, step := range []func(context.Context) error{t.usual, t.taken} {
		if err := step(ctx); err != nil {
			return t.failed, fmt.Errorf("%w\n%s", err, &t.Log)
		}
		if err := t.Stop(); err != nil {
			return t.failed, err
		}
	}
	return t.failed, nil
}

// check prints what was found, and whether it is what was expected.
func (t *trial) check(ok bool, form string, args ...any) {
	word := "ok    "
	if !ok {
		word = "FAILED"
		t.failed++
	}
	fmt.Println(word, fmt.Sprintf(form, args...))
}

// sent is what became of the rows.
type sent struct {
	ids     map[string]string // by the key of the row
	refused map[string][]problem
	took    time.Duration
}

// reasons counts refusals by their words.
func (s sent) reasons() (list []string) {
	n := map[string]int{}
	for _, ps := range s.refused {
		for _, p := range ps {
			n[p.Description]++
		}
	}
	for _, words := range slices.Sorted(maps.Keys(n)) {
		list = append(list, fmt.Sprintf("%d × %s", n[words], words))
	}
	return list
}

// replay sends all rows, eight at once.
func (t *trial) replay() (s sent, err error) {
	s = sent{ids: map[string]string{}, refused: map[string][]problem{}}
	var mu sync.Mutex
	var wait sync.WaitGroup
	next := make(chan row)
	began := time.Now()
	for range 8 {
		wait.Go(func() {
			for r := range next {
				id, problems, failed := t.post(r.form(t.key))
				mu.Lock()
				switch {
				case failed != nil:
					err = errors.Join(err, fmt.Errorf("%s: %w", r.key, failed))
				case id != "":
					s.ids[r.key] = id
				default:
					s.refused[r.key] = problems
				}
				mu.Unlock()
			}
		})
	}
	for _, r := range t.rows {
		next <- r
	}
	close(next)
	wait.Wait()
	s.took = time.Since(began)
	return s, err
}

const outside = "nằm ngoài tỉnh" // of the refusal in Vietnamese, as the server says it where nobody asks for another language

// usual is the server as it comes: nothing of another city is ours.
func (t *trial) usual(ctx context.Context) error {
	if err := t.Start(ctx); err != nil {
		return err
	}
	s, err := t.replay()
	if err != nil {
		return err
	}
	without := 0
	for _, ps := range s.refused {
		if !slices.ContainsFunc(ps, func(p problem) bool { return strings.Contains(p.Description, outside) }) {
			without++
		}
	}
	t.check(len(s.ids) == 0 && len(s.refused) == len(t.rows) && without == 0, "as it comes: %d rows sent, %d taken, %d refused, %d of them not as outside the province; %.1f s", len(t.rows), len(s.ids), len(s.refused), without, s.took.Seconds())
	all, _, err := t.stored()
	t.check(len(all) == 0, "nothing is stored: %d", len(all))
	return err
}

// taken is the server that takes them.
func (t *trial) taken(ctx context.Context) error {
	if err := t.Start(ctx, "--set", "report.outside=accept-and-flag"); err != nil {
		return err
	}
	first, err := t.replay()
	if err != nil {
		return err
	}
	stops, borrowed := 0, 0
	for _, r := range t.rows {
		if stopped[r.kind] {
			stops++
		}
		if r.borrowed {
			borrowed++
		}
	}
	distinct := map[string]bool{}
	for _, id := range first.ids {
		distinct[id] = true
	}
	t.check(len(first.ids)+len(first.refused) == len(t.rows) && len(distinct) == len(first.ids) && len(first.refused) == stops,
		"--set report.outside=accept-and-flag: %d rows sent (%d with the centre of their borough) = %d taken under %d numbers + %d refused; %.1f s, %.0f a second",
		len(t.rows), borrowed, len(first.ids), len(distinct), len(first.refused), first.took.Seconds(), float64(len(t.rows))/first.took.Seconds())
	for _, words := range first.reasons() {
		fmt.Println("        refused:", words)
	}
	if err := t.same(first); err != nil {
		return err
	}
	again, err := t.replay()
	if err != nil {
		return err
	}
	t.check(maps.Equal(again.ids, first.ids) && len(again.refused) == len(first.refused), "the same rows again: %d answered with the number they have, %d refused; %.1f s", len(again.ids), len(again.refused), again.took.Seconds())
	return t.same(first)
}

// same reads all back and holds each report against its row.
func (t *trial) same(s sent) error {
	all, twice, err := t.stored()
	if err != nil {
		return err
	}
	missing, wrong, hidden := 0, 0, 0
	for _, r := range t.rows {
		id, ok := s.ids[r.key]
		if !ok {
			continue
		}
		got, there := all[id]
		switch {
		case kinds[r.kind] == private:
			hidden++
			if there {
				wrong++ // private, and shown
			}
		case !there:
			missing++
		case got.Code != kinds[r.kind] || got.Status != "open":
			wrong++
		}
	}
	foreign := len(all) - (len(s.ids) - hidden - missing)
	t.check(missing+wrong+twice+foreign == 0, "read back: %d listed and %d private; %d missing, %d wrong, %d twice, %d not ours", len(all), hidden, missing, wrong, twice, foreign)
	return nil
}
