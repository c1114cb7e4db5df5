package portal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/door/portal"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/file"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/sense/derive"
	"thanhdong/sense/entity"
	"thanhdong/sense/observation"
	"thanhdong/serve/place"
	"thanhdong/serve/report"
)

// town is a small province that takes reports, and its portal.
type town struct {
	*testing.T
	d      *db.DB
	clock  *dbtest.Clock
	rs     *report.Reports
	queue  *work.Work
	files  *file.Files
	timers *timer.Timers
	h      http.Handler
}

func inTown(t *testing.T, fn func(w *town)) {
	t.Helper()
	dbtest.SQLite(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		obs, err := observation.New(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		b := bus.New(d)
		w := &town{T: t, d: d, clock: dbtest.ClockOf(d), timers: timer.New(d)}
		w.files = file.New(d, filepath.Join(d.Dir(), "files"))
		w.queue = work.New(d, b, w.timers)
		w.rs = report.New(d, w.queue, w.files, b, w.timers, report.Refuse)
		w.must(d.Do(w.system(), func(ctx context.Context, tx *db.Tx) error {
			a := func(code, kind, parent, name string) area.Area {
				return area.Area{Code: code, Kind: kind, Parent: parent, Name: text.L{VI: name, EN: name}, Mark: "VERIFIED"}
			}
			_, err1 := area.Put(ctx, tx, []area.Area{a("30", "province", "", "Tỉnh Hải Dương"), a("288", "city", "30", "Thành phố Hải Dương"), a("10507", "ward", "288", "Phường Thanh Bình")})
			outlines, err2 := area.ParseBoundaries([]byte(`{"type":"FeatureCollection","features":[` +
				`{"type":"Feature","properties":{"code":"30","source":"đo"},"geometry":{"type":"Polygon","coordinates":[[[106.1,20.8],[106.6,20.8],[106.6,21.2],[106.1,21.2],[106.1,20.8]]]}},` +
				`{"type":"Feature","properties":{"code":"288","source":"đo"},"geometry":{"type":"Polygon","coordinates":[[[106.2,20.9],[106.4,20.9],[106.4,21.0],[106.2,21.0],[106.2,20.9]]]}}]}`))
			if err := errors.Join(err1, err2); err != nil {
				return err
			}
			_, err1 = area.PutBoundaries(ctx, tx, outlines)
			_, err2 = unit.Put(ctx, tx, []unit.Unit{{Code: "H23", Kind: "committee", Area: "30", Name: text.L{VI: "Trực ban tỉnh", EN: "Duty desk"}, Mark: "PROJECT CHOICE"}})
			return errors.Join(err1, err2, report.PutIntake(ctx, tx, report.Intake{Unit: "H23", PerSender: 20}),
				work.PutReason(ctx, tx, work.Reason{Code: "cho-bo-sung", Use: work.ForPause, Name: text.L{VI: "Chờ bổ sung", EN: "Waiting"}, Longest: 40 * time.Hour, Mark: "PROJECT CHOICE"}),
				report.PutCategory(ctx, tx, report.Category{Code: "duong", Name: text.L{VI: "Đường hỏng", EN: "Broken roads"}, Easy: text.L{VI: "Ổ gà", EN: "Potholes"}, Keywords: []string{"ổ gà"}, Process: 40 * time.Hour, Working: true, Severity: 3}),
				report.PutCategory(ctx, tx, report.Category{Code: "canbo", Name: text.L{VI: "Cán bộ", EN: "Officials"}, Process: 40 * time.Hour, Working: true, Severity: 3, Private: true}),
				report.PutCategory(ctx, tx, report.Category{Code: "nguy", Name: text.L{VI: "Nguy hiểm", EN: "Danger"}, Process: 24 * time.Hour, Severity: 4, Stop: text.L{VI: "Việc khẩn cấp, gọi 115", EN: "An emergency, call 115"},
					Questions: []report.Question{
						{Code: "thuong", Datatype: "singlevaluelist", Required: true, Name: text.L{VI: "Có ai bị thương không?", EN: "Is anybody hurt?"}, Values: []report.Choice{{Key: "khong", Name: text.L{VI: "Không", EN: "No"}}, {Key: "co", Name: text.L{VI: "Có", EN: "Yes"}, Stop: true}}},
						{Code: "luc", Datatype: "datetime", Name: text.L{VI: "Từ lúc nào?", EN: "Since when?"}},
					}}))
		}))
		p := portal.New(portal.Deps{DB: d, Entities: entity.New(d), Derive: derive.New(d, obs), Warnings: warning.New(d, w.queue, "canhbao@haiduong.example"), Reports: w.rs, Places: place.New(d), Files: w.files, Sample: true})
		mux := http.NewServeMux()
		p.Register(mux)
		nobody := wire.Who{Session: func(context.Context, string) (actor.Actor, error) { return actor.Actor{}, nil }}
		w.h = wire.Serve(mux, nobody, slog.New(slog.NewTextHandler(io.Discard, nil)), http.HandlerFunc(p.Missing))
		fn(w)
	})
}

