package official_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/pack/official"
)

// square is a feature about 10.4 km x 11.1 km large at 20.9° N: 115.6 km².
func square(code string, west, south float64) string {
	return rect(code, west, south, west+0.1, south+0.1)
}

func rect(code string, w, s, e, n float64) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q},"geometry":{"type":"Polygon","coordinates":[[[%[2]v,%[3]v],[%[4]v,%[3]v],[%[4]v,%[5]v],[%[2]v,%[5]v],[%[2]v,%[3]v]]]}}`, code, w, s, e, n)
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","name":"x","features":[` + strings.Join(features, ",") + `]}`
}

func TestBoundariesReplaceTheSchematicAndListTheirSlivers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := room(t, d)
		apply(t, o, read(t, official.Areas, register), official.Options{})
		put := func(body string) {
			t.Helper()
			err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				boundaries, err := area.ParseBoundaries([]byte(body))
				if err != nil {
					return err
				}
				_, err = area.PutBoundaries(ctx, tx, boundaries)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		put(strings.ReplaceAll(collection(square("288", 106.2, 20.8)), `"code":"288"`, `"code":"288","schematic":true,"source":"sơ đồ"`))
		// Two districts that overlap a little, and a third whose hole between them is small.
		file := collection(rect("288", 106.20, 20.80, 106.3002, 20.8945), rect("290", 106.3, 20.80, 106.40, 20.8945),
			`{"type":"Feature","id":291,"properties":{"name":"Huyen Nam Sach"},"geometry":{"type":"Polygon","coordinates":[[[106.2,20.8945],[106.4,20.8945],[106.4,20.95],[106.2,20.95],[106.2,20.8945]],[[106.25,20.9],[106.2501,20.9],[106.2501,20.9002],[106.25,20.9]]]}}`)
		opts := official.Options{From: "2019-12-01", To: "2025-07-01", Source: "Sở TNMT"}
		p := apply(t, o, read(t, official.Boundaries, file), opts)
		if p.Changed != 3 || p.Lines[0].Key != "official.schematic_replaced" || p.Lines[1].Key != "official.boundary_added" {
			t.Errorf("the plan is %+v", p.Lines)
		}
		if len(p.Slivers) != 2 || p.Slivers[0].Gap || !slices.Equal(p.Slivers[0].Codes, []string{"288", "290"}) || !p.Slivers[1].Gap || p.Slivers[1].M2 > 200 {
			t.Errorf("slivers are %+v", p.Slivers)
		}
		if len(p.Warnings) != 1 || p.Warnings[0].Key != "official.size_unknown" {
			t.Errorf("warnings are %+v", p.Warnings)
		}
		if p := apply(t, o, read(t, official.Boundaries, file), opts); p.Changed != 0 || p.Same != 3 {
			t.Errorf("the second time it changed %+v", p.Lines)
		}
		err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for on, schematic := range map[text.Day]bool{"2025-06-30": false, "2025-07-01": true} {
				a, s, err := area.At(ctx, tx, 106.25, 20.85, on)
				if err != nil || a.Code != "288" || s != schematic {
					t.Errorf("on %s: %q schematic %v, %v", on, a.Code, s, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestBoundariesThatDoNotFitTheRegisterAreRefusedByCodeAndName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := room(t, d)
		apply(t, o, read(t, official.Areas, register), official.Options{})
		f := read(t, official.Boundaries, collection(square("288", 106.2, 20.8), rect("290", 106.3, 20.8, 106.4, 20.895), square("299", 106.4, 20.8), square("288", 106.2, 20.8)))
		_, err := o.Apply(system(t.Context()), f, official.Options{From: "2019-12-01"})
		want := []string{"features/0 (288) official.size_off", "features/2 (299) official.code_unknown", "features/3 (288) area.code_twice"}
		if got := told(t, err); !slices.Equal(got, want) {
			t.Errorf("told %v", got)
		}
		if w := words(err); !strings.Contains(w, "Hải Dương city: 115.5") {
			t.Errorf("the words are %s", w)
		}
		f = read(t, official.Boundaries, collection(square("288", 106.2, 20.8)))
		if got := told(t, func() error {
			_, err := o.Plan(system(t.Context()), f, official.Options{From: "2019-11-30"})
			return err
		}()); !slices.Equal(got, []string{"features/0 (288) official.code_unknown"}) {
			t.Errorf("before its day: %v", got)
		}
		if p := apply(t, o, f, official.Options{Accept: []string{"288"}}); p.Changed != 1 || p.Warnings[0].Key != "official.size_accepted" {
			t.Errorf("accepted by name: %+v", p)
		}
		apply(t, o, f, official.Options{Off: 5})
	})
}

func TestWideGapsAndOverlapsAreWarnings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := room(t, d)
		apply(t, o, read(t, official.Areas, strings.NewReplacer("111,64", "", "111,5", "").Replace(register)), official.Options{})
		ring := `{"type":"Feature","properties":{"code":"288"},"geometry":{"type":"Polygon","coordinates":[[[106.2,20.8],[106.5,20.8],[106.5,21.1],[106.2,21.1],[106.2,20.8]],[[106.3,20.9],[106.3,21],[106.4,21],[106.4,20.9],[106.3,20.9]]]}}`
		p := apply(t, o, read(t, official.Boundaries, collection(ring, rect("290", 106.3, 20.9, 106.4, 20.95), rect("291", 106.49, 20.8, 106.6, 21.1))), official.Options{})
		var keys []string
		for _, w := range p.Warnings {
			keys = append(keys, w.Key)
		}
		slices.Sort(keys)
		if !slices.Equal(keys, []string{"official.gap", "official.overlap", "official.size_unknown", "official.size_unknown", "official.size_unknown"}) {
			t.Errorf("warnings are %v", keys)
		}
	})
}

