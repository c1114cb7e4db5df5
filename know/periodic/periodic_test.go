package periodic_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thanhdong/act/directive"
	"thanhdong/act/notify"
	"thanhdong/act/roster"
	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/ground/account"
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
	"thanhdong/know/briefing"
	"thanhdong/know/briefing/paper"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
	"thanhdong/know/periodic"
	"thanhdong/know/periodic/docx"
	. "thanhdong/know/periodic/docx/docxtest"
	"thanhdong/sense/alert"
)

// bench is a province with a department, a monthly form of two districts, and a figure of it.
type bench struct {
	*testing.T
	d      *db.DB
	clock  *dbtest.Clock
	timers *timer.Timers
	bus    *bus.Bus
	ds     *dataset.Sets
	*periodic.Editions
}

func setting(r periodic.Rhythm) periodic.Setting {
	return periodic.Setting{Unit: "H23", Rhythm: r, After: 1, Hour: "08:00", Mark: "PROJECT CHOICE", Head: paper.Head{Above: "UBND TỈNH", Issuer: "TRUNG TÂM", Symbol: "BC-GSĐH", Place: "Hải Dương", Title: "BÁO CÁO " + string(r), Signer: "Giám đốc",
		Copies: []string{"Thường trực UBND tỉnh;", "Lưu: GSĐH."}, Remarks: "Dữ liệu mẫu"}}
}

func each(t *testing.T, fn func(b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		b := &bench{T: t, d: d, clock: dbtest.ClockOf(d), timers: timer.New(d), bus: bus.New(d)}
		b.clock.Set(at("2024-06-20", "09:00"))
		queue := work.New(d, b.bus, b.timers)
		b.ds = dataset.New(d, queue, b.bus, b.timers)
		accounts := account.Open(d, account.Options{})
		notices := notify.New(d, accounts, alert.New(d, b.bus, b.timers), roster.New(d), queue, b.bus, b.timers, "https://x")
		figures := indicator.New(d)
		briefs := briefing.New(d, queue, directive.New(d, queue, b.bus), warning.New(d, queue, "test@example.org"), notices, figures, b.timers)
		b.Editions = periodic.New(d, file.New(d, t.TempDir()), briefs, figures, notices, b.timers)
		b.must(d.Do(b.system(), func(ctx context.Context, tx *db.Tx) error {
			a := func(code, parent, name string) area.Area {
				return area.Area{Code: code, Kind: "district", Parent: parent, Name: text.L{VI: name, EN: name}, Mark: "VERIFIED"}
			}
			u := func(code, parent, in string) unit.Unit {
				return unit.Unit{Code: code, Kind: "department", Parent: parent, Area: in, Name: text.L{VI: "Đơn vị " + code, EN: code}, Mark: "PROJECT CHOICE"}
			}
			_, err1 := area.Put(ctx, tx, []area.Area{a("30", "", "Tỉnh Hải Dương"), a("288", "30", "Thành phố"), a("290", "30", "Huyện")})
			_, err2 := unit.Put(ctx, tx, []unit.Unit{u("H23", "", "30"), u("H23.SYT", "H23", "30"), u("H23.UB288", "H23", "288"), u("H23.UB290", "H23", "290")})
			form := dataset.Form{Code: "M", Name: text.L{VI: "Dịch bệnh", EN: "Disease"}, Owner: "H23.SYT", Period: dataset.Monthly, Units: []string{"H23.UB288", "H23.UB290"}, From: "2024-01-01", Due: dataset.Deadline{Days: 5, Hour: "17:00"},
				Levels: []dataset.Level{{Name: text.L{VI: "Trên", EN: "Above"}}}, Mark: "PROJECT CHOICE",
				Elements: []dataset.Element{{Code: "mac", Name: text.L{VI: "Mắc", EN: "Cases"}, Type: dataset.Number, Unit: "ca", Aggregation: dataset.Sum}}}
			figure := indicator.Definition{Code: "SXH", Name: text.L{VI: "Ca mắc sốt xuất huyết", EN: "Dengue"}, Group: text.L{VI: "Y tế", EN: "Health"}, Method: text.L{VI: "Cộng", EN: "Sum"}, Owner: "H23.SYT", Unit: "ca", Period: dataset.Monthly,
				Formula: `value("M","mac")`, Direction: indicator.Down, Targets: []indicator.Target{{From: "2024-01-01", Value: 10, Near: 2, Hold: 1}}, Mark: "PROJECT CHOICE"}
			return errors.Join(err1, err2, dataset.Put(ctx, tx, form), indicator.Put(ctx, tx, figure), periodic.Put(ctx, tx, setting(dataset.Weekly)), periodic.Put(ctx, tx, setting(dataset.Monthly)))
		}))
		fn(b)
	})
}

