package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"thanhdong/act/exercise"
	"thanhdong/act/notify"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/pack"
)

// loud is a way out that must never be used.
type loud struct {
	t    *testing.T
	name string
}

func (l loud) Name() string { return l.name }

func (l loud) Send(context.Context, notify.Message) (notify.Receipt, error) {
	l.t.Errorf("the exercise sent by %s", l.name)
	return notify.Receipt{}, nil
}

// TestEveryWayOutHasItsRecorder walks the ways out of the real assembly, those that come with the product and
// some of our own, and finds a recorder in the place of each in an exercise's.
func TestEveryWayOutHasItsRecorder(t *testing.T) {
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		ctx := actor.With(t.Context(), actor.System("test"))
		a, err := New(ctx, Config{Data: c.Dir, DB: c.URL, HTTP: "127.0.0.1:0", Clock: c.Clock, Outgoing: func(real Outgoing) Outgoing {
			real.Channels = append(real.Channels, loud{t, "pigeon"}, loud{t, "drum"})
			return real
		}})
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Start(ctx); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := a.Stop(); err != nil {
				t.Error(err)
			}
		})
		p, err := pack.Open("haiduong")
		if err == nil {
			_, err = a.Packs.Apply(ctx, p)
		}
		if err != nil {
			t.Fatal(err)
		}
		script := "code: a\nname: {vi: a, en: a}\nlasts: PT1H\nsteps:\n  - at: PT0S\n    message: {vi: a, en: a}\n"
		e, err := a.Exercises.Plan(ctx, exercise.NewExercise{Name: "a", Unit: "H23", Script: script})
		if err == nil {
			e, err = a.Exercises.Start(ctx, e.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		w, err := a.worlds.at(ctx, e.ID)
		if err != nil {
			t.Fatal(err)
		}
		real, inside := a.Outgoing.Ways(), w.rooms.Outgoing.Ways()
		// Every field of the assembly is among the ways: one that is added must be walked too.
		if fields := reflect.TypeFor[Outgoing]().NumField(); len(real) != fields-1+len(a.Outgoing.Channels) {
			t.Errorf("%d ways from %d fields: a way out is not listed", len(real), fields)
		}
		if len(real) != len(inside) {
			t.Fatalf("%d ways out, %d inside", len(real), len(inside))
		}
		for i, way := range real {
			in := inside[i]
			if in.Name != way.Name {
				t.Errorf("%s has %s in its place", way.Name, in.Name)
			}
			channel, is := in.Is.(notify.Channel)
			if !is {
				if reflect.ValueOf(in.Is).IsNil() {
					t.Errorf("%s has no recorder in its place", way.Name)
				} else if reflect.ValueOf(in.Is).Pointer() == reflect.ValueOf(way.Is).Pointer() {
					t.Errorf("%s is the real one", way.Name)
				}
				continue
			}
			if _, err := channel.Send(ctx, notify.Message{ID: "m", Title: way.Name, Text: "chữ", Person: "acc_1", At: a.DB.Now()}); err != nil {
				t.Errorf("%s: %v", way.Name, err)
			}
		}
		// What the doors have outside alone is not to be found inside, and says why.
		for _, d := range a.doors() {
			for _, address := range d.at {
				method, path, _ := strings.Cut(address, " ")
				for at, there := range map[string]*http.ServeMux{"outside": a.mux, "inside": w.mux} {
					if _, pattern := there.Handler(httptest.NewRequest(method, path, nil)); (pattern != "") != (at == "outside") {
						t.Errorf("%s %s: %s is served as %q", at, d.name, path, pattern)
					}
				}
			}
		}
		records, _, err := a.Exercises.Records(ctx, e.ID, 0, "")
		if err != nil || len(records) != len(a.Outgoing.Channels) {
			t.Errorf("%d messages were recorded, %v", len(records), err)
		}
	})
}
