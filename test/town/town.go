package town

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thanhdong/app"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/pack"
)

// Town is a running product.
type Town struct {
	App   *app.App
	Clock *dbtest.Clock
	Drop  string    // drop folder
	Store db.Config // to open the store while the product is stopped

	t    *testing.T
	conf app.Config
	up   bool
}

// Each runs fn with a fresh town on each engine.
func Each(t *testing.T, fn func(t *testing.T, w *Town)) {
	t.Helper()
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		fn(t, Boot(t, c))
	})
}

// Boot starts the product over a fresh store and applies the packs. change may set more of the server's
// configuration.
func Boot(t *testing.T, c db.Config, change ...func(*app.Config)) *Town {
	t.Helper()
	root, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			return BootWith(t, c, filepath.Join(root, "test", "town", "testdata", "story"), change...)
		}
		if root == filepath.Dir(root) {
			break
		}
		root = filepath.Dir(root)
	}
	t.Fatal("tests run in the folders of the project")
	return nil
}

// BootWith is [Boot] with another pack than the two stations.
func BootWith(t *testing.T, c db.Config, folder string, change ...func(*app.Config)) *Town {
	t.Helper()
	w := &Town{t: t, Store: c, Clock: c.Clock.(*dbtest.Clock), Drop: filepath.Join(t.TempDir(), "drop")}
	w.conf = app.Config{
		Data: c.Dir, DB: c.URL, HTTP: "127.0.0.1:0", Drop: w.Drop, Sample: app.Off, Version: "test", Clock: c.Clock, Out: io.Discard,
		Look: 20 * time.Millisecond,
	}
	for _, do := range change {
		do(&w.conf)
	}
	w.open()
	p, err := pack.Open(folder) // and with it the packs it needs
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.App.Packs.Apply(w.System(), p); err != nil {
		t.Fatal(err)
	}
	w.start()
	t.Cleanup(w.Stop)
	w.Clock.Moved(func() {
		if w.up {
			w.App.Look()
		}
	})
	return w
}

func (w *Town) open() {
	w.t.Helper()
	var err error
	if w.App, err = app.New(context.Background(), w.conf); err != nil {
		w.t.Fatal(err)
	}
}

func (w *Town) start() {
	w.t.Helper()
	if err := w.App.Start(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	w.up = true
}

// Stop ends the product; the store stays.
func (w *Town) Stop() {
	w.t.Helper()
	if !w.up {
		return
	}
	w.up = false
	if err := w.App.Stop(); err != nil {
		w.t.Error(err)
	}
}

// Restart stops the product and starts it again over the same store.
func (w *Town) Restart() {
	w.t.Helper()
	w.Stop()
	w.open()
	w.start()
}

// System is a context in which the product itself acts.
func (w *Town) System() context.Context {
	return actor.With(context.Background(), actor.System("test"))
}

// Password is the password of every person of the town.
const Password = "đường-về-nhà-có-hàng-cây-2024"

// Person makes an account with one role, for a subtree of units and of areas, and
// gives a client that acts with its token.
func (w *Town) Person(name string, role actor.Role, unit, area string) *Client {
	w.t.Helper()
	return w.Granted(name, unit, account.Given{Role: role, Unit: unit, Area: area})
}

// Granted makes an account with several grants.
func (w *Town) Granted(name, unit string, grants ...account.Given) *Client {
	w.t.Helper()
	id, err := w.App.Accounts.Add(w.System(), account.New{Name: name, Unit: unit, Grants: grants, Password: Password})
	if err != nil {
		w.t.Fatal(err)
	}
	token, err := w.App.Accounts.TokenAdd(w.System(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return &Client{t: w.t, w: w, ID: id, Name: name, secret: token}
}

// Device gives a client that acts with a new key for the feed.
func (w *Town) Device(feed string) *Client {
	w.t.Helper()
	f, err := w.App.Feeds.Get(w.System(), feed)
	if err != nil {
		w.t.Fatal(err)
	}
	key, err := w.App.Accounts.DeviceAdd(w.System(), feed, f.Scope(), "test")
	if err != nil {
		w.t.Fatal(err)
	}
	return &Client{t: w.t, w: w, Name: "device of " + feed, secret: key}
}

// Nobody gives a client that has not signed in.
func (w *Town) Nobody() *Client { return &Client{t: w.t, w: w, Name: "nobody"} }

// Put writes a file into the drop folder at once, as a careful sender does: under
// another name first.
func (w *Town) Put(name, content string) {
	w.t.Helper()
	path := filepath.Join(w.Drop, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	part := filepath.Join(filepath.Dir(w.Drop), strings.ReplaceAll(name, "/", "_")+".part")
	if err := os.WriteFile(part, []byte(content), 0o644); err != nil {
		w.t.Fatal(err)
	}
	if err := os.Rename(part, path); err != nil {
		w.t.Fatal(err)
	}
}

// Quiet waits until no reader of the event log has anything left to do. The clock stands still meanwhile.
func (w *Town) Quiet() {
	w.t.Helper()
	w.until(0, "every reader has read everything", func() bool {
		lags, err := w.App.Bus.Behind(w.System())
		if err != nil {
			w.t.Fatal(err)
		}
		for _, l := range lags {
			if l.Events > 0 {
				return false
			}
		}
		return true
	})
}

// Until waits for a condition of a running product. The clock goes on slowly
// meanwhile, a second for every five looks, because some things wait for it: a
// dropped file is taken when it stayed unchanged for two seconds.
func (w *Town) Until(what string, holds func() bool) {
	w.t.Helper()
	w.until(time.Second, what, holds)
}

func (w *Town) until(tick time.Duration, what string, holds func() bool) {
	w.t.Helper()
	began := time.Now()
	end := began.Add(patience)
	defer func() {
		if took := time.Since(began); took > long {
			w.t.Logf("%.1f s until %s", took.Seconds(), what) // what makes a story slow
		}
	}()
	for n := 1; !holds(); n++ {
		if time.Now().After(end) {
			w.t.Fatalf("after %v still not: %s", patience, what)
		}
		<-time.After(20 * time.Millisecond)
		if n%5 == 0 {
			w.Clock.Tick(tick)
		}
	}
}

// patience is long, because the machines of others are slow; what holds is seen
// at once.
const patience = time.Minute

// long is a wait that is worth a line.
const long = time.Second
