// Command series is a trial: it loads the public series of weather and disease as
// feeds, by contracts that are data alone (contracts/*.json), and counts what was
// stored and what went to quarantine against a count of its own.
//
//	go run ./test/trial/series FOLDER            (FOLDER holds weather/*.csv and disease/*.csv)
//	go run ./test/trial/series -db URL FOLDER    (the same on PostgreSQL; the database must be empty)
//
// The areas, the unit and the stations that the series name are written as lists
// out of the series themselves and imported first. Where no source says a
// station's place it stands in the middle of the country, which the trial says.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"thanhdong/app"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/pack"
	"thanhdong/pack/official"
)

type trial struct {
	ctx    context.Context
	rooms  *app.Rooms
	dir    string // of the store
	folder string // of the series
	failed int
}

func main() {
	log.SetFlags(0)
	url := flag.String("db", "", "PostgreSQL URL of an empty database; SQLite in a new folder when empty")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: series [-db URL] FOLDER")
	}
	dir, err := os.MkdirTemp("", "trial-series-")
	if err != nil {
		log.Fatal(err)
	}
	failed, err := run(dir, *url, flag.Arg(0))
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

func run(dir, url, folder string) (int, error) {
	ctx := actor.With(context.Background(), actor.System("trial"))
	rooms, err := app.Open(ctx, app.Config{Data: dir, DB: url})
	if err != nil {
		return 0, err
	}
	defer rooms.Close()
	t := &trial{ctx: ctx, rooms: rooms, dir: dir, folder: folder}
	for _, name := range []string{"haiduong", "air"} { // a contract needs a playbook in force
		p, err := pack.Open(name)
		if err != nil {
			return 0, err
		}
		if _, err := rooms.Packs.Apply(ctx, p); err != nil {
			return 0, err
		}
	}
	for _, step := range []func() error{t.places, t.contracts, t.stations, t.load} {
		if err := step(); err != nil {
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

// take imports a list that the trial wrote, as `thanhdong import` does.
func (t *trial) take(kind official.Kind, csv string) error {
	name := string(kind) + ".csv"
	if err := os.WriteFile(filepath.Join(t.dir, name), []byte(csv), 0o600); err != nil {
		return err
	}
	f, err := official.Read(kind, name, strings.NewReader(csv), int64(len(csv)))
	if err != nil {
		return told(err)
	}
	began := time.Now()
	o := official.New(t.rooms.DB, official.Rooms{Entities: t.rooms.Entities, Feeds: t.rooms.Feeds})
	p, err := o.Apply(t.ctx, f, official.Options{From: "1900-01-01", Source: "trial", Mark: "VERIFIED"})
	if err != nil {
		return told(err)
	}
	t.check(p.Changed == strings.Count(csv, "\n")-1, "%s imported: %d rows in %.1f s", kind, p.Changed, time.Since(began).Seconds())
	return nil
}

// told gives a refusal with all its fields.
func told(err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	for _, x := range f.Fields[:min(len(f.Fields), 10)] {
		fmt.Println("       ", x.Path, text.T(text.EN, x.Key, x.Args))
	}
	return err
}
