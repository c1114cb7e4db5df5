package entity_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/sense/entity"
	"thanhdong/sense/entity/entitytest"
)

func province(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Do(actor.With(t.Context(), actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
		if _, err := area.Put(ctx, tx, []area.Area{
			{Code: "30", Kind: "province", Name: text.L{VI: "Hải Dương", EN: "Hải Dương"}, Mark: "VERIFIED"},
			{Code: "288", Kind: "city", Parent: "30", Name: text.L{VI: "TP Hải Dương", EN: "Hải Dương City"}, Mark: "VERIFIED"},
		}); err != nil {
			return err
		}
		_, err := unit.Put(ctx, tx, []unit.Unit{
			{Code: "H23", Kind: "committee", Area: "30", Name: text.L{VI: "UBND tỉnh", EN: "Province"}, Mark: "VERIFIED"},
			{Code: "H23.STNMT", Kind: "department", Parent: "H23", Area: "30", Name: text.L{VI: "Sở TNMT", EN: "DONRE"}, Mark: "PROJECT CHOICE"},
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func khi001() entity.Entity {
	return entity.Entity{
		Type: entity.Station, Code: "HD_TPHD_KHI001", Name: text.L{VI: "Trạm Đường Trường Chinh", EN: "Trường Chinh station"},
		Unit: "H23.STNMT", Area: "288", Lon: 106.33, Lat: 20.94, Feeds: []string{"air-files"}, Attrs: map[string]any{"height": 3.5},
	}
}

func TestSavingKeepsTheIdAndAddsThePaths(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		province(t, d)
		s, ctx := entity.New(d), actor.With(t.Context(), actor.System("test"))
		first, changed, err := s.Put(ctx, khi001())
		if err != nil || !changed || first.UnitPath != "/H23/H23.STNMT/" || first.AreaPath != "/30/288/" {
			t.Fatalf("%+v %v %v", first, changed, err)
		}
		again, changed, err := s.Put(ctx, khi001())
		if err != nil || changed || again.ID != first.ID {
			t.Fatalf("the same again: %+v %v %v", again, changed, err)
		}
		moved := khi001()
		moved.Lon = 106.34
		second, changed, err := s.Put(ctx, moved)
		if err != nil || !changed || second.ID != first.ID {
			t.Fatalf("a change: %+v %v %v", second, changed, err)
		}
		got, err := s.ByCode(ctx, entity.Station, "HD_TPHD_KHI001")
		if err != nil || got.Lon != 106.34 || got.Attrs["height"] != 3.5 || got.Feeds[0] != "air-files" || got.Name != moved.Name {
			t.Errorf("%+v %v", got, err)
		}
		lines, err := ledger.List(ctx, d, ledger.Filter{Subject: first.ID, Limit: 10})
		if err != nil || len(lines) != 2 {
			t.Errorf("%d ledger entries for two changes, %v", len(lines), err)
		}
	})
}

func TestABadEntityNamesAllItsFaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		province(t, d)
		s, ctx := entity.New(d), actor.With(t.Context(), actor.System("test"))
		_, _, err := s.Put(ctx, entity.Entity{Type: "station", Code: "../x", Lon: math.NaN()})
		for _, path := range []string{"type", "code", "name", "unit", "area", "lon"} {
			if err == nil || !strings.Contains(err.Error(), path+": entity.") {
				t.Errorf("%s is not named: %v", path, err)
			}
		}
		lost := khi001()
		lost.Unit, lost.Area = "H99", "999"
		_, _, err = s.Put(ctx, lost)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "entity.unknown_unit") || !strings.Contains(err.Error(), "entity.unknown_area") {
			t.Errorf("unknown unit and area: %v", err)
		}
	})
}

func TestAListIsFilteredPagedAndInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		province(t, d)
		s, ctx := entity.New(d), actor.With(t.Context(), actor.System("test"))
		for _, code := range []string{"B2", "A1", "C3"} {
			e := khi001()
			e.Code = code
			if code == "C3" {
				e.Name, e.Feeds = text.L{VI: "Cầu Cất 100%"}, []string{"air-push"}
			}
			if _, _, err := s.Put(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		for want, f := range map[string]entity.Filter{
			"A1 B2 C3": {}, "A1 B2": {Limit: 2}, "C3": {After: "B2"}, "A1 B2 ": {Q: "truong chinh"},
			" C3": {Q: "cau cat"}, "C3 ": {Feed: "air-push"}, "  C3": {Q: "100%"}, "": {Q: "%"},
		} {
			f.Type = entity.Station
			list, next, err := s.List(ctx, f)
			got := ""
			for _, e := range list {
				got += " " + e.Code
			}
			if want = strings.TrimSpace(want); err != nil || strings.TrimSpace(got) != want && f.Q != "%" {
				t.Errorf("%+v: %q, want %q, %v", f, got, want, err)
			}
			if (next != "") != (f.Limit == 2) {
				t.Errorf("%+v: next %q", f, next)
			}
		}
	})
}

// One rule in two forms: what the list shows is what may be opened.
func TestTheListAndTheCheckAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		areas := []string{"/30/", "/30/288/", "/30/2880/", "/31/"}
		for i, path := range areas {
			entitytest.Put(t, d, entity.Entity{Type: entity.Station, Code: string(rune('A' + i)), UnitPath: "/H23/", AreaPath: path})
		}
		s := entity.New(d)
		rapid.Check(t, func(rt *rapid.T) {
			who := actor.Actor{ID: "acc_1", Kind: actor.Person, Grants: []actor.Grant{{
				Role: rapid.SampledFrom(actor.Everyone).Draw(rt, "role"), UnitPath: "/H24/", AreaPath: rapid.SampledFrom(areas).Draw(rt, "area"),
			}}}
			ctx := actor.With(t.Context(), who)
			list, _, err := s.List(ctx, entity.Filter{Type: entity.Station})
			if err != nil {
				rt.Fatal(err)
			}
			listed := map[string]bool{}
			for _, e := range list {
				listed[e.Code] = true
			}
			for i := range areas {
				code := string(rune('A' + i))
				_, err := s.ByCode(ctx, entity.Station, code)
				if listed[code] != (err == nil) || err != nil && !fault.Is(err, fault.NotFound) {
					rt.Fatalf("%s: listed %v, opened %v", code, listed[code], err)
				}
			}
		})
	})
}
