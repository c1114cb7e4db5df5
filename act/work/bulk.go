package work

import (
	"context"
	"time"

	"thanhdong/ground/fault"
)

// MostAtOnce is of how many items one bulk action is made.
const MostAtOnce = 200

// BulkVerbs are the verbs of sorting, which may be done to many items and undone for a moment.
var BulkVerbs = []string{"accept", "take", "hand-on", "pause", "close", "duplicate", "question", "not-ours"}

// Bulk is one verb for many items with its words.
type Bulk struct {
	Verb     string
	IDs      []string
	Unit     string // hand-on
	Words    string
	Reason   string // pause: the code of a listed reason; close: why
	Until    time.Time
	Original string // duplicate
}

// Result is what became of one item.
type Result struct {
	ID   string
	Item Item // where it was done
	Undo Undo
	Err  error
}

// Bulk does a verb to each item in a transaction of its own: what is refused for one keeps no other back. The
// results come in the order of the items. [fault.Invalid] for no such verb, for none and for too many items.
func (w *Work) Bulk(ctx context.Context, b Bulk) ([]Result, error) {
	if len(b.IDs) == 0 || len(b.IDs) > MostAtOnce {
		return nil, fault.Fields("work.invalid", fault.At("ids", "work.bad_many", "max", MostAtOnce))
	}
	do := w.verb(b)
	if do == nil {
		return nil, fault.Fields("work.invalid", fault.At("verb", "work.bad_verb", "verb", b.Verb))
	}
	results := make([]Result, 0, len(b.IDs))
	for _, id := range b.IDs {
		r := Result{ID: id}
		r.Item, r.Undo, r.Err = w.undoable(ctx, id, b.Original, b.Verb, func(ctx context.Context) (Item, error) { return do(ctx, id) })
		if fault.Is(r.Err, fault.Unavailable) {
			return nil, r.Err // the store is away: nothing more is tried
		}
		results = append(results, r)
	}
	return results, nil
}

func (w *Work) verb(b Bulk) func(context.Context, string) (Item, error) {
	switch b.Verb {
	case "accept":
		return w.Accept
	case "take":
		return w.Take
	case "hand-on":
		return func(ctx context.Context, id string) (Item, error) { return w.HandOn(ctx, id, b.Unit, b.Words) }
	case "pause":
		return func(ctx context.Context, id string) (Item, error) {
			return w.Pause(ctx, id, b.Reason, b.Words, b.Until)
		}
	case "close":
		return func(ctx context.Context, id string) (Item, error) { return w.Close(ctx, id, b.Reason) }
	case "duplicate":
		return func(ctx context.Context, id string) (Item, error) { return w.Duplicate(ctx, id, b.Original) }
	case "question":
		return func(ctx context.Context, id string) (Item, error) { return w.Question(ctx, id, b.Words) }
	case "not-ours":
		return func(ctx context.Context, id string) (Item, error) { return w.NotOurs(ctx, id, b.Words) }
	}
	return nil
}
