// Command air is a trial: it turns a real series of a low-cost sensor into station
// files, drops them while a server runs, and checks that every row was stored
// exactly once and that the hourly VN_AQI equals its own computation. Then it sends
// all again, sends a tenth corrected, and sends bad rows that are mended and played
// again as a data steward does; each time what the product says is held against a
// count of its own. It prints the alerts, incidents and work items that the real
// values raised.
//
//	go run ./test/trial/air FOLDER            (FOLDER holds air_quality/luftdaten_*.csv)
//	go run ./test/trial/air -db URL FOLDER    (the same on PostgreSQL; the database must be empty)
//
// The server is one of its own, in a new folder, with the sample province and
// without its simulator; all goes through its doors. Times are shifted by whole
// hours so that the last row is now, because rules judge only what is fresh; with
// -end worst the hour with the most PM2.5 ended just now, and what came after it is
// left out.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"thanhdong/app"
)

// trial is the server, the doors that are used and what was found.
type trial struct {
	*session
	app    *app.App
	drop   string // the server's drop folder
	key    string // of a device that pushes
	sent   int    // files of markers, see [trial.settle]
	failed int
}

func main() {
	log.SetFlags(0)
	url := flag.String("db", "", "PostgreSQL URL of an empty database; SQLite in a new folder when empty")
	end := flag.String("end", "last", "what is now: the last row, or the end of the worst hour")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: air [-db URL] [-end last|worst] FOLDER")
	}
	dir, err := os.MkdirTemp("", "trial-air-")
	if err != nil {
		log.Fatal(err)
	}
	failed, err := run(context.Background(), dir, *url, flag.Arg(0), *end == "worst")
	if err := os.RemoveAll(dir); err != nil {
		log.Print(err)
	}
	if err != nil {
		log.Fatal(err)
	}
	if failed > 0 {
		log.Fatalf("%d checks failed", failed)
	}
	fmt.Println("all checks passed")
}

func run(ctx context.Context, dir, url, folder string, worst bool) (failed int, err error) {
	rows, err := read(folder, worst)
	if err != nil {
		return 0, err
	}
	t := &trial{drop: filepath.Join(dir, "drop")}
	// A live sample with nobody to simulate it: accounts, stations and keys, no values.
	t.app, err = app.New(ctx, app.Config{Data: dir, DB: url, HTTP: "127.0.0.1:0", Drop: t.drop, Sample: app.Live})
	if err != nil {
		return 0, err
	}
	if err := t.app.Start(ctx); err != nil {
		return 0, errors.Join(err, t.app.Close())
	}
	defer func() { err = errors.Join(err, t.app.Stop()) }()
	if err := t.enter(dir); err != nil {
		return 0, err
	}
	for _, step := range []func([]row) error{t.once, t.index, t.again, t.corrected, t.index, t.byHand, t.mended} {
		if err := step(rows); err != nil {
			return t.failed, err
		}
	}
	return t.failed, t.raised()
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
