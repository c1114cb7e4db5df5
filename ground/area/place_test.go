package area_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/peterstace/simplefeatures/geom"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// border is a crooked line from south to north that two areas share, and the areas west and east of it.
func border(points int) (line [][2]float64, west, east string) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range points {
		line = append(line, [2]float64{106.4 + 0.01*math.Sin(float64(i)/40) + 0.0001*r.Float64(), 20.9 + 0.1*float64(i)/float64(points-1)})
	}
	ring := func(line [][2]float64, lon float64) string {
		n := len(line) - 1
		ring := append(append([][2]float64{}, line...), [2]float64{lon, line[n][1]}, [2]float64{lon, line[0][1]}, line[0])
		raw, _ := json.Marshal(ring)
		return string(raw)
	}
	return line, ring(line, 106.3), ring(line, 106.5)
}

func polygon(code, days, ring string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"source":"đo"%s},"geometry":{"type":"Polygon","coordinates":[%s]}}`, code, days, ring)
}

func replaceBoundaries(d *db.DB, raw []byte) (changed int, err error) {
	err = d.Do(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		boundaries, err := area.ParseBoundaries(raw)
		if err != nil {
			return err
		}
		changed, err = area.ReplaceBoundaries(ctx, tx, boundaries)
		return err
	})
	return changed, err
}

func TestEveryPointOfASharedBorderBelongsToTheLowerCodeAndNoneIsLost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		line, west, east := border(40)
		if _, err := putBoundaries(d, collection(polygon("290", "", west), polygon("288", "", east))); err != nil {
			t.Fatal(err)
		}
		view(t, d, t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for i, p := range line {
				if a, _, err := area.At(ctx, tx, p[0], p[1], ""); err != nil || a.Code != "288" {
					t.Errorf("corner %d lies in %q, %v", i, a.Code, err)
				}
				for want, lon := range map[string]float64{"290": math.Nextafter(p[0], 0), "288": math.Nextafter(p[0], 200)} {
					if i == 0 || i == len(line)-1 {
						continue
					}
					a, _, err := area.At(ctx, tx, lon, p[1], "")
					if err != nil || a.Code != want {
						t.Errorf("one digit beside corner %d lies in %q, want %s, %v", i, a.Code, want, err)
					}
				}
			}
			return nil
		})
	})
}

func TestAPlaceInAHoleIsOutside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		ring := `[[106,20],[107,20],[107,21],[106,21],[106,20]],[[106.4,20.4],[106.4,20.6],[106.6,20.6],[106.6,20.4],[106.4,20.4]]`
		if _, err := putBoundaries(d, collection(polygon("288", "", ring))); err != nil {
			t.Fatal(err)
		}
		view(t, d, t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for p, inside := range map[[2]float64]bool{{106.5, 20.5}: false, {106.4, 20.5}: true, {106.2, 20.4}: true, {106.2, 20.6}: true, {106, 20}: true, {107.1, 20.5}: false} {
				if _, _, err := area.At(ctx, tx, p[0], p[1], ""); (err == nil) != inside {
					t.Errorf("%v gives %v", p, err)
				}
			}
			return nil
		})
	})
}

func TestAnOfficialBoundaryReplacesTheSchematicInItsTimeOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		if _, err := putBoundaries(d, collection(feature("291", "", 106, 20, 107, 21))); err != nil {
			t.Fatal(err)
		}
		official := collection(polygon("291", `,"from":"2019-12-01","to":"2025-07-01"`, `[[108,20],[109,20],[109,21],[108,20]]`))
		for i, want := range []int{1, 0} {
			if changed, err := replaceBoundaries(d, official); err != nil || changed != want {
				t.Fatalf("time %d changed %d, %v", i+1, changed, err)
			}
		}
		view(t, d, t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for on, official := range map[text.Day]bool{"2019-11-30": false, "2019-12-01": true, "2025-06-30": true, "2025-07-01": false} {
				_, schematic, err := area.At(ctx, tx, 106.5, 20.5, on)
				if official != fault.Is(err, fault.NotFound) || err == nil && !schematic {
					t.Errorf("on %s the schematic gives %v", on, err)
				}
				if a, schematic, err := area.At(ctx, tx, 108.9, 20.5, on); official && (a.Code != "291" || schematic || err != nil) {
					t.Errorf("on %s the official one gives %q, %v", on, a.Code, err)
				}
			}
			all, err := area.BoundariesOf(ctx, tx, "291")
			if len(all) != 3 {
				t.Errorf("there are %d", len(all))
			}
			return err
		})
		if _, err := replaceBoundaries(d, collection(polygon("291", "", `[[108,20],[109,20],[109,21],[108,20]]`))); err != nil {
			t.Fatal(err)
		}
		view(t, d, t.Context(), func(ctx context.Context, tx *db.Tx) error {
			all, err := area.BoundariesOf(ctx, tx, "291")
			if len(all) != 1 || all[0].Schematic {
				t.Errorf("for all time there are %d", len(all))
			}
			return err
		})
		if _, err := replaceBoundaries(d, collection(polygon("999", "", `[[108,20],[109,20],[109,21],[108,20]]`))); !fault.Is(err, fault.Invalid) {
			t.Errorf("an unknown code gives %v", err)
		}
	})
}

func TestASimplifiedMapKeepsSharedBordersAndMovesNothingFar(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mustPut(t, d, frame(), 6)
		_, west, east := border(2000)
		if _, err := putBoundaries(d, collection(polygon("290", "", west), polygon("288", "", east))); err != nil {
			t.Fatal(err)
		}
		view(t, d, as(t.Context(), "/30/"), func(ctx context.Context, tx *db.Tx) error {
			for _, zoom := range []int{6, 8, 10, 12, 14, 15} {
				list, err := area.Simplified(ctx, tx, "", area.Tolerance(zoom))
				if err != nil || len(list) != 2 {
					t.Fatalf("zoom %d: %d, %v", zoom, len(list), err)
				}
				var shapes []geom.Geometry
				total, points := 0.0, 0
				for _, o := range list {
					g, err := geom.UnmarshalGeoJSON(o.Boundary.Geometry)
					if err != nil {
						t.Fatalf("zoom %d: %v", zoom, err)
					}
					shapes = append(shapes, g)
					total += area.SizeOf(g)
					points += g.DumpCoordinates().Length()
				}
				both, err := geom.Union(shapes[0], shapes[1])
				if err != nil {
					t.Fatal(err)
				}
				if whole := area.SizeOf(both); math.Abs(whole-total) > 1e-6 || len(both.MustAsPolygon().Coordinates()) != 1 {
					t.Errorf("zoom %d: the border opened or overlaps: %v of %v km²", zoom, whole, total)
				}
				if limit := map[int]int{6: 40, 8: 60, 10: 200, 12: 1000, 14: 4006, 15: 4006}[zoom]; points > limit || zoom == 15 && points != limit {
					t.Errorf("zoom %d has %d points", zoom, points)
				}
			}
			return nil
		})
	})
}

func TestTheSizeOnTheSphere(t *testing.T) {
	// One degree square at the equator: (π/180) · sin 1° · R².
	got, err := area.SizeKM2(json.RawMessage(`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}`))
	want := math.Pi / 180 * math.Sin(math.Pi/180) * 6371.0088 * 6371.0088
	if err != nil || math.Abs(got-want) > 0.5 {
		t.Errorf("got %v, want %v, %v", got, want, err)
	}
	if got, err := area.SizeKM2(json.RawMessage(`{"type":"Point","coordinates":[0,0]}`)); err == nil || got != 0 {
		t.Errorf("a point has %v, %v", got, err)
	}
}
