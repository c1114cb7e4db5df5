package unit_test

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

func row(code, kind, parent, area, name string) unit.Unit {
	return unit.Unit{Code: code, Kind: kind, Parent: parent, Area: area, Name: text.L{VI: name, EN: name}, Mark: "PROJECT CHOICE"}
}

func frame() []unit.Unit {
	return []unit.Unit{
		row("H23.STNMT.TTQT", "centre", "H23.STNMT", "30", "Trung tâm Quan trắc"),
		row("H23", "committee", "", "30", "Uỷ ban nhân dân tỉnh"),
		row("H23.STNMT", "department", "H23", "30", "Sở Tài nguyên và Môi trường"),
		row("H23.SYT", "department", "H23", "30", "Sở Y tế"),
		row("H23.UB288", "committee", "H23", "288", "Uỷ ban nhân dân thành phố Hải Dương"),
	}
}

func province(t *testing.T, d *db.DB) {
	t.Helper()
	a := func(code, kind, parent string) area.Area {
		return area.Area{Code: code, Kind: kind, Parent: parent, Name: text.L{VI: code, EN: code}, Mark: "VERIFIED"}
	}
	city := a("288", "city", "30")
	city.From = "2019-12-01"
	err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := area.Put(ctx, tx, []area.Area{a("30", "province", ""), city, a("290", "city", "30")})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, d *db.DB, units []unit.Unit) (changed int, err error) {
	t.Helper()
	err = d.Do(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		changed, err = unit.Put(ctx, tx, units)
		return err
	})
	return changed, err
}

func mustPut(t *testing.T, d *db.DB, units []unit.Unit, want int) {
	t.Helper()
	if changed, err := put(t, d, units); err != nil || changed != want {
		t.Fatalf("put changed %d rows, want %d (%v)", changed, want, err)
	}
}

func TestUnitsComeBackWithTheirPathsAndTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		province(t, d)
		mustPut(t, d, frame(), 5)
		mustPut(t, d, frame(), 0)
		err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			u, err := unit.ByCode(ctx, tx, "H23.STNMT.TTQT", "2024-07-03")
			if err != nil || u.Path != "/H23/H23.STNMT/H23.STNMT.TTQT/" || u.AreaPath != "/30/" {
				t.Errorf("%+v, %v", u, err)
			}
			if u, err = unit.ByCode(ctx, tx, "H23.UB288", ""); err != nil || u.AreaPath != "/30/288/" {
				t.Errorf("%+v, %v", u, err)
			}
			if _, err := unit.ByCode(ctx, tx, "H24", ""); !fault.Is(err, fault.NotFound) {
				t.Errorf("an unknown unit gives %v", err)
			}
			all, err := unit.All(ctx, tx, "")
			if len(all) != 5 || all[0].Code != "H23" {
				t.Errorf("all are %+v", all)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAMergedDepartmentLivesOnInItsTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		province(t, d)
		mustPut(t, d, frame(), 5)
		old := frame()[2]
		old.To = "2025-03-01"
		centre := frame()[0]
		centre.To = "2025-03-01"
		merged := row("H23.SNNMT", "department", "H23", "30", "Sở Nông nghiệp và Môi trường")
		merged.From = "2025-03-01"
		moved := row("H23.STNMT.TTQT", "centre", "H23.SNNMT", "30", "Trung tâm Quan trắc")
		moved.From = "2025-03-01"
		mustPut(t, d, []unit.Unit{old, centre, merged, moved}, 4)
		mustPut(t, d, frame(), 0) // the older frame reopens nothing
		err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for on, want := range map[text.Day]string{"2025-02-28": "/H23/H23.STNMT/H23.STNMT.TTQT/", "2025-03-01": "/H23/H23.SNNMT/H23.STNMT.TTQT/"} {
				if u, err := unit.ByCode(ctx, tx, "H23.STNMT.TTQT", on); err != nil || u.Path != want {
					t.Errorf("on %s: %+v, %v", on, u, err)
				}
			}
			versions, err := unit.Versions(ctx, tx, "H23.STNMT.TTQT")
			if len(versions) != 2 || versions[1].From != "2025-03-01" {
				t.Errorf("versions are %+v", versions)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestEveryFaultIsToldAtOnceAndNothingIsStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		province(t, d)
		mustPut(t, d, frame(), 5)
		refused := func(name string, units []unit.Unit, want ...string) {
			t.Helper()
			_, err := put(t, d, units)
			f, _ := fault.As(err)
			if f == nil || f.Kind != fault.Invalid {
				t.Fatalf("%s: %v", name, err)
			}
			var told []string
			for _, field := range f.Fields {
				told = append(told, field.Path+" "+field.Key)
				if !text.Has(field.Key) {
					t.Errorf("no words for %s", field.Key)
				}
			}
			slices.Sort(told)
			slices.Sort(want)
			if !slices.Equal(told, want) {
				t.Errorf("%s: told %q, want %q", name, told, want)
			}
		}
		refused("fields", []unit.Unit{{Code: "h23/", Kind: "ministry", From: "2020-13-01", Mark: "SURE"}}, "units/0/code unit.bad_code", "units/0/kind unit.bad_kind",
			"units/0/name unit.no_name", "units/0/area unit.area_missing", "units/0/to unit.bad_days", "units/0/mark unit.bad_mark")
		refused("an area that is not there", []unit.Unit{row("H23.X", "office", "H23", "999", "X")}, "units/0/area unit.no_area")
		early := row("H23.X", "office", "H23", "288", "X")
		early.To = "2019-12-01"
		refused("an area that came later", []unit.Unit{early}, "units/0/area unit.no_area")
		refused("no parent", []unit.Unit{row("H23.X", "office", "H99", "30", "X")}, "units/0/parent unit.no_parent")
		refused("a circle", []unit.Unit{row("A", "office", "B", "30", "A"), row("B", "office", "A", "30", "B")}, "units/0/parent unit.cycle", "units/1/parent unit.cycle")
		successor := row("H23.SYT", "department", "H23", "30", "Sở Y tế")
		successor.From = "2025-03-01"
		refused("a successor beside an open row", []unit.Unit{successor}, "units/0/from unit.overlap")
		refused("twice", []unit.Unit{row("H23.X", "office", "H23", "30", "X"), row("H23.X", "office", "H23", "30", "X")}, "units/1/code unit.code_twice")
		mustPut(t, d, frame(), 0)
	})
}

