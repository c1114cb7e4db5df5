package feed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/observation"
)

// Feeds is the room.
type Feeds struct {
	d         *db.DB
	o         *observation.Observations
	playbooks Playbooks
	book      atomic.Pointer[book]
	queue     queue
	patience  time.Duration // for one commit
}

// New opens the room. playbooks may be nil where contracts name none.
func New(d *db.DB, o *observation.Observations, playbooks Playbooks) *Feeds {
	return &Feeds{d: d, o: o, playbooks: playbooks, patience: patience}
}

// Summary says what became of the readings of one call.
type Summary struct {
	Accepted, Duplicate, Corrected, Quarantined int

	Reasons map[string]int // how many readings went to quarantine for each reason
	Refused []Refused      // the first [maxRefused] of them
}

// Refused is one reading that went to quarantine.
type Refused struct {
	Index  int // in the call
	Reason string
	Args   map[string]any
}

const (
	maxReadings = 100_000 // in one call; one transaction stays far under five seconds
	maxGroup    = 20_000  // readings that share one commit
	maxWaiting  = 400_000 // readings that wait; more are asked to come back
	maxRefused  = 100     // named in a summary; the rest is counted
	gatherFrom  = 4       // senders for whom one waits for the other
	gatherRows  = 2_000   // readings that are worth a commit of their own
	gatherTime  = 3 * time.Millisecond
	patience    = 30 * time.Second // for one commit
	comeBack    = 5 * time.Second  // what a refused sender is told
)

// request is one sender's readings on their way to a commit.
type request struct {
	feed     string
	who      actor.Actor
	readings []Reading
	first    time.Time // when they came, for what is played again; zero: now
	last     time.Time

	book    *book // against which the rest was checked
	view    *view
	fit     []fit
	refused []refused
	sum     Summary
	err     error
	done    chan struct{}
}

type fit struct {
	index   int
	station *station
	param   int
}

type refused struct {
	index int
	why   refusal
}

// Accept takes readings of a feed and answers after they are on disk. The error
// is [fault.Forbidden] for a sender that may not speak for the feed,
// [fault.NotFound] for an unknown feed, [fault.TooLarge], or
// [fault.Unavailable] when nothing could be taken for now; with an error nothing
// was taken. When ctx ends before the commit began, nothing is taken either; when
// it ends during the commit, Accept still waits for the outcome.
func (f *Feeds) Accept(ctx context.Context, feed string, readings []Reading) (Summary, error) {
	r, err := f.request(ctx, feed, readings)
	if err != nil {
		return Summary{}, err
	}
	start, ok := f.queue.add(r)
	if !ok {
		return Summary{}, fault.New(fault.Unavailable, "feed.too_busy").Retry(time.Second)
	}
	if start {
		go f.commitAll()
	}
	select {
	case <-r.done:
	case <-ctx.Done():
		if f.queue.remove(r) {
			return Summary{}, ctx.Err()
		}
		<-r.done
	}
	return r.sum, r.err
}

// Take is [Feeds.Accept] in the caller's transaction, for connectors that must
// remember in the same commit what they took.
func (f *Feeds) Take(ctx context.Context, feed string, readings []Reading) (Summary, error) {
	r, err := f.request(ctx, feed, readings)
	if err != nil {
		return Summary{}, err
	}
	err = f.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := f.write(ctx, tx, []*request{r}); err != nil {
			return err
		}
		return r.err
	})
	return r.sum, err
}

// request checks who sends and holds the readings against the contract.
func (f *Feeds) request(ctx context.Context, feed string, readings []Reading) (*request, error) {
	who := actor.From(ctx)
	if who.ID == "" {
		return nil, fault.New(fault.Unauthenticated, "feed.nobody")
	}
	if !who.MaySend(feed) {
		return nil, fault.New(fault.Forbidden, "feed.not_yours", "feed", shown(feed, maxName))
	}
	if len(readings) > maxReadings {
		return nil, fault.New(fault.TooLarge, "feed.too_many_readings", "max", maxReadings)
	}
	b, err := f.opened(ctx)
	if err != nil {
		return nil, away(err)
	}
	r := &request{feed: feed, who: who, readings: readings, done: make(chan struct{})}
	r.check(b, f.d.Now())
	return r, nil
}

// check splits the readings into those that fit and those that do not.
func (r *request) check(b *book, now time.Time) {
	r.book, r.view, r.err = b, b.views[r.feed], nil
	r.fit, r.refused = make([]fit, 0, len(r.readings)), nil
	if r.view == nil {
		r.err = notFound(r.feed)
		return
	}
	r.checkBy(r.view, now)
}

