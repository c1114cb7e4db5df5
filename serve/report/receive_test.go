package report_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

func (b *bench) count(where string, args ...any) (n int) {
	b.t.Helper()
	b.order(func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM `+where, args...).Scan(&n)
	})
	return n
}

func TestTheSameDraftSentFiveTimesIsOneReport(t *testing.T) {
	each(t, func(b *bench) {
		d := draft()
		d.Key = "nhap-20240703-0001"
		var wg sync.WaitGroup
		var mu sync.Mutex
		got := map[string]bool{}
		for range 5 {
			wg.Go(func() {
				r, err := b.rs.Receive(t.Context(), d)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				got[r.Number+" "+r.Code] = true
			})
		}
		wg.Wait()
		d.Key, d.External = "", "thanhpho-17"
		first := b.receive(d)
		if again := b.receive(d); again.ID != first.ID {
			t.Errorf("the same from another system became %s and %s", first.Number, again.Number)
		}
		if n := b.count(`report`); len(got) != 1 || n != 2 {
			t.Errorf("%d answers %v, %d reports", len(got), got, n)
		}
		if n := b.count(`work_item WHERE kind = 'report'`); n != 2 {
			t.Errorf("%d items", n)
		}
	})
}

func TestEveryFaultOfADraftIsToldAtOnce(t *testing.T) {
	each(t, func(b *bench) {
		x, y := 106.3, 95.0
		_, err := b.rs.Receive(t.Context(), report.Draft{Source: "fax", Category: "nguy", Lon: &x, Lat: &y, Key: "x", Answers: map[string]string{"thuong": "co"},
			Reporter: report.Reporter{Phone: "12", Email: "a@@b"}, Address: strings.Repeat("a", 301)})
		for path, key := range map[string]string{"words": "report.no_words", "source": "report.bad_source", "place": "report.bad_place", "key": "report.bad_key", "phone": "report.bad_phone",
			"email": "report.bad_email", "address": "report.too_long", "answers/thuong": "report.stop"} {
			wantField(t, "a bad draft", err, path, key)
		}
		_, err = b.rs.Receive(t.Context(), report.Draft{Source: report.Web, Category: "khong-co", Words: "a"})
		wantField(t, "an unknown category", err, "category", "report.no_category")
		d := draft()
		d.Lon, d.Lat, d.Address = nil, nil, ""
		_, err = b.rs.Receive(t.Context(), d)
		wantField(t, "no place", err, "place", "report.no_place")
		if n := b.count(`report`); n != 0 {
			t.Errorf("%d were taken", n)
		}
	})
}

func TestAPlaceOutsideTheProvinceIsRefusedOrFlagged(t *testing.T) {
	x, y := -73.98, 40.75
	d := draft()
	d.Lon, d.Lat = &x, &y
	eachOutside(t, report.Refuse, func(b *bench) {
		_, err := b.rs.Receive(t.Context(), d)
		wantField(t, "New York", err, "place", "report.outside")
	})
	eachOutside(t, report.AcceptAndFlag, func(b *bench) {
		r := b.receive(d)
		if r.Area != "30" || len(r.Flags) != 1 || r.Flags[0] != report.FlagOutside {
			t.Errorf("taken in %s with %v", r.Area, r.Flags)
		}
		list, _, err := b.rs.List(as(t, clerk), report.Filter{Flag: report.FlagOutside})
		if err != nil || len(list) != 1 {
			t.Errorf("the flagged: %d %v", len(list), err)
		}
		if in := b.receive(draft()); len(in.Flags) != 0 || in.Area != "288" {
			t.Errorf("inside: %v in %s", in.Flags, in.Area)
		}
	})
}

func TestWordsAreKeptWithoutTricks(t *testing.T) {
	each(t, func(b *bench) {
		d := draft()
		d.Words = "  Hố ga\u202e gnp.eteled\u202c \x00\x1b[31mở\r\nđây\u200b\u2066!\u2069 H" + strings.Repeat("\u0301", 60) + "ỏng <script>alert(1)</script> \U0001F468\u200d\U0001F469 \xff "
		d.Reporter.Name = "Nguyễn\u202eVăn\n A"
		d.Address = "Số 1\u2028Phố\u00a0Cổ"
		r := b.must(b.rs.ByCode(t.Context(), b.receive(d).Code))
		if want := "Hố ga gnp.eteled [31mở\nđây! H" + strings.Repeat("\u0301", 4) + "ỏng <script>alert(1)</script> \U0001F468\u200d\U0001F469"; r.Words != want {
			t.Errorf("words %q\nwant  %q", r.Words, want)
		}
		if r.Reporter.Name != "NguyễnVăn A" || strings.Contains(r.Address, "\u2028") {
			t.Errorf("name %q, address %q", r.Reporter.Name, r.Address)
		}
	})
}

func TestManyFromOneAddressWaitButDangerIsNeverLost(t *testing.T) {
	each(t, func(b *bench) {
		d := draft()
		d.Sender = "192.0.2.7"
		danger := d
		danger.Category, danger.Answers = "nguy", map[string]string{"thuong": "khong"}
		taken, refused, kept, all := 0, 0, 0, 10_000
		if b.d.Engine() == db.Postgres {
			all = 2_000 // the same takes ten times as long
		}
		for i := range all {
			send := d
			if i%(all/10) == all/10-1 {
				send = danger
			}
			r, err := b.rs.Receive(t.Context(), send)
			switch {
			case err == nil && send.Category == "nguy":
				if kept++; len(r.Flags) != 1 || r.Flags[0] != report.FlagMany {
					t.Fatalf("danger after many is marked %v", r.Flags)
				}
			case err == nil:
				taken++
			case fault.Is(err, fault.TooMany):
				refused++
			default:
				t.Fatal(err)
			}
		}
		if taken != 20 || kept != 10 || refused != all-30 {
			t.Errorf("taken %d, danger %d, refused %d", taken, kept, refused)
		}
		other := d
		other.Sender = "192.0.2.8"
		b.receive(other)
		b.clock.Advance(time.Hour + time.Second)
		b.receive(d)
		if n := b.count(`report WHERE sender LIKE '%192.0%'`); n != 0 {
			t.Errorf("%d rows keep the address", n)
		}
	})
}

func TestABanRefusesAllButDanger(t *testing.T) {
	each(t, func(b *bench) {
		d := draft()
		d.Sender, d.Reporter.Phone = "192.0.2.7", "0912 345 678"
		r := b.receive(d)
		last := text.DayOf(b.d.Now()).Add(3)
		_, err := b.rs.Forbid(as(t, officer), r.ID, "phone", "quấy rối", last)
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("the unit may ban: %v", err)
		}
		_, err = b.rs.Forbid(as(t, clerk), r.ID, "email", "quấy rối", last)
		wantFault(t, "ban what is not known", err, fault.Conflict, "report.nobody_to_ban")
		b.must(b.rs.Forbid(as(t, clerk), r.ID, "phone", "quấy rối", last))
		b.must(b.rs.Forbid(as(t, clerk), r.ID, "sender", "quấy rối", last))
		byPhone := draft()
		byPhone.Reporter.Phone = "+84 912.345.678"
		byCall := byPhone
		byCall.Source = report.Hotline
		bySender := draft()
		bySender.Sender = "192.0.2.7"
		for _, day := range []int{0, 1, 2} {
			for what, d := range map[string]report.Draft{"phone": byPhone, "sender": bySender} {
				_, err := b.rs.Receive(t.Context(), d)
				wantFault(t, what+" on day "+number(day), err, fault.Forbidden, "report.banned")
			}
			danger := byPhone
			danger.Category, danger.Answers = "nguy", map[string]string{"thuong": "khong"}
			for what, r := range map[string]report.Report{"danger": b.receive(danger), "a call, which a person heard": b.must(b.rs.Receive(as(t, hotline), byCall))} {
				if len(r.Flags) != 1 || r.Flags[0] != report.FlagBanned {
					t.Errorf("%s from a banned number: %v", what, r.Flags)
				}
			}
			b.clock.Advance(24 * time.Hour)
		}
		list, err := b.rs.Bans(as(t, clerk))
		if err != nil || len(list) != 2 {
			t.Fatalf("bans %v %v", list, err)
		}
		for _, ban := range list {
			if err := b.rs.Lift(as(t, clerk), ban.ID); err != nil {
				t.Error(err)
			}
		}
		b.receive(byPhone)
		b.receive(bySender)
	})
}

func TestWhoMayTakeAReport(t *testing.T) {
	each(t, func(b *bench) {
		d := draft()
		d.Source = report.Hotline
		_, err := b.rs.Receive(t.Context(), d)
		wantFault(t, "nobody at the hotline", err, fault.Unauthenticated, "actor.nobody")
		_, err = b.rs.Receive(as(t, leader), d)
		wantFault(t, "a leader at the hotline", err, fault.Forbidden, "actor.forbidden")
		r := b.must(b.rs.Receive(as(t, hotline), d))
		if got := b.get(r.ID); got.Log[0].ByID != hotline.ID {
			t.Errorf("taken by %s", got.Log[0].ByID)
		}
	})
}

func TestNothingIsTakenWhereNoDeskIsNamed(t *testing.T) {
	each(t, func(b *bench) {
		b.order(func(ctx context.Context, tx *db.Tx) error { return report.EndSetting(ctx, tx, "intake") })
		_, err := b.rs.Receive(t.Context(), draft())
		wantFault(t, "no desk", err, fault.Unavailable, "report.no_intake")
		b.order(func(ctx context.Context, tx *db.Tx) error {
			return report.PutIntake(ctx, tx, report.Intake{Unit: desk})
		})
		b.order(func(ctx context.Context, tx *db.Tx) error { return report.EndSetting(ctx, tx, "duong") })
		_, err = b.rs.Receive(t.Context(), draft())
		wantField(t, "a category that ended", err, "category", "report.no_category")
	})
}

func TestWhatIsPublicNamesNobody(t *testing.T) {
	each(t, func(b *bench) {
		d := draft()
		d.Words = "Ông Nguyễn Văn A (0912.345.678, hoặc 09\u200d12 345 679, +84 (912) 345-680) xe 34A-123.45, CCCD 030 089 001 234, thư a.b+c@example.vn, làm đường Bà Triệu hỏng ngày 03/07/2024, sâu 30 cm"
		d.Address, d.Reporter = "Số 12, cạnh nhà bà Trần Thị Hoà 0912345678", report.Reporter{Name: "Lê Thị Bình", Phone: "0987654321", Email: "binh@example.vn"}
		r := b.receive(d)
		look := func() report.Public {
			t.Helper()
			p, err := b.rs.ByNumber(t.Context(), r.Number)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		if p := look(); p.Words != "" || p.Address != "" || p.Lon != nil || len(p.Photos) != 0 {
			t.Errorf("before it is approved: %+v", p)
		}
		b.must(b.rs.Approve(as(t, clerk), r.ID))
		p := look()
		for _, secret := range []string{"345", "679", "680", "34A", "030", "089", "example", "Nguyễn", "Văn A", "Trần", "Hoà", "Bình", "0987"} {
			if strings.Contains(p.Words+p.Address, secret) {
				t.Errorf("%q is public: %q, %q", secret, p.Words, p.Address)
			}
		}
		for _, rest := range []string{"làm đường Bà Triệu hỏng ngày 03/07/2024, sâu 30 cm", "xe •••"} {
			if !strings.Contains(p.Words, rest) {
				t.Errorf("%q was masked: %q", rest, p.Words)
			}
		}
		b.must(b.rs.Redact(as(t, clerk), r.ID, report.Said{Words: "Đường hỏng"}))
		if p := look(); p.Words != "Đường hỏng" {
			t.Errorf("redacted: %q", p.Words)
		}
		b.must(b.rs.Withdraw(as(t, clerk), r.ID, "Còn nói về người khác"))
		if p := look(); p.Words != "" || p.Lon != nil {
			t.Errorf("withdrawn: %+v", p)
		}
		if got := b.get(r.ID); got.Words == "" || kinds(got) != "receive approve redact withdraw " {
			t.Errorf("history %q", kinds(got))
		}
		if mine := b.must(b.rs.ByCode(t.Context(), r.Code)); strings.Contains(kinds(mine), "redact") || !strings.Contains(mine.Words, "Nguyễn Văn A") {
			t.Errorf("the reporter sees %q, %q", kinds(mine), mine.Words)
		}

		// A place that may be a home is public to about 50 m, and the distance tells no more.
		x, y := 106.300123, 20.950234
		home := draft()
		home.Category, home.Lon, home.Lat = "nha", &x, &y
		r = b.receive(home)
		b.must(b.rs.Approve(as(t, clerk), r.ID))
		if p := look(); p.Address != "" || *p.Lon == x || *p.Lat == y || *p.Lon < 106.2998 || *p.Lon > 106.3003 {
			t.Errorf("home at %v %v, %q", *p.Lon, *p.Lat, p.Address)
		}
		near, err := b.rs.Similar(t.Context(), "nha", 106.3003, 20.95)
		if err != nil || len(near) != 1 || near[0].Metres%50 != 0 {
			t.Errorf("near: %+v %v", near, err)
		}

		// What is private is not there for anybody.
		private := draft()
		private.Category = "canbo"
		r = b.receive(private)
		_, err = b.rs.Approve(as(t, clerk), r.ID)
		wantFault(t, "approve a private one", err, fault.Conflict, "report.private")
		if _, err := b.rs.ByNumber(t.Context(), r.Number); !fault.Is(err, fault.NotFound) {
			t.Errorf("by number: %v", err)
		}
		list, _, err := b.rs.Public(t.Context(), report.Filter{})
		if err != nil || len(list) != 2 {
			t.Errorf("public: %d %v", len(list), err)
		}
		if near, err := b.rs.Similar(t.Context(), "canbo", lon, lat); err != nil || len(near) != 0 {
			t.Errorf("near a private one: %v %v", near, err)
		}
	})
}

func TestWhoIsShownTheReporterAndThatItIsWrittenDown(t *testing.T) {
	each(t, func(b *bench) {
		d := draft()
		d.Reporter = report.Reporter{Name: "Lê Thị Bình", Phone: "0987654321", Hidden: true}
		hidden := b.assigned(d)
		d.Reporter.Hidden = false
		open := b.assigned(d)
		see := func(a actor.Actor, id string) string { return b.must(b.rs.Get(as(t, a), id)).Reporter.Name }
		for _, c := range []struct {
			who  actor.Actor
			id   string
			want string
		}{{clerk, hidden.ID, "Lê Thị Bình"}, {officer, hidden.ID, ""}, {officer, open.ID, "Lê Thị Bình"}, {leader, open.ID, ""}} {
			if got := see(c.who, c.id); got != c.want {
				t.Errorf("%s sees %q, want %q", c.who.Name, got, c.want)
			}
		}
		looks := b.count(`ledger WHERE verb = 'report.look'`)
		see(officer, open.ID)
		see(leader, open.ID)
		if now := b.count(`ledger WHERE verb = 'report.look'`); now != looks+1 {
			t.Errorf("%d looks more", now-looks)
		}
		list, _, err := b.rs.List(as(t, clerk), report.Filter{})
		if err != nil || list[0].Reporter.Name != "" || list[0].Code != "" {
			t.Errorf("a list tells %+v %v", list[0].Reporter, err)
		}
	})
}
