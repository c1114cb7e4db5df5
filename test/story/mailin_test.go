package story

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/smtp"
	"net/textproto"
	"regexp"
	"strings"
	"testing"

	"thanhdong/app"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
	"thanhdong/test/town"
)

const mailAt = "phananh@tinh.test"

// byMail hands one letter to the port as a mail server does; the code is 250 where it was taken.
func byMail(t *testing.T, w *town.Town, from, to, letter string) (code int, said string) {
	t.Helper()
	err := smtp.SendMail(w.App.MailAddr(), nil, from, []string{to}, []byte(strings.ReplaceAll(letter, "\n", "\r\n")))
	var refused *textproto.Error
	switch {
	case err == nil:
		return 250, ""
	case errors.As(err, &refused):
		return refused.Code, refused.Msg
	}
	t.Fatal(err)
	return 0, ""
}

// a letter with a photo.
func written(t *testing.T, from, id, words string) string {
	return fmt.Sprintf("From: =?UTF-8?B?VHLhuqduIFRo4buLIEhvw6A=?= <%s>\nTo: <%s>\nSubject: =?UTF-8?B?4buUIGfDoCB0bw==?=\nMessage-ID: <%s>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"+
		"--x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s\n--x\nContent-Type: image/png; name=anh.png\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n%s\n--x--\n",
		from, mailAt, id, words, base64.StdEncoding.EncodeToString(shot(t, 9)))
}

var replyTo = regexp.MustCompile(`phananh\+[a-z2-7]{26}@tinh\.test`)

