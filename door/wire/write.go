package wire

import (
	"encoding/json"
	"net/http"
	"time"

	"thanhdong/ground/text"
)

// Handler is a handler that may fail; the failure is written as a problem. It
// must not have written anything before it fails.
type Handler func(w http.ResponseWriter, r *http.Request) error

// ServeHTTP makes it an http.Handler.
func (h Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := h(w, r); err != nil {
		Refuse(w, r, err)
	}
}

// JSON answers with a value.
func JSON(w http.ResponseWriter, status int, v any) error {
	write(w, status, "application/json", v)
	return nil
}

// write sends what it can: after the status is out, a reader who went away is
// all that can still fail.
func write(w http.ResponseWriter, status int, mediaType string, v any) {
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(v)
}

// List is a page of a list. Next is the cursor that continues it, "" at the end.
type List[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next" doc:"Give it back as after= to read on; empty at the end"`
}

// ListOf maps rows to a page that is never null.
func ListOf[R, T any](rows []R, next string, f func(R) T) List[T] {
	return List[T]{Items: Map(rows, f), Next: next}
}

// Map maps rows to what travels; never null.
func Map[R, T any](rows []R, f func(R) T) []T {
	items := make([]T, len(rows))
	for i, r := range rows {
		items[i] = f(r)
	}
	return items
}

// Ref names another thing by its code and by its name for people.
type Ref struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// At is an instant as it travels: in the zone of Viet Nam.
func At(t time.Time) time.Time { return t.In(text.Zone) }

// Maybe is [At] for an instant that may not have come.
func Maybe(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = At(t)
	return &t
}
