package official_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/pack/official"
	"thanhdong/sense/entity"
)

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
