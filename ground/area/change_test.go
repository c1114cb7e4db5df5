package area_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

var decree = area.Decree{Day: "2024-12-01", Act: "1250/NQ-UBTVQH15", Mark: "KNOWLEDGE medium"}

func admin(ctx context.Context, path string) context.Context {
	return actor.With(ctx, actor.Actor{ID: "acc_9", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Admin, UnitPath: "/H23/", AreaPath: path}}})
}

func do(ctx context.Context, d *db.DB, fn func(ctx context.Context, tx *db.Tx) error) error {
	return d.Do(admin(ctx, "/30/"), fn)
}

// refusal gives what was told and where, in order.
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
	view(t, d, t.Context(), func(ctx context.Context, tx *db.Tx) error {
		all, err := area.All(ctx, tx, on)
		for _, a := range all {
			paths[a.Code] = a.Path + " " + a.Name.VI
		}
		return err
	})
	return paths
}

func TestAMergerMovesWhatLiesBelowAndLeavesThePastAsItWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		if _, err := putBoundaries(d, collection(feature("288", "", 106.2, 20.9, 106.4, 21))); err != nil {
			t.Fatal(err)
		}
		before := pathsOn(t, d, "2024-11-30")
		err := do(t.Context(), d, func(ctx context.Context, tx *db.Tx) error {
			return area.Merge(ctx, tx, area.Merger{Decree: decree, Old: []string{"288", "290"}, Into: row("301", "city", "30", "Thành phố Mới")})
		})
		if err != nil {
			t.Fatal(err)
		}
		after := pathsOn(t, d, "2024-12-01")
		if after["301"] != "/30/301/ Thành phố Mới" || after["10507"] != "/30/301/10507/ Phường Cẩm Thượng" || after["288"] != "" || after["290"] != "" {
			t.Errorf("after: %v", after)
		}
		for code, path := range pathsOn(t, d, "2024-11-30") {
			if before[code] != path {
				t.Errorf("the past of %s became %s", code, path)
			}
		}
		view(t, d, t.Context(), func(ctx context.Context, tx *db.Tx) error {
			into, err := area.Successors(ctx, tx, "288", "2024-12-01")
			if err != nil || len(into) != 1 || into[0].New != "301" || *into[0].ShareArea != 1 || into[0].Source != decree.Act {
				t.Errorf("lineage is %+v, %v", into, err)
			}
			if _, _, err := area.At(ctx, tx, 106.3, 20.95, "2024-12-01"); !fault.Is(err, fault.NotFound) {
				t.Errorf("the boundary of an ended area holds a place: %v", err)
			}
			a, _, err := area.At(ctx, tx, 106.3, 20.95, "2024-11-30")
			if a.Code != "288" {
				t.Errorf("on the eve the place lies in %q", a.Code)
			}
			return err
		})
		view(t, d, as(t.Context(), "/30/"), func(ctx context.Context, tx *db.Tx) error {
			diff, err := area.Differences(ctx, tx, "2024-11-30", "2024-12-01")
			var told []string
			for _, x := range diff {
				switch {
				case x.New():
					told = append(told, x.Code+" new")
				case x.SuccessorUnknown():
					told = append(told, x.Code+" unknown")
				case x.Gone():
					told = append(told, x.Code+" into "+x.Into[0].New)
				default:
					told = append(told, x.Code+" moved")
				}
			}
			if want := []string{"10507 moved", "10543 moved", "288 into 301", "290 into 301", "301 new"}; !slices.Equal(told, want) {
				t.Errorf("what changed is %v", told)
			}
			return err
		})
		lines, err := ledger.List(actor.With(t.Context(), actor.System("test")), d, ledger.Filter{Verb: "area.merge", Limit: 9})
		if err != nil || len(lines) != 1 || lines[0].Actor != "acc_9" {
			t.Errorf("ledger: %+v, %v", lines, err)
		}
		events, err := bus.New(d).Since(t.Context(), bus.Pos{}, []string{area.MergedKind}, 9)
		if err != nil || len(events) != 1 || string(events[0].Body) != `{"day":"2024-12-01","ended":["288","290"],"begun":["301"],"moved":["10507","10543"]}` {
			t.Errorf("events: %s, %v", events, err)
		}
	})
}

func TestASplitKeepsACodeAndItsShares(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		share := func(f float64) *float64 { return &f }
		v := area.Division{Decree: decree, Old: "288", Into: []area.Piece{
			{Area: row("288", "city", "30", "Thành phố Hải Dương"), ShareArea: share(0.7), SharePop: share(0.6)},
			{Area: row("302", "town", "30", "Thị xã Mới"), ShareArea: share(0.2)}}}
		split := func() error {
			return do(t.Context(), d, func(ctx context.Context, tx *db.Tx) error { return area.Split(ctx, tx, v) })
		}
		if told := refusal(t, split()); !slices.Equal(told, []string{"into area.shares_not_whole"}) {
			t.Errorf("told %v", told)
		}
		v.Into[1].ShareArea = share(0.3)
		v.Children = map[string]string{"10543": "302"}
		if err := split(); err != nil {
			t.Fatal(err)
		}
		after := pathsOn(t, d, "2025-01-01")
		if after["10507"] != "/30/288/10507/ Phường Cẩm Thượng" || after["10543"] != "/30/302/10543/ Phường Việt Hòa" {
			t.Errorf("after: %v", after)
		}
		if told := refusal(t, split()); !slices.Contains(told, "old/0 area.ended_already") || !slices.Contains(told, "into/0/code area.code_taken") {
			t.Errorf("the second time it tells %v", told)
		}
	})
}

