package capfeed_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"encoding/xml"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"thanhdong/act/warning"
	"thanhdong/act/warning/cap"
	"thanhdong/act/work"
	"thanhdong/door/capfeed"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// nobody has signed in.
var nobody = wire.Who{
	Session: func(context.Context, string) (actor.Actor, error) {
		return actor.Actor{}, fault.New(fault.Unauthenticated, "wire.sign_in")
	},
	Bearer: func(context.Context, string) (actor.Actor, error) {
		return actor.Actor{}, fault.New(fault.Unauthenticated, "wire.bad_bearer")
	},
}

func TestWhatIsPublishedCanBeReadByAnybodyAndNothingElse(t *testing.T) {
	dbtest.SQLite(t, published)
}

func published(t *testing.T, d *db.DB) {
	calendartest.Install(t, d)
	ctx := actor.With(t.Context(), actor.System("test"))
	err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		name := text.L{VI: "Hải Dương", EN: "Hai Duong"}
		if _, err := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: name, Mark: "VERIFIED"}}); err != nil {
			return err
		}
		_, err := unit.Put(ctx, tx, []unit.Unit{{Code: "H23", Kind: "committee", Area: "30", Name: name, Mark: "VERIFIED"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ws := warning.New(d, work.New(d, bus.New(d), timer.New(d)), "canhbao@haiduong.example")
	mux := http.NewServeMux()
	capfeed.Register(mux, ws)
	h := wire.Serve(mux, nobody, slog.New(slog.DiscardHandler), nil)
	get := func(path, tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	type feed struct {
		ID      string `xml:"id"`
		Updated string `xml:"updated"`
		Entries []struct {
			ID    string `xml:"id"`
			Title string `xml:"title"`
			Link  struct {
				Type string `xml:"type,attr"`
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	read := func() (f feed, tag string) {
		t.Helper()
		a := get("/feeds/cap.atom", "")
		if a.Code != 200 || !strings.HasPrefix(a.Header().Get("Content-Type"), "application/atom+xml") {
			t.Fatalf("%d %s", a.Code, a.Body)
		}
		if err := xml.Unmarshal(a.Body.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		return f, a.Header().Get("ETag")
	}
	empty, tag := read()
	if len(empty.Entries) != 0 || get("/feeds/cap.atom", tag).Code != http.StatusNotModified {
		t.Errorf("got %+v", empty)
	}

	l := text.L{VI: "Không khí rất xấu", EN: "Very bad air"}
	person := func(id string, role actor.Role) context.Context {
		return actor.With(t.Context(), actor.Actor{ID: id, Name: id, Kind: actor.Person, Grants: []actor.Grant{{Role: role, UnitPath: "/H23/", AreaPath: "/30/"}}})
	}
	duty, leader := person("acc_duty", actor.Duty), person("acc_leader", actor.Leader)
	w := must[warning.Warning](t)(ws.Write(duty, "H23", warning.Content{
		Categories: []string{"Health"}, Event: l, Urgency: "Immediate", Severity: "Severe", Certainty: "Observed", Headline: l, Description: l,
		Instruction: l, Easy: l, Areas: []string{"30"}, Expires: d.Now().Add(time.Hour),
	}))
	message := "/feeds/cap/" + w.Identifier + ".xml"
	if a := get(message, ""); a.Code != 404 {
		t.Errorf("a draft: %d %s", a.Code, a.Body)
	}
	must[warning.Warning](t)(ws.Check(duty, w.ID))
	must[warning.Warning](t)(ws.Approve(leader, w.ID))
	must[warning.Warning](t)(ws.Publish(leader, w.ID))

	f, now := read()
	if now == tag || len(f.Entries) != 1 || f.Entries[0].Title != l.VI || f.Entries[0].Link.Href != "http://example.com"+message || f.Entries[0].Link.Type != "application/cap+xml" {
		t.Fatalf("got %+v", f)
	}
	a := get(message, "")
	if a.Code != 200 || a.Header().Get("Content-Type") != "application/cap+xml" || cap.Check(a.Body.Bytes()) != nil {
		t.Errorf("%d %s", a.Code, a.Body)
	}
	pemBlock, _ := pem.Decode(get("/feeds/cap-key.pem", "").Body.Bytes())
	key := must[*x509.Certificate](t)(x509.ParseCertificate(pemBlock.Bytes))
	whole := get("/feeds/cap.atom", "").Body.Bytes()
	if err := cap.Verify(whole, key); err != nil {
		t.Errorf("the list: %v", err)
	}
	if err := cap.Verify(bytes.Replace(whole, []byte(l.VI), []byte("Không khí tốt"), 1), key); err == nil {
		t.Error("a list that somebody changed is believed")
	}
	for path, want := range map[string]int{"/feeds/cap/" + w.Identifier: 404, "/feeds/cap/" + w.Identifier + ".json": 404, "/feeds/cap/none.xml": 404, "/feeds/cap-key.pem": 200} {
		if got := get(path, "").Code; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}
