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

// mostDrawn is how many pages are kept drawn; whoever asks for more addresses than that within [kept] has them drawn each time.
const mostDrawn = 200

// drawnPages are pages by their address, language and look.
type drawnPages struct {
	mu    sync.Mutex
	pages map[string]*drawnPage
}

type drawnPage struct {
	mu    sync.Mutex
	until time.Time
	page  []byte
}

// get gives a page, drawn anew where it is too old; of many who ask at once one waits for it to be drawn, and the others for that one. What fails is not kept.
func (d *drawnPages) get(key string, now time.Time, draw func() ([]byte, error)) ([]byte, error) {
	d.mu.Lock()
	one := d.pages[key]
	if one == nil {
		if len(d.pages) >= mostDrawn {
			clear(d.pages)
		}
		if d.pages == nil {
			d.pages = map[string]*drawnPage{}
		}
		one = &drawnPage{}
		d.pages[key] = one
	}
	d.mu.Unlock()
	one.mu.Lock()
	defer one.mu.Unlock()
	if now.Before(one.until) && one.until.Sub(now) <= kept {
		return one.page, nil
	}
	page, err := draw()
	if err != nil {
		return nil, err
	}
	one.page, one.until = page, now.Add(kept)
	return page, nil
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
