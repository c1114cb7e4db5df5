package portal

import (
	"context"
	"sync"
	"time"

	"thanhdong/ground/actor"
)

// remembered is something that all readers see alike, read at most once in a while, by one of them for all.
type remembered[T any] struct {
	keep time.Duration
	read func(ctx context.Context) (T, error)

	mu    sync.Mutex
	value T
	until time.Time
	err   error
}

func remember[T any](keep time.Duration, read func(ctx context.Context) (T, error)) *remembered[T] {
	return &remembered[T]{keep: keep, read: read}
}

// get gives the value of now. Where it cannot be read the refusal is remembered as long, so that a database in need is not asked by everybody.
// What is read here is public: it is read by the product itself, not by the rights of who happens to ask first.
func (m *remembered[T]) get(ctx context.Context, now time.Time) (T, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !now.Before(m.until) || m.until.Sub(now) > m.keep { // the second: a clock that went back
		m.value, m.err = m.read(actor.With(context.WithoutCancel(ctx), actor.System("portal")))
		m.until = now.Add(m.keep)
	}
	return m.value, m.err
}
