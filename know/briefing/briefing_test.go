package briefing_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/know/briefing"
	"thanhdong/know/briefing/paper"
	"thanhdong/know/indicator"
	"thanhdong/sense/alert"
)

// bench is a province with a chairman, a shift leader, the head and an officer of the environment, and the head of health.
type bench struct {
	*testing.T
	d          *db.DB
	clock      *dbtest.Clock
	bus        *bus.Bus
	timers     *timer.Timers
	queue      *work.Work
	directives *directive.Directives
	accounts   *account.Accounts
	*briefing.Briefs
	people map[string]string
}

var setting = briefing.Setting{
	Unit: "H23", Hour: "07:00", Mark: "PROJECT CHOICE", Head: paper.Head{Above: "UBND TỈNH HẢI DƯƠNG", Issuer: "TRUNG TÂM GIÁM SÁT, ĐIỀU HÀNH", Symbol: "BT-GSĐH", Place: "Hải Dương", Title: "BẢN TIN GIAO BAN SÁNG",
		Signer: "TRỰC BAN TRƯỞNG", Copies: []string{"Thường trực UBND tỉnh;", "Lưu: GSĐH."}},
}

var homes = map[string]struct {
	unit, path string
	role       actor.Role
}{
	"chutich":   {"H23", "/H23/", actor.Leader},
	"truongca":  {"H23", "/H23/", actor.ShiftLeader},
	"giamdoc":   {"H23.STNMT", "/H23/H23.STNMT/", actor.Leader},
	"canbo":     {"H23.STNMT", "/H23/H23.STNMT/", actor.Officer},
	"giamdocyt": {"H23.SYT", "/H23/H23.SYT/", actor.Leader},
	"canboyt":   {"H23.SYT", "/H23/H23.SYT/", actor.Officer},
}

