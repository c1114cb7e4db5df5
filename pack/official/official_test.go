package official_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"thanhdong/act/playbook"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/pack/official"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
)

func system(ctx context.Context) context.Context { return actor.With(ctx, actor.System("test")) }

func room(t *testing.T, d *db.DB) *official.Official {
	t.Helper()
	obs, err := observation.New(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return official.New(d, official.Rooms{Entities: entity.New(d), Feeds: feed.New(d, obs, playbook.New(d))})
}

func read(t *testing.T, kind official.Kind, body string) *official.File {
	t.Helper()
	f, err := official.Read(kind, "tệp.csv", strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatalf("read %s: %v", kind, words(err))
	}
	return f
}

// words is what a person reads.
func words(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return fmt.Sprint(err)
	}
	s := text.T(text.EN, f.Key, f.Args)
	for _, x := range f.Fields {
		s += "\n" + x.Path + ": " + text.T(text.EN, x.Key, x.Args)
	}
	return s
}

func told(t *testing.T, err error) (all []string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok {
		t.Fatalf("no refusal: %v", err)
	}
	for _, x := range f.Fields {
		if !text.Has(x.Key) {
			t.Errorf("no words for %s", x.Key)
		}
		if w := text.T(text.VI, x.Key, x.Args); strings.Contains(w, "{") {
			t.Errorf("%q lacks a value", w)
		}
		all = append(all, x.Path+" "+x.Key)
	}
	slices.Sort(all)
	return all
}

func apply(t *testing.T, o *official.Official, f *official.File, opts official.Options) *official.Plan {
	t.Helper()
	p, err := o.Apply(system(t.Context()), f, opts)
	if err != nil {
		t.Fatal(words(err))
	}
	for _, l := range append(slices.Clone(p.Lines), p.Warnings...) {
		if w := l.In(text.VI); strings.Contains(w, "{") || w == l.Key {
			t.Errorf("%q is not in words", w)
		}
	}
	return p
}

const register = `Mã;Tên;Thuộc;Diện tích (km²);Hiệu lực từ
30;Tỉnh Hải Dương;;;
288;Thành phố Hải Dương;30;111,64;2019-12-01
290;Thành phố Chí Linh;30;111,5;
291;Huyện Nam Sách;30;;
`

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

func TestAListOfAreasIsShownAppliedAndTheSecondTimeChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := room(t, d)
		f := read(t, official.Areas, register)
		p, err := o.Plan(system(t.Context()), f, official.Options{})
		if err != nil || p.Changed != 4 {
			t.Fatalf("the plan is %+v, %v", p, err)
		}
		if err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if all, err := area.All(ctx, tx, ""); len(all) != 0 || err != nil {
				t.Errorf("a plan wrote %v, %v", all, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		apply(t, o, f, official.Options{Source: "Cục Thống kê"})
		if p := apply(t, o, f, official.Options{Source: "Cục Thống kê"}); p.Changed != 0 || p.Same != 4 {
			t.Errorf("the second time it changed %d, %v", p.Changed, p.Lines)
		}
		err = d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			a, err := area.ByCode(ctx, tx, "288", "")
			if a.Kind != "city" || a.Name.EN != "Hải Dương city" || a.KM2 != 111.64 || a.Source.VI != "Cục Thống kê" || a.From != "2019-12-01" {
				t.Errorf("got %+v", a)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		lines, err := ledger.List(system(t.Context()), d, ledger.Filter{Verb: "import.apply", Limit: 9})
		if err != nil || len(lines) != 1 || !bytes.Contains(lines[0].Payload, []byte(f.Digest)) {
			t.Errorf("ledger: %+v, %v", lines, err)
		}
	})
}