func at(day, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, text.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

func (b *bench) system() context.Context { return actor.With(b.Context(), actor.System("test")) }

func (b *bench) as(name string, role actor.Role, at, path string) context.Context {
	return actor.With(b.Context(), actor.Actor{ID: "acc_" + name, Name: name, Kind: actor.Person, Unit: at, Grants: []actor.Grant{{Role: role, Unit: at, UnitPath: path, AreaPath: "/30/"}}})
}

func (b *bench) leader() context.Context { return b.as("lanhdao", actor.Leader, "H23", "/H23/") }
func (b *bench) clerk() context.Context  { return b.as("dulieu", actor.Steward, "H23", "/H23/") }

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) refused(kind fault.Kind, key string, err error) {
	b.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Key != key {
		b.Fatalf("got %v, want %v %s", err, kind, key)
	}
}

func (b *bench) hand(unit, period, value string) {
	b.Helper()
	sum, err := b.ds.Put(b.system(), "M", []dataset.Given{{Element: "mac", Unit: unit, Period: period, Value: value}}, dataset.Way{Source: "machine"})
	b.must(err)
	if len(sum.Conflicts) > 0 {
		b.Fatalf("%+v", sum)
	}
	list, _, err := b.ds.List(b.system(), dataset.Filter{Form: "M", State: dataset.Open, Limit: 100})
	b.must(err)
	for _, s := range list {
		if s.Unit == unit && s.Period.Code() == period {
			_, err := b.ds.Submit(b.system(), s.ID)
			b.must(err)
		}
	}
}

func (b *bench) run(day, clock string) {
	b.Helper()
	b.clock.Set(at(day, clock))
	b.must(errors.Join(b.timers.RunDue(b.system()), b.bus.Drain(b.system())))
}

// words is the text of a report, a line for each block.
func (b *bench) words(e periodic.Edition) string {
	b.Helper()
	blocks, err := b.Twin(b.leader(), e)
	b.must(err)
	var s strings.Builder
	for _, x := range blocks {
		s.WriteString(x.Words)
		for _, r := range x.Rows {
			s.WriteString(strings.Join(r, " | ") + "\n")
		}
		s.WriteString("\n")
	}
	return s.String()
}

