package area_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
)

func feature(code, more string, x1, y1, x2, y2 float64) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"schematic":true,"source":"Sơ đồ do dự án vẽ"%s},
		"geometry":{"type":"Polygon","coordinates":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}}`, code, more, x1, y1, x2, y1, x2, y2, x1, y2, x1, y1)
}

func collection(features ...string) []byte {
	all := ""
	for i, f := range features {
		if i > 0 {
			all += ","
		}
		all += f
	}
	return []byte(`{"type":"FeatureCollection","features":[` + all + `]}`)
}

func putBoundaries(d *db.DB, raw []byte) (changed int, err error) {
	err = d.Do(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		boundaries, err := area.ParseBoundaries(raw)
		if err != nil {
			return err
		}
		changed, err = area.PutBoundaries(ctx, tx, boundaries)
		return err
	})
	return changed, err
}

func TestAPlaceLiesInTheSmallestAreaThatHoldsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		raw := collection(feature("30", "", 106, 20, 107, 22), feature("288", "", 106.2, 20.9, 106.4, 21), feature("290", "", 106.4, 20.9, 106.6, 21),
			feature("10507", `,"from":"2019-12-01"`, 106.3, 20.9, 106.35, 20.95))
		for i, want := range []int{4, 0} {
			if changed, err := putBoundaries(d, raw); err != nil || changed != want {
				t.Fatalf("put number %d changed %d, %v", i+1, changed, err)
			}
		}
		view(t, d, t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, c := range []struct {
				lon, lat float64
				want     string
			}{
				{106.32, 20.92, "10507"}, {106.25, 20.92, "288"}, {106.5, 20.92, "290"}, {106.9, 21.9, "30"},
				{106.4, 20.92, "288"}, // on the border: the lower code
			} {
				a, schematic, err := area.At(ctx, tx, c.lon, c.lat, "")
				if err != nil || a.Code != c.want || !schematic {
					t.Errorf("%v lies in %q (%v, %v)", c, a.Code, schematic, err)
				}
			}
			if a, _, err := area.At(ctx, tx, 106.32, 20.92, "2019-06-01"); err != nil || a.Code != "30" {
				t.Errorf("before the ward's boundary and the city: %q, %v", a.Code, err)
			}
			for _, p := range [][2]float64{{0, 0}, {math.NaN(), 20}, {math.Inf(1), 20}} {
				if _, _, err := area.At(ctx, tx, p[0], p[1], ""); !fault.Is(err, fault.NotFound) {
					t.Errorf("%v gives %v", p, err)
				}
			}
			return nil
		})
		view(t, d, as(t.Context(), "/30/288/"), func(ctx context.Context, tx *db.Tx) error {
			seen, err := area.Boundaries(ctx, tx, "")
			if len(seen) != 2 || seen[0].Area.Code != "288" || !seen[0].Boundary.Schematic || len(seen[0].Boundary.Geometry) == 0 {
				t.Errorf("an actor of the city sees %+v", seen)
			}
			return err
		})
	})
}

func TestBadBoundariesAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		refused := func(name string, raw []byte, path, key string) {
			t.Helper()
			_, err := putBoundaries(d, raw)
			f, _ := fault.As(err)
			if f == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Path != path || f.Fields[0].Key != key {
				t.Errorf("%s: %v", name, err)
			}
		}
		geometry := func(g string) []byte {
			return collection(`{"type":"Feature","properties":{"code":"288","schematic":false,"source":"x"},"geometry":` + g + `}`)
		}
		refused("no GeoJSON", []byte(`[1,2`), "boundaries", "area.no_collection")
		refused("another document", []byte(`{"type":"Topology"}`), "boundaries", "area.no_collection")
		refused("an unknown area", collection(feature("999", "", 1, 1, 2, 2)), "features/0/properties/code", "area.no_area")
		refused("a point", geometry(`{"type":"Point","coordinates":[106,20]}`), "features/0/geometry", "area.bad_geometry")
		refused("nothing", geometry(`null`), "features/0/geometry", "area.bad_geometry")
		refused("a ring that crosses itself", geometry(`{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}`), "features/0/geometry", "area.bad_geometry")
		refused("metres", geometry(`{"type":"Polygon","coordinates":[[[500000,2300000],[500001,2300000],[500001,2300001],[500000,2300000]]]}`), "features/0/geometry", "area.bad_geometry")
		refused("a bad day", collection(feature("288", `,"from":"yesterday"`, 1, 1, 2, 2)), "features/0/properties/to", "area.bad_days")
		refused("twice", collection(feature("288", "", 1, 1, 2, 2), feature("288", "", 1, 1, 2, 2)), "features/1/properties/code", "area.code_twice")
	})
}

func TestLineageKeepsSharesAndRefusesMoreThanTheWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		share := func(f float64) *float64 { return &f }
		putLines := func(lines ...area.Lineage) (changed int, err error) {
			err = d.Do(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
				changed, err = area.PutLineage(ctx, tx, lines)
				return err
			})
			return changed, err
		}
		a := area.Lineage{Old: "291", New: "288", Day: "2019-12-01", ShareArea: share(0.2), Source: "788/NQ-UBTVQH14"}
		b := area.Lineage{Old: "291", New: "290", Day: "2019-12-01", ShareArea: share(0.8), SharePop: share(1), Source: "788/NQ-UBTVQH14"}
		for i, want := range []int{2, 0} {
			if changed, err := putLines(a, b); err != nil || changed != want {
				t.Fatalf("put number %d changed %d, %v", i+1, changed, err)
			}
		}
		b.ShareArea = share(0.81)
		if _, err := putLines(b); !fault.Is(err, fault.Invalid) {
			t.Errorf("more than the whole gives %v", err)
		}
		if _, err := putLines(area.Lineage{Old: "291", New: "999", Day: "", ShareArea: share(2)}); err == nil {
			t.Error("bad lineage is taken")
		} else if f, _ := fault.As(err); f == nil || len(f.Fields) != 4 {
			t.Errorf("got %v", err)
		}
		view(t, d, t.Context(), func(ctx context.Context, tx *db.Tx) error {
			lines, err := area.LineageOf(ctx, tx, "291")
			if len(lines) != 2 || *lines[1].ShareArea != 0.8 || lines[0].ShareArea == nil || lines[0].New != "288" || lines[0].SharePop != nil {
				t.Errorf("lineage is %+v", lines)
			}
			return err
		})
	})
}

func FuzzParseBoundaries(f *testing.F) {
	f.Add(collection(feature("288", "", 106.2, 20.9, 106.4, 21)))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"geometry":{"type":"MultiPolygon","coordinates":[]}}]}`))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":[[[1e309,1]]]}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		boundaries, err := area.ParseBoundaries(raw)
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%q gives %v", raw, err)
		}
		if err == nil && area.ValidateBoundaries(boundaries) != nil {
			t.Errorf("%q is valid once only", raw)
		}
	})
}
