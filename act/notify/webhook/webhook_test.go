package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"thanhdong/act/notify"
	"thanhdong/act/notify/webhook"
)

func TestTheReceiverCanTellWhoSentIt(t *testing.T) {
	now := time.Unix(1720000000, 0)
	const secret = "mot khoa bi mat dai"
	status := http.StatusNoContent
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		if got := r.Header.Get(webhook.Header); got != webhook.Sign(secret, now, b) || !strings.HasPrefix(got, "t=1720000000,v1=") || got == webhook.Sign("x", now, b) {
			t.Errorf("signature %q", got)
		}
		var body webhook.Body
		if err := json.Unmarshal(b, &body); err != nil || body.ID != "dlv_01" || body.Account != "acc_1" || body.Title != "Quá hạn" {
			t.Errorf("body %s, %v", b, err)
		}
		if strings.Contains(string(b), "/n/") {
			t.Errorf("the link to acknowledge in a person's name went out: %s", b)
		}
		w.WriteHeader(status)
	}))
	defer server.Close()
	v := map[string]string{"url": server.URL, "secret": secret}
	w := webhook.New(func(context.Context) (map[string]string, bool, error) { return v, true, nil }, func() time.Time { return now })
	m := notify.Message{ID: "dlv_01", Person: "acc_1", Title: "Quá hạn", AckLink: "https://tinh.test/n/abc", Link: "https://tinh.test/console/work/1"}
	if _, err := w.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	status = http.StatusBadGateway
	var f *notify.Failure
	if _, err := w.Send(t.Context(), m); !errors.As(err, &f) || f.Final {
		t.Errorf("502: %v", err)
	}
	if len(w.Check(map[string]string{"url": "http://other.test", "secret": "short"})) != 2 || len(w.Check(v)) != 0 {
		t.Error("the settings are not checked")
	}
}
