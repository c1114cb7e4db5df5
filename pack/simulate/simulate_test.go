package simulate_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"thanhdong/ground/text"
	"thanhdong/pack"
	"thanhdong/pack/simulate"
	"thanhdong/sense/rule"
)

func sample(t *testing.T) (*pack.Pack, pack.Simulation) {
	t.Helper()
	p, err := pack.Open("haiduong/sample")
	if err != nil {
		t.Fatal(err)
	}
	return p, *p.Simulation
}

var start = time.Date(2024, 7, 3, 8, 0, 0, 0, text.Zone)

func TestTheSameSeedGivesTheSameValues(t *testing.T) {
	_, plan := sample(t)
	a, b := simulate.NewModel(plan, start), simulate.NewModel(plan, start)
	plan.Seed++
	other := simulate.NewModel(plan, start)
	same, differs := true, false
	for i := range 500 {
		at := start.Add(time.Duration(i) * 7 * time.Minute)
		for j, v := range a.Station(plan.Stations[0], at) {
			same = same && v == b.Station(plan.Stations[0], at)[j]
			differs = differs || v != other.Station(plan.Stations[0], at)[j]
		}
	}
	if !same || !differs {
		t.Errorf("equal seeds agree: %v; another seed differs: %v", same, differs)
	}
}

func TestEveryValueOfAWeekLiesInItsFeedsRange(t *testing.T) {
	p, plan := sample(t)
	ranges := map[string]pack.Parameter{}
	for _, n := range p.Needed() {
		for _, f := range n.Feeds {
			for _, q := range f.Parameters {
				ranges[q.Parameter] = q
			}
		}
	}
	m := simulate.NewModel(plan, start)
	for _, st := range plan.Stations {
		for at := start.AddDate(0, 0, -7); at.Before(start); at = at.Add(11 * time.Minute) {
			for _, v := range m.Station(st, at) {
				q := ranges[v.Parameter]
				if v.Value < q.Min || v.Value > q.Max || v.Unit != q.Unit {
					t.Fatalf("%s %s %v %s at %s", v.Station, v.Parameter, v.Value, v.Unit, at)
				}
			}
		}
	}
}

// The newcomer's promise: an alert within two minutes of the start, from the sample's
// own rule, and one that ends by itself.
func TestTheFirstStationFiresWithinTwoMinutes(t *testing.T) {
	p, plan := sample(t)
	var judged rule.Rule
	for _, r := range p.Rules {
		if r.Code == "KK-PM25-CAO" {
			judged = rule.Rule{Code: r.Code, When: r.When, Parameter: r.Parameter, Hold: r.Hold.Std(), Severity: r.Severity,
				Name: r.Name, Unit: r.Owner, Playbook: r.Playbook}
		}
	}
	for hour := range 24 {
		begin := start.Add(time.Duration(hour) * time.Hour)
		m := simulate.NewModel(plan, begin)
		series := rule.Series{Cadence: 5 * time.Minute, Until: begin.Add(30 * time.Minute)} // long after the episode
		for at := begin; at.Before(series.Until); at = at.Add(plan.Every.Std()) {
			v := m.Station(plan.Stations[0], at)[0]
			series.Points = append(series.Points, rule.Point{At: v.At, Received: at.Add(4 * time.Second), Value: &v.Value, Feed: plan.Stations[0].Feed})
		}
		fired, err := rule.Replay(judged, series)
		if err != nil {
			t.Fatal(err)
		}
		if len(fired) != 1 {
			t.Fatalf("started at %s: %d alerts", begin, len(fired))
		}
		if after := fired[0].At.Sub(begin); after > 2*time.Minute {
			t.Errorf("started at %s: fired only after %s", begin, after)
		}
		if fired[0].Resolved.IsZero() {
			t.Errorf("started at %s: never resolved", begin)
		}
	}
}

