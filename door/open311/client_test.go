package open311_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"thanhdong/door/open311"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/serve/report"
)

// passing is a desk that passes rubbish on to another one of our kind, over a real socket.
func passing(t *testing.T, fn func(k *desk, there *desk, server *peerServer)) {
	each(t, report.Refuse, func(k *desk) {
		each(k.T, report.Refuse, func(there *desk) {
			server := &peerServer{real: there.door}
			s := httptest.NewServer(server)
			defer s.Close()
			k.must(k.d.Do(k.system(), func(ctx context.Context, tx *db.Tx) error {
				_, err := unit.Put(ctx, tx, []unit.Unit{{Code: "MT", Kind: "department", Parent: "H23", Area: "30", Name: text.L{VI: "Môi trường", EN: "Environment"}, Mark: "PROJECT CHOICE"}})
				return err
			}))
			k.must(k.reports.PutPeer(k.system(), report.Peer{Code: "b", Name: "Tỉnh bạn", URL: s.URL + "/open311/v2/", Key: there.key, Unit: "MT", Services: map[string]string{"rac": "rac"}}))
			fn(k, there, server)
		})
	})
}

// peerServer can be told to answer something else.
type peerServer struct {
	real http.Handler

	mu     sync.Mutex
	other  http.HandlerFunc
	called int
}

func (s *peerServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.called++
	other := s.other
	s.mu.Unlock()
	if other != nil {
		other(w, r)
		return
	}
	s.real.ServeHTTP(w, r)
}

// answers has it answer so from now on; nil: as it does.
func (s *peerServer) answers(other http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.other = other
}

func (s *peerServer) calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.called
}

func (k *desk) passedRubbish() report.Report {
	k.Helper()
	lon, lat := 106.3, 20.9
	r, err := k.reports.Receive(k.Context(), report.Draft{Source: report.Web, Category: "rac", Words: "Rác ở cổng, gọi tôi 0912345678", Address: "Ngõ 3", Lon: &lon, Lat: &lat,
		Reporter: report.Reporter{Name: "Trần Thị Hoà", Phone: "0912345678"}})
	k.must(err)
	_, err = k.reports.Assign(k.system(), r.ID, "MT", "", "")
	k.must(err)
	return r
}

// exchange does what is pending, and one round with the peers.
func (k *desk) exchange() {
	k.Helper()
	k.must(k.drain(k.Context()))
	k.must(open311.NewClient(k.reports).Exchange(k.Context()))
}

func (k *desk) kinds(id string) string {
	k.Helper()
	r, err := k.reports.Get(k.system(), id)
	k.must(err)
	var kinds []string
	for _, l := range r.Log {
		kinds = append(kinds, l.Kind)
	}
	return strings.Join(kinds, " ")
}

func TestWhatAUnitIsGivenIsPassedOnOnceAndItsEndComesBackAsADraft(t *testing.T) {
	passing(t, func(k, there *desk, server *peerServer) {
		r := k.passedRubbish()
		k.exchange()
		k.exchange()
		list, _, err := there.reports.List(there.system(), report.Filter{})
		k.must(err)
		if len(list) != 1 || list[0].Category != "rac" || strings.Contains(list[0].Words, "0912345678") || !strings.HasPrefix(list[0].Words, "Rác ở cổng") || list[0].Source != report.Open311 {
			t.Fatalf("there it is %+v", list)
		}
		if got := k.kinds(r.ID); got != "receive assign passed" {
			t.Errorf("history %q", got)
		}
		// It is closed there.
		_, err = there.reports.Reject(there.system(), list[0].ID, "not-ours", "Không phải của chúng tôi")
		k.must(err)
		k.exchange() // too early to ask
		if got := k.kinds(r.ID); got != "receive assign passed" {
			t.Errorf("asked too early: %q", got)
		}
		k.clock.Advance(11 * time.Minute)
		k.exchange()
		now, err := k.reports.Get(k.system(), r.ID)
		k.must(err)
		if got := k.kinds(r.ID); got != "receive assign passed heard_closed" || now.State != report.Assigned || now.Draft.Words == "" {
			t.Errorf("heard: %q %s %+v", got, now.State, now.Draft)
		}
		calls := server.calls()
		k.clock.Advance(24 * time.Hour)
		k.exchange()
		if server.calls() != calls {
			t.Error("what is over is asked about")
		}
	})
}

