package wire

import (
	"encoding/json"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"thanhdong/ground/fault"
)

type form struct {
	Name  string `json:"name"`
	Steps []struct {
		Role string `json:"role"`
	} `json:"steps"`
	N int `json:"n"`
}

func request(contentType, body string) error {
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	var f form
	return Read(r, &f)
}

func TestOneStrictJSONValueIsRead(t *testing.T) {
	cases := []struct {
		name, body string
		kind       fault.Kind
		key        string
		path       string
	}{
		{"a good one", `{"name":"Tứ Kỳ","steps":[{"role":"a"},{"role":"b"}]}` + "\n", "", "", ""},
		{"nothing", "  ", fault.Invalid, "wire.empty", ""},
		{"a stranger's field", `{"name":"a","note":1}`, fault.Invalid, "wire.unknown_field", "note"},
		{"a field twice", `{"name":"a","name":"b"}`, fault.Invalid, "wire.field_twice", "name"},
		{"a field twice in another case", `{"name":"a","Name":"b"}`, fault.Invalid, "wire.field_twice", "Name"},
		{"a field twice in disguise", `{"name":"a","n\u0061me":"b"}`, fault.Invalid, "wire.field_twice", "name"},
		{"the wrong type", `{"n":"seven"}`, fault.Invalid, "wire.wrong_type", "n"},
		{"a number without end", `{"n":1e999}`, fault.Invalid, "wire.wrong_type", "n"},
		{"a second value", `{"name":"a"} {"name":"b"}`, fault.Invalid, "wire.more_than_one", ""},
		{"half a value", `{"name":"a"`, fault.Invalid, "wire.not_json", ""},
		{"not a number", `{"n":NaN}`, fault.Invalid, "wire.not_json", ""},
		{"broken letters", "{\"name\":\"\xff\"}", fault.Invalid, "wire.not_utf8", ""},
		{"a depth bomb", strings.Repeat("[", 100_000), fault.TooLarge, "wire.too_deep", ""},
		{"a closed depth bomb", strings.Repeat(`{"a":`, 50) + "1" + strings.Repeat("}", 50), fault.TooLarge, "wire.too_deep", ""},
		{"brackets in words are no depth", `{"name":"` + strings.Repeat("[", 100) + `\"["}`, "", "", ""},
		{"too much", `{"name":"` + strings.Repeat("a", MaxBody) + `"}`, fault.TooLarge, "wire.too_large", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := request("application/json; charset=UTF-8", c.body)
			if fault.KindOf(err) != c.kind {
				t.Fatalf("got %v, want kind %q", err, c.kind)
			}
			if err == nil {
				return
			}
			f, _ := fault.As(err)
			got, path := f.Key, ""
			if len(f.Fields) > 0 {
				got, path = f.Fields[0].Key, f.Fields[0].Path
			}
			if got != c.key || path != c.path {
				t.Errorf("got %s at %q, want %s at %q", got, path, c.key, c.path)
			}
		})
	}
}

func TestOnlyPlainJSONIsTaken(t *testing.T) {
	for _, contentType := range []string{"", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"} {
		if err := request(contentType, `{}`); !fault.Is(err, fault.Unsupported) {
			t.Errorf("%q: got %v", contentType, err)
		}
	}
	r := httptest.NewRequest("POST", "/", strings.NewReader("{}"))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Content-Encoding", "gzip")
	if err := Read(r, &form{}); !fault.Is(err, fault.Unsupported) {
		t.Errorf("compressed: got %v", err)
	}
}

func TestARequestThatBreaksOffIsTheSendersFault(t *testing.T) {
	r := httptest.NewRequest("POST", "/", io.MultiReader(strings.NewReader(`{"na`), broken{}))
	r.Header.Set("Content-Type", "application/json")
	if err := Read(r, &form{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// Whatever the bytes, the reader answers: it does not panic, and what it accepts
// is one JSON value that the standard library accepts too.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{`{"a":[1,2,{"b":"\""}]}`, `[[[[`, `{"a":1,"A":2}`, "\xff", `"\ud800"`, `{} {}`, `{"\u0061":1,"a":2}`, `1e400`, ` null `} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		err := Check(b)
		if err == nil && !json.Valid(b) {
			t.Errorf("accepted %q", b)
		}
		if _, ours := fault.As(err); err != nil && !ours {
			t.Errorf("%q gives a foreign error: %v", b, err)
		}
		var v form
		if err := Decode(b, &v); err != nil {
			if f, ours := fault.As(err); !ours || f.Kind == fault.Internal {
				t.Errorf("%q gives %v", b, err)
			}
		}
	})
}