func TestAStationFileIsWrittenAsTheCircularHasIt(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 15, 0, 0, text.Zone)
	got := string(simulate.Lines([]simulate.Value{
		{Parameter: "PM2.5", Value: 38.2, Unit: "ug/Nm3", At: at, Status: "00"},
		{Parameter: "CO", Value: 0.84, Unit: "mg/Nm3", At: at.UTC(), Status: "01"},
	}))
	want := "PM2,5\t38.2\tug/Nm3\t20261122101500\t00\r\nCO\t0.84\tmg/Nm3\t20261122101500\t01\r\n"
	if got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestAFileAppearsWholeAndOldOnesAreSwept(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "air-files")
	values := []simulate.Value{{Station: "S_1", Parameter: "O3", Value: 1, Unit: "ug/Nm3", At: start, Status: "00"}}
	if err := simulate.Drop(folder, "S_1", values); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 || entries[0].Name() != "S_1_20240703080000.txt" {
		t.Fatalf("the folder holds %v, %v", entries, err)
	}
	if err := simulate.Sweep(folder, "S_1", time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if entries, _ = os.ReadDir(folder); len(entries) != 1 {
		t.Error("a young file was removed")
	}
	if err := simulate.Sweep(folder, "S_1", time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if entries, _ = os.ReadDir(folder); len(entries) != 0 {
		t.Error("an old file stayed")
	}
}

// server stands for the doors: it is unready, then away, then takes what it is told.
type server struct {
	sync.Mutex
	asked, away int
	taken       map[string]int // station parameter at
	wrongKey    bool
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	s.Lock()
	defer s.Unlock()
	answer := func(status int) (*http.Response, error) {
		return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
	}
	s.asked++
	if r.URL.Path == "/readyz" {
		if s.asked < 3 {
			return answer(http.StatusServiceUnavailable)
		}
		return answer(http.StatusOK)
	}
	if r.Header.Get("Authorization") != "Bearer secret" || r.URL.Path != "/api/v1/feeds/air-push/observations" {
		s.wrongKey = true
	}
	if s.away++; s.away%3 == 0 {
		return answer(http.StatusServiceUnavailable)
	}
	var values []simulate.Value
	if err := json.NewDecoder(r.Body).Decode(&values); err != nil {
		return answer(http.StatusBadRequest)
	}
	for _, v := range values {
		s.taken[v.Station+" "+v.Parameter+" "+v.At.Format(time.RFC3339)]++
	}
	return answer(http.StatusOK)
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestWhatTheServerDidNotTakeIsSentAgainAndNothingIsLost(t *testing.T) {
	_, plan := sample(t)
	drop := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := &server{taken: map[string]int{}}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
		defer cancel()
		err := simulate.Run(ctx, simulate.Config{
			Plan: &plan, BaseURL: "http://server/", DropDir: drop, DeviceKeys: map[string]string{"air-push": "secret"},
			Client: &http.Client{Transport: s},
		})
		if err != nil {
			t.Fatal(err)
		}
		if s.wrongKey {
			t.Error("a request had the wrong key or address")
		}
		pushing := 0
		for _, st := range plan.Stations {
			if st.Feed == "air-push" {
				pushing++
			}
		}
		// Fourteen hours in five minutes, then twenty minutes in five seconds.
		least := pushing * len(plan.Series) * (14*12 + 20*12 - 20)
		if len(s.taken) < least {
			t.Errorf("%d values arrived, expected at least %d", len(s.taken), least)
		}
		// A second start, an hour later, says nothing twice.
		again, cancel := context.WithTimeout(t.Context(), time.Hour+10*time.Second)
		defer cancel()
		if err := wait(again, time.Hour); err != nil {
			t.Fatal(err)
		}
		if err := simulate.Run(again, simulate.Config{
			Plan: &plan, BaseURL: "http://server/", DropDir: drop, DeviceKeys: map[string]string{"air-push": "secret"},
			Client: &http.Client{Transport: s},
		}); err != nil {
			t.Fatal(err)
		}
		if len(s.taken) < least+pushing*len(plan.Series)*12 {
			t.Errorf("after the second start %d values arrived", len(s.taken))
		}
		for key, n := range s.taken {
			if n != 1 {
				t.Fatalf("%s arrived %d times", key, n)
			}
		}
	})
	files, err := filepath.Glob(filepath.Join(drop, "air-files", "HD_TPHD_KHI001_*.txt"))
	if err != nil || len(files) < 200 {
		t.Errorf("%d files of the first station, %v", len(files), err)
	}
}

func TestASeedIsYoungEnoughAndHasNoEpisode(t *testing.T) {
	_, plan := sample(t)
	n, highest := 0, 0.0
	err := simulate.Seed(t.Context(), plan, start, func(_ context.Context, feed string, values []simulate.Value) error {
		for _, v := range values {
			n++
			if v.At.After(start) || v.At.Before(start.AddDate(0, 0, -30)) {
				t.Fatalf("a value at %s", v.At)
			}
			if v.Parameter == "PM2.5" {
				highest = max(highest, v.Value)
			}
		}
		return nil
	})
	if err != nil || n < 20000 || highest > 150 {
		t.Errorf("%d values, highest PM2.5 %v, %v", n, highest, err)
	}
}
