package webpush_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"thanhdong/act/notify"
	"thanhdong/act/notify/webpush"
)

var b64 = base64.RawURLEncoding

// browser is the other end: it decrypts what the push service was given, by RFC 8291 and without the library
// that encrypts.
type browser struct {
	key    *ecdh.PrivateKey
	secret []byte
}

func newBrowser(t *testing.T) browser {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	secret := make([]byte, 16)
	rand.Read(secret)
	return browser{key, secret}
}

func (b browser) keys() string {
	return fmt.Sprintf(`{"p256dh":%q,"auth":%q}`, b64.EncodeToString(b.key.PublicKey().Bytes()), b64.EncodeToString(b.secret))
}

func (b browser) open(t *testing.T, body []byte) []byte {
	t.Helper()
	salt, rs, idlen := body[:16], binary.BigEndian.Uint32(body[16:20]), int(body[20])
	point, sealed := body[21:21+idlen], body[21+idlen:]
	if len(body) > 4096 || int(rs) < len(sealed) {
		t.Fatalf("record of %d bytes in one of %d", len(sealed), rs)
	}
	theirs, err := ecdh.P256().NewPublicKey(point)
	if err != nil {
		t.Fatal(err)
	}
	shared, err := b.key.ECDH(theirs)
	if err != nil {
		t.Fatal(err)
	}
	derive := func(secret, salt []byte, info string, n int) []byte {
		out, err := hkdf.Key(sha256.New, secret, salt, info, n)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	ikm := derive(shared, b.secret, "WebPush: info\x00"+string(b.key.PublicKey().Bytes())+string(point), 32)
	block, err := aes.NewCipher(derive(ikm, salt, "Content-Encoding: aes128gcm\x00", 16))
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := gcm.Open(nil, derive(ikm, salt, "Content-Encoding: nonce\x00", 12), sealed, nil)
	if err != nil {
		t.Fatalf("the browser cannot read it: %v", err)
	}
	return []byte(strings.TrimRight(string(plain), "\x00"))[:strings.LastIndexByte(string(plain), 2)]
}

// service is a push service that checks who sends (RFC 8292).
type service struct {
	t      *testing.T
	public string
	status int
	got    []*http.Request
	bodies [][]byte
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	s.got, s.bodies = append(s.got, r), append(s.bodies, b)
	if err := signed(r.Header.Get("Authorization"), s.public, "http://"+r.Host); err != nil {
		s.t.Errorf("the signature: %v", err)
	}
	w.WriteHeader(s.status)
}

func signed(header, public, audience string) error {
	var token, key string
	for _, part := range strings.Split(strings.TrimPrefix(header, "vapid "), ",") {
		k, v, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch k {
		case "t":
			token = v
		case "k":
			key = v
		}
	}
	if strings.TrimRight(key, "=") != strings.TrimRight(public, "=") {
		return fmt.Errorf("key %q", key)
	}
	point, err := b64.DecodeString(key)
	if err != nil {
		return err
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return fmt.Errorf("token %q", token)
	}
	signature, err := b64.DecodeString(parts[2])
	if err != nil || len(signature) != 64 {
		return fmt.Errorf("signature %d, %v", len(signature), err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	pk, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return err
	}
	if !ecdsa.Verify(pk, sum[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		return errors.New("does not verify")
	}
	claims, _ := b64.DecodeString(parts[1])
	var c struct{ Aud, Sub string }
	if err := json.Unmarshal(claims, &c); err != nil || c.Aud != audience || c.Sub != "mailto:cntt@tinh.test" {
		return fmt.Errorf("claims %s, %v", claims, err)
	}
	return nil
}

func TestABrowserReadsWhatAPushServiceCannot(t *testing.T) {
	private, public, err := webpush.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	s := &service{t: t, public: public, status: http.StatusCreated}
	server := httptest.NewServer(s)
	defer server.Close()
	hosts := "127.0.0.1"
	w := webpush.New(func(context.Context) (map[string]string, bool, error) {
		return map[string]string{"contact": "cntt@tinh.test", "hosts": hosts}, true, nil
	}, func(context.Context) (string, string, error) { return private, public, nil })
	b := newBrowser(t)
	if err := w.Subscription(server.URL+"/push/1", b.keys()); err != nil {
		t.Fatal(err)
	}
	m := notify.Message{ID: "dlv_0687c6r2g0gd20dr9swv47qqcc", Notice: "ntc_1", To: server.URL + "/push/1", Keys: b.keys(), Lang: "vi", Severity: 5, Title: "Quá hạn: Sự cố", Text: "Mức 5", Link: "https://tinh.test/console/work/1"}
	if _, err := w.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	var p webpush.Payload
	if err := json.Unmarshal(b.open(t, s.bodies[0]), &p); err != nil || p.Title != m.Title || p.ID != "ntc_1" || p.Link != m.Link {
		t.Fatalf("the browser reads %+v, %v", p, err)
	}
	h := s.got[0].Header
	if h.Get("Urgency") != "high" || h.Get("TTL") == "" || len(h.Get("Topic")) > 32 || h.Get("Content-Encoding") != "aes128gcm" || strings.Contains(string(s.bodies[0]), "Mức") {
		t.Errorf("header %v", h)
	}
	for status, want := range map[int]notify.Failure{
		410: {Key: "notify.cause_push_gone", Final: true, Gone: true}, 404: {Key: "notify.cause_push_gone", Final: true, Gone: true},
		429: {Key: "notify.cause_status"}, 503: {Key: "notify.cause_status"}, 400: {Key: "notify.cause_refused", Final: true},
	} {
		s.status = status
		var f *notify.Failure
		if _, err := w.Send(t.Context(), m); !errors.As(err, &f) || f.Key != want.Key || f.Final != want.Final || f.Gone != want.Gone {
			t.Errorf("%d: %v", status, err)
		}
	}
	before := len(s.got)
	hosts = "fcm.googleapis.com *.push.apple.com"
	var f *notify.Failure
	if _, err := w.Send(t.Context(), m); !errors.As(err, &f) || f.Key != "notify.cause_push_host" || len(s.got) != before {
		t.Errorf("a host that is not listed: %v", err)
	}
	if w.Allowed(t.Context(), m.To) == nil || w.Allowed(t.Context(), "https://push.apple.com/1") == nil || w.Allowed(t.Context(), "https://web.push.apple.com/1") != nil {
		t.Error("who may be sent to is not what is listed")
	}
}

func TestASubscriptionThatNoBrowserGivesIsRefused(t *testing.T) {
	w := webpush.New(nil, nil)
	good := newBrowser(t).keys()
	for endpoint, keys := range map[string]string{"https://a.test/1": "{}", "http://push.test/1": good, "x": good, "https://b.test/": `{"p256dh":"AA","auth":"AA"}`} {
		if w.Subscription(endpoint, keys) == nil {
			t.Errorf("%s with %s is taken", endpoint, keys)
		}
	}
}
