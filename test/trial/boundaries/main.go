// Command boundaries is a trial: it takes over the public lists and outlines of the province into an
// empty store and says what it found.
//
//	go run ./test/trial/boundaries FOLDER            (FOLDER holds boundaries/*.geojson and *.csv)
//	go run ./test/trial/boundaries -db URL FOLDER    (the same on PostgreSQL; the database must be empty)
//
// The districts of December 2019 must come in with their slivers listed; the outlines that are older
// than their names must be refused by code; the history must give each commune its name, district and
// days, and no successor that nobody stated; and fifty places must lie in the right district and ward.
//
// points.csv: places well inside a commune of 2019 whose code a unit of 2025 kept. The district is that
// of the commune in the list of 2019-12-01, the ward the unit with the same code; both were looked at
// by hand, name by name. Lai Cách (10891) is left out: it was divided, and its middle lies in the ward
// that took the other part.
package main

import (
	"context"
	_ "embed"
	"encoding/csv"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"thanhdong/app"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/pack"
	"thanhdong/pack/official"
)

//go:embed points.csv
var pointsFile string

type trial struct {
	ctx    context.Context
	rooms  *app.Rooms
	folder string
	failed int
}

func main() {
	log.SetFlags(0)
	url := flag.String("db", "", "PostgreSQL URL of an empty database; SQLite in a new folder when empty")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: boundaries [-db URL] FOLDER")
	}
	dir, err := os.MkdirTemp("", "trial-boundaries-")
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
	t := &trial{ctx: ctx, rooms: rooms, folder: filepath.Join(folder, "boundaries")}
	p, err := pack.Open("haiduong")
	if err != nil {
		return 0, err
	}
	if _, err := rooms.Packs.Apply(ctx, p); err != nil {
		return 0, err
	}
	for _, step := range []func() error{t.districts, t.tooOld, t.history, t.wards, t.points} {
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

func (t *trial) read(kind official.Kind, name, body string) (*official.File, error) {
	if body != "" {
		return official.Read(kind, name, strings.NewReader(body), int64(len(body)))
	}
	f, err := os.Open(filepath.Join(t.folder, name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return official.Read(kind, name, f, 0)
}

func (t *trial) official() *official.Official {
	return official.New(t.rooms.DB, official.Rooms{Entities: t.rooms.Entities, Feeds: t.rooms.Feeds})
}

// apply imports a file twice: the second time nothing may change.
func (t *trial) apply(f *official.File, o official.Options) (*official.Plan, error) {
	began := time.Now()
	p, err := t.official().Apply(t.ctx, f, o)
	if err != nil {
		return nil, err
	}
	took := time.Since(began)
	again, err := t.official().Apply(t.ctx, f, o)
	if err != nil {
		return nil, err
	}
	t.check(again.Changed == 0, "%s: %d rows changed in %.2f s, again: %d", f.Name, p.Changed, took.Seconds(), again.Changed)
	return p, nil
}

func (t *trial) view(fn func(ctx context.Context, tx *db.Tx) error) error {
	return t.rooms.DB.View(t.ctx, fn)
}

// districts: the frame of December 2019.
func (t *trial) districts() error {
	f, err := t.read(official.Boundaries, "hai_duong_districts_2019_12.derived.geojson", "")
	if err != nil {
		return told(err)
	}
	p, err := t.apply(f, official.Options{From: "2019-12-01", To: "2025-07-01", Source: "vietnam63 + dvhcvn, suy ra"})
	if err != nil {
		return told(err)
	}
	gaps, overlaps, m2 := 0, 0, 0.0
	largest := official.Sliver{}
	for _, s := range p.Slivers {
		if s.Gap {
			gaps++
		} else {
			overlaps++
		}
		if m2 += s.M2; s.M2 > largest.M2 {
			largest = s
		}
	}
	t.check(len(p.Slivers) > 0 && p.Changed == 12, "12 districts in place of the schematic; %d slivers listed: %d gaps, %d overlaps, %.3f km² together; largest: %s",
		len(p.Slivers), gaps, overlaps, m2/1e6, largest.Line().In(text.EN))
	for _, w := range p.Warnings {
		fmt.Println("       warning:", w.In(text.EN))
	}
	return t.view(func(ctx context.Context, tx *db.Tx) error {
		all, err := area.BoundariesOf(ctx, tx, "288")
		for _, b := range all {
			if size, _ := area.SizeKM2(b.Geometry); !b.Schematic {
				off := (size/111.64 - 1) * 100
				t.check(off > -1 && off < 1, "the city has %.2f km², %+.2f %% off 111.64", size, off)
			}
		}
		return err
	})
}

// tooOld: outlines of before December 2019 under the names of after it.
func (t *trial) tooOld() error {
	f, err := t.read(official.Boundaries, "hai_duong_districts.dvhcvn.geojson", "")
	if err != nil {
		return told(err)
	}
	_, err = t.official().Apply(t.ctx, f, official.Options{From: "2019-12-01", To: "2025-07-01"})
	refused, _ := fault.As(err)
	var codes []string
	if refused != nil {
		for _, x := range refused.Fields {
			codes = append(codes, fmt.Sprint(x.Args["code"]))
			fmt.Println("      ", text.T(text.EN, x.Key, x.Args))
		}
	}
	t.check(strings.Join(codes, " ") == "288 294 297 298", "hai_duong_districts.dvhcvn.geojson is refused, naming %s", strings.Join(codes, " "))
	return nil
}

// told puts a refusal into words.
func told(err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	s := text.T(text.EN, f.Key, f.Args)
	for _, x := range f.Fields {
		s += "\n  " + text.T(text.EN, x.Key, x.Args)
	}
	return fmt.Errorf("%s (%w)", s, err)
}

func rowsOf(r *csv.Reader) ([]map[string]string, error) {
	lines, err := r.ReadAll()
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	var rows []map[string]string
	for _, l := range lines[1:] {
		row := map[string]string{}
		for i, head := range lines[0] {
			row[head] = l[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}