func TestARenamedAreaKeepsItsOldNameInItsTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		rename := func(code, name string) error {
			return do(t.Context(), d, func(ctx context.Context, tx *db.Tx) error {
				return area.Rename(ctx, tx, area.Renaming{Decree: decree, Code: code, Name: text.L{VI: name, EN: name}, Kind: "town"})
			})
		}
		if err := rename("291", "Thị xã Nam Sách"); err != nil {
			t.Fatal(err)
		}
		for on, want := range map[text.Day]string{"2024-11-30": "/30/291/ Huyện Nam Sách", "2024-12-01": "/30/291/ Thị xã Nam Sách"} {
			if got := pathsOn(t, d, on)["291"]; got != want {
				t.Errorf("on %s it is %s", on, got)
			}
		}
		if told := refusal(t, rename("999", "X")); !slices.Contains(told, "old/0 area.unknown") {
			t.Errorf("an unknown code: %v", told)
		}
	})
}

func TestASuccessorIsStatedOrUnknownButNeverGuessed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		succeed := func(s area.Succession) error {
			return do(t.Context(), d, func(ctx context.Context, tx *db.Tx) error { return area.Succeed(ctx, tx, s) })
		}
		s := area.Succession{Decree: decree, Old: []string{"288", "10507"}, New: []area.Area{row("303", "ward", "30", "Phường Mới")}}
		if told := refusal(t, succeed(s)); !slices.Equal(told, []string{"children/10543 area.child_left"}) {
			t.Errorf("a child without a new parent: %v", told)
		}
		s.Children = map[string]string{"10543": "290"}
		s.Lines = []area.Lineage{{Old: "288", New: "303"}}
		if err := succeed(s); err != nil {
			t.Fatal(err)
		}
		view(t, d, as(t.Context(), "/30/"), func(ctx context.Context, tx *db.Tx) error {
			diff, err := area.Differences(ctx, tx, "2024-11-30", "2024-12-01")
			for _, x := range diff {
				if x.SuccessorUnknown() != (x.Code == "10507") {
					t.Errorf("%s: %+v", x.Code, x)
				}
			}
			return err
		})
	})
}

func TestACommandTellsEveryFaultAtOnceAndStoresNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		err := do(t.Context(), d, func(ctx context.Context, tx *db.Tx) error {
			return area.Merge(ctx, tx, area.Merger{Decree: area.Decree{Day: "2024-12-01", Mark: "SURE"}, Old: []string{"777", "290", "290"},
				Into: area.Area{Code: "9", Kind: "planet", Parent: "888", Mark: "VERIFIED"}})
		})
		told := refusal(t, err)
		for _, w := range []string{"act area.no_source", "mark area.bad_mark", "old/0 area.unknown", "old/2 area.code_twice", "into/kind area.bad_kind",
			"into/name area.no_name", "into/parent area.no_parent"} {
			if !slices.Contains(told, w) {
				t.Errorf("%q is not among %q", w, told)
			}
		}
		mustPut(t, d, frame(), 0)
	})
}

func TestOnlyAdministratorsOfTheAreaChangeIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		end := func(ctx context.Context) error {
			return d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
				return area.Succeed(ctx, tx, area.Succession{Decree: decree, Old: []string{"10507"}})
			})
		}
		if err := end(as(t.Context(), "/30/")); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a clerk gets %v", err)
		}
		if told := refusal(t, end(admin(t.Context(), "/30/290/"))); !slices.Equal(told, []string{"old/0 area.unknown"}) {
			t.Errorf("the administrator of another city learns %v", told)
		}
		// Who governs the city alone may not add an area beside it.
		err := d.Do(admin(t.Context(), "/30/288/"), func(ctx context.Context, tx *db.Tx) error {
			return area.Succeed(ctx, tx, area.Succession{Decree: decree, New: []area.Area{row("399", "town", "30", "Thị xã Mới")}})
		})
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("an area beside one's own gives %v", err)
		}
		if err := end(admin(t.Context(), "/30/288/")); err != nil {
			t.Errorf("the administrator of the city gets %v", err)
		}
	})
}

func TestOfTwoWhoEndTheSameAreaAtOnceOneIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i, code := range []string{"304", "305"} {
			both.Go(func() {
				errs[i] = do(context.Background(), d, func(ctx context.Context, tx *db.Tx) error {
					return area.Merge(ctx, tx, area.Merger{Decree: decree, Old: []string{"290", "291"}, Into: row(code, "city", "30", "Mới")})
				})
			})
		}
		both.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both got %v", errs)
		}
		err := errs[0]
		if err == nil {
			err = errs[1]
		}
		if told := refusal(t, err); !slices.Contains(told, "old/0 area.ended_already") {
			t.Errorf("the later one is told %v", told)
		}
	})
}

func TestABeginningThatBecameKnownIsNotForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		begin := func() error {
			return d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error { return area.Begin(ctx, tx, "291", "2019-12-01") })
		}
		if err := begin(); err != nil {
			t.Fatal(err)
		}
		if err := begin(); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second beginning gives %v", err)
		}
		mustPut(t, d, frame(), 0)
		for on, there := range map[text.Day]bool{"2019-11-30": false, "2019-12-01": true} {
			if _, is := pathsOn(t, d, on)["291"]; is != there {
				t.Errorf("on %s it is there: %v", on, is)
			}
		}
	})
}
