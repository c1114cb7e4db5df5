package feed

import (
	"context"

	"thanhdong/ground/db"
	"thanhdong/sense/feed/body"
	"thanhdong/sense/observation"
)

// Read reads what a source sent, in the form that its contract maps, or in the
// plain form where it maps none. It is the one way from bytes to readings,
// whatever brought them; most bounds the readings of one body. An unknown feed is
// [fault.NotFound].
func (f *Feeds) Read(ctx context.Context, code string, b []byte, mediaType, origin string, most int) ([]Reading, error) {
	v, err := f.viewOf(ctx, code)
	if err != nil {
		return nil, err
	}
	if v.mapper == nil {
		return body.Read(b, mediaType, origin)
	}
	readings, _, err := v.mapper.Read(b, origin, most)
	return readings, err
}

// Mapped tells whether a contract maps its source's own form.
func (f *Feeds) Mapped(ctx context.Context, code string) (bool, error) {
	v, err := f.viewOf(ctx, code)
	return v != nil && v.mapper != nil, err
}

// viewOf gives a contract as it is now. Where the one in memory maps nothing it is
// good enough: what another process changed counts from the next commit on, as
// everything of a contract does.
func (f *Feeds) viewOf(ctx context.Context, code string) (v *view, err error) {
	if b := f.book.Load(); b != nil {
		if v := b.views[code]; v != nil && v.mapper == nil {
			return v, nil
		}
	}
	err = f.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err := f.current(ctx, tx)
		if err != nil {
			return err
		}
		if v = b.views[code]; v == nil {
			return notFound(code)
		}
		return nil
	})
	return v, away(err)
}

// units gives the unit of each parameter, by its stored spelling.
func (c Contract) units() map[string]string {
	m := make(map[string]string, len(c.Parameters))
	for _, p := range c.Parameters {
		m[observation.NormalParameter(p.Name)] = observation.NormalUnit(p.Unit)
	}
	return m
}
