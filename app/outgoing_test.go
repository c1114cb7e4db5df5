package app

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"thanhdong/ground/db/dbtest"
)

// Every folder of a channel is a way out that the assembly names, so that an exercise can replace it, and a
// replaced one is what the room then has.
func TestEveryWayOutIsNamed(t *testing.T) {
	folders, err := filepath.Glob(filepath.Join("..", "act", "notify", "*", "doc.go"))
	if err != nil || len(folders) < 5 {
		t.Fatalf("%v, %v", folders, err)
	}
	want := []string{"capfeed", "open311"}
	for _, f := range folders {
		if name := filepath.Base(filepath.Dir(f)); name != "outside" { // shared by channels, no channel itself
			want = append(want, "notify/"+name)
		}
	}
	c := Config{Data: t.TempDir(), HTTP: "127.0.0.1:0", Out: os.Stderr, Clock: dbtest.NewClock(dbtest.Start)}
	c.Outgoing = func(real Outgoing) Outgoing {
		var named []string
		for _, w := range real.Ways() {
			named = append(named, w.Name)
		}
		slices.Sort(named)
		slices.Sort(want)
		if !slices.Equal(named, want) {
			t.Errorf("the assembly names %v, the folders are %v", named, want)
		}
		real.Channels = nil
		return real
	}
	r, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if len(r.Outgoing.Channels) != 0 {
		t.Error("a way out that was replaced is there")
	}
}
