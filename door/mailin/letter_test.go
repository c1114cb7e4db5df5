package mailin

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// crlf writes a letter as it travels.
func crlf(s string) string { return strings.ReplaceAll(strings.TrimPrefix(s, "\n"), "\n", "\r\n") }

type hung struct{ name, kind, body string }

func readAll(t *testing.T, raw string) (*letter, []hung) {
	t.Helper()
	l, err := open(strings.NewReader(crlf(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var got []hung
	if err := l.read(func(key, name, kind string, r io.Reader) error {
		b, err := io.ReadAll(r)
		got = append(got, hung{name, kind, string(b)})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return l, got
}

func TestALetterIsReadAsProgramsWriteIt(t *testing.T) {
	big := strings.Repeat("x", smallestPic+1)
	l, got := readAll(t, `
From: =?UTF-8?B?VHLhuqduIFRo4buLIEhvw6A=?= <Hoa@Dan.example>
Subject: =?UTF-8?Q?Re:_Tr=E1=BA=A3_l=E1=BB=9Di:_=E1=BB=94_g=C3=A0_to?=
Message-ID: <abc+1@dan.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="a b"

--a b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: quoted-printable

=C4=90=C6=B0=E1=BB=9Dng Thanh Ni=C3=AAn=20
h=E1=BB=8Fng.

--=20
Ho=C3=A0
--c
Content-Type: text/html; charset=utf-8

<p>Kh&ocirc;ng đọc bản này</p>
--c--
--a b
Content-Type: image/jpeg; name="=?UTF-8?B?4bqjbmguanBn?="
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename*=UTF-8''%E1%BA%A3nh%201.jpg

`+base64.StdEncoding.EncodeToString([]byte(big))+`
--a b
Content-Type: image/png
Content-ID: <logo>
Content-Disposition: inline

logo
--a b
Content-Type: application/pdf; name=don.pdf

%PDF
--a b--
`)
	if l.From != "Hoa@Dan.example" || l.Name != "Trần Thị Hoà" || l.Subject != "Ổ gà to" || l.MessageID != "abc+1@dan.example" || l.Words != "Đường Thanh Niên hỏng." || l.Cut {
		t.Errorf("%+v", l)
	}
	if len(got) != 1 || got[0].name != "ảnh 1.jpg" || got[0].kind != "image/jpeg" || got[0].body != big {
		t.Errorf("hung on it: %d %+v", len(got), got)
	}
	if strings.Join(l.Left, ",") != "don.pdf" {
		t.Errorf("left: %v", l.Left)
	}
	if l.machine("hoa@dan.example") != "" || l.isReport() {
		t.Error("taken for a machine's")
	}
}

func TestAPageBecomesWords(t *testing.T) {
	for page, want := range map[string]string{
		"<html><head><title>x</title><style>p{}</style></head><body><p>Ổ gà&nbsp;to</p><div>trước <b>cổng</b>\n trường</div><ul><li>một<li>hai</ul>": "Ổ gà to\ntrước cổng trường\n- một\n- hai",
		"<p>Vẫn hỏng</p><blockquote><p>Đã sửa</p></blockquote>Cảm ơn":                                                                                "Vẫn hỏng\n> Đã sửa\nCảm ơn",
		"<script>alert(1)</script>&lt;b&gt;": "<b>",
		"":                                   "",
		"<head><body>a":                      "a",
	} {
		if got := wordsOf(page); got != want {
			t.Errorf("%q became %q, want %q", page, got, want)
		}
	}
	l, _ := readAll(t, `
From: a@dan.example
Content-Type: text/html; charset=windows-1258
Content-Transfer-Encoding: 8bit

<p>T`+"\xf4"+`i</p>
`)
	if l.Words != "Tôi" {
		t.Errorf("%q", l.Words)
	}
}

func TestWhatIsAddedIsCutAndNothingElse(t *testing.T) {
	for said, want := range map[string]string{
		"Ổ gà to\n-- \nNguyễn Văn An\n0912345678":             "Ổ gà to",
		"Ổ gà to\n\nGửi từ iPhone của tôi":                    "Ổ gà to",
		"Ổ gà to\nSent from my Galaxy":                        "Ổ gà to",
		"-- \nchỉ có chữ ký":                                  "-- \nchỉ có chữ ký",
		"a\n-- \n" + strings.Repeat("một dòng của đơn\n", 20): strings.TrimSpace("a\n-- \n" + strings.Repeat("một dòng của đơn\n", 20)),
		"Nhà số 5 -- ngõ 12":                                  "Nhà số 5 -- ngõ 12",
	} {
		if got := withoutSignature(said); got != want {
			t.Errorf("%q became %q, want %q", said, got, want)
		}
	}
	for said, want := range map[string]string{
		"Số nhà 12\n\nOn Mon, 2 Dec 2024 at 10:00, Trực ban <truc@tinh.example> wrote:\n> Số nhà mấy?\n> --\n":         "Số nhà 12",
		"Số nhà 12\n\nVào Th 2, 2 thg 12, 2024 vào lúc 10:00 Trực ban <\ntruc@tinh.example> đã viết:\n\n> Số nhà mấy?": "Số nhà 12",
		"Số nhà 12\n\n-----Original Message-----\nFrom: Trực ban":                                                      "Số nhà 12",
		"Số nhà 12\n\nTừ: Trực ban <truc@tinh.example>\nĐã gửi: thứ Hai\nTới: tôi\nSố nhà mấy?":                        "Số nhà 12",
		"On Mon, 2 Dec 2024, Trực ban wrote:\n> Số nhà mấy?\nSố nhà 12":                                                "Số nhà 12",
		"> chỉ có trích":                "> chỉ có trích",
		"Từ nhà tôi đi ra: có hai ổ gà": "Từ nhà tôi đi ra: có hai ổ gà",
	} {
		if got := answerIn(said); got != want {
			t.Errorf("%q says %q, want %q", said, got, want)
		}
	}
}

func TestWhatMachinesWriteIsKnown(t *testing.T) {
	for head, want := range map[string]string{
		"Auto-Submitted: auto-replied":                  "auto",
		"Auto-Submitted: auto-generated; owner-email=x": "auto",
		"Auto-Submitted: no":                            "",
		"Precedence: bulk":                              "list",
		"List-Id: <tin.example>":                        "list",
		"List-Unsubscribe: <https://x.example>":         "list",
		"Return-Path: <>":                               "bounce",
		"X-Autoreply: yes":                              "auto",
		"Content-Type: multipart/report; boundary=x":    "bounce",
		"X-Mailer: Thunderbird":                         "",
	} {
		l, err := open(strings.NewReader(crlf("From: a@dan.example\n" + head + "\n\nx\n")))
		if err != nil {
			t.Fatal(err)
		}
		if got := l.machine("a@dan.example"); got != want {
			t.Errorf("%s: %q, want %q", head, got, want)
		}
		if l.machine("") != "bounce" {
			t.Errorf("%s: nobody sent it", head)
		}
	}
	for from, want := range map[string]string{"noreply@x.example": "auto", "MAILER-DAEMON@x.example": "auto", "norep@x.example": ""} {
		l, err := open(strings.NewReader(crlf("From: " + from + "\n\nx\n")))
		if err != nil || l.machine(from) != want {
			t.Errorf("%s: %q, %v", from, l.machine(from), err)
		}
	}
}

const dsn = `
From: Mail Delivery System <mailer-daemon@tinh.example>
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x

Không gửi được.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.tinh.example

Final-Recipient: rfc822; mat@dan.example
Action: failed
Status: 5.1.1

--x
Content-Type: text/rfc822-headers

Subject: PA-24-0001
Message-ID: <ltr_0123456789abcdefghjkmnpqrs@tinh.example>

--x--
`

func TestALetterThatCameBackIsFound(t *testing.T) {
	for raw, want := range map[string]string{
		dsn: "ltr_0123456789abcdefghjkmnpqrs",
		strings.Replace(dsn, "5.1.1", "4.2.2", 1):                    "",
		strings.Replace(dsn, "5.1.1", "5.2.2", 1):                    "", // full
		strings.Replace(dsn, "Action: failed", "Action: relayed", 1): "",
		strings.Replace(dsn, "<ltr_", "<other_", 1):                  "",
	} {
		l, err := open(strings.NewReader(crlf(raw)))
		if err != nil {
			t.Fatal(err)
		}
		if id, err := l.bounced(); err != nil || id != want || !l.isReport() {
			t.Errorf("%q, want %q, %v", id, want, err)
		}
	}
}

func TestABrokenLetterIsNoneAndAStrangeOneIsRead(t *testing.T) {
	cut := errors.New("line cut")
	whole := crlf("From: a@dan.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nổ gà\n")
	l, err := open(io.MultiReader(strings.NewReader(whole), broken{cut}))
	if err == nil {
		err = l.read(func(string, string, string, io.Reader) error { return nil })
	}
	if !errors.Is(err, cut) {
		t.Errorf("broken off, and read: %v", err)
	}
	if l, _ := readAll(t, "\n"+strings.ReplaceAll(whole, "\r\n", "\n")); l.Words != "ổ gà" {
		t.Errorf("without its last boundary: %q", l.Words)
	}
	for _, bad := range []string{"", "\r\n", "x", "From: \r\n\r\nx", "Subject: a\r\n\r\nb", "From a@b Mon\r\nFrom: a@b.example\r\n\r\nx", "X: " + strings.Repeat("y", longestHead) + "\r\n\r\n", strings.Repeat("Received: by x\r\n", mostHops+1) + "From: a@b.example\r\n\r\nx"} {
		var no refused
		if _, err := open(strings.NewReader(bad)); !errors.As(err, &no) {
			t.Errorf("%.40q: %v", bad, err)
		}
	}
	deep := "From: a@b.example\n"
	for i := range 50 {
		deep += fmt.Sprintf("Content-Type: multipart/mixed; boundary=x%dx\n\n--x%dx\n", i, i)
	}
	if l, got := readAll(t, deep+"\nx"); l.Words != "" || len(got) != 0 {
		t.Errorf("%q", l.Words)
	}
	if l, _ := readAll(t, "From: a@b.example\n\n"+strings.Repeat("dài ", longestWords)); !l.Cut || len(l.Words) > longestWords || !utf8.ValidString(l.Words) {
		t.Errorf("%d bytes, cut %v", len(l.Words), l.Cut)
	}
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

func TestTheSameLetterHasTheSameKey(t *testing.T) {
	key := func(raw string) string {
		t.Helper()
		l, err := open(strings.NewReader(crlf(raw)))
		if err != nil {
			t.Fatal(err)
		}
		return l.Key
	}
	a := key("Received: x\nFrom: A@dan.example\nMessage-ID: <1@x>\n\nx")
	if a != key("Received: y\nReceived: x\nFrom: a@dan.example\nMessage-ID: <1@x>\n\nx") {
		t.Error("the way that it took makes it another")
	}
	if a == key("From: b@dan.example\nMessage-ID: <1@x>\n\nx") || a == key("From: a@dan.example\nMessage-ID: <2@x>\n\nx") {
		t.Error("another letter has its key")
	}
	if key("From: a@dan.example\nDate: 1\n\nx") == key("From: a@dan.example\nDate: 2\n\nx") {
		t.Error("without an id")
	}
}

func FuzzLetter(f *testing.F) {
	f.Add([]byte(crlf(dsn)))
	f.Add([]byte(crlf("From: =?utf-8?q?=C3=A1?= <a@b.example>\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-16\nContent-Transfer-Encoding: base64\n\nPABiAA==\n--x\nContent-Type: image/png; name=a\nContent-Transfer-Encoding: base64\n\n====\n--x--\n")))
	f.Add([]byte(crlf("From: a@b.example\nContent-Type: text/plain; format=flowed; delsp=yes\n\na \nb\n> c\nOn x wrote:\n")))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := open(strings.NewReader(string(b)))
		if err != nil {
			return
		}
		if l.isReport() {
			if id, _ := l.bounced(); id != "" && !strings.HasPrefix(id, "ltr_") {
				t.Errorf("id %q", id)
			}
			return
		}
		if err := l.read(func(key, name, kind string, r io.Reader) error {
			if !strings.HasPrefix(key, "mail-") || !utf8.ValidString(name) {
				t.Errorf("%q %q", key, name)
			}
			_, _ = io.Copy(io.Discard, r)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{l.Words, l.Subject, answerIn(l.Words)} {
			if !utf8.ValidString(s) || len(s) > 4*longestWords {
				t.Errorf("%d bytes", len(s))
			}
		}
		if l.parts > mostParts+1 {
			t.Errorf("%d parts", l.parts)
		}
	})
}
