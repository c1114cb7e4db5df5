package push_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"thanhdong/door/push"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/feed"
	"thanhdong/sense/feed/body"
	"thanhdong/sense/observation"
)

type rig struct {
	t     *testing.T
	d     *db.DB
	feeds *feed.Feeds
	url   string
}

func newRig(t *testing.T, d *db.DB) *rig {
	t.Helper()
	obs, err := observation.New(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, d: d, feeds: feed.New(d, obs, nil)}
	ctx := actor.With(t.Context(), actor.System("test"))
	err = d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		name := text.L{VI: "Mẫu", EN: "Sample"}
		if _, err := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: name, Mark: "VERIFIED"},
			{Code: "288", Kind: "city", Parent: "30", Name: name, Mark: "VERIFIED"}}); err != nil {
			return err
		}
		_, err := unit.Put(ctx, tx, []unit.Unit{{Code: "H23", Kind: "committee", Area: "30", Name: name, Mark: "PROJECT CHOICE"},
			{Code: "H23.STNMT", Kind: "department", Parent: "H23", Area: "30", Name: name, Mark: "PROJECT CHOICE"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"air-push", "other"} {
		zero, most := 0.0, 1000.0
		if _, err := r.feeds.Put(ctx, feed.Contract{Code: code, Name: text.L{VI: "Mẫu", EN: "Sample"}, Unit: "H23.STNMT", Area: "30", Connector: "push",
			Cadence: 5 * time.Minute, Playbook: "KB", Parameters: []feed.Parameter{{Name: "PM2.5", Unit: "ug/Nm3", Min: &zero, Max: &most}}}); err != nil {
			t.Fatal(err)
		}
	}
	entitytest.Station(t, d, "S1", "air-push", "other")
	who := wire.Who{Bearer: func(_ context.Context, secret string) (actor.Actor, error) {
		switch secret {
		case "key", "key-of-other":
			f := map[string]string{"key": "air-push", "key-of-other": "other"}[secret]
			return actor.Actor{ID: "dev_" + secret, Kind: actor.Device, Feeds: []string{f}}, nil
		case "token":
			return actor.Actor{ID: "acc_1", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Admin, UnitPath: "/H23/", AreaPath: "/30/"}}}, nil
		}
		return actor.Actor{}, fault.New(fault.Unauthenticated, "actor.nobody")
	}}
	mux := http.NewServeMux()
	mux.Handle(push.Path, wire.Handler(push.New(d, r.feeds).Serve))
	srv := httptest.NewServer(wire.Serve(mux, who, nil, nil))
	t.Cleanup(srv.Close)
	r.url = srv.URL
	return r
}

type result struct {
	status int
	header http.Header
	push.Answer
	Key    string `json:"key"`
	Detail string `json:"detail"`
}

func (r *rig) send(feed, key, body string, header ...string) (x result) {
	r.t.Helper()
	q, err := http.NewRequest("POST", r.url+"/api/v1/feeds/"+feed+"/observations", strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if key != "" {
		q.Header.Set("Authorization", "Bearer "+key)
	}
	for i := 0; i+1 < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		r.t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := json.NewDecoder(bytes.NewReader(b)).Decode(&x); err != nil {
		r.t.Fatalf("%s: %v", b, err)
	}
	x.status, x.header = a.StatusCode, a.Header
	return x
}

func (x result) counts() string {
	return fmt.Sprintf("%d %d %d %d", x.Accepted, x.Duplicate, x.Corrected, x.Quarantined)
}

func row(value, at string) string {
	return fmt.Sprintf(`{"station":"S1","parameter":"PM2.5","value":%s,"unit":"ug/m3","at":"2024-07-03T%s:00+07:00"}`, value, at)
}

func TestEveryRowIsAnsweredFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		if x := r.send("air-push", "key", "["+row("1", "07:00")+","+row("2", "07:05")+"]"); x.status != 200 || x.counts() != "2 0 0 0" || x.Reasons == nil {
			t.Fatalf("array: %+v", x)
		}
		if x := r.send("air-push", "key", row("1", "07:00")+"\n"+row("3", "07:05")+"\n"+row("4", "07:10"), "Content-Type", "application/x-ndjson"); x.status != 200 || x.counts() != "1 1 1 0" {
			t.Fatalf("NDJSON: %+v", x)
		}
		x := r.send("air-push", "key", "["+strings.Join([]string{row("5", "07:15"), row("NaN", "07:20"), row("1e9", "07:20"), `{"station":7}`, `"S1"`,
			strings.Replace(row("5", "07:20"), "S1", "S2", 1), row("6", "07:25")}, ",")+"]", "Accept-Language", "en")
		if x.status != 200 || x.counts() != "2 0 0 5" || len(x.Refused) != 5 {
			t.Fatalf("mixed: %+v", x)
		}
		for i, want := range []string{"2 feed.not_a_number", "3 feed.out_of_range", "4 feed.bad_line", "5 feed.bad_line", "6 feed.unknown_station"} {
			got := x.Refused[i]
			if s := fmt.Sprint(got.Row, " ", got.Reason); s != want || got.Message == "" || got.Message == got.Reason {
				t.Errorf("refused %d: %+v, want %s with words", i, got, want)
			}
		}
		if x.Reasons[0] != (push.Reason{Reason: "feed.bad_line", Count: 2}) {
			t.Errorf("reasons %+v", x.Reasons)
		}
		held, _, err := r.feeds.Quarantine(actor.With(t.Context(), actor.System("test")), "air-push", feed.Sought{}, "", 0)
		if err != nil || len(held) != 5 {
			t.Fatalf("%d in quarantine, %v", len(held), err)
		}
		for _, q := range held {
			if q.Reason == "feed.bad_line" && q.Raw != `"S1"` && q.Raw != `{"station":7}` {
				t.Errorf("the sender's words are %q", q.Raw)
			}
		}
	})
}

func TestWhatIsRefusedLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		one := "[" + row("1", "07:00") + "]"
		for name, c := range map[string]struct {
			feed, key, body string
			header          []string
			status          int
			message         string
		}{
			"no key":                    {"air-push", "", one, nil, 401, ""},
			"a wrong key":               {"air-push", "guess", one, nil, 401, ""},
			"another's key":             {"air-push", "key-of-other", one, nil, 403, ""},
			"a person's token":          {"air-push", "token", one, nil, 403, ""},
			"an unknown feed":           {"nowhere", "key", one, nil, 404, ""},
			"nothing":                   {"air-push", "key", "", nil, 400, "push.empty"},
			"no JSON":                   {"air-push", "key", "S1;PM2.5;1", nil, 400, "push.not_json"},
			"a cut array":               {"air-push", "key", "[" + row("1", "07:00") + ",", nil, 400, "push.broken"},
			"a depth bomb":              {"air-push", "key", "[" + row("1", "07:00") + "," + strings.Repeat("[", 1_000_000), nil, 413, "push.too_deep"},
			"too many rows":             {"air-push", "key", "[" + row("1", "07:00") + strings.Repeat(",0", body.MaxRows) + "]", nil, 413, "push.too_many_rows"},
			"too many bytes":            {"air-push", "key", "[" + row("1", "07:00") + "]" + strings.Repeat(" ", body.MaxBytes), nil, 413, "push.too_large"},
			"compressed in another way": {"air-push", "key", one, []string{"Content-Encoding", "br"}, 415, "push.encoded"},
		} {
			x := r.send(c.feed, c.key, c.body, c.header...)
			if x.status != c.status || c.message != "" && x.Key != c.message || x.Detail == "" || x.Detail == x.Key {
				t.Errorf("%s: %d %s %q, want %d %s", name, x.status, x.Key, x.Detail, c.status, c.message)
			}
			if x.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: refused as %s", name, x.header.Get("Content-Type"))
			}
		}
		f, err := r.feeds.Get(actor.With(t.Context(), actor.System("test")), "air-push")
		if err != nil || f.Counts != (feed.Counts{}) || !f.LastReceived.IsZero() {
			t.Errorf("the refused left a trace: %+v, %v", f, err)
		}
		if x := r.send("air-push", "key", one); x.counts() != "1 0 0 0" {
			t.Errorf("afterwards: %+v", x)
		}
	})
}

// A body whose length nobody announced is bounded too.
func TestABodyWithoutLengthIsBounded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		q, err := http.NewRequest("POST", r.url+"/api/v1/feeds/air-push/observations", io.MultiReader(strings.NewReader("["), endless{}))
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("Authorization", "Bearer key")
		a, err := http.DefaultClient.Do(q)
		if err != nil {
			return // the server may hang up before everything is sent
		}
		defer a.Body.Close()
		if a.StatusCode != 413 {
			t.Errorf("answered %d", a.StatusCode)
		}
	})
}

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

func TestAStoreThatIsAwayIsSaidWithATimeToComeBack(t *testing.T) {
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		cut := func() {}
		if c.URL != "" {
			c.URL, cut = leash(t, c.URL)
		}
		d := dbtest.Open(t, c)
		if c.URL == "" {
			cut = func() { d.Close() }
		}
		r := newRig(t, d)
		if x := r.send("air-push", "key", "["+row("1", "07:00")+"]"); x.status != 200 {
			t.Fatalf("%+v", x)
		}
		cut()
		x := r.send("air-push", "key", "["+row("2", "07:05")+"]")
		if x.status != 503 || x.header.Get("Retry-After") == "" || x.Detail == "" {
			t.Errorf("answered %d %s, Retry-After %q", x.status, x.Key, x.header.Get("Retry-After"))
		}
	})
}

// leash puts a socket of its own before a PostgreSQL server's; cut ends all
// connections and the socket.
func leash(t *testing.T, address string) (through string, cut func()) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q, dir := u.Query(), t.TempDir()
	server := filepath.Join(q.Get("host"), ".s.PGSQL.5432")
	l, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var open []net.Conn
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("unix", server)
			if err != nil {
				in.Close()
				continue
			}
			mu.Lock()
			open = append(open, in, out)
			mu.Unlock()
			go func() { io.Copy(out, in); out.Close() }()
			go func() { io.Copy(in, out); in.Close() }()
		}
	}()
	q.Set("host", dir)
	u.RawQuery = q.Encode()
	return u.String(), func() {
		l.Close()
		mu.Lock()
		defer mu.Unlock()
		for _, c := range open {
			c.Close()
		}
	}
}