func each(t *testing.T, fn func(b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		b := &bench{T: t, d: d, clock: dbtest.ClockOf(d), bus: bus.New(d), timers: timer.New(d), people: map[string]string{}}
		b.clock.Set(at("2024-07-02", "06:00"))
		b.queue = work.New(d, b.bus, b.timers)
		b.directives = directive.New(d, b.queue, b.bus)
		b.accounts = account.Open(d, account.Options{})
		notices := notify.New(d, b.accounts, alert.New(d, b.bus, b.timers), roster.New(d), b.queue, b.bus, b.timers, "https://x")
		b.Briefs = briefing.New(d, b.queue, b.directives, warning.New(d, b.queue, "test@example.org"), notices, indicator.New(d), b.timers)
		b.must(d.Do(b.system(), func(ctx context.Context, tx *db.Tx) error {
			u := func(code, kind, parent string) unit.Unit {
				return unit.Unit{Code: code, Kind: kind, Parent: parent, Area: "30", Name: text.L{VI: "Đơn vị " + code, EN: code}, Mark: "PROJECT CHOICE"}
			}
			_, err1 := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: text.L{VI: "Tỉnh", EN: "Province"}, Mark: "VERIFIED"}})
			_, err2 := unit.Put(ctx, tx, []unit.Unit{u("H23", "committee", ""), u("H23.STNMT", "department", "H23"), u("H23.SYT", "department", "H23")})
			if err := errors.Join(err1, err2); err != nil {
				return err
			}
			for name, h := range homes {
				id := tx.NewID("acc")
				b.people[name] = id
				if _, err := tx.Exec(ctx, `INSERT INTO account (id, name, name_key, title_vi, title_en, unit, unit_path, area_path, password, state, sample, created_at, search)
					VALUES (?, ?, ?, ?, ?, ?, ?, '/30/', '', 'active', 0, 0, ?)`, id, name, name, "Ông "+name, "Mr "+name, h.unit, h.path, name); err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `INSERT INTO account_grant (account, role, unit, area) VALUES (?, ?, ?, '30')`, id, string(h.role), h.unit); err != nil {
					return err
				}
			}
			return briefing.Put(ctx, tx, setting)
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

func (b *bench) as(name string) context.Context {
	h := homes[name]
	return actor.With(b.Context(), actor.Actor{ID: b.people[name], Name: name, Kind: actor.Person, Unit: h.unit, Grants: []actor.Grant{{Role: h.role, Unit: h.unit, UnitPath: h.path, AreaPath: "/30/"}}})
}

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

// morning moves the clock to an hour of a day and does what is due.
func (b *bench) morning(day, clock string) {
	b.Helper()
	b.clock.Set(at(day, clock))
	b.must(errors.Join(b.timers.RunDue(b.system()), b.bus.Drain(b.system())))
}

func (b *bench) brief(day text.Day) briefing.Brief {
	b.Helper()
	got, err := b.On(b.as("chutich"), day, "")
	b.must(err)
	return got
}

// item opens work of a unit that is due after a while.
func (b *bench) item(n int, code, title string, limit time.Duration) {
	b.Helper()
	b.must(b.d.Do(b.system(), func(ctx context.Context, tx *db.Tx) error {
		u, err := unit.ByCode(ctx, tx, code, "")
		if err != nil {
			return err
		}
		_, err = b.queue.Open(ctx, work.NewItem{Kind: "thing", Subject: work.Subject{Kind: "thing", ID: fmt.Sprint("thing_", n), Number: fmt.Sprintf("VV-24-%04d", n)}, Title: text.L{VI: title, EN: title}, Severity: 2,
			Unit: u.Code, UnitPath: u.Path, Area: u.Area, AreaPath: u.AreaPath, Limit: limit})
		return err
	}))
}

type thing struct{}

func (thing) Name() string                                      { return "thing" }
func (thing) MayClose(context.Context, *db.Tx, work.Item) error { return nil }
func (thing) Closed(context.Context, *db.Tx, work.Item) error   { return nil }
func (thing) Reopened(context.Context, *db.Tx, work.Item) error { return nil }

func TestABriefIsComposedOnWorkingMorningsAndNamesWhoAnswers(t *testing.T) {
	each(t, func(b *bench) {
		b.queue.Register(thing{})
		b.item(1, "H23.STNMT", "Nước thải đổ ra mương", 30*time.Minute)
		b.must(b.accounts.SetPhone(b.system(), b.people["giamdoc"], "0220 385 3456"))
		b.morning("2024-07-02", "06:59")
		_, err := b.On(b.as("chutich"), "2024-07-02", "")
		b.refused(fault.NotFound, "briefing.none_that_day", err)
		b.morning("2024-07-02", "07:00")
		got := b.brief("2024-07-02")
		if len(got.Content.Late) != 1 || got.Content.Late[0].Person != b.people["giamdoc"] || got.Content.Late[0].UnitName.VI != "Đơn vị H23.STNMT" {
			b.Fatalf("late: %+v", got.Content.Late)
		}
		if got.Phones[b.people["giamdoc"]] != "02203853456" || !got.Intact {
			b.Fatalf("phones %v, intact %v", got.Phones, got.Intact)
		}
		b.morning("2024-07-06", "09:00") // three mornings were slept through, and Saturday is off
		list, _, err := b.List(b.as("chutich"), "", 0)
		b.must(err)
		if len(list) != 1 {
			b.Fatalf("%d briefs, want one: none on Saturday", len(list))
		}
		b.morning("2024-07-08", "07:00")
		if list, _, err = b.List(b.as("chutich"), "", 0); err != nil || len(list) != 2 || list[0].Day != "2024-07-08" {
			b.Fatalf("on Monday: %v, %v", list, err)
		}
	})
}

func TestWhatWasSignedStaysAsItWasAndIsSentOnce(t *testing.T) {
	each(t, func(b *bench) {
		b.queue.Register(thing{})
		b.morning("2024-07-02", "07:00")
		first := b.brief("2024-07-02")
		_, err := b.Sign(b.as("canbo"), first.ID, first.Digest)
		b.refused(fault.NotFound, "briefing.not_found", err)
		_, err = b.Send(b.as("truongca"), first.ID)
		b.refused(fault.Conflict, "briefing.is_composed", err)
		b.item(2, "H23.SYT", "Báo cáo bệnh", time.Minute)
		b.clock.Set(at("2024-07-02", "07:10"))
		again, err := b.Compose(b.as("truongca"), "H23")
		b.must(err)
		if again.Version != 2 || len(again.Versions) != 2 || again.Digest == first.Digest || len(again.Content.Late) != 1 {
			b.Fatalf("composed anew: %+v", again)
		}
		_, err = b.Sign(b.as("truongca"), first.ID, first.Digest)
		b.refused(fault.Conflict, "briefing.composed_anew", err)
		_, err = b.Sign(b.system(), first.ID, again.Digest)
		b.refused(fault.Forbidden, "briefing.by_a_person", err)
		signed, err := b.Sign(b.as("truongca"), first.ID, again.Digest)
		b.must(err)
		if signed.SignedName != "truongca" || !signed.Intact {
			b.Fatalf("signed: %+v", signed)
		}
		_, err = b.Compose(b.as("truongca"), "H23")
		b.refused(fault.Conflict, "briefing.is_signed", err)
		_, err = b.On(b.as("giamdocyt"), "2024-07-02", "")
		b.refused(fault.NotFound, "briefing.none_that_day", err)
		_, err = b.Send(b.as("truongca"), first.ID)
		b.must(err)
		_, err = b.Send(b.as("truongca"), first.ID)
		b.refused(fault.Conflict, "briefing.is_sent", err)
		if _, err = b.On(b.as("giamdocyt"), "2024-07-02", ""); err != nil {
			b.Fatalf("who was sent it may read it: %v", err)
		}
		_, err = b.On(b.as("canboyt"), "2024-07-02", "")
		b.refused(fault.NotFound, "briefing.none_that_day", err)
		var n int
		b.must(b.d.View(b.Context(), func(ctx context.Context, tx *db.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM notify_notice WHERE about = ? AND kind = 'situation'`, first.ID).Scan(&n)
		}))
		if n != 3 { // the chairman and two heads
			b.Fatalf("%d leaders were told", n)
		}
		b.must(b.d.Do(b.system(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE briefing_version SET content = replace(content, 'Báo cáo', 'Bao cao') WHERE brief = ?`, first.ID)
			return err
		}))
		if got := b.brief("2024-07-02"); got.Intact {
			b.Fatal("a changed word was not noticed")
		}
	})
}

