package capfeed

import (
	"context"
	"net/http"
	"net/url"

	"thanhdong/act/warning"
	"thanhdong/door/wire"
	"thanhdong/ground/fault"
)

// RegisterExercise puts the feed of an exercise at its address, for those who may
// enter its world: inside decides, and refuses whoever has not signed in.
func RegisterExercise(mux *http.ServeMux, inside func(ctx context.Context, id string) (*warning.Warnings, error)) {
	x := drill{inside}
	mux.Handle("GET /feeds/cap-exercise.atom", wire.Handler(x.atom))
	mux.Handle("GET /feeds/cap-exercise/{id}/{file}", wire.Handler(x.message))
}

type drill struct {
	inside func(ctx context.Context, id string) (*warning.Warnings, error)
}

func (x drill) atom(w http.ResponseWriter, r *http.Request) error {
	if _, err := wire.Person(r.Context()); err != nil {
		return err
	}
	id := r.URL.Query().Get("exercise")
	ws, err := x.inside(r.Context(), id)
	if err != nil {
		return err
	}
	signed, err := signedList(r, ws, place{
		self: base(r) + "/feeds/cap-exercise.atom?" + url.Values{"exercise": {id}}.Encode(), messages: base(r) + "/feeds/cap-exercise/" + url.PathEscape(id) + "/",
		title: "capfeed.exercise_title", id: ":exercise:" + id,
	})
	if err != nil {
		return err
	}
	return write(w, r, atomType+"; charset=utf-8", signed)
}

func (x drill) message(w http.ResponseWriter, r *http.Request) error {
	if _, err := wire.Person(r.Context()); err != nil {
		return err
	}
	identifier, kind := wire.Extension(r.PathValue("file"))
	if kind != "xml" {
		return fault.New(fault.NotFound, "wire.no_such_address")
	}
	ws, err := x.inside(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	b, err := ws.Message(r.Context(), identifier)
	if err != nil {
		return err
	}
	return write(w, r, capType, b)
}
