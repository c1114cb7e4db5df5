package wire

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"thanhdong/ground/fault"
)

// Limiter lets each key act burst times at once and then once in every interval.
// It keeps one instant per key: the time at which the key would be quite fresh
// again (the generic cell rate algorithm). It lives in memory: a restart forgets,
// and each node counts alone, which is enough to slow a guesser down.
type Limiter struct {
	burst int
	every time.Duration
	now   func() time.Time

	mu    sync.Mutex
	fresh map[string]time.Time
}

// maxKeys bounds the memory; beyond it keys that are not known share one budget.
const maxKeys = 100_000

// NewLimiter makes a limiter.
func NewLimiter(burst int, every time.Duration, now func() time.Time) *Limiter {
	return &Limiter{burst: burst, every: every, now: now, fresh: map[string]time.Time{}}
}

// Take uses one turn of the key, or refuses with [fault.TooMany] and the time
// after which the next is free.
func (l *Limiter) Take(key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	key = l.room(key, now)
	fresh := l.fresh[key]
	if fresh.Before(now) {
		fresh = now
	}
	fresh = fresh.Add(l.every)
	if wait := fresh.Sub(now) - time.Duration(l.burst)*l.every; wait > 0 {
		return fault.New(fault.TooMany, "wire.too_many", "wait", wait).Retry(wait)
	}
	l.fresh[key] = fresh
	return nil
}

// Return gives a turn back that turned out to be harmless.
func (l *Limiter) Return(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if fresh, ok := l.fresh[key]; ok {
		l.fresh[key] = fresh.Add(-l.every)
	}
}

// room forgets keys that are fresh again when there are too many.
func (l *Limiter) room(key string, now time.Time) string {
	if _, known := l.fresh[key]; known || len(l.fresh) < maxKeys {
		return key
	}
	for k, fresh := range l.fresh {
		if !fresh.After(now) {
			delete(l.fresh, k)
		}
	}
	if len(l.fresh) < maxKeys {
		return key
	}
	return ""
}

// RemoteKey is the key of the request's sender: its address, or for IPv6 the /64
// that one household or office holds.
func RemoteKey(r *http.Request) string {
	a := Remote(r)
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	if a == (netip.Addr{}) {
		return "unknown"
	}
	return a.String()
}
