package observation

import (
	"math/rand/v2"
	"testing"
)

// However many series there are and in whatever order they speak, the head holds
// no more points and no more series than its budget and a quarter, and what it
// says it knows it knows.
func TestTheHeadIsBoundedHoweverManySeriesSpeak(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	h := newHead()
	h.budget, h.n = 1000, 0
	truth := map[int64]map[int64]bool{}
	for n := int64(1); n <= 400; n++ {
		var c changes
		for range 100 {
			series := random.Int64N(50_000)
			if n%2 == 0 {
				series = random.Int64N(100) // the active ones
			}
			at := n/10*1_000_000 - random.Int64N(3)*700_000*random.Int64N(20)
			if truth[series] == nil {
				truth[series] = map[int64]bool{}
			}
			if !truth[series][at] {
				truth[series][at] = true
				c.fresh = append(c.fresh, entry{series: series, point: point{at: at}})
			}
		}
		h.follow(n, c)
		if most := h.budget + h.budget/4; h.points > most || len(h.series) > most {
			t.Fatalf("%d points of %d series", h.points, len(h.series))
		}
		for range 20 {
			series := random.Int64N(100)
			points, start := h.tail(n, series, -1<<62, 1<<62, 1<<20)
			known := 0
			for at := range truth[series] {
				if at >= start {
					known++
				}
			}
			if known != len(points) {
				t.Fatalf("commit %d: series %d has %d points from %d on, the head says %d", n, series, known, start, len(points))
			}
		}
	}
	if len(h.series) == 0 {
		t.Error("nothing is remembered")
	}
}

// A million series at one instant: nothing can be kept, and nothing is claimed.
func TestAMillionSeriesAtOnceAreLeftToTheStore(t *testing.T) {
	h := newHead()
	h.n = 0
	var c changes
	for series := range int64(2 * headBudget) {
		c.fresh = append(c.fresh, entry{series: series, point: point{at: 7}})
	}
	h.follow(1, c)
	if h.points > headBudget+headBudget/4 || len(h.series) > headBudget+headBudget/4 {
		t.Errorf("%d points of %d series", h.points, len(h.series))
	}
	if points, start := h.tail(1, 5, 0, 100, 10); len(points) == 0 && start <= 7 {
		t.Errorf("series 5 is said to have nothing from %d on", start)
	}
}