func TestAListWithADateEndsTheOldRowAndKeepsItsName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := room(t, d)
		apply(t, o, read(t, official.Areas, register), official.Options{})
		p := apply(t, o, read(t, official.Areas, "code,name,parent\n291,Thị xã Nam Sách,30\n"), official.Options{From: "2024-12-01"})
		if p.Changed != 2 {
			t.Errorf("changed %d: %v", p.Changed, p.Lines)
		}
		p = apply(t, o, read(t, official.Areas, "code,name,parent\n290,Thành phố Chí Linh,30\n"), official.Options{To: "2025-07-01"})
		if n := len(p.Lines); p.Changed != 1 || n != 2 || !strings.Contains(p.Lines[1].In(text.VI), "chưa rõ đơn vị kế thừa") {
			t.Errorf("an end without successor tells %v", p.Lines)
		}
		err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for on, want := range map[text.Day]string{"2024-11-30": "Huyện Nam Sách", "2024-12-01": "Thị xã Nam Sách"} {
				if a, err := area.ByCode(ctx, tx, "291", on); err != nil || a.Name.VI != want {
					t.Errorf("on %s it is %q, %v", on, a.Name.VI, err)
				}
			}
			if a, err := area.ByCode(ctx, tx, "290", "2025-07-01"); !fault.Is(err, fault.NotFound) {
				t.Errorf("an ended area is %+v, %v", a, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

const history = `as_of,level1_id,level1,level2_id,level2,level3_id,level3
2019-09-11,30,Tỉnh Hải Dương,288,Thành phố Hải Dương,1,Phường Một
2019-09-11,30,Tỉnh Hải Dương,297,Huyện Gia Lộc,2,Xã Hai
2019-09-11,30,Tỉnh Hải Dương,297,Huyện Gia Lộc,3,Xã Ba
2019-12-01,30,Tỉnh Hải Dương,288,Thành phố Hải Dương,1,Phường Một
2019-12-01,30,Tỉnh Hải Dương,288,Thành phố Hải Dương,2,Phường Hai
2019-12-01,30,Tỉnh Hải Dương,297,Huyện Gia Lộc,4,Xã Bốn
`

func TestAHistoryGivesEachAreaItsDaysAndGuessesNoSuccessor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := room(t, d)
		apply(t, o, read(t, official.Areas, history), official.Options{To: "2025-07-01"})
		if p := apply(t, o, read(t, official.Areas, history), official.Options{To: "2025-07-01"}); p.Changed != 0 {
			t.Errorf("the second time: %v", p.Lines)
		}
		apply(t, o, read(t, official.Areas, "old_code,new_code,date,share_area,source\n3,4,2019-12-01,\"0,5\",788/NQ-UBTVQH14\n"), official.Options{})
		paths := func(on text.Day) (all []string) {
			err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				areas, err := area.All(ctx, tx, on)
				for _, a := range areas {
					all = append(all, a.Path+" "+a.Name.VI)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		for on, want := range map[text.Day][]string{
			"2019-09-10": nil,
			"2019-11-30": {"/30/ Tỉnh Hải Dương", "/30/288/ Thành phố Hải Dương", "/30/288/1/ Phường Một", "/30/297/ Huyện Gia Lộc", "/30/297/2/ Xã Hai", "/30/297/3/ Xã Ba"},
			"2025-06-30": {"/30/ Tỉnh Hải Dương", "/30/288/ Thành phố Hải Dương", "/30/288/1/ Phường Một", "/30/288/2/ Phường Hai", "/30/297/ Huyện Gia Lộc", "/30/297/4/ Xã Bốn"},
			"2025-07-01": nil,
		} {
			if got := paths(on); !slices.Equal(got, want) {
				t.Errorf("on %s there is %q", on, got)
			}
		}
		err := d.View(system(t.Context()), func(ctx context.Context, tx *db.Tx) error {
			diff, err := area.Differences(ctx, tx, "2019-11-30", "2019-12-01")
			if len(diff) != 3 || diff[0].Code != "2" || diff[1].SuccessorUnknown() || *diff[1].Into[0].ShareArea != 0.5 || !diff[2].New() {
				t.Errorf("what changed is %+v", diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
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
	for kind, start := range map[official.Kind]string{official.Boundaries: `{"type":"FeatureCollection","name":`, official.Areas: "code,name\n"} {
		if _, err := official.Read(kind, "x", endless{strings.NewReader(start)}, 0); !fault.Is(err, fault.TooLarge) {
			t.Errorf("%s without an end gives %v", kind, err)
		}
		if _, err := official.Read(kind, "x", strings.NewReader(start), 301<<20); !fault.Is(err, fault.TooLarge) {
			t.Errorf("%s of 301 MB gives %v", kind, err)
		}
	}
}

func TestABoundaryOfTooManyPointsIsRefusedWhileItIsRead(t *testing.T) {
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

func TestTablesAreReadAsOfficesWriteThem(t *testing.T) {
	book := excelize.NewFile()
	for cell, v := range map[string]any{"A1": "Mã", "B1": "Tên", "C1": "Cấp", "D1": "Hiệu lực từ", "E1": "Ghi chú", "A2": 288, "B2": "Hải Dương", "C2": "Thành phố", "D2": 43800.0, "A4": "290", "B4": "Thị xã Chí Linh"} {
		if err := book.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	var body bytes.Buffer
	if err := book.Write(&body); err != nil {
		t.Fatal(err)
	}
	f, err := official.Read(official.Areas, "x.xlsx", bytes.NewReader(body.Bytes()), 0)
	if err != nil || len(f.Notes) != 1 || f.Notes[0].In(text.VI) != "Cột “Ghi chú” không dùng đến" {
		t.Fatalf("xlsx gives %v, %v", f, words(err))
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := apply(t, room(t, d), f, official.Options{})
		if w := p.Lines[0].In(text.VI); w != "thêm: 288 Hải Dương, thuộc  [01/12/2019 – ]" {
			t.Errorf("the words are %q", w)
		}
	})
	for name, c := range map[string]struct{ body, want string }{
		"columns":     {"mã;ghi chú\n1;2\n", "file official.column_missing"},
		"twice":       {"code,mã,name\n1,1,x\n", "file official.column_twice"},
		"old xls":     {"\xd0\xcf\x11\xe0\xa1\xb1", "file official.old_xls"},
		"UTF-16":      {"\xff\xfec\x00", "file official.not_utf8"},
		"TCVN3":       {"code,name\n1,H\xb5\n", "file official.not_utf8"},
		"broken xlsx": {"PK\x03\x04broken", "file official.bad_xlsx"},
		"quotes":      {"code,name\n1,\"x\n", "file official.bad_csv"},
		"empty":       {"code,name\n", "file official.empty"},
		"no heading":  {"", "file official.empty"},
		"number":      {"code,name,km2\n1,Xã Một,rộng\n", "line 2/km2 official.bad_number"},
		"day":         {"code,name,from\n1,Xã Một,31/02/2020\n", "line 2/from official.bad_day"},
		"kind":        {"code,name\n1,Một\n", "line 2/kind official.bad_kind"},
		"code":        {"code,name\n,Xã Một\n", "line 2/code official.no_code"},
		"long":        {"code,name\n1,Xã " + strings.Repeat("x", 2001) + "\n", "file official.cell_too_long"},
	} {
		_, err := official.Read(official.Areas, name, strings.NewReader(c.body), 0)
		if got := told(t, err); !slices.Contains(got, c.want) {
			t.Errorf("%s: told %v", name, got)
		}
	}
}

const units = `code,name,kind,parent,area,from,replaces
H23,Uỷ ban nhân dân tỉnh,committee,,30,,
H23.STNMT,Sở Tài nguyên và Môi trường,Sở,H23,30,,
H23.STNMT.TT,Trung tâm Quan trắc,trung tâm,H23.STNMT,30,,
`

func TestOfficialUnitCodesTakeThePlaceOfTheProjectsOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := room(t, d)
		apply(t, o, read(t, official.Areas, register), official.Options{})
		apply(t, o, read(t, official.Units, units), official.Options{})
		codes := read(t, official.Units, "code,name,kind,parent,area,from,replaces\nH23.12,Sở Tài nguyên và Môi trường,department,H23,30,2024-08-01,H23.STNMT\n")
		if p := apply(t, o, codes, official.Options{Source: "QĐ của UBND tỉnh"}); p.Changed != 1 {
			t.Errorf("changed %d", p.Changed)
		}
		if p := apply(t, o, codes, official.Options{Source: "QĐ của UBND tỉnh"}); p.Changed != 0 || p.Same != 1 {
			t.Errorf("the second time %v", p.Lines)
		}
		err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for on, want := range map[text.Day]string{"2024-07-31": "/H23/H23.STNMT/H23.STNMT.TT/", "2024-08-01": "/H23/H23.12/H23.STNMT.TT/"} {
				if u, err := unit.ByCode(ctx, tx, "H23.STNMT.TT", on); err != nil || u.Path != want {
					t.Errorf("on %s: %s, %v", on, u.Path, err)
				}
			}
			into, err := unit.Successors(ctx, tx, "H23.STNMT", "2024-08-01")
			if len(into) != 1 || into[0].New != "H23.12" || into[0].Source != "QĐ của UBND tỉnh" {
				t.Errorf("lineage is %+v", into)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = official.Read(official.Units, "x", strings.NewReader("code,name,kind\nH1,X,bộ\n,Y,office\n"), 0)
		if got := told(t, err); !slices.Equal(got, []string{"line 2/kind unit.bad_kind", "line 3/code official.no_code"}) {
			t.Errorf("told %v", got)
		}
	})
}

func TestStationsStandWhereTheirPlaceIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := room(t, d)
		apply(t, o, read(t, official.Areas, register), official.Options{})
		apply(t, o, read(t, official.Units, units), official.Options{})
		apply(t, o, read(t, official.Boundaries, collection(square("288", 106.2, 20.8))), official.Options{Off: 5})
		list := read(t, official.Stations, "Mã trạm;Tên;Loại trạm;Đơn vị;Địa bàn;Kinh độ;Vĩ độ;Nguồn;Thông số\n"+
			"HD1;Trạm Một;air_auto;H23.STNMT;;106,25;20,85;;PM2.5 PM10\nHD2;Trạm Hai;air_auto;H23.STNMT;290;106,26;20,85;;\n")
		p := apply(t, o, list, official.Options{})
		if p.Changed != 2 || len(p.Warnings) != 1 || p.Warnings[0].Key != "official.outside_area" {
			t.Errorf("the plan is %+v", p)
		}
		if p := apply(t, o, list, official.Options{}); p.Changed != 0 || p.Same != 2 {
			t.Errorf("the second time %+v", p.Lines)
		}
		e, err := entity.New(d).ByCode(system(t.Context()), entity.Station, "HD1")
		if raw, _ := json.Marshal(e.Attrs); err != nil || e.Area != "288" || e.Lon != 106.25 || string(raw) != `{"parameters":["PM2.5","PM10"],"station_type":"air_auto"}` {
			t.Errorf("got %+v, %v", e, err)
		}
		_, err = o.Plan(system(t.Context()), read(t, official.Stations, "code,name,type,owner,area,lon,lat,feeds\nA,X,air_auto,H99,777,106.9,20.1,none\nB,Y,air_auto,H23,,106.9,20.1,\n"), official.Options{})
		want := []string{"line 2/area entity.unknown_area", "line 2/feeds official.no_feed", "line 2/owner entity.unknown_unit", "line 3/area official.no_area_there"}
		if got := told(t, err); !slices.Equal(got, want) {
			t.Errorf("told %v", got)
		}
		_, err = official.Read(official.Stations, "x", strings.NewReader("code,name,type,owner,lon,lat\nA,X,air_auto,H23,20.85,106.25\nA,X,air_auto,H23,586000,2310000\nC,Z,t,H23,,1\n"), 0)
		want = []string{"line 2/lon official.swapped_axes", "line 3/code official.row_twice", "line 3/lon official.vn2000_metres", "line 4/lon official.no_place"}
		if got := told(t, err); !slices.Equal(got, want) {
			t.Errorf("told %v", got)
		}
	})
}

func TestOnlyAnAdministratorImports(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		steward := actor.With(t.Context(), actor.Actor{ID: "acc_1", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Steward, UnitPath: "/H23/", AreaPath: "/30/"}}})
		if _, err := room(t, d).Apply(steward, read(t, official.Areas, register), official.Options{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a steward gets %v", err)
		}
		if _, err := room(t, d).Plan(system(t.Context()), read(t, official.Areas, register), official.Options{From: "x", Off: 200}); len(told(t, err)) != 2 {
			t.Errorf("bad options give %v", err)
		}
	})
}

