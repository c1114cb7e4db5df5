package zalo

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"thanhdong/act/notify"
	"thanhdong/act/notify/outside"
	"thanhdong/ground/fault"
)

// Zalo is the channel.
type Zalo struct {
	settings notify.Settings
	keep     Keep
	renewing sync.Mutex
}

// Keep stores secrets that were renewed.
type Keep func(ctx context.Context, secrets map[string]string) error

// New makes the channel over what an administrator enters.
func New(s notify.Settings, keep Keep) *Zalo { return &Zalo{settings: s, keep: keep} }

// Name is the channel's.
func (*Zalo) Name() string { return "zalo" }

// Fields are what an administrator enters.
func (*Zalo) Fields() []notify.Field {
	return []notify.Field{
		{Name: "url", Form: notify.Line, Required: true, Default: "https://business.openapi.zalo.me/message/template"},
		{Name: "template", Form: notify.Line, Required: true},
		{Name: "data", Form: notify.Lines, Required: true, Default: `{"title": "{title}", "text": "{text}", "link": "{link}"}`},
		{Name: "token", Form: notify.Line, Secret: true, Required: true},
		{Name: "renew_url", Form: notify.Line, Default: "https://oauth.zaloapp.com/v4/oa/access_token"},
		{Name: "app", Form: notify.Line},
		{Name: "app_secret", Form: notify.Line, Secret: true},
		{Name: "renew_token", Form: notify.Line, Secret: true},
	}
}

// Check refuses what could not be sent.
func (*Zalo) Check(v map[string]string) []fault.Field {
	fs := outside.CheckURL("url", v["url"])
	if v["renew_url"] != "" {
		fs = append(fs, outside.CheckURL("renew_url", v["renew_url"])...)
	}
	var data map[string]string
	if json.Unmarshal([]byte(v["data"]), &data) != nil {
		fs = append(fs, fault.At("values/data", "notify.bad_json"))
	}
	return fs
}

// Address gives a number in its one form.
func (*Zalo) Address(raw string) (string, error) { return outside.Phone(raw) }

// sent is the answer of the interface.
type sent struct {
	Error int `json:"error"`
	Data  struct {
		ID string `json:"msg_id"`
	} `json:"data"`
}

// Codes of the interface. KNOWLEDGE: what Zalo publishes for developers.
var (
	tokenEnded = map[int]bool{-124: true, -216: true}
	nobody     = map[int]bool{-108: true, -118: true, -119: true} // no such number, no Zalo account, cannot receive
	later      = map[int]bool{-32: true, -100: true, -144: true, -147: true, -115: true}
)

// Send hands one message over. A token that has ended is renewed once.
func (z *Zalo) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	v, on, err := z.settings(ctx)
	if err != nil {
		return notify.Receipt{}, err
	}
	if !on {
		return notify.Receipt{}, notify.Off("zalo")
	}
	answer, err := z.post(ctx, v, m)
	if err == nil && tokenEnded[answer.Error] {
		if v, err = z.renew(ctx, v); err == nil {
			answer, err = z.post(ctx, v, m)
		}
	}
	switch {
	case err != nil:
		return notify.Receipt{}, err
	case answer.Error == 0:
		return notify.Receipt{ID: answer.Data.ID}, nil
	case tokenEnded[answer.Error]:
		return notify.Receipt{}, notify.Failed(nil, "notify.cause_key", "status", answer.Error)
	case nobody[answer.Error]:
		return notify.Receipt{}, notify.Refused(nil, "notify.cause_zalo_nobody", "code", answer.Error)
	case later[answer.Error]:
		return notify.Receipt{}, notify.Failed(nil, "notify.cause_zalo_later", "code", answer.Error)
	}
	return notify.Receipt{}, notify.Refused(nil, "notify.cause_zalo_refused", "code", answer.Error)
}

func (z *Zalo) post(ctx context.Context, v map[string]string, m notify.Message) (answer sent, err error) {
	var data map[string]string
	if err := json.Unmarshal([]byte(v["data"]), &data); err != nil {
		return answer, notify.Failed(err, "notify.cause_settings")
	}
	fill := strings.NewReplacer("{title}", m.Title, "{text}", m.Text, "{link}", cmp.Or(m.AckLink, m.Link), "{number}", m.Number)
	for k, s := range data {
		data[k] = fill.Replace(s)
	}
	b, err := json.Marshal(map[string]any{"phone": strings.TrimPrefix(m.To, "+"), "template_id": v["template"], "template_data": data, "tracking_id": m.ID})
	if err != nil {
		return answer, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v["url"], bytes.NewReader(b))
	if err != nil {
		return answer, notify.Failed(err, "notify.cause_settings")
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("access_token", v["token"])
	body, err := outside.Do(ctx, r)
	if err != nil {
		return answer, err
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return answer, notify.Failed(err, "notify.cause_answer")
	}
	return answer, nil
}

// renew fetches a new token. Of several messages that find the old one ended the first fetches, the others
// find the new one kept.
func (z *Zalo) renew(ctx context.Context, old map[string]string) (map[string]string, error) {
	z.renewing.Lock()
	defer z.renewing.Unlock()
	v, _, err := z.settings(ctx)
	if err != nil || v["token"] != old["token"] {
		return v, err
	}
	if v["renew_token"] == "" || v["app"] == "" || v["renew_url"] == "" {
		return v, notify.Failed(nil, "notify.cause_key", "status", -124)
	}
	form := url.Values{"app_id": {v["app"]}, "grant_type": {"refresh_token"}, "refresh_token": {v["renew_token"]}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v["renew_url"], strings.NewReader(form.Encode()))
	if err != nil {
		return v, notify.Failed(err, "notify.cause_settings")
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("secret_key", v["app_secret"])
	body, err := outside.Do(ctx, r)
	if err != nil {
		return v, err
	}
	var got struct {
		Token string `json:"access_token"`
		Renew string `json:"refresh_token"`
	}
	if err := json.Unmarshal(body, &got); err != nil || got.Token == "" {
		return v, notify.Failed(err, "notify.cause_key", "status", -124)
	}
	fresh := map[string]string{"token": got.Token}
	if got.Renew != "" {
		fresh["renew_token"] = got.Renew
	}
	if err := z.keep(ctx, fresh); err != nil {
		return v, err
	}
	for k, s := range fresh {
		v[k] = s
	}
	return v, nil
}
