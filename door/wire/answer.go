package wire

import "net/http"

// answer remembers what was answered, for the log. It keeps back what the mux
// says where no door has the address: that is said in the form of the rest of the
// API, or as a page.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
	asked  *http.Request // nil when the mux may answer for itself
	missed int           // status that was kept back
}

func (a *answer) WriteHeader(status int) {
	if a.asked != nil && a.asked.Pattern == "" {
		a.missed = status
		return
	}
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.missed != 0 {
		return len(b), nil
	}
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController flush and set deadlines.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
