package dbtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Start is the time at which every test store begins: a Wednesday morning in
// working time, in the frame of the reference screens.
var Start = time.Date(2024, 7, 3, 8, 0, 0, 0, text.Zone)

// Each runs fn on a fresh store of each engine.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	EachConfig(t, func(t *testing.T, c db.Config) {
		fn(t, Open(t, c))
	})
}

// SQLite runs fn on a fresh store of the embedded engine, for what it alone does.
func SQLite(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	fn(t, Open(t, embedded(t)))
}

// EachConfig gives a fresh store's address instead of an open store, for tests
// that open it themselves, several times or from several processes.
func EachConfig(t *testing.T, fn func(t *testing.T, c db.Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		fn(t, embedded(t))
	})
	t.Run("postgres", func(t *testing.T) {
		fn(t, db.Config{Dir: scratch(t), URL: Postgres(t), Clock: NewClock(Start)})
	})
}

func embedded(t *testing.T) db.Config {
	t.Helper()
	dir := scratch(t)
	data, err := template()
	if err == nil {
		err = os.WriteFile(db.File(dir), data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return db.Config{Dir: dir, Clock: NewClock(Start)}
}

// Open opens a store for the length of the test.
func Open(t *testing.T, c db.Config) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// template is an empty migrated SQLite file: migrating for every test would
// cost more than the tests.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp(base(), "thanhdong-dbtest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	d, err := db.Open(context.Background(), db.Config{Dir: dir})
	if err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil { // the last connection checkpoints the log
		return nil, err
	}
	return os.ReadFile(filepath.Clean(db.File(dir)))
})

// Clock is a clock that a test moves.
type Clock struct {
	us    atomic.Int64
	moved atomic.Pointer[func()]
}

// NewClock makes a clock that stands at t.
func NewClock(t time.Time) *Clock {
	c := &Clock{}
	c.Set(t)
	return c
}

// Now gives the clock's time.
func (c *Clock) Now() time.Time { return time.UnixMicro(c.us.Load()) }

// Set moves the clock to t.
func (c *Clock) Set(t time.Time) { c.us.Store(t.UnixMicro()); c.tell() }

// Advance moves the clock forward.
func (c *Clock) Advance(d time.Duration) { c.us.Add(d.Microseconds()); c.tell() }

// Tick moves the clock forward and tells nobody.
func (c *Clock) Tick(d time.Duration) { c.us.Add(d.Microseconds()) }

// Moved has do called after each later move of the clock: what runs beside the test would see it at its
// next look only.
func (c *Clock) Moved(do func()) { c.moved.Store(&do) }

func (c *Clock) tell() {
	if do := c.moved.Load(); do != nil {
		(*do)()
	}
}

// ClockOf gives the test clock of a store that [Each] opened.
func ClockOf(d *db.DB) *Clock {
	c, ok := d.Clock().(*Clock)
	if !ok {
		panic(fmt.Sprintf("dbtest: the store's clock is a %T", d.Clock()))
	}
	return c
}
