package observation

import (
	"context"
	"time"

	"thanhdong/ground/timer"
)

// foldEvery is how often is looked whether there is something to fold.
const foldEvery = time.Minute

// Register has the room do what it does in the background.
func (o *Observations) Register(t *timer.Timers) {
	if _, ok := o.store.(*lite); ok {
		t.Every("observation.fold", foldEvery, o.Fold)
	}
	t.Every("observation.shorten", shortenEvery, o.Shorten)
}

// Fold packs older observations into chunks, as far as it is time to. Nothing
// that is read changes by it. It works in short transactions and may end after
// any of them. On PostgreSQL it does nothing.
func (o *Observations) Fold(ctx context.Context) error {
	if l, ok := o.store.(*lite); ok {
		return l.fold(ctx, o.d)
	}
	return nil
}

// yield leaves the writer to others for as long as a fold had it, so that folding
// takes at most half of it.
func yield(ctx context.Context, held time.Duration) error {
	select {
	case <-time.After(held):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
