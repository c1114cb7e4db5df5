package work

import (
	"context"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Kind is registered by the room that owns the subjects of one kind of item.
// The calls run in the transaction that closes or reopens, with the item's row
// locked; at closing the item given has its Reason set.
type Kind interface {
	// Name is the item's Kind ("incident").
	Name() string
	// MayClose refuses with a reason for people, or agrees with nil.
	MayClose(ctx context.Context, tx *db.Tx, item Item) error
	// Closed moves the subject after the item is done. An error undoes both.
	Closed(ctx context.Context, tx *db.Tx, item Item) error
	// Reopened takes the subject up again, or refuses with a reason for people.
	Reopened(ctx context.Context, tx *db.Tx, item Item) error
}

// Register adds a kind before the queue is used.
func (w *Work) Register(k Kind) { w.kinds[k.Name()] = k }

func (w *Work) kind(name string) (Kind, error) {
	if k, ok := w.kinds[name]; ok {
		return k, nil
	}
	return nil, fault.New(fault.Internal, "work.unknown_kind", "kind", name)
}