// keep writes a document for looking at it, where a folder is named.
func keep(t *testing.T, name string, b []byte) {
	if dir := os.Getenv("THANHDONG_DOCX_OUT"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func (b *bench) document(e periodic.Edition) []byte {
	b.Helper()
	r, _, err := b.Document(b.leader(), e.ID, 0)
	b.must(err)
	defer r.Close()
	all, err := io.ReadAll(r)
	b.must(err)
	return all
}

func TestAReportIsComposedAfterItsPeriodWithTheFiguresOfThatTime(t *testing.T) {
	each(t, func(b *bench) {
		b.run("2024-07-01", "07:00")
		b.hand("H23.UB288", "202405", "4")
		b.hand("H23.UB290", "202405", "5")
		b.hand("H23.UB288", "202406", "9")
		b.hand("H23.UB290", "202406", "6")
		b.run("2024-07-01", "08:00") // a Monday, and the first of the month
		list, _, err := b.List(b.leader(), periodic.Filter{})
		b.must(err)
		if len(list) != 3 { // the week before last was made up for on the first run
			b.Fatalf("%d reports, want three", len(list))
		}
		month := list[2]
		for _, e := range list {
			if e.Period.Code() == "202406" {
				month = e
			}
		}
		month, err = b.Get(b.leader(), month.ID)
		b.must(err)
		got := b.words(month)
		keep(b.T, "month.docx", b.document(month))
		for _, want := range []string{"BÁO CÁO month", "tháng 6/2024, từ ngày 01/06/2024 đến ngày 30/06/2024", "Hải Dương, ngày 01 tháng 7 năm 2024", "Ca mắc sốt xuất huyết (ca) | 15 | 9 | tăng 6 (66,7%) | ", "SXH·30.202406·", "Tỉnh Hải Dương", "- Không có", "Nơi nhận:"} {
			if !strings.Contains(got, want) {
				b.Errorf("%q does not stand in\n%s", want, got)
			}
		}
		if strings.Contains(got, "{{") || month.Unknown != 0 || !month.Intact || month.Content.Figures[0].Value != "15" {
			b.Fatalf("%+v\n%s", month.Content, got)
		}
		b.hand("H23.UB290", "202407", "1")
		b.run("2024-07-02", "09:00")
		if again, err := b.Get(b.leader(), month.ID); err != nil || b.words(again) != got {
			b.Fatal("what was composed has changed", err)
		}
	})
}

func TestWhatWasSignedStaysAndMayBeWithdrawnWithAReason(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(at("2024-07-03", "09:00"))
		_, err := b.Compose(b.leader(), "H23", "month", "202407")
		b.refused(fault.Conflict, "periodic.not_over", err)
		_, err = b.Compose(b.leader(), "H23", "month", "2024W20")
		b.refused(fault.Invalid, "periodic.invalid", err)
		_, err = b.Compose(b.as("thanhtra", actor.Inspector, "H23", "/H23/"), "H23", "month", "202405")
		b.refused(fault.Forbidden, "actor.forbidden", err)
		first, err := b.Compose(b.clerk(), "H23", "month", "202405")
		b.must(err)
		if !strings.Contains(b.words(first), "chưa có số") {
			b.Fatal(b.words(first))
		}
		b.hand("H23.UB288", "202405", "4")
		second, err := b.Compose(b.clerk(), "H23", "month", "202405")
		b.must(err)
		if second.ID != first.ID || second.Version != 2 || second.Digest == first.Digest {
			b.Fatalf("%+v", second)
		}
		_, err = b.Sign(b.leader(), first.ID, first.Digest)
		b.refused(fault.Conflict, "periodic.composed_anew", err)
		_, err = b.Sign(b.clerk(), first.ID, second.Digest)
		b.refused(fault.Forbidden, "actor.forbidden", err)
		_, err = b.Sign(b.system(), first.ID, second.Digest)
		b.refused(fault.Forbidden, "periodic.by_a_person", err)
		signed, err := b.Sign(b.leader(), first.ID, second.Digest)
		b.must(err)
		if signed.State != periodic.Signed || !signed.Intact || signed.SignedName != "lanhdao" {
			b.Fatalf("%+v", signed)
		}
		_, err = b.Compose(b.clerk(), "H23", "month", "202405")
		b.refused(fault.Conflict, "periodic.is_signed", err)
		_, err = b.Withdraw(b.leader(), first.ID, " ")
		b.refused(fault.Invalid, "periodic.invalid", err)
		_, err = b.Withdraw(b.leader(), first.ID, "Số của huyện sai")
		b.must(err)
		_, err = b.Withdraw(b.leader(), first.ID, "Số của huyện sai")
		b.refused(fault.Conflict, "periodic.is_withdrawn", err)
		anew, err := b.Compose(b.clerk(), "H23", "month", "202405")
		b.must(err)
		if anew.ID == first.ID || anew.Number == first.Number {
			b.Fatalf("%+v", anew)
		}
		if _, err := b.Get(b.as("xa", actor.Officer, "H23.SYT", "/H23/H23.SYT/"), anew.ID); !fault.Is(err, fault.NotFound) {
			b.Fatal("an officer elsewhere reads it", err)
		}
		b.must(b.d.Do(b.system(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE periodic_version SET content = replace(content, 'chưa có số', '12') WHERE edition = ? AND version = 1`, anew.ID)
			return err
		}))
		b.must(b.d.Do(b.system(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE periodic_version SET content = replace(content, 'TRUNG', 'Trung') WHERE edition = ?`, anew.ID)
			return err
		}))
		if got, err := b.Get(b.leader(), anew.ID); err != nil || got.Intact {
			b.Fatal("a changed word was not noticed", err)
		}
	})
}