func list(t *testing.T, d *db.DB, ctx context.Context, f unit.Filter) (codes []string, next string) {
	t.Helper()
	err := d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		units, n, err := unit.List(ctx, tx, f)
		codes, next = nil, n
		for _, u := range units {
			codes = append(codes, u.Code)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return codes, next
}

func as(ctx context.Context, areaPath string) context.Context {
	return actor.With(ctx, actor.Actor{ID: "acc_1", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Clerk, UnitPath: "/H23/H23.SYT/", AreaPath: areaPath}}})
}

func TestAListHoldsWhatTheActorMayReadInOrderOfNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		province(t, d)
		mustPut(t, d, frame(), 5)
		listed := func(ctx context.Context, f unit.Filter, want ...string) {
			t.Helper()
			if got, _ := list(t, d, ctx, f); !slices.Equal(got, want) {
				t.Errorf("%+v gives %v, want %v", f, got, want)
			}
		}
		all, city := as(t.Context(), "/30/"), as(t.Context(), "/30/288/")
		listed(all, unit.Filter{}, "H23", "H23.STNMT", "H23.STNMT.TTQT", "H23.SYT", "H23.UB288")
		listed(city, unit.Filter{}, "H23.UB288")
		listed(t.Context(), unit.Filter{})
		listed(all, unit.Filter{Q: "moi truong tai nguyen"}, "H23.STNMT")
		listed(all, unit.Filter{Q: "h23.syt"}, "H23.SYT")
		listed(all, unit.Filter{Q: "Sở Ý té"}, "H23.SYT")
		listed(all, unit.Filter{Kind: "committee"}, "H23", "H23.UB288")
		listed(all, unit.Filter{Parent: "H23.STNMT"}, "H23.STNMT.TTQT")
		listed(all, unit.Filter{Area: "288"}, "H23.UB288")
		listed(all, unit.Filter{After: "H23.SYT"}, "H23.UB288")
		if got, next := list(t, d, all, unit.Filter{Limit: 2}); len(got) != 2 || next != "H23.STNMT" {
			t.Errorf("a page of two is %v, next %q", got, next)
		}
	})
}

func TestTheListAndTheSingleRowAgreeAboutRights(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		province(t, d)
		mustPut(t, d, frame(), 5)
		rapid.Check(t, func(rt *rapid.T) {
			ctx := as(t.Context(), rapid.SampledFrom([]string{"", "/30/", "/30/288/", "/30/290/", "/31/"}).Draw(rt, "area"))
			codes, _ := list(t, d, ctx, unit.Filter{})
			for _, u := range frame() {
				err := d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
					_, err := unit.Get(ctx, tx, u.Code, "")
					return err
				})
				if (err == nil) != slices.Contains(codes, u.Code) || err != nil && !fault.Is(err, fault.NotFound) {
					rt.Fatalf("%s: listed %v, single %v", u.Code, codes, err)
				}
			}
		})
	})
}
