//go:build fault

package fault

import (
	"context"
	"net/http"
	"testing"
	"time"
)

// PostgreSQL goes away and comes back three times under traffic. Senders are
// refused with a time to come back, nothing is invented, and what was
// acknowledged is there; the server itself stays.
func TestSendersAreRefusedWhilePostgreSQLIsAway(t *testing.T) {
	t.Parallel()
	t.Run("postgres", func(t *testing.T) {
		pg := newCluster(t, nil)
		s := prepare(t, pg.url())
		s.start()
		in := newIngest(t, s)
		ctx, stop := context.WithCancel(t.Context())
		began := time.Now()
		sending := in.run(ctx)
		acknowledged := in.acknowledged
		refused := func() int {
			in.mu.Lock()
			defer in.mu.Unlock()
			return in.refusals[http.StatusServiceUnavailable]
		}
		var back []time.Duration
		for range 3 {
			had := acknowledged()
			s.until("traffic flows", func() bool { return acknowledged() > had+200 })
			before := refused()
			pg.stop()
			s.until("senders are refused", func() bool { return refused() > before })
			away := acknowledged()
			before = refused()
			s.until("senders are refused again and again", func() bool { return refused() > before+3 })
			if now := acknowledged(); now > away+300 { // what was on its way when we looked
				t.Errorf("%d rows were acknowledged while PostgreSQL was away", now-away)
			}
			pg.start()
			up := time.Now()
			had = acknowledged()
			s.until("traffic flows again", func() bool { return acknowledged() > had+200 })
			back = append(back, time.Since(up).Round(10*time.Millisecond))
		}
		stop()
		sending.Wait()
		in.filesTaken()
		rows := in.check()
		settled(t, s)
		t.Logf("three outages in %v: %d rows stored, refusals by status %v, senders were taken again after %v", time.Since(began).Round(time.Second), rows, in.refusals, back)
	})
}
