package app

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"thanhdong/act/exercise"
	"thanhdong/act/warning"
	"thanhdong/door/capfeed"
	"thanhdong/door/wire"
	"thanhdong/ground/fault"
)

// mountWorlds puts the worlds of exercises at their addresses: the same doors and the same pages below
// /exercise/{id}, for those who take part.
func (a *App) mountWorlds(mux *http.ServeMux, console http.Handler) {
	mux.HandleFunc("GET /exercise/{id}/console/", func(w http.ResponseWriter, r *http.Request) {
		http.StripPrefix("/exercise/"+r.PathValue("id"), console).ServeHTTP(w, r) // pages hold no data
	})
	inside := wire.Handler(a.inside)
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		mux.Handle(method+" /exercise/{id}/api/v1/", inside)
	}
	capfeed.RegisterExercise(mux, a.warningsInside)
}

// inside hands a request on to the world of an exercise. What is over is only looked at.
func (a *App) inside(w http.ResponseWriter, r *http.Request) error {
	at, e, err := a.enter(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	looks := r.Method == http.MethodGet || r.Method == http.MethodHead
	if session := strings.HasSuffix(r.URL.Path, "/api/v1/session"); !looks && !session && e.State != exercise.Running {
		return fault.New(fault.Conflict, "exercise.stands_still", "number", e.Number)
	}
	http.StripPrefix("/exercise/"+e.ID, at.handler).ServeHTTP(w, r)
	return nil
}

func (a *App) enter(ctx context.Context, id string) (*world, exercise.Exercise, error) {
	if _, err := wire.Person(ctx); err != nil {
		return nil, exercise.Exercise{}, err
	}
	e, err := a.Exercises.Enter(ctx, id)
	if err != nil {
		return nil, e, err
	}
	w, err := a.worlds.at(ctx, id)
	return w, e, err
}

func (a *App) warningsInside(ctx context.Context, id string) (*warning.Warnings, error) {
	w, _, err := a.enter(ctx, id)
	if err != nil {
		return nil, err
	}
	return w.rooms.Warnings, nil
}

// drill is what marks the screens of a world.
func (a *App) drill(w *world) func(ctx context.Context) (*wire.Drill, error) {
	return func(ctx context.Context) (*wire.Drill, error) {
		e := w.clock.exercise()
		words, at, err := a.Exercises.Told(ctx, e, wire.Lang(ctx))
		if err != nil {
			return nil, err
		}
		d := &wire.Drill{ID: e.ID, Number: e.Number, Name: e.Name, State: string(e.State), Speed: e.Speed, Told: words, ToldAt: wire.Maybe(at)}
		if e.State != exercise.Running {
			d.Speed = 0
		}
		return d, nil
	}
}

// beat says that the clocks of exercises go, and lets worlds follow what another server did.
func (a *App) beat(ctx context.Context) error {
	return errors.Join(a.Exercises.Beat(ctx), a.worlds.Follow(ctx))
}

func errNoWorld(id string) error { return fault.New(fault.NotFound, "exercise.not_found", "id", id) }
