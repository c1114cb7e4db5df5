package publish

import (
	"context"
	"log/slog"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
	"thanhdong/know/dataset"
)

const (
	makeDuty = "publish.make"
	// gather is how long news is gathered before tables are made anew; a province hands in many sets at once.
	gather = 2 * time.Second
	// anew is how often all are made: periods end, and what nobody told is found.
	anew = time.Hour
)

// follow makes public tables anew when what they rest on changed.
func (ss *Sets) follow(b *bus.Bus, timers *timer.Timers) {
	timers.Handle(makeDuty, func(ctx context.Context, tx *db.Tx, due timer.Due) error { return ss.makeAnew(ctx, tx, due.Key) })
	timers.Every("publish.anew", anew, func(ctx context.Context) error {
		return ss.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error { return soon(ctx, tx) })
	})
	b.Read("publish", []string{dataset.SubmittedEvent, dataset.ReturnedEvent, dataset.ApprovedEvent, dataset.LockedEvent, dataset.CorrectedEvent, "pack.Applied", "pack.Removed"},
		func(ctx context.Context, tx *db.Tx, _ []bus.Event) error { return soon(ctx, tx) })
}

// soon sets the timers of all public sets, to the end of the span in which news is gathered: more news does not put it off.
func soon(ctx context.Context, tx *db.Tx) error {
	list, err := query(ctx, tx, `s.state = 'published'`)
	if err != nil {
		return err
	}
	at := tx.Now().Truncate(gather).Add(gather)
	for _, s := range list {
		if err := timer.Set(ctx, tx, makeDuty, s.Code, at, struct{}{}); err != nil {
			return err
		}
	}
	return nil
}

// makeAnew makes the table of one public set, as it was approved. One that cannot be made any more keeps its last table, and its people are told by the console.
func (ss *Sets) makeAnew(ctx context.Context, tx *db.Tx, code string) error {
	list, err := query(ctx, tx, `s.code = ? AND s.state = 'published'`+lockOf(tx), code)
	if err != nil || len(list) == 0 {
		return err
	}
	s := list[0]
	t, err := s.Public.make(ctx, tx)
	if f, ours := fault.As(err); ours && f.Kind != fault.Internal && f.Kind != fault.Unavailable {
		slog.Warn("open data keeps its last table", "code", code, "err", err)
		_, err := tx.Exec(ctx, `UPDATE publish_set SET trouble = ? WHERE code = ?`, f.Key, code)
		return err
	}
	if err != nil {
		return err
	}
	sum, body, err := digest(s.Public, t)
	if err != nil {
		return err
	}
	if err := save(ctx, tx, code, s.Digest, sum, t, body); err != nil || sum == s.Digest {
		return err
	}
	return bus.Record(actor.With(ctx, actor.System("publish")), tx, ChangedEvent, code, Happened{code})
}