func TestTheNextBriefOpensWithWhatWasPromisedAndSaysWhetherItWasKept(t *testing.T) {
	each(t, func(b *bench) {
		b.morning("2024-07-02", "07:00")
		day := b.brief("2024-07-02")
		_, err := b.Begin(b.as("chutich"), day.ID)
		b.refused(fault.Conflict, "briefing.is_composed", err)
		_, err = b.Sign(b.as("truongca"), day.ID, day.Digest)
		b.must(err)
		b.clock.Set(at("2024-07-02", "07:30"))
		_, err = b.Begin(b.as("chutich"), day.ID)
		b.must(err)
		_, err = b.Decide(b.as("chutich"), day.ID, "Diệt lăng quăng tại 6 xã @canboyt")
		b.refused(fault.Invalid, "briefing.line_incomplete", err)
		for _, line := range []string{"Thông 3 miệng cống @canbo hôm nay -> ảnh trước và sau", "Rà soát điểm ngập @canbo trước 16h hôm nay", "Diệt lăng quăng tại 6 xã @canboyt thứ sáu"} {
			if _, err = b.Decide(b.as("chutich"), day.ID, line); err != nil {
				b.Fatal(line, err)
			}
		}
		m, err := b.EndMeeting(b.as("chutich"), day.ID)
		b.must(err)
		if len(m.Decisions) != 3 || m.Open {
			b.Fatalf("%+v", m)
		}
		d := m.Decisions[0].Directive
		if d.Title != "Thông 3 miệng cống" || d.Result != "ảnh trước và sau" || d.Person != b.people["canbo"] || !d.Due.Equal(at("2024-07-02", "17:00")) || d.Source.Kind != "meeting" {
			b.Fatalf("%+v", d)
		}
		_, err = b.Decide(b.as("chutich"), day.ID, "Một việc nữa @canbo mai")
		b.refused(fault.Conflict, "briefing.no_open_meeting", err)
		b.must(b.d.Do(b.system(), func(ctx context.Context, tx *db.Tx) error { // accepted, without the way through files and proof
			_, err := tx.Exec(ctx, `UPDATE directive SET state = 'accepted' WHERE id = ?`, d.ID)
			return err
		}))
		b.morning("2024-07-03", "07:00")
		next := b.brief("2024-07-03").Content
		var got []briefing.Promise
		for _, l := range next.Promises {
			got = append(got, l.Promise)
		}
		if !slices.Equal(got, []briefing.Promise{briefing.Broken, briefing.Running, briefing.Kept}) || next.Meeting != "2024-07-02" {
			b.Fatalf("promises %v of %s", got, next.Meeting)
		}
		if kept, broken := next.Kept(); kept != 1 || broken != 1 {
			b.Fatalf("kept %d, broken %d", kept, broken)
		}
		if len(next.Late) != 0 { // the broken promise stands above, not twice
			b.Fatalf("late: %+v", next.Late)
		}
	})
}

