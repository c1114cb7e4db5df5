package db

import "sync"

// wakers tells the goroutines of this process that something was committed, so
// that they need not wait for their next look. It only shortens waiting: nobody
// may rely on being woken, because another process wakes nobody here.
type wakers struct {
	mu    sync.Mutex
	chans map[string]chan struct{}
}

// Wake wakes those who wait for the topic once this transaction has committed.
func (tx *Tx) Wake(topic string) { tx.AfterCommit(func() { tx.d.wakers.wake(topic) }) }

// Wake wakes those who wait for the topic.
func (d *DB) Wake(topic string) { d.wakers.wake(topic) }

// Woken gives a channel that is closed at the next commit that wakes the topic.
// Take it before looking, so that no commit falls between.
func (d *DB) Woken(topic string) <-chan struct{} { return d.wakers.wait(topic) }

func (w *wakers) wait(topic string) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.chans == nil {
		w.chans = map[string]chan struct{}{}
	}
	c, ok := w.chans[topic]
	if !ok {
		c = make(chan struct{})
		w.chans[topic] = c
	}
	return c
}

func (w *wakers) wake(topic string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c, ok := w.chans[topic]; ok {
		close(c)
		delete(w.chans, topic)
	}
}
