package app

import (
	"fmt"
	"net/http"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// heldBack is how far a reader may be behind before the server says that it is
// not ready: by then alerts would come late.
const heldBack = 2 * time.Minute

// healthz answers while the process lives.
func healthz(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintln(w, "ok")
}

// readyz answers 200 when the store answers and takes what is written, and no
// reader is held back.
func (a *App) readyz(w http.ResponseWriter, r *http.Request) {
	lags, err := a.Bus.Behind(r.Context())
	if err != nil {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "the store does not answer", http.StatusServiceUnavailable)
		return
	}
	if err := a.DB.Trouble(); err != nil {
		f, _ := fault.As(err)
		w.Header().Set("Retry-After", "5")
		http.Error(w, "the store takes nothing: "+text.T(text.EN, f.Key, f.Args), http.StatusServiceUnavailable)
		return
	}
	for _, l := range lags {
		if l.Events > 0 && l.Oldest > heldBack {
			http.Error(w, fmt.Sprintf("reader %s is behind by %d events, the oldest %s old", l.Reader, l.Events, l.Oldest.Round(time.Second)), http.StatusServiceUnavailable)
			return
		}
	}
	fmt.Fprintln(w, "ready")
}
