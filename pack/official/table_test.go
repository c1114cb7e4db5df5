package official_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/pack/official"
)

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