func (w *town) system() context.Context { return actor.With(w.Context(), actor.System("test")) }

func (w *town) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *town) get(at string) *httptest.ResponseRecorder {
	return ask(w.h, httptest.NewRequest(http.MethodGet, at, nil))
}

// part is a field, or with a name of its own a file.
type part struct{ name, value, file string }

func (w *town) post(at string, parts ...part) *httptest.ResponseRecorder {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, p := range parts {
		if p.file == "" {
			w.must(m.WriteField(p.name, p.value))
			continue
		}
		to, err := m.CreateFormFile(p.name, p.file)
		w.must(err)
		_, err = io.WriteString(to, p.value)
		w.must(err)
	}
	w.must(m.Close())
	r := httptest.NewRequest(http.MethodPost, at, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return ask(w.h, r)
}

func picture(side int) string {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, side, side)), nil)
	return b.String()
}

const key = "web-abcdefgh12345678"

// pothole is a report that nothing is wrong with.
func pothole(more ...part) []part {
	return append([]part{{name: "key", value: key}, {name: "lat", value: "20.95"}, {name: "lon", value: "106.30"}, {name: "words", value: "Ổ gà to"}, {name: "category", value: "duong"}}, more...)
}

// made is the code of the report that a page leads to.
func (w *town) made(a *httptest.ResponseRecorder) string {
	w.Helper()
	m := regexp.MustCompile(`^(?:/en)?/r/([A-Z0-9]{5}-[A-Z0-9]{5})\?new=1$`).FindStringSubmatch(a.Header().Get("Location"))
	if a.Code != http.StatusSeeOther || m == nil {
		w.Fatalf("%d %q %s", a.Code, a.Header().Get("Location"), a.Body)
	}
	return m[1]
}

func (w *town) says(a *httptest.ResponseRecorder, status int, words ...string) string {
	w.Helper()
	page := a.Body.String()
	if a.Code != status {
		w.Errorf("%d, want %d", a.Code, status)
	}
	for _, x := range words {
		if !strings.Contains(page, x) {
			w.Errorf("%q is not on the page:\n%s", x, gist(page))
		}
	}
	return page
}

// gist is the middle of a page without its marks.
func gist(page string) string {
	if at := strings.Index(page, "<main"); at >= 0 {
		page = page[at:]
	}
	return strings.Join(strings.Fields(regexp.MustCompile(`<svg.*?</svg>|<option.*?</option>|<[^>]*>`).ReplaceAllString(page, " ")), " ")
}