func TestATemplateThatAClerkEditedIsUsedAndAnEarlierOneComesBack(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(at("2024-07-03", "09:00"))
		b.hand("H23.UB288", "202406", "9")
		mine := Make(P("Số ca: {{chi_", "tieu:sxh}} ca, kỳ trước {{chi_tieu:SXH:ky_truoc}}, {{chi_tieu:SXH:so_voi_ky_truoc}}; {{gio_hop}}")+
			Table([]string{"{{#dia_ban_cap_duoi:SXH}}{{stt}}", "{{ten}}: {{gia_tri}}{{/}}"})+P("{{ma:SXH}} {{so_ky_hieu}}"), Part{Name: "word/footer1.xml", Body: `<w:ftr ` + Namespaces + `>` + P("{{tu_ngay}}") + `</w:ftr>`})
		_, err := b.Try(b.as("thanhtra", actor.Inspector, "H23", "/H23/"), "H23", "month", mine)
		b.refused(fault.Forbidden, "actor.forbidden", err)
		_, err = b.Try(b.clerk(), "H23", "month", []byte("no document"))
		b.refused(fault.Invalid, "periodic.docx_no_zip", err)
		all, err := b.Try(b.clerk(), "H23", "month", mine)
		b.must(err)
		bad := periodic.Bad(all)
		if len(bad) != 1 || bad[0].Raw != "{{gio_hop}}" || !strings.Contains(bad[0].Near, "Số ca:") || all[0].Now != "9" && !strings.HasPrefix(all[0].Now, "9 (") {
			b.Fatalf("%+v", all)
		}
		taken, err := b.Take(b.clerk(), "H23", "month", mine, "mau cua toi.docx", "Thêm giờ họp")
		b.must(err)
		e, err := b.Compose(b.clerk(), "H23", "month", "202406")
		b.must(err)
		got := b.words(e)
		for _, want := range []string{"Số ca: 9", "kỳ trước chưa có số, chưa so được; {{gio_hop}}", "Huyện: chưa có số", "Thành phố: 9", "SXH·30.202406·", "/BC-GSĐH"} {
			if !strings.Contains(got, want) {
				b.Errorf("%q does not stand in\n%s", want, got)
			}
		}
		if taken.No != 1 || e.Unknown != 1 || e.Content.Template != 1 {
			b.Fatalf("%+v %+v", taken, e)
		}
		z, err := zip.NewReader(bytes.NewReader(b.document(e)), int64(len(b.document(e))))
		b.must(err)
		f, err := z.Open("word/footer1.xml")
		b.must(err)
		if foot, _ := io.ReadAll(f); !bytes.Contains(foot, []byte("01/06/2024")) && !bytes.Contains(foot, []byte("{{tu_ngay}}")) {
			b.Fatalf("%s", foot)
		}
		_, err = b.Back(b.clerk(), "H23", "month", 1)
		b.refused(fault.Conflict, "periodic.in_force", err)
		_, err = b.Back(b.clerk(), "H23", "month", 7)
		b.refused(fault.NotFound, "periodic.no_version", err)
		back, err := b.Back(b.clerk(), "H23", "month", 0)
		b.must(err)
		ts, err := b.Templates(b.leader(), "H23", "month")
		b.must(err)
		if back.No != 2 || back.BackTo != 0 || len(ts.Versions) != 3 || ts.Versions[0].No != 2 || len(ts.Known) < 20 {
			b.Fatalf("%+v %+v", back, ts)
		}
		old, name, err := b.TemplateFile(b.leader(), "H23", "month", 1)
		b.must(err)
		if !bytes.Equal(old, mine) || name != "mau cua toi.docx" {
			b.Fatalf("%q, %d bytes", name, len(old))
		}
		if official, _, err := b.TemplateFile(b.leader(), "H23", "month", 2); err != nil || !bytes.Equal(official, periodic.Official(dataset.Monthly)) {
			b.Fatal("version 2 is not the one of the binary", err)
		}
	})
}

func TestTheTemplateOfTheBinaryKnowsAllItsNames(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(at("2024-07-03", "09:00"))
		for _, r := range periodic.Rhythms {
			if !bytes.Equal(periodic.Official(r), periodic.Official(r)) {
				b.Error("other bytes the second time")
			}
			all, err := b.Try(b.clerk(), "H23", string(r), periodic.Official(r))
			b.must(err)
			for _, f := range all {
				if f.State != docx.Known {
					b.Errorf("%s: %+v", r, f)
				}
			}
		}
	})
}

func TestOfTwoWhoSignAtOnceOneWins(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(at("2024-07-03", "09:00"))
		e, err := b.Compose(b.clerk(), "H23", "week", "2024W26")
		b.must(err)
		won := make(chan error, 2)
		for _, who := range []string{"a", "b"} {
			go func() {
				_, err := b.Sign(b.as(who, actor.Leader, "H23", "/H23/"), e.ID, e.Digest)
				won <- err
			}()
		}
		one, two := <-won, <-won
		if (one == nil) == (two == nil) {
			b.Fatalf("%v, %v", one, two)
		}
		b.refused(fault.Conflict, "periodic.is_signed", errors.Join(one, two))
	})
}
