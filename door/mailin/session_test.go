package mailin

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/smtp"
	"net/textproto"
	"runtime"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/fault"
)

func TestOneAddressIsOursWithItsToken(t *testing.T) {
	m := New(Deps{At: "phananh@tinh.example"})
	for to, want := range map[string]string{
		"phananh@tinh.example": "", "PhanAnh@TINH.example": "", "phananh+ABC@tinh.example": "abc", "phananh+a+b@tinh.example": "a+b",
		"phananh@khac.example": "no", "khac@tinh.example": "no", "khac+phananh@tinh.example": "no", "phananh": "no", "": "no", "phananh@tinh.example@x.example": "no",
	} {
		token, ours := m.tokenOf(to)
		if !ours {
			token = "no"
		}
		if token != want {
			t.Errorf("%q is %q, want %q", to, token, want)
		}
	}
	if _, ours := New(Deps{}).tokenOf("@"); ours {
		t.Error("without an address everything is ours")
	}
}

func TestRepliesAreReadByOldServers(t *testing.T) {
	s := &session{m: New(Deps{At: "a@b.example", Log: slog.New(slog.DiscardHandler)})}
	for err, want := range map[error]string{
		fault.New(fault.TooMany, "report.many", "wait", time.Hour):            "450",
		fault.New(fault.Unavailable, "report.no_intake"):                      "451",
		fault.New(fault.Forbidden, "report.banned"):                           "550",
		fault.Fields("report.invalid", fault.At("words", "report.no_words")):  "550",
		fault.New(fault.Conflict, "report.is_closed", "number", "PA-24-0001"): "550",
		fault.New(fault.Internal, "file.lost"):                                "451",
		io.ErrUnexpectedEOF:                                                   "451",
		refused{key: "mailin.no_sender"}:                                      "550",
	} {
		said := s.reply(err).Error()
		if !strings.HasPrefix(said, "SMTP error "+want) {
			t.Errorf("%v: %s", err, said)
		}
		for _, r := range said {
			if r < ' ' || r > '~' {
				t.Errorf("%v: %q is no ASCII", err, said)
				break
			}
		}
	}
	if s.utf8 = true; !strings.Contains(s.reply(refused{key: "mailin.no_sender"}).Error(), "Thư không có người gửi") {
		t.Error("who reads any letter is told without")
	}
}

func TestThePortHoldsUnderStrangers(t *testing.T) {
	m := New(Deps{At: "a@b.example", Log: slog.New(slog.DiscardHandler)}) // without rooms: what is stored fails
	if err := m.Start(context.Background(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	defer m.Stop()
	send := func(body string) error {
		return smtp.SendMail(m.Addr(), nil, "x@y.example", []string{"a@b.example"}, []byte(body))
	}
	for what, body := range map[string]string{"a fault of ours": "From: x@y.example\r\nMessage-ID: <1@y>\r\n\r\nổ gà\r\n", "no letter": "x\r\n"} {
		e, is := send(body).(*textproto.Error)
		if want := map[string]int{"a fault of ours": 451, "no letter": 550}[what]; !is || e.Code != want {
			t.Errorf("%s: %v", what, e)
		}
	}
	if e, is := send("From: x@y.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n" + strings.Repeat(strings.Repeat("x", 998)+"\r\n", Largest/1000+1)).(*textproto.Error); !is || e.Code != 552 {
		t.Errorf("too large: %v", e)
	}
	for m.open.Load() > 0 { // the server has yet to see that those above are gone: until then they count
		runtime.Gosched()
	}
	var open []net.Conn
	defer func() {
		for _, c := range open {
			c.Close()
		}
	}()
	for i := range mostAtOnce + 1 {
		c, err := net.Dial("tcp", m.Addr())
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, c)
		text := textproto.NewConn(c)
		if _, _, err := text.ReadResponse(220); err != nil {
			t.Fatal(err)
		}
		if err := text.PrintfLine("HELO x"); err != nil {
			t.Fatal(err)
		}
		code, _, _ := text.ReadResponse(0)
		if last := i == mostAtOnce; last != (code == 421) {
			t.Fatalf("connection %d: %d", i, code)
		}
	}
}
