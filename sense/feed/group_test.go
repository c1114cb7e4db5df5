package feed

import (
	"context"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/observation"
)

// open makes a room with two feeds of one station, without the rooms that would
// know their unit and area.
func open(t *testing.T, d *db.DB) *Feeds {
	t.Helper()
	ctx := actor.With(t.Context(), actor.System("test"))
	o, err := observation.New(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	entitytest.Station(t, d, "KHI001", "air", "other")
	for _, code := range []string{"air", "other"} {
		c := Contract{Code: code, Cadence: 5 * time.Minute, Parameters: []Parameter{{Name: "PM10", Unit: "ug/Nm3"}}}
		body, err := c.encode()
		if err != nil {
			t.Fatal(err)
		}
		err = d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO feed (code, body, unit, unit_path, area, area_path, created, changed) VALUES (?, ?, 'H23', '/H23/', '30', '/30/', 0, 0)`, code, body)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return New(d, o, nil)
}

func one(minute int, v float64) []Reading {
	return []Reading{{Station: "KHI001", Parameter: "PM10", Unit: "ug/Nm3", At: dbtest.Start.Add(time.Duration(minute) * time.Minute), Value: &v}}
}

func (f *Feeds) ask(t *testing.T, feed string, readings []Reading) *request {
	t.Helper()
	r, err := f.request(actor.With(t.Context(), actor.System("test")), feed, readings)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A value that the store itself refuses stands for every failure that only
// shows inside the transaction.
func TestOneSendersFailureDoesNotDisturbTheOthersOfItsCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := open(t, d)
		poison := `CREATE TRIGGER poison BEFORE INSERT ON observation_recent WHEN NEW.value = 666 BEGIN SELECT RAISE(ABORT, 'poison'); END`
		if d.Engine() == db.Postgres {
			poison = `ALTER TABLE observation_row ADD CHECK (value <> 666)`
		}
		err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, poison)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		group := []*request{f.ask(t, "air", one(0, 1)), f.ask(t, "air", one(-1, 666)), f.ask(t, "other", one(-2, 3)), f.ask(t, "air", one(0, 1))}
		f.commit(group)
		for i, r := range group {
			<-r.done
			if (r.err != nil) != (i == 1) {
				t.Errorf("sender %d: %v", i, r.err)
			}
		}
		if group[0].sum.Accepted != 1 || group[2].sum.Accepted != 1 || group[3].sum.Duplicate != 1 {
			t.Errorf("outcomes %+v %+v %+v", group[0].sum, group[2].sum, group[3].sum)
		}
		x, err := f.Get(actor.With(t.Context(), actor.System("test")), "air")
		if err != nil || x.Counts != (Counts{Accepted: 1, Duplicate: 1}) {
			t.Errorf("what failed was counted: %+v %v", x.Counts, err)
		}
	})
}

func TestSendersAreRefusedWithATimeWhileTheStoreDoesNotAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := open(t, d)
		ctx := actor.With(t.Context(), actor.System("test"))
		if _, err := f.Accept(ctx, "air", one(0, 1)); err != nil {
			t.Fatal(err)
		}
		held, release, done := make(chan bool), make(chan bool), make(chan error)
		go func() {
			done <- d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if _, err := f.state(ctx, tx, "air"); err != nil { // locks what every commit of the feed needs
					return err
				}
				close(held)
				<-release
				return nil
			})
		}()
		<-held
		f.patience = 50 * time.Millisecond
		_, err := f.Accept(ctx, "air", one(1, 2))
		if e, ok := fault.As(err); !ok || e.Kind != fault.Unavailable || e.RetryAfter <= 0 {
			t.Errorf("got %v", err)
		}
		close(release)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		f.patience = time.Minute
		if sum, err := f.Accept(ctx, "air", one(1, 2)); err != nil || sum.Accepted != 1 {
			t.Errorf("after the store came back: %+v %v", sum, err)
		}
	})
}

func TestTheQueueIsBoundedAndHandsOutWholeRequests(t *testing.T) {
	var q queue
	big := func(n int) *request { return &request{readings: make([]Reading, n)} }
	for i, c := range []struct {
		n         int
		start, ok bool
	}{{15_000, true, true}, {10_000, false, true}, {380_000, false, false}, {370_000, false, true}, {10_000, false, false}} {
		if start, ok := q.add(big(c.n)); start != c.start || ok != c.ok {
			t.Errorf("request %d: start %v ok %v", i, start, ok)
		}
	}
	for _, want := range []int{15_000, 10_000, 370_000} {
		if g := q.next(); len(g) != 1 || len(g[0].readings) != want {
			t.Errorf("group of %d, want one of %d readings", len(g), want)
		}
	}
	if g := q.next(); len(g) != 0 || q.running || q.rows != 0 {
		t.Errorf("after the last: %d, running %v, rows %d", len(g), q.running, q.rows)
	}
	r := big(1)
	q.add(r)
	if !q.remove(r) || q.remove(r) || q.rows != 0 {
		t.Error("a request is taken back once")
	}
}
