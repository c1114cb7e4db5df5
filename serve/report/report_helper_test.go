package report_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"path/filepath"
	"testing"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/serve/report"
)

// bench is a small province that takes reports: the desk H23.DESK, the city 288 with its committee, a department.
type bench struct {
	t      *testing.T
	d      *db.DB
	clock  *dbtest.Clock
	bus    *bus.Bus
	timers *timer.Timers
	queue  *work.Work
	files  *file.Files
	rs     *report.Reports
}

const (
	desk = "H23.DESK"
	city = "H23.UB288"
	dept = "H23.SXD"
	lon  = 106.30 // in the city
	lat  = 20.95
)

func each(t *testing.T, fn func(b *bench)) { eachOutside(t, report.Refuse, fn) }

func eachOutside(t *testing.T, outside report.Outside, fn func(b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		b := &bench{t: t, d: d, clock: dbtest.ClockOf(d), bus: bus.New(d), timers: timer.New(d)}
		b.queue = work.New(d, b.bus, b.timers)
		b.files = file.New(d, filepath.Join(d.Dir(), "files"))
		b.rs = report.New(d, b.queue, b.files, b.bus, b.timers, outside)
		heirs := unit.NewHeirs()
		heirs.Follow(b.bus, b.timers)
		heirs.Register(b.queue.Estate())
		heirs.Register(b.rs.Estate())
		b.order(func(ctx context.Context, tx *db.Tx) error {
			a := func(code, kind, parent string) area.Area {
				return area.Area{Code: code, Kind: kind, Parent: parent, Name: text.L{VI: code, EN: code}, Mark: "VERIFIED"}
			}
			_, err1 := area.Put(ctx, tx, []area.Area{a("30", "province", ""), a("288", "city", "30"), a("290", "city", "30")})
			outlines, err2 := area.ParseBoundaries([]byte(`{"type":"FeatureCollection","features":[` +
				`{"type":"Feature","properties":{"code":"30","source":"đo"},"geometry":{"type":"Polygon","coordinates":[[[106.1,20.8],[106.6,20.8],[106.6,21.2],[106.1,21.2],[106.1,20.8]]]}},` +
				`{"type":"Feature","properties":{"code":"288","source":"đo"},"geometry":{"type":"Polygon","coordinates":[[[106.2,20.9],[106.4,20.9],[106.4,21.0],[106.2,21.0],[106.2,20.9]]]}}]}`))
			if err := errors.Join(err1, err2); err != nil {
				return err
			}
			_, err1 = area.PutBoundaries(ctx, tx, outlines)
			_, err2 = unit.Put(ctx, tx, []unit.Unit{department("H23", "", "30"), department(desk, "H23", "30"), department(city, "H23", "288"), department(dept, "H23", "30")})
			return errors.Join(err1, err2,
				work.PutReason(ctx, tx, work.Reason{Code: "cho-bo-sung", Use: work.ForPause, Name: text.L{VI: "Chờ bổ sung", EN: "Waiting"}, Longest: 40 * time.Hour, Mark: "PROJECT CHOICE"}),
				report.PutIntake(ctx, tx, report.Intake{Unit: desk, PerSender: 20, Mail: "nha"}),
				report.PutCategory(ctx, tx, report.Category{Code: "duong", Name: text.L{VI: "Đường hỏng", EN: "Broken roads"}, Keywords: []string{"ổ gà"}, Process: 40 * time.Hour, Working: true, Severity: 3,
					Routes: []report.Route{{Area: "30", Unit: dept}, {Area: "288", Unit: city}}}),
				report.PutCategory(ctx, tx, report.Category{Code: "nha", Name: text.L{VI: "Trật tự", EN: "Order"}, Process: 40 * time.Hour, Working: true, Severity: 2, Home: true,
					Routes: []report.Route{{Area: "30", Unit: dept}}}),
				report.PutCategory(ctx, tx, report.Category{Code: "canbo", Name: text.L{VI: "Cán bộ", EN: "Officials"}, Process: 40 * time.Hour, Working: true, Severity: 3, Private: true,
					Routes: []report.Route{{Area: "30", Unit: dept}}}),
				report.PutCategory(ctx, tx, report.Category{Code: "nguy", Name: text.L{VI: "Nguy hiểm", EN: "Danger"}, Keywords: []string{"cây đổ"}, Process: 24 * time.Hour, Severity: 4,
					Stop:   text.L{VI: "Gọi 115", EN: "Call 115"},
					Routes: []report.Route{{Area: "30", Unit: dept}},
					Questions: []report.Question{{Code: "thuong", Datatype: "singlevaluelist", Required: true, Values: []report.Choice{
						{Key: "khong", Name: text.L{VI: "Không", EN: "No"}}, {Key: "co", Name: text.L{VI: "Có", EN: "Yes"}, Stop: true}}}}}))
		})
		b.settle()
		fn(b)
	})
}

