package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"thanhdong/act/notify"
	"thanhdong/act/notify/outside"
	"thanhdong/ground/fault"
)

// Webhook is the channel.
type Webhook struct {
	settings notify.Settings
	now      func() time.Time
}

// New makes the channel over what an administrator enters.
func New(s notify.Settings, now func() time.Time) *Webhook { return &Webhook{s, now} }

// Name is the channel's.
func (*Webhook) Name() string { return "webhook" }

// Header is where the signature stands.
const Header = "Thanhdong-Signature"

const shortestSecret = 16

// Fields are what an administrator enters.
func (*Webhook) Fields() []notify.Field {
	return []notify.Field{
		{Name: "url", Form: notify.Line, Required: true},
		{Name: "secret", Form: notify.Line, Secret: true, Required: true},
	}
}

// Check refuses an address that is none, and a secret that can be guessed.
func (*Webhook) Check(v map[string]string) []fault.Field {
	fs := outside.CheckURL("url", v["url"])
	if len(v["secret"]) < shortestSecret {
		fs = append(fs, fault.At("values/secret", "notify.secret_short", "min", shortestSecret))
	}
	return fs
}

// Body is what is sent.
type Body struct {
	ID       string    `json:"id"` // of the delivery: the same when it comes twice
	Notice   string    `json:"notice"`
	Account  string    `json:"account"`
	Kind     string    `json:"kind"`
	Severity int       `json:"severity"`
	Number   string    `json:"number"`
	Lang     string    `json:"lang"`
	Title    string    `json:"title"`
	Text     string    `json:"text"`
	Link     string    `json:"link"`
	At       time.Time `json:"at"`
	Doubled  bool      `json:"doubled"`
}

// Send posts one message. The link with which it could be acknowledged in the person's name stays here: the
// other system is not that person.
func (w *Webhook) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	v, on, err := w.settings(ctx)
	if err != nil {
		return notify.Receipt{}, err
	}
	if !on {
		return notify.Receipt{}, notify.Off("webhook")
	}
	b, err := json.Marshal(Body{ID: m.ID, Notice: m.Notice, Account: m.Person, Kind: string(m.Kind), Severity: m.Severity, Number: m.Number,
		Lang: string(m.Lang), Title: m.Title, Text: m.Text, Link: m.Link, At: m.At, Doubled: m.Doubled})
	if err != nil {
		return notify.Receipt{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v["url"], bytes.NewReader(b))
	if err != nil {
		return notify.Receipt{}, notify.Refused(err, "notify.cause_settings")
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(Header, Sign(v["secret"], w.now(), b))
	_, err = outside.Do(ctx, r)
	return notify.Receipt{}, err
}

// Sign gives the value of the header.
func Sign(secret string, at time.Time, body []byte) string {
	h := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(h, "%d.", at.Unix())
	h.Write(body)
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(h.Sum(nil)))
}
