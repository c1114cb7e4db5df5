package wire

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Serve is everything that happens to a request before and after its door. pages answers people where no door has the
// address; nil leaves it to the mux. Machines below /api/ get a problem.
func Serve(mux *http.ServeMux, who Who, log *slog.Logger, pages http.Handler) http.Handler {
	if log == nil {
		log = slog.Default()
	}
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := &scope{lang: text.FromAcceptLanguage(r.Header.Get("Accept-Language")), log: log}
		r = r.WithContext(context.WithValue(r.Context(), scopeKey{}, s))
		out := &answer{ResponseWriter: w}
		began := time.Now()
		defer func() { line(s, r, out, time.Since(began)) }()
		defer rescue(out, r)
		secure(out, r)
		hurry(out, r)
		// A page of another site can make a browser send the cookie, but not a
		// bearer secret.
		if r.Header.Get("Authorization") == "" && cross.Check(r) != nil {
			Refuse(out, r, fault.New(fault.Forbidden, "wire.cross_site"))
			return
		}
		a, err := who.Of(r)
		if err != nil {
			Refuse(out, r, err)
			return
		}
		r = r.WithContext(actor.With(r.Context(), a))
		machine := strings.HasPrefix(r.URL.Path, "/api/")
		if machine || pages != nil {
			out.asked = r
		}
		mux.ServeHTTP(out, r)
		if out.missed != 0 {
			out.lost(r, machine, pages)
		}
	})
}

// Times within which a body must have come. A photo may take long over a village
// line; one that trickles in for ever would hold its connection for ever.
const (
	bodyTime   = 2 * time.Minute
	uploadTime = 15 * time.Minute
)

// hurry bounds how long the body may take. A request without one is not bounded:
// a stream of changes lives for hours.
func hurry(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength == 0 {
		return
	}
	limit := bodyTime
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		limit = uploadTime
	}
	// Not supported means that nothing of the network is behind it.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(limit))
}

// lost answers where no door has the address, or none for the method.
func (a *answer) lost(r *http.Request, machine bool, pages http.Handler) {
	status, allow := a.missed, a.Header().Get("Allow")
	a.asked, a.missed = nil, 0
	if !machine && status == http.StatusNotFound {
		a.Header().Del("Content-Type")
		pages.ServeHTTP(a, r)
		return
	}
	if status != http.StatusMethodNotAllowed {
		Refuse(a, r, fault.New(fault.NotFound, "wire.no_such_address"))
		return
	}
	p := NewProblem(r.Context(), fault.New(fault.Unsupported, "wire.method", "method", r.Method, "allow", allow))
	p.Status = http.StatusMethodNotAllowed
	p.Write(a)
}

// rescue turns a panic into a fault. Once an answer has begun it cannot be taken
// back: the connection is cut, so that half an answer is not taken for a whole.
func rescue(w *answer, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	problem := NewProblem(r.Context(), fault.New(fault.Internal, "fault.internal").With(fmt.Errorf("panic: %v\n%s", p, debug.Stack())))
	if w.status != 0 {
		panic(http.ErrAbortHandler)
	}
	problem.Write(w)
}

// line logs a request: its route, not its address, for ids, names and searches
// stand in addresses.
func line(s *scope, r *http.Request, w *answer, took time.Duration) {
	level := slog.LevelDebug // a quiet log is read
	if w.status >= http.StatusBadRequest {
		level = slog.LevelInfo
	}
	if !s.log.Enabled(r.Context(), level) {
		return
	}
	route := r.Pattern
	if route == "" {
		route = "none"
	}
	args := []any{"route", route, "status", w.status, "bytes", w.bytes, "ms", took.Milliseconds()}
	if s.fault != "" {
		args = append(args, "fault_id", s.fault)
	}
	s.log.Log(r.Context(), level, "request", args...)
}