func TestAReportIsMadeWithoutScript(t *testing.T) {
	inTown(t, func(w *town) {
		page := w.says(w.get("/report"), 200, "Đường hỏng", "Có ai bị thương không?", `enctype="multipart/form-data"`, "Thành phố Hải Dương", "Phường Thanh Bình")
		m := regexp.MustCompile(`name="key" value="([^"]+)"`).FindStringSubmatch(page)
		if m == nil || w.get("/report").Body.String() == page {
			t.Fatal("each page has a key of its own")
		}
		parts := pothole(part{"photo", picture(8), "anh.jpg"}, part{name: "phone", value: "0912 345 678"}, part{name: "hidden", value: "1"}, part{name: "area", value: "10507"})
		parts[0].value = m[1]
		code := w.made(w.post("/report", parts...))
		r, err := w.rs.ByCode(t.Context(), code)
		w.must(err)
		if r.Words != "Ổ gà to" || r.Category != "duong" || r.Source != report.Web || *r.Lat != 20.95 || r.Reporter.Phone != "0912345678" || !r.Reporter.Hidden || len(r.Photos) != 1 {
			t.Errorf("%+v", r)
		}
		w.says(w.get("/r/"+code+"?new=1"), 200, code, r.Number, "Cảm ơn bạn đã báo")
		w.says(w.get("/en/r/"+strings.ToLower(strings.ReplaceAll(code, "-", ""))), 200, "Received", "Ổ gà to")
		for range 5 { // the same draft again is the same report
			if again := w.made(w.post("/report", parts...)); again != code {
				t.Errorf("%s became %s", code, again)
			}
		}
		w.says(w.get("/follow?code="+code), 303)
		w.says(w.get("/follow?code="+strings.ToLower(r.Number)), 303)
		w.says(w.get("/follow?code=AAAAA-AAAAA"), 404, "Không có phản ánh nào mang mã này", `value="AAAAA-AAAAA"`)
		w.says(w.get("/r/AAAAA-AAAAA"), 404)
	})
}

func TestTheFormSaysHowLongItsReporterIsKnown(t *testing.T) {
	inTown(t, func(w *town) {
		w.says(w.get("/report"), 200, "xoá khi bạn yêu cầu")
		w.must(w.d.Do(w.system(), func(ctx context.Context, tx *db.Tx) error {
			return consent.PutKeeping(ctx, tx, consent.Keeping{Kind: report.ContactHeld, Keep: 365 * 24 * time.Hour, Notice: 7 * 24 * time.Hour, Mark: "PROJECT CHOICE"})
		}))
		w.clock.Advance(time.Minute)
		w.says(w.get("/report"), 200, "xoá 1 năm sau khi xong")
		w.says(w.get("/en/report"), 200, "erased 1 year after it is done")
	})
}

func TestWhatIsWrongLosesNothing(t *testing.T) {
	inTown(t, func(w *town) {
		big := picture(8) + strings.Repeat("x", report.LargestPhoto)
		a := w.post("/en/report", part{name: "key", value: key}, part{"photo", picture(8), "tot.jpg"}, part{"photo", big, "to.jpg"}, part{"photo", "<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg"},
			part{name: "words", value: "<b>Ổ gà</b> \"to\""}, part{name: "address", value: "Cổng chợ"}, part{name: "category", value: "nguy"}, part{name: "a.nguy.luc", value: "2024-07-03T08:00"}, part{name: "phone", value: "12"},
			part{name: "email", value: "a@b.vn"}, part{name: "name", value: "An"}, part{name: "hidden", value: "1"}, part{name: "area", value: "288"})
		page := w.says(a, 400, `id="errors"`, "12 MB", "not a picture", "tot.jpg", "&lt;b&gt;Ổ gà&lt;/b&gt; &#34;to&#34;", `value="Cổng chợ"`, `value="nguy" checked`, `value="2024-07-03T08:00"`, `value="12"`, `value="a@b.vn"`, `value="An"`,
			`name="hidden" value="1" checked`, `value="288" selected`, `value="`+key+`"`)
		if strings.Contains(page, "<b>Ổ") || strings.Count(page, "<h1") != 1 {
			t.Error(gist(page))
		}
		// The pictures are well now; the rest is not.
		w.says(w.post("/report", part{name: "key", value: key}, part{name: "words", value: " "}, part{name: "phone", value: "12"}, part{name: "email", value: "x"}), 400, "tot.jpg", "Viết vài lời", "Cho biết chuyện xảy ra ở đâu", "Chọn một loại việc",
			`href="#f-words"`, `href="#f-place"`, `href="#f-category"`)
		w.says(w.post("/report", part{name: "key", value: key}, part{name: "words", value: "Dây điện rơi"}, part{name: "category", value: "nguy"}, part{name: "address", value: "Cổng chợ"}, part{name: "phone", value: "12"}, part{name: "email", value: "x"}), 400, "tot.jpg",
			"Số điện thoại cần", "Địa chỉ thư điện tử chưa đúng", `href="#f-a.nguy.thuong"`)
		// A picture is taken out; the rest stays.
		sha := regexp.MustCompile(`name="drop" value="([0-9a-f]{64})"`).FindStringSubmatch(page)
		page = w.says(w.post("/report", part{name: "key", value: key}, part{name: "words", value: "Chữ còn"}, part{name: "drop", value: sha[1]}), 200, "Chữ còn")
		if strings.Contains(page, "tot.jpg") {
			t.Error("the picture is there still")
		}
		w.says(w.post("/report", part{name: "key", value: key}, part{name: "lat", value: "10.77"}, part{name: "lon", value: "106.7"}, part{name: "words", value: "Xa"}, part{name: "category", value: "duong"}), 400, "ngoài tỉnh", "Xa")
		w.says(w.post("/report", part{name: "key", value: key}, part{name: "lat", value: "NaN"}, part{name: "lon", value: "x"}, part{name: "words", value: "Xa"}, part{name: "category", value: "duong"}), 400, "Toạ độ", "Xa")
		if n := len(w.public()); n != 0 {
			t.Errorf("%d reports were taken", n)
		}
	})
}