func FuzzReadBoundaries(f *testing.F) {
	f.Add([]byte(collection(square("288", 106.2, 20.8))))
	f.Add([]byte(`{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:9209"}},"features":[{"geometry":{"coordinates":[[[[106,20],[107,20],[107,21],[106,20]]]],"type":"MultiPolygon"}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) { fuzzed(t, official.Boundaries, raw) })
}

func FuzzReadTable(f *testing.F) {
	f.Add([]byte(register))
	f.Add([]byte(history))
	f.Add([]byte(units))
	f.Add([]byte("code,name,type,owner,lon,lat,feeds\nA,X,t,H23,106,20,a b\n"))
	f.Add([]byte("old_code\tnew_code\tdate\n1\t2\t2020-01-01\n"))
	book := excelize.NewFile()
	_ = book.SetCellValue("Sheet1", "A1", "code")
	_ = book.SetCellValue("Sheet1", "B1", "name")
	var body bytes.Buffer
	_ = book.Write(&body)
	f.Add(body.Bytes())
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, kind := range []official.Kind{official.Areas, official.Units, official.Stations} {
			fuzzed(t, kind, raw)
		}
	})
}

// fuzzed holds any bytes to the promise: a file, or a refusal whose every fault has words.
func fuzzed(t *testing.T, kind official.Kind, raw []byte) {
	_, err := official.Read(kind, "x", bytes.NewReader(raw), 0)
	if err == nil {
		return
	}
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.TooLarge {
		t.Fatalf("%q gives %v", raw, err)
	}
	for _, x := range f.Fields {
		if !text.Has(x.Key) {
			t.Errorf("no words for %s", x.Key)
		}
	}
}
