package observation

import (
	"context"
	"math"
	"slices"
	"sort"
	"sync"

	"thanhdong/ground/db"
)

// head keeps the newest points of each series in memory, because most questions
// are about the last hours and rows of one series lie far apart on disk.
//
// It follows commits by their number. Who reads compares that number with the
// one in its own snapshot: only when both are equal is the head asked. So a head
// that is behind, ahead, or blind to another process's commit costs time and
// never truth.
type head struct {
	mu     sync.RWMutex
	n      int64             // number of the last commit followed
	waits  map[int64]changes // commits that came before their predecessor
	series map[int64]*window
	floor  int64 // series without a window have no point from here on
	points int
	budget int
}

// window is the newest points of one series in the order of time; it holds every
// stored point from start on.
type window struct {
	start  int64
	points []point
}

const (
	headBudget = 1 << 20 // points in all; 32 bytes each
	maxWindow  = 3000    // points of one series: two days of minutes
	maxWaits   = 16      // more commits waiting than this: one was missed
)

func newHead() *head {
	return &head{n: -1, waits: map[int64]changes{}, series: map[int64]*window{}, budget: headBudget}
}

// follow takes the changes of commit n. Hooks of two commits may run in either
// order.
func (h *head) follow(n int64, c changes) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.n < 0 || n <= h.n || len(h.waits) >= maxWaits {
		return
	}
	h.waits[n] = c
	for {
		c, ok := h.waits[h.n+1]
		if !ok {
			return
		}
		h.n++
		delete(h.waits, h.n)
		for _, e := range c.fresh {
			h.put(e)
		}
		for _, e := range c.changed {
			h.put(e)
		}
		for _, r := range c.gone {
			h.lose(r)
		}
		h.bound()
	}
}

// bound keeps the head within its budget and a quarter, however many series
// there are: a window for each of a million would be most of the memory. It then
// forgets all that is older than the newer half, and those who ask for it are
// answered from the store.
func (h *head) bound() {
	if most := h.budget + h.budget/4; h.points <= most && len(h.series) <= most {
		return
	}
	const every = 16 // of many points a sample tells where the half lies
	var sample []int64
	n := 0
	for _, w := range h.series {
		for _, p := range w.points {
			if n++; n%every == 0 || n < every {
				sample = append(sample, p.at)
			}
		}
	}
	slices.Sort(sample)
	h.forget(sample[len(sample)/2])
	if h.points > h.budget || len(h.series) > h.budget {
		h.forget(sample[len(sample)-1] + 1) // all spoke at one instant
	}
}

// forget drops everything before an instant. Whoever has no window then has no
// point from it on.
func (h *head) forget(before int64) {
	h.floor = max(h.floor, before)
	for series, w := range h.series {
		if w.start >= h.floor {
			continue
		}
		switch i := w.from(h.floor); {
		case i == len(w.points):
			h.points -= i
			delete(h.series, series)
		default:
			h.points -= i
			w.start = h.floor
			if i > 0 {
				w.points = slices.Clone(w.points[i:])
			}
		}
	}
}

func (h *head) put(e entry) {
	w := h.series[e.series]
	if w == nil {
		if e.at < h.floor {
			return // before the floor nobody asks the head
		}
		w = &window{start: h.floor}
		h.series[e.series] = w
	}
	if e.at < w.start {
		return
	}
	if len(w.points) == 0 || e.at > w.points[len(w.points)-1].at {
		w.points = append(w.points, e.point)
		h.points++
	} else if i := w.from(e.at); w.points[i].at == e.at {
		w.points[i] = e.point
	} else {
		w.points = slices.Insert(w.points, i, e.point)
		h.points++
	}
	if most := h.most(); len(w.points) > most+most/4 {
		h.drop(w, len(w.points)-most)
	}
}

// lose forgets a series up to the end of a span in which values were removed.
func (h *head) lose(r reach) {
	w := h.series[r.series]
	if w == nil || w.start >= r.to {
		return
	}
	i := w.from(r.to)
	w.start, w.points = r.to, slices.Clone(w.points[i:])
	h.points -= i
}

// most is how many points one series may hold so that all fit the budget.
func (h *head) most() int { return min(maxWindow, max(16, h.budget/max(1, len(h.series)))) }

// drop forgets the oldest points of a window. The rest moves to a place of its
// own size, so that memory shrinks when more series come.
func (h *head) drop(w *window, n int) {
	w.start = w.points[n].at
	w.points = slices.Clone(w.points[n:])
	h.points -= n
}

func (w *window) from(at int64) int {
	return sort.Search(len(w.points), func(i int) bool { return w.points[i].at >= at })
}

// tail gives the instant from which the head knows all points of the series, when
// it stands at commit n, and its points of [from, to) after that instant.
func (h *head) tail(n, series, from, to int64, limit int) (points []point, start int64) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.n != n {
		return nil, math.MaxInt64
	}
	w := h.series[series]
	if w == nil {
		return nil, h.floor
	}
	i := w.from(from)
	j := min(max(i, w.from(to)), i+limit)
	return slices.Clone(w.points[i:j]), w.start
}

// behind tells that the head will not reach commit n by itself: it was never
// built, or it missed a commit of another process.
func (h *head) behind(n int64) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.n < 0 || len(h.waits) >= maxWaits {
		return true
	}
	// A commit beyond the next waits: the next was not ours, or its hook is about
	// to run. Rebuilding in the second case only costs time.
	_, next := h.waits[h.n+1]
	return n > h.n && len(h.waits) > 0 && !next
}

// rebuild reads the newest rows of a snapshot that stands at commit n.
func (h *head) rebuild(ctx context.Context, tx *db.Tx, n int64) error {
	fresh := newHead()
	fresh.budget = h.budget
	fresh.n = n
	var err error
	// Before the frozen instant rows lie elsewhere too.
	if fresh.floor, err = frozen(ctx, tx); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT at, series, value, status, source, received FROM observation_recent WHERE at >= ?
		ORDER BY at DESC, series DESC LIMIT ?`, fresh.floor, h.budget)
	if err != nil {
		return err
	}
	defer rows.Close()
	read := 0
	for ; rows.Next(); read++ {
		var series int64
		p, err := scanPoint(rows, &series)
		if err != nil {
			return err
		}
		if read == h.budget-1 {
			fresh.floor = p.at + 1 // of this instant perhaps not all were read
		}
		w := fresh.series[series]
		if w == nil {
			w = &window{}
			fresh.series[series] = w
		}
		w.points = append(w.points, p)
		fresh.points++
	}
	if err := rows.Err(); err != nil {
		return err
	}
	most := fresh.most()
	for _, w := range fresh.series {
		slices.Reverse(w.points)
		w.start = fresh.floor
		if i := w.from(fresh.floor); i > 0 {
			fresh.points -= i
			w.points = slices.Clone(w.points[i:])
		}
		if extra := len(w.points) - most; extra > 0 {
			fresh.drop(w, extra)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.n < n || len(h.waits) >= maxWaits {
		h.n, h.series, h.floor, h.points = fresh.n, fresh.series, fresh.floor, fresh.points
		for k := range h.waits {
			if k <= n {
				delete(h.waits, k)
			}
		}
	}
	return nil
}
