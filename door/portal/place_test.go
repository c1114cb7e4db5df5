package portal_test

import (
	"context"
	"strings"
	"testing"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/serve/place"
	"thanhdong/serve/report"
)

func TestAPlaceSaysWhatIsKnownAndAReportIsMadeAtIt(t *testing.T) {
	inTown(t, func(w *town) {
		l := func(s string) text.L { return text.L{VI: s, EN: s} }
		w.must(w.d.Do(w.system(), func(ctx context.Context, tx *db.Tx) error {
			return place.Put(ctx, tx, place.Place{Code: "DD_1", Kind: "park", Name: l("Công viên Mẫu"), Address: l("Đường Mẫu"), Lon: 106.3, Lat: 20.95, Area: "288", Unit: "H23", Recheck: 24, Mark: "PROJECT CHOICE",
				Facts: []place.Fact{{What: "entrance", Is: "level", Seen: "2001-02-03", By: l("Nhóm")}, {What: "door", CM: 95, Seen: "2001-02-03", By: l("Nhóm")}}})
		}))
		w.says(w.get("/places?q=cong+vien&need=step-free&kind=park&area=288"), 200, "Số địa điểm: 1", `href="/places/DD_1"`, "Có: Lối vào không bậc", "Chưa rõ: Nhà vệ sinh cho xe lăn", "cần xem lại")
		w.says(w.get("/places?need=loop"), 200, "Không tìm thấy nơi nào", `value="loop" selected`)
		page := w.says(w.get("/places/DD_1"), 200, "Lối vào chính bằng phẳng", "Cửa chính rộng 95 cm", "Xem ngày 03/02/2001", "Đã quá 24 tháng", "Chưa rõ không có nghĩa là không có")
		if strings.Contains(page, "Không có thang máy") {
			t.Error("what nobody saw is said to be none")
		}
		w.says(w.get("/en/places/DD_1"), 200, "The main entrance has no step")
		w.says(w.get("/places/DD_9"), 404)
		if a := w.get("/q/DD_1"); a.Header().Get("Location") != "/report?q=DD_1" {
			t.Errorf("the code on its sign leads to %q", a.Header().Get("Location"))
		}
		w.says(w.get("/report?place=DD_1"), 200, `value="DD_1" selected`)
		for name, c := range map[string]struct {
			more []part
			lat  float64
		}{
			"a place alone":    {nil, 20.95},
			"a pin goes first": {[]part{{name: "lat", value: "20.91"}, {name: "lon", value: "106.35"}}, 20.91},
		} {
			code := w.made(w.post("/report", append([]part{{name: "key", value: key + strings.ReplaceAll(name, " ", "")}, {name: "words", value: "Bậc cao"}, {name: "category", value: "duong"}, {name: "place", value: "DD_1"}, {name: "do", value: "anyway"}}, c.more...)...))
			got, err := w.rs.ByCode(w.system(), code)
			if err != nil || got.Lat == nil || *got.Lat != c.lat || got.Address != "Công viên Mẫu\nĐường Mẫu" || got.Area != "288" || got.Source != report.Web {
				t.Errorf("%s: %+v %v", name, got, err)
			}
		}
		w.says(w.post("/report", part{name: "key", value: key + "gone"}, part{name: "words", value: "Bậc cao quá"}, part{name: "category", value: "duong"}, part{name: "place", value: "DD_9"}), 400,
			"không còn trong danh sách", "Bậc cao quá", `href="#f-place"`)
	})
}
