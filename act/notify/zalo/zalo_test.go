package zalo_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"sync"
	"testing"

	"thanhdong/act/notify"
	"thanhdong/act/notify/zalo"
)

type contract struct {
	Request struct {
		Header map[string]string
		Body   map[string]any
	}
	Answers []struct {
		Body, Key, Receipt string
		Final              bool
	}
	Renew struct {
		Ended, Answer string
		Request       struct{ Header, Form map[string]string }
	}
}

var message = notify.Message{ID: "dlv_01", To: "+84912345678", Lang: "vi", Title: "Quá hạn: Sự cố SC-24-0001", Text: "Mức 5.", AckLink: "https://tinh.test/n/abc"}

func recorded(t *testing.T) (c contract) {
	t.Helper()
	b, err := os.ReadFile("testdata/send.json")
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// kept is the store of settings.
type kept struct {
	mu sync.Mutex
	v  map[string]string
}

func (k *kept) settings(context.Context) (map[string]string, bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return maps.Clone(k.v), true, nil
}

func (k *kept) keep(_ context.Context, s map[string]string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	maps.Copy(k.v, s)
	return nil
}

func open(t *testing.T, h http.HandlerFunc) (*zalo.Zalo, *kept) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	k := &kept{v: map[string]string{"url": server.URL + "/message/template", "renew_url": server.URL + "/v4/oa/access_token", "template": "200607",
		"data": `{"ten":"{title}","noi_dung":"{text}","lien_ket":"{link}"}`, "token": "token-1", "renew_token": "renew-1", "app": "390", "app_secret": "khoa-ung-dung"}}
	z := zalo.New(k.settings, k.keep)
	if fs := z.Check(k.v); len(fs) != 0 {
		t.Fatalf("settings: %v", fs)
	}
	return z, k
}

func TestTheRecordedInterface(t *testing.T) {
	c, turn := recorded(t), 0
	z, _ := open(t, func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || !reflect.DeepEqual(body, c.Request.Body) {
			t.Errorf("sent %v, recorded %v, %v", body, c.Request.Body, err)
		}
		for name, want := range c.Request.Header {
			if r.Header.Get(name) != want {
				t.Errorf("header %s is %q", name, r.Header.Get(name))
			}
		}
		_, _ = io.WriteString(w, c.Answers[turn].Body)
	})
	for i, want := range c.Answers {
		turn = i
		receipt, err := z.Send(t.Context(), message)
		var f *notify.Failure
		errors.As(err, &f)
		switch {
		case want.Key == "" && (err != nil || receipt.ID != want.Receipt):
			t.Errorf("%s: %v, %v", want.Body, receipt, err)
		case want.Key != "" && (f == nil || f.Key != want.Key || f.Final != want.Final):
			t.Errorf("%s: %v", want.Body, err)
		}
	}
}

// A token lives about a day. Of several messages that find it ended one renews it, and nothing is lost.
func TestATokenThatEndedIsRenewedOnce(t *testing.T) {
	c := recorded(t)
	renewed := 0
	z, k := open(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v4/oa/access_token":
			renewed++
			for name, want := range c.Renew.Request.Form {
				if r.FormValue(name) != want {
					t.Errorf("form %s is %q", name, r.FormValue(name))
				}
			}
			if r.Header.Get("secret_key") != c.Renew.Request.Header["secret_key"] {
				t.Errorf("header %v", r.Header)
			}
			_, _ = io.WriteString(w, c.Renew.Answer)
		case r.Header.Get("access_token") == "token-2":
			_, _ = io.WriteString(w, c.Answers[0].Body)
		default:
			_, _ = io.WriteString(w, c.Renew.Ended)
		}
	})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := z.Send(t.Context(), message); err != nil {
				t.Errorf("send: %v", err)
			}
		})
	}
	all.Wait()
	if v, _, _ := k.settings(t.Context()); renewed != 1 || v["token"] != "token-2" || v["renew_token"] != "renew-2" {
		t.Errorf("renewed %d times, kept %v", renewed, v)
	}
}