func TestShapesAndCoordinatesAreRefusedWithTheirPlace(t *testing.T) {
	for name, c := range map[string]struct{ body, want, words string }{
		"crossing":     {collection(`{"type":"Feature","properties":{"code":"288","name":"A"},"geometry":{"type":"Polygon","coordinates":[[[106,20],[107,21],[107,20],[106,21],[106,20]]]}}`), "features/0 (288) official.self_crossing", "106.50000, 20.50000"},
		"touching":     {collection(`{"type":"Feature","properties":{"code":"288"},"geometry":{"type":"Polygon","coordinates":[[[106,20],[107,21],[108,20],[108,22],[107,21],[106,22],[106,20]]]}}`), "features/0 (288) official.bad_polygon", "107.00000, 21.00000"},
		"open":         {collection(`{"type":"Feature","properties":{"code":"288"},"geometry":{"type":"Polygon","coordinates":[[[106,20],[107,20],[107,21],[106,21]]]}}`), "features/0 (288) official.open_ring", "106.00000, 21.00000"},
		"short":        {collection(`{"type":"Feature","properties":{"code":"288"},"geometry":{"type":"Polygon","coordinates":[[[106,20],[107,20],[106,20]]]}}`), "features/0 (288) official.short_ring", ""},
		"hole outside": {collection(`{"type":"Feature","properties":{"code":"288"},"geometry":{"type":"Polygon","coordinates":[[[106,20],[107,20],[107,21],[106,20]],[[108,20],[109,20],[109,21],[108,20]]]}}`), "features/0 (288) official.bad_polygon", ""},
		"a point":      {collection(`{"type":"Feature","properties":{"code":"288"},"geometry":{"type":"Point","coordinates":[106,20]}}`), "features/0 (288) official.no_polygon", ""},
		"nothing":      {collection(`{"type":"Feature","properties":{"code":"288"},"geometry":null}`), "features/0 (288) official.no_polygon", ""},
		"swapped":      {collection(rect("288", 20.8, 106.2, 20.9, 106.3)), "file official.swapped_axes", "Latitude comes before"},
		"VN-2000":      {collection(rect("288", 580000, 2310000, 590000, 2320000)), "file official.vn2000_metres", "EPSG 9209"},
		"northing":     {collection(rect("288", 2310000, 580000, 2320000, 590000)), "file official.vn2000_metres", ""},
		"mercator":     {collection(rect("288", 11822000, 2370000, 11832000, 2380000)), "file official.web_mercator", ""},
		"elsewhere":    {collection(rect("288", 2.2, 48.8, 2.3, 48.9)), "file official.elsewhere", ""},
		"crs": {strings.Replace(collection(square("288", 106.2, 20.8)), `"name":"x"`, `"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3405"}}`, 1),
			"file official.other_crs", "VN-2000 / UTM 48N"},
		"truncated":      {collection(square("288", 106.2, 20.8))[:150], "file official.bad_geojson", ""},
		"no collection":  {`{"type":"Topology","features":[]}`, "file official.no_collection", ""},
		"empty":          {collection(), "file official.empty", ""},
		"nested in vain": {`{"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":[[[[[[[1,2]]]]]]]}}]}`, "file official.bad_geojson", ""},
	} {
		_, err := official.Read(official.Boundaries, name, strings.NewReader(c.body), 0)
		if got := told(t, err); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: told %v", name, got)
		}
		if w := words(err); !strings.Contains(w, c.words) {
			t.Errorf("%s: the words are %s", name, w)
		}
	}
	if _, err := official.Read(official.Boundaries, "x", strings.NewReader(strings.Replace(collection(square("288", 106.2, 20.8)), `"name":"x"`,
		`"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}`, 1)), 0); err != nil {
		t.Errorf("CRS84 gives %v", err)
	}
}

// endless is a file that has no end, told or not.
type endless struct{ start io.Reader }

func (e endless) Read(p []byte) (int, error) {
	if n, err := e.start.Read(p); n > 0 || err == nil {
		return n, nil
	}
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestAFileBeyondTheLimitIsRefusedBeforeItsEnd(t *testing.T) {
	official.LimitTo(t, 3<<20, 0)
	for kind, start := range map[official.Kind]string{official.Boundaries: `{"type":"FeatureCollection","name":`, official.Areas: "code,name\n"} {
		if _, err := official.Read(kind, "x", endless{strings.NewReader(start)}, 0); !fault.Is(err, fault.TooLarge) {
			t.Errorf("%s without an end gives %v", kind, err)
		}
		if _, err := official.Read(kind, "x", strings.NewReader(start), 3<<20+1); !fault.Is(err, fault.TooLarge) {
			t.Errorf("%s told to be a byte over the limit gives %v", kind, err)
		}
	}
}

func TestABoundaryOfTooManyPointsIsRefusedWhileItIsRead(t *testing.T) {
	official.LimitTo(t, 0, 20_000)
	r, w := io.Pipe()
	go func() {
		fmt.Fprint(w, `{"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":[[`)
		for chunk := strings.Repeat(`[106.1,20.1],`, 1000); ; {
			if _, err := io.WriteString(w, chunk); err != nil {
				return
			}
		}
	}()
	_, err := official.Read(official.Boundaries, "x", r, 0)
	r.Close()
	if f, _ := fault.As(err); f == nil || f.Key != "official.too_many_points" {
		t.Errorf("got %v", err)
	}
}
