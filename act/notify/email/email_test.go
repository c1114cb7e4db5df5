package email_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"mime"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"thanhdong/act/notify"
	"thanhdong/act/notify/email"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// server is a real SMTP server that keeps what it takes.
type server struct {
	mu     sync.Mutex
	got    []string
	signed bool
	secure bool
	refuse *smtp.SMTPError
}

type session struct {
	*server
	conn *smtp.Conn
}

func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{s, c}, nil }
func (s *session) AuthMechanisms() []string                     { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "tinh" || password != "mat khau" {
			return errors.New("wrong")
		}
		s.signed = true
		return nil
	}), nil
}
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Rcpt(string, *smtp.RcptOptions) error {
	if s.refuse != nil {
		return s.refuse
	}
	return nil
}
func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	_, s.secure = s.conn.TLSConnectionState()
	s.got = append(s.got, string(b))
	return err
}
func (*session) Reset()        {}
func (*session) Logout() error { return nil }

// pair is a certificate for this machine.
func pair() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	sheet := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "127.0.0.1"}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, sheet, sheet, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

// known is the one certificate that this machine trusts; stranger is one that nobody vouches for.
var known, stranger tls.Certificate

func TestMain(m *testing.M) {
	var err, err2 error
	known, err = pair()
	stranger, err2 = pair()
	file := filepath.Join(os.TempDir(), fmt.Sprintf("thanhdong-email-%d.pem", os.Getpid()))
	if err := errors.Join(err, err2, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: known.Certificate[0]}), 0o600), os.Setenv("SSL_CERT_FILE", file)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.Remove(file)
	os.Exit(code)
}

// listen starts the server; with a certificate it offers STARTTLS.
func listen(t *testing.T, s *server, with *tls.Certificate) map[string]string {
	t.Helper()
	srv := smtp.NewServer(s)
	srv.Domain = "localhost"
	srv.AllowInsecureAuth = true
	if with != nil {
		srv.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*with}}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { srv.Close() })
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return map[string]string{"host": "127.0.0.1", "port": port, "security": "starttls", "from": "Trực ban <truc@tinh.test>"}
}

func over(v map[string]string) *email.Email {
	return email.New(func(context.Context) (map[string]string, bool, error) { return v, v != nil, nil })
}

var message = notify.Message{
	ID: "dlv_01", Notice: "ntc_01", To: "an@so.test", Lang: text.VI, Severity: 5, Title: "Quá hạn:\r\nBcc: x@y.test", Text: "Mức 5. Sở Tài nguyên & Môi trường.",
	Link: "https://tinh.test/console/work/wrk_1", AckLink: "https://tinh.test/n/abc", At: time.Date(2024, 7, 3, 8, 0, 0, 0, text.Zone),
}

func TestARealServerTakesTheMessageInVietnamese(t *testing.T) {
	s := &server{}
	v := listen(t, s, &known)
	v["user"], v["password"] = "tinh", "mat khau"
	receipt, err := over(v).Send(t.Context(), message)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.got) != 1 || !s.signed || !s.secure {
		t.Fatalf("took %d messages, signed in %v, encrypted %v", len(s.got), s.signed, s.secure)
	}
	m, err := mail.ReadMessage(strings.NewReader(s.got[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "Quá hạn: Bcc: x@y.test" || m.Header.Get("Bcc") != "" {
		t.Errorf("subject %q, %v", subject, err)
	}
	if m.Header.Get("Message-Id") != "<dlv_01@tinh.test>" || !strings.Contains(receipt.ID, "dlv_01@tinh.test") || m.Header.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("header %v, receipt %v", m.Header, receipt)
	}
	if body := s.got[0]; !strings.Contains(body, "https://tinh.test/n/abc") || !strings.Contains(body, "text/html") || !strings.Contains(body, "text/plain") {
		t.Errorf("body %s", body)
	}
}

// A server whose certificate nobody vouches for gets no message, and none without encryption where it is asked for.
func TestNothingGoesOutWhereTheConnectionIsNotSafe(t *testing.T) {
	for _, offers := range []*tls.Certificate{&stranger, nil} {
		s := &server{}
		v := listen(t, s, offers)
		_, err := over(v).Send(t.Context(), message)
		var f *notify.Failure
		if !errors.As(err, &f) || f.Final || len(s.got) != 0 {
			t.Errorf("offered %v: %v, took %d", offers != nil, err, len(s.got))
		}
		if f != nil && (strings.Contains(f.Error(), "an@so") || !text.Has(f.Key)) {
			t.Errorf("says %q", f.Error())
		}
	}
}

func TestAFailureSaysWhetherAnotherTryHelps(t *testing.T) {
	s := &server{}
	v := listen(t, s, &known)
	for _, c := range []struct {
		code  int
		final bool
		key   string
	}{{550, true, "notify.cause_mailbox"}, {451, false, "notify.cause_mail_later"}, {452, false, "notify.cause_mail_later"}} {
		s.refuse = &smtp.SMTPError{Code: c.code, EnhancedCode: smtp.NoEnhancedCode, Message: "an@so.test"}
		_, err := over(v).Send(t.Context(), message)
		var f *notify.Failure
		if !errors.As(err, &f) || f.Final != c.final || f.Key != c.key {
			t.Errorf("%d: %v", c.code, err)
		}
	}
	v["user"], v["password"] = "tinh", "sai"
	var f *notify.Failure
	if _, err := over(v).Send(t.Context(), message); !errors.As(err, &f) || f.Final || f.Key != "notify.cause_mail_auth" {
		t.Errorf("wrong password: %v", err)
	}
	if _, err := over(map[string]string{"host": "127.0.0.1", "port": "1", "security": "none", "from": "a@b.test"}).Send(t.Context(), message); !errors.As(err, &f) || f.Final || f.Key != "notify.cause_connect" {
		t.Errorf("nobody there: %v", err)
	}
	if _, err := over(nil).Send(t.Context(), message); !errors.As(err, &f) || f.Key != "notify.cause_off" {
		t.Errorf("switched off: %v", err)
	}
}

func TestAddressesAndSettingsAreChecked(t *testing.T) {
	e := over(nil)
	for raw, want := range map[string]string{"an@so.test": "an@so.test", "An <an@so.test>": "", "an": "", "an@so": "", "an@so.test, b@c.test": "", "<an@so.test>": "an@so.test"} {
		if got, err := e.Address(raw); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", raw, got, err)
		}
	}
	if fs := e.Check(map[string]string{"from": "x", "security": "none", "password": "y"}); len(fs) != 2 || !fault.Is(fault.Fields("notify.invalid", fs...), fault.Invalid) {
		t.Errorf("faults %v", fs)
	}
}