func department(code, parent, in string) unit.Unit {
	return unit.Unit{Code: code, Kind: "department", Parent: parent, Area: in, Name: text.L{VI: "Sở " + code, EN: "Department " + code}, Mark: "PROJECT CHOICE"}
}

func (b *bench) order(fn func(ctx context.Context, tx *db.Tx) error) {
	b.t.Helper()
	if err := b.d.Do(as(b.t, actor.System("test")), fn); err != nil {
		b.t.Fatal(err)
	}
}

// settle does what is pending now.
func (b *bench) settle() {
	b.t.Helper()
	for range 3 {
		if err := errors.Join(b.bus.Drain(b.t.Context()), b.timers.RunDue(b.t.Context())); err != nil {
			b.t.Fatal(err)
		}
	}
}

func person(id string, role actor.Role, unit, path, areaPath string) actor.Actor {
	return actor.Actor{ID: "acc_" + id, Name: id, Kind: actor.Person, Unit: unit, Grants: []actor.Grant{{Role: role, Unit: unit, UnitPath: path, AreaPath: areaPath}}}
}

func as(t *testing.T, a actor.Actor) context.Context { return actor.With(t.Context(), a) }

var (
	clerk   = person("desk", actor.ShiftLeader, "H23", "/H23/", "/30/")
	hotline = person("hotline", actor.Hotline, "H23", "/H23/", "/30/")
	officer = person("officer", actor.Officer, city, "/H23/"+city+"/", "/30/")
	leader  = person("leader", actor.Leader, "H23", "/H23/", "/30/")
	stander = person("stander", actor.Officer, dept, "/H23/"+dept+"/", "/30/")
)

func place() (x, y *float64) {
	a, o := lon, lat
	return &a, &o
}

func draft() report.Draft {
	x, y := place()
	return report.Draft{Source: report.Web, Category: "duong", Words: "Ổ gà to trước cổng trường", Address: "Đường Thanh Niên", Lon: x, Lat: y}
}

func (b *bench) receive(d report.Draft) report.Report {
	b.t.Helper()
	r, err := b.rs.Receive(b.t.Context(), d)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// must is for commands that have to go well.
func (b *bench) must(r report.Report, err error) report.Report {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *bench) assigned(d report.Draft) report.Report {
	b.t.Helper()
	r := b.receive(d)
	code := r.Code
	r = b.must(b.rs.Assign(as(b.t, clerk), r.ID, city, "", ""))
	r.Code = code
	return r
}

// resolved is a report whose reporter has the word.
func (b *bench) resolved() report.Report {
	b.t.Helper()
	r := b.assigned(draft())
	b.prove(r.ID, picture(1))
	code := r.Code
	r = b.must(b.rs.Resolve(as(b.t, officer), r.ID, "Đã vá ổ gà", "Đường đã sửa xong"))
	r.Code = code
	return r
}

// prove hands in a picture of what was done.
func (b *bench) prove(id string, body []byte) {
	b.t.Helper()
	r := b.must(b.rs.Get(as(b.t, clerk), id))
	f := b.keep(body)
	if _, err := b.queue.AddEvidence(as(b.t, officer), r.Work, f, ""); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) keep(body []byte) file.File {
	b.t.Helper()
	f, err := b.files.Put(b.t.Context(), bytes.NewReader(body), "anh.jpg", "", 20<<20)
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

func (b *bench) get(id string) report.Report {
	b.t.Helper()
	return b.must(b.rs.Get(as(b.t, clerk), id))
}

// picture is a JPEG that differs by its shade.
func picture(shade uint8) []byte {
	m := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range m.Pix {
		m.Pix[i] = shade * 10
	}
	m.SetGray(0, 0, color.Gray{Y: 255})
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, nil); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func wantFault(t *testing.T, what string, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Key != key {
		t.Errorf("%s: got %v, want %s %s", what, err, kind, key)
	}
}

func wantField(t *testing.T, what string, err error, path, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if ok {
		for _, at := range f.Fields {
			if at.Path == path && at.Key == key {
				return
			}
		}
	}
	t.Errorf("%s: got %v, want %s at %s", what, err, key, path)
}

// kinds are the lines of a report's history.
func kinds(r report.Report) string {
	s := ""
	for _, l := range r.Log {
		s += l.Kind + " "
	}
	return s
}

func number(i int) string { return fmt.Sprint(i) }
