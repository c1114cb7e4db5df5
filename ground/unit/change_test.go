package unit_test

import (
	"context"
	"slices"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

var decree = unit.Decree{Day: "2025-03-01", Act: "Nghị quyết của HĐND tỉnh", Mark: "KNOWLEDGE high"}

func do(ctx context.Context, d *db.DB, fn func(ctx context.Context, tx *db.Tx) error) error {
	return d.Do(actor.With(ctx, actor.Actor{ID: "acc_9", Kind: actor.Person,
		Grants: []actor.Grant{{Role: actor.Admin, UnitPath: "/H23/", AreaPath: "/30/"}}}), fn)
}

func refusal(t *testing.T, err error) (told []string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok {
		t.Fatalf("no refusal: %v", err)
	}
	for _, field := range f.Fields {
		if !text.Has(field.Key) {
			t.Errorf("no words for %s", field.Key)
		}
		told = append(told, field.Path+" "+field.Key)
	}
	slices.Sort(told)
	return told
}

func pathsOn(t *testing.T, d *db.DB, on text.Day) map[string]string {
	t.Helper()
	paths := map[string]string{}
	err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		all, err := unit.All(ctx, tx, on)
		for _, u := range all {
			paths[u.Code] = u.Path + " " + u.Name.VI
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestMergedDepartmentsHandOnWhatLiesBelowThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		province(t, d)
		mustPut(t, d, frame(), 5)
		before := pathsOn(t, d, "2025-02-28")
		m := unit.Merger{Decree: decree, Old: []string{"H23.STNMT", "H23.SYT"}, Into: row("H23.SNNMT", "department", "H23", "30", "Sở Nông nghiệp và Môi trường")}
		merge := func() error {
			return do(t.Context(), d, func(ctx context.Context, tx *db.Tx) error { return unit.Merge(ctx, tx, m) })
		}
		if err := merge(); err != nil {
			t.Fatal(err)
		}
		after := pathsOn(t, d, "2025-03-01")
		if after["H23.STNMT.TTQT"] != "/H23/H23.SNNMT/H23.STNMT.TTQT/ Trung tâm Quan trắc" || after["H23.STNMT"] != "" {
			t.Errorf("after: %v", after)
		}
		for code, path := range pathsOn(t, d, "2025-02-28") {
			if before[code] != path {
				t.Errorf("the past of %s became %s", code, path)
			}
		}
		if told := refusal(t, merge()); !slices.Contains(told, "old/0 unit.ended_already") || !slices.Contains(told, "into/code unit.code_taken") {
			t.Errorf("the second time it tells %v", told)
		}
		err := d.View(actor.With(t.Context(), actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
			into, err := unit.Successors(ctx, tx, "H23.SYT", "2025-03-01")
			if err != nil || len(into) != 1 || into[0].New != "H23.SNNMT" || *into[0].Share != 1 {
				t.Errorf("lineage is %+v, %v", into, err)
			}
			diff, err := unit.Differences(ctx, tx, "2025-02-28", "2025-03-01")
			if len(diff) != 4 {
				t.Errorf("what changed is %+v", diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		lines, err := ledger.List(actor.With(t.Context(), actor.System("test")), d, ledger.Filter{Verb: "unit.merge", Limit: 9})
		if err != nil || len(lines) != 1 || lines[0].Actor != "acc_9" {
			t.Errorf("ledger: %+v, %v", lines, err)
		}
		events, err := bus.New(d).Since(t.Context(), bus.Pos{}, []string{unit.MergedKind}, 9)
		if err != nil || len(events) != 1 || string(events[0].Body) != `{"day":"2025-03-01","ended":["H23.STNMT","H23.SYT"],"begun":["H23.SNNMT"],"moved":["H23.STNMT.TTQT"]}` {
			t.Errorf("events: %s, %v", events, err)
		}
	})
}

func TestADepartmentIsSplitRenamedAndEnded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		province(t, d)
		mustPut(t, d, frame(), 5)
		half := 0.5
		err := do(t.Context(), d, func(ctx context.Context, tx *db.Tx) error {
			return unit.Split(ctx, tx, unit.Division{Decree: decree, Old: "H23.SYT", Into: []unit.Piece{
				{Unit: row("H23.SYT", "department", "H23", "30", "Sở Y tế"), Share: &half}, {Unit: row("H23.SXH", "department", "H23", "30", "Sở Xã hội"), Share: &half}}})
		})
		if err != nil {
			t.Fatal(err)
		}
		err = do(t.Context(), d, func(ctx context.Context, tx *db.Tx) error {
			return unit.Rename(ctx, tx, unit.Renaming{Decree: decree, Code: "H23.STNMT", Name: text.L{VI: "Sở Môi trường", EN: "Environment"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if after := pathsOn(t, d, ""); after["H23.STNMT"] != "/H23/H23.STNMT/ Sở Tài nguyên và Môi trường" {
			t.Errorf("before the day: %v", after)
		}
		if after := pathsOn(t, d, "2025-03-01"); after["H23.STNMT"] != "/H23/H23.STNMT/ Sở Môi trường" || after["H23.SXH"] == "" {
			t.Errorf("after: %v", after)
		}
		end := func(children map[string]string) error {
			return do(t.Context(), d, func(ctx context.Context, tx *db.Tx) error {
				return unit.Succeed(ctx, tx, unit.Succession{Decree: unit.Decree{Day: "2025-07-01", Act: "x", Mark: "VERIFIED"}, Old: []string{"H23.STNMT"}, Children: children})
			})
		}
		if told := refusal(t, end(nil)); !slices.Equal(told, []string{"children/H23.STNMT.TTQT unit.child_left"}) {
			t.Errorf("told %v", told)
		}
		if err := end(map[string]string{"H23.STNMT.TTQT": "H23"}); err != nil {
			t.Fatal(err)
		}
		err = d.View(actor.With(t.Context(), actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
			diff, err := unit.Differences(ctx, tx, "2025-06-30", "2025-07-01")
			if len(diff) != 2 || !diff[0].SuccessorUnknown() || diff[1].SuccessorUnknown() {
				t.Errorf("what changed is %+v", diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAUnitChangeTellsEveryFaultAndNeedsAnAdministrator(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		province(t, d)
		mustPut(t, d, frame(), 5)
		told := refusal(t, do(t.Context(), d, func(ctx context.Context, tx *db.Tx) error {
			return unit.Merge(ctx, tx, unit.Merger{Old: []string{"H99"}, Into: unit.Unit{Code: "h", Kind: "ministry", Parent: "H98", Area: "999"}})
		}))
		for _, w := range []string{"day unit.bad_days", "act unit.no_source", "mark unit.bad_mark", "old unit.too_few_old", "old/0 unit.unknown", "into/code unit.bad_code",
			"into/kind unit.bad_kind", "into/parent unit.no_parent", "into/area unit.no_area"} {
			if !slices.Contains(told, w) {
				t.Errorf("%q is not among %q", w, told)
			}
		}
		end := unit.Succession{Decree: decree, Old: []string{"H23.SYT"}}
		err := d.Do(as(t.Context(), "/30/"), func(ctx context.Context, tx *db.Tx) error { return unit.Succeed(ctx, tx, end) })
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("a clerk gets %v", err)
		}
		mustPut(t, d, frame(), 0)
	})
}
