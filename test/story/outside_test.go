package story

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"thanhdong/ground/db"
	"thanhdong/test/town"
)

// outside is what the province's messages reach: an SMS gateway, another system, a push service and a mail
// server. It counts what comes.
type outside struct {
	web *httptest.Server

	mu  sync.Mutex
	got []string // the ways
}

func (o *outside) came(way string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.got = append(o.got, way)
}

// ways are those by which something came, each once.
func (o *outside) ways() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	list := slices.Clone(o.got)
	slices.Sort(list)
	return slices.Compact(list)
}

// mailbox is a session of the mail server.
type mailbox struct{ o *outside }

func (mailbox) Mail(string, *smtp.MailOptions) error { return nil }
func (mailbox) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (m mailbox) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	m.o.came("email")
	return err
}
func (mailbox) Reset()        {}
func (mailbox) Logout() error { return nil }

// everyWay are the channels that the outside has.
var everyWay = []string{"email", "sms", "webhook", "webpush"}

// listen lets the outside stand where the channels of a town are set to send, with people's addresses.
func listen(t *testing.T, w *town.Town, people ...*town.Client) *outside {
	t.Helper()
	o := &outside{}
	o.web = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		o.came(r.URL.Path[1:])
		rw.WriteHeader(http.StatusCreated)
	}))
	t.Cleanup(o.web.Close)
	mail := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return mailbox{o}, nil }))
	mail.Domain = "localhost"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = mail.Serve(l) }() // ends when it is closed
	t.Cleanup(func() { mail.Close() })
	for channel, values := range map[string]map[string]string{
		"email":   {"host": "127.0.0.1", "port": strconv.Itoa(l.Addr().(*net.TCPAddr).Port), "security": "none", "from": "Trực ban <truc@tinh.test>"},
		"sms":     {"url": o.web.URL + "/sms", "body": `{"to":"{to}","text":"{text}"}`, "headers": "Authorization: Bearer chìa-của-tỉnh"},
		"webhook": {"url": o.web.URL + "/webhook", "secret": "một khoá bí mật đủ dài"},
		"webpush": {"hosts": "127.0.0.1", "contact": "truc@tinh.test"},
	} {
		if err := w.App.Notices.Set(w.System(), channel, 0, true, values); err != nil {
			t.Fatalf("%s: %v", channel, err)
		}
	}
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding
	keys := fmt.Sprintf(`{"p256dh":%q,"auth":%q}`, b64.EncodeToString(key.PublicKey().Bytes()), b64.EncodeToString(make([]byte, 16)))
	// How people enter addresses, with a code that is sent there, is a story of its own.
	err = w.App.DB.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		for i, p := range people {
			for _, a := range [][3]string{{"email", fmt.Sprintf("nguoi%d@tinh.test", i), ""}, {"sms", fmt.Sprintf("8491234567%d", i), ""}, {"webpush", o.web.URL + "/webpush", keys}} {
				if _, err := tx.Exec(ctx, `INSERT INTO notify_address (id, person, channel, address, label, keys, created_at, verified_at) VALUES (?, ?, ?, ?, '', ?, ?, ?)`,
					tx.NewID("adr"), p.ID, a[0], a[1], a[2], db.Micros(tx.Now()), db.Micros(tx.Now())); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}