func (w *town) public() []report.Public {
	list, _, err := w.rs.Public(w.Context(), report.Filter{})
	w.must(err)
	return list
}

func TestAnEmergencyIsToldWhomToCall(t *testing.T) {
	inTown(t, func(w *town) {
		w.says(w.post("/report", pothole(part{name: "category", value: "x"})[:4]...), 400, "Chọn một loại việc")
		w.says(w.post("/report", part{name: "key", value: key}, part{name: "address", value: "Cổng chợ"}, part{name: "words", value: "Dây điện rơi"}, part{name: "category", value: "nguy"}, part{name: "a.nguy.thuong", value: "co"}), 400,
			`id="stop"`, "Việc khẩn cấp, gọi 115", `href="tel:115"`, "Dây điện rơi")
		w.made(w.post("/report", part{name: "key", value: key}, part{name: "address", value: "Cổng chợ"}, part{name: "words", value: "Dây điện rơi"}, part{name: "category", value: "nguy"}, part{name: "a.nguy.thuong", value: "khong"}, part{name: "a.nguy.luc", value: "2024-07-03T08:00"}))
	})
}

func TestTheSameMatterIsOfferedBeforeItIsSent(t *testing.T) {
	inTown(t, func(w *town) {
		w.made(w.post("/report", pothole()...))
		second := pothole()
		second[0].value = key + "2"
		page := w.says(w.post("/report", second...), 200, `id="near"`, "PA-24-0001", "Ổ gà to", `value="anyway"`)
		if strings.Contains(page, `id="errors"`) {
			t.Error(page)
		}
		w.says(w.get("/reports/PA-24-0001"), 200, "Đường hỏng", "chưa được duyệt")
		w.made(w.post("/report", append(second, part{name: "do", value: "anyway"})...))
		if n := len(w.public()); n != 2 {
			t.Errorf("%d reports", n)
		}
	})
}

