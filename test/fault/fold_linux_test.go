//go:build fault

package fault

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/db"
)

// store looks into the embedded database beside the server.
type store struct {
	*db.DB
	s *server
}

func (s *server) store() store {
	s.t.Helper()
	d, err := db.Open(s.t.Context(), db.Config{Dir: s.data})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { d.Close() })
	return store{d, s}
}

func (d store) count(q string) (n int) {
	d.s.t.Helper()
	if err := d.View(d.s.t.Context(), func(ctx context.Context, tx *db.Tx) error { return tx.QueryRow(ctx, q).Scan(&n) }); err != nil {
		d.s.t.Fatal(err)
	}
	return n
}

// unfolded is the number of rows that a fold has begun to move and not finished.
func (d store) unfolded() int {
	return d.count(`SELECT (SELECT count(*) FROM observation_recent WHERE at < (SELECT frozen FROM observation_commit WHERE id = 1)) + (SELECT count(*) FROM observation_late)`)
}

func (d store) folded() int { return d.count(`SELECT coalesce(sum(points), 0) FROM observation_chunk`) }

// load pushes rows of the past, enough that folding them takes seconds.
func (in *ingest) load(rows int) {
	in.t.Helper()
	for _, p := range []string{"PM2.5", "PM10", "SO2"} {
		k := series{"F_ONE", p}
		n := len(in.sent[k])
		for end := n + rows/3; n < end; {
			var batch []string
			for range 2000 {
				at, v := in.base.Add(time.Duration(n)*time.Second), float64(10+rand.IntN(800))/10
				batch = append(batch, fmt.Sprintf(`{"station":%q,"parameter":%q,"value":%v,"unit":"ug/Nm3","at":%q}`, k.station, k.parameter, v, at.Format(time.RFC3339)))
				note(in.sent, k, at.Unix(), v)
				note(in.acked, k, at.Unix(), v)
				n++
			}
			if !in.deliver(in.t.Context(), http.DefaultClient, batch) {
				in.t.Fatalf("not taken: %v", in.refusals)
			}
		}
	}
}

// folding starts the server and waits until its fold has moved something.
func (in *ingest) folding(d store) {
	in.t.Helper()
	folded, unfolded := d.folded(), d.unfolded()
	in.s.start()
	in.s.until("the fold is under way", func() bool { return d.folded() != folded || d.unfolded() != unfolded })
}

// mostKills bounds how long a fold is looked for that is half done: a fast machine is over with most before they are met.
const mostKills = 12

// A server is killed again and again while it folds: each row is there once,
// wherever the fold was.
func TestNothingIsLostWhenTheServerIsKilledWhileItFolds(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		s := prepare(t, "")
		s.start()
		in := newIngest(t, s)
		in.load(90_000)
		d := s.store()
		began, within, killed := time.Now(), 0, 0
		longest, late := 500, 15_000
		for ; killed < max(1, *kills/4) || within == 0 && killed < mostKills; killed++ {
			s.kill()
			in.folding(d)
			<-time.After(time.Duration(rand.IntN(longest)) * time.Millisecond) // where in the fold is the point
			s.kill()
			switch {
			case d.unfolded() == 0: // it was over: the next is met earlier and has more to do
				longest, late = max(1, longest/4), 60_000
			case d.folded() > 0:
				within++
			}
			s.start()
			in.load(late) // for a time that is folded
		}
		s.until("the fold has ended", func() bool { return d.unfolded() == 0 })
		rows := in.check()
		s.stop()
		s.start()
		if again := in.check(); again != rows {
			t.Errorf("%d rows before a restart, %d after", rows, again)
		}
		if within == 0 {
			t.Error("no kill met a fold half done")
		}
		settled(t, s)
		t.Logf("%d kills, %d of them in a half-done fold, in %v: %d rows stored", killed, within, time.Since(began).Round(time.Second), rows)
	})
}

// The disk becomes full in the middle of a fold: the fold says so, ends, and goes
// on by itself when there is room. It breaks in the middle of another and the
// server is started anew.
func TestNothingIsLostWhenTheDiskFailsDuringAFold(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		s := prepare(t, "")
		s.disk = &disk{t: t}
		s.start()
		in := newIngest(t, s)
		in.load(90_000)
		d := s.store()
		for _, o := range outages {
			s.kill()
			folded := d.folded()
			s.start()
			s.until("the fold is under way", func() bool { return d.folded() != folded })
			s.disk.fail(o.how, s.data, "/drop/", "/log")
			s.until("the fold says that it failed", func() bool { return s.logged("name=observation.fold") })
			s.ready(o.says)
			if d.unfolded() == 0 || d.folded() == 0 {
				t.Errorf("%s: the fold was not half done", o.name)
			}
			if o.name == outages[0].name {
				s.disk.heal()
			} else {
				s.kill()
				s.disk.heal()
				s.start()
			}
			healed := time.Now()
			s.until("the fold has ended", func() bool { return d.unfolded() == 0 })
			t.Logf("%s: the fold was finished %v after the disk was well", o.name, time.Since(healed).Round(100*time.Millisecond))
			rows := in.check()
			in.load(60_000)
			t.Logf("%d rows stored", rows)
		}
		in.check()
		settled(t, s)
	})
}

// logged tells whether the newest process of the server wrote a line with these
// words.
func (s *server) logged(words string) bool {
	s.t.Helper()
	b, err := os.ReadFile(s.log.Name())
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.Contains(string(b[min(int(s.began), len(b)):]), words)
}
