package area_test

import (
	"context"
	"slices"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

func row(code, kind, parent, name string) area.Area {
	return area.Area{Code: code, Kind: kind, Parent: parent, Name: text.L{VI: name, EN: name}, Mark: "VERIFIED"}
}

// frame is a small part of the province in December 2019.
func frame() []area.Area {
	city := row("288", "city", "30", "Thành phố Hải Dương")
	city.From, city.KM2, city.KM2Mark = "2019-12-01", 111.64, "KNOWLEDGE medium-high"
	return []area.Area{
		row("10507", "ward", "288", "Phường Cẩm Thượng"), city, row("30", "province", "", "Tỉnh Hải Dương"),
		row("290", "city", "30", "Thành phố Chí Linh"), row("291", "district", "30", "Huyện Nam Sách"), row("10543", "ward", "288", "Phường Việt Hòa"),
	}
}

func put(t *testing.T, d *db.DB, areas []area.Area) (changed int, err error) {
	t.Helper()
	err = d.Do(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		changed, err = area.Put(ctx, tx, areas)
		return err
	})
	return changed, err
}

func mustPut(t *testing.T, d *db.DB, areas []area.Area, want int) {
	t.Helper()
	if changed, err := put(t, d, areas); err != nil || changed != want {
		t.Fatalf("put changed %d rows, want %d (%v)", changed, want, err)
	}
}

func view(t *testing.T, d *db.DB, ctx context.Context, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.View(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func as(ctx context.Context, areaPath string) context.Context {
	return actor.With(ctx, actor.Actor{ID: "acc_1", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Clerk, UnitPath: "/H23/", AreaPath: areaPath}}})
}

func TestAreasComeBackWithTheirPathsAndTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		mustPut(t, d, frame(), 0)
		view(t, d, t.Context(), func(ctx context.Context, tx *db.Tx) error {
			ward, err := area.ByCode(ctx, tx, "10507", "2024-07-03")
			if err != nil || ward.Path != "/30/288/10507/" {
				t.Errorf("%+v, %v", ward, err)
			}
			city, err := area.ByCode(ctx, tx, "288", "")
			if err != nil || city.KM2 != 111.64 || city.From != "2019-12-01" {
				t.Errorf("%+v, %v", city, err)
			}
			if _, err := area.ByCode(ctx, tx, "288", "2019-11-30"); !fault.Is(err, fault.NotFound) {
				t.Errorf("before its first day the area gives %v", err)
			}
			all, err := area.All(ctx, tx, "")
			if len(all) != 6 || all[0].Code != "30" {
				t.Errorf("all are %+v", all)
			}
			return err
		})
		lines, err := ledger.List(actor.With(t.Context(), actor.System("test")), d, ledger.Filter{Subject: "area/288", Limit: 10})
		if err != nil || len(lines) != 1 || lines[0].Verb != "area.put" {
			t.Errorf("ledger: %+v, %v", lines, err)
		}
	})
}

func TestAMergerClosesOldRowsAndAnOlderPackDoesNotReopenThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		// The frame of 2025: districts end, a ward's code goes on for a larger one under another province.
		ended := frame()
		for i := range ended {
			ended[i].To = "2025-07-01"
		}
		city := row("31", "city", "", "Thành phố Hải Phòng")
		ward := row("10507", "ward", "31", "Phường Thành Đông")
		ward.From = "2025-07-01"
		mustPut(t, d, append(ended, city, ward), 8)
		mustPut(t, d, frame(), 0)
		view(t, d, t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for on, want := range map[text.Day]string{"2025-06-30": "/30/288/10507/", "2025-07-01": "/31/10507/"} {
				if a, err := area.ByCode(ctx, tx, "10507", on); err != nil || a.Path != want {
					t.Errorf("on %s: %+v, %v", on, a, err)
				}
			}
			if _, err := area.ByCode(ctx, tx, "288", "2025-07-01"); !fault.Is(err, fault.NotFound) {
				t.Errorf("an ended district gives %v", err)
			}
			versions, err := area.Versions(ctx, tx, "10507")
			if len(versions) != 2 || !versions[0].From.Open() || versions[1].From != "2025-07-01" {
				t.Errorf("versions are %+v", versions)
			}
			return err
		})
	})
}

