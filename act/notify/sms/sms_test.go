package sms_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"thanhdong/act/notify"
	"thanhdong/act/notify/sms"
)

// contract is a recorded form of a gateway: what it is sent, and what its answers mean.
type contract struct {
	Settings map[string]string
	Request  struct {
		Method, Path, Body string
		Header             map[string]string
	}
	Answers []struct {
		Status             int
		Body, Key, Receipt string
		Final              bool
	}
}

var message = notify.Message{ID: "dlv_01", To: "+84912345678", Lang: "vi", Title: `Quá hạn: Sự cố "SC-24-0001"`, Text: "Mức 5.", AckLink: "https://tinh.test/n/abc"}

func TestRecordedGateways(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) < 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var c contract
			if err := json.Unmarshal(b, &c); err != nil {
				t.Fatal(err)
			}
			turn := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				if r.Method != c.Request.Method || r.URL.String() != c.Request.Path || string(body) != c.Request.Body {
					t.Errorf("sent %s %s\n%s\nrecorded %s %s\n%s", r.Method, r.URL, body, c.Request.Method, c.Request.Path, c.Request.Body)
				}
				for k, v := range c.Request.Header {
					if r.Header.Get(k) != v {
						t.Errorf("header %s is %q", k, r.Header.Get(k))
					}
				}
				w.Header().Set("Location", "https://elsewhere.test/")
				w.WriteHeader(c.Answers[turn].Status)
				_, _ = io.WriteString(w, c.Answers[turn].Body)
			}))
			defer server.Close()
			c.Settings["url"] = server.URL + "/send" + c.Settings["query"]
			delete(c.Settings, "query")
			channel := sms.New(func(context.Context) (map[string]string, bool, error) { return c.Settings, true, nil })
			if fs := channel.Check(c.Settings); len(fs) != 0 {
				t.Fatalf("the settings: %v", fs)
			}
			for i, want := range c.Answers {
				turn = i
				receipt, err := channel.Send(t.Context(), message)
				var f *notify.Failure
				errors.As(err, &f)
				switch {
				case want.Key == "" && (err != nil || receipt.ID != want.Receipt):
					t.Errorf("%s: %v, %v", want.Body, receipt, err)
				case want.Key != "" && (f == nil || f.Key != want.Key || f.Final != want.Final):
					t.Errorf("%d %s: %v", want.Status, want.Body, err)
				}
			}
		})
	}
}

func TestTheWordsAreCutBeforeTheLink(t *testing.T) {
	m := message
	m.Text = strings.Repeat("Sông dâng. ", 100)
	for _, marks := range []bool{true, false} {
		words := sms.Words(m, marks)
		if !strings.HasSuffix(words, "... https://tinh.test/n/abc") || utf8.RuneCountInString(words) > 459 || strings.ContainsAny(words, "\r\n") {
			t.Errorf("%d characters: %s", utf8.RuneCountInString(words), words)
		}
		if !marks && len(words) != utf8.RuneCountInString(words) {
			t.Errorf("a mark is left: %s", words)
		}
	}
}

func TestSettingsThatCouldNotBeSentAreRefused(t *testing.T) {
	c := sms.New(nil)
	for _, v := range []map[string]string{
		{"url": "http://gateway.test/", "body": "{to}{text}", "form": "form"},
		{"url": "https://gateway.test/", "body": "{to}", "form": "form"},
		{"url": "https://gateway.test/", "body": `{"to":{to},"text":"{text}`, "form": "json"},
		{"url": "https://gateway.test/", "body": "{to}{text}", "form": "form", "taken": "("},
		{"url": "https://gateway.test/", "body": "{to}{text}", "form": "form", "headers": "no colon"},
	} {
		if len(c.Check(v)) != 1 {
			t.Errorf("%v: %v", v, c.Check(v))
		}
	}
	for raw, want := range map[string]string{"0912 345 678": "+84912345678", "+84 (91) 2345-678": "+84912345678", "84912345678": "+84912345678", "abc": "", "12": ""} {
		if got, err := c.Address(raw); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", raw, got, err)
		}
	}
}
