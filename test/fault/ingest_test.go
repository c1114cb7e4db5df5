//go:build fault

package fault

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

type series struct{ station, parameter string }

// ingest is mixed traffic: senders over HTTP who repeat a batch until it is
// acknowledged, and a logger that drops files.
type ingest struct {
	t    *testing.T
	s    *server
	key  string
	base time.Time

	mu       sync.Mutex
	sent     map[series]map[int64]float64 // by Unix second: everything that was ever said
	acked    map[series]map[int64]float64
	refusals map[int]int // by status
	unkind   []string    // refusals that do not say when to come back, or counts that cannot be
}

func newIngest(t *testing.T, s *server) *ingest {
	t.Helper()
	return &ingest{t: t, s: s, key: s.command("", "device", "add", "--feed", "f-push"), base: time.Now().Add(-10 * 24 * time.Hour).Truncate(time.Second),
		sent: map[series]map[int64]float64{}, acked: map[series]map[int64]float64{}, refusals: map[int]int{}}
}

func note(m map[series]map[int64]float64, k series, at int64, v float64) {
	if m[k] == nil {
		m[k] = map[int64]float64{}
	}
	m[k][at] = v
}

// run sends until ctx ends: one sender for each parameter and one logger.
func (in *ingest) run(ctx context.Context) *sync.WaitGroup {
	var all sync.WaitGroup
	for _, p := range []string{"PM2.5", "PM10", "SO2"} {
		all.Go(func() { in.push(ctx, series{"F_ONE", p}) })
	}
	all.Go(func() { in.drop(ctx) })
	return &all
}

// push sends batches of random size; each is repeated until it is acknowledged.
func (in *ingest) push(ctx context.Context, k series) {
	client := &http.Client{Timeout: 20 * time.Second}
	n := 0
	for ctx.Err() == nil {
		rows := make([]string, 0, 100)
		batch := map[int64]float64{}
		for range 1 + rand.IntN(100) {
			at, v := in.base.Add(time.Duration(n)*time.Second), float64(10+rand.IntN(800))/10
			rows = append(rows, fmt.Sprintf(`{"station":%q,"parameter":%q,"value":%v,"unit":"ug/Nm3","at":%q}`, k.station, k.parameter, v, at.Format(time.RFC3339)))
			batch[at.Unix()] = v
			n++
		}
		in.mu.Lock()
		for at, v := range batch {
			note(in.sent, k, at, v)
		}
		in.mu.Unlock()
		for ctx.Err() == nil && !in.deliver(ctx, client, rows) {
			<-time.After(20 * time.Millisecond)
		}
		if ctx.Err() == nil { // the last batch may be acknowledged or not: it is not counted
			in.mu.Lock()
			for at, v := range batch {
				note(in.acked, k, at, v)
			}
			in.mu.Unlock()
		}
	}
}

// deliver tells whether the batch was acknowledged.
func (in *ingest) deliver(ctx context.Context, client *http.Client, rows []string) bool {
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+in.s.addr+"/api/v1/feeds/f-push/observations", strings.NewReader("["+strings.Join(rows, ",")+"]"))
	if err != nil {
		in.t.Error(err)
		return true
	}
	q.Header.Set("Authorization", "Bearer "+in.key)
	a, err := client.Do(q)
	if err != nil {
		return false
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		return false
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if a.StatusCode != http.StatusOK {
		in.refusals[a.StatusCode]++
		if a.StatusCode != http.StatusServiceUnavailable || a.Header.Get("Retry-After") == "" {
			in.unkind = append(in.unkind, fmt.Sprintf("%d, Retry-After %q: %s", a.StatusCode, a.Header.Get("Retry-After"), b))
		}
		return false
	}
	var sum struct{ Accepted, Duplicate, Corrected, Quarantined int }
	if err := json.Unmarshal(b, &sum); err != nil || sum.Accepted+sum.Duplicate != len(rows) || sum.Corrected+sum.Quarantined != 0 {
		in.unkind = append(in.unkind, fmt.Sprintf("%d rows were answered with %s", len(rows), b))
	}
	return true
}