func TestRowsBelowAMovedAreaMoveWithIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		moved := frame()[1]
		moved.Parent = "290"
		mustPut(t, d, []area.Area{moved}, 3)
		view(t, d, t.Context(), func(ctx context.Context, tx *db.Tx) error {
			a, err := area.ByCode(ctx, tx, "10507", "")
			if a.Path != "/30/290/288/10507/" {
				t.Errorf("path is %s", a.Path)
			}
			return err
		})
	})
}

func TestEveryFaultIsToldAtOnceAndNothingIsStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		refused := func(name string, areas []area.Area, want ...string) {
			t.Helper()
			_, err := put(t, d, areas)
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
		bad := area.Area{Code: "3/0", Kind: "planet", KM2: -1, From: "2020-01-02", To: "2020-01-02", Mark: "SURE", KM2Mark: "x"}
		refused("fields", []area.Area{row("1", "ward", "30", "Một"), bad}, "areas/1/code area.bad_code", "areas/1/kind area.bad_kind", "areas/1/name area.no_name",
			"areas/1/km2 area.bad_km2", "areas/1/to area.bad_days", "areas/1/mark area.bad_mark", "areas/1/km2_mark area.bad_mark")
		successor := row("290", "city", "30", "Thành phố Chí Linh")
		successor.From = "2025-07-01"
		refused("a successor beside an open row", []area.Area{successor}, "areas/0/from area.overlap")
		refused("a parent that is not there", []area.Area{row("1", "ward", "999", "Một")}, "areas/0/parent area.no_parent")
		late := row("2", "ward", "288", "Hai")
		late.To = "2019-01-01"
		refused("a parent that came later", []area.Area{late}, "areas/0/parent area.no_parent")
		refused("a circle", []area.Area{row("1", "ward", "2", "Một"), row("2", "ward", "1", "Hai")}, "areas/0/parent area.cycle", "areas/1/parent area.cycle")
		refused("twice", []area.Area{row("1", "ward", "30", "Một"), row("1", "ward", "30", "Một")}, "areas/1/code area.code_twice")
		mustPut(t, d, frame(), 0)
	})
}

func TestAListHoldsWhatTheActorMayReadInOrderOfNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		list := func(ctx context.Context, f area.Filter, want ...string) string {
			t.Helper()
			var codes []string
			var next string
			view(t, d, ctx, func(ctx context.Context, tx *db.Tx) error {
				areas, n, err := area.List(ctx, tx, f)
				for _, a := range areas {
					codes = append(codes, a.Code)
				}
				next = n
				return err
			})
			if !slices.Equal(codes, want) {
				t.Errorf("%+v gives %v, want %v", f, codes, want)
			}
			return next
		}
		province, city := as(t.Context(), "/30/"), as(t.Context(), "/30/288/")
		list(province, area.Filter{}, "30", "291", "290", "288", "10507", "10543")
		list(city, area.Filter{}, "288", "10507", "10543")
		list(as(t.Context(), ""), area.Filter{})
		list(t.Context(), area.Filter{})
		list(province, area.Filter{Q: "viet hoa"}, "10543")
		list(province, area.Filter{Q: "Việt Hoà"}, "10543")
		list(province, area.Filter{Q: "%"})
		list(province, area.Filter{Q: "288"}, "288")
		list(province, area.Filter{Parent: "288"}, "10507", "10543")
		list(province, area.Filter{Kind: "city"}, "290", "288")
		list(province, area.Filter{On: "2019-11-30"}, "30", "291", "10507", "10543", "290") // wards whose city is not yet there stand below the province
		if next := list(province, area.Filter{Limit: 4}, "30", "291", "290", "288"); next != "288" {
			t.Errorf("next is %q", next)
		}
		if next := list(province, area.Filter{Limit: 4, After: "288"}, "10507", "10543"); next != "" {
			t.Errorf("next is %q", next)
		}
		view(t, d, city, func(ctx context.Context, tx *db.Tx) error {
			if _, err := area.Get(ctx, tx, "290", ""); !fault.Is(err, fault.NotFound) {
				t.Errorf("an area outside gives %v", err)
			}
			_, err := area.Get(ctx, tx, "10507", "")
			return err
		})
	})
}