func (r *request) checkBy(v *view, now time.Time) {
	for i := range r.readings {
		s, param, why := v.check(&r.readings[i], now)
		if why.key != "" {
			r.refused = append(r.refused, refused{i, why})
			continue
		}
		r.fit = append(r.fit, fit{i, s, param})
	}
}

// queue holds the requests that wait. At most one goroutine commits; it starts
// with the first request and ends when none is left.
type queue struct {
	mu      sync.Mutex
	waiting []*request
	rows    int
	running bool
	most    int           // requests for which gather waits; 0: it does not
	enough  chan struct{} // told when they are there
}

// add gives start when the caller must start the committing goroutine, and ok
// when there was room.
func (q *queue) add(r *request) (start, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.rows > 0 && q.rows+len(r.readings) > maxWaiting {
		return false, false
	}
	q.waiting = append(q.waiting, r)
	q.rows += len(r.readings)
	if q.most > 0 && q.full() {
		q.most = 0
		q.enough <- struct{}{}
	}
	start, q.running = !q.running, true
	return start, true
}

// next takes everything that waits, up to the size of a group.
func (q *queue) next() []*request {
	q.mu.Lock()
	defer q.mu.Unlock()
	n, rows := 0, 0
	for _, r := range q.waiting {
		if n > 0 && rows+len(r.readings) > maxGroup {
			break
		}
		n++
		rows += len(r.readings)
	}
	group := slices.Clone(q.waiting[:n])
	q.waiting = slices.Delete(q.waiting, 0, n)
	q.rows -= rows
	q.running = n > 0
	return group
}

func (q *queue) full() bool { return len(q.waiting) >= q.most || q.rows >= gatherRows }

// gather waits until as many requests are there as were on their way when the
// last commit ended, n of them in it: senders who were just answered mostly have
// the next at hand, and to sync the disk for a few of them while the others are
// still writing would make everybody wait longer.
func (q *queue) gather(n int) {
	q.mu.Lock()
	q.most = (n + len(q.waiting)) * 3 / 4
	if q.most < gatherFrom || q.full() {
		q.most = 0
		q.mu.Unlock()
		return
	}
	if q.enough == nil {
		q.enough = make(chan struct{}, 1)
	}
	q.mu.Unlock()
	late := time.NewTimer(gatherTime)
	defer late.Stop()
	select {
	case <-q.enough:
		return
	case <-late.C:
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.most == 0 { // told at the same moment
		<-q.enough
	}
	q.most = 0
}

// remove takes a request back that no commit has begun.
func (q *queue) remove(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, r)
	if i < 0 {
		return false
	}
	q.waiting = slices.Delete(q.waiting, i, i+1)
	q.rows -= len(r.readings)
	return true
}

func (f *Feeds) commitAll() {
	for {
		group := f.queue.next()
		if len(group) == 0 {
			return
		}
		f.commit(group)
		f.queue.gather(len(group))
	}
}

// commit writes a group in one transaction. When that fails for a reason of one
// of them, each is tried alone; when the store is away, trying again would only
// make everybody wait.
func (f *Feeds) commit(group []*request) {
	err := f.together(group)
	if err != nil && len(group) > 1 && !fault.Is(err, fault.Unavailable) {
		for _, r := range group {
			if err := f.together([]*request{r}); err != nil {
				r.err = err
			}
			close(r.done)
		}
		return
	}
	for _, r := range group {
		if err != nil {
			r.err = err
		}
		close(r.done)
	}
}

func (f *Feeds) together(group []*request) (err error) {
	defer func() {
		// A panic over one sender's readings must not take the process and the
		// readings of all others with it.
		if p := recover(); p != nil {
			err = fmt.Errorf("accept: panic: %v", p)
		}
	}()
	ctx, cancel := context.WithTimeout(actor.With(context.Background(), actor.System("feed")), f.patience)
	defer cancel()
	return away(f.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error { return f.write(ctx, tx, group) }))
}

// away turns what is no fault of the sender into "come back later".
func away(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.New(fault.Unavailable, "feed.store_away").Retry(comeBack).With(err)
	}
	if e, ok := fault.As(err); ok && e.Kind == fault.Unavailable {
		return fault.New(fault.Unavailable, "feed.store_away").Retry(max(e.RetryAfter, time.Second)).With(err)
	}
	return err
}