// drop writes station files; a file in the folder counts as handed over.
func (in *ingest) drop(ctx context.Context) {
	dir := filepath.Join(in.s.data, "drop", "f-files", "F_TWO")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		in.t.Error(err)
		return
	}
	zone := time.FixedZone("+07", 7*3600)
	for n := 0; ctx.Err() == nil; n++ {
		at := in.base.Add(time.Duration(n) * time.Second)
		stamp := at.In(zone).Format("20060102150405")
		var content strings.Builder
		said := map[string]float64{}
		for _, p := range []string{"PM2.5", "PM10", "NO2", "O3"} {
			said[p] = float64(10+rand.IntN(800)) / 10
			fmt.Fprintf(&content, "%s\t%v\tug/Nm3\t%s\t00\r\n", strings.Replace(p, ".", ",", 1), said[p], stamp)
		}
		name := filepath.Join(dir, "F_TWO_"+stamp+".txt")
		if err := os.WriteFile(name+".part", []byte(content.String()), 0o644); err != nil {
			in.t.Error(err)
			return
		}
		in.mu.Lock()
		for p, v := range said {
			note(in.sent, series{"F_TWO", p}, at.Unix(), v)
			note(in.acked, series{"F_TWO", p}, at.Unix(), v)
		}
		in.mu.Unlock()
		if err := os.Rename(name+".part", name); err != nil {
			in.t.Error(err)
			return
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// stored reads all of a series; times must rise, so nothing is there twice.
func (in *ingest) stored(k series) map[int64]float64 {
	in.t.Helper()
	found := map[int64]float64{}
	q := url.Values{"parameter": {k.parameter}, "from": {in.base.Add(-time.Hour).Format(time.RFC3339)}, "to": {time.Now().Add(time.Hour).Format(time.RFC3339)}}
	last := int64(0)
	for {
		var page struct {
			Items []struct {
				At    time.Time
				Value *float64
			}
			Next string
		}
		in.s.get("/stations/"+k.station+"/observations?"+q.Encode(), &page)
		for _, x := range page.Items {
			if x.At.Unix() <= last || x.Value == nil {
				in.t.Fatalf("%v: %v follows %v", k, x.At, time.Unix(last, 0))
			}
			last = x.At.Unix()
			found[last] = *x.Value
		}
		if page.Next == "" {
			return found
		}
		q.Set("after", page.Next)
	}
}

// check holds what is stored against what was acknowledged and sent, and gives
// the number of rows.
func (in *ingest) check() (rows int) {
	in.t.Helper()
	in.mu.Lock()
	defer in.mu.Unlock()
	byFeed := map[string]int{}
	for k, sent := range in.sent {
		found := in.stored(k)
		lost, invented, changed := 0, 0, 0
		for at, v := range in.acked[k] {
			if got, there := found[at]; !there {
				lost++
			} else if got != v {
				changed++
			}
		}
		newest := int64(0)
		for at, v := range found {
			if want, said := sent[at]; !said || v != want {
				invented++
			}
			newest = max(newest, at)
		}
		if lost+invented+changed > 0 {
			in.t.Errorf("%v: of %d acknowledged rows %d are lost and %d changed; %d stored rows nobody sent", k, len(in.acked[k]), lost, changed, invented)
		}
		// The table of newest values and the rows agree.
		var station struct {
			Latest []struct {
				Parameter string
				At        time.Time
				Value     *float64
			}
		}
		in.s.get("/stations/"+k.station, &station)
		for _, l := range station.Latest {
			if l.Parameter == k.parameter && (l.At.Unix() != newest || l.Value == nil || *l.Value != found[newest]) {
				in.t.Errorf("%v: the newest value is said to be of %v, the newest row is of %v", k, l.At, time.Unix(newest, 0))
			}
		}
		byFeed[map[string]string{"F_ONE": "f-push", "F_TWO": "f-files"}[k.station]] += len(found)
		rows += len(found)
	}
	for feed, n := range byFeed {
		var f struct {
			Counts struct{ Accepted, Corrected, Quarantined int }
		}
		in.s.get("/feeds/"+feed, &f)
		if f.Counts.Accepted != n || f.Counts.Corrected+f.Counts.Quarantined != 0 {
			in.t.Errorf("%s counts %+v, stored are %d rows", feed, f.Counts, n)
		}
	}
	for i, u := range in.unkind {
		if i < 5 {
			in.t.Error(u)
		}
	}
	return rows
}

// acknowledged is the number of rows that senders over HTTP know to be stored.
func (in *ingest) acknowledged() (n int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for k, m := range in.acked {
		if k.station == "F_ONE" {
			n += len(m)
		}
	}
	return n
}

// filesTaken waits until every dropped file is stored.
func (in *ingest) filesTaken() {
	in.t.Helper()
	k := series{"F_TWO", "O3"}
	in.mu.Lock()
	want := len(in.acked[k])
	in.mu.Unlock()
	in.s.until("every dropped file is stored", func() bool { return len(in.stored(k)) == want })
}
