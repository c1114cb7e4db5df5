package console

import (
	"context"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/text"
	"thanhdong/pack"
)

// Pack is declarative content that was applied.
type Pack struct {
	Name      string    `json:"name"`
	Version   string    `json:"version"`
	Title     string    `json:"title"`
	About     string    `json:"about"`
	Frame     string    `json:"frame"`
	Sample    bool      `json:"sample"`
	Parts     []string  `json:"parts"`
	Rows      int64     `json:"rows" doc:"That stand as this pack brought them"`
	AppliedAt time.Time `json:"applied_at"`
}

func (c *Console) packList(ctx context.Context, s *speaker, in *Paging) (wire.List[Pack], error) {
	list, err := c.Packs.List(ctx)
	if err != nil {
		return wire.List[Pack]{}, err
	}
	list, next := cut(list, in, func(p pack.Applied) (string, text.L) { return p.Name, p.Title })
	return wire.ListOf(list, next, func(p pack.Applied) Pack {
		return Pack{
			Name: p.Name, Version: p.Version, Title: p.Title.In(s.lang), About: p.About.In(s.lang), Frame: p.Frame, Sample: p.Sample,
			Parts: wire.Map(p.Parts, func(part string) string { return part }), Rows: p.Rows, AppliedAt: wire.At(p.AppliedAt),
		}
	}), nil
}
