package report_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

func mail(id string) report.Letter {
	return report.Letter{Key: "mail-" + id + "-0000", MessageID: id + "@dan.example", From: "hoa@dan.example", Name: "Trần Thị Hoà", Subject: "Ổ gà", Words: "Có ổ gà to"}
}

func (b *bench) byMail(l report.Letter) report.Report {
	b.t.Helper()
	r, err := b.rs.ByMail(b.t.Context(), l)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func TestALetterSaysItsKindAndPlace(t *testing.T) {
	each(t, func(b *bench) {
		for words, want := range map[string]string{
			"Có ổ gà to": "duong", "CÓ Ổ GÀ, CÂY ĐỔ!": "nguy", "Bóng đèn cháy": "nha", "Cái ổ gàn dở": "nha", "cây\nđổ": "nguy",
		} {
			l := mail("loai")
			l.Key, l.Subject, l.Words = "mail-"+want+number(len(words))+"-key", "", words
			r := b.byMail(l)
			if r.Category != want || r.Source != report.Email || r.Area != "30" || r.Reporter.Email != "hoa@dan.example" {
				t.Errorf("%q is of %s in %s", words, r.Category, r.Area)
			}
		}
		l := mail("noi")
		l.Words = "Có ổ gà\n  Địa chỉ : 12 Thanh Niên, gần chợ\nNhờ sửa"
		r := b.byMail(l)
		if r.Address != "12 Thanh Niên, gần chợ" || r.Words != "Ổ gà\n"+"Có ổ gà\n  Địa chỉ : 12 Thanh Niên, gần chợ\nNhờ sửa" {
			t.Errorf("%q, %q", r.Address, r.Words)
		}
		// Whoever handles it in the city may read it, though nobody said on the map where it lies.
		if r = b.must(b.rs.Assign(as(t, clerk), r.ID, city, "", "")); r.Area != "288" || r.AreaPath != "/30/288/" {
			t.Errorf("in %s", r.AreaPath)
		}
		for i, c := range []struct{ lat, lon float64 }{{20.95, 106.30}, {10.77, 106.70}} {
			l := mail("anh" + number(i))
			if err := b.rs.Keep(t.Context(), l.Key, b.keep(withExif(picture(uint8(i+1)), 1, c.lat, c.lon))); err != nil {
				t.Fatal(err)
			}
			r := b.byMail(l)
			full, err := b.rs.ByCode(t.Context(), r.Code)
			if err != nil || len(full.Photos) != 1 {
				t.Errorf("%+v, %v", full.Photos, err)
			}
			if inside := i == 0; inside != (r.Lat != nil) || inside && r.Area != "288" || !inside && r.Area != "30" {
				t.Errorf("taken at %v: in %s, %v", c, r.Area, r.Lat)
			}
		}
	})
}

func TestALetterIsOneReportAndNoLongerThanOne(t *testing.T) {
	each(t, func(b *bench) {
		l := mail("dai")
		l.Words, l.Left = strings.Repeat("ổ gà ", 2000), []string{"don.pdf"}
		r := b.byMail(l)
		if n := utf8.RuneCountInString(r.Words); n > 4000 || !strings.Contains(r.Words, "don.pdf") || !strings.Contains(r.Words, "Thư dài hơn") {
			t.Errorf("%d letters: %s", n, r.Words)
		}
		if again := b.byMail(l); again.ID != r.ID {
			t.Error("the same letter is another report")
		}
		l = mail("khong")
		l.Subject, l.Words = " ", "\u200b"
		_, err := b.rs.ByMail(t.Context(), l)
		wantField(t, "no words", err, "words", "report.no_words")
		b.order(func(ctx context.Context, tx *db.Tx) error {
			return report.PutIntake(ctx, tx, report.Intake{Unit: desk, PerSender: 2})
		})
		_, err = b.rs.ByMail(t.Context(), mail("tat"))
		wantFault(t, "no pack says of which kind", err, fault.Unavailable, "report.no_mail_in")
		b.order(func(ctx context.Context, tx *db.Tx) error {
			return report.PutIntake(ctx, tx, report.Intake{Unit: desk, PerSender: 2, Mail: "nha"})
		})
		b.byMail(mail("hai"))
		_, err = b.rs.ByMail(t.Context(), mail("ba"))
		wantFault(t, "three within the hour", err, fault.TooMany, "report.many")
	})
}

func TestWhoWroteIsToldAndAnswersByMail(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.rs.HearAt("phananh@tinh.example")
		r := o.byMail(mail("mot"))
		receipt := o.one()
		token := receipt.ReplyTo[len("phananh+"):strings.Index(receipt.ReplyTo, "@")]
		if !strings.Contains(receipt.Text, "Your letter is now the report "+r.Number) || !strings.Contains(receipt.Text, r.Code) || !strings.Contains(receipt.Text, "115") || receipt.Answers != "mot@dan.example" || !strings.HasSuffix(receipt.End, "/f/"+token) || strings.Contains(receipt.Text, "ổ gà to") {
			t.Fatalf("%+v", receipt)
		}
		o.must(o.rs.Assign(as(t, clerk), r.ID, city, "", ""))
		if m := o.one(); m.ReplyTo != receipt.ReplyTo {
			t.Errorf("%+v", m)
		}
		reply := func(id, from, words string) report.Letter {
			return report.Letter{Key: "reply-" + id + "-000", From: from, Subject: "Re", Words: words}
		}
		_, err := o.rs.Replied(t.Context(), token, reply("1", "khac@dan.example", "x"))
		wantFault(t, "another writes", err, fault.NotFound, "report.no_writer")
		_, err = o.rs.Replied(t.Context(), "x", reply("1", "hoa@dan.example", "x"))
		wantFault(t, "a guess", err, fault.NotFound, "report.no_writer")
		l := reply("1", "khac@dan.example", "x")
		l.Subject = "về " + r.Code
		_, err = o.rs.Replied(t.Context(), "", l)
		wantFault(t, "the code from elsewhere", err, fault.NotFound, "report.no_writer")
		_, err = o.rs.Replied(t.Context(), token, reply("2", "hoa@dan.example", " "))
		wantField(t, "nothing said", err, "words", "report.words_needed")

		o.must(o.rs.AskInfo(as(t, officer), r.ID, "Gần số mấy?", text.DayOf(o.clock.Now()).Add(2)))
		if m := o.one(); !strings.Contains(m.Text, "Gần số mấy?") || !strings.Contains(m.Text, "trả lời thư này") {
			t.Errorf("%+v", m)
		}
		l = reply("3", "HOA@dan.example", "Gần số 14")
		if err := o.rs.Keep(t.Context(), l.Key, o.keep(picture(4))); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := o.rs.Replied(t.Context(), token, l); err != nil {
				t.Fatal(err)
			}
		}
		l = reply("4", "hoa@dan.example", "Thêm nữa")
		l.Subject = "về " + strings.ToLower(r.Code)
		o.must(o.rs.Replied(t.Context(), "", l))
		now := o.get(r.ID)
		if now.State != report.InProgress || len(now.Photos) != 1 || !strings.HasSuffix(kinds(now), "ask_info give_info add_words ") {
			t.Errorf("%s, %d photos, %s", now.State, len(now.Photos), kinds(now))
		}
		o.prove(r.ID, picture(1))
		o.must(o.rs.Resolve(as(t, officer), r.ID, "Đã vá", "Xong"))
		o.must(o.rs.Confirm(t.Context(), r.Code, 3))
		_, err = o.rs.Replied(t.Context(), token, reply("5", "hoa@dan.example", "Cảm ơn"))
		wantFault(t, "it has ended", err, fault.Conflict, "report.is_closed")
		l = reply("6", "hoa@dan.example", "")
		if err := o.rs.Keep(t.Context(), l.Key, o.keep(picture(5))); err != nil {
			t.Fatal(err)
		}
		_, err = o.rs.Replied(t.Context(), token, l)
		wantFault(t, "a picture of what has ended", err, fault.Conflict, "report.is_closed")
	})
}

func TestALetterIsTakenWhileNobodyCanBeWrittenTo(t *testing.T) {
	eachOffice(t, func(o *office) {
		if err := o.letters.Set(as(t, actor.System("test")), "email", 1, false, map[string]string{"host": "mail"}); err != nil {
			t.Fatal(err)
		}
		o.byMail(mail("mot"))
		if got := o.mail(); len(got) != 0 {
			t.Errorf("%+v", got)
		}
	})
}
