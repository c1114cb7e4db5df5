package bus

import (
	"context"
	"log/slog"

	"thanhdong/ground/db"
)

// Since gives up to limit events of the kinds behind a position.
func (b *Bus) Since(ctx context.Context, after Pos, kinds []string, limit int) (events []Event, err error) {
	err = b.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		events, err = since(ctx, tx, after, kinds, limit)
		return err
	})
	return events, err
}

type looking func(ctx context.Context, tx *db.Tx, after Pos, kinds []string, limit int) ([]Event, error)

func (b *Bus) look(ctx context.Context, f looking, after Pos, kinds []string) (events []Event, err error) {
	err = b.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		events, err = f(ctx, tx, after, kinds, batch)
		return err
	})
	return events, err
}

// Tail gives all events of the kinds behind a position, then the stream, until
// ctx ends and the channel is closed. It keeps no position and looks by itself,
// so a door that serves many screens tails once and fans out. A consumer that
// does not read holds up only its own tail.
func (b *Bus) Tail(ctx context.Context, after Pos, kinds []string) <-chan []Event {
	out := make(chan []Event)
	go func() {
		defer close(out)
		look := since
		for ctx.Err() == nil {
			woken := b.d.Woken(topic)
			events, err := b.look(ctx, look, after, kinds)
			if err != nil && ctx.Err() == nil {
				slog.Error("tail of the event log", "err", err)
			}
			if len(events) > 0 {
				select {
				case out <- events:
					after = events[len(events)-1].Pos
				case <-ctx.Done():
				}
			}
			if look = since; len(events) < batch {
				if len(events) > 0 { // what lies behind the position is all new
					look = next
				}
				new(gathering).wait(ctx, woken, poll)
			}
		}
	}()
	return out
}