// Somebody writes a letter. It is a report with its photo, once however often it comes; what is asked reaches them by mail, their answer reaches whoever asked, and what machines
// write is no report.
func TestAReportByMailIsTakenAskedAboutAndAnswered(t *testing.T) {
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		w := town.Boot(t, c, func(c *app.Config) { c.MailIn, c.MailAt = "127.0.0.1:0", mailAt })
		post := mailServer(t, w)
		desk := w.Person("trực ban", actor.ShiftLeader, "H23", "")
		road := w.Person("cán bộ đô thị", actor.Officer, "H23.UB288", "288")
		const hoa = "hoa@dan.test"
		var list struct {
			Items []struct {
				ID, Number, Source string
				Category           struct{ Code string }
			}
		}
		reports := func() int {
			t.Helper()
			list.Items = nil
			desk.Get("/reports").OK(&list)
			return len(list.Items)
		}

		letter := written(t, hoa, "1@dan.test", "Có ổ gà trước cổng trường.\nĐịa chỉ: 12 Thanh Niên\n\n-- \nHoà")
		for range 3 { // the line broke before the answer
			if code, said := byMail(t, w, hoa, mailAt, letter); code != 250 {
				t.Fatalf("%d %s", code, said)
			}
		}
		if reports() != 1 || list.Items[0].Source != "email" || list.Items[0].Category.Code != "ha_tang_giao_thong" {
			t.Fatalf("%+v", list.Items)
		}
		id := list.Items[0].ID
		w.Until("the receipt is there", func() bool { return post.subject(hoa, list.Items[0].Number) == 1 })
		receipt := post.of(hoa, "/r/")[0]
		r, err := w.App.Reports.ByCode(t.Context(), regexp.MustCompile(`/r/([A-Z2-9]{5}-[A-Z2-9]{5})`).FindStringSubmatch(receipt.body)[1])
		if err != nil || r.ID != id || r.Words != "Ổ gà to\nCó ổ gà trước cổng trường.\nĐịa chỉ: 12 Thanh Niên" || r.Address != "12 Thanh Niên" || r.Reporter.Name != "Trần Thị Hoà" || r.Reporter.Email != hoa || len(r.Photos) != 1 {
			t.Fatalf("%+v, %v", r, err)
		}

		for what, refused := range map[string][3]string{
			"another address":    {hoa, "ai@tinh.test", written(t, hoa, "2@dan.test", "x")},
			"an absence note":    {hoa, mailAt, "Auto-Submitted: auto-replied\n" + written(t, hoa, "3@dan.test", "Tôi đi vắng")},
			"a list":             {hoa, mailAt, "List-Id: <tin.test>\n" + written(t, hoa, "4@dan.test", "Khuyến mãi")},
			"nobody":             {"", mailAt, written(t, hoa, "5@dan.test", "x")},
			"itself":             {mailAt, mailAt, written(t, mailAt, "6@dan.test", "x")},
			"no words":           {hoa, mailAt, "From: <" + hoa + ">\nMessage-ID: <7@dan.test>\n\n\n"},
			"a guess at a token": {hoa, "phananh+aaaaaaaaaaaaaaaaaaaaaaaaaa@tinh.test", written(t, hoa, "8@dan.test", "x")},
		} {
			if code, said := byMail(t, w, refused[0], refused[1], refused[2]); code != 550 || said == "" {
				t.Errorf("%s: %d %s", what, code, said)
			}
		}
		if n := reports(); n != 1 {
			t.Errorf("%d reports", n)
		}

		// What is asked goes out by mail, and an answer comes back to where it was asked.
		var s seen
		desk.Post("/reports/"+id+"/assign", map[string]string{"unit": "H23.UB288"}).OK(&s)
		road.Post("/reports/"+id+"/ask", map[string]string{"words": "Gần số nhà mấy?", "until": string(text.DayOf(w.Clock.Now()).Add(2))}).OK(&s)
		asked := text.T(text.VI, "report.state_need_info", nil)
		w.Until("the question is there", func() bool { return post.subject(hoa, asked) == 1 })
		at := ""
		for _, d := range post.of(hoa, "/r/") {
			if plain, _ := heading.DecodeHeader(d.subject); strings.Contains(plain, asked) {
				at = replyTo.FindString(d.reply)
			}
		}
		answer := "From: <%s>\nSubject: Re: x\nMessage-ID: <%s>\nContent-Type: text/plain; charset=utf-8\n\nGần số nhà 14\n\nVào Th 2 Trực ban <truc@tinh.test> đã viết:\n> Gần số nhà mấy?\n"
		if code, said := byMail(t, w, "ai@dan.test", at, fmt.Sprintf(answer, "ai@dan.test", "9@dan.test")); code != 550 {
			t.Errorf("another answers: %d %s", code, said)
		}
		for range 2 {
			if code, said := byMail(t, w, hoa, at, fmt.Sprintf(answer, hoa, "10@dan.test")); code != 250 {
				t.Fatalf("%d %s", code, said)
			}
		}
		s = seen{}
		road.Get("/reports/" + id).OK(&s)
		if last := s.Log[len(s.Log)-1]; s.State != "in_progress" || last.Kind != "give_info" || !strings.Contains(last.Text, "Gần số nhà 14") || strings.Contains(last.Text, "mấy") {
			t.Errorf("%s %+v", s.State, last)
		}
		// What is said besides is added; the code in the subject leads there too.
		if code, said := byMail(t, w, hoa, mailAt, "From: <"+hoa+">\nSubject: "+r.Code+"\nMessage-ID: <11@dan.test>\nContent-Type: text/plain; charset=utf-8\n\nSáng nay có người ngã\n"); code != 250 {
			t.Errorf("%d %s", code, said)
		}
		s = seen{}
		road.Get("/reports/" + id).OK(&s)
		if last := s.Log[len(s.Log)-1]; s.State != "in_progress" || last.Kind != "add_words" || !last.Shown || reports() != 1 {
			t.Errorf("%s %+v", s.State, last)
		}

		// The mailbox is no more: its mail server says so, and no more letters go there.
		bounce := "From: <mailer-daemon@dan.test>\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; dan.test\n\nFinal-Recipient: rfc822; " + hoa +
			"\nAction: failed\nStatus: 5.1.1\n\n--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: " + receipt.id + "\n\n--x--\n"
		if code, said := byMail(t, w, "", mailAt, bounce); code != 250 {
			t.Errorf("%d %s", code, said)
		}
		w.Until("the page says so", func() bool {
			lost, err := w.App.Reports.Unreached(t.Context(), r.Code)
			return err == nil && lost
		})
		desk.Post("/reports/"+id+"/reject", map[string]string{"reason": "spam", "words": "x"}).Refused(409) // in progress
		road.Upload(s.Work.ID, "sau-khi-va.png", shot(t, 1), "").OK(nil)
		before := letters(t, w)
		road.Post("/reports/"+id+"/resolve", map[string]string{"answer": "Đã vá", "easy": "Xong"}).OK(nil)
		w.Quiet()
		if n := letters(t, w); n != before {
			t.Errorf("%d letters to a mailbox that is no more", n-before)
		}
		if found, err := w.App.Reports.ByCode(t.Context(), r.Code); err != nil || found.State != report.Resolved {
			t.Errorf("%s %v", found.State, err)
		}
	})
}

// letters counts those that were written, sent or not.
func letters(t *testing.T, w *town.Town) (n int) {
	t.Helper()
	if err := w.App.DB.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM notify_letter`).Scan(&n)
	}); err != nil {
		t.Fatal(err)
	}
	return n
}
