package timer_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/timer"
)

func set(t *testing.T, d *db.DB, key string, at time.Time) {
	t.Helper()
	err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return timer.Set(ctx, tx, "duty", key, at, map[string]int{"n": 1})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestATimerRunsOnceAndNotBeforeItsTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock := dbtest.ClockOf(d)
		ran := map[string]int{}
		tm := timer.New(d)
		tm.Handle("duty", func(_ context.Context, _ *db.Tx, due timer.Due) error {
			ran[due.Key]++
			return nil
		})
		set(t, d, "a", clock.Now().Add(time.Hour))
		set(t, d, "b", clock.Now().Add(2*time.Hour))
		set(t, d, "a", clock.Now().Add(3*time.Hour)) // moved
		for range 4 {
			if err := tm.RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			clock.Advance(50 * time.Minute)
		}
		if ran["a"] != 0 || ran["b"] != 1 {
			t.Fatalf("after 2 h 30 min: %v", ran)
		}
		clock.Advance(time.Hour)
		if err := tm.RunDue(t.Context()); err != nil || ran["a"] != 1 {
			t.Fatalf("after 4 h: %v, %v", ran, err)
		}
	})
}

func TestAFailedTimerLeavesNoEffectAndComesAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock := dbtest.ClockOf(d)
		fail, n := true, 0
		tm := timer.New(d)
		tm.Handle("duty", func(ctx context.Context, tx *db.Tx, due timer.Due) error {
			n++
			if err := timer.Set(ctx, tx, "duty", "child", tx.Now().Add(time.Hour), nil); err != nil {
				return err
			}
			if fail {
				return errors.New("not yet")
			}
			return nil
		})
		set(t, d, "a", clock.Now())
		if err := tm.RunDue(t.Context()); err == nil {
			t.Fatal("the failure is hidden")
		}
		clock.Advance(90 * time.Minute)
		fail = false
		if err := tm.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n != 2 {
			t.Errorf("handled %d times: the child of the failed try must not exist yet", n)
		}
	})
}

func TestARunnerServesDutiesAndPeriodicWork(t *testing.T) {
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		c.Clock = db.SystemClock{}
		d := dbtest.Open(t, c)
		ran, repeated := make(chan string, 10), make(chan struct{})
		tm := timer.New(d)
		tm.Handle("duty", func(_ context.Context, tx *db.Tx, due timer.Due) error {
			tx.AfterCommit(func() { ran <- due.Key })
			return nil
		})
		times := 0
		tm.Every("look", time.Millisecond, func(context.Context) error {
			if times++; times == 3 {
				close(repeated)
			}
			return nil
		})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- tm.Run(ctx) }()
		set(t, d, "soon", d.Now().Add(20*time.Millisecond))
		if got := <-ran; got != "soon" {
			t.Errorf("ran %s", got)
		}
		<-repeated
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	})
}

// A node whose clock ran eight hours ahead died, and its clock is right again.
func TestALeaseFromAWrongClockHoldsNobodyUp(t *testing.T) {
	t.Run("postgres", func(t *testing.T) {
		d := dbtest.Open(t, db.Config{Dir: t.TempDir(), URL: dbtest.Postgres(t)})
		if err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO lease (duty, holder, until) VALUES ('duty', 'node_dead', ?)`, db.Micros(tx.Now().Add(8*time.Hour)))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		tm := timer.New(d)
		ran := make(chan struct{}, 1)
		tm.Handle("duty", func(_ context.Context, tx *db.Tx, _ timer.Due) error {
			tx.AfterCommit(func() { ran <- struct{}{} })
			return nil
		})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- tm.Run(ctx) }()
		set(t, d, "a", d.Now())
		<-ran
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestOnlyTheHolderOfTheLeaseRuns(t *testing.T) {
	t.Run("postgres", func(t *testing.T) {
		c := db.Config{Dir: t.TempDir(), URL: dbtest.Postgres(t)}
		d := dbtest.Open(t, c)
		got := make(chan int, 10)
		var stops []func()
		for node := range 2 {
			tm := timer.New(d)
			tm.Handle("duty", func(_ context.Context, tx *db.Tx, _ timer.Due) error {
				tx.AfterCommit(func() { got <- node })
				return nil
			})
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- tm.Run(ctx) }()
			stops = append(stops, func() {
				stop()
				if err := <-done; err != nil {
					t.Error(err)
				}
			})
		}
		for _, k := range []string{"a", "b", "c"} {
			set(t, d, k, d.Now())
		}
		first := <-got
		for range 2 {
			if n := <-got; n != first {
				t.Errorf("node %d ran what node %d holds", n, first)
			}
		}
		for _, s := range stops {
			s()
		}
		if len(got) != 0 {
			t.Error("a timer ran twice")
		}
	})
}
