package bus_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
)

func record(t *testing.T, d *db.DB, kind, subject string) {
	t.Helper()
	err := d.Do(context.WithoutCancel(t.Context()), func(ctx context.Context, tx *db.Tx) error {
		return bus.Record(ctx, tx, kind, subject, map[string]string{"id": subject})
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAReaderSeesItsKindsInOrderAndOnlyOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var got []string
		b := bus.New(d)
		b.Read("test", []string{"a.Happened", "b.Happened"}, func(_ context.Context, _ *db.Tx, events []bus.Event) error {
			for _, e := range events {
				got = append(got, e.Subject)
			}
			return nil
		})
		for i := range 3 {
			record(t, d, "a.Happened", fmt.Sprint("a", i))
			record(t, d, "c.Happened", fmt.Sprint("c", i))
			record(t, d, "b.Happened", fmt.Sprint("b", i))
		}
		for range 2 {
			if err := b.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if want := []string{"a0", "b0", "a1", "b1", "a2", "b2"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestAFailingReaderKeepsItsPosition(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fail, seen := true, 0
		b := bus.New(d)
		b.Read("test", []string{"a.Happened"}, func(ctx context.Context, tx *db.Tx, events []bus.Event) error {
			if err := bus.Record(ctx, tx, "b.Happened", "effect", nil); err != nil {
				return err
			}
			if fail {
				return errors.New("not yet")
			}
			seen += len(events)
			return nil
		})
		record(t, d, "a.Happened", "x")
		if err := b.Drain(t.Context()); err == nil {
			t.Fatal("the failure is hidden")
		}
		fail = false
		if err := b.Drain(t.Context()); err != nil || seen != 1 {
			t.Fatalf("seen %d, err %v", seen, err)
		}
		effects, err := b.Since(t.Context(), bus.Pos{}, []string{"b.Happened"}, 10)
		if err != nil || len(effects) != 1 {
			t.Errorf("the effect of the failed try stayed: %d effects, err %v", len(effects), err)
		}
	})
}

// On PostgreSQL a later number can commit before an earlier one: nothing may be
// passed over while a transaction is open.
func TestNothingIsPassedOverWhileWritersOverlap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var mu sync.Mutex
		seen := map[string]int{}
		b := bus.New(d)
		b.Read("test", []string{"a.Happened"}, func(_ context.Context, _ *db.Tx, events []bus.Event) error {
			mu.Lock()
			defer mu.Unlock()
			for _, e := range events {
				seen[e.Subject]++
			}
			return nil
		})
		var writers, readers sync.WaitGroup
		stop := make(chan struct{})
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					if err := b.Drain(t.Context()); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
		for w := range 8 {
			writers.Go(func() {
				for i := range 25 {
					record(t, d, "a.Happened", fmt.Sprintf("%d-%d", w, i))
				}
			})
		}
		writers.Wait()
		close(stop)
		readers.Wait()
		if err := b.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(seen) != 200 {
			t.Errorf("saw %d of 200 events", len(seen))
		}
		for s, n := range seen {
			if n != 1 {
				t.Errorf("%s was seen %d times", s, n)
			}
		}
	})
}

func TestATailGivesEverythingThenTheStream(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := bus.New(d)
		record(t, d, "a.Happened", "before")
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		tail := b.Tail(ctx, bus.Pos{}, []string{"a.Happened"})
		if got := (<-tail)[0].Subject; got != "before" {
			t.Fatalf("got %s", got)
		}
		record(t, d, "a.Happened", "after")
		if got := (<-tail)[0].Subject; got != "after" {
			t.Fatalf("got %s", got)
		}
		stop()
		for range tail {
		}
	})
}

func TestACursorSurvivesItsText(t *testing.T) {
	p := bus.Pos{Xid: 812, Seq: 40}
	if got, err := bus.ParsePos(p.String()); err != nil || got != p {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{"", "1", "1.", "-1.2", "a.b", "1.2.3"} {
		if _, err := bus.ParsePos(bad); err == nil {
			t.Errorf("%q is taken for a cursor", bad)
		}
	}
}
