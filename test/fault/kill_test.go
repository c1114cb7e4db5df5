//go:build fault

package fault

import (
	"context"
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"thanhdong/app"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
)

// kills is how often the server is killed: a few times in every run of the tests,
// fifty times for the table in docs/operate/reliability.md.
var kills = flag.Int("kills", 12, "how often the server is killed on each engine")

// A server is killed again and again in the middle of mixed traffic: what was
// acknowledged is there, nothing is there twice, and head, tables and readers
// agree.
func TestNothingAcknowledgedIsLostWhenTheServerIsKilled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *server) {
		in := newIngest(t, s)
		ctx, stop := context.WithCancel(t.Context())
		began := time.Now()
		sending := in.run(ctx)
		for range *kills {
			s.start()
			<-time.After(time.Duration(100+rand.IntN(2900)) * time.Millisecond) // how long it lives is the point
			s.kill()
		}
		s.start()
		<-time.After(time.Second) // one undisturbed second of traffic
		stop()
		sending.Wait()
		in.filesTaken()
		before := in.check()
		s.stop()
		s.start() // the head is built anew; nothing may look different
		if after := in.check(); after != before {
			t.Errorf("%d rows before a restart, %d after", before, after)
		}
		settled(t, s)
		t.Logf("%d kills in %v: %d rows stored, refusals by status %v", *kills, time.Since(began).Round(time.Second), before, in.refusals)
	})
}

// settled waits until the readers have read everything, stops the server, and
// looks at the store itself.
func settled(t *testing.T, s *server) {
	t.Helper()
	ctx := actor.With(context.Background(), actor.System("test"))
	r, err := app.Open(ctx, app.Config{Data: s.data, DB: s.db})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s.until("every reader has read everything", func() bool {
		lags, err := r.Bus.Behind(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lags {
			if l.Events > 0 {
				return false
			}
		}
		return true
	})
	s.until("the ledger is sealed", func() bool {
		report, err := ledger.Check(ctx, r.DB)
		return err == nil && report.Waiting == 0
	})
	s.stop()
	if report, err := ledger.Check(ctx, r.DB); err != nil || !report.OK() {
		t.Errorf("the ledger after all this: %+v, %v", report, err)
	}
	s.command("", "check", "ledger")
	err = r.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE ledger SET actor = 'acc_somebody' WHERE position = 2`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if out, err := s.try("", "check", "ledger"); err == nil {
		t.Errorf("a falsified ledger is found in order: %s", out)
	}
}