func TestOfTwoWhoSignAtOnceOneWins(t *testing.T) {
	each(t, func(b *bench) {
		b.morning("2024-07-02", "07:00")
		day := b.brief("2024-07-02")
		won := make(chan error, 2)
		for _, who := range []string{"truongca", "chutich"} {
			go func() {
				_, err := b.Sign(b.as(who), day.ID, day.Digest)
				won <- err
			}()
		}
		one, two := <-won, <-won
		if (one == nil) == (two == nil) {
			b.Fatalf("%v, %v", one, two)
		}
		b.refused(fault.Conflict, "briefing.is_signed", errors.Join(one, two))
	})
}

func TestALineIsTakenApart(t *testing.T) {
	now := at("2024-07-02", "08:00") // a Tuesday
	for _, c := range []struct{ line, what, to, due, result string }{
		{"Thông cống @canbo thứ sáu", "Thông cống", "canbo", "2024-07-05 17:00", ""},
		{"Thông cống @canbo trước 16h30 thứ 6 -> ảnh", "Thông cống", "canbo", "2024-07-05 16:30", "ảnh"},
		{"@canbo rà soát 12 điểm ngập xong trước 03/7", "rà soát 12 điểm ngập", "canbo", "2024-07-03 17:00", ""},
		{"Chốt số giải ngân tháng 6 @kh ngày mai", "Chốt số giải ngân tháng 6", "kh", "2024-07-03 17:00", ""},
		{"Họp tổ @kh 14:00", "Họp tổ", "kh", "2024-07-02 14:00", ""},
		{"Họp tổ @kh lúc 7 giờ", "Họp tổ", "kh", "2024-07-03 07:00", ""},
		{"Diệt lăng quăng @yt thứ hai tuần sau => 6 xã", "Diệt lăng quăng", "yt", "2024-07-08 17:00", "6 xã"},
		{"Báo cáo @yt chủ nhật", "Báo cáo", "yt", "2024-07-07 17:00", ""},
		{"Báo cáo @yt cuối tháng", "Báo cáo", "yt", "2024-07-31 17:00", ""},
		{"Báo cáo @yt 01/02", "Báo cáo", "yt", "2025-02-01 17:00", ""},
		{"Báo cáo @yt 31/02", "Báo cáo @yt 31/02", "", "", ""},
		{"Tăng ca trực", "Tăng ca trực", "", "", ""},
		{"Kiểm tra 2h mưa lớn", "Kiểm tra mưa lớn", "", "2024-07-03 02:00", ""},
		{"Thuê xe @a thứ ba", "Thuê xe", "a", "2024-07-02 17:00", ""},
		{"Thuê xe @{Nguyễn Văn A} thứ ba", "Thuê xe", "Nguyễn Văn A", "2024-07-02 17:00", ""},
		{"Report @a Friday", "Report", "a", "2024-07-05 17:00", ""},
	} {
		p := briefing.TakeApart(c.line, now)
		due := ""
		if !p.Due.IsZero() {
			due = p.Due.In(text.Zone).Format("2006-01-02 15:04")
		}
		if c.line == "Báo cáo @yt 31/02" {
			c.what, c.to = "Báo cáo 31/02", "yt"
		}
		if p.What != c.what || p.To != c.to || due != c.due || p.Result != c.result {
			t.Errorf("%s: %+v, due %s", c.line, p, due)
		}
	}
}

func FuzzALineIsTakenApart(f *testing.F) {
	f.Add("Thông cống @canbo thứ sáu 16h -> ảnh")
	f.Add("@ @@ 99/99 25h -> => 31/02/0000")
	f.Fuzz(func(t *testing.T, line string) { briefing.TakeApart(line, at("2024-02-29", "23:59")) })
}
