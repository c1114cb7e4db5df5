package pack_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/pack"
	"thanhdong/sense/entity"
)

// frames writes a small province and a pack that ends it, and gives both.
func frames(t *testing.T, succession string) (province, next *pack.Pack) {
	t.Helper()
	root := t.TempDir()
	write := func(dir string, files map[string]string) string {
		folder := filepath.Join(root, dir)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, body := range files {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(body), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return folder
	}
	base := write("base", map[string]string{
		"pack.yaml":  "name: base\nversion: 1.0\ntitle: {vi: Tỉnh, en: Province}\nneeds: []\nparts: [areas, units]\n",
		"areas.yaml": "mark: VERIFIED\nareas:\n  - {code: \"30\", kind: province, name: {vi: Tỉnh, en: Province}}\n  - {code: \"288\", parent: \"30\", kind: city, name: {vi: Thành phố, en: City}}\n",
		"units.yaml": "mark: PROJECT CHOICE\nunits:\n  - {code: H23, kind: committee, area: \"30\", name: {vi: Tỉnh, en: Province}}\n  - {code: H23.UB, parent: H23, kind: committee, area: \"288\", name: {vi: Thành phố, en: City}}\n  - {code: H23.SO, parent: H23, kind: department, area: \"30\", name: {vi: Sở, en: Department}}\n",
	})
	after := write("after", map[string]string{
		"pack.yaml":        fmt.Sprintf("name: after\nversion: 1.0\ntitle: {vi: Sau, en: After}\nneeds: [%q]\nparts: [law, successions]\n", base),
		"law.yaml":         "acts:\n  - {code: NQ, title: {vi: Nghị quyết, en: Resolution}, number: NQ, from: 2025-06-16, mark: VERIFIED}\n",
		"successions.yaml": succession,
	})
	open := func(folder string) *pack.Pack {
		p, err := pack.Open(folder)
		if err != nil {
			t.Fatal(told(err))
		}
		return p
	}
	return open(base), open(after)
}

const division = `mark: PROJECT CHOICE
area_successions:
  - code: moi
    day: 2025-07-01
    act: NQ
    ends: ["288"]
    areas:
      - {code: "10507", parent: "30", kind: ward, name: {vi: Phường Một, en: Ward One}}
      - {code: "10525", parent: "30", kind: ward, name: {vi: Phường Hai, en: Ward Two}}
    lineage:
      - {old: "288", new: "10507", share: 0.6}
      - {old: "288", new: "10525", share: 0.4}
unit_successions:
  - code: moi
    day: 2025-07-01
    act: NQ
    ends: [H23.UB]
    units:
      - {code: H23.UB1, parent: H23, kind: committee, area: "10507", name: {vi: Phường Một, en: Ward One}}
      - {code: H23.UB2, parent: H23, kind: committee, area: "10525", name: {vi: Phường Hai, en: Ward Two}}
    lineage:
      - {old: H23.UB, new: H23.UB1, share: 0.6}
      - {old: H23.UB, new: H23.UB2, share: 0.4}
`

// registers are all dated rows and all lineage, as they lie.
func (b *bench) registers() string {
	b.Helper()
	var said []string
	err := b.d.View(b.ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, code := range []string{"30", "288", "10507", "10525"} {
			rows, err := area.Versions(ctx, tx, code)
			if err != nil {
				return err
			}
			lines, err := area.LineageOf(ctx, tx, code)
			if err != nil {
				return err
			}
			said = append(said, fmt.Sprint(rows, len(lines)))
		}
		for _, code := range []string{"H23", "H23.UB", "H23.UB1", "H23.UB2", "H23.SO"} {
			rows, err := unit.Versions(ctx, tx, code)
			if err != nil {
				return err
			}
			lines, err := unit.LineageOf(ctx, tx, code)
			if err != nil {
				return err
			}
			said = append(said, fmt.Sprint(rows, len(lines)))
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return strings.Join(said, "\n")
}

func (b *bench) codes(on text.Day) (all []string) {
	b.Helper()
	err := b.d.View(b.ctx, func(ctx context.Context, tx *db.Tx) error {
		areas, err := area.All(ctx, tx, on)
		for _, a := range areas {
			all = append(all, a.Code)
		}
		if err != nil {
			return err
		}
		units, err := unit.All(ctx, tx, on)
		for _, u := range units {
			all = append(all, u.Code)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return all
}

func TestASuccessionEndsRowsOfAnotherPackAndIsTakenBackWithItsOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		heirs := unit.NewHeirs()
		heirs.Register(b.rooms.Entities.Estate())
		b.rooms.Heirs = heirs
		b.packs = pack.New(d, b.rooms)
		province, next := frames(t, division)
		b.apply(province)
		before := b.registers()

		planned, err := b.packs.Plan(b.ctx, next)
		if err != nil || did(planned, "successions", "areas moi") != pack.Add || did(planned, "successions", "units moi") != pack.Add {
			t.Fatalf("planned %+v, %v", planned, err)
		}
		if now := b.registers(); now != before {
			t.Errorf("the plan changed\n%s\nto\n%s", before, now)
		}
		if done := b.apply(next); !reflect.DeepEqual(done, planned) {
			t.Errorf("done %+v, planned %+v", done, planned)
		}
		if got := fmt.Sprint(b.codes("2025-06-30")); got != "[30 288 H23 H23.SO H23.UB]" {
			t.Errorf("on the eve there are %s", got)
		}
		if got := fmt.Sprint(b.codes("2025-07-01")); got != "[30 10507 10525 H23 H23.SO H23.UB1 H23.UB2]" {
			t.Errorf("on the day there are %s", got)
		}
		if done := b.apply(next); done[len(done)-1].Changed() {
			t.Errorf("the second time it did %+v", done)
		}
		if done := b.apply(province); done[len(done)-1].Changed() {
			t.Errorf("the province applied again undid it: %+v", done)
		}

		station := entity.Entity{Type: entity.Station, Code: "TRAM", Name: text.L{VI: "Trạm", EN: "Station"}, Unit: "H23.SO", Area: "30", Lon: 106.3, Lat: 20.9}
		dbtest.ClockOf(d).Set(text.Day("2025-07-02").Start())
		station.Area = "10507"
		if _, _, err := b.rooms.Entities.Put(b.ctx, station); err != nil {
			t.Fatal(err)
		}
		if _, err := b.packs.Remove(b.ctx, "after"); !fault.Is(err, fault.Conflict) || !strings.Contains(told(err), "1 ") {
			t.Errorf("removed though a station lies in a new area: %v", err)
		}
		station.Area = "30"
		if _, _, err := b.rooms.Entities.Put(b.ctx, station); err != nil {
			t.Fatal(err)
		}
		removal, err := b.packs.PlanRemoval(b.ctx, "after")
		if err != nil || did([]pack.Report{removal}, "successions", "areas moi") != pack.End {
			t.Errorf("the removal is planned as %+v, %v", removal, err)
		}
		if _, err := b.packs.Remove(b.ctx, "after"); err != nil {
			t.Fatal(told(err))
		}
		if now := b.registers(); now != before {
			t.Errorf("after the removal there is\n%s\nbefore it was\n%s", now, before)
		}
	})
}

func TestAnotherEditionOfASuccessionTakesThePlaceOfTheFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		province, first := frames(t, division)
		b.apply(province)
		b.apply(first)
		_, second := frames(t, strings.NewReplacer("share: 0.6", "share: 0.7", "share: 0.4", "share: 0.3").Replace(division))
		b.apply(second)
		err := d.View(b.ctx, func(ctx context.Context, tx *db.Tx) error {
			lines, err := unit.Successors(ctx, tx, "H23.UB", "2025-07-01")
			if len(lines) != 2 || *lines[0].Share != 0.7 || *lines[1].Share != 0.3 {
				t.Errorf("lineage is %+v", lines)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestASuccessionThatDoesNotAddUpIsRefused(t *testing.T) {
	for slip, want := range map[string]string{
		strings.Replace(division, "share: 0.4", "share: 0.5", 1):                             "288",
		strings.Replace(division, `ends: ["288"]`, `ends: ["289"]`, 1):                       "289",
		strings.Replace(division, "act: NQ", "act: NQ-2", 1):                                 "NQ-2",
		strings.Replace(division, `parent: "30", kind: ward`, `parent: "39", kind: ward`, 1): "39",
		strings.Replace(division, "ends: [H23.UB]", "ends: []", 1):                           "H23.UB",
	} {
		_, next := frames(t, slip)
		if err := next.Check(); err == nil || !strings.Contains(told(err), want) {
			t.Errorf("told %v, wanted %q", err, want)
		}
	}
}
