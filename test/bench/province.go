//go:build bench

package main

import (
	"context"
	"errors"
	"os"

	"thanhdong/app"
	"thanhdong/pack"
)

// province opens the rooms over a store of their own, with one pack applied.
func province(ctx context.Context, c app.Config, name string) (*app.Rooms, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, err
	}
	p, err := pack.Open(name)
	if err != nil {
		return nil, err
	}
	r, err := app.Open(ctx, c)
	if err != nil {
		return nil, err
	}
	if _, err = r.Packs.Apply(ctx, p); err == nil {
		err = r.Settle(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}