func TestPicturesSentAheadAreKeptAndALineThatBreaksOffLosesNone(t *testing.T) {
	inTown(t, func(w *town) {
		w.says(w.post("/report", part{name: "key", value: key}, part{name: "do", value: "keep"}, part{"photo", picture(8), "mot.jpg"}), 204)
		w.says(w.post("/report", part{name: "key", value: "x"}, part{"photo", picture(8), "mot.jpg"}), 400, "Trang này đã cũ")
		// A second one that breaks off behind the first.
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		w.must(m.WriteField("key", key))
		to, err := m.CreateFormFile("photo", "hai.jpg")
		w.must(err)
		_, err = io.WriteString(to, picture(9))
		w.must(err)
		to, err = m.CreateFormFile("photo", "ba.jpg")
		w.must(err)
		_, err = io.WriteString(to, picture(300)[:200])
		w.must(err)
		r := httptest.NewRequest(http.MethodPost, "/report", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		w.says(ask(w.h, r), 400, "Đường truyền bị ngắt")
		code := w.made(w.post("/report", pothole()...))
		if got, err := w.rs.ByCode(t.Context(), code); err != nil || len(got.Photos) != 2 {
			t.Errorf("%+v, %v", got.Photos, err)
		}
	})
}

func TestTheReporterSaysWhetherItIsDone(t *testing.T) {
	inTown(t, func(w *town) {
		press := func(code string, kv ...string) *httptest.ResponseRecorder {
			form := ""
			for i := 0; i < len(kv); i += 2 {
				form += kv[i] + "=" + kv[i+1] + "&"
			}
			r := httptest.NewRequest(http.MethodPost, "/r/"+code, strings.NewReader(form))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			return ask(w.h, r)
		}
		done := func(key string) (code, id string) {
			d := pothole(part{name: "do", value: "anyway"})
			d[0].value = key
			code = w.made(w.post("/report", d...))
			r, err := w.rs.ByCode(t.Context(), code)
			w.must(err)
			_, err = w.rs.Assign(w.system(), r.ID, "H23", "", "")
			w.must(err)
			w.resolve(r.ID, 10)
			return code, r.ID
		}
		code, id := done(key)
		w.says(w.get("/r/"+code), 200, "Đã vá ổ gà", "Đường đã sửa", "Đã xong. Bạn thấy thế nào?", "Vẫn như cũ", "/photo/")
		src := regexp.MustCompile(`src="(/r/[^"]+/photo/[0-9a-f]{64})"`).FindStringSubmatch(w.get("/r/" + code).Body.String())
		if a := w.get(src[1]); a.Code != 200 || a.Header().Get("Content-Type") != "image/jpeg" {
			t.Errorf("the picture of what was done: %d %v", a.Code, a.Header())
		}
		w.says(w.get(src[1][:len(src[1])-1]+"0"), 404)
		w.says(press(code), 400, "Hãy bấm một nút")
		w.says(press(code, "do", "deny", "why", "", "words", ""), 400, "Viết vài lời")
		// One press says why.
		if a := press(code, "do", "deny", "why", "same"); a.Header().Get("Location") != "/r/"+code+"?said=deny" {
			t.Errorf("%d %v %s", a.Code, a.Header(), a.Body)
		}
		w.says(w.get("/r/"+code+"?said=deny"), 200, "Đã mở lại", "Vẫn như cũ")
		w.resolve(id, 11)
		page := w.says(w.get("/r/"+code), 200, "Đã xong. Bạn thấy thế nào?")
		if strings.Contains(page, "Chưa xong. Vì sao?") {
			t.Error("it may be reopened once")
		}
		w.says(press(code, "do", "confirm-3"), 303)
		w.says(w.get("/r/"+code), 200, "người báo xác nhận")
		w.says(press(code, "do", "confirm-3"), 409, `role="alert"`)
		if r, err := w.rs.ByCode(t.Context(), code); err != nil || r.Rating != 3 || r.Outcome != report.Confirmed {
			t.Errorf("%+v, %v", r, err)
		}
		w.says(w.get("/reports/figures"), 200, "Trực ban tỉnh", "Cách tính")
		// What is asked is answered.
		other := pothole(part{name: "do", value: "anyway"})
		other[0].value = key + "9"
		code = w.made(w.post("/report", other...))
		r, err := w.rs.ByCode(t.Context(), code)
		w.must(err)
		_, err = w.rs.Assign(w.system(), r.ID, "H23", "", "")
		w.must(err)
		_, err = w.rs.AskInfo(w.system(), r.ID, "Gần số nhà nào?", "2024-07-05")
		w.must(err)
		w.says(w.get("/r/"+code), 200, "Gần số nhà nào?", "Đồng hồ dừng")
		w.says(press(code, "do", "info", "words", "12"), 303)
		w.says(w.post("/r/"+code+"/photo", part{"photo", picture(12), "them.jpg"}), 303)
		w.says(w.post("/r/"+code+"/photo", part{"photo", "%PDF-1.4", "x.pdf"}), 415, `role="alert"`)
		w.says(w.get("/r/"+code), 200, "Người báo trả lời: 12")
	})
}

// resolve hands in a picture and says that it is done.
func (w *town) resolve(id string, side int) {
	w.Helper()
	r, err := w.rs.Get(w.system(), id)
	w.must(err)
	f, err := w.files.Put(w.Context(), strings.NewReader(picture(side)), "xong.jpg", "image/jpeg", 1<<20)
	w.must(err)
	_, err = w.queue.AddEvidence(w.system(), r.Work, f, "")
	w.must(err)
	_, err = w.rs.Resolve(w.system(), id, "Đã vá ổ gà", "Đường đã sửa")
	w.must(err)
	for range 3 { // pictures for pages are made by a timer
		w.clock.Advance(time.Minute)
		w.must(w.timers.RunDue(w.Context()))
	}
}

func TestThePublicListAndMapShowTheSameAndNobodysName(t *testing.T) {
	inTown(t, func(w *town) {
		for i := range 3 {
			d := pothole(part{name: "do", value: "anyway"}, part{name: "phone", value: "0912345678"}, part{name: "name", value: "Nguyễn Văn An"})
			d[0].value = key + fmt.Sprint(i)
			if i == 2 {
				d[4].value = "canbo"
			}
			w.made(w.post("/report", d...))
			w.clock.Advance(time.Second)
		}
		list := w.public()
		if len(list) != 2 {
			t.Fatalf("%+v", list)
		}
		w.must(w.d.Do(w.system(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE report SET approved = 1, public_words = 'Ổ gà to' WHERE number = 'PA-24-0001'`)
			return err
		}))
		page := w.says(w.get("/reports"), 200, "PA-24-0001", "PA-24-0002", "<circle", `<text dy="4.5">2</text>`, "1 phản ánh có trên bản đồ, 1 chưa")
		for _, secret := range []string{"0912", "Nguyễn Văn An", "PA-24-0003"} {
			if strings.Contains(page, secret) {
				t.Errorf("the list tells %q", secret)
			}
		}
		if strings.Count(page, "<circle") != 1 {
			t.Error("a place that was not approved is on the map")
		}
		w.says(w.get("/reports/pa-24-0001"), 200, "Ổ gà to")
		w.says(w.get("/reports/PA-24-0003"), 404)
		w.says(w.get("/reports?category=nguy"), 200, "Không có phản ánh nào như vậy")
		w.says(w.get("/reports?view=late&area=288&category=duong"), 200, "Không có phản ánh nào như vậy")
		w.clock.Advance(20 * 24 * time.Hour)
		w.says(w.get("/en/reports?view=late&area=288"), 200, "LATE SINCE", "PA-24-0001")
		w.says(w.get("/reports?view=nothing&after=x"), 400)
		w.says(w.get("/reports/figures?days=90"), 200, "90 ngày", "<caption", "Trực ban tỉnh")
		w.says(w.get("/"), 200, "Tỉnh đã làm được gì", "Tra bằng mã")
	})
}

func TestAQRCodeLeadsToTheFormAtItsPlace(t *testing.T) {
	inTown(t, func(w *town) {
		w.must(w.d.Do(w.system(), func(ctx context.Context, _ *db.Tx) error {
			_, _, err := entity.New(w.d).Put(ctx, entity.Entity{Type: entity.Station, Code: "cot-den-7", Name: text.L{VI: "Cột đèn số 7", EN: "Lamp post 7"}, Lat: 20.95, Lon: 106.3, Area: "288", Unit: "H23"})
			return err
		}))
		a := w.get("/q/cot-den-7")
		if a.Code != 303 || a.Header().Get("Location") != "/report?q=cot-den-7" {
			t.Fatalf("%d %v", a.Code, a.Header())
		}
		w.says(w.get("/report?q=cot-den-7"), 200, "Cột đèn số 7", `name="q" value="cot-den-7"`)
		code := w.made(w.post("/report", part{name: "key", value: key}, part{name: "q", value: "cot-den-7"}, part{name: "words", value: "Đèn tắt"}, part{name: "category", value: "duong"}))
		if r, err := w.rs.ByCode(t.Context(), code); err != nil || r.Source != report.QR || r.Address != "Cột đèn số 7" || r.Area != "288" || *r.Lon != 106.3 {
			t.Errorf("%+v, %v", r, err)
		}
		if a := w.get("/en/q/khong-co"); a.Code != 303 || a.Header().Get("Location") != "/en/report" {
			t.Errorf("%d %v", a.Code, a.Header())
		}
	})
}
