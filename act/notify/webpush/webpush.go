package webpush

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	push "github.com/SherClockHolmes/webpush-go"

	"thanhdong/act/notify"
	"thanhdong/act/notify/outside"
	"thanhdong/ground/fault"
)

// Webpush is the channel.
type Webpush struct {
	settings notify.Settings
	keys     Keys
}

// Keys gives the pair by which push services know this installation.
type Keys func(ctx context.Context) (private, public string, err error)

// New makes the channel over what an administrator enters.
func New(s notify.Settings, k Keys) *Webpush { return &Webpush{s, k} }

// Name is the channel's.
func (*Webpush) Name() string { return "webpush" }

// usual are the push services of the browsers in use.
const usual = "fcm.googleapis.com\nupdates.push.services.mozilla.com\n*.push.apple.com\n*.notify.windows.com"

// Fields are what an administrator enters.
func (*Webpush) Fields() []notify.Field {
	return []notify.Field{
		{Name: "contact", Form: notify.Line, Required: true}, // whom a push service writes to when something is wrong
		{Name: "hosts", Form: notify.Lines, Required: true, Default: usual},
	}
}

// Check refuses a contact that is no mail address.
func (*Webpush) Check(v map[string]string) []fault.Field {
	if !strings.Contains(v["contact"], "@") || strings.ContainsAny(v["contact"], " <>\n") {
		return []fault.Field{fault.At("values/contact", "notify.bad_email")}
	}
	return nil
}

// Address refuses what is typed: browsers subscribe by themselves.
func (*Webpush) Address(string) (string, error) {
	return "", fault.New(fault.Invalid, "notify.subscribe_in_browser")
}

// Key is what a browser needs to subscribe.
func (w *Webpush) Key(ctx context.Context) (string, error) {
	_, public, err := w.keys(ctx)
	return public, err
}

type keys struct {
	P256dh string `json:"p256dh"`
	Auth   string `json:"auth"`
}

// Subscription refuses what no browser gives.
func (*Webpush) Subscription(endpoint, raw string) error {
	var k keys
	point, err := base64.RawURLEncoding.DecodeString(readKeys(raw, &k).P256dh)
	secret, err2 := base64.RawURLEncoding.DecodeString(k.Auth)
	u, err3 := url.Parse(endpoint)
	if err != nil || err2 != nil || err3 != nil || len(point) != 65 || point[0] != 4 || len(secret) != 16 ||
		u.Scheme != "https" && outside.CheckURL("", endpoint) != nil || u.Host == "" || len(endpoint) > 1000 {
		return fault.New(fault.Invalid, "notify.bad_subscription")
	}
	return nil
}

// Allowed refuses a push service that is not listed.
func (w *Webpush) Allowed(ctx context.Context, endpoint string) error {
	v, _, err := w.settings(ctx)
	if err != nil {
		return err
	}
	if u, err := url.Parse(endpoint); err != nil || !listed(v["hosts"], u.Hostname()) {
		return fault.New(fault.Forbidden, "notify.cause_push_host")
	}
	return nil
}

func readKeys(raw string, k *keys) *keys {
	_ = json.Unmarshal([]byte(raw), k) // what is no key fails the checks
	k.P256dh, k.Auth = strings.TrimRight(k.P256dh, "="), strings.TrimRight(k.Auth, "=")
	return k
}

// Payload is what the service worker shows.
type Payload struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Text     string `json:"text"`
	Link     string `json:"link"`
	Severity int    `json:"severity"`
	Lang     string `json:"lang"`
}

// dayTTL is how long a push service keeps a message for a browser that is away.
const dayTTL = 24 * 60 * 60

// Send hands one message to the push service.
func (w *Webpush) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	v, on, err := w.settings(ctx)
	if err != nil {
		return notify.Receipt{}, err
	}
	if !on {
		return notify.Receipt{}, notify.Off("webpush")
	}
	u, err := url.Parse(m.To)
	if err != nil || !listed(v["hosts"], u.Hostname()) {
		return notify.Receipt{}, notify.Refused(err, "notify.cause_push_host")
	}
	private, public, err := w.keys(ctx)
	if err != nil {
		return notify.Receipt{}, err
	}
	b, err := json.Marshal(Payload{ID: m.Notice, Title: m.Title, Text: m.Text, Link: m.Link, Severity: m.Severity, Lang: string(m.Lang)})
	if err != nil {
		return notify.Receipt{}, err
	}
	var k keys
	readKeys(m.Keys, &k)
	urgency := push.UrgencyNormal
	if m.Severity >= 4 {
		urgency = push.UrgencyHigh
	}
	// The topic replaces an earlier message of the same delivery that still waits: a double is shown once.
	answer, err := push.SendNotificationWithContext(ctx, b, &push.Subscription{Endpoint: m.To, Keys: push.Keys{P256dh: k.P256dh, Auth: k.Auth}}, &push.Options{
		HTTPClient: outside.Client, Subscriber: v["contact"], VAPIDPrivateKey: private, VAPIDPublicKey: public, TTL: dayTTL, Urgency: urgency, Topic: topic(m.ID),
	})
	if err != nil {
		return notify.Receipt{}, outside.Unreached(err)
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusNotFound, http.StatusGone: // the browser has given the subscription up
		f := notify.Refused(nil, "notify.cause_push_gone")
		f.Gone = true
		return notify.Receipt{}, f
	}
	return notify.Receipt{}, outside.Judge(answer.StatusCode)
}

// topic has at most 32 characters of the alphabet of base64url (RFC 8030).
func topic(id string) string {
	_, id, _ = strings.Cut(id, "_")
	return id[:min(len(id), 32)]
}

// listed tells whether a host is one that an administrator allows; "*.x" is every host below x.
func listed(hosts, host string) bool {
	return slices.ContainsFunc(strings.Fields(hosts), func(h string) bool {
		below, any := strings.CutPrefix(h, "*.")
		return host == h || any && strings.HasSuffix(host, "."+below)
	})
}

// NewKeys makes a pair.
func NewKeys() (private, public string, err error) { return push.GenerateVAPIDKeys() }
