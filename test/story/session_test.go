package story

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/test/town"
)

// Who signs out in one window is signed out in all: open streams end too.
func TestAnEndedSessionEndsItsStreams(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		duty := w.Person("trực ban", actor.Duty, "H23", "").Without()
		in := duty.Post("/session", map[string]string{"name": duty.Name, "password": town.Password}).OK(nil)
		cookie, _, _ := strings.Cut(in.Header.Get("Set-Cookie"), ";")
		duty.Do(http.MethodGet, "/api/v1/session", nil, "Cookie", cookie).OK(nil)
		live := duty.Live("alerts", "Cookie", cookie)
		w.Until("the stream has begun", func() bool { return live.Saw("hello") })
		duty.Do(http.MethodDelete, "/api/v1/session", nil, "Cookie", cookie).OK(nil)
		ended := time.Now()
		duty.Do(http.MethodGet, "/api/v1/session", nil, "Cookie", cookie).Refused(401)
		w.Until("the stream has ended", live.Ended)
		if took := time.Since(ended); took > 15*time.Second {
			t.Errorf("the stream went on for %v", took)
		}
	})
}