func TestWhatTheServerDidNotTakeIsSentAgainLater(t *testing.T) {
	passing(t, func(k, there *desk, server *peerServer) {
		// The first answer is lost after the report was taken: the same external id stores nothing twice.
		server.answers(func(_ http.ResponseWriter, r *http.Request) {
			there.door.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		})
		r := k.passedRubbish()
		k.exchange()
		server.answers(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "busy", http.StatusServiceUnavailable) })
		k.clock.Advance(2 * time.Minute)
		k.exchange()
		server.answers(nil)
		k.exchange() // it waits longer each time
		if got := k.kinds(r.ID); got != "receive assign" {
			t.Errorf("history %q", got)
		}
		k.clock.Advance(5 * time.Minute)
		k.exchange()
		list, _, err := there.reports.List(there.system(), report.Filter{})
		k.must(err)
		if got := k.kinds(r.ID); got != "receive assign passed" || len(list) != 1 {
			t.Errorf("history %q, %d there", got, len(list))
		}
	})
}

func TestAServerThatRefusesOrTellsNonsenseLeavesTheUnitToIt(t *testing.T) {
	for name, answer := range map[string]struct {
		status int
		body   string
	}{
		"refused":        {400, `<errors><error><code>400</code><description>no</description></error></errors>`},
		"no id":          {200, `<service_requests><request/></service_requests>`},
		"no request":     {200, `<service_requests/>`},
		"redirected":     {302, ``},
		"its id is huge": {200, `<service_requests><request><service_request_id>` + strings.Repeat("9", 1000) + `</service_request_id></request></service_requests>`},
		"entities":       {200, `<!DOCTYPE x [<!ENTITY a "aaaa">]><service_requests><request><service_request_id>&a;</service_request_id></request></service_requests>`},
		"a page":         {200, `<html><body>Welcome</body></html>`},
	} {
		t.Run(name, func(t *testing.T) {
			passing(t, func(k, _ *desk, server *peerServer) {
				server.answers(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Location", "http://127.0.0.1:1/")
					w.WriteHeader(answer.status)
					_, _ = w.Write([]byte(answer.body))
				})
				r := k.passedRubbish()
				for range 21 {
					k.exchange()
					k.clock.Advance(7 * time.Hour)
				}
				if got := k.kinds(r.ID); got != "receive assign not_passed" {
					t.Errorf("history %q", got)
				}
				if n := server.calls(); n > 20 {
					t.Errorf("asked %d times", n)
				}
			})
		})
	}
}

func TestPeersAreNamedByAdministratorsAndTheirKeysAreShownToNobody(t *testing.T) {
	passing(t, func(k, there *desk, _ *peerServer) {
		admin := actor.With(k.Context(), actor.Actor{ID: "acc_1", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Admin, UnitPath: "/H23/", AreaPath: "/30/"}}})
		list, err := k.reports.Peers(admin)
		k.must(err)
		if len(list) != 1 || list[0].Key != "" || list[0].Services["rac"] != "rac" {
			t.Errorf("%+v", list)
		}
		if _, err := k.reports.Peers(k.Context()); err == nil {
			t.Error("anybody is told")
		}
		err = k.reports.PutPeer(admin, report.Peer{Code: "x", URL: "https://example.org", Key: "k", Unit: "NONE", Services: map[string]string{"none": "1"}})
		if err == nil {
			t.Error("a peer without a name, a unit and a category was taken")
		}
		off := report.Peer{Code: "b", Name: "Tỉnh bạn", URL: "http://127.0.0.1:1", Key: there.key, Unit: "MT", Services: map[string]string{"rac": "rac"}, Off: true}
		k.must(k.reports.PutPeer(admin, off))
		r := k.passedRubbish()
		k.exchange()
		if got := k.kinds(r.ID); got != "receive assign" {
			t.Errorf("one that is off: %q", got)
		}
	})
}
